//! I-1, I-2 and I-7 under schedules that nobody would think of: orders, cancels, floors and their mail in any order.

use holdfast_crdt::{ClaimId, OrderId, SiteId, TaskId};
use holdfast_hub::core::order::{Order, OrderStatus};
use holdfast_hub::core::{cancel, rights, transfer};
use holdfast_shell::stock::HoldState;
use holdfast_sync::effect::RightsRequest;
use holdfast_sync::mail::Progress;
use proptest::prelude::*;

use super::scene::{PLACES, SKUS, Scene, at, backorder, sku, skus, wish};

/// One step: what is done, and three numbers that say to whom.
type Step = (u8, u8, u8, u8);

struct Run {
    scene: Scene,
    orders: Vec<OrderId>,
    holds: Vec<holdfast_crdt::ReservationId>,
}

fn pick<T: Clone>(from: &[T], at: u8) -> Option<T> {
    if from.is_empty() { None } else { Some(from[usize::from(at) % from.len()].clone()) }
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut scene = Scene::new(seed);
        for place in ["LEEDS", "LYON"] {
            scene.floor_stock(place, "CUP", 12, 9);
            scene.floor_stock(place, "PAN", 6, 6);
        }
        scene.stock("DEPOT", "CUP", 5);
        Self { scene, orders: Vec::new(), holds: Vec::new() }
    }

    fn step(&mut self, (what, a, b, c): Step) {
        let (place, name) = (["LEEDS", "LYON"][usize::from(a % 2)], SKUS[usize::from(b % 2)]);
        let units = u64::from(c % 7) + 1;
        match what % 21 {
            0..=3 => self.place(a, b, c),
            4 => {
                if let Some(id) = pick(&self.orders, a) {
                    let _ = cancel::cancel(&mut self.scene.world, id, "buyer");
                }
            }
            5 => {
                if let Some(id) = pick(&self.orders, a) {
                    let _ = cancel::deliver(&mut self.scene.world, id, "buyer");
                }
            }
            6 => self.scene.floor_stock(place, name, units, units * u64::from(b % 3) / 2),
            7 => self.scene.stock(PLACES[usize::from(a % 3)], name, units),
            8..=11 => self.floor(place, what, b, c),
            12 => self.scene.floor(place).miss(&sku(name), units),
            13 => {
                let claims: Vec<ClaimId> = self.scene.floor(place).claims.keys().copied().collect();
                if let Some(claim) = pick(&claims, b) {
                    self.scene.floor(place).withdraw(claim, units);
                }
            }
            14 => self.scene.carry_down(place),
            15 => self.scene.carry_up(place, usize::from(c % 4)),
            16 => {
                self.scene.set_online(place, b.is_multiple_of(2));
                self.scene.release(place);
            }
            17 => {
                let to = PLACES[(usize::from(a % 2) + 1 + usize::from(c % 2)) % 3];
                let _ = self.scene.transfer(place, to, &[(name, units)]);
            }
            18 => self.rights(place, name, units),
            19 => self.hold(PLACES[usize::from(a % 3)], name, units),
            _ => {
                let all: Vec<_> = self.scene.world.transfers.iter().map(|(id, _)| id).collect();
                if let Some(id) = pick(&all, b) {
                    let _ = transfer::cancel(&mut self.scene.world, id, "planner");
                }
            }
        }
    }

    fn place(&mut self, a: u8, b: u8, c: u8) {
        let mut lines = vec![(SKUS[usize::from(a % 2)], u64::from(b % 6) + 1)];
        if a.is_multiple_of(3) {
            lines.push((SKUS[usize::from(b % 2)], u64::from(c % 4) + 1));
        }
        let mut request = if c.is_multiple_of(2) { backorder(&lines, i32::from(a % 3)) } else { wish(&lines) };
        request.allow_split = !c.is_multiple_of(3);
        if c.is_multiple_of(5) {
            let active = |id: &_| self.scene.world.holds.get(*id).is_some_and(|hold| hold.state == HoldState::Active);
            request.reservations = self.holds.iter().copied().filter(active).take(2).collect();
        }
        self.scene.world.now.0 += 1;
        if let Ok(id) = self.scene.try_place(&request, true) {
            self.orders.push(id);
        }
    }

    fn floor(&mut self, place: &str, what: u8, b: u8, c: u8) {
        let floor = self.scene.floor(place);
        let open: Vec<TaskId> =
            floor.tasks.iter().filter(|(_, work)| !work.lines.is_empty()).map(|(id, _)| *id).collect();
        let Some(task) = pick(&open, b) else { return };
        match what % 21 {
            8 => floor.pick(task, if c.is_multiple_of(3) { Progress::Packed } else { Progress::Picking }),
            9 => floor.short(task, usize::from(c), u64::from(c % 3) + 1),
            10 => floor.ship_part(task, u64::from(c % 3) + 1),
            _ => floor.ship(task),
        }
    }

    fn rights(&mut self, place: &str, name: &str, units: u64) {
        if units.is_multiple_of(2) {
            self.scene.floor(place).grant(&sku(name), units);
        } else {
            let request = RightsRequest { id: 1, wanted: vec![(sku(name), units)] };
            rights::grant(&mut self.scene.world, &at(place), &request);
        }
    }

    fn hold(&mut self, place: &str, name: &str, units: u64) {
        if self.scene.world.desk.rights(&at(place), &sku(name)) >= units {
            let id = self.scene.hold(place, name, units);
            self.holds.push(id);
        }
    }

    /// Holds after every step, whatever is under way.
    fn check(&self) {
        for (_, order) in self.scene.world.orders.iter() {
            check_order(order);
        }
        for (place, name) in PLACES.iter().flat_map(|place| SKUS.iter().map(move |name| (place, name))) {
            let cell = self.scene.cell(place, name);
            assert!(cell.rights_signed(SiteId::HUB) >= 0, "I-1 at the hub: {name} in {place}");
            for bucket in
                [|row: &holdfast_crdt::Row| row.buckets.committed, |row: &holdfast_crdt::Row| row.buckets.damaged]
            {
                assert!(cell.rows().map(|(_, row)| bucket(row)).sum::<i64>() >= 0, "{name} in {place}");
            }
        }
        for (place, floor) in &self.scene.floors {
            for name in skus() {
                let cell = floor.desk.cell(place, &name);
                assert!(cell.rights_signed(floor.replica.site) >= 0, "I-1 on the floor: {name} in {place}");
            }
        }
    }

    /// Holds once all mail has arrived: what is committed is what someone was promised, and both sides see the same.
    fn check_quiet(&mut self) {
        for place in ["LEEDS", "LYON"] {
            self.scene.set_online(place, true);
            self.scene.release(place);
        }
        self.scene.exchange();
        self.check();
        for (place, name) in PLACES.iter().flat_map(|place| SKUS.iter().map(move |name| (place, name))) {
            let cell = self.scene.cell(place, name);
            assert_eq!(cell.committed(), self.scene.promised(place, name), "{name} in {place}");
            if let Some(floor) = self.scene.floors.get(&at(place)) {
                assert_eq!(floor.desk.cell(&at(place), &sku(name)), cell, "I-5: {name} in {place}");
            }
        }
        for (id, claim) in self.scene.world.claims.iter() {
            assert!(claim.asked.is_empty(), "every question of {id} was answered");
            let open = self.scene.floors[&claim.warehouse].claims[&id].1;
            assert_eq!(claim.outstanding, open, "both sides know what {id} still asks for");
            assert!(open == 0 || self.scene.world.desk.rights(&claim.warehouse, &claim.sku) == 0, "{id} could be paid");
        }
    }
}

