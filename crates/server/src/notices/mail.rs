//! Mail: plain text and HTML, to one person each, over SMTP (RFC 5321) by lettre.

use super::Letter;
use crate::config::BaseUrl;
use crate::limits::SMTP_TIME_MAX;
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use maud::html;
use model::key::ServerKey;
use model::organisation::Person;

/// Where mail goes out, and from whom.
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why mail cannot go out; what a server said of it may name somebody, and stays out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The URL is none.
    #[error("this is no URL of a mail server; write smtps://USER:PASSWORD@HOST or smtp://HOST:PORT")]
    Url,
    /// The address is none.
    #[error("an address of a mail cannot be used; look how it is written in the setting-up page")]
    Address,
    /// The mail cannot be put together.
    #[error("a mail could not be put together")]
    Message,
    /// The server does not take it.
    #[error("the mail server does not take mail; look whether it runs and takes this user")]
    Refused,
}

impl Smtp {
    /// From a URL such as `smtps://USER:PASSWORD@HOST`, and the sender's address.
    pub fn new(url: &str, from: &str) -> Result<Self, MailError> {
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url.trim()).map_err(|_| MailError::Url)?;
        let transport = transport.timeout(Some(SMTP_TIME_MAX)).build();
        let from = from.trim().parse().map_err(|_| MailError::Address)?;
        Ok(Self { transport, from })
    }

    /// Sends a letter to a person.
    pub async fn send(&self, site: &Site<'_>, to: &Person, letter: &Letter) -> Result<(), MailError> {
        let address = to.email.parse().map_err(|_| MailError::Address)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(to.name.clone()), address))
            .subject(letter.subject.clone())
            .multipart(MultiPart::alternative_plain_html(site.plain(letter), site.html(letter)))
            .map_err(|_| MailError::Message)?;
        self.transport.send(message).await.map(drop).map_err(|_| MailError::Refused)
    }
}

/// What every mail says of where it comes from.
pub struct Site<'a> {
    /// The address people use.
    pub base_url: &'a BaseUrl,
    /// The coalition's name.
    pub coalition: &'a str,
    /// The server's key.
    pub key: ServerKey,
}

impl Site<'_> {
    /// The letter as plain text.
    pub fn plain(&self, letter: &Letter) -> String {
        let Letter { subject, body, told, keep, .. } = letter;
        let keep = if keep.is_empty() {
            String::new()
        } else {
            format!("\nKeep this outside the server, to compare with later:\n{}\n", keep.join("\n"))
        };
        format!(
            "{subject}\n\n{body}\n\n{}\n\n{told}\n{keep}\n-- \n{}\nServer's key: {}\n",
            self.link(letter),
            self.coalition,
            self.key
        )
    }

    /// The same as HTML.
    pub fn html(&self, letter: &Letter) -> String {
        let link = self.link(letter);
        let page = html! {
            p { strong { (letter.subject) } }
            p { (letter.body) }
            p { a href=(link) { (link) } }
            p { (letter.told) }
            @if !letter.keep.is_empty() {
                p { "Keep this outside the server, to compare with later:" }
                @for line in &letter.keep { p { code { (line) } } }
            }
            hr;
            p { (self.coalition) br; "Server's key: " code { (self.key) } }
        };
        page.into_string()
    }

    fn link(&self, letter: &Letter) -> String {
        format!("{}{}", self.base_url.origin(), letter.path)
    }
}
