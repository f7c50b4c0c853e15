//! A state of the world: the disks, their backups, what is on its way, what terminals keep, and the ghost, which counts
//! the goods themselves and which no restore rolls back.

use crate::options::{Bounds, SITES_MAX, Terminals};
use crate::store::{Heard, RECEIVE, Store};
use crate::view::{Life, Packed, View, renamed_row};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// By site; the hub is 0.
    pub stores: Vec<Store>,
    pub backups: Vec<Store>,
    /// Row states that were ever committed, as each may have been sent: any may arrive at any time, or never. Those that
    /// no receiver could take any more, now or after a restore, are left out.
    pub channel: Vec<(Life, Packed)>,
    /// What terminals keep, oldest first.
    pub kept: Vec<Kept>,
    /// Orders' tasks that were ever written.
    pub tasks: Vec<Task>,
    pub ghost: Ghost,
}

/// An operation of the floor that the hub may not hold yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kept {
    pub work: Work,
    /// As it was answered: by which life of the node, at which sequence.
    pub life: Life,
    pub version: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    Receive,
    Sell,
    /// The parcel of a task.
    Ship(u8),
}

/// A unit the hub committed to an order, and the node that ships it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Task {
    pub by: Life,
    /// A node knows it once it holds the hub's row of this version or later.
    pub version: u8,
    pub node: u8,
    /// The deed that says it left.
    pub shipped: Option<(Life, u8)>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ghost {
    pub received: u8,
    pub left: u8,
    /// Operations of the floor that no book will ever hold.
    pub unbooked: u8,
    /// Two different rows of one life at one version were seen.
    pub forked: bool,
    /// A late row of a sealed life was refused.
    pub refused: bool,
    /// A sale was booked again from what a terminal kept.
    pub replayed: bool,
    pub receipts_left: u8,
    pub grants_left: u8,
    pub restores_left: u8,
    pub backups_left: u8,
    /// How many lives each site had.
    pub lives: [u8; SITES_MAX],
}

impl State {
    pub fn first(bounds: &Bounds) -> Self {
        let mut stores: Vec<Store> = (0..=bounds.nodes).map(Store::new).collect();
        if bounds.units > 0 {
            stores[1].post(RECEIVE, bounds.units);
            let life = stores[1].life;
            let row = stores[1].view.row(life);
            stores[0].hear(life, row);
        }
        let ghost = Ghost {
            received: bounds.units,
            left: 0,
            unbooked: 0,
            forked: false,
            refused: false,
            replayed: false,
            receipts_left: bounds.receipts,
            grants_left: bounds.grants,
            restores_left: bounds.restores,
            backups_left: bounds.restores,
            lives: [1; SITES_MAX],
        };
        Self { stores, backups: Vec::new(), channel: Vec::new(), kept: Vec::new(), tasks: Vec::new(), ghost }
    }

    pub fn hub(&self) -> &Store {
        &self.stores[0]
    }

    pub fn node(&self, site: u8) -> &Store {
        &self.stores[site as usize]
    }

    pub fn nodes(&self) -> std::ops::Range<u8> {
        1..self.stores.len() as u8
    }

    /// The hub and one node, to change both.
    pub fn pair(&mut self, node: u8) -> (&mut Store, &mut Store) {
        let (hub, nodes) = self.stores.split_at_mut(1);
        (&mut hub[0], &mut nodes[node as usize - 1])
    }

    /// Who hears rows of `life`: the hub those of nodes, every node those of the hub.
    pub fn hearers(&self, life: Life) -> std::ops::Range<u8> {
        if life.site == 0 { self.nodes() } else { 0..1 }
    }

    /// What the terminals of `node` keep and its books do not show: known for certain once it has met the hub.
    pub fn pending(&self, node: u8) -> Option<usize> {
        let view = &self.node(node).view;
        self.kept.iter().position(|kept| kept.life.site == node && view.version(kept.life) < kept.version)
    }

    /// A task is open on its node's books until these show that it left.
    pub fn is_open(&self, task: &Task) -> bool {
        let view = &self.node(task.node).view;
        view.version(task.by) >= task.version && task.shipped.is_none_or(|(life, version)| view.version(life) < version)
    }

    /// Puts the row that `site` just wrote on its way.
    pub fn publish(&mut self, site: u8) {
        let life = self.node(site).life;
        let row = self.node(site).view.row(life);
        let held = self.stores.iter().map(|store| store.view.row(life));
        let sent = self.channel.iter().filter(|(of, _)| *of == life).map(|(_, row)| *row);
        self.ghost.forked |= held.chain(sent).any(|known| known.version == row.version && known != row);
        self.channel.push((life, row));
    }

