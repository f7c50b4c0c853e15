//! How a world begins: a hub with warehouses and products, and nodes that have joined it.

use std::path::Path as FilePath;

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_hub::world::{Ask, Command, Context, Deed, Principal, ProductBody, Scopes, WarehouseBody};
use holdfast_node::world::Policy;
use rand::RngExt;

use crate::actors::{Brain, Machine, Node, Place};
use crate::clock::Clock;
use crate::net::Path;
use crate::plan::Plan;
use crate::seed::{Purpose, stream};
use crate::trace::Trace;
use crate::world::{Event, HUB, World};

const WAREHOUSES: [&str; 3] = ["LEEDS", "LYON", "GENT"];
const SKUS: [&str; 4] = ["CUP", "PAN", "LAMP", "SOAP"];
/// Clocks of machines are apart by up to this.
const SKEW_MILLIS: i64 = 5_000;

impl World {
    /// Machines that have met once and hold nothing. A disk is installed on this thread.
    pub fn begin(plan: Plan, trace: Trace) -> Self {
        let mut world = Self::new(plan, trace);
        let mut clocks = stream(world.plan.seed, Purpose::Clock);
        let names = ["hub"].into_iter().chain(WAREHOUSES).take(1 + world.plan.swarm.nodes);
        for name in names {
            let skew = clocks.random_range(-SKEW_MILLIS..=SKEW_MILLIS);
            world.machines.push(Machine::new(&name.to_lowercase(), Clock::of(skew)));
            world.places.push(None);
            world.failures.push(0);
            let swarm = &world.plan.swarm;
            world.paths.push(Path {
                delay: swarm.delay,
                jitter: swarm.jitter,
                bytes_per_ms: swarm.bytes_per_ms,
                slow_until: 0,
                cut_until: 0,
                dead_until: [0; 2],
                stalled_until: Default::default(),
            });
        }
        world.skus = SKUS.iter().take(world.plan.swarm.skus).filter_map(|name| Sku::new(name).ok()).collect();
        world.start(HUB);
        world.furnish();
        world.join();
        world.plan_ahead();
        world
    }

    fn furnish(&mut self) {
        let text = |text: &str| match text.parse() {
            Ok(text) => text,
            Err(why) => panic!("{text} {why}"),
        };
        let mut deeds = Vec::new();
        for name in WAREHOUSES.iter().take(self.plan.swarm.nodes) {
            let Ok(id) = WarehouseId::new(name) else { continue };
            let body = WarehouseBody {
                id,
                name: text(name),
                location: None,
                capacity: None,
                operating_hours: None,
                timezone: None,
                hub_share: None,
                floor_reserve: None,
                zones: Default::default(),
                bins: Default::default(),
            };
            deeds.push(Deed::CreateWarehouse(Box::new(body)));
        }
        for sku in &self.skus {
            let body = ProductBody {
                sku: sku.clone(),
                name: text(sku.as_str()),
                description: None,
                category: None,
                price: None,
                barcodes: Default::default(),
                attributes: Default::default(),
                handling_notes: None,
            };
            deeds.push(Deed::CreateProduct(Box::new(body)));
        }
        let ask = |deed| Command::Ask(Ask { context: plain(), deed, last: true });
        self.command(deeds.into_iter().map(ask).collect());
    }

    fn join(&mut self) {
        let swarm = &self.plan.swarm;
        let policy = Policy { hub_share: swarm.hub_share, floor_reserve: swarm.floor_reserve, ..Policy::default() };
        let now = self.wall(HUB);
        for machine in self.nodes() {
            let Ok(warehouse) = WarehouseId::new(WAREHOUSES[machine - 1]) else { continue };
            let Some(Brain::Hub(hub)) = &mut self.machines[HUB].brain else { return };
            let site = match hub.enrol(&warehouse, now) {
                Ok(site) => site,
                Err(error) => panic!("{warehouse} cannot join: {error}"),
            };
            let place = Place { warehouse, site, policy };
            let path = self.machines[machine].disk.path("node.db");
            if let Err(error) = Node::found(FilePath::new(&path), &place, 0x1000 + machine as u128) {
                panic!("{path}: {error}");
            }
            self.places[machine] = Some(place);
            self.schedule(self.now, Event::Start(machine));
        }
    }

    fn plan_ahead(&mut self) {
        for (number, at) in self.plan.ops.iter().map(|op| op.at).enumerate().collect::<Vec<_>>() {
            self.schedule(at, Event::Op(number));
        }
        for (number, at) in self.plan.faults.iter().map(|fault| fault.at).enumerate().collect::<Vec<_>>() {
            self.schedule(at, Event::Fault(number));
        }
        let surveys = 4;
        for number in 1..=surveys {
            self.schedule(self.plan.swarm.length * number / surveys, Event::Survey);
        }
    }
}

/// A request without a key.
fn plain() -> Context {
    let principal = Principal { id: 1, name: "sim".into(), role: "admin".into(), scopes: Scopes::ALL, signed_in: None };
    let (request_id, path) = ("setup".into(), "/v1".into());
    Context { principal, key: None, fingerprint: [0; 32], if_match: None, request_id, device: None, path }
}
