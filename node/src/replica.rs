//! The node's store as its link sees it.

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::link::{BoxFuture, LinkEvent, Replica};
use holdfast_shell::sqlite::{Reader, StoreError, StoreSource, standing};
use holdfast_sync::{Inbound, RightsAnswer, RightsRequest, Source, Standing};
use tokio::sync::{mpsc, watch};

use crate::api::App;
use crate::engine::{Command, Reply, Seat};
use crate::store;

impl App {
    /// I-8: the link speaks for this warehouse or for none.
    fn check(&self, warehouse: &WarehouseId) -> Result<(), String> {
        let own = &self.0.seat.warehouse;
        if own == warehouse { Ok(()) } else { Err(format!("this node serves {own}, not {warehouse}")) }
    }
}

/// Where the store stands, read in one snapshot; `None` where it has no book.
pub fn standing_of(connection: &Reader, seat: &Seat) -> Result<Option<Standing>, StoreError> {
    let documents = store::document_clock(connection)?;
    standing(connection, &seat.warehouse, seat.store, seat.boot, documents)
}

/// What a session reads from.
pub fn source_of(connection: Reader, warehouse: &WarehouseId) -> StoreSource {
    StoreSource::new(connection, warehouse.clone(), Some(store::products_since))
}

impl Replica for App {
    fn standing(&self, warehouse: &WarehouseId) -> Result<Standing, String> {
        self.check(warehouse)?;
        let read = self.0.readers.with(|connection| standing_of(connection, &self.0.seat));
        read.map_err(|error| error.to_string())?.ok_or_else(|| format!("no book of {warehouse}"))
    }

    fn source(&self, warehouse: &WarehouseId) -> Result<Box<dyn Source + Send>, String> {
        self.check(warehouse)?;
        let connection = self.0.readers.open().map_err(|error| error.to_string())?;
        Ok(Box::new(source_of(connection, warehouse)))
    }

    fn apply(&self, warehouse: WarehouseId, inbound: Inbound) -> BoxFuture<'_, Result<Standing, String>> {
        Box::pin(async move {
            self.check(&warehouse)?;
            match self.0.owner.insist(Command::Heard(inbound)).await.map_err(|error| error.to_string())? {
                Reply::Applied(applied) => applied,
                _ => Err("the store answered something else".to_owned()),
            }
        })
    }

    fn grant(
        &self,
        warehouse: WarehouseId,
        request: RightsRequest,
    ) -> BoxFuture<'_, Result<(RightsAnswer, Standing), String>> {
        Box::pin(async move {
            self.check(&warehouse)?;
            match self.0.owner.insist(Command::Grant(request)).await.map_err(|error| error.to_string())? {
                Reply::Granted(answer, standing) => Ok((answer, standing)),
                _ => Err("the store answered something else".to_owned()),
            }
        })
    }

    fn commits(&self, _: &WarehouseId) -> watch::Receiver<u64> {
        self.0.commits.clone()
    }

    fn link_event(&self, _: &WarehouseId, event: LinkEvent) {
        self.0.link.heard(event);
    }

    fn subscribe_requests(&self, _: &WarehouseId) -> mpsc::Receiver<Vec<(Sku, u64)>> {
        self.0.link.subscribe()
    }
}
