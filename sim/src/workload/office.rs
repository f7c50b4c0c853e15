//! Shops, planners and thieves: what is asked of the hub, and what nobody asks for.

use std::sync::Arc;

use holdfast_crdt::{OrderId, Quantity, ReservationId};
use holdfast_hub::world::{Customer, Deed, Item, OrderRequest};
use holdfast_node::world::{Change, Deal, Outcome, Slug, StockOp};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::clients::{Meaning, Wish};
use crate::plan::OpKind;
use crate::seed::one_in;
use crate::world::{HUB, World};

impl World {
    /// The time of a planned piece of work has come.
    pub(crate) fn operate(&mut self, number: usize) {
        if self.is_closing {
            return;
        }
        let op = self.plan.ops[number];
        let mut rng = ChaCha8Rng::seed_from_u64(op.chance);
        match op.kind {
            OpKind::Receive => self.receive(self.door(op.node, op.chance), &mut rng),
            OpKind::Count => self.count(op.node, &mut rng),
            OpKind::Work => self.work(self.door(op.node, op.chance)),
            OpKind::Order => self.order(&mut rng),
            OpKind::Cancel => self.cancel(&mut rng),
            OpKind::ReserveAtHub => self.reserve(HUB, op.node, &mut rng),
            OpKind::ReserveAtNode => self.reserve(self.door(op.node, op.chance), op.node, &mut rng),
            OpKind::Release => self.let_go(&mut rng),
            OpKind::Transfer => self.transfer(op.node, &mut rng),
            OpKind::Damage => self.damage(op.node, &mut rng),
            OpKind::Lose => self.steal(op.node, &mut rng),
            OpKind::Repeat => self.repeat(op.chance),
        }
    }

    fn units(&self, rng: &mut impl Rng) -> Option<Quantity> {
        let most = if one_in(rng, 8) { self.plan.swarm.first_units * 2 } else { 4 };
        Quantity::capped(rng.random_range(1..=most))
    }

    fn order(&mut self, rng: &mut impl Rng) {
        let lines = rng.random_range(1..=2);
        let mut items = Vec::new();
        for _ in 0..lines {
            let (sku, quantity) = (rng.random_range(0..self.skus.len()), self.units(rng));
            if let Some(quantity) = quantity {
                items.push(Item {
                    sku: self.skus[sku].clone(),
                    quantity,
                    unit_price: "1.00".into(),
                    taxes: Vec::new(),
                });
            }
        }
        let units = items.iter().map(|item| item.quantity.get()).sum();
        let request =
            OrderRequest { allow_backorder: one_in(rng, 3), priority: rng.random_range(0..3), ..order_of(items) };
        self.ask(HUB, Wish::Deed(Deed::Place(Arc::new(request))), Meaning::Ordered { units });
    }

    /// All that there is of a SKU, in one order.
    pub(crate) fn sell_out(&mut self, sku: usize, available: u64) {
        let Some(quantity) = Quantity::capped(available) else { return };
        let item = Item { sku: self.skus[sku].clone(), quantity, unit_price: "1.00".into(), taxes: Vec::new() };
        let order = OrderRequest { allow_backorder: true, ..order_of(vec![item]) };
        self.ask(HUB, Wish::Deed(Deed::Place(Arc::new(order))), Meaning::SoldOut { sku, available });
    }

    fn cancel(&mut self, rng: &mut impl Rng) {
        let placed = self.made("/v1/orders/", HUB);
        if placed.is_empty() {
            return;
        }
        if let Ok(order) = placed[rng.random_range(0..placed.len())].parse::<OrderId>() {
            self.ask(HUB, Wish::Deed(Deed::Cancel(order)), Meaning::Cancelled);
        }
    }

    /// What requests to a machine made, by the last part of its path.
    pub(crate) fn made(&self, path: &str, machine: usize) -> Vec<String> {
        let locations = self.requests.iter().filter(|request| request.machine == machine).filter_map(|request| {
            let answer = request.outcome.as_ref()?.as_ref().ok()?;
            answer.location.as_deref()?.strip_prefix(path).map(str::to_owned)
        });
        locations.collect()
    }

