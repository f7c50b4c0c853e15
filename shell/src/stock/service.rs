//! What the inventory API needs of the side it stands on.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use holdfast_crdt::{Sku, WarehouseId};

use super::command::{StockCommand, StockReply};
use super::record::{Shown, ShownIn};
use crate::http::answer::Outcome;
use crate::http::problem::{Problem, Slug};
use crate::owner::Unanswered;
use crate::sqlite::{Reader, Readers, StoreError};

type Future_<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What reads must know of the side: from memory, or asked over a reader.
pub trait Facts: Send + Sync + 'static {
    fn knows(&self, reader: &Reader, sku: &str) -> Result<bool, StoreError>;
    /// For one cell. `None`: there is no such warehouse.
    fn shown(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<Shown>;
    /// For a list: once, whatever its length.
    fn shown_in(&self, warehouse: &WarehouseId) -> Option<ShownIn>;
    /// Units below which a cell is to be ordered again, where anybody has said so.
    fn reorder_point(&self, reader: &Reader, warehouse: &WarehouseId, sku: &str) -> Result<Option<u64>, StoreError>;
    /// The name of a product, for searching.
    fn product_name(&self, reader: &Reader, sku: &str) -> Result<Option<String>, StoreError>;
}

pub trait StockService: Send + Sync + 'static {
    /// Queues a command at the owner thread.
    fn submit(&self, command: StockCommand) -> Future_<'_, Result<StockReply, Unanswered>>;
    /// Asks the other side for rights and waits until some came, or for a bounded time (DESIGN section 4: 250 ms).
    fn await_rights<'a>(&'a self, wanted: &'a [(WarehouseId, Sku, u64)]) -> Future_<'a, ()>;
    fn readers(&self) -> &Readers;
    fn facts(&self) -> Arc<dyn Facts>;
    /// I-8: a node serves one warehouse and no other.
    fn only_warehouse(&self) -> Option<&WarehouseId>;
}

/// The state of the inventory router.
#[derive(Clone)]
pub struct Stock(pub Arc<dyn StockService>);

impl Stock {
    /// Submits; where the other side holds the rights, asks for them once and tries again.
    pub async fn settle(&self, mut command: StockCommand) -> Result<(Outcome, bool), Problem> {
        let retry = StockCommand { last: true, ..command.clone() };
        command.last = false;
        match self.0.submit(command).await.map_err(unanswered)? {
            StockReply::Answered { outcome, replayed } => Ok((outcome, replayed)),
            StockReply::NeedsRights(wanted) => {
                self.0.await_rights(&wanted).await;
                match self.0.submit(retry).await.map_err(unanswered)? {
                    StockReply::Answered { outcome, replayed } => Ok((outcome, replayed)),
                    StockReply::NeedsRights(_) => Err(unanswered(Unanswered::Full)),
                }
            }
        }
    }
}

/// A command that never reached a decision: the client may repeat it under the same key.
pub fn unanswered(error: Unanswered) -> Problem {
    let mut problem = Problem::new(Slug::Overloaded, format!("{error}; nothing was changed, try again"));
    problem.retry_after_seconds = Some(1);
    problem
}

/// A read that failed is the server's fault, and says so.
pub fn unreadable(error: StoreError) -> Problem {
    tracing::error!(%error, "a read failed");
    unanswered(Unanswered::Failed("the store cannot be read".into()))
}
