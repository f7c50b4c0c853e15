//! The bodies of the floor's operations, as their handlers read and judge them.

use holdfast_shell::http::json::{self, Reader};

use super::bins::MoveBody;
use super::count_lists::CountListBody;
use super::counts::{CountBody, DecisionBody};
use super::packing::PackBody;
use super::receipts::ReceiptBody;
use super::scans::ScanBody;
use super::tasks::{PickBody, ShipBody};
use super::waves::WaveBody;

pub const BODIES: &[(&str, Reader)] = &[
    ("receiveGoods", |bytes| json::parse::<ReceiptBody>(bytes).map(drop)),
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
    ("scan", |bytes| json::parse::<ScanBody>(bytes).map(drop)),
];
