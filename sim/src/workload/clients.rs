//! Clients of the two APIs: each asks under an idempotency key, asks again until it is answered, and remembers the answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::{ReplicaId, TaskId, WarehouseId};
use holdfast_hub::world::{Ask, Deed};
use holdfast_node::world::{Context, FloorOp, Outcome, Principal, Scopes, Slug, StockCommand, StockOp};
use rand::RngExt;

use super::shelf::Spot;
use crate::actors::{For, Said, Work};
use crate::seed::{Purpose, one_in, stream_of};
use crate::world::{Event, HUB, World};

/// How long a handler waits for rights it asked for.
const RIGHTS_WAIT: u64 = 250;
/// A fence is a state, and not an answer: who is told of one comes again after this.
const FENCED_AGAIN: u64 = 30_000;

/// What is asked for.
#[derive(Debug, Clone)]
pub enum Wish {
    Floor(FloorOp),
    Stock(Option<WarehouseId>, StockOp),
    Deed(Deed),
}

/// What an answer means for the goods and for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    Nothing,
    Received(Vec<(Spot, u64)>),
    Counted(Spot),
    /// Units found; units short; whether they come off a lorry.
    Picked {
        found: Vec<(Spot, u64)>,
        short: Vec<(Spot, u64)>,
        is_incoming: bool,
    },
    /// Units that leave, and whether to another warehouse.
    Shipped {
        task: TaskId,
        units: Vec<(Spot, u64)>,
        is_transfer: bool,
    },
    Ordered {
        units: u64,
    },
    Cancelled,
    Reserved,
    Moved,
    /// All that is available of a SKU was asked for.
    SoldOut {
        sku: usize,
        available: u64,
    },
}

#[derive(Debug)]
pub struct Request {
    pub machine: usize,
    pub wish: Wish,
    pub meaning: Meaning,
    pub attempt: u32,
    /// Rights were asked for already.
    pub last: bool,
    pub outcome: Option<Outcome>,
    pub answered_at: u64,
    /// Where the store stood then in each house, where that may matter.
    pub stood: BTreeMap<usize, (ReplicaId, u64)>,
    /// It waits for its answer, or to be sent.
    pub is_open: bool,
    /// It was told of a fence, and comes again.
    pub is_put_off: bool,
}

impl World {
    /// A new request, sent now.
    pub(crate) fn ask(&mut self, machine: usize, wish: Wish, meaning: Meaning) -> usize {
        let what = match &wish {
            Wish::Floor(op) => format!("{op:?}"),
            Wish::Stock(warehouse, op) => format!("{op:?} in {warehouse:?}"),
            Wish::Deed(Deed::Place(order)) => format!("order {:?}", order.items),
            Wish::Deed(deed) => format!("{deed:?}"),
        };
        let number = self.requests.len();
        self.note(machine, format_args!("request {number}: {what}"));
        let request = Request {
            machine,
            wish,
            meaning,
            attempt: 0,
            last: false,
            outcome: None,
            answered_at: 0,
            stood: BTreeMap::new(),
            is_open: true,
            is_put_off: false,
        };
        self.requests.push(request);
        let id = self.requests.len() - 1;
        self.schedule(self.now, Event::Submit(id));
        id
    }

    pub(crate) fn submit(&mut self, id: usize) {
        if self.is_off(self.requests[id].machine) {
            return;
        }
        self.active_at = self.now;
        let request = &mut self.requests[id];
        request.attempt += 1;
        (request.is_open, request.is_put_off) = (true, false);
        let (machine, attempt) = (request.machine, request.attempt);
        let work = work_of(id, request);
        // shorter than the silence of a dead link, and different for each
        let wait = 2_000 + stream_of(self.plan.seed, Purpose::Workload, id as u64).random_range(0..8_000);
        self.schedule(self.now + wait, Event::Impatient(id, attempt));
        self.enqueue(machine, work, For::Client(id));
    }

    /// No answer came in time: the same request once more, under the same key.
    pub(crate) fn impatient(&mut self, id: usize, attempt: u32) {
        let request = &self.requests[id];
        if request.is_open && request.attempt == attempt {
            self.sometimes.reached("request repeated before its answer");
            self.submit(id);
        }
    }

    /// The server could not keep it: 503.
    pub(crate) fn unanswered(&mut self, id: usize) {
        self.trace(format_args!("request {id}: 503"));
    }

    pub(crate) fn heard(&mut self, id: usize, said: Said) {
        match said {
            Said::NeedsRights(wanted) => {
                let machine = self.requests[id].machine;
                let now = self.wall(machine);
                if let Some(brain) = &mut self.machines[machine].brain {
                    let asked = brain.ask(&wanted, now);
                    self.note_asked(machine, &asked);
                }
                self.requests[id].last = true;
                self.schedule(self.now + RIGHTS_WAIT, Event::Submit(id));
            }
            Said::Answered { outcome, replayed } => self.answered(id, outcome, replayed),
            said => self.fail("protocol", format!("request {id} was answered with {said:?}")),
        }
    }

