//! Goods in the rig: what comes, is held and is ordered, and what both sides have of it.

use std::sync::Arc;

use holdfast_crdt::{Account, OrderId, Quantity};
use holdfast_hub::core::order::{Customer, OrderStatus};
use holdfast_hub::core::place::{Item, OrderRequest};
use holdfast_hub::engine::{self as hub, Deed, LinkChange};
use holdfast_hub::store::queries;
use holdfast_node::engine::{self as node, FloorOp};
use holdfast_node::world::{
    Condition, Outcome, ReceiptLine, State, StockCommand, StockOp, StockReply, TaskList, list_tasks, load_cell,
};
use holdfast_sync::effect::RightsRequest;
use rusqlite::Connection;

use super::{Rig, answered, context, leeds, sku};

/// More than there is of anything.
const ALL: u64 = 1_000;

fn units(units: u64) -> Quantity {
    Quantity::new(units).unwrap()
}

fn reserve(name: &str) -> StockCommand {
    let op = StockOp::Reserve { sku: sku(name), quantity: units(1), reference: None, expires_in_seconds: None };
    StockCommand { context: context(), warehouse: Some(leeds()), op, last: true }
}

fn reserved(outcome: Outcome) -> String {
    answered(outcome)["reservationId"].as_str().unwrap().to_owned()
}

impl Rig {
    /// Goods come in at the node.
    pub fn receive(&mut self, name: &str, quantity: u64) {
        let line =
            ReceiptLine { sku: sku(name), quantity: units(quantity), bin: None, condition: Condition::Available };
        let op = FloorOp::Receive { reference: "delivery".into(), lines: vec![line], confirmed: true };
        match self.on_floor(node::Command::Floor { context: context(), op }) {
            node::Reply::Answered { outcome, .. } => drop(answered(outcome)),
            other => panic!("{other:?}"),
        }
    }

    /// A unit is held for a customer at the node's counter; the hold's id.
    pub fn hold_at_node(&mut self, name: &str) -> String {
        match self.on_floor(node::Command::Stock(reserve(name))) {
            node::Reply::Stock(StockReply::Answered { outcome, .. }) => reserved(outcome),
            other => panic!("{other:?}"),
        }
    }

    pub fn hold_at_hub(&mut self, name: &str) -> String {
        match self.at(hub::Command::Stock(reserve(name))) {
            hub::Reply::Answered { outcome, .. } => reserved(outcome),
            other => panic!("{other:?}"),
        }
    }

    /// The node grants all that it may spend of a SKU.
    pub fn hub_takes_all_rights(&mut self, name: &str) {
        let request = RightsRequest { id: self.now.0, wanted: vec![(sku(name), ALL)] };
        assert!(matches!(self.on_floor(node::Command::Grant(request)), node::Reply::Granted(..)));
    }

    /// The hub takes the node for online, or not: what it allocates is sent to it, or waits.
    pub fn link(&mut self, up: bool) {
        let change = if up { LinkChange::Up { version: 4 } } else { LinkChange::Down("cut".into()) };
        self.at(hub::Command::Link(leeds(), change));
    }

    /// What waits at the hub is looked after.
    pub fn tick_hub(&mut self) {
        self.at(hub::Command::Tick(Vec::new()));
    }

    pub fn order(&mut self, name: &str, quantity: u64) -> OrderId {
        let customer = Customer { name: "A Buyer".parse().unwrap(), email: None, phone: None, address: None };
        let item = Item { sku: sku(name), quantity: units(quantity), unit_price: "1".into(), taxes: Vec::new() };
        let request = OrderRequest {
            customer,
            currency: "GBP".into(),
            items: vec![item],
            total: "1".into(),
            taxes: None,
            allow_backorder: false,
            allow_split: true,
            priority: 0,
            reservations: Vec::new(),
        };
        self.ask(Deed::Place(Arc::new(request)))["orderId"].as_str().unwrap().parse().unwrap()
    }

    pub fn status(&self, order: OrderId) -> OrderStatus {
        queries::order(&self.hub_store(), &order.to_string()).unwrap().unwrap().status()
    }

    /// Whether the floor has an open task of an order.
    pub fn has_task(&self, order: OrderId) -> bool {
        let open = TaskList { state: Some(State::Open), order: Vec::new(), after: None, limit: 100 };
        list_tasks(&self.node_reader(), &open).unwrap().iter().any(|task| *task.reference() == order.to_string())
    }

    /// Units held at the node under a reservation.
    pub fn held_at_node(&self, id: &str) -> u64 {
        held(&self.node_reader(), id)
    }

    pub fn held_at_hub(&self, id: &str) -> u64 {
        held(&self.hub_store(), id)
    }

    /// Units of a SKU that may be promised, and that are: both sides have the same books, and they are sound.
    pub fn stock(&self, name: &str) -> (u64, u64) {
        let at_hub = load_cell(&self.hub_store(), "LEEDS", name).unwrap();
        let at_node = load_cell(&self.node_reader(), "LEEDS", name).unwrap();
        assert_eq!(at_hub, at_node);
        (at_hub.available(), at_hub.balance(Account::Committed))
    }
}

fn held(store: &Connection, id: &str) -> u64 {
    let query = "SELECT quantity FROM reservations WHERE id = ?1 AND state = 'active'";
    store.query_row(query, [id], |record| record.get::<_, i64>(0)).unwrap_or(0).unsigned_abs()
}
