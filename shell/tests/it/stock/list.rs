//! The list of a warehouse's cells over a real store.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use holdfast_crdt::{Millis, SiteId};
use holdfast_shell::sqlite::{Reader, StoreError};
use holdfast_shell::stock::{Facts, Listing, Shown, ShownIn};

use crate::sqlite::replica::{Replica, leeds};

/// Three cups are on their way. Counts how often it is asked.
#[derive(Default)]
struct Counted(AtomicUsize);

impl Facts for Counted {
    fn has_warehouse(&self, _: &Reader, _: &str) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn knows(&self, _: &Reader, _: &str) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn shown(&self, reader: &Reader, warehouse: &str, sku: &str) -> Result<Shown, StoreError> {
        Ok(self.shown_in(reader, warehouse)?.of(&super::bench::sku(sku)))
    }

    fn shown_in(&self, _: &Reader, _: &str) -> Result<ShownIn, StoreError> {
        self.0.fetch_add(1, Relaxed);
        Ok(ShownIn { site: SiteId::HUB, as_of: Millis(0), incoming: [("CUP".to_owned(), 3)].into() })
    }

    fn product_name(&self, _: &Reader, _: &str) -> Result<Option<String>, StoreError> {
        Ok(None)
    }
}

#[test]
fn what_is_on_its_way_is_asked_once_a_list() {
    let (replica, facts) = (Replica::worked(), Counted::default());
    for sort in [vec![], vec![("quantity".to_owned(), true)]] {
        let (query, below_reorder_point) = (None, false);
        let listing =
            Listing { warehouse: leeds(), sku: None, query, below_reorder_point, sort, after: None, limit: 500 };
        let (records, _) = listing.read(&replica.reader(), &facts).unwrap();
        let mut incoming: Vec<_> =
            records.iter().map(|record| (record.sku.as_str(), record.quantities.incoming_quantity)).collect();
        incoming.sort_unstable();
        assert_eq!(incoming, [("CUP", 3), ("MUG", 0), ("PAN", 0)]);
        assert_eq!(facts.0.swap(0, Relaxed), 1);
    }
}
