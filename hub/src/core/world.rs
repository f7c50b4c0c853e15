//! All that a batch decides over, loaded before and saved after.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use holdfast_crdt::{
    Cause, ClaimId, Deed, Millis, OrderId, PostError, PurchaseOrderId, Quantity, ReturnId, SiteId, Sku, TaskId,
    TransferId, WarehouseId,
};
use holdfast_shell::stock::{EventDraft, Holds, InventoryRecord, Shown, StockView, stock_changed};
use holdfast_sync::desk::Desk;
use indexmap::IndexSet;
use rand::RngExt;
use rand::rngs::StdRng;
use serde::Serialize;

use super::claim::Claim;
use super::geo::Point;
use super::order::Order;
use super::purchase::PurchaseOrder;
use super::returns::Return;
use super::transfer::Transfer;

/// Records of one kind: those loaded, and which of them changed.
#[derive(Debug)]
pub struct Table<K, V> {
    loaded: BTreeMap<K, V>,
    changed: BTreeSet<K>,
    fresh: BTreeSet<K>,
}

/// A record to save, and whether the store has never seen it.
#[derive(Debug)]
pub struct Changed<V> {
    pub record: V,
    pub fresh: bool,
}

impl<K: Ord, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { loaded: BTreeMap::new(), changed: BTreeSet::new(), fresh: BTreeSet::new() }
    }
}

impl<K: Ord + Copy, V> Table<K, V> {
    pub fn has(&self, key: K) -> bool {
        self.loaded.contains_key(&key)
    }

    /// As the store has it; what is there already stays.
    pub fn load(&mut self, key: K, value: V) {
        self.loaded.entry(key).or_insert(value);
    }

    pub fn get(&self, key: K) -> Option<&V> {
        self.loaded.get(&key)
    }

    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.loaded.iter().map(|(key, value)| (*key, value))
    }

    /// To change it: it will be saved.
    pub fn edit(&mut self, key: K) -> Option<&mut V> {
        let found = self.loaded.get_mut(&key)?;
        self.changed.insert(key);
        Some(found)
    }

    pub fn insert(&mut self, key: K, value: V) {
        self.changed.insert(key);
        if self.loaded.insert(key, value).is_none() {
            self.fresh.insert(key);
        }
    }

    /// Those that will be saved.
    pub fn changed(&self) -> impl Iterator<Item = (K, &V)> {
        self.changed.iter().filter_map(|key| Some((*key, self.loaded.get(key)?)))
    }

    /// Whether the store has never seen it.
    pub fn is_fresh(&self, key: K) -> bool {
        self.fresh.contains(&key)
    }

    pub fn is_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// The changed ones; nothing stays loaded.
    pub fn take_changed(&mut self) -> Vec<Changed<V>> {
        let (loaded, changed) = (std::mem::take(&mut self.loaded), std::mem::take(&mut self.changed));
        let fresh = std::mem::take(&mut self.fresh);
        let kept = loaded.into_iter().filter(|(key, _)| changed.contains(key));
        kept.map(|(key, record)| Changed { record, fresh: fresh.contains(&key) }).collect()
    }
}

/// A warehouse as decisions see it.
#[derive(Debug, Clone, Default)]
pub struct Place {
    pub at: Option<Point>,
    /// The node's site, once one has joined.
    pub node: Option<SiteId>,
    /// A session is up.
    pub online: bool,
    pub fenced: bool,
    /// This store was restored and has not met the node since: it may have promised what it forgot.
    pub unmet: bool,
    /// The newest word from the node.
    pub heard_at: Option<Millis>,
    /// The version of the protocol that its last session spoke; 0 before the first since the hub began.
    pub speaks: u16,
}

/// From this version of the protocol on, a floor reads of goods that it is to expect.
const VERSION_OF_GOODS: u16 = 4;

impl Place {
    /// Whether stock here may be promised.
    pub fn is_open(&self) -> bool {
        !self.fenced && !self.unmet
    }

    /// Whether its node is known to read of goods that it is to expect: a letter that it cannot read holds up those after it.
    pub fn reads_of_goods(&self) -> bool {
        self.speaks >= VERSION_OF_GOODS
    }
}

/// What a task belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskOwner {
    Order(OrderId),
    Transfer(TransferId),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRef {
    pub task: TaskId,
    pub warehouse: WarehouseId,
    pub owner: TaskOwner,
}

/// Known SKUs, found by hash, in order of insertion.
pub type Catalogue = IndexSet<Sku, BuildHasherDefault<DefaultHasher>>;

