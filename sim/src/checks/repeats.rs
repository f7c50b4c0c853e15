//! I-3 and I-4: whoever was answered gets the same answer again, marked as a repetition.

use holdfast_hub::world::BATCH_MAX;

use crate::actors::Said;
use crate::world::World;

/// Answers are kept for 48 hours; clocks of machines jump.
const KEPT_MILLIS: u64 = 24 * 3_600_000;

pub fn exactly_once(world: &mut World, machine: usize) {
    if world.restored.contains(&machine) {
        return; // what a lost store was asked, its copy does not know
    }
    let now = world.now;
    let answered: Vec<usize> = (0..world.requests.len())
        .filter(|id| {
            let request = &world.requests[*id];
            request.machine == machine && request.outcome.is_some() && now - request.answered_at < KEPT_MILLIS
        })
        .collect();
    for portion in answered.chunks(BATCH_MAX) {
        let work = portion.iter().map(|id| world.repetition(*id)).collect();
        let wall = world.wall(machine);
        let Some(brain) = &mut world.machines[machine].brain else { return };
        match brain.batch(work, wall) {
            Ok(said) => portion.iter().zip(said).for_each(|(id, said)| compare(world, *id, said)),
            Err(error) => world.fail("acked_is_durable", format!("requests cannot be repeated: {error}")),
        }
    }
}

fn compare(world: &mut World, id: usize, said: Said) {
    let known = world.requests[id].outcome.clone();
    match said {
        Said::Answered { outcome, replayed: true } if Some(&outcome) == known.as_ref() => {}
        Said::Answered { outcome, replayed: true } => {
            world.fail("exactly_once", format!("request {id} is answered otherwise: {outcome:?}"));
        }
        said => world.fail("acked_is_durable", format!("request {id} is not known any more: {said:?}")),
    }
}
