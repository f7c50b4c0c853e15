//! A UDP path between a node and the hub that can be cut, slowed, made lossy, or moved to another port.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;
use tokio::time::Instant;

const DATAGRAM_BYTES: usize = 65_536;
/// What waits before a slow link; more is dropped, as in a router.
const QUEUE_BYTES: f64 = 256.0 * 1500.0;

/// Towards the hub, or towards the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

/// How the path treats datagrams. Chances are 0 to 1; `bandwidth` is bits a second each way, 0 for no limit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    pub delay: Duration,
    pub jitter: Duration,
    pub loss: f64,
    pub duplicate: f64,
    pub reorder: f64,
    pub bandwidth: f64,
    pub cut_up: bool,
    pub cut_down: bool,
}

/// One node's path to the hub. Clones share it; it ends with the last of them.
#[derive(Debug, Clone)]
pub struct Relay {
    pub address: SocketAddr,
    path: Arc<Path>,
    _open: Arc<Open>,
}

/// What keeps the path open; its end closes every socket.
#[derive(Debug)]
struct Open {
    path: Arc<Path>,
    _reader: Reader,
}

impl Drop for Open {
    fn drop(&mut self) {
        let lines = std::mem::take(&mut self.path.lock().lines);
        drop(lines);
    }
}

/// A task that ends with its owner.
#[derive(Debug)]
struct Reader(JoinHandle<()>);

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[derive(Debug)]
struct Path {
    target: SocketAddr,
    front: UdpSocket,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    weather: Weather,
    chance: ChaCha8Rng,
    /// When the slow link has sent what it took in, up and down.
    free_at: [Option<Instant>; 2],
    /// Node's address → the socket that speaks to the hub in its name.
    lines: BTreeMap<SocketAddr, Line>,
}

#[derive(Debug)]
struct Line {
    socket: Arc<UdpSocket>,
    _reader: Reader,
}

impl Relay {
    /// Opens a path to `target` on a free loopback port.
    pub async fn open(target: SocketAddr, seed: u64) -> io::Result<Self> {
        let front = UdpSocket::bind("127.0.0.1:0").await?;
        let address = front.local_addr()?;
        // `try_send` works only on a socket that was once seen to be writable.
        front.writable().await?;
        let state = State {
            weather: Weather::default(),
            chance: ChaCha8Rng::seed_from_u64(seed),
            free_at: [None; 2],
            lines: BTreeMap::new(),
        };
        let path = Arc::new(Path { target, front, state: Mutex::new(state) });
        let reader = Reader(tokio::spawn(read_front(path.clone())));
        Ok(Self { address, path: path.clone(), _open: Arc::new(Open { path, _reader: reader }) })
    }

    /// Changes the weather from now on.
    pub fn set(&self, change: impl FnOnce(&mut Weather)) {
        change(&mut self.path.lock().weather);
    }

    /// Nothing passes any more, and nobody is told.
    pub fn cut(&self) {
        self.set(|w| (w.cut_up, w.cut_down) = (true, true));
    }

    pub fn cut_one_way(&self, way: Way) {
        self.set(|w| (w.cut_up, w.cut_down) = (way == Way::Up, way == Way::Down));
    }

    /// The path is whole again; delay and loss stay as set.
    pub fn heal(&self) {
        self.set(|w| (w.cut_up, w.cut_down) = (false, false));
    }

    /// A clear path.
    pub fn calm(&self) {
        self.set(|w| *w = Weather::default());
    }

    /// From now on the hub sees the node at a new port, as after a change of network.
    pub async fn rebind(&self) -> io::Result<()> {
        let nodes: Vec<_> = self.path.lock().lines.keys().copied().collect();
        for node in nodes {
            let line = self.path.line_for(node).await?;
            self.path.lock().lines.insert(node, line);
        }
        Ok(())
    }
}

async fn read_front(path: Arc<Path>) {
    let mut buffer = vec![0; DATAGRAM_BYTES];
    loop {
        // An error here is an earlier datagram's fate (ICMP); the socket itself goes on.
        let Ok((size, node)) = path.front.recv_from(&mut buffer).await else { continue };
        let known = path.lock().lines.contains_key(&node);
        if !known && let Ok(line) = path.line_for(node).await {
            path.lock().lines.insert(node, line);
        }
        carry(&path, Way::Up, node, &buffer[..size]);
    }
}

