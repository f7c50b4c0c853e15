//! A desk to decide on: LEEDS with ten cups, four of whose rights the other side holds; LYON is fenced.

use holdfast_crdt::{Account, Cause, Count, Deed, Millis, Quantity, ReplicaId, SiteId, Sku, Stream, WarehouseId};
use holdfast_shell::http::answer::Answer;
use holdfast_shell::http::principal::{Principal, Scopes};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::Context;
use holdfast_shell::stock::{
    Change, Deal, EventDraft, Holds, Shown, StockCommand, StockDesk, StockOp, StockReply, StockView, decide, expire,
};
use holdfast_sync::desk::{Book, Desk};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;

pub const HUB: ReplicaId = ReplicaId::new(SiteId::HUB, 1);

pub fn sku(name: &str) -> Sku {
    Sku::new(name).unwrap()
}

pub fn at(name: &str) -> WarehouseId {
    WarehouseId::new(name).unwrap()
}

pub fn count(units: u64) -> Count {
    Count::new(units).unwrap()
}

struct View;

impl StockView for View {
    fn has_warehouse(&self, warehouse: &WarehouseId) -> bool {
        ["LEEDS", "LYON"].contains(&warehouse.as_str())
    }

    fn knows(&self, sku: &Sku) -> bool {
        ["CUP", "PAN"].contains(&sku.as_str())
    }

    fn shown(&self, _: &WarehouseId, _: &Sku) -> Shown {
        Shown { site: SiteId::HUB, incoming: 0, as_of: Millis(0) }
    }

    fn is_fenced(&self, warehouse: &WarehouseId) -> bool {
        warehouse.as_str() == "LYON"
    }
}

/// What a cell holds: on hand, available, committed, damaged, and our rights.
pub type Quantities = (u64, u64, u64, u64, u64);

pub struct Bench {
    pub desk: Desk,
    pub holds: Holds,
    pub events: Vec<EventDraft>,
    pub discontinued: Vec<(WarehouseId, Sku)>,
    pub now: Millis,
    pub if_match: Option<String>,
    rng: StdRng,
}

impl Bench {
    pub fn new() -> Self {
        let mut desk = Desk::default();
        for place in ["LEEDS", "LYON"] {
            let stream = Stream::new(at(place), HUB);
            desk.open_book(Book::new(stream));
        }
        let mut bench = Self {
            desk,
            holds: Holds::default(),
            events: Vec::new(),
            discontinued: Vec::new(),
            now: Millis(1_700_000_000_000),
            if_match: None,
            rng: StdRng::seed_from_u64(1),
        };
        bench.post("LEEDS", Deed::Move { from: Account::Supplier, to: Account::Available }, 10);
        bench.post("LEEDS", Deed::Grant { to: SiteId(3) }, 4);
        bench.post("LYON", Deed::Move { from: Account::Supplier, to: Account::Available }, 5);
        bench
    }

    fn post(&mut self, place: &str, deed: Deed, units: u64) {
        let quantity = Quantity::new(units).unwrap();
        self.desk.post(&at(place), &sku("CUP"), deed, quantity, &Cause::new("test", "test"), self.now).unwrap();
    }

    /// Lends the parts a decision works on.
    fn with<T>(&mut self, act: impl FnOnce(&mut StockDesk<'_>) -> T) -> T {
        act(&mut StockDesk {
            desk: &mut self.desk,
            holds: &mut self.holds,
            events: &mut self.events,
            view: &View,
            held: Slug::HeldByWarehouse,
            now: self.now,
            rng: &mut self.rng,
            discontinued: &mut self.discontinued,
        })
    }

    pub fn decide(&mut self, place: &str, op: StockOp, last: bool) -> StockReply {
        let principal =
            Principal { id: 1, name: "tester".into(), role: "admin".into(), scopes: Scopes::ALL, signed_in: None };
        let context = Context {
            principal,
            key: Some("key-1".into()),
            fingerprint: [0; 32],
            if_match: self.if_match.as_deref().map(Into::into),
            request_id: "r".into(),
            device: Some("scanner-7".into()),
            path: "/v1".into(),
        };
        let command = StockCommand { context, warehouse: Some(at(place)), op, last };
        self.with(|stock| decide(stock, &command))
    }

    /// The final answer.
    pub fn run(&mut self, op: StockOp) -> Result<Answer, Problem> {
        self.decide("LEEDS", op, true).outcome().unwrap()
    }

    pub fn expire(&mut self) {
        self.with(expire);
    }

    pub fn cups(&self) -> Quantities {
        let cell = self.desk.cell(&at("LEEDS"), &sku("CUP"));
        (cell.on_hand(), cell.available(), cell.committed(), cell.damaged(), cell.rights(SiteId::HUB))
    }

    /// Entries of the log so far: what was refused must not add to them.
    pub fn entries(&self) -> usize {
        self.desk.changes().entries.len()
    }

    pub fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(|event| event.kind).collect()
    }
}

pub fn deal(name: &str, change: Change) -> Deal {
    Deal { sku: sku(name), change, reason: None, reference: None }
}

pub fn change(change: Change) -> StockOp {
    StockOp::Change(deal("CUP", change))
}

pub fn hold(units: u64) -> StockOp {
    change(Change::Hold { quantity: count(units), reference: "cart-1".into() })
}

pub fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}
