//! What to do about stock that ran below its reorder point: have it brought from a warehouse that has more than it needs, or
//! buy it.

use holdfast_crdt::{Sku, WarehouseId};

use super::geo::{Point, distance_km};
use super::supplier::SupplierId;

/// A slot with a reorder point.
#[derive(Debug, Clone)]
pub struct Slot {
    pub warehouse: WarehouseId,
    pub sku: Sku,
    pub reorder_point: u64,
    /// Units that are ordered at once; without it, as many as the point lacks.
    pub reorder_quantity: Option<u64>,
}

/// The same SKU in another warehouse.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    pub warehouse: WarehouseId,
    pub at: Option<Point>,
    pub available: u64,
    /// What it must keep for itself.
    pub reorder_point: u64,
}

/// From where the units are to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Transfer {
        from: WarehouseId,
    },
    /// Of the supplier that it was bought of last, where it ever was.
    Buy {
        supplier: Option<SupplierId>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub quantity: u64,
    pub source: Source,
}

/// Units that are to be ordered for a slot with so many available and so many on their way; `None` where it has enough.
pub fn lacking(slot: &Slot, available: u64, incoming: u64) -> Option<u64> {
    let lacks = slot.reorder_point.checked_sub(available + incoming).filter(|units| *units > 0)?;
    Some(slot.reorder_quantity.unwrap_or(0).max(lacks))
}

/// The nearest warehouse that can give all of it and keep what it needs itself; where there is none, a purchase. Of those
/// whose place nobody knows, the one that keeps the most.
pub fn propose(quantity: u64, at: Option<Point>, others: &[Elsewhere], supplier: Option<SupplierId>) -> Proposal {
    let left = |other: &Elsewhere| other.available.checked_sub(other.reorder_point.saturating_add(quantity));
    let near = |other: &Elsewhere| match (at, other.at) {
        (Some(here), Some(there)) => distance_km(here, there),
        _ => f64::INFINITY,
    };
    let able = others.iter().filter_map(|other| Some((near(other), left(other)?, &other.warehouse)));
    let best = able.min_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
    let source = match best {
        Some((_, _, from)) => Source::Transfer { from: from.clone() },
        None => Source::Buy { supplier },
    };
    Proposal { quantity, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warehouse(name: &str) -> WarehouseId {
        WarehouseId::new(name).unwrap()
    }

    fn slot(reorder_point: u64, reorder_quantity: Option<u64>) -> Slot {
        Slot { warehouse: warehouse("LEEDS"), sku: Sku::new("CUP").unwrap(), reorder_point, reorder_quantity }
    }

    fn point(lat: f64, lon: f64) -> Option<Point> {
        Some(Point { lat: lat.try_into().unwrap(), lon: lon.try_into().unwrap() })
    }

    #[test]
    fn what_is_on_its_way_is_not_ordered_again() {
        assert_eq!(lacking(&slot(10, None), 4, 0), Some(6));
        assert_eq!(lacking(&slot(10, Some(24)), 4, 0), Some(24));
        assert_eq!(lacking(&slot(10, Some(2)), 4, 0), Some(6), "less would leave it below its point");
        assert_eq!(lacking(&slot(10, Some(24)), 4, 6), None);
        assert_eq!(lacking(&slot(0, Some(24)), 0, 0), None);
    }

    #[test]
    fn the_nearest_that_can_spare_it_gives_it_and_else_it_is_bought() {
        let other =
            |name: &str, at, available| Elsewhere { warehouse: warehouse(name), at, available, reorder_point: 10 };
        let others = [
            other("LYON", point(45.76, 4.84), 100),
            other("YORK", point(53.96, -1.08), 29),
            other("HULL", point(53.74, -0.33), 30),
            other("NOWHERE", None, 1_000),
        ];
        let found = propose(20, point(53.8, -1.55), &others, None);
        assert_eq!(found.source, Source::Transfer { from: warehouse("HULL") }, "York would fall below its own point");
        assert_eq!(
            propose(500, point(53.8, -1.55), &others, None).source,
            Source::Transfer { from: warehouse("NOWHERE") }
        );
        let supplier: Option<SupplierId> = Some("MUGS".parse().unwrap());
        assert_eq!(propose(5_000, None, &others, supplier.clone()).source, Source::Buy { supplier });
    }
}