async fn read_hub(path: Arc<Path>, socket: Arc<UdpSocket>, node: SocketAddr) {
    let mut buffer = vec![0; DATAGRAM_BYTES];
    loop {
        match socket.recv(&mut buffer).await {
            Ok(size) => carry(&path, Way::Down, node, &buffer[..size]),
            // The hub's port is closed at the moment: it may come back.
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

fn carry(path: &Arc<Path>, way: Way, node: SocketAddr, datagram: &[u8]) {
    let copies = path.lock().fates(way, datagram.len());
    for wait in copies.into_iter().flatten() {
        if wait.is_zero() {
            path.hand_over(way, node, datagram);
            continue;
        }
        let (path, datagram) = (path.clone(), datagram.to_vec());
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            path.hand_over(way, node, &datagram);
        });
    }
}

impl Path {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn line_for(self: &Arc<Self>, node: SocketAddr) -> io::Result<Line> {
        let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await?);
        socket.connect(self.target).await?;
        socket.writable().await?;
        let reader = Reader(tokio::spawn(read_hub(self.clone(), socket.clone(), node)));
        Ok(Line { socket, _reader: reader })
    }

    /// A datagram may be lost: a closed port or a full buffer is no error here.
    fn hand_over(&self, way: Way, node: SocketAddr, datagram: &[u8]) {
        let state = self.lock();
        if state.severed(way) {
            return;
        }
        let _ = match (way, state.lines.get(&node)) {
            (Way::Up, Some(line)) => line.socket.try_send(datagram),
            (Way::Up, None) => Ok(0),
            (Way::Down, _) => self.front.try_send_to(datagram, node),
        };
    }
}

impl State {
    fn severed(&self, way: Way) -> bool {
        match way {
            Way::Up => self.weather.cut_up,
            Way::Down => self.weather.cut_down,
        }
    }

    /// When each copy of a datagram arrives; none of it where it is lost.
    fn fates(&mut self, way: Way, size: usize) -> [Option<Duration>; 2] {
        if self.severed(way) || self.happens(self.weather.loss) {
            return [None, None];
        }
        let first = self.wait(way, size);
        let second = if self.happens(self.weather.duplicate) { self.wait(way, size) } else { None };
        [first, second]
    }

    fn happens(&mut self, chance: f64) -> bool {
        chance > 0.0 && self.chance.random::<f64>() < chance
    }

    /// Time until it arrives; None where the queue of the slow link is full.
    fn wait(&mut self, way: Way, size: usize) -> Option<Duration> {
        let mut wait = self.weather.delay + self.weather.jitter.mul_f64(self.chance.random());
        if self.happens(self.weather.reorder) {
            wait += Duration::from_millis(self.chance.random_range(5..25));
        }
        let bandwidth = self.weather.bandwidth;
        if bandwidth > 0.0 {
            let now = Instant::now();
            let free_at = &mut self.free_at[way as usize];
            let queued = free_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now));
            if queued.as_secs_f64() * bandwidth / 8.0 > QUEUE_BYTES {
                return None;
            }
            let sent = queued + Duration::from_secs_f64(size as f64 * 8.0 / bandwidth);
            *free_at = Some(now + sent);
            wait += sent;
        }
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn echo() -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        tokio::spawn(async move {
            let mut buffer = [0; 2048];
            // The answer names the asker, so that a rebind shows.
            while let Ok((_, from)) = socket.recv_from(&mut buffer).await {
                socket.send_to(from.to_string().as_bytes(), from).await.unwrap();
            }
        });
        address
    }

    async fn node(relay: &Relay) -> UdpSocket {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        socket.connect(relay.address).await.unwrap();
        socket
    }

    async fn answer(node: &UdpSocket) -> Option<String> {
        let mut buffer = [0; 2048];
        let told = tokio::time::timeout(Duration::from_millis(300), node.recv(&mut buffer)).await.ok()?.ok()?;
        Some(String::from_utf8_lossy(&buffer[..told]).into_owned())
    }

    #[tokio::test]
    async fn it_carries_cuts_heals_and_moves() {
        let relay = Relay::open(echo().await, 1).await.unwrap();
        let node = node(&relay).await;
        node.send(b"a").await.unwrap();
        let first = answer(&node).await.expect("an answer over a clear path");
        relay.cut();
        node.send(b"b").await.unwrap();
        assert_eq!(answer(&node).await, None);
        relay.cut_one_way(Way::Down);
        node.send(b"c").await.unwrap();
        assert_eq!(answer(&node).await, None);
        relay.heal();
        node.send(b"d").await.unwrap();
        assert_eq!(answer(&node).await.as_ref(), Some(&first));
        relay.rebind().await.unwrap();
        node.send(b"e").await.unwrap();
        assert_ne!(answer(&node).await.expect("an answer after the move"), first);
    }

    #[tokio::test]
    async fn it_loses_and_duplicates_by_chance() {
        let relay = Relay::open(echo().await, 1).await.unwrap();
        let node = node(&relay).await;
        relay.set(|w| w.loss = 1.0);
        node.send(b"a").await.unwrap();
        assert_eq!(answer(&node).await, None);
        relay.calm();
        relay.set(|w| w.duplicate = 1.0);
        node.send(b"b").await.unwrap();
        for _ in 0..4 {
            assert!(answer(&node).await.is_some(), "two copies up, two of each down");
        }
    }

    #[test]
    fn a_full_queue_of_a_slow_link_drops() {
        let mut state = State {
            weather: Weather { bandwidth: 8_000.0, ..Weather::default() },
            chance: ChaCha8Rng::seed_from_u64(1),
            free_at: [None; 2],
            lines: BTreeMap::new(),
        };
        let carried = (0..1000).filter(|_| state.wait(Way::Up, 1500).is_some()).count();
        assert!((256..=260).contains(&carried), "{carried}");
        assert!(state.wait(Way::Down, 1500).is_some(), "each way has its own queue");
    }
}
