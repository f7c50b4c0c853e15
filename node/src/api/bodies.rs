//! The bodies of the floor's operations, as their handlers read and judge them.

use holdfast_shell::http::json::{self, Reader};
use holdfast_shell::http::request::NoBody;

use holdfast_shell::document::{ProductPatch, WarehousePatch};

use super::bins::MoveBody;
use super::count_lists::CountListBody;
use super::counts::{CountBody, DecisionBody};
use super::documents::BarcodeBody;
use super::operators::{OperatorBody, OperatorPatch};
use super::packing::PackBody;
use super::pairings::PairingBody;
use super::receipts::ReceiptBody;
use super::returns::{InspectionBody, ReturnReceiptBody};
use super::scans::ScanBody;
use super::sessions::SignInBody;
use super::tasks::{PickBody, ShipBody};
use super::waves::WaveBody;

pub const BODIES: &[(&str, Reader)] = &[
    ("receiveGoods", |bytes| json::parse::<ReceiptBody>(bytes)?.check().map(drop)),
    ("countStock", |bytes| json::parse::<CountBody>(bytes).map(drop)),
    ("approveCount", |bytes| json::parse::<Option<DecisionBody>>(bytes).map(drop)),
    ("rejectCount", |bytes| json::parse::<Option<DecisionBody>>(bytes).map(drop)),
    ("makeCountList", |bytes| json::parse::<CountListBody>(bytes).map(drop)),
    ("moveGoods", |bytes| json::parse::<MoveBody>(bytes).map(drop)),
    ("makeWave", |bytes| json::parse::<WaveBody>(bytes)?.check().map(drop)),
    ("pickWave", |bytes| json::parse::<PickBody>(bytes)?.check().map(drop)),
    ("packTask", |bytes| json::parse::<PackBody>(bytes).map(drop)),
    ("pickTask", |bytes| json::parse::<PickBody>(bytes)?.check().map(drop)),
    ("shipTask", |bytes| json::parse::<ShipBody>(bytes).map(drop)),
    ("changeProduct", |bytes| json::parse::<ProductPatch>(bytes).map(drop)),
    ("changeWarehouse", |bytes| json::parse::<WarehousePatch>(bytes).map(drop)),
    ("bindBarcode", |bytes| json::parse::<BarcodeBody>(bytes).map(drop)),
    ("scan", |bytes| json::parse::<ScanBody>(bytes).map(drop)),
    ("addOperator", |bytes| json::parse::<OperatorBody>(bytes).map(drop)),
    ("changeOperator", |bytes| json::parse::<OperatorPatch>(bytes).map(drop)),
    ("offerPairing", |bytes| json::parse::<PairingBody>(bytes).map(drop)),
    ("claimPairing", |bytes| json::parse::<NoBody>(bytes).map(drop)),
    ("signIn", |bytes| json::parse::<SignInBody>(bytes)?.check().map(drop)),
    ("receiveReturn", |bytes| json::parse::<ReturnReceiptBody>(bytes).map(drop)),
    ("inspectGoods", |bytes| json::parse::<InspectionBody>(bytes)?.check().map(drop)),
];