pub struct World {
    pub desk: Desk,
    pub holds: Holds,
    pub orders: Table<OrderId, Order>,
    pub tasks: Table<TaskId, TaskRef>,
    pub claims: Table<ClaimId, Claim>,
    pub transfers: Table<TransferId, Transfer>,
    pub purchases: Table<PurchaseOrderId, PurchaseOrder>,
    pub returns: Table<ReturnId, Return>,
    pub places: BTreeMap<WarehouseId, Place>,
    /// SKUs that may be ordered and stocked.
    pub catalogue: Catalogue,
    /// Units on their way, by cell, of all transfers that are under way and all purchase orders that are open.
    pub incoming: BTreeMap<(WarehouseId, Sku), u64>,
    pub events: Vec<EventDraft>,
    pub discontinued: Vec<(WarehouseId, Sku)>,
    pub now: Millis,
    pub rng: StdRng,
}

impl World {
    pub fn new(rng: StdRng) -> Self {
        Self {
            desk: Desk::default(),
            holds: Holds::default(),
            orders: Table::default(),
            tasks: Table::default(),
            claims: Table::default(),
            transfers: Table::default(),
            purchases: Table::default(),
            returns: Table::default(),
            places: BTreeMap::new(),
            catalogue: Catalogue::default(),
            incoming: BTreeMap::new(),
            events: Vec::new(),
            discontinued: Vec::new(),
            now: Millis(0),
            rng,
        }
    }

    /// 80 bits and more for an id.
    pub fn chance(&mut self) -> u128 {
        self.rng.random()
    }

    pub fn post(
        &mut self,
        warehouse: &WarehouseId,
        sku: &Sku,
        deed: Deed,
        units: u64,
        cause: &Cause,
    ) -> Result<(), PostError> {
        let mut left = units;
        // one entry takes no more than a quantity may be; both sides together can have made more available
        while let Some(quantity) = Quantity::capped(left) {
            self.desk.post(warehouse, sku, deed, quantity, cause, self.now)?;
            left -= quantity.get();
        }
        Ok(())
    }

    /// Whether a floor has yet to tell this hub, which was restored, what it holds: until then an order that waits by the copy
    /// may have been filled long ago. A fenced one is not waited for.
    pub fn awaits_floors(&self) -> bool {
        self.places.values().any(|place| place.unmet && !place.fenced)
    }

    pub fn is_online(&self, warehouse: &WarehouseId) -> bool {
        self.places.get(warehouse).is_some_and(|place| place.online && place.is_open())
    }

    pub fn emit(&mut self, kind: &'static str, subject: impl ToString, data: impl Serialize) {
        self.events.push(EventDraft::new(kind, subject, &data));
    }

    /// Says what a cell holds now.
    pub fn emit_stock(&mut self, warehouse: &WarehouseId, sku: &Sku) {
        let shown = self.places_view().shown(warehouse, sku);
        let draft = stock_changed(&InventoryRecord::of(warehouse, sku, self.desk.cell(warehouse, sku), shown));
        self.events.push(draft);
    }

    /// `more` is an object: what the event says beside the order and its status.
    pub fn emit_order(&mut self, kind: &'static str, order: OrderId, more: impl Serialize) {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct OrderEvent<T> {
            order_id: OrderId,
            status: &'static str,
            #[serde(flatten)]
            more: T,
        }
        let Some(found) = self.orders.get(order) else { return };
        let draft = EventDraft::new(kind, order, &OrderEvent { order_id: order, status: found.status().name(), more });
        self.events.push(draft);
    }

    fn places_view(&self) -> PlacesView<'_> {
        PlacesView { places: &self.places, catalogue: &self.catalogue, incoming: &self.incoming, now: self.now }
    }
}

/// Borrows of the parts that stay unchanged while stock is decided.
pub struct PlacesView<'a> {
    pub places: &'a BTreeMap<WarehouseId, Place>,
    pub catalogue: &'a Catalogue,
    pub incoming: &'a BTreeMap<(WarehouseId, Sku), u64>,
    pub now: Millis,
}

impl StockView for PlacesView<'_> {
    fn has_warehouse(&self, warehouse: &WarehouseId) -> bool {
        self.places.contains_key(warehouse)
    }

    fn knows(&self, sku: &Sku) -> bool {
        self.catalogue.contains(sku)
    }

    fn is_fenced(&self, warehouse: &WarehouseId) -> bool {
        self.places.get(warehouse).is_some_and(|place| !place.is_open())
    }

    fn shown(&self, warehouse: &WarehouseId, sku: &Sku) -> Shown {
        let heard = self.places.get(warehouse).and_then(|place| place.heard_at);
        Shown {
            site: SiteId::HUB,
            incoming: self.incoming.get(&(warehouse.clone(), sku.clone())).copied().unwrap_or(0),
            as_of: heard.unwrap_or(self.now),
        }
    }
}

/// The hub's own doing.
pub fn hub_cause(reason: &str, reference: impl ToString) -> Cause {
    let reference: Arc<str> = reference.to_string().into();
    Cause { reference: Some(reference), ..Cause::new(reason, "hub") }
}
