//! The meeting of a hub and a node of which at least one came back from an older copy. They exchange the rows they hold
//! of both sites; the peer seals the former lives before it answers; only then does the restored side spend again.
//!
//! A cell of the product has one node. Where the model gives it several, a restored hub must have met all of them, and
//! what counts of its former lives is the most that any of them knew: a node that was met before another takes the
//! final verdict at its next hello.

use crate::options::Sealing;
use crate::store::Store;
use crate::view::Life;

/// Whether a hello between the two has anything to settle.
pub fn is_due(hub: &Store, node: &Store) -> bool {
    node.unmet & 1 != 0 || hub.unmet & bit(node) != 0 || verdict_is_news(hub, node)
}

/// Whether an open hub holds a final seal of its own former lives that the node has not.
fn verdict_is_news(hub: &Store, node: &Store) -> bool {
    let mut finals = hub.seals.iter().filter(|(life, _)| life.site == 0);
    hub.is_open() && finals.any(|(life, version)| node.seal(*life) != Some(*version))
}

fn bit(node: &Store) -> u8 {
    1 << node.site()
}

/// `lives` is how many lives each site ever had: all but the last are former ones, known to the two or not.
pub fn meet(sealing: Sealing, lives: &[u8], hub: &mut Store, node: &mut Store) {
    let (hub_is_back, node_is_back) = (hub.unmet & bit(node) != 0, node.unmet & 1 != 0);
    for life in known(hub, node, node.site()) {
        take_node_row(sealing, life, hub, node);
    }
    for life in known(hub, node, 0) {
        if hub_is_back { take_hub_row(sealing, life, hub, node) } else { tell_hub_row(sealing, life, hub, node) }
    }
    if node_is_back {
        for life in former(sealing, lives, node, hub) {
            let version = hub.seal(life).unwrap_or(hub.view.version(life));
            seal(sealing, hub, life, version);
            seal(sealing, node, life, version);
        }
        node.unmet = 0;
    }
    if hub_is_back {
        let former = former(sealing, lives, hub, node);
        for life in &former {
            seal(sealing, node, *life, node.view.version(*life));
        }
        hub.unmet &= !bit(node);
        if hub.is_open() {
            former.iter().for_each(|life| seal(sealing, hub, *life, hub.view.version(*life)));
        }
    }
}

/// Lives of `site` that one of the two holds a row of or a verdict on.
fn known(hub: &Store, node: &Store, site: u8) -> Vec<Life> {
    let mut lives = hub.view.lives_of(site);
    lives.extend(node.view.lives_of(site));
    let sealed = hub.seals.iter().chain(&node.seals).map(|(life, _)| *life);
    lives.extend(sealed.filter(|life| life.site == site));
    lives.sort_unstable();
    lives.dedup();
    lives
}

/// The lives of `back` that are over: all others than the one it opened.
fn former(sealing: Sealing, lives: &[u8], back: &Store, peer: &Store) -> Vec<Life> {
    let site = back.site();
    let mut former: Vec<Life> = match sealing {
        Sealing::KnownOnly => known(back, peer, site),
        _ => (1..=lives[site as usize]).map(|incarnation| Life { site, incarnation }).collect(),
    };
    former.retain(|life| *life != back.life);
    former
}

fn seal(sealing: Sealing, at: &mut Store, life: Life, version: u8) {
    if sealing != Sealing::Off {
        at.set_seal(life, version);
    }
}

/// A row of the node: what either side has sealed stands, everything else is merged both ways.
fn take_node_row(sealing: Sealing, life: Life, hub: &mut Store, node: &mut Store) {
    match hub.seal(life).or(node.seal(life)) {
        Some(version) if !matches!(sealing, Sealing::Merged | Sealing::ToldOnce) => {
            let holder = if hub.view.version(life) == version { &*hub } else { &*node };
            let row = holder.view.row(life);
            for side in [hub, node] {
                side.view.replace(life, row);
                side.set_seal(life, version);
            }
        }
        _ => exchange(life, hub, node),
    }
}

/// A row of a restored hub's own former lives, taken back from the node.
fn take_hub_row(sealing: Sealing, life: Life, hub: &mut Store, node: &mut Store) {
    let (known, told) = (hub.seal(life), node.seal(life));
    match (known, told) {
        _ if sealing == Sealing::Merged => exchange(life, hub, node),
        (None, None) => exchange(life, hub, node),
        (None, Some(_)) => hub.view.replace(life, node.view.row(life)),
        (Some(_), _) if node.view.version(life) > hub.view.version(life) => {
            hub.view.replace(life, node.view.row(life));
        }
        (Some(_), _) => node.view.replace(life, hub.view.row(life)),
    }
    if known.or(told).is_some() {
        seal(sealing, hub, life, hub.view.version(life));
    }
}

/// A row of a hub that is not back from a copy, for a node that is, or that lacks the verdict.
fn tell_hub_row(sealing: Sealing, life: Life, hub: &mut Store, node: &mut Store) {
    match hub.seal(life) {
        _ if sealing == Sealing::ToldOnce => exchange(life, hub, node),
        Some(version) if sealing != Sealing::Merged => {
            node.view.replace(life, hub.view.row(life));
            node.set_seal(life, version);
        }
        Some(version) => {
            exchange(life, hub, node);
            node.set_seal(life, version);
        }
        None => exchange(life, hub, node),
    }
}

fn exchange(life: Life, hub: &mut Store, node: &mut Store) {
    let (from_hub, from_node) = (hub.view.row(life), node.view.row(life));
    if from_node.version > 0 {
        hub.hear(life, from_node);
    }
    if from_hub.version > 0 {
        node.hear(life, from_hub);
    }
}
