//! A UDP path between one node and a hub that can be cut, moved to another port, or led to another hub.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

pub struct Relay {
    front: Arc<UdpSocket>,
    path: Arc<Path>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

struct Path {
    cut: AtomicBool,
    hub: Mutex<SocketAddr>,
    node: Mutex<Option<SocketAddr>>,
    back: Mutex<Arc<UdpSocket>>,
}

impl Relay {
    pub async fn start(hub: SocketAddr) -> Self {
        let front = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let back = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let path = Path {
            cut: AtomicBool::new(false),
            hub: Mutex::new(hub),
            node: Mutex::default(),
            back: Mutex::new(back.clone()),
        };
        let relay = Self { front, path: Arc::new(path), tasks: Mutex::default() };
        let tasks = [tokio::spawn(up(relay.front.clone(), relay.path.clone())), relay.down(back)];
        relay.tasks.lock().unwrap().extend(tasks);
        relay
    }

    pub fn address(&self) -> String {
        self.front.local_addr().unwrap().to_string()
    }

    /// Nothing passes, and nobody is told.
    pub fn cut(&self, cut: bool) {
        self.path.cut.store(cut, Ordering::SeqCst);
    }

    /// From now on the hub sees the node at a new port.
    pub async fn rebind(&self) {
        let back = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        *self.path.back.lock().unwrap() = back.clone();
        self.tasks.lock().unwrap().push(self.down(back));
    }

    /// Another hub stands at the end.
    pub fn retarget(&self, hub: SocketAddr) {
        *self.path.hub.lock().unwrap() = hub;
    }

    fn down(&self, back: Arc<UdpSocket>) -> JoinHandle<()> {
        tokio::spawn(down(back, self.front.clone(), self.path.clone()))
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.tasks.lock().unwrap().iter().for_each(JoinHandle::abort);
    }
}

async fn up(front: Arc<UdpSocket>, path: Arc<Path>) {
    let mut datagram = [0; 2048];
    while let Ok((size, node)) = front.recv_from(&mut datagram).await {
        *path.node.lock().unwrap() = Some(node);
        let (back, hub) = (path.back.lock().unwrap().clone(), *path.hub.lock().unwrap());
        if !path.cut.load(Ordering::SeqCst) {
            let _ = back.send_to(&datagram[..size], hub).await;
        }
    }
}

async fn down(back: Arc<UdpSocket>, front: Arc<UdpSocket>, path: Arc<Path>) {
    let mut datagram = [0; 2048];
    while let Ok((size, _)) = back.recv_from(&mut datagram).await {
        let node = *path.node.lock().unwrap();
        if let Some(node) = node.filter(|_| !path.cut.load(Ordering::SeqCst)) {
            let _ = front.send_to(&datagram[..size], node).await;
        }
    }
}
