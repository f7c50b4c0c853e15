//! A world to try the hub's rules on: two warehouses with a floor, one without, and the mail between them.

use std::collections::BTreeMap;

use holdfast_crdt::{
    Account, Cause, Cell, Deed, Millis, OrderId, Quantity, ReservationId, SiteId, Sku, Stream, TransferId, WarehouseId,
};
use holdfast_hub::core::order::{AllocationState, Customer, Order};
use holdfast_hub::core::place::{Item, OrderRequest, PlaceRefusal, place};
use holdfast_hub::core::transfer::{self, TransferState};
use holdfast_hub::core::world::{Place, World};
use holdfast_hub::core::{claim, fill, outcome, release};
use holdfast_shell::stock::{HoldState, Reservation};
use holdfast_sync::desk::{Book, Rows};
use holdfast_sync::effect::Inbound;
use holdfast_sync::mail::{LetterBody, ToNode};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::floor::{Floor, HUB};

/// With a floor: LEEDS and LYON. DEPOT has none.
pub const PLACES: [&str; 3] = ["LEEDS", "LYON", "DEPOT"];
pub const SKUS: [&str; 2] = ["CUP", "PAN"];

pub fn sku(name: &str) -> Sku {
    Sku::new(name).unwrap()
}

pub fn at(name: &str) -> WarehouseId {
    WarehouseId::new(name).unwrap()
}

pub fn skus() -> Vec<Sku> {
    SKUS.iter().map(|name| sku(name)).collect()
}

pub fn cause() -> Cause {
    Cause::new("test", "tester")
}

/// An order for the given lines, all or nothing, that may be split.
pub fn wish(lines: &[(&str, u64)]) -> OrderRequest {
    let customer: Customer = serde_json::from_value(serde_json::json!({ "name": "A. Buyer" })).unwrap();
    let item = |(name, units): &(&str, u64)| Item {
        sku: sku(name),
        quantity: Quantity::new(*units).unwrap(),
        unit_price: "1.00".into(),
        taxes: Vec::new(),
    };
    OrderRequest {
        customer,
        currency: "GBP".into(),
        items: lines.iter().map(item).collect(),
        total: "1.00".into(),
        taxes: None,
        allow_backorder: false,
        allow_split: true,
        priority: 0,
        reservations: Vec::new(),
    }
}

pub fn backorder(lines: &[(&str, u64)], priority: i32) -> OrderRequest {
    OrderRequest { allow_backorder: true, priority, ..wish(lines) }
}

pub struct Scene {
    pub world: World,
    pub floors: BTreeMap<WarehouseId, Floor>,
    /// Letters to each floor that have arrived.
    arrived: BTreeMap<WarehouseId, usize>,
    /// Every hold that was ever made.
    holds: Vec<ReservationId>,
}

impl Scene {
    pub fn new(seed: u64) -> Self {
        let mut world = World::new(StdRng::seed_from_u64(seed));
        world.now = Millis(1_700_000_000_000);
        world.catalogue = skus().into_iter().collect();
        let mut floors = BTreeMap::new();
        for (number, name) in PLACES.iter().enumerate() {
            let node = (*name != "DEPOT").then_some(SiteId(number as u32 + 1));
            world.places.insert(at(name), Place { node, online: node.is_some(), ..Place::default() });
            let stream = Stream::new(at(name), HUB);
            world.desk.open_book(Book::new(stream));
            if let Some(node) = node {
                floors.insert(at(name), Floor::new(&at(name), node.0));
            }
        }
        Self { world, floors, arrived: BTreeMap::new(), holds: Vec::new() }
    }

    pub fn cell(&self, place: &str, name: &str) -> &Cell {
        self.world.desk.cell(&at(place), &sku(name))
    }

    pub fn order(&self, id: OrderId) -> &Order {
        self.world.orders.get(id).unwrap()
    }

    pub fn floor(&mut self, place: &str) -> &mut Floor {
        self.floors.get_mut(&at(place)).unwrap()
    }

    pub fn set_online(&mut self, place: &str, online: bool) {
        self.world.places.get_mut(&at(place)).unwrap().online = online;
    }

    /// Units on the hub's own row, all in its rights.
    pub fn stock(&mut self, place: &str, name: &str, units: u64) {
        let deed = Deed::Move { from: Account::Supplier, to: Account::Available };
        self.world.post(&at(place), &sku(name), deed, units, &cause()).unwrap();
    }

    /// Units on the floor's row, some of them granted to the hub.
    pub fn floor_stock(&mut self, place: &str, name: &str, units: u64, granted: u64) {
        self.floor(place).receive(&sku(name), units, granted);
        self.carry_up(place, 0);
    }

    pub fn hold(&mut self, place: &str, name: &str, units: u64) -> ReservationId {
        let deed = Deed::Move { from: Account::Available, to: Account::Committed };
        self.world.post(&at(place), &sku(name), deed, units, &cause()).unwrap();
        let id = ReservationId::from_parts(self.world.now, self.world.chance());
        let (state, made_at) = (HoldState::Active, self.world.now);
        self.world.holds.put(Reservation {
            id,
            warehouse: at(place),
            sku: sku(name),
            quantity: units,
            reference: None,
            expires_at: None,
            state,
            made_at,
            version: 0,
        });
        self.holds.push(id);
        id
    }

    /// Decides an order as the engine does: what is refused is taken back.
    pub fn try_place(&mut self, request: &OrderRequest, last: bool) -> Result<OrderId, PlaceRefusal> {
        let mark = self.world.desk.mark();
        place(&mut self.world, request, &cause(), last).inspect_err(|_| self.world.desk.undo(mark))
    }

