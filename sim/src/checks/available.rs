//! Availability: after healing, what is available can be sold by the hub, but for what the rules let floors keep.

use holdfast_hub::world::queries;

use crate::actors::Brain;
use crate::workload::clients::Meaning;
use crate::world::{HUB, World};

/// Units of a SKU that may stay unsold at the hub though customers wait for them. Nothing is on its way and nobody is cut
/// off: what is left is each floor's reserve, which sells at that floor's own counter.
pub fn stranded_at_most(world: &World) -> u64 {
    world.plan.swarm.floor_reserve * world.plan.swarm.nodes as u64
}

/// All that was available of each SKU was ordered: what is stranded is counted, and has its bound.
pub fn availability(world: &mut World) {
    let orders: Vec<(usize, u64, usize)> = (0..world.requests.len())
        .filter_map(|id| match world.requests[id].meaning {
            Meaning::SoldOut { sku, available } => Some((sku, available, id)),
            _ => None,
        })
        .collect();
    for (sku, wanted, id) in orders {
        match stranded(world, sku, id) {
            Ok(units) => {
                world.stranded.0 += units;
                world.stranded.1 += wanted;
                let most = stranded_at_most(world);
                if units > most {
                    let name = &world.skus[sku];
                    let detail =
                        format!("{units} units of {name} are available and ordered, and not sold; {most} may be");
                    return world.fail("availability", detail);
                }
            }
            Err(why) => return world.fail("availability", why),
        }
    }
}

/// Units that are available somewhere while the order that asked for all still waits for some.
fn stranded(world: &World, sku: usize, id: usize) -> Result<u64, String> {
    let Some(Brain::Hub(hub)) = &world.machines[HUB].brain else { return Err("the hub is down".to_owned()) };
    let outcome = world.requests[id].outcome.as_ref();
    let answer = outcome.ok_or("no answer")?.as_ref().map_err(|problem| problem.detail.to_string())?;
    let order = answer.location.as_deref().and_then(|path| path.strip_prefix("/v1/orders/")).ok_or("no order")?;
    let order = queries::order(&hub.reader, order).map_err(|error| error.to_string())?.ok_or("the order is gone")?;
    let waiting: u64 = order.lines.iter().map(|line| line.backordered).sum();
    let mut available = 0;
    for node in world.nodes() {
        let brain = world.machines[HUB].brain.as_ref().ok_or("the hub is down")?;
        available += brain.cell(&world.warehouse(node), &world.skus[sku])?.available();
    }
    Ok(waiting.min(available))
}
