//! What must hold in every state, and what some state must show so that the search is known to reach it.

use stateright::Property;

use crate::options::Bounds;
use crate::protocol::Escrow;
use crate::state::{State, Task, Work};
use crate::store::Store;
use crate::view::{View, site};

pub const OWN_RIGHTS: &str = "I-1: no site's rights are below zero in its own view";
pub const MERGED_RIGHTS: &str = "I-1: no site's rights are below zero in all views put together";
pub const GOODS: &str = "I-1: no more units left than came in";
pub const BOOKED: &str = "I-2: what terminals replay is booked";
pub const SHELF: &str = "I-2: caught up, the books show what is on the shelf";
pub const ORDER: &str = "I-5: views merge to one value in any order";
pub const CONVERGENCE: &str = "I-5: after a full exchange rows and digests agree";
pub const ONE_WRITER: &str = "I-6: a life has one row a version";

pub const LOST_SALES: &str = "a node lost sales that its hub does not hold";
pub const LOST_RECEIPTS: &str = "a node lost a receipt that its hub does not hold";
pub const LOST_COMMITMENTS: &str = "the hub lost a commitment that no node holds";
pub const GRANT_IN_FLIGHT: &str = "a grant was in flight when its writer's disk was lost";
pub const REFUSED: &str = "a late row of a sealed life was refused";
pub const RECEIVED_MARKED: &str = "a restored node received goods before it met the hub";
pub const REPLAYED: &str = "a lost sale was replayed in a new life";
pub const HUB_SPENT_AGAIN: &str = "a restored hub spent again";
pub const HUB_SPENT: &str = "the hub spent a granted right";
pub const ALL_LEFT: &str = "every unit left";

pub fn all() -> Vec<Property<Escrow>> {
    let mut all = laws();
    all.extend(sights());
    all
}

fn laws() -> Vec<Property<Escrow>> {
    vec![
        Property::always(OWN_RIGHTS, |_, state: &State| state.stores.iter().all(|store| own_rights_hold(state, store))),
        Property::always(MERGED_RIGHTS, |_, state: &State| merged_rights_hold(state)),
        Property::always(GOODS, |_, state: &State| state.ghost.left <= state.ghost.received),
        Property::always(BOOKED, |_, state: &State| state.ghost.unbooked == 0),
        Property::always(SHELF, |model, state: &State| shelf_is_booked(&caught_up(model, state, true))),
        Property::always(ORDER, |_, state: &State| merges_alike(state)),
        Property::always(CONVERGENCE, |model, state: &State| agrees(&caught_up(model, state, false))),
        Property::always(ONE_WRITER, |_, state: &State| !state.ghost.forked),
    ]
}

fn sights() -> Vec<Property<Escrow>> {
    vec![
        Property::sometimes(LOST_SALES, |_, state: &State| is_lost(state, Work::Sell)),
        Property::sometimes(LOST_RECEIPTS, |_, state: &State| is_lost(state, Work::Receive)),
        Property::sometimes(LOST_COMMITMENTS, |_, state: &State| lost_commitments(state)),
        Property::sometimes(GRANT_IN_FLIGHT, |_, state: &State| grant_in_flight(state)),
        Property::sometimes(REFUSED, |_, state: &State| state.ghost.refused),
        Property::sometimes(RECEIVED_MARKED, |_, state: &State| received_marked(state)),
        Property::sometimes(REPLAYED, |_, state: &State| state.ghost.replayed),
        Property::sometimes(HUB_SPENT_AGAIN, |_, state: &State| hub_spent_again(state)),
        Property::sometimes(HUB_SPENT, |_, state: &State| spent(state.hub())),
        Property::sometimes(ALL_LEFT, |model, state: &State| {
            state.ghost.left == model.bounds.units + model.bounds.receipts
        }),
    ]
}

/// Whether a world of these bounds can show it at all.
pub fn is_within_reach(sight: &str, bounds: &Bounds) -> bool {
    let nodes_fail = bounds.restores > 0 && bounds.victims.include(1);
    let hub_fails = bounds.restores > 0 && bounds.victims.include(0);
    match sight {
        LOST_SALES | REPLAYED => nodes_fail,
        LOST_RECEIPTS | RECEIVED_MARKED => nodes_fail && bounds.receipts > 0,
        LOST_COMMITMENTS | HUB_SPENT_AGAIN => hub_fails,
        GRANT_IN_FLIGHT | REFUSED => bounds.restores > 0,
        _ => true,
    }
}

