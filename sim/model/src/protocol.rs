//! What can happen next, and what comes of it.

use std::fmt;

use stateright::{Model, Property};

use crate::meeting;
use crate::options::{Bounds, Losses, Numbers, Restart, Rules, Shipping, Terminals};
use crate::properties;
use crate::state::{Kept, State, Task, Work};
use crate::store::{COMMIT, Heard, RECEIVE, SELL, SHIP, Store, grant};
use crate::view::{Life, Packed, name};

/// A sequence that no row reaches: that of an operation whose answer never came.
const NEVER: u8 = u8::MAX;

#[derive(Debug, Clone)]
pub struct Escrow {
    pub bounds: Bounds,
    pub rules: Rules,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Action {
    /// A unit comes in at a node.
    Receive {
        node: u8,
    },
    /// A node sells a unit of its own rights; it leaves with the customer.
    Sell {
        node: u8,
    },
    /// Rights move. Requests for them may be lost or doubled: a grant may come at any time, so they need no state.
    Grant {
        from: u8,
        to: u8,
        units: u8,
    },
    /// The hub commits a unit to an order that `node` will ship.
    Order {
        node: u8,
    },
    Ship {
        task: u8,
    },
    Deliver {
        to: u8,
        life: Life,
        row: Packed,
    },
    Backup {
        site: u8,
    },
    /// The disk of a site is lost, and a copy put in its place.
    Restore {
        backup: u8,
    },
    Hello {
        node: u8,
    },
    /// A terminal of a node repeats the first operation that the node's books do not show.
    Replay {
        node: u8,
    },
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receive { node } => write!(f, "{} receives a unit", name(*node)),
            Self::Sell { node } => write!(f, "{} sells a unit, which leaves", name(*node)),
            Self::Grant { from, to, units } => write!(f, "{} grants {units} to {}", name(*from), name(*to)),
            Self::Order { node } => write!(f, "hub commits a unit to an order, a task for {}", name(*node)),
            Self::Ship { task } => write!(f, "the unit of task {task} leaves"),
            Self::Deliver { to, life, row } => write!(f, "{} hears row {life:?} {row:?}", name(*to)),
            Self::Backup { site } => write!(f, "backup of {}", name(*site)),
            Self::Restore { backup } => write!(f, "a disk is lost, backup {backup} takes its place"),
            Self::Hello { node } => write!(f, "{} and hub meet", name(*node)),
            Self::Replay { node } => write!(f, "a terminal of {} replays", name(*node)),
        }
    }
}

impl Model for Escrow {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::first(&self.bounds).tidied(self.rules.terminals)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for node in state.nodes() {
            self.floor_actions(state, node, actions);
        }
        self.hub_actions(state, actions);
        for (life, row) in &state.channel {
            let takes = |to: &u8| row.version > state.node(*to).view.version(*life);
            actions.extend(state.hearers(*life).filter(takes).map(|to| Action::Deliver { to, life: *life, row: *row }));
        }
        if state.ghost.backups_left > 0 {
            let sites = (0..state.stores.len() as u8).filter(|site| self.bounds.victims.include(*site));
            actions.extend(sites.map(|site| Action::Backup { site }));
        }
        if state.ghost.restores_left > 0 && self.may_fail(state) {
            actions.extend((0..state.backups.len() as u8).map(|backup| Action::Restore { backup }));
        }
    }

    fn next_state(&self, before: &State, action: Action) -> Option<State> {
        let mut state = before.clone();
        let done = match action {
            Action::Receive { node } => self.receive(&mut state, node),
            Action::Sell { node } => self.sell(&mut state, node),
            Action::Grant { from, to, units } => grant_rights(&mut state, from, to, units),
            Action::Order { node } => order(&mut state, node),
            Action::Ship { task } => self.ship(&mut state, task),
            Action::Deliver { to, life, row } => (state.deliver(to, life, row) != Heard::Known).then_some(()),
            Action::Backup { site } => backup(&mut state, site),
            Action::Restore { backup } => self.restore(&mut state, backup),
            Action::Hello { node } => self.hello(&mut state, node),
            Action::Replay { node } => self.replay(&mut state, node),
        };
        done.map(|()| state.tidied(self.rules.terminals)).filter(|after| after != before)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}

