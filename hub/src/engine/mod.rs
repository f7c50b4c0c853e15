//! The hub's engine: load, decide, save, commit, reply. One owner thread drives it.

mod access;
mod client;
pub mod command;
mod contested;
mod documents;
mod needs;
mod peer;
mod problem;
mod purchases;
mod recovery;
mod settle;
mod tell;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use holdfast_crdt::{Author, Millis, Sku, WarehouseId};
use holdfast_shell::http::answer::Outcome;
use holdfast_shell::http::problem::Slug;
use holdfast_shell::http::request::Context;
use holdfast_shell::owner::Engine;
use holdfast_shell::sqlite::StoreError;
use holdfast_shell::stock::ReorderPoints;
use holdfast_sync::desk::CellKey;
use holdfast_sync::effect::Standing;
use indexmap::IndexSet;
use rand::SeedableRng;
use rand::rngs::StdRng;

pub use access::{AccessDeed, NodeDeed, Seat};
pub use command::{Ask, Command, Deed, LinkChange, Reply};

use waiting::Backlog;

use crate::core::world::World;
use crate::shown::PlacesShown;
use crate::store::{Extra, HubStore};

/// Cells kept in memory between batches.
const CELLS_MAX: usize = 300_000;
/// A store of no more is loaded whole at start: orders need not look for what they name.
const CELLS_AT_START_MAX: usize = 100_000;
const _: () = assert!(CELLS_AT_START_MAX < CELLS_MAX);

/// Who this store is, and which start of the process.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    pub store: u128,
    pub boot: u128,
}

pub struct HubEngine<S: HubStore> {
    store: S,
    world: World,
    identity: Identity,
    extra: Extra,
    backlog: Backlog,
    /// Cells that orders took from and that no event has told of yet.
    untold: IndexSet<CellKey>,
    /// Cells with a claim that is not settled.
    claimed: BTreeSet<CellKey>,
    /// What slots ask to be told of.
    reorder: ReorderPoints,
    /// Version of the document that changed last, products among them.
    catalogue_clock: u64,
    /// Who writes documents in this process.
    author: Author,
    /// Answers of this batch, by principal and key: a repetition within one batch is one effect (I-4).
    /// The place of each among the answers to save.
    answered: BTreeMap<(i64, Arc<str>), usize>,
    /// What the store remembered of this batch's requests, by principal, key and fingerprint: I-4 tells the repetition
    /// from another request under its key, also when one batch holds both.
    remembered: BTreeMap<(i64, Arc<str>, [u8; 32]), Outcome>,
    ticks: u64,
    /// For readers.
    shown: PlacesShown,
}

/// What the engine keeps in memory beside the world.
#[derive(Debug, Default)]
pub struct Standings {
    pub waited_for: BTreeSet<Sku>,
    pub claimed: BTreeSet<CellKey>,
    pub catalogue_clock: u64,
}

impl<S: HubStore> HubEngine<S> {
    pub fn new(store: S, world: World, identity: Identity) -> Result<Self, StoreError> {
        let mut engine = Self {
            store,
            world,
            identity,
            extra: Extra::default(),
            backlog: Backlog::default(),
            untold: IndexSet::new(),
            claimed: BTreeSet::new(),
            reorder: ReorderPoints::default(),
            catalogue_clock: 0,
            author: Author::of(identity.store, identity.boot),
            answered: BTreeMap::new(),
            remembered: BTreeMap::new(),
            ticks: 0,
            shown: PlacesShown::default(),
        };
        engine.open()?;
        engine.document_all()?;
        engine.list_all_conflicts()?;
        engine.begin_other_lives()?;
        engine.shown.show(&engine.world);
        Ok(engine)
    }

    fn open(&mut self) -> Result<(), StoreError> {
        self.store.open_world(&mut self.world, CELLS_AT_START_MAX)?;
        let standings = self.store.standings()?;
        self.backlog = Backlog::new(standings.waited_for);
        self.claimed = standings.claimed;
        self.catalogue_clock = standings.catalogue_clock;
        self.load_reorder_points()
    }

    /// What reads show of places, as of the last commit.
    pub fn places_shown(&self) -> PlacesShown {
        self.shown.clone()
    }

