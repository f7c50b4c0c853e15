//! Machines: a disk, a clock, and while it runs the real engine of a hub or a node over its store. What an owner thread,
//! a link and an HTTP handler ask of an engine is asked here in the same words, and answered after the same commit.

mod hub;
mod node;

use std::collections::VecDeque;

use holdfast_crdt::{Cell, Millis, Sku, WarehouseId};
use holdfast_hub::world::{Ask, LinkChange};
use holdfast_node::world::{Context, FloorOp, LinkEvent, Outcome, Unanswered};
use holdfast_sync::{Inbound, RightsAnswer, RightsRequest, Source, Standing};

pub use holdfast_node::world::StockCommand;
pub use hub::Hub;
pub use node::{Node, Place};

use crate::clock::Clock;
use crate::disk;

/// What waits for an owner thread.
#[derive(Debug, Clone)]
pub enum Work {
    Hear(WarehouseId, Inbound),
    Grant(WarehouseId, RightsRequest),
    Link(WarehouseId, LinkChange),
    Tick,
    Floor(Context, FloorOp),
    Stock(StockCommand),
    Ask(Ask),
}

/// SKUs with the units of rights wanted of each.
pub type Wanted = Vec<(Sku, u64)>;

/// What an engine said.
#[derive(Debug)]
pub enum Said {
    Answered { outcome: Outcome, replayed: bool },
    NeedsRights(Vec<(WarehouseId, Sku, u64)>),
    Applied(Result<Standing, String>),
    Granted(Result<(RightsAnswer, Standing), String>),
    Done,
}

/// Who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The request of that number.
    Client(usize),
    Apply(usize, Side),
    Grant(usize, Side),
    Link,
    Tick,
}

/// The ends of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Node = 0,
    Hub = 1,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::Node, Side::Hub];

    pub fn other(self) -> Self {
        match self {
            Self::Node => Self::Hub,
            Self::Hub => Self::Node,
        }
    }
}

/// The requests for rights that a session is to send.
pub type Requests = Box<dyn FnMut() -> Option<Wanted>>;

pub enum Brain {
    Hub(Box<Hub>),
    Node(Box<Node>),
}

impl Brain {
    /// One batch of the owner thread.
    pub fn batch(&mut self, work: Vec<Work>, now: Millis) -> Result<Vec<Said>, Unanswered> {
        match self {
            Self::Hub(hub) => hub.batch(work, now),
            Self::Node(node) => node.batch(work, now),
        }
    }

    pub fn standing(&self, warehouse: &WarehouseId) -> Result<Standing, String> {
        match self {
            Self::Hub(hub) => hub.standing(warehouse),
            Self::Node(node) => node.standing(),
        }
    }

    pub fn source(&self, warehouse: &WarehouseId) -> Result<Box<dyn Source>, String> {
        match self {
            Self::Hub(hub) => hub.source(warehouse),
            Self::Node(node) => node.source(),
        }
    }

    /// What the engine must hear of it, if anything.
    pub fn heard(&mut self, warehouse: &WarehouseId, event: LinkEvent) -> Option<LinkChange> {
        match self {
            Self::Hub(hub) => hub.links.heard(warehouse, event),
            Self::Node(node) => {
                node.link.heard(event);
                None
            }
        }
    }

    pub fn requests(&mut self, warehouse: &WarehouseId) -> Requests {
        match self {
            Self::Hub(hub) => {
                let mut receiver = hub.links.subscribe(warehouse);
                Box::new(move || receiver.try_recv().ok())
            }
            Self::Node(node) => {
                let mut receiver = node.link.subscribe();
                Box::new(move || receiver.try_recv().ok())
            }
        }
    }

    /// Asks the other side for rights; the warehouses that were asked.
    pub fn ask(&mut self, wanted: &[(WarehouseId, Sku, u64)], now: Millis) -> Vec<WarehouseId> {
        match self {
            Self::Hub(hub) => hub.ask(wanted),
            Self::Node(node) => node.ask(wanted, now),
        }
    }

    pub fn checkpoint(&self) -> bool {
        match self {
            Self::Hub(hub) => hub.checkpoint(),
            Self::Node(node) => node.checkpoint(),
        }
    }

    pub fn rest(&mut self) {
        match self {
            Self::Hub(hub) => hub.rest(),
            Self::Node(node) => node.rest(),
        }
    }

    pub fn cell(&self, warehouse: &WarehouseId, sku: &Sku) -> Result<Cell, String> {
        let reader = match self {
            Self::Hub(hub) => &hub.reader,
            Self::Node(node) => &node.reader,
        };
        let found = holdfast_node::world::load_cell(reader, warehouse.as_str(), sku.as_str());
        found.map_err(|error| error.to_string())
    }
}

/// A backup.
#[derive(Debug, Clone)]
pub struct Copy {
    pub files: disk::Snapshot,
    pub at: u64,
}

/// One machine of the world.
pub struct Machine {
    pub name: String,
    pub disk: disk::Machine,
    pub clock: Clock,
    /// While it runs.
    pub brain: Option<Brain>,
    /// Counts starts: what was meant for an earlier life comes too late.
    pub life: u64,
    pub queue: VecDeque<(Work, For)>,
    pub is_owner_due: bool,
    pub paused_until: u64,
    /// What links told and the engine has not kept yet, in order (hub).
    pub changes: VecDeque<(WarehouseId, LinkChange)>,
    pub is_change_told: bool,
    /// The next commit is the last thing this process does.
    pub dies_after_commit: bool,
    /// A fault that takes the power away is set: faults that had struck before it, and whether only the process dies.
    pub power: Option<(u64, bool)>,
    /// Backups, the oldest first.
    pub copies: Vec<Copy>,
}

impl Machine {
    pub fn new(name: &str, clock: Clock) -> Self {
        Self {
            name: name.to_owned(),
            disk: disk::machine(name),
            clock,
            brain: None,
            life: 0,
            queue: VecDeque::new(),
            is_owner_due: false,
            paused_until: 0,
            changes: VecDeque::new(),
            is_change_told: false,
            dies_after_commit: false,
            power: None,
            copies: Vec::new(),
        }
    }

    /// Forgets what its process had in memory.
    pub fn forget(&mut self) {
        self.brain = None;
        self.life += 1;
        self.queue.clear();
        self.changes.clear();
        (self.is_owner_due, self.is_change_told, self.dies_after_commit) = (false, false, false);
        self.paused_until = 0;
    }

    pub fn is_up(&self) -> bool {
        self.brain.is_some()
    }
}
