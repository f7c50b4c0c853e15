//! What the hub's owner thread is asked to do.

use std::sync::Arc;

use holdfast_crdt::{OrderId, PurchaseOrderId, Quantity, ReturnId, Sku, TransferId, WarehouseId};
use holdfast_shell::document::SlotPatch;
use holdfast_shell::http::answer::Outcome;
use holdfast_shell::http::request::Context;
use holdfast_shell::link::{Issued, JoinRefusal, Seat};
use holdfast_shell::stock::StockCommand;
use holdfast_sync::effect::{Inbound, RightsAnswer, RightsRequest, Standing};

use super::access::{AccessDeed, NodeDeed};
use crate::catalogue::{ProductBody, ProductPatch};
use crate::core::order::OrderStatus;
use crate::core::place::{OrderRequest, Wanted};
use crate::core::purchase::{Ended, PurchaseRequest};
use crate::core::returns::ReturnRequest;
use crate::core::supplier::{SupplierBody, SupplierId, SupplierPatch};
use crate::warehouse::{WarehouseBody, WarehousePatch};

/// A change that a client asked for, beside those of stock.
#[derive(Debug, Clone)]
pub enum Deed {
    Place(Arc<OrderRequest>),
    Cancel(OrderId),
    SetStatus(OrderId, OrderStatus),
    Retry(OrderId),
    Transfer { from: WarehouseId, to: WarehouseId, items: Vec<(Sku, Quantity)> },
    CreateWarehouse(Box<WarehouseBody>),
    PatchWarehouse(WarehouseId, Box<WarehousePatch>),
    RemoveWarehouse(WarehouseId),
    CreateProduct(Box<ProductBody>),
    PatchProduct(Sku, Box<ProductPatch>),
    RemoveProduct(Sku),
    CancelTransfer(TransferId),
    CreateSupplier(Box<SupplierBody>),
    PatchSupplier(SupplierId, Box<SupplierPatch>),
    RemoveSupplier(SupplierId),
    OrderGoods(Box<PurchaseRequest>),
    EndPurchase(PurchaseOrderId, Ended),
    AuthoriseReturn(Box<ReturnRequest>),
    EndReturn(ReturnId, Ended),
    PatchSlot(WarehouseId, Sku, Box<SlotPatch>),
    Access(AccessDeed),
    Node(WarehouseId, NodeDeed),
}

/// A deed with who asks for it.
#[derive(Debug, Clone)]
pub struct Ask {
    pub context: Context,
    pub deed: Deed,
    /// Rights were asked for already: what is refused now stays refused.
    pub last: bool,
}

#[derive(Debug)]
pub enum Command {
    Stock(StockCommand),
    Ask(Ask),
    /// What a node sent.
    Hear(WarehouseId, Inbound),
    Grant(WarehouseId, RightsRequest),
    Link(WarehouseId, LinkChange),
    /// Time passes. Which letters nodes hold durably since the last one.
    Tick(Vec<(WarehouseId, u64)>),
    UseToken([u8; 32]),
    Issued(Issued),
}

#[derive(Debug, Clone)]
pub enum LinkChange {
    /// A session is up, and speaks this version of the protocol.
    Up {
        version: u16,
    },
    Down(String),
    /// The node knows more of this hub than the hub does.
    Rewound(String),
    /// Two claim to be one: nothing is promised from the warehouse until a person decides.
    Fenced(String),
}

#[derive(Debug)]
pub enum Reply {
    Answered {
        outcome: Outcome,
        replayed: bool,
    },
    /// Nothing was done: rights must be asked for.
    NeedsRights(Wanted),
    Applied(Result<Standing, String>),
    Granted(Result<(RightsAnswer, Standing), String>),
    Seat(Result<Seat, JoinRefusal>),
    Done,
}