    fn run(&mut self, commands: Vec<Command>, now: Millis) -> Result<Vec<Reply>, StoreError> {
        self.world.now = now;
        self.store.begin()?;
        self.prepare(&commands)?;
        let mut replies = Vec::with_capacity(commands.len());
        for command in commands {
            if self.backlog.goes_before(&command) {
                self.fill_first()?;
            }
            self.backlog.decided(&command);
            replies.push(self.decide(command)?);
        }
        self.settle()?;
        let places_changed = !self.extra.warehouses.is_empty()
            || !self.extra.removed_warehouses.is_empty()
            || self.world.transfers.is_changed()
            || self.world.purchases.is_changed();
        self.store.save(&mut self.world, &mut self.extra)?;
        self.store.commit()?;
        // I-3: nothing is answered before this line
        if places_changed {
            self.shown.show(&self.world);
        }
        for reply in &mut replies {
            self.fill_in_standing(reply);
        }
        self.answered.clear();
        self.remembered.clear();
        if self.world.desk.len() > CELLS_MAX {
            self.world.desk.clear_cells();
        }
        Ok(replies)
    }

    fn decide(&mut self, command: Command) -> Result<Reply, StoreError> {
        match command {
            Command::Stock(command) => Ok(self.stock(command)),
            Command::Ask(ask) => self.ask(ask),
            Command::Hear(warehouse, inbound) => self.hear(&warehouse, inbound),
            Command::Grant(warehouse, request) => Ok(self.grant(&warehouse, &request)),
            Command::Link(warehouse, change) => self.link_changed(&warehouse, change),
            Command::Tick(held) => {
                self.extra.letters_held.extend(held);
                self.tick()
            }
            Command::UseToken(digest) => self.use_token(&digest),
            Command::Issued(issued) => {
                self.store.record_certificate(&issued)?;
                Ok(Reply::Done)
            }
        }
    }

    /// The answer given before under this key, if there is one.
    fn replay(&self, context: &Context) -> Option<Reply> {
        let key = (context.principal.id, context.key.clone()?);
        if let Some((first, outcome)) = self.answered.get(&key).and_then(|at| self.extra.answers.get(*at)) {
            let same = first.fingerprint == context.fingerprint;
            let outcome = if same { outcome.clone() } else { Err(holdfast_shell::sqlite::reused()) };
            return Some(Reply::Answered { outcome, replayed: same });
        }
        let outcome = self.remembered.get(&(key.0, key.1, context.fingerprint))?;
        let replayed = !matches!(outcome, Err(problem) if problem.slug == Slug::IdempotencyKeyReused);
        Some(Reply::Answered { outcome: outcome.clone(), replayed })
    }

    /// I-4: keeps an answer under its key, refusals included.
    fn answer(&mut self, context: Context, outcome: Outcome) -> Reply {
        // a fence is a state of ours, not a verdict on the request: it may be repeated once the fence is gone
        let passing = matches!(&outcome, Err(problem) if problem.slug == Slug::Fenced);
        if let Some(key) = context.key.clone().filter(|_| !passing) {
            self.answered.insert((context.principal.id, key), self.extra.answers.len());
            self.extra.answers.push((context, outcome.clone()));
        }
        Reply::Answered { outcome, replayed: false }
    }

    /// Where the store stands in a warehouse, once the batch is committed.
    fn standing(&self, warehouse: &WarehouseId) -> Result<Standing, String> {
        let book = self.world.desk.book(warehouse).ok_or_else(|| format!("no warehouse {warehouse}"))?;
        Ok(book.standing(self.identity.store, self.identity.boot, self.catalogue_clock))
    }

    fn fill_in_standing(&self, reply: &mut Reply) {
        match reply {
            Reply::Applied(Ok(standing)) => {
                if let Ok(now) = self.standing(&standing.warehouse) {
                    *standing = now;
                }
            }
            Reply::Granted(Ok((_, standing))) => {
                if let Ok(now) = self.standing(&standing.warehouse) {
                    *standing = now;
                }
            }
            _ => {}
        }
    }
}

impl<S: HubStore> Engine for HubEngine<S> {
    type Command = Command;
    type Reply = Reply;

    fn batch(&mut self, commands: Vec<Command>, now: Millis) -> Result<Vec<Reply>, StoreError> {
        self.run(commands, now)
    }

    fn rest(&mut self) -> Result<(), StoreError> {
        self.store.rest()
    }

    fn distrust(&mut self) -> Result<(), StoreError> {
        self.store.distrust()
    }

    fn recover(&mut self) -> Result<(), StoreError> {
        self.store.rollback()?;
        // what links told is known to memory alone
        let before = std::mem::take(&mut self.world.places);
        let rng = StdRng::from_rng(&mut self.world.rng);
        self.world = World::new(rng);
        self.extra = Extra::default();
        self.answered.clear();
        self.remembered.clear();
        self.open()?;
        for (id, place) in &mut self.world.places {
            if let Some(known) = before.get(id) {
                (place.online, place.speaks) = (known.online, known.speaks);
            }
        }
        self.shown.show(&self.world);
        Ok(())
    }
}
