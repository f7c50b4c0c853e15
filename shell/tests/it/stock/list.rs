//! The list of a warehouse's cells over a real store.

use holdfast_crdt::{Millis, SiteId, Sku, WarehouseId};
use holdfast_shell::sqlite::{Reader, StoreError};
use holdfast_shell::stock::{Facts, Listing, Shown, ShownIn};

use crate::sqlite::replica::{Replica, leeds};

/// Three cups are on their way.
struct Known;

impl Facts for Known {
    fn knows(&self, _: &Reader, _: &str) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn shown(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<Shown> {
        Some(self.shown_in(warehouse)?.of(sku))
    }

    fn shown_in(&self, _: &WarehouseId) -> Option<ShownIn> {
        Some(ShownIn { site: SiteId::HUB, as_of: Millis(0), incoming: [(super::bench::sku("CUP"), 3)].into() })
    }

    fn reorder_point(&self, _: &Reader, _: &WarehouseId, sku: &str) -> Result<Option<u64>, StoreError> {
        Ok((sku == "CUP").then_some(5))
    }

    fn product_name(&self, _: &Reader, _: &str) -> Result<Option<String>, StoreError> {
        Ok(None)
    }
}

#[test]
fn a_list_shows_what_is_on_its_way_however_it_is_sorted() {
    let (replica, shown) = (Replica::worked(), Known.shown_in(&leeds()).unwrap());
    for sort in [vec![], vec![("quantity".to_owned(), true)]] {
        let (query, below_reorder_point) = (None, false);
        let listing =
            Listing { warehouse: leeds(), sku: None, query, below_reorder_point, sort, after: None, limit: 500 };
        let (records, _) = listing.read(&replica.reader(), &Known, &shown).unwrap();
        let mut incoming: Vec<_> =
            records.iter().map(|record| (record.sku.as_str(), record.quantities.incoming_quantity)).collect();
        incoming.sort_unstable();
        assert_eq!(incoming, [("CUP", 3), ("MUG", 0), ("PAN", 0)]);
    }
}
