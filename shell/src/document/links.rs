//! Where the answers of the document API lead on to.

use crate::http::links::Link;

const HERE: (&str, &str) = ("warehouseId", "$request.path.warehouseId");
const SLOT: &[&str] = &["getSlot", "changeSlot", "listSlotConflicts"];

pub const LINKS: &[Link] = &[
    Link { from: ("listSlots", "200"), to: SLOT, with: &[HERE, ("sku", "$response.body#/items/0/sku")] },
    Link { from: ("changeSlot", "200"), to: SLOT, with: &[HERE, ("sku", "$response.body#/sku")] },
];
