//! The data of Holdfast and how it merges: escrow counters, cells, the double-entry ledger, clocks, ids, quantities,
//! and the documents that people edit.
//!
//! Purity contract: nothing here names a clock, a random source, a socket, a file or an unordered map; time arrives as
//! an argument, and every function is a plain function of its arguments.

mod cell;
mod clock;
pub mod document;
mod ids;
mod ledger;
mod quantity;
mod row;
mod stream;
mod text;

pub use cell::{Cell, Merge};
pub use clock::{Hlc, Millis};
pub use document::{Author, DocId, Document, DocumentError, Heads};
pub use ids::{
    AllocationId, ClaimId, ExpectedReceiptId, IdError, InspectionId, OrderId, PurchaseOrderId, ReceiptId, ReplicaId,
    ReservationId, ReturnId, ShipmentId, SiteId, Sku, TaskId, TransferId, WarehouseId,
};
pub use ledger::{Account, Cause, Deed, Entry, FoldError, Hash, fold_entry};
pub use quantity::{Count, Quantity, QuantityError};
pub use row::{Buckets, Row};
pub use stream::{PostError, Stream};
pub use text::parse_text;
