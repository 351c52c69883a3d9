//! Mail: plain text and HTML, to one person each, over SMTP (RFC 5321) by lettre.

use super::phrases::Phrases;
use super::{Kept, Letter};
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

    /// Sends a mail to a person.
    pub async fn send(&self, site: &Site<'_>, to: &Person, mail: &Mail) -> Result<(), MailError> {
        let address = to.email.parse().map_err(|_| MailError::Address)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(to.name.clone()), address))
            .subject(mail.subject(site))
            .multipart(MultiPart::alternative_plain_html(site.plain(mail), site.html(mail)))
            .map_err(|_| MailError::Message)?;
        self.transport.send(message).await.map(drop).map_err(|_| MailError::Refused)
    }
}

/// A mail to one person: a letter, or several that waited, in their language.
#[derive(Debug, Clone)]
pub struct Mail {
    /// In whose words.
    pub phrases: &'static Phrases,
    /// At least one.
    pub letters: Vec<Letter>,
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

impl Mail {
    /// What it is about.
    pub fn subject(&self, site: &Site<'_>) -> String {
        match &self.letters[..] {
            [letter] => letter.subject.clone(),
            letters => self.digest(site, letters).subject,
        }
    }

    /// What stands above several letters.
    fn digest(&self, site: &Site<'_>, letters: &[Letter]) -> Letter {
        let count = letters.len().to_string();
        let places = [("n", &*count), ("coalition", site.coalition)];
        Letter::alone(self.phrases, self.phrases.digest, &places, String::new())
    }

    fn keep(&self) -> impl Iterator<Item = &Kept> {
        self.letters.iter().flat_map(|letter| &letter.keep)
    }
}

impl Site<'_> {
    /// The mail as plain text.
    pub fn plain(&self, mail: &Mail) -> String {
        let mut text = String::new();
        if mail.letters.len() > 1 {
            let Letter { subject, body, .. } = mail.digest(self, &mail.letters);
            text = format!("{subject}\n\n{body}\n\n");
        }
        for letter in &mail.letters {
            let Letter { subject, body, told, .. } = letter;
            text.push_str(&format!("{subject}\n\n{body}\n\n{}\n\n{told}\n\n", self.link(letter)));
        }
        // In a line that runs from the right, digits and letters of a value would change places.
        let gap = if mail.phrases.direction == "rtl" { "\n" } else { " " };
        let line = |Kept { label, value }: &Kept| format!("{label}{gap}{value}\n");
        let keep: String = mail.keep().map(line).collect();
        if !keep.is_empty() {
            text.push_str(&format!("{}\n{keep}\n", mail.phrases.keep));
        }
        text + &format!("-- \n{}\n{}", self.coalition, line(&self.key_line(mail)))
    }

    /// The same as HTML.
    pub fn html(&self, mail: &Mail) -> String {
        let page = html! {
            div lang=(mail.phrases.language) dir=(mail.phrases.direction) {
                @if mail.letters.len() > 1 {
                    @let Letter { subject, body, .. } = mail.digest(self, &mail.letters);
                    p { strong { (subject) } }
                    p { (body) }
                    hr;
                }
                @for letter in &mail.letters {
                    @let link = self.link(letter);
                    p { strong { (letter.subject) } }
                    p { (letter.body) }
                    p { a href=(link) { bdi dir="ltr" { (link) } } }
                    p { (letter.told) }
                }
                @if mail.keep().next().is_some() {
                    p { (mail.phrases.keep) }
                    @for kept in mail.keep() { p { (kept.label) " " code { bdi dir="ltr" { (kept.value) } } } }
                }
                hr;
                @let key = self.key_line(mail);
                p { (self.coalition) br; (key.label) " " code { bdi dir="ltr" { (key.value) } } }
            }
        };
        page.into_string()
    }

    fn key_line(&self, mail: &Mail) -> Kept {
        Kept { label: mail.phrases.key.into(), value: self.key.to_string() }
    }

    fn link(&self, letter: &Letter) -> String {
        format!("{}{}", self.base_url.origin(), letter.path)
    }
}
