//! The bodies of the hub's own operations, as their handlers read and judge them.

use holdfast_shell::http::json::{self, Reader};
use holdfast_shell::http::request::NoBody;

use super::keys::KeyBody;
use super::nodes::FenceBody;
use super::orders::{OrderBody, StatusBody};
use super::purchases::PurchaseBody;
use super::returns::ReturnBody;
use super::session::SignInBody;
use super::transfers::TransferBody;
use crate::catalogue::{ProductBody, ProductPatch};
use crate::core::supplier::{SupplierBody, SupplierPatch};
use crate::warehouse::{WarehouseBody, WarehousePatch};

pub const BODIES: &[(&str, Reader)] = &[
    ("placeOrder", |bytes| json::parse::<OrderBody>(bytes)?.check().map(drop)),
    ("setOrderStatus", |bytes| json::parse::<StatusBody>(bytes).map(drop)),
    ("cancelOrder", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("retryOrder", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("createProduct", |bytes| json::parse::<ProductBody>(bytes)?.check().map(drop)),
    ("changeProduct", |bytes| json::parse::<ProductPatch>(bytes)?.check().map(drop)),
    ("createWarehouse", |bytes| json::parse::<WarehouseBody>(bytes).map(drop)),
    ("changeWarehouse", |bytes| json::parse::<WarehousePatch>(bytes).map(drop)),
    ("planTransfer", |bytes| json::parse::<TransferBody>(bytes)?.check().map(drop)),
    ("cancelTransfer", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("createSupplier", |bytes| json::parse::<SupplierBody>(bytes).map(drop)),
    ("changeSupplier", |bytes| json::parse::<SupplierPatch>(bytes).map(drop)),
    ("orderGoods", |bytes| json::parse::<PurchaseBody>(bytes)?.check().map(drop)),
    ("cancelPurchaseOrder", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("closePurchaseOrder", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("authoriseReturn", |bytes| json::parse::<ReturnBody>(bytes)?.check().map(drop)),
    ("cancelReturn", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("closeReturn", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("beginSession", |bytes| json::parse::<SignInBody>(bytes).map(drop)),
    ("createKey", |bytes| json::parse::<KeyBody>(bytes).map(drop)),
    ("enrolNode", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("revokeNode", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("fenceNode", |bytes| json::parse::<Option<FenceBody>>(bytes).map(drop)),
    ("unfenceNode", |bytes| json::parse::<NoBody>(bytes).map(drop)),
];
