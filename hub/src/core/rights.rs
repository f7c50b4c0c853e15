//! Rights of the hub that a floor asks for: real demand on the floor beats what the hub might sell later, so it gives all
//! it has not promised (DESIGN section 4).

use holdfast_crdt::{Deed, WarehouseId};
use holdfast_sync::effect::{RightsAnswer, RightsRequest};

use super::world::{World, hub_cause};

/// Grants what was asked for, as far as our rights go. `wanted` is absolute: what the node holds already, as far as we
/// know, counts, so that a repeated request grants nothing twice. The cells must be loaded.
pub fn grant(world: &mut World, warehouse: &WarehouseId, request: &RightsRequest) -> RightsAnswer {
    let node = world.places.get(warehouse).and_then(|place| place.node);
    if let Some(node) = node {
        for (sku, wanted) in &request.wanted {
            let has = world.desk.cell(warehouse, sku).rights(node);
            let units = wanted.saturating_sub(has).min(world.desk.rights(warehouse, sku));
            let cause = hub_cause("rights for the floor", warehouse);
            if let Err(error) = world.post(warehouse, sku, Deed::Grant { to: node }, units, &cause) {
                tracing::error!(%warehouse, %sku, %error, "rights could not be granted");
            }
        }
    }
    let after_clock = world.desk.book(warehouse).map_or(0, |book| book.stream.clock);
    RightsAnswer { id: request.id, after_clock }
}
