//! Taking connections: so many at once, each quick to say what it wants, without Nagle's delay, ended in good order.

use crate::door::{Door, Guest};
use crate::limits::{HEAD_TIME_MAX, SHUTDOWN_TIME_MAX};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

/// How long a refused accept waits: the process has no file descriptor left, and one comes back by itself.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop` is done, then lets open requests end. `taken` is called for each connection.
pub async fn listen(listener: TcpListener, router: Router, taken: impl Fn(), stop: impl Future<Output = ()>) {
    let door = Arc::<Door>::default();
    let (stopping, stopped) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = door.place().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut stop => break,
            next = next => next,
        };
        match accepted {
            Ok((stream, from)) => {
                let Some(guest) = door.enter(place, from.ip()) else { continue };
                taken();
                let served = connection(stream, from, guest, router.clone(), stopped.clone());
                tokio::spawn(served);
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop((listener, stopping));
    let _ = tokio::time::timeout(SHUTDOWN_TIME_MAX, door.emptied()).await;
}

async fn connection(
    stream: TcpStream,
    from: SocketAddr,
    guest: Arc<Guest>,
    router: Router,
    mut stopped: watch::Receiver<()>,
) {
    // With Nagle's algorithm a keystroke waits for the acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let at_door = Arc::clone(&guest);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        request.extensions_mut().insert(Arc::clone(&at_door));
        router.clone().oneshot(request)
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut serving = pin!(serving);
    tokio::select! {
        _ = serving.as_mut() => return,
        () = guest.asked_to_leave() => return,
        _ = stopped.changed() => serving.as_mut().graceful_shutdown(),
    }
    let _ = serving.await;
}
