//! What the server is told when it starts.

use crate::notices::Mailing;
use axum::http::Uri;
use model::passkey::Party;
use std::net::SocketAddr;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Which address people use.
    pub address: Address,
    /// What the process is for.
    pub purpose: Purpose,
    /// Whether rates are limited.
    pub rate_limit: RateLimit,
    /// Whether mail is sent.
    pub mailing: Mailing,
}

/// Which address people use.
#[derive(Debug, Clone)]
pub enum Address {
    /// `http://localhost:PORT`, for a loopback address.
    Loopback,
    /// What was given.
    Given(BaseUrl),
}

/// What the process is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A coalition's work: programs with tokens never sign.
    Serve,
    /// Trying out.
    Demonstrate,
}

/// Whether rates are limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    /// They are.
    On,
    /// They are not, for measuring.
    Off,
}

/// An address people use: scheme and host, with the port where it is not the scheme's own. No path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: &'static str,
    host: String,
}

/// Text that is no base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a base URL is http:// or https:// and a host, with nothing after it: https://statements.example.org"
)]
pub struct BadBaseUrl;

/// An address that cannot be served as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a loopback address: say by which address people come, with --base-url https://HOST")]
pub struct NeedsBaseUrl(pub SocketAddr);

impl Address {
    /// The address people use when the server listens here.
    pub fn resolve(&self, listening: SocketAddr) -> Result<BaseUrl, NeedsBaseUrl> {
        match self {
            Self::Given(url) => Ok(url.clone()),
            Self::Loopback if listening.ip().is_loopback() => Ok(BaseUrl::loopback(listening.port())),
            Self::Loopback => Err(NeedsBaseUrl(listening)),
        }
    }
}

impl BaseUrl {
    /// `http://localhost:PORT`.
    pub fn loopback(port: u16) -> Self {
        let host = if port == 80 { "localhost".to_owned() } else { format!("localhost:{port}") };
        Self { scheme: "http", host }
    }

    /// The URL, which is also the origin: no slash at the end.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }

    /// Host and port as a browser sends them in `Host`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is reached over TLS, so that cookies can be bound to it.
    pub fn is_secure(&self) -> bool {
        self.scheme == "https"
    }

    /// The origin of its websockets.
    pub fn websocket_origin(&self) -> String {
        let scheme = if self.is_secure() { "wss" } else { "ws" };
        format!("{scheme}://{}", self.host)
    }

    /// The site that a passkey enrolled here is good for: its id is the host without a port.
    pub fn party(&self) -> Party {
        let host = self.host.rsplit_once(':').map_or(self.host.as_str(), |(host, _)| host);
        Party { id: host.to_owned(), origin: self.origin() }
    }

    /// Where the server's key is to be had.
    pub fn well_known_key(&self) -> String {
        format!("{}/.well-known/undersigned-key", self.origin())
    }

    /// The page that uses up a login link. The secret stands in the fragment, which browsers send to no server.
    pub fn login_url(&self, secret: &crate::secret::Secret) -> String {
        format!("{}/login#{}", self.origin(), secret.reveal())
    }
}

impl std::str::FromStr for BaseUrl {
    type Err = BadBaseUrl;
    fn from_str(text: &str) -> Result<Self, BadBaseUrl> {
        let uri: Uri = text.trim_end_matches('/').parse().map_err(|_| BadBaseUrl)?;
        let (scheme, own_port) = match uri.scheme_str() {
            Some("https") => ("https", 443),
            Some("http") => ("http", 80),
            _ => return Err(BadBaseUrl),
        };
        let authority = uri.authority().ok_or(BadBaseUrl)?;
        let has_path = !matches!(uri.path(), "" | "/") || uri.query().is_some();
        if has_path || authority.as_str().contains('@') {
            return Err(BadBaseUrl);
        }
        let name = authority.host().to_ascii_lowercase();
        let port = authority.port_u16().filter(|port| *port != own_port);
        Ok(Self { scheme, host: port.map_or(name.clone(), |port| format!("{name}:{port}")) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_an_origin_and_nothing_more() {
        let origin = |text: &str| text.parse::<BaseUrl>().map(|url| url.origin());
        assert_eq!(origin("https://a.example"), Ok("https://a.example".into()));
        assert_eq!(origin("https://A.example:443/"), Ok("https://a.example".into()));
        assert_eq!(origin("http://a.example:8080"), Ok("http://a.example:8080".into()));
        for bad in ["a.example", "ftp://a.example", "https://a.example/x", "https://u@a.example", ""] {
            assert_eq!(origin(bad), Err(BadBaseUrl), "{bad}");
        }
    }

    #[test]
    fn only_a_loopback_address_needs_no_base_url() {
        let (own, open) = ("127.0.0.1:8080".parse().unwrap(), "0.0.0.0:8080".parse().unwrap());
        assert_eq!(Address::Loopback.resolve(own).unwrap().origin(), "http://localhost:8080");
        assert_eq!(Address::Loopback.resolve(open), Err(NeedsBaseUrl(open)));
    }
}