    fn answered(&mut self, id: usize, outcome: Outcome, replayed: bool) {
        if matches!(&outcome, Err(problem) if problem.slug == Slug::Fenced) {
            if !self.twins.is_empty() && matches!(self.requests[id].meaning, Meaning::Picked { .. }) {
                // the goods go back on the shelf, where somebody may take them on the word of the other machine
                self.trace(format_args!("request {id}: given up at the fence"));
                self.requests[id].is_open = false;
                return;
            }
            self.requests[id].is_put_off = true;
            self.schedule(self.now + FENCED_AGAIN, Event::Submit(id));
            return;
        }
        let mut rng = stream_of(self.plan.seed, Purpose::Workload, id as u64 | 1 << 40);
        let request = &mut self.requests[id];
        if let Some(known) = &request.outcome {
            request.is_open = false;
            let same = *known == outcome;
            let forgot = self.restored.contains(&self.house(self.requests[id].machine));
            if forgot {
                // a copy does not know what its lost store answered: counts set right what is done twice
            } else if !same {
                self.fail("exactly_once", format!("request {id} was answered otherwise: {outcome:?}"));
            } else if !replayed {
                self.fail("acked_is_durable", format!("request {id} was carried out once more"));
            }
            self.send_next(id);
            return;
        }
        // the answer may get lost on its way; the client asks again
        if request.attempt == 1 && one_in(&mut rng, 12) {
            return;
        }
        request.outcome = Some(outcome.clone());
        request.answered_at = self.now;
        request.is_open = false;
        let machine = request.machine;
        if self.has_restores() {
            self.requests[id].stood = self.stands(machine);
        }
        let told = match &outcome {
            Ok(answer) => answer.location.clone().unwrap_or_else(|| answer.status.to_string()),
            Err(problem) => format!("{} ({})", problem.slug.as_str(), problem.detail),
        };
        self.trace(format_args!("request {id}: {told}"));
        if outcome.is_ok() {
            self.note_given(id, replayed);
            if let (Meaning::Ordered { .. }, Ok(answer), false) = (&self.requests[id].meaning, &outcome, replayed) {
                self.judge_promise(&answer.body.to_string());
            }
        }
        self.mean(id, &outcome);
        self.floor_goes_on(id);
    }

    /// Someone who was answered asks again.
    pub(crate) fn repeat(&mut self, chance: u64) {
        let answered: Vec<usize> = (0..self.requests.len()).filter(|id| self.requests[*id].outcome.is_some()).collect();
        if answered.is_empty() {
            return;
        }
        let id = answered[chance as usize % answered.len()];
        self.sometimes.reached("request repeated after its answer");
        self.submit(id);
    }

    pub(crate) fn open_requests(&self) -> usize {
        self.requests.iter().filter(|request| request.is_open).count()
    }

    /// Requests that a floor has not been answered yet.
    pub(crate) fn is_floor_busy(&self, node: usize) -> bool {
        self.requests.iter().any(|request| request.machine == node && request.is_open)
    }

    /// Goods are being moved on the word of another machine of the house, which has not answered yet.
    pub(crate) fn is_house_busy(&self, machine: usize) -> bool {
        let moves = |request: &Request| matches!(request.meaning, Meaning::Picked { .. } | Meaning::Shipped { .. });
        let is_beside = |other: usize| other != machine && self.house(other) == self.house(machine);
        let mut open = self.requests.iter().filter(|request| request.is_open && !request.is_put_off);
        !self.twins.is_empty() && open.any(|request| is_beside(request.machine) && moves(request))
    }

    /// The same request again, for whoever wants to put it to an engine by itself.
    pub fn repetition(&self, id: usize) -> Work {
        work_of(id, &self.requests[id])
    }
}

fn work_of(id: usize, request: &Request) -> Work {
    let context = context(id, request.machine);
    match &request.wish {
        Wish::Floor(op) => Work::Floor(context, op.clone()),
        Wish::Stock(warehouse, op) => {
            Work::Stock(StockCommand { context, warehouse: warehouse.clone(), op: op.clone(), last: request.last })
        }
        Wish::Deed(deed) => Work::Ask(Ask { context, deed: deed.clone(), last: request.last }),
    }
}

/// What the gate makes of a request's head.
fn context(id: usize, machine: usize) -> Context {
    let principal = Principal { id: 1, name: "sim".into(), role: "admin".into(), scopes: Scopes::ALL, signed_in: None };
    let key: Arc<str> = format!("{}-{id}", if machine == HUB { "hub" } else { "node" }).into();
    let fingerprint = *blake3::hash(key.as_bytes()).as_bytes();
    let (request_id, path) = (key.clone(), "/v1".into());
    Context { principal, key: Some(key), fingerprint, if_match: None, request_id, device: None, path }
}
