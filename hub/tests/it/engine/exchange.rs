//! Hub and floor, each on its own books, exchanging what a link would carry.

use std::ops::{Deref, DerefMut};

use holdfast_crdt::{OrderId, ReplicaId, SiteId, TaskId};
use holdfast_hub::core::order::OrderStatus;
use holdfast_hub::engine::{Ask, Command, Deed, LinkChange, Reply};
use holdfast_hub::store::create_enrolment;
use holdfast_sync::effect::{Inbound, RightsRequest, Standing};
use holdfast_sync::mail::{LetterBody, Progress};
use holdfast_sync::source::Source;

use super::stage::{Stage, answer, ask, at, context, order, order_id, set, sku, stock};
use crate::floor::{Floor, HUB};

/// LEEDS, with a node that has joined and is on line.
pub(super) struct Linked {
    stage: Stage,
    pub floor: Floor,
    arrived: u64,
}

impl Deref for Linked {
    type Target = Stage;
    fn deref(&self) -> &Stage {
        &self.stage
    }
}

impl DerefMut for Linked {
    fn deref_mut(&mut self) -> &mut Stage {
        &mut self.stage
    }
}

impl Linked {
    pub fn new() -> Self {
        let mut stage = Stage::new();
        assert!(create_enrolment(&stage.store(), &at("LEEDS"), &[9; 32], stage.now).unwrap());
        let Reply::Seat(Ok(seat)) = stage.one(Command::UseToken([9; 32])) else { panic!("no seat") };
        assert!(matches!(stage.one(Command::UseToken([9; 32])), Reply::Seat(Err(_))), "a token works once");
        let floor = Floor::new(&seat.warehouse, seat.site.0);
        let mut linked = Self { stage, floor, arrived: 0 };
        linked.link(LinkChange::Up { version: 4 });
        linked
    }

    pub fn link(&mut self, change: LinkChange) {
        self.one(Command::Link(at("LEEDS"), change));
    }

    pub fn restarted(self) -> Self {
        let mut again = Self { stage: self.stage.restarted(), ..self };
        again.link(LinkChange::Up { version: 4 });
        again
    }

    fn hear(&mut self, inbound: Inbound) -> Result<Standing, String> {
        match self.one(Command::Hear(at("LEEDS"), inbound)) {
            Reply::Applied(applied) => applied,
            other => panic!("{other:?}"),
        }
    }

    /// Committed rows and letters only: what a session would read.
    pub fn carry_down(&mut self) {
        let mut source = self.stage.source("LEEDS");
        let rows = source.rows_since(HUB, 0, 1_000).unwrap();
        let through = rows.last().map_or(0, |(_, row)| row.version);
        self.floor.hear_rows(super::stage::STORE, through, rows);
        for letter in source.letters_since(self.arrived, 1_000).unwrap() {
            assert_eq!(letter.seq, self.arrived + 1);
            self.arrived = letter.seq;
            let LetterBody::ToNode(body) = letter.body else { panic!("{letter:?}") };
            self.floor.hear(&body);
        }
        self.stage.run(vec![Command::Tick(vec![(at("LEEDS"), self.arrived)])]);
    }

    /// Everything the floor has to say, as it came and once more.
    pub fn carry_up(&mut self) {
        for inbound in self.floor.news(&[sku("CUP"), sku("PAN")], 100) {
            let first = self.hear(inbound.clone()).unwrap();
            assert_eq!(self.hear(inbound).unwrap().heard, first.heard, "said twice, heard once");
        }
    }

    pub fn exchange(&mut self) {
        for _ in 0..4 {
            self.carry_down();
            self.carry_up();
        }
    }

    pub fn receive(&mut self, name: &str, units: u64, granted: u64) {
        self.floor.receive(&sku(name), units, granted);
        self.carry_up();
    }

    pub fn task(&self) -> TaskId {
        *self.floor.tasks.keys().last().unwrap()
    }

    pub fn status(&self, id: OrderId) -> OrderStatus {
        self.order(id).status()
    }

    /// I-5, and what `verify` says.
    pub fn assert_agreed(&self) {
        for name in ["CUP", "PAN"] {
            assert_eq!(&self.cell("LEEDS", name), self.floor.desk.cell(&at("LEEDS"), &sku(name)));
        }
        self.assert_sound();
    }
}

#[test]
fn an_order_reaches_the_floor_and_comes_back_shipped() {
    let mut both = Linked::new();
    both.receive("CUP", 10, 8);
    let id = both.place(&[("CUP", 5)], false);
    both.exchange();
    let task = both.task();
    both.floor.pick(task, Progress::Packed);
    let mut both = both.restarted();
    both.floor.ship(task);
    both.exchange();
    assert_eq!((both.status(id), both.order(id).shipments.len()), (OrderStatus::Shipped, 1));
    assert_eq!((both.cell("LEEDS", "CUP").on_hand(), both.count("letters")), (5, 0));
    assert_eq!(both.kinds().iter().filter(|kind| *kind == "ShipmentDispatched").count(), 1);
    both.assert_agreed();
}

