//! What planners look at, summed up and kept up to date by what each batch changed: stock of a SKU, of a warehouse and of all,
//! orders by status, and how many orders are open in a warehouse. To add it up anew for every look would read each row there is.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasherDefault, DefaultHasher};

use holdfast_crdt::{Cell, Millis, SiteId, Sku, WarehouseId};
use holdfast_shell::stock::{Quantities, Shown};
use holdfast_sync::desk::CellKey;
use indexmap::IndexMap;

use super::order::{Order, OrderStatus};

/// A cell, as far as it counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stocked {
    /// Without what is on its way: that is no matter of cells.
    pub held: Quantities,
    /// Whether anybody ever changed it.
    pub ever: bool,
}

impl Stocked {
    pub fn of(cell: &Cell) -> Self {
        let shown = Shown { site: SiteId::HUB, incoming: 0, as_of: Millis(0) };
        Self { held: Quantities::of(cell, shown), ever: cell.version() > 0 }
    }
}

/// An order, as far as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderMark {
    status: OrderStatus,
    /// Warehouses with units for it that have not left.
    open_in: BTreeSet<WarehouseId>,
}

impl OrderMark {
    pub fn of(order: &Order) -> Self {
        let parts = order.lines.iter().flat_map(|line| &line.allocations);
        let held = parts.filter(|part| part.state.holds());
        Self { status: order.status(), open_in: held.map(|part| part.warehouse.clone()).collect() }
    }
}

/// What a batch changed.
#[derive(Debug, Default)]
pub struct Changes {
    /// Cells as they are now.
    pub cells: Vec<(CellKey, Stocked)>,
    /// Reorder points that were set or taken away.
    pub points: Vec<(CellKey, Option<u64>)>,
    /// Products, and whether they are in the catalogue.
    pub products: Vec<(Sku, bool)>,
    pub removed: Vec<WarehouseId>,
    orders: BTreeMap<OrderStatus, i64>,
    open: BTreeMap<WarehouseId, i64>,
}

impl Changes {
    /// An order was placed (`before` is `None`) or changed.
    pub fn note_order(&mut self, before: Option<&OrderMark>, now: &OrderMark) {
        if before == Some(now) {
            return;
        }
        for (mark, by) in before.map(|mark| (mark, -1)).into_iter().chain([(now, 1)]) {
            *self.orders.entry(mark.status).or_default() += by;
            for warehouse in &mark.open_in {
                *self.open.entry(warehouse.clone()).or_default() += by;
            }
        }
    }
}

/// Sums over cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StockSum {
    pub held: Quantities,
    /// Cells that were ever stocked.
    pub cells: u64,
    /// Cells with fewer available units than their reorder point.
    pub below_reorder_point: u64,
}

impl StockSum {
    /// Takes what a cell was out of the sum, and what it is now in.
    fn exchange(&mut self, before: &Self, now: &Self) {
        let swap = |sum: &mut u64, before: u64, now: u64| *sum = (*sum + now).saturating_sub(before);
        let (sum, was, is) = (&mut self.held, &before.held, &now.held);
        swap(&mut sum.quantity, was.quantity, is.quantity);
        swap(&mut sum.reserved_quantity, was.reserved_quantity, is.reserved_quantity);
        swap(&mut sum.available_quantity, was.available_quantity, is.available_quantity);
        swap(&mut sum.promisable_quantity, was.promisable_quantity, is.promisable_quantity);
        swap(&mut sum.damaged_quantity, was.damaged_quantity, is.damaged_quantity);
        swap(&mut self.cells, before.cells, now.cells);
        swap(&mut self.below_reorder_point, before.below_reorder_point, now.below_reorder_point);
    }
}

/// One warehouse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlaceSum {
    /// Units on hand.
    pub quantity: u64,
    /// Orders with units that have not left.
    pub open_orders: u64,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct OfSku {
    in_catalogue: bool,
    sum: StockSum,
    /// In order of their warehouses.
    cells: Vec<At>,
}

#[derive(Debug, PartialEq, Eq)]
struct At {
    warehouse: WarehouseId,
    stocked: Stocked,
    point: Option<u64>,
}