    pub fn place(&mut self, request: &OrderRequest) -> OrderId {
        self.world.now.0 += 1;
        self.try_place(request, true).unwrap()
    }

    pub fn transfer(&mut self, from: &str, to: &str, lines: &[(&str, u64)]) -> Result<TransferId, PlaceRefusal> {
        let items: Vec<_> = lines.iter().map(|(name, units)| (sku(name), Quantity::new(*units).unwrap())).collect();
        let mark = self.world.desk.mark();
        let planned = transfer::plan(&mut self.world, (&at(from), &at(to)), &items, &cause(), true);
        planned.inspect_err(|_| self.world.desk.undo(mark))
    }

    /// All letters that were written to a floor.
    pub fn mail(&self, place: &str) -> Vec<ToNode> {
        let written = self.world.desk.changes().letters.iter().filter(|(warehouse, _)| *warehouse == at(place));
        let to_node = written.filter_map(|(_, letter)| match &letter.body {
            LetterBody::ToNode(body) => Some(body.clone()),
            LetterBody::ToHub(_) => None,
        });
        to_node.collect()
    }

    /// Rows, then mail, from the hub to a floor.
    pub fn carry_down(&mut self, place: &str) {
        let mail = self.mail(place);
        let arrived = self.arrived.entry(at(place)).or_default();
        let floor = self.floors.get_mut(&at(place)).unwrap();
        let row = |sku: Sku| Some((sku.clone(), self.world.desk.cell(&at(place), &sku).row(HUB)?.clone()));
        let through = self.world.desk.book(&at(place)).unwrap().stream.clock;
        floor.hear_rows(1, through, skus().into_iter().filter_map(row).collect());
        mail[*arrived..].iter().for_each(|letter| floor.hear(letter));
        *arrived = mail.len();
    }

    /// Rows, then up to `letters` letters, from a floor to the hub.
    pub fn carry_up(&mut self, place: &str, letters: usize) {
        let warehouse = at(place);
        for inbound in self.floor(place).news(&skus(), letters) {
            match inbound {
                Inbound::Rows { owner, store, through, full, rows } => {
                    self.world.desk.hear_rows(&warehouse, Rows { owner, store, through, full, rows });
                }
                Inbound::Letters(letters) => {
                    for letter in letters {
                        let LetterBody::ToHub(body) = letter.body else { continue };
                        assert!(self.world.desk.hear_letter(&warehouse, letter.seq));
                        outcome::hear(&mut self.world, &warehouse, body);
                    }
                }
                _ => {}
            }
        }
        self.settle();
    }

    /// What the engine does after each batch: claims are paid, backorders filled.
    pub fn settle(&mut self) {
        let open: Vec<_> =
            self.world.claims.iter().filter(|(_, claim)| claim.outstanding > 0).map(|(id, _)| id).collect();
        for id in open {
            let claim = self.world.claims.get(id).unwrap();
            if self.world.desk.rights(&claim.warehouse, &claim.sku) > 0 {
                claim::settle(&mut self.world, id);
            }
        }
        let waiting: Vec<_> =
            self.world.orders.iter().filter(|(_, order)| order.backordered() > 0).map(|(id, _)| id).collect();
        fill::fill_all(&mut self.world, waiting);
    }

    /// Releases what waits for a link that is up.
    pub fn release(&mut self, place: &str) {
        let orders: Vec<_> = self.world.orders.iter().map(|(id, _)| id).collect();
        orders.into_iter().for_each(|id| release::release(&mut self.world, id, &at(place)));
        let transfers: Vec<_> = self.world.transfers.iter().map(|(id, _)| id).collect();
        transfers.into_iter().for_each(|id| transfer::release(&mut self.world, id));
    }

    /// Exchanges mail until nobody has anything left to say.
    pub fn exchange(&mut self) {
        for _ in 0..50 {
            let before: usize = self.world.desk.changes().letters.len();
            for place in ["LEEDS", "LYON"] {
                self.carry_down(place);
                self.carry_up(place, usize::MAX / 2);
            }
            if self.world.desk.changes().letters.len() == before {
                ["LEEDS", "LYON"].into_iter().for_each(|place| self.carry_down(place));
                return;
            }
        }
        panic!("hub and floors never agree");
    }

    /// Units of a cell that orders, transfers and holds say are committed.
    pub fn promised(&self, place: &str, name: &str) -> u64 {
        let (place, name) = (at(place), sku(name));
        let lines = self.world.orders.iter().flat_map(|(_, order)| &order.lines).filter(|line| line.sku == name);
        let allocations = lines.flat_map(|line| &line.allocations);
        let here = allocations.filter(|found| found.warehouse == place && holds(found.state));
        let sent = self.world.transfers.iter().filter(|(_, transfer)| {
            transfer.from == place
                && matches!(
                    transfer.state,
                    TransferState::Allocated | TransferState::Released | TransferState::Cancelling
                )
        });
        let sent = sent.flat_map(|(_, transfer)| &transfer.lines).filter(|line| line.sku == name);
        let held = self
            .holds
            .iter()
            .filter_map(|id| self.world.holds.get(*id))
            .filter(|hold| hold.state == HoldState::Active && (&hold.warehouse, &hold.sku) == (&place, &name));
        here.map(|found| found.quantity).sum::<u64>()
            + sent.map(|line| line.quantity).sum::<u64>()
            + held.map(|hold| hold.quantity).sum::<u64>()
    }
}

/// Said anew here rather than taken from what is tested.
fn holds(state: AllocationState) -> bool {
    !matches!(state, AllocationState::Shipped | AllocationState::Canceled | AllocationState::Short)
}
