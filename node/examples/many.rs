//! Many light nodes in one process, for the bench: each has a certificate, a connection and a session of its own, and a
//! store in memory that has nothing to tell. `many HUB TOKENS`, the tokens one a line in a file; prints `ready N` and
//! lets them join, and keeps them up until it is killed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use holdfast_crdt::{Hash, Millis, ReplicaId, Row, Sku, Stream, WarehouseId};
use holdfast_shell::clock;
use holdfast_shell::link::{BoxFuture, JoinToken, Joined, LinkEvent, Replica, Uplink, UplinkConfig, join};
use holdfast_sync::catalogue::ProductRecord;
use holdfast_sync::desk::{Book, Desk, Rows};
use holdfast_sync::effect::Heard;
use holdfast_sync::mail::Letter;
use holdfast_sync::source::Read;
use holdfast_sync::{Config, Inbound, RightsAnswer, RightsRequest, Source, Standing};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// Joins under way at a time: the hub takes a few at once.
const JOINS: usize = 16;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let (hub, tokens) = words.next().zip(words.next()).context("many HUB TOKENS")?;
    let tokens: Vec<JoinToken> = std::fs::read_to_string(tokens)?.lines().map(str::parse).collect::<Result<_, _>>()?;
    println!("ready {}", tokens.len());
    let (mut joining, mut uplinks) = (JoinSet::new(), Vec::new());
    for token in tokens {
        if joining.len() >= JOINS
            && let Some(done) = joining.join_next().await
        {
            uplinks.push(done??);
        }
        joining.spawn(open(hub.clone(), token));
    }
    while let Some(done) = joining.join_next().await {
        uplinks.push(done??);
    }
    std::future::pending::<()>().await;
    Ok(())
}

async fn open(hub: String, token: JoinToken) -> anyhow::Result<Uplink> {
    let Joined { enrolment, .. } = join(&hub, &token).await?;
    let replica = Arc::new(Light::new(enrolment.warehouse.clone(), ReplicaId::new(enrolment.site, 1)));
    let config = UplinkConfig { hub, enrolment, keep: Arc::new(|_| Ok(())), session: Config::new("many") };
    Ok(Uplink::start(config, replica))
}

/// A node that holds what the hub tells it, in memory.
struct Light {
    warehouse: WarehouseId,
    store: u128,
    desk: Mutex<Desk>,
    commits: watch::Sender<u64>,
}

impl Light {
    fn new(warehouse: WarehouseId, replica: ReplicaId) -> Self {
        let mut desk = Desk::default();
        desk.open_book(Book::new(Stream::new(warehouse.clone(), replica)));
        Self { warehouse, store: rand::random(), desk: Mutex::new(desk), commits: watch::Sender::new(0) }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stands(&self, desk: &Desk) -> Result<Standing, String> {
        let book = desk.book(&self.warehouse).ok_or("no book")?;
        Ok(book.standing(self.store, self.store, 0))
    }

    fn hear(&self, inbound: Inbound) -> Result<Standing, String> {
        let mut desk = self.desk();
        match inbound {
            Inbound::Rows { owner, store, through, full, rows } => {
                desk.hear_rows(&self.warehouse, Rows { owner, store, through, full, rows });
            }
            Inbound::Letters(letters) => {
                letters.iter().for_each(|letter| {
                    desk.hear_letter(&self.warehouse, letter.seq);
                });
            }
            Inbound::Products { through, .. } | Inbound::Documents { through, .. } => {
                desk.hear_catalogue(&self.warehouse, through)
            }
            Inbound::Entries { owner, first, entries } => {
                let heard = desk.hear_entries(&self.warehouse, owner, first, &entries, clock::now());
                heard.ok_or("entries that do not follow")?;
            }
            other => return Err(format!("a light node has no past: {other:?}")),
        }
        drop(desk.take_changes());
        self.stands(&desk)
    }
}

impl Replica for Light {
    fn standing(&self, _: &WarehouseId) -> Result<Standing, String> {
        self.stands(&self.desk())
    }

    fn source(&self, _: &WarehouseId) -> Result<Box<dyn Source + Send>, String> {
        Ok(Box::new(Nothing))
    }

    fn apply(&self, _: WarehouseId, inbound: Inbound) -> BoxFuture<'_, Result<Standing, String>> {
        Box::pin(async { self.hear(inbound) })
    }

    fn grant(&self, _: WarehouseId, request: RightsRequest) -> BoxFuture<'_, Result<(RightsAnswer, Standing), String>> {
        Box::pin(async move {
            let standing = self.stands(&self.desk())?;
            Ok((RightsAnswer { id: request.id, after_clock: standing.position.clock }, standing))
        })
    }

    fn commits(&self, _: &WarehouseId) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    fn link_event(&self, _: &WarehouseId, event: LinkEvent) {
        if let LinkEvent::Down { why, at: Millis(at) } = event {
            eprintln!("{at} {} down: {why}", self.warehouse);
        }
    }

    fn subscribe_requests(&self, _: &WarehouseId) -> mpsc::Receiver<Vec<(Sku, u64)>> {
        mpsc::channel(1).1
    }
}

/// A log without entries.
struct Nothing;

impl Source for Nothing {
    fn rows_since(&mut self, _: ReplicaId, _: u64, _: usize) -> Read<Vec<(Sku, Row)>> {
        Ok(Vec::new())
    }

    fn rows_of_past(&mut self, _: ReplicaId, _: u64, _: usize) -> Read<Vec<(Sku, Row)>> {
        Ok(Vec::new())
    }

    fn letters_since(&mut self, _: u64, _: usize) -> Read<Vec<Letter>> {
        Ok(Vec::new())
    }

    fn products_since(&mut self, _: u64, _: usize) -> Read<Vec<ProductRecord>> {
        Ok(Vec::new())
    }

    fn entries_since(&mut self, _: ReplicaId, _: u64, _: usize, _: usize) -> Read<Vec<Vec<u8>>> {
        Ok(Vec::new())
    }

    fn entry_hash(&mut self, _: ReplicaId, seq: u64) -> Read<Option<Hash>> {
        Ok((seq == 0).then_some([0; 32]))
    }

    fn backed_up(&mut self) -> Read<Option<Heard>> {
        Ok(None)
    }
}