    /// One form for states that differ in nothing that can matter.
    pub fn tidied(mut self, terminals: Terminals) -> Self {
        if self.ghost.restores_left == 0 {
            self.backups.clear();
            self.ghost.backups_left = 0;
        }
        self.backups.sort_unstable();
        self.forget_synced(terminals);
        self.kept.sort_by_key(|kept| kept.life.site);
        self.thin_channel();
        self.renamed_least()
    }

    /// What the hub holds is synced once the node, who tells its terminals so, holds it as well.
    fn forget_synced(&mut self, terminals: Terminals) {
        let stores = &self.stores;
        self.kept.retain(|kept| match terminals {
            Terminals::Absent => false,
            Terminals::Forever | Terminals::Blind => true,
            _ => [0, kept.life.site].iter().any(|at| stores[*at as usize].view.version(kept.life) < kept.version),
        });
    }

    fn thin_channel(&mut self) {
        let mut channel = std::mem::take(&mut self.channel);
        channel.sort_unstable();
        channel.dedup();
        // a refused row changes nothing, so it may as well arrive now
        for (life, row) in &channel {
            for to in self.hearers(*life).filter(|to| self.node(*to).refuses(*life, row.version)).collect::<Vec<_>>() {
                self.ghost.refused |= self.deliver(to, *life, *row) == Heard::Refused;
            }
        }
        channel.retain(|(life, row)| {
            self.hearers(*life).any(|hearer| {
                let copies = self.backups.iter().filter(|copy| copy.site() == hearer);
                copies.chain([self.node(hearer)]).any(|store| would_take(store, *life, *row))
            })
        });
        self.channel = channel;
    }

    /// Nodes are alike: of all ways to number them the least stands for all.
    fn renamed_least(self) -> Self {
        let others = orders(self.stores.len()).into_iter().skip(1).map(|names| self.renamed(&names)).min();
        match others {
            Some(other) if other < self => other,
            _ => self,
        }
    }

    fn renamed(&self, names: &[u8]) -> Self {
        let mut stores: Vec<Store> = self.stores.iter().map(|store| store.renamed(names)).collect();
        stores.sort_unstable_by_key(Store::site);
        let mut backups: Vec<Store> = self.backups.iter().map(|store| store.renamed(names)).collect();
        backups.sort_unstable();
        let mut channel: Vec<_> = self.channel.iter().map(|row| renamed_row(*row, names)).collect();
        channel.sort_unstable();
        let kept = self.kept.iter().map(|kept| Kept { life: kept.life.renamed(names), ..kept.clone() });
        let mut kept: Vec<Kept> = kept.collect();
        kept.sort_by_key(|kept| kept.life.site);
        let shipped = |task: &Task| task.shipped.map(|(life, version)| (life.renamed(names), version));
        let tasks = self.tasks.iter().map(|task| Task {
            node: names[task.node as usize],
            shipped: shipped(task),
            ..task.clone()
        });
        let mut ghost = self.ghost.clone();
        names.iter().enumerate().for_each(|(old, new)| ghost.lives[*new as usize] = self.ghost.lives[old]);
        Self { stores, backups, channel, kept, tasks: tasks.collect(), ghost }
    }

    /// A row arrives.
    pub fn deliver(&mut self, to: u8, life: Life, row: Packed) -> Heard {
        self.stores[to as usize].hear(life, row)
    }

    /// All views put together, former lives at what counts of them.
    pub fn merged(&self) -> View {
        let mut all = Store::new(0);
        for life in self.stores.iter().flat_map(|store| store.seals.iter().map(|(life, _)| *life)) {
            all.set_seal(life, self.counts(life));
        }
        for (life, row) in self.stores.iter().flat_map(|store| store.view.rows()) {
            all.hear(life, row);
        }
        all.view
    }

    /// The last version of a former life that counts: its site's verdict, or the most that a peer knows until there is
    /// one.
    fn counts(&self, life: Life) -> u8 {
        let told = |at: u8| self.node(at).seal(life).unwrap_or(self.node(at).view.version(life));
        let verdict = self.node(life.site).seal(life);
        verdict.or_else(|| self.hearers(life).map(told).max()).unwrap_or_default()
    }
}

fn would_take(store: &Store, life: Life, row: Packed) -> bool {
    row.version > store.view.version(life) && !store.refuses(life, row.version)
}

/// All ways to number the sites that leave the hub where it is, the present one first.
fn orders(sites: usize) -> Vec<Vec<u8>> {
    match sites {
        2 => vec![vec![0, 1]],
        3 => vec![vec![0, 1, 2], vec![0, 2, 1]],
        _ => [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]
            .iter()
            .map(|nodes| [&[0], nodes.as_slice()].concat())
            .collect(),
    }
}
