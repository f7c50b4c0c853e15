//! Over real sockets: bytes that are no HTTP, and the end of a server with streams and idle connections open.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::super::serve::serve;
use super::super::sse::{Event, LastEventId, stream};
use super::*;
use crate::shutdown::Shutdown;

async fn served(shutdown: &Shutdown) -> (std::net::SocketAddr, JoinHandle<()>) {
    let ending = shutdown.clone();
    let events = async move |LastEventId(after): LastEventId| {
        let event = Event { id: after.unwrap_or(0) + 1, kind: "OrderPlaced".into(), data: "{}".into() };
        let source = tokio_stream::StreamExt::chain(tokio_stream::iter([event]), tokio_stream::pending());
        Ok::<_, Problem>(stream(source, &ending, std::future::pending()))
    };
    let router = app().merge(Router::new().route("/events", get(events)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (address, tokio::spawn(serve(listener, router, shutdown.clone())))
}

async fn said(address: std::net::SocketAddr, bytes: &[u8]) -> String {
    let mut line = TcpStream::connect(address).await.unwrap();
    // The server may hang up on a monster before it has read it all.
    let _ = line.write_all(bytes).await;
    let _ = line.shutdown().await;
    let mut told = Vec::new();
    let _ = line.read_to_end(&mut told).await;
    String::from_utf8_lossy(&told).into_owned()
}

#[tokio::test]
async fn noise_is_refused_and_the_server_lives() {
    let shutdown = Shutdown::new();
    let (address, server) = served(&shutdown).await;
    let monster = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(200_000));
    let table: [&[u8]; 5] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\xff\xfe",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n",
        b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        monster.as_bytes(),
    ];
    for bytes in table {
        let told = said(address, bytes).await;
        assert!(told.is_empty() || told.starts_with("HTTP/1.1 4"), "{told:.60}");
    }
    assert!(said(address, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.contains("200 OK"));
    shutdown.trigger();
    server.await.unwrap();
}

#[tokio::test]
async fn an_oversized_body_is_told_so_without_being_kept() {
    let shutdown = Shutdown::new();
    let (address, server) = served(&shutdown).await;
    let size = 3_000_000;
    let mut sent = format!(
        "POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ADMIN}\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n"
    )
    .into_bytes();
    sent.resize(sent.len() + size, b'x');
    assert!(said(address, &sent).await.starts_with("HTTP/1.1 413"));
    shutdown.trigger();
    server.await.unwrap();
}

#[tokio::test]
async fn the_end_closes_streams_and_idle_connections() {
    let shutdown = Shutdown::new();
    let (address, server) = served(&shutdown).await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut some = [0; 64];
    assert!(idle.read(&mut some).await.unwrap() > 0);

    let mut events = TcpStream::connect(address).await.unwrap();
    events.write_all(b"GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 41\r\n\r\n").await.unwrap();
    let mut told = String::new();
    while !told.contains("data: {}") {
        let mut piece = [0; 512];
        let read = events.read(&mut piece).await.unwrap();
        assert!(read > 0, "the stream ended early: {told}");
        told += std::str::from_utf8(&piece[..read]).unwrap();
    }
    assert!(told.contains("id: 42") && told.contains("event: OrderPlaced") && told.contains("text/event-stream"));

    shutdown.trigger();
    server.await.unwrap();
    let mut rest = Vec::new();
    events.read_to_end(&mut rest).await.unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "a whole last chunk");
}