#[test]
fn an_order_waits_for_the_link_and_then_for_a_floor_that_gives_it_back() {
    let mut both = Linked::new();
    both.receive("CUP", 10, 8);
    both.link(LinkChange::Down("cut".into()));
    let id = both.place(&[("CUP", 5)], false);
    assert_eq!(both.count("letters"), 0);
    let mut both = both.restarted();
    assert_eq!(both.count("letters"), 1, "the link is up: the task is written");
    both.carry_down();
    let cancelled = both.one(ask(context("c", 1), Deed::Cancel(id)));
    assert_eq!(answer(&cancelled).status, 202);
    both.exchange();
    assert_eq!((both.status(id), both.cell("LEEDS", "CUP").available()), (OrderStatus::Canceled, 10));
    both.assert_agreed();
}

#[test]
fn rights_are_asked_for_both_ways() {
    let mut both = Linked::new();
    both.receive("CUP", 10, 2);
    let wish = |last| Command::Ask(Ask { context: context("k", 1), deed: order(&[("CUP", 5)], false), last });
    let Reply::NeedsRights(wanted) = both.one(wish(false)) else { panic!("nobody asked") };
    assert_eq!(wanted, [(at("LEEDS"), sku("CUP"), 5)]);
    assert_eq!(both.count("answers"), 0, "a wish is no answer");
    both.floor.grant(&sku("CUP"), 3);
    both.carry_up();
    assert_eq!(answer(&both.one(wish(true))).status, 201);
    both.receive("PAN", 6, 6);
    for _ in 0..2 {
        let request = RightsRequest { id: 4, wanted: vec![(sku("PAN"), 2), (sku("CUP"), 5)] };
        let Reply::Granted(Ok((granted, standing))) = both.one(Command::Grant(at("LEEDS"), request)) else { panic!() };
        assert_eq!((granted.id, granted.after_clock), (4, standing.position.clock));
    }
    both.exchange();
    // 2 of 6 pans, once; of cups the hub has none to spare
    assert_eq!((both.floor.rights(&sku("PAN")), both.floor.rights(&sku("CUP"))), (2, 5));
    both.assert_agreed();
}

#[test]
fn a_count_that_finds_less_takes_back_what_is_not_picked_and_fills_it_elsewhere() {
    let mut both = Linked::new();
    both.receive("CUP", 10, 10);
    let id = both.place(&[("CUP", 10)], false);
    both.one(stock(context("", 0), "LYON", set("CUP", 3)));
    both.carry_down();
    both.floor.miss(&sku("CUP"), 4);
    both.carry_up();
    let mut both = both.restarted();
    both.exchange();
    assert_eq!((both.order(id).backordered(), both.cell("LYON", "CUP").committed()), (1, 3));
    assert_eq!(both.cell("LEEDS", "CUP").on_hand(), 6);
    assert!(both.kinds().iter().any(|kind| kind == "StockShortfall"));
    both.receive("CUP", 5, 5);
    assert_eq!((both.order(id).backordered(), both.cell("LEEDS", "CUP").committed()), (0, 7));
    both.exchange();
    both.assert_agreed();
}

#[test]
fn a_claim_left_open_is_paid_when_rights_come_even_after_a_restart() {
    let mut both = Linked::new();
    both.receive("CUP", 4, 4);
    both.place(&[("CUP", 4)], false);
    both.exchange();
    let task = both.task();
    both.floor.pick(task, Progress::Packed);
    both.floor.miss(&sku("CUP"), 2);
    both.exchange();
    let mut both = both.restarted();
    both.receive("CUP", 3, 3);
    both.exchange();
    assert!(both.floor.claims.values().all(|(_, open)| *open == 0));
    assert_eq!(both.cell("LEEDS", "CUP").available(), 1);
    both.assert_agreed();
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let mut both = Linked::new();
    both.receive("CUP", 4, 4);
    let (own, stranger) = (both.floor.replica, ReplicaId::new(SiteId(99), 1));
    let rows = |owner| Inbound::Rows { owner, store: 1, through: 9, full: false, rows: vec![] };
    let entries = |owner, first, bytes: &[u8]| Inbound::Entries { owner, first, entries: vec![bytes.to_vec()] };
    let products = Inbound::Products { through: 1, records: vec![] };
    for inbound in [rows(stranger), rows(HUB), entries(own, 7, &[1]), entries(own, 3, &[255]), products] {
        assert!(both.hear(inbound.clone()).is_err(), "{inbound:?}");
    }
    both.assert_agreed();
}

#[test]
fn a_fenced_warehouse_promises_nothing_until_a_person_says_so() {
    let mut both = Linked::new();
    both.receive("CUP", 4, 4);
    both.link(LinkChange::Fenced("fork".into()));
    let mut both = Linked { stage: both.stage.restarted(), ..both };
    let wish = || ask(context("", 0), order(&[("CUP", 1)], false));
    assert_eq!(super::stage::refusal(&both.one(wish())), holdfast_shell::http::problem::Slug::InsufficientStock);
    holdfast_hub::store::set_fenced(&both.store(), &at("LEEDS"), false, None).unwrap();
    both.tick_after(1);
    let id = order_id(answer(&both.one(wish())));
    assert_eq!(both.status(id), OrderStatus::Processing);
}