    fn reserve(&mut self, machine: usize, node: usize, rng: &mut impl Rng) {
        let sku = self.skus[rng.random_range(0..self.skus.len())].clone();
        let Some(quantity) = self.units(rng) else { return };
        let expires_in_seconds = one_in(rng, 2).then(|| rng.random_range(5..600)).filter(|_| !self.is_twin(machine));
        let op = StockOp::Reserve { sku, quantity, reference: None, expires_in_seconds };
        let warehouse = self.warehouse(node);
        if expires_in_seconds.is_some() {
            self.sometimes.reached("reservation expired or released");
        }
        self.ask(machine, Wish::Stock(Some(warehouse), op), Meaning::Reserved);
    }

    fn let_go(&mut self, rng: &mut impl Rng) {
        let machine = rng.random_range(HUB..=self.plan.swarm.nodes);
        let made = self.made("/v1/reservations/", machine);
        if made.is_empty() {
            return;
        }
        if let Ok(reservation) = made[rng.random_range(0..made.len())].parse::<ReservationId>() {
            self.ask(machine, Wish::Stock(None, StockOp::Release { reservation }), Meaning::Nothing);
            self.sometimes.reached("reservation expired or released");
        }
    }

    fn transfer(&mut self, from: usize, rng: &mut impl Rng) {
        let others: Vec<usize> = self.nodes().filter(|node| *node != from).collect();
        if others.is_empty() {
            return;
        }
        let to = others[rng.random_range(0..others.len())];
        let sku = self.skus[rng.random_range(0..self.skus.len())].clone();
        let Some(quantity) = self.units(rng) else { return };
        let deed = Deed::Transfer { from: self.warehouse(from), to: self.warehouse(to), items: vec![(sku, quantity)] };
        self.ask(HUB, Wish::Deed(deed), Meaning::Moved);
    }

    fn damage(&mut self, node: usize, rng: &mut impl Rng) {
        let machine = if one_in(rng, 2) { HUB } else { node };
        let sku = self.skus[rng.random_range(0..self.skus.len())].clone();
        let by = if one_in(rng, 2) { 1 } else { -1 };
        let deal = Deal { sku, change: Change::Damage { by }, reason: None, reference: None };
        let warehouse = self.warehouse(node);
        self.ask(machine, Wish::Stock(Some(warehouse), StockOp::Change(deal)), Meaning::Nothing);
    }

    /// What an answer means.
    pub(crate) fn mean(&mut self, id: usize, outcome: &Outcome) {
        let meaning = self.requests[id].meaning.clone();
        match (&meaning, outcome) {
            (Meaning::Ordered { .. }, Ok(answer)) => self.mean_order(&answer.body),
            (Meaning::Ordered { .. }, Err(problem)) => match problem.slug {
                Slug::InsufficientStock => self.sometimes.reached("order refused: insufficient"),
                Slug::HeldByWarehouse => self.sometimes.reached("order refused: held by warehouse"),
                _ => {}
            },
            (Meaning::Cancelled, Ok(answer)) if answer.status == 202 => {
                self.sometimes.reached("order waits for the floor's word");
            }
            (Meaning::Cancelled, Ok(_)) => self.sometimes.reached("order cancelled"),
            (Meaning::Reserved, Ok(_)) => self.sometimes.reached("reservation made"),
            (Meaning::Moved, Ok(_)) => self.sometimes.reached("transfer planned"),
            (Meaning::SoldOut { .. }, _) => {}
            _ => self.mean_on_floor(&meaning, outcome),
        }
    }

    fn mean_order(&mut self, body: &str) {
        self.sometimes.reached("order placed");
        if body.contains("\"status\":\"pending\"") {
            self.sometimes.reached("order backordered");
        }
        let warehouses = self.nodes().filter(|node| body.contains(&format!("\"{}\"", self.warehouse(*node)))).count();
        if warehouses > 1 {
            self.sometimes.reached("order split");
        }
        if self.nodes().any(|node| !self.is_linked(node) && body.contains(&format!("\"{}\"", self.warehouse(node)))) {
            self.sometimes.reached("hub promised while a link was down");
        }
    }
}

pub(crate) fn order_of(items: Vec<Item>) -> OrderRequest {
    let name = match "A. Buyer".parse() {
        Ok(name) => name,
        Err(why) => panic!("a name that {why}"),
    };
    OrderRequest {
        customer: Customer { name, email: None, phone: None, address: None },
        currency: "GBP".into(),
        items,
        total: "1.00".into(),
        taxes: None,
        allow_backorder: false,
        allow_split: true,
        priority: 0,
        reservations: Vec::new(),
    }
}
