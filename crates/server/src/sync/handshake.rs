//! A websocket upon the bare connection: its handshake (RFC 6455, 4.2), and its two halves.

use super::reader::Reader;
use super::writer::Writer;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use room::Dialect;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

/// The answer to an upgrade, what comes of it, and which messages the client knows.
pub fn handshake(mut request: Request) -> Result<(Response, OnUpgrade, Dialect), Problem> {
    let upgrade = hyper::upgrade::on(&mut request);
    let mut response = create_response_with_body(&request, Body::empty)
        .map_err(|_| Problem::invalid("no-websocket", "This address takes websockets of version 13."))?;
    let dialect = dialect(request.headers());
    if dialect == Dialect::WithSaved {
        let chosen = HeaderValue::from_static(wire::SUBPROTOCOL);
        response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, chosen);
    }
    Ok((response, upgrade, dialect))
}

fn dialect(headers: &HeaderMap) -> Dialect {
    let offered =
        headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    let is_ours = |name: &str| name.trim() == wire::SUBPROTOCOL;
    if offered.flat_map(|list| list.split(',')).any(is_ours) { Dialect::WithSaved } else { Dialect::Stock }
}

/// A websocket's two halves, with nothing between them and the kernel.
pub struct Socket {
    /// What comes in.
    pub reader: Reader,
    /// What goes out.
    pub writer: Writer,
}

/// The websocket once the connection is one. None where the connection is gone.
pub async fn upgraded(upgrade: OnUpgrade) -> Option<Socket> {
    let parts = upgrade.await.ok()?.downcast::<TokioIo<TcpStream>>().ok()?;
    let (read_half, write_half) = parts.io.into_inner().into_split();
    let (writer, replies) = Writer::new(write_half);
    let reader = Reader::new(read_half, parts.read_buf.to_vec(), replies).await;
    Some(Socket { reader, writer })
}