/// A hub that has met some of its nodes and not all knows its own grants and not yet all grants to it: such a view is
/// short, and nothing is spent from it. A cell of the product has one node, and no such view.
fn own_rights_hold(state: &State, store: &Store) -> bool {
    let everyone = if store.site() == 0 { state.nodes().fold(0, |bits, node| bits | 1 << node) } else { 1 };
    let half_met = store.unmet != 0 && store.unmet != everyone;
    half_met || store.view.cell().rights_signed(site(store.site())) >= 0
}

fn merged_rights_hold(state: &State) -> bool {
    let cell = state.merged().cell();
    (0..state.stores.len() as u8).all(|of| cell.rights_signed(site(of)) >= 0)
}

fn merges_alike(state: &State) -> bool {
    let merge = |order: &mut dyn Iterator<Item = usize>| {
        let mut all = View::default().cell();
        order.for_each(|at| all.merge_all(&state.stores[at].view.cell()));
        all
    };
    let sites = state.stores.len();
    let one = merge(&mut (0..sites));
    one == merge(&mut (0..sites).rev()) && one == merge(&mut (0..sites).chain(0..sites).skip(1).take(sites))
}

/// The state after the links came up and every side heard all there is; with the terminals' replays where asked for.
fn caught_up(model: &Escrow, state: &State, replay: bool) -> State {
    let mut state = state.clone();
    // the second round tells nodes that were met early what the last one knew
    for _ in 0..2 {
        for node in state.nodes() {
            if model.hello_is_due(&state, node) {
                model.hello(&mut state, node);
            }
            while replay && model.may_replay(&state, node) {
                model.replay(&mut state, node);
            }
        }
        for at in 0..state.stores.len() {
            let own = state.stores[at].clone();
            for (life, row) in own.view.rows().filter(|(life, _)| life.site == own.site()) {
                for to in state.hearers(life) {
                    state.deliver(to, life, row);
                }
            }
        }
    }
    state
}

/// The hub and each node hold equal rows of their two sites.
pub fn agrees(state: &State) -> bool {
    let rows = |store: &Store, node: u8| -> Vec<_> {
        store.view.rows().filter(|(life, _)| [0, node].contains(&life.site)).collect()
    };
    state.nodes().all(|node| {
        let (hub, own) = (state.hub(), state.node(node));
        rows(hub, node) == rows(own, node) && [0, node].iter().all(|of| hub.digest(*of) == own.digest(*of))
    })
}

/// On hand by the hub's books is what came in and has not left.
fn shelf_is_booked(state: &State) -> bool {
    let ghost = &state.ghost;
    ghost.left > ghost.received || state.hub().view.cell().on_hand() == u64::from(ghost.received - ghost.left)
}

/// A restored node that has not met its hub, and terminals that keep work which neither of the two holds.
fn is_lost(state: &State, work: Work) -> bool {
    let mut kept = state.kept.iter().filter(|kept| kept.work == work);
    kept.any(|kept| {
        let (node, hub) = (state.node(kept.life.site), state.hub());
        !node.is_open() && [node, hub].iter().all(|store| store.view.version(kept.life) < kept.version)
    })
}

fn lost_commitments(state: &State) -> bool {
    let held = |store: &Store, task: &Task| store.view.version(task.by) >= task.version;
    !state.hub().is_open() && state.tasks.iter().any(|task| state.stores.iter().all(|store| !held(store, task)))
}

/// A marked store's former life wrote a grant that neither the store nor a peer holds, and it may still arrive.
fn grant_in_flight(state: &State) -> bool {
    let former = state.channel.iter().filter(|(life, _)| state.node(life.site).life != *life);
    former.filter(|(life, _)| !state.node(life.site).is_open()).any(|(life, row)| {
        let held = state.stores.iter().map(|store| store.view.row(*life).granted());
        row.granted() > held.max().unwrap_or_default()
    })
}

fn received_marked(state: &State) -> bool {
    state.nodes().map(|node| state.node(node)).any(|store| !store.is_open() && store.view.version(store.life) > 0)
}

fn hub_spent_again(state: &State) -> bool {
    let hub = state.hub();
    hub.life.incarnation > 1 && hub.view.row(hub.life).spent() > 0
}

fn spent(store: &Store) -> bool {
    store.view.lives_of(store.site()).into_iter().any(|life| store.view.row(life).spent() > 0)
}
