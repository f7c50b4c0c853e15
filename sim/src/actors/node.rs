//! A node as it runs: engine, readers and link status over one store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use holdfast_crdt::{Millis, ReplicaId, SiteId, Sku, WarehouseId};
use holdfast_node::world::{
    Command, FloorTask, Incoming, Keeper, KeptRows, LinkStatus, NodeEngine, Policy, Reader, Reply, Seat, State,
    StockReply, StoreError, TaskList, Unanswered, acknowledged, checkpoint, create_book, list_tasks, open_at,
    reader_cache_kib, source_of, standing_of, store_id,
};
use holdfast_sync::{Source, Standing};
use rand::rngs::StdRng;
use rusqlite::Connection;

use super::{Said, Work};

/// Tasks looked at by a worker who wants the next one.
const TASKS_MAX: usize = 200;

/// Where a node stands, and how it shares.
#[derive(Debug, Clone)]
pub struct Place {
    pub warehouse: WarehouseId,
    pub site: SiteId,
    pub policy: Policy,
}

pub struct Node {
    keeper: Keeper<NodeEngine>,
    pub seat: Seat,
    pub link: Arc<LinkStatus>,
    pub reader: Reader,
    kept: KeptRows,
    checkpoints: Connection,
    path: PathBuf,
}

impl Node {
    /// What joining does, but for the certificate.
    pub fn found(path: &Path, place: &Place, store: u128) -> Result<(), StoreError> {
        let connection = open_at(path)?;
        let all = connection.unchecked_transaction()?;
        store_id(&all, store)?;
        create_book(&all, &place.warehouse, ReplicaId::new(place.site, 1))?;
        Ok(all.commit()?)
    }

    pub fn start(path: &Path, place: &Place, boot: u128, now: Millis, rng: StdRng) -> Result<Self, StoreError> {
        let connection = open_at(path)?;
        let seat =
            Seat { warehouse: place.warehouse.clone(), site: place.site, store: store_id(&connection, boot)?, boot };
        let link = Arc::new(LinkStatus::new(acknowledged(&connection)?, now));
        let incoming = Arc::new(Incoming::default());
        let engine = NodeEngine::open(connection, seat.clone(), place.policy, link.clone(), incoming, rng)?;
        let kept = engine.kept_rows();
        let reader = Reader::open(path, reader_cache_kib(), Some(kept.clone()))?;
        let checkpoints = Connection::open(path)?;
        Ok(Self { keeper: Keeper::new(engine), seat, link, reader, kept, checkpoints, path: path.to_owned() })
    }

    pub fn batch(&mut self, work: Vec<Work>, now: Millis) -> Result<Vec<Said>, Unanswered> {
        let command = |work: Work| match work {
            Work::Hear(_, inbound) => Command::Heard(inbound),
            Work::Grant(_, request) => Command::Grant(request),
            Work::Floor(context, op) => Command::Floor { context, op },
            Work::Stock(command) => Command::Stock(command),
            Work::Tick | Work::Link(..) | Work::Ask(_) => Command::Tick,
        };
        let replies = self.keeper.batch(work.into_iter().map(command).collect(), now)?;
        Ok(replies.into_iter().map(said).collect())
    }

    pub fn standing(&self) -> Result<Standing, String> {
        let found = standing_of(&self.reader, &self.seat).map_err(|error| error.to_string())?;
        found.ok_or_else(|| "the store has no book".to_owned())
    }

    pub fn source(&self) -> Result<Box<dyn Source>, String> {
        let reader = Reader::open(&self.path, reader_cache_kib(), Some(self.kept.clone()));
        Ok(Box::new(source_of(reader.map_err(|error| error.to_string())?, &self.seat.warehouse)))
    }

    pub fn ask(&mut self, wanted: &[(WarehouseId, Sku, u64)], now: Millis) -> Vec<WarehouseId> {
        let asked = wanted.iter().map(|(_, sku, units)| (sku.clone(), *units)).collect();
        if self.link.is_online(now) && self.link.ask(asked) { vec![self.seat.warehouse.clone()] } else { Vec::new() }
    }

    pub fn checkpoint(&self) -> bool {
        checkpoint(&self.checkpoints).is_ok()
    }

    pub fn rest(&mut self) {
        self.keeper.rest();
    }

    /// Tasks in a state, in the order of their ids.
    pub fn tasks(&self, state: State) -> Result<Vec<FloorTask>, StoreError> {
        list_tasks(&self.reader, &TaskList { state: Some(state), order: Vec::new(), after: None, limit: TASKS_MAX })
    }
}

fn said(reply: Reply) -> Said {
    match reply {
        Reply::Answered { outcome, replayed } | Reply::Stock(StockReply::Answered { outcome, replayed }) => {
            Said::Answered { outcome, replayed }
        }
        Reply::Stock(StockReply::NeedsRights(wanted)) => Said::NeedsRights(wanted),
        Reply::Applied(applied) => Said::Applied(applied),
        Reply::Granted(answer, standing) => Said::Granted(Ok((answer, standing))),
        Reply::Done => Said::Done,
    }
}
