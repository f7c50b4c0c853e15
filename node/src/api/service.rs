//! What the inventory API needs of a node.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::clock;
use holdfast_shell::owner::Unanswered;
use holdfast_shell::sqlite::{Reader, Readers, StoreError, load_cell};
use holdfast_shell::stock::{Facts, Shown, ShownIn, StockCommand, StockReply, StockService};

use super::App;
use crate::engine::{Command, Reply, Seat};
use crate::incoming::Incoming;
use crate::link::LinkStatus;
use crate::store;

/// How long a command waits for rights that the hub was asked for (DESIGN, rights policy).
const RIGHTS_WAIT: Duration = Duration::from_millis(250);

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

struct NodeFacts {
    seat: Seat,
    link: Arc<LinkStatus>,
    incoming: Arc<Incoming>,
}

impl Facts for NodeFacts {
    fn knows(&self, connection: &Reader, sku: &str) -> Result<bool, StoreError> {
        Ok(store::knows(connection, sku)? || load_cell(connection, self.seat.warehouse.as_str(), sku)?.version() > 0)
    }

    fn shown(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<Shown> {
        let shown = || Shown { site: self.seat.site, incoming: self.incoming.of(sku), as_of: self.link.heard_at() };
        (*warehouse == self.seat.warehouse).then(shown)
    }

    fn shown_in(&self, warehouse: &WarehouseId) -> Option<ShownIn> {
        let shown = || ShownIn { site: self.seat.site, incoming: self.incoming.all(), as_of: self.link.heard_at() };
        (*warehouse == self.seat.warehouse).then(shown)
    }

    fn reorder_point(&self, reader: &Reader, _: &WarehouseId, sku: &str) -> Result<Option<u64>, StoreError> {
        store::reorder_point(reader, sku)
    }

    fn product_name(&self, connection: &Reader, sku: &str) -> Result<Option<String>, StoreError> {
        let Ok(sku) = Sku::new(sku) else { return Ok(None) };
        Ok(store::product(connection, &sku)?.map(|product| product.name))
    }
}

impl StockService for App {
    fn submit(&self, command: StockCommand) -> Boxed<'_, Result<StockReply, Unanswered>> {
        Box::pin(async move {
            match self.0.owner.ask(Command::Stock(command)).await? {
                Reply::Stock(reply) => Ok(reply),
                _ => Err(Unanswered::Stopping),
            }
        })
    }

    fn await_rights<'a>(&'a self, wanted: &'a [(WarehouseId, Sku, u64)]) -> Boxed<'a, ()> {
        Box::pin(async move {
            let mut commits = self.0.commits.clone();
            commits.mark_unchanged();
            let asked = wanted.iter().map(|(_, sku, units)| (sku.clone(), *units)).collect();
            if !self.0.link.is_online(clock::now()) || !self.0.link.ask(asked) {
                return;
            }
            let came = async { while !self.have(wanted) && commits.changed().await.is_ok() {} };
            // without the rights in time, the refusal says so
            tokio::time::timeout(RIGHTS_WAIT, came).await.ok();
        })
    }

    fn readers(&self) -> &Readers {
        &self.0.readers
    }

    fn facts(&self) -> Arc<dyn Facts> {
        let parts = &self.0;
        Arc::new(NodeFacts { seat: parts.seat.clone(), link: parts.link.clone(), incoming: parts.incoming.clone() })
    }

    fn only_warehouse(&self) -> Option<&WarehouseId> {
        Some(&self.0.seat.warehouse)
    }
}

impl App {
    fn have(&self, wanted: &[(WarehouseId, Sku, u64)]) -> bool {
        wanted.iter().all(|(_, sku, units)| self.rights(sku).is_ok_and(|rights| rights >= *units))
    }
}