/// I-7, and a status that follows from the lines: said anew here, not taken from what is tested.
fn check_order(order: &Order) {
    let (mut held, mut shipped, mut waiting, mut cancelling) = (0, 0, 0, false);
    for line in &order.lines {
        let mut sum = line.backordered + line.cancelled;
        for allocation in &line.allocations {
            use holdfast_hub::core::order::AllocationState::*;
            assert!(allocation.quantity > 0 && allocation.asked_back <= allocation.quantity, "{allocation:?}");
            match allocation.state {
                Shipped => shipped += allocation.quantity,
                Canceled | Short => continue,
                state => {
                    cancelling |= state == Cancelling;
                    held += allocation.quantity;
                }
            }
            sum += allocation.quantity;
        }
        waiting += line.backordered;
        assert_eq!(sum, line.quantity.get(), "I-7: {line:?}");
    }
    let expected = match () {
        () if order.delivered => OrderStatus::Delivered,
        () if cancelling => OrderStatus::Cancelling,
        () if shipped > 0 && held + waiting == 0 => OrderStatus::Shipped,
        () if shipped > 0 => OrderStatus::PartiallyShipped,
        () if waiting > 0 => OrderStatus::Pending,
        () if held > 0 => OrderStatus::Processing,
        () => OrderStatus::Canceled,
    };
    assert_eq!(order.status(), expected);
}

fn play(seed: u64, steps: &[Step]) {
    let mut run = Run::new(seed);
    for step in steps {
        run.step(*step);
        run.check();
    }
    run.check_quiet();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn orders_add_up_and_nothing_is_promised_twice(seed: u64, steps in prop::collection::vec(any::<Step>(), 1..120)) {
        play(seed, &steps);
    }
}
