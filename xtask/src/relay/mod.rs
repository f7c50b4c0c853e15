//! A UDP path between a node and the hub that can be cut, slowed, made lossy, or moved to another port.

mod bucket;
mod fate;
mod flight;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

pub use fate::{Traffic, Way, Weather};

use fate::Fates;
use flight::{Datagram, Flight};

const DATAGRAM_BYTES: usize = 65_536;
/// A node speaks from a new port at each attempt to connect: this many of the last ones are heard.
const LINES_MAX: usize = 4;

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
    _tasks: [Task; 2],
}

impl Drop for Open {
    fn drop(&mut self) {
        let lines = std::mem::take(&mut self.path.lock().lines);
        drop(lines);
    }
}

/// A task that ends with its owner.
#[derive(Debug)]
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[derive(Debug)]
struct Path {
    front: UdpSocket,
    state: Mutex<State>,
    /// Something may arrive earlier than what was waited for.
    departed: Notify,
}

#[derive(Debug)]
struct State {
    target: SocketAddr,
    fates: Fates,
    flight: Flight,
    /// Node's address → the socket that speaks to the hub in its name.
    lines: BTreeMap<SocketAddr, Line>,
    opened: u64,
}

#[derive(Debug)]
struct Line {
    /// Counts lines of this path.
    number: u64,
    socket: Arc<UdpSocket>,
    _reader: Task,
}

impl Relay {
    /// Opens a path to `target` on a free loopback port.
    pub async fn open(target: SocketAddr, seed: u64) -> io::Result<Self> {
        let front = UdpSocket::bind("127.0.0.1:0").await?;
        let address = front.local_addr()?;
        // `try_send` works only on a socket that was once seen to be writable.
        front.writable().await?;
        let (fates, flight) = (Fates::new(seed), Flight::default());
        let state = State { target, fates, flight, lines: BTreeMap::new(), opened: 0 };
        let path = Arc::new(Path { front, state: Mutex::new(state), departed: Notify::new() });
        let tasks = [Task(tokio::spawn(read_front(path.clone()))), Task(tokio::spawn(deliver(path.clone())))];
        Ok(Self { address, path: path.clone(), _open: Arc::new(Open { path, _tasks: tasks }) })
    }

    /// Changes the weather from now on.
    pub fn set(&self, change: impl FnOnce(&mut Weather)) {
        change(&mut self.path.lock().fates.weather);
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

    pub fn traffic(&self) -> Traffic {
        self.path.lock().fates.traffic
    }

    /// From now on the path leads elsewhere, as when a name is given to another machine.
    pub async fn aim(&self, target: SocketAddr) -> io::Result<()> {
        self.path.lock().target = target;
        self.rebind().await
    }

    /// From now on the hub sees the node at a new port, as after a change of network.
    pub async fn rebind(&self) -> io::Result<()> {
        let nodes: Vec<_> = self.path.lock().lines.keys().copied().collect();
        for node in nodes {
            self.path.open_line(node).await?;
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
        if known || path.open_line(node).await.is_ok() {
            path.carry(Way::Up, node, &buffer[..size]);
        }
    }
}

async fn read_hub(path: Arc<Path>, socket: Arc<UdpSocket>, node: SocketAddr) {
    let mut buffer = vec![0; DATAGRAM_BYTES];
    loop {
        match socket.recv(&mut buffer).await {
            Ok(size) => path.carry(Way::Down, node, &buffer[..size]),
            // The hub's port is closed at the moment: it may come back.
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

/// Hands over what is under way when its time has come.
async fn deliver(path: Arc<Path>) {
    loop {
        let next = {
            let mut state = path.lock();
            while let Some(datagram) = state.flight.arrive(Instant::now()) {
                path.hand_over(&mut state, datagram.way, datagram.node, &datagram.bytes);
            }
            state.flight.next()
        };
        match next {
            None => path.departed.notified().await,
            Some(due) => tokio::select! {
                () = sleep_until(due) => {}
                () = path.departed.notified() => {}
            },
        }
    }
}

impl Path {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new socket for what this node says, in place of the one it may have had.
    async fn open_line(self: &Arc<Self>, node: SocketAddr) -> io::Result<()> {
        let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await?);
        let target = self.lock().target;
        socket.connect(target).await?;
        socket.writable().await?;
        let reader = Task(tokio::spawn(read_hub(self.clone(), socket.clone(), node)));
        let mut state = self.lock();
        state.opened += 1;
        let line = Line { number: state.opened, socket, _reader: reader };
        state.lines.insert(node, line);
        if state.lines.len() > LINES_MAX {
            let oldest = state.lines.iter().min_by_key(|(_, line)| line.number).map(|(node, _)| *node);
            oldest.and_then(|node| state.lines.remove(&node));
        }
        Ok(())
    }

    fn carry(&self, way: Way, node: SocketAddr, bytes: &[u8]) {
        let now = Instant::now();
        let mut state = self.lock();
        let copies = state.fates.draw(now, way, bytes.len());
        for wait in copies.into_iter().flatten() {
            if wait.is_zero() {
                self.hand_over(&mut state, way, node, bytes);
            } else if state.flight.depart(now + wait, Datagram { way, node, bytes: bytes.to_vec() }) {
                self.departed.notify_one();
            } else {
                state.fates.traffic.dropped += 1;
            }
        }
    }

    /// A datagram may be lost: a closed port or a full buffer is no error here. A cut takes what is under way, too.
    fn hand_over(&self, state: &mut State, way: Way, node: SocketAddr, bytes: &[u8]) {
        if state.fates.severed(way) {
            state.fates.traffic.severed += 1;
            return;
        }
        let sent = match (way, state.lines.get(&node)) {
            (Way::Up, Some(line)) => line.socket.try_send(bytes),
            (Way::Up, None) => return,
            (Way::Down, _) => self.front.try_send_to(bytes, node),
        };
        state.fates.traffic.carried += u64::from(sent.is_ok());
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

    #[tokio::test]
    async fn what_is_delayed_arrives_and_is_counted() {
        let relay = Relay::open(echo().await, 1).await.unwrap();
        let node = node(&relay).await;
        relay.set(|w| w.delay = Duration::from_millis(10));
        for _ in 0..50 {
            node.send(b"a").await.unwrap();
        }
        for _ in 0..50 {
            assert!(answer(&node).await.is_some());
        }
        assert_eq!(relay.traffic(), Traffic { carried: 100, ..Traffic::default() });
    }

    #[tokio::test]
    async fn a_node_that_comes_from_port_after_port_takes_no_more_room() {
        let relay = Relay::open(echo().await, 1).await.unwrap();
        for _ in 0..3 * LINES_MAX {
            let node = node(&relay).await;
            node.send(b"a").await.unwrap();
            assert!(answer(&node).await.is_some());
        }
        assert_eq!(relay.path.lock().lines.len(), LINES_MAX);
    }
}
