//! The bodies of the hub's own operations, as their handlers read and judge them.

use holdfast_shell::http::json::{self, Reader};
use holdfast_shell::http::request::NoBody;

use super::orders::{OrderBody, StatusBody};
use super::transfers::TransferBody;
use crate::catalogue::{ProductBody, ProductPatch};
use crate::warehouse::{WarehouseBody, WarehousePatch};

pub const BODIES: &[(&str, Reader)] = &[
    ("placeOrder", |bytes| json::parse::<OrderBody>(bytes)?.check().map(drop)),
    ("setOrderStatus", |bytes| json::parse::<StatusBody>(bytes).map(drop)),
    ("cancelOrder", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("createProduct", |bytes| json::parse::<ProductBody>(bytes)?.check().map(drop)),
    ("changeProduct", |bytes| json::parse::<ProductPatch>(bytes)?.check().map(drop)),
    ("createWarehouse", |bytes| json::parse::<WarehouseBody>(bytes).map(drop)),
    ("changeWarehouse", |bytes| json::parse::<WarehousePatch>(bytes).map(drop)),
    ("planTransfer", |bytes| json::parse::<TransferBody>(bytes)?.check().map(drop)),
];
