//! The server loop: bounded connections and heads, and an end that lets begun requests finish.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::limits::{BACKLOG, CONNECTIONS_MAX, GRACE, HEAD_BYTES_MAX, HEAD_READ_TIME_MAX, HEADERS_MAX};
use super::tls::Tls;
use crate::shutdown::Shutdown;

/// How long to leave the listener alone when the process is out of descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Stands in the extensions of every request that came over TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverTls;

/// Listens with a backlog for a crowd that comes at once: whoever finds it full tries again after a second, and then ever later.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    bind(address)?.listen(BACKLOG)
}

/// Takes an address, and nobody's connections until [`TcpSocket::listen`] is called with [`BACKLOG`].
pub fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Serves until `shutdown`, then closes idle connections, finishes begun requests, and returns within 5 seconds.
pub async fn serve(listener: TcpListener, router: Router, shutdown: Shutdown) {
    serve_over(listener, None, router, shutdown).await;
}

/// The same over TLS: requests carry [`OverTls`].
pub async fn serve_tls(listener: TcpListener, tls: Tls, router: Router, shutdown: Shutdown) {
    serve_over(listener, Some(tls), router.layer(Extension(OverTls)), shutdown).await;
}

async fn serve_over(listener: TcpListener, tls: Option<Tls>, router: Router, shutdown: Shutdown) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    let mut ending = pin!(shutdown.wait());
    loop {
        tokio::select! {
            () = &mut ending => break,
            (socket, place) = accepted(&listener, &places) => {
                connections.spawn(connection(socket, tls.clone(), router.clone(), shutdown.clone(), place));
            }
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!(left = connections.len(), "connections cut off at the end");
        connections.shutdown().await;
    }
}

async fn accepted(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, OwnedSemaphorePermit) {
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { std::future::pending().await };
        match listener.accept().await {
            Ok((socket, _)) => return (socket, place),
            Err(error) => {
                tracing::warn!(%error, "no connection accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn connection(
    socket: TcpStream,
    tls: Option<Tls>,
    router: Router,
    shutdown: Shutdown,
    place: OwnedSemaphorePermit,
) {
    // Answers are small and complete: Nagle's algorithm would only hold them back.
    let _ = socket.set_nodelay(true);
    match tls {
        None => speak(socket, router, shutdown).await,
        Some(tls) => {
            let stream = tokio::select! {
                stream = tls.accept(socket) => stream,
                () = shutdown.wait() => return,
            };
            match stream {
                Ok(stream) => speak(stream, router, shutdown).await,
                Err(error) => tracing::debug!(%error, "no handshake"),
            }
        }
    }
    drop(place);
}

async fn speak(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router, shutdown: Shutdown) {
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_READ_TIME_MAX)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .pipeline_flush(true);
    let mut served = pin!(builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)));
    let result = tokio::select! {
        result = served.as_mut() => result,
        () = shutdown.wait() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "connection ended");
    }
}