impl Escrow {
    fn floor_actions(&self, state: &State, node: u8, actions: &mut Vec<Action>) {
        if state.ghost.receipts_left > 0 {
            actions.push(Action::Receive { node });
        }
        if self.may_spend(state, node) {
            let rights = state.node(node).rights();
            if rights > 0 {
                actions.push(Action::Sell { node });
            }
            if state.ghost.grants_left > 0 {
                actions.extend((1..=rights).map(|units| Action::Grant { from: node, to: 0, units }));
            }
        }
        let open = (0..).zip(&state.tasks).filter(|(_, task)| task.node == node && state.is_open(task));
        actions.extend(open.filter(|(at, _)| self.may_ship(state, node, *at)).map(|(task, _)| Action::Ship { task }));
        if self.hello_is_due(state, node) {
            actions.push(Action::Hello { node });
        }
        if self.may_replay(state, node) {
            actions.push(Action::Replay { node });
        }
    }

    fn hub_actions(&self, state: &State, actions: &mut Vec<Action>) {
        let rights = if state.hub().is_open() { state.hub().rights() } else { 0 };
        for node in state.nodes() {
            if rights > 0 {
                actions.push(Action::Order { node });
            }
            if state.ghost.grants_left > 0 {
                actions.extend((1..=rights).map(|units| Action::Grant { from: 0, to: node, units }));
            }
        }
    }

    fn may_fail(&self, state: &State) -> bool {
        let apart = self.bounds.losses == Losses::Apart && state.ghost.restores_left < self.bounds.restores;
        let caught_up =
            || state.stores.iter().all(Store::is_open) && state.nodes().all(|node| state.pending(node).is_none());
        !apart || (caught_up() && properties::agrees(state))
    }

    /// A restored node spends and grants nothing before it has met the hub and its terminals have replayed.
    fn may_spend(&self, state: &State, node: u8) -> bool {
        state.node(node).is_open() && self.is_caught_up(state, node)
    }

    fn is_caught_up(&self, state: &State, node: u8) -> bool {
        self.rules.terminals == Terminals::Late || state.pending(node).is_none()
    }

    fn may_ship(&self, state: &State, node: u8, task: u8) -> bool {
        match self.rules.shipping {
            _ if state.node(node).is_open() => self.is_caught_up(state, node),
            Shipping::OnceMet => false,
            // at its best: terminals that still keep the parcel speak first
            Shipping::WhileMarked => state.kept.iter().all(|kept| kept.work != Work::Ship(task)),
        }
    }

    pub fn may_replay(&self, state: &State, node: u8) -> bool {
        let Some(at) = state.pending(node) else { return false };
        match self.rules.terminals {
            Terminals::Eager => state.node(node).is_open() || state.kept[at].work != Work::Sell,
            _ => state.node(node).is_open(),
        }
    }

    pub fn hello_is_due(&self, state: &State, node: u8) -> bool {
        let (hub, node) = (state.hub(), state.node(node));
        meeting::is_due(hub, node)
            || (self.rules.restart == Restart::Unmarked && (is_rewound(node, hub) || is_rewound(hub, node)))
    }

    fn receive(&self, state: &mut State, node: u8) -> Option<()> {
        let version = state.stores[node as usize].post(RECEIVE, 1)?;
        state.ghost.receipts_left -= 1;
        state.ghost.received += 1;
        keep(state, node, Work::Receive, version);
        Some(())
    }

    fn sell(&self, state: &mut State, node: u8) -> Option<()> {
        let version = state.stores[node as usize].post(SELL, 1)?;
        state.ghost.left += 1;
        keep(state, node, Work::Sell, version);
        Some(())
    }