impl At {
    fn sum(&self) -> StockSum {
        let Stocked { held, ever } = self.stocked;
        let below = self.point.is_some_and(|point| held.available_quantity < point);
        StockSum { held, cells: u64::from(ever), below_reorder_point: u64::from(below) }
    }
}

/// All of it. SKUs are found by hash: a batch of many orders changes many cells.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Figures {
    skus: IndexMap<Sku, OfSku, BuildHasherDefault<DefaultHasher>>,
    places: BTreeMap<WarehouseId, PlaceSum>,
    total: StockSum,
    in_catalogue: u64,
    orders: BTreeMap<OrderStatus, u64>,
}

impl Figures {
    /// Takes in what a batch changed, once it is committed.
    pub fn apply(&mut self, changes: &Changes) {
        changes.removed.iter().for_each(|warehouse| self.remove(warehouse));
        changes.cells.iter().for_each(|(cell, stocked)| self.set_cell(cell, *stocked));
        changes.points.iter().for_each(|(cell, point)| self.set_point(cell, *point));
        changes.products.iter().for_each(|(sku, known)| self.set_product(sku, *known));
        for (status, by) in &changes.orders {
            let count = self.orders.entry(*status).or_default();
            *count = count.saturating_add_signed(*by);
        }
        for (warehouse, by) in &changes.open {
            let place = self.places.entry(warehouse.clone()).or_default();
            place.open_orders = place.open_orders.saturating_add_signed(*by);
        }
    }

    pub fn set_cell(&mut self, cell: &CellKey, stocked: Stocked) {
        self.change(cell, |at| at.stocked = stocked);
    }

    /// Units below which a cell is to be ordered again.
    pub fn set_point(&mut self, cell: &CellKey, point: Option<u64>) {
        self.change(cell, |at| at.point = point);
    }

    pub fn set_product(&mut self, sku: &Sku, in_catalogue: bool) {
        let of = self.skus.entry(sku.clone()).or_default();
        let was = std::mem::replace(&mut of.in_catalogue, in_catalogue);
        self.in_catalogue = (self.in_catalogue + u64::from(in_catalogue)).saturating_sub(u64::from(was));
    }

    /// How many orders have a status, of those that are open nowhere.
    pub fn set_orders(&mut self, status: OrderStatus, count: u64) {
        self.orders.insert(status, count);
    }

    fn change(&mut self, (warehouse, sku): &CellKey, change: impl FnOnce(&mut At)) {
        let of = match self.skus.get_mut(sku) {
            Some(of) => of,
            None => self.skus.entry(sku.clone()).or_default(),
        };
        let place = of.cells.binary_search_by(|at| at.warehouse.cmp(warehouse)).unwrap_or_else(|place| {
            let (stocked, point) = (Stocked::default(), None);
            of.cells.insert(place, At { warehouse: warehouse.clone(), stocked, point });
            place
        });
        let at = &mut of.cells[place];
        let before = at.sum();
        change(at);
        let now = at.sum();
        of.sum.exchange(&before, &now);
        self.total.exchange(&before, &now);
        let on_hand = &mut self.places.entry(warehouse.clone()).or_default().quantity;
        *on_hand = (*on_hand + now.held.quantity).saturating_sub(before.held.quantity);
    }

    /// A warehouse is no more. It was empty.
    fn remove(&mut self, warehouse: &WarehouseId) {
        for of in self.skus.values_mut() {
            let Ok(place) = of.cells.binary_search_by(|at| at.warehouse.cmp(warehouse)) else { continue };
            let was = of.cells.remove(place).sum();
            of.sum.exchange(&was, &StockSum::default());
            self.total.exchange(&was, &StockSum::default());
        }
        self.places.remove(warehouse);
    }

    /// One SKU over all warehouses; nothing where it was never stocked.
    pub fn sku(&self, sku: &Sku) -> StockSum {
        self.skus.get(sku).map_or_else(StockSum::default, |of| of.sum)
    }

    pub fn place(&self, warehouse: &WarehouseId) -> PlaceSum {
        self.places.get(warehouse).copied().unwrap_or_default()
    }

