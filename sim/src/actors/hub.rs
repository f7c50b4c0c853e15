//! A hub as it runs: engine, readers and what it knows of its links over one store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use holdfast_crdt::{Millis, SiteId, Sku, WarehouseId};
use holdfast_hub::world::{
    Boots, Command, HubEngine, Identity, Issued, Keeper, KeptRows, Links, PeerIdentity, READER_CACHE_KIB, Reader,
    Refusal, Reply, SqliteStore, StoreError, Unanswered, World, checkpoint, connection_refusal, create_enrolment,
    open_at, source_of, standing_of,
};
use holdfast_sync::{Close, Source, Standing};
use rand::rngs::StdRng;
use rusqlite::Connection;

use super::{Said, Work};

pub struct Hub {
    keeper: Keeper<HubEngine<SqliteStore>>,
    identity: Identity,
    pub links: Links,
    pub reader: Reader,
    kept: KeptRows,
    checkpoints: Connection,
    boots: BTreeMap<WarehouseId, Boots>,
    path: PathBuf,
}

/// A certificate that no node of the simulator lets lapse.
pub fn certificate(warehouse: &WarehouseId, site: SiteId) -> PeerIdentity {
    PeerIdentity {
        warehouse: warehouse.clone(),
        site,
        serial: warehouse.to_string(),
        not_before: Millis(0),
        not_after: Millis(u64::MAX),
    }
}

impl Hub {
    pub fn start(path: &Path, store: u128, boot: u128, rng: StdRng) -> Result<Self, StoreError> {
        let store = SqliteStore::new(open_at(path)?).map(|opened| (opened, Identity { store, boot }))?;
        let (store, identity) = store;
        let kept = store.kept_rows();
        let engine = HubEngine::new(store, World::new(rng), identity)?;
        let reader = Reader::open(path, READER_CACHE_KIB, Some(kept.clone()))?;
        let checkpoints = Connection::open(path)?;
        Ok(Self {
            keeper: Keeper::new(engine),
            identity,
            links: Links::default(),
            reader,
            kept,
            checkpoints,
            boots: BTreeMap::new(),
            path: path.to_owned(),
        })
    }

    /// Enrols and joins the node of a warehouse; its site.
    pub fn enrol(&mut self, warehouse: &WarehouseId, now: Millis) -> Result<SiteId, String> {
        let digest = *blake3_of(warehouse).as_bytes();
        let made = create_enrolment(&self.checkpoints, warehouse, &digest, now).map_err(|error| error.to_string())?;
        if !made {
            return Err(format!("there is no warehouse {warehouse}"));
        }
        let said = self.keeper.batch(vec![Command::UseToken(digest)], now).map_err(|error| error.to_string())?;
        let Some(Reply::Seat(Ok(seat))) = said.into_iter().next() else { return Err("no seat".to_owned()) };
        let issued = Issued { identity: certificate(warehouse, seat.site), renews: None, at: now };
        self.keeper.batch(vec![Command::Issued(issued)], now).map_err(|error| error.to_string())?;
        Ok(seat.site)
    }

    pub fn batch(&mut self, work: Vec<Work>, now: Millis) -> Result<Vec<Said>, Unanswered> {
        let links = &self.links;
        let command = |work: Work| match work {
            Work::Hear(warehouse, inbound) => Command::Hear(warehouse, inbound),
            Work::Grant(warehouse, request) => Command::Grant(warehouse, request),
            Work::Link(warehouse, change) => Command::Link(warehouse, change),
            Work::Stock(command) => Command::Stock(command),
            Work::Ask(ask) => Command::Ask(ask),
            Work::Tick | Work::Floor(..) => Command::Tick(links.letters_held()),
        };
        let replies = self.keeper.batch(work.into_iter().map(command).collect(), now)?;
        Ok(replies.into_iter().map(said).collect())
    }

    /// Plain commands, as set-up gives them.
    pub fn run(&mut self, commands: Vec<Command>, now: Millis) -> Result<Vec<Reply>, Unanswered> {
        self.keeper.batch(commands, now)
    }

    pub fn standing(&self, warehouse: &WarehouseId) -> Result<Standing, String> {
        let found = standing_of(&self.reader, self.identity, warehouse).map_err(|error| error.to_string())?;
        found.ok_or_else(|| format!("there is no warehouse {warehouse}"))
    }

    pub fn source(&self, warehouse: &WarehouseId) -> Result<Box<dyn Source>, String> {
        let reader = Reader::open(&self.path, READER_CACHE_KIB, Some(self.kept.clone()));
        Ok(Box::new(source_of(reader.map_err(|error| error.to_string())?, warehouse)))
    }

    /// Whether this node may hold a session.
    pub fn may_connect(&self, warehouse: &WarehouseId, site: SiteId) -> Result<(), Refusal> {
        match connection_refusal(&self.reader, &certificate(warehouse, site)) {
            Ok(None) => Ok(()),
            Ok(Some(refusal)) => Err(refusal),
            Err(_) => Err(Refusal::Unavailable),
        }
    }

    pub fn admit(&mut self, warehouse: &WarehouseId, boot: u128) -> Result<(), Close> {
        self.boots.entry(warehouse.clone()).or_default().admit(boot)
    }

    pub fn ask(&mut self, wanted: &[(WarehouseId, Sku, u64)]) -> Vec<WarehouseId> {
        let mut by_warehouse: BTreeMap<&WarehouseId, Vec<(Sku, u64)>> = BTreeMap::new();
        for (warehouse, sku, units) in wanted {
            by_warehouse.entry(warehouse).or_default().push((sku.clone(), *units));
        }
        let asked = by_warehouse.into_iter().filter(|(warehouse, cells)| self.links.ask(warehouse, cells.clone()));
        asked.map(|(warehouse, _)| warehouse.clone()).collect()
    }

    pub fn checkpoint(&self) -> bool {
        checkpoint(&self.checkpoints).is_ok()
    }

    pub fn rest(&mut self) {
        self.keeper.rest();
    }
}

fn blake3_of(warehouse: &WarehouseId) -> blake3::Hash {
    blake3::hash(warehouse.as_str().as_bytes())
}

fn said(reply: Reply) -> Said {
    match reply {
        Reply::Answered { outcome, replayed } => Said::Answered { outcome, replayed },
        Reply::NeedsRights(wanted) => Said::NeedsRights(wanted),
        Reply::Applied(applied) => Said::Applied(applied),
        Reply::Granted(granted) => Said::Granted(granted),
        Reply::Seat(_) | Reply::Done => Said::Done,
    }
}
