//! Where the answers of the inventory API lead on to.

use crate::http::links::Link;

const HERE: (&str, &str) = ("warehouseId", "$request.path.warehouseId");
const HOLD: &[(&str, &str)] = &[("reservationId", "$response.body#/reservationId")];
const CELL: &[&str] = &["getInventory", "changeInventory", "discontinueInventory", "reserveInventory"];

pub const LINKS: &[Link] = &[
    Link { from: ("listInventory", "200"), to: CELL, with: &[HERE, ("sku", "$response.body#/items/0/sku")] },
    Link { from: ("setInventory", "200"), to: CELL, with: &[HERE, ("sku", "$response.body#/sku")] },
    Link {
        from: ("reserveInventory", "201"),
        to: &["getReservation", "resizeReservation", "releaseReservation"],
        with: HOLD,
    },
    Link { from: ("resizeReservation", "200"), to: &["getReservation", "releaseReservation"], with: HOLD },
];