    /// All stock.
    pub fn total(&self) -> StockSum {
        self.total
    }

    /// Products of the catalogue.
    pub fn products(&self) -> u64 {
        self.in_catalogue
    }

    pub fn orders(&self, status: OrderStatus) -> u64 {
        self.orders.get(&status).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(n: u8) -> WarehouseId {
        WarehouseId::new(&format!("W{n}")).unwrap()
    }

    fn sku(n: u8) -> Sku {
        Sku::new(&format!("S{n}")).unwrap()
    }

    fn stocked(units: u64) -> Stocked {
        let held = Quantities { quantity: units, available_quantity: units, ..Quantities::default() };
        Stocked { held, ever: true }
    }

    fn mark(status: OrderStatus, open_in: &[u8]) -> OrderMark {
        OrderMark { status, open_in: open_in.iter().map(|n| at(*n)).collect() }
    }

    #[test]
    fn an_order_counts_where_it_is_and_no_more_where_it_was() {
        let (mut figures, mut changes) = (Figures::default(), Changes::default());
        let placed = mark(OrderStatus::Processing, &[1, 2]);
        changes.note_order(None, &placed);
        changes.note_order(None, &mark(OrderStatus::Pending, &[]));
        figures.apply(&changes);
        assert_eq!((figures.orders(OrderStatus::Processing), figures.orders(OrderStatus::Pending)), (1, 1));
        let mut changes = Changes::default();
        changes.note_order(Some(&placed), &mark(OrderStatus::PartiallyShipped, &[2]));
        figures.apply(&changes);
        assert_eq!(figures.orders(OrderStatus::Processing), 0);
        assert_eq!((figures.place(&at(1)).open_orders, figures.place(&at(2)).open_orders), (0, 1));
    }

    #[test]
    fn a_cell_is_low_by_its_own_reorder_point() {
        let mut figures = Figures::default();
        let cell = (at(1), sku(1));
        figures.set_cell(&cell, stocked(4));
        for (point, below) in [(Some(4), 0), (Some(5), 1), (None, 0)] {
            figures.set_point(&cell, point);
            assert_eq!(figures.sku(&sku(1)).below_reorder_point, below, "{point:?}");
        }
        figures.set_point(&(at(2), sku(1)), Some(1));
        let sum = figures.sku(&sku(1));
        assert_eq!((sum.below_reorder_point, sum.cells), (1, 1), "never stocked, and low all the same");
        let removed = Changes { removed: vec![at(2), at(1)], ..Changes::default() };
        figures.apply(&removed);
        assert_eq!((figures.sku(&sku(1)), figures.total()), (StockSum::default(), StockSum::default()));
    }

    proptest! {
        /// Whatever came before, the sums are those of the cells as they are now.
        #[test]
        fn sums_are_those_of_the_cells(deeds in prop::collection::vec((0u8..4, 0u8..3, 0u64..20, prop::option::of(0u64..20)), 0..40)) {
            let (mut figures, mut cells) = (Figures::default(), BTreeMap::new());
            for (warehouse, name, units, point) in deeds {
                let cell = (at(warehouse), sku(name));
                let changes = Changes {
                    cells: vec![(cell.clone(), stocked(units))], points: vec![(cell.clone(), point)], ..Changes::default()
                };
                figures.apply(&changes);
                cells.insert(cell, (units, point));
            }
            let sum = |of: &dyn Fn(&CellKey) -> bool| cells.iter().filter(|(cell, _)| of(cell)).map(|(_, (units, _))| units).sum::<u64>();
            let low = cells.values().filter(|(units, point)| point.is_some_and(|point| *units < point)).count() as u64;
            prop_assert_eq!(figures.total().held.available_quantity, sum(&|_| true));
            prop_assert_eq!((figures.total().cells, figures.total().below_reorder_point), (cells.len() as u64, low));
            for n in 0..4 {
                prop_assert_eq!(figures.place(&at(n)).quantity, sum(&|(warehouse, _)| *warehouse == at(n)));
                prop_assert_eq!(figures.sku(&sku(n)).held.quantity, sum(&|(_, name)| *name == sku(n)));
            }
        }
    }
}