    fn ship(&self, state: &mut State, task: u8) -> Option<()> {
        let node = state.tasks[task as usize].node;
        let version = state.stores[node as usize].post(SHIP, 1)?;
        state.ghost.left += 1;
        keep(state, node, Work::Ship(task), version);
        Some(())
    }

    fn restore(&self, state: &mut State, backup: u8) -> Option<()> {
        let mut store = state.backups[backup as usize].clone();
        let site = store.site();
        state.ghost.restores_left -= 1;
        if self.rules.restart == Restart::Marked {
            self.open_life(state, &mut store);
        }
        if self.rules.terminals == Terminals::Blind {
            let lost = state.kept.iter_mut().filter(|kept| store.view.version(kept.life) < kept.version);
            lost.filter(|kept| kept.life.site == site).for_each(|kept| kept.version = NEVER);
        }
        state.stores[site as usize] = store;
        Some(())
    }

    /// A new life, which has to meet its peers.
    fn open_life(&self, state: &mut State, store: &mut Store) {
        let site = store.site();
        let lives = &mut state.ghost.lives[site as usize];
        let incarnation = match self.rules.numbers {
            Numbers::Fresh => *lives + 1,
            Numbers::NextKnown => {
                let known = store.view.lives_of(site).into_iter().map(|life| life.incarnation);
                known.fold(store.life.incarnation, u8::max) + 1
            }
        };
        *lives = incarnation.max(*lives);
        store.life = Life { site, incarnation };
        store.unmet = if site == 0 { state.nodes().fold(0, |bits, node| bits | 1 << node) } else { 1 };
    }

    pub fn hello(&self, state: &mut State, node: u8) -> Option<()> {
        if self.rules.restart == Restart::Unmarked {
            for (back, peer) in [(node, 0), (0, node)] {
                if is_rewound(state.node(back), state.node(peer)) {
                    let mut store = state.node(back).clone();
                    self.open_life(state, &mut store);
                    state.stores[back as usize] = store;
                }
            }
        }
        let lives = state.ghost.lives;
        let (hub, node) = state.pair(node);
        meeting::meet(self.rules.sealing, &lives, hub, node);
        Some(())
    }

    /// What left or came in once stays so: only the books move.
    pub fn replay(&self, state: &mut State, node: u8) -> Option<()> {
        let at = state.pending(node)?;
        let work = state.kept.remove(at).work;
        let deed = match work {
            Work::Receive => RECEIVE,
            Work::Sell => SELL,
            Work::Ship(_) => SHIP,
        };
        match state.stores[node as usize].post(deed, 1) {
            Some(version) => {
                state.ghost.replayed |= work == Work::Sell;
                keep(state, node, work, version);
                let kept = state.kept.pop()?;
                state.kept.insert(at, kept);
            }
            None => state.ghost.unbooked += 1,
        }
        Some(())
    }
}

/// Whether the peer knows a later state of the store's own life than the store itself.
fn is_rewound(store: &Store, peer: &Store) -> bool {
    peer.view.version(store.life) > store.view.version(store.life)
}

/// Publishes the row, and lets the terminal keep the operation that wrote it.
fn keep(state: &mut State, node: u8, work: Work, version: u8) {
    let life = state.node(node).life;
    if let Work::Ship(task) = work {
        state.tasks[task as usize].shipped = Some((life, version));
    }
    state.kept.push(Kept { work, life, version });
    state.publish(node);
}

fn grant_rights(state: &mut State, from: u8, to: u8, units: u8) -> Option<()> {
    state.stores[from as usize].post(grant(to), units)?;
    state.ghost.grants_left -= 1;
    state.publish(from);
    Some(())
}

fn order(state: &mut State, node: u8) -> Option<()> {
    let version = state.stores[0].post(COMMIT, 1)?;
    state.tasks.push(Task { by: state.hub().life, version, node, shipped: None });
    state.publish(0);
    Some(())
}

fn backup(state: &mut State, site: u8) -> Option<()> {
    state.ghost.backups_left -= 1;
    let copy = state.node(site).clone();
    state.backups.push(copy);
    Some(())
}
