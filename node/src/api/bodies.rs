//! The bodies of the floor's operations, as their handlers read and judge them.

use holdfast_shell::http::json::{self, Reader};

use super::counts::CountBody;
use super::receipts::ReceiptBody;
use super::returns::{InspectionBody, ReturnReceiptBody};
use super::scans::ScanBody;
use super::tasks::{PickBody, ShipBody};

pub const BODIES: &[(&str, Reader)] = &[
    ("receiveGoods", |bytes| json::parse::<ReceiptBody>(bytes)?.check().map(drop)),
    ("countStock", |bytes| json::parse::<CountBody>(bytes).map(drop)),
    ("pickTask", |bytes| json::parse::<PickBody>(bytes)?.check().map(drop)),
    ("shipTask", |bytes| json::parse::<ShipBody>(bytes).map(drop)),
    ("scan", |bytes| json::parse::<ScanBody>(bytes).map(drop)),
    ("receiveReturn", |bytes| json::parse::<ReturnReceiptBody>(bytes).map(drop)),
    ("inspectGoods", |bytes| json::parse::<InspectionBody>(bytes)?.check().map(drop)),
];
