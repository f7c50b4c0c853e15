//! The bodies of the document API by operation, as its handlers read and judge them.

use super::slot::SlotPatch;
use crate::http::json::{self, Reader};

pub const BODIES: &[(&str, Reader)] = &[("changeSlot", |bytes| json::parse::<SlotPatch>(bytes).map(drop))];
