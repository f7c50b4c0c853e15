//! A replica's view of the cell, packed: small enough to keep millions. Whatever is decided or merged is decided and
//! merged by `holdfast-crdt`, on a [`Cell`] unpacked from here.

use std::fmt;

use holdfast_crdt::{Buckets, Cell, Merge, ReplicaId, Row, SiteId};

use crate::options::SITES_MAX;

/// One life of a site's store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Life {
    pub site: u8,
    pub incarnation: u8,
}

impl Life {
    pub fn replica(self) -> ReplicaId {
        ReplicaId::new(site(self.site), u32::from(self.incarnation))
    }
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", name(self.site), self.incarnation)
    }
}

pub fn site(number: u8) -> SiteId {
    SiteId(u32::from(number))
}

pub fn name(site: u8) -> String {
    if site == 0 { "hub".into() } else { format!("node{site}") }
}

/// A [`Row`] in eight bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packed {
    pub version: u8,
    minted: u8,
    spent: u8,
    committed: i8,
    granted: [u8; SITES_MAX],
}

impl Packed {
    pub fn granted(&self) -> u8 {
        self.granted.iter().sum()
    }

    pub fn spent(&self) -> u8 {
        self.spent
    }

    fn pack(row: &Row) -> Self {
        let mut granted = [0; SITES_MAX];
        row.granted.iter().for_each(|(to, units)| granted[to.0 as usize] = small(*units));
        Self {
            version: small(row.version),
            minted: small(row.minted),
            spent: small(row.spent),
            committed: i8::try_from(row.buckets.committed).expect("bounds of the model"),
            granted,
        }
    }

    pub fn unpack(&self) -> Row {
        let granted = (0..SITES_MAX as u8).zip(self.granted).filter(|(_, units)| *units > 0);
        Row {
            version: u64::from(self.version),
            minted: u64::from(self.minted),
            spent: u64::from(self.spent),
            granted: granted.map(|(to, units)| (site(to), u64::from(units))).collect(),
            buckets: Buckets { committed: i64::from(self.committed), ..Buckets::default() },
        }
    }

    fn renamed(mut self, names: &[u8]) -> Self {
        let before = self.granted;
        names.iter().enumerate().for_each(|(old, new)| self.granted[*new as usize] = before[old]);
        self
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{} minted {} spent {}", self.version, self.minted, self.spent)?;
        let given = self.granted.iter().enumerate().filter(|(_, units)| **units > 0);
        for (to, units) in given {
            write!(f, " granted {units} to {}", name(to as u8))?;
        }
        if self.committed != 0 {
            write!(f, " committed {:+}", self.committed)?;
        }
        Ok(())
    }
}

fn small(units: u64) -> u8 {
    u8::try_from(units).expect("bounds of the model")
}

/// Rows of one view, by life.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct View(Vec<(Life, Packed)>);

impl View {
    pub fn rows(&self) -> impl Iterator<Item = (Life, Packed)> {
        self.0.iter().copied()
    }

    pub fn lives_of(&self, site: u8) -> Vec<Life> {
        self.0.iter().map(|(life, _)| *life).filter(|life| life.site == site).collect()
    }

    pub fn row(&self, life: Life) -> Packed {
        self.0.iter().find(|(known, _)| *known == life).map(|(_, row)| *row).unwrap_or_default()
    }

    /// 0 where nothing is held.
    pub fn version(&self, life: Life) -> u8 {
        self.row(life).version
    }

    pub fn cell(&self) -> Cell {
        let mut cell = Cell::default();
        for (life, row) in &self.0 {
            cell.merge(life.replica(), row.unpack());
        }
        cell
    }

    pub fn of(cell: &Cell) -> Self {
        let life =
            |owner: ReplicaId| Life { site: small(owner.site.0.into()), incarnation: small(owner.incarnation.into()) };
        Self(cell.rows().map(|(owner, row)| (life(owner), Packed::pack(row))).collect())
    }

    /// Takes in a row as a replica of the product does; tells whether it was news.
    pub fn merge(&mut self, life: Life, row: Packed) -> bool {
        let mut cell = self.cell();
        let news = matches!(cell.merge(life.replica(), row.unpack()), Merge::Newer(_));
        if news {
            *self = Self::of(&cell);
        }
        news
    }

    /// Puts a row in the place of what is held. The row of a life that never wrote is none.
    pub fn replace(&mut self, life: Life, row: Packed) {
        if row.version == 0 {
            self.0.retain(|(known, _)| *known != life);
            return;
        }
        let mut cell = self.cell();
        cell.replace(life.replica(), row.unpack());
        *self = Self::of(&cell);
    }

    pub fn renamed(&self, names: &[u8]) -> Self {
        let mut rows: Vec<_> = self.0.iter().map(|(life, row)| (life.renamed(names), row.renamed(names))).collect();
        rows.sort_unstable();
        Self(rows)
    }
}

impl Life {
    pub fn renamed(self, names: &[u8]) -> Self {
        Self { site: names[self.site as usize], ..self }
    }
}

/// A row on its way, renamed.
pub fn renamed_row((life, row): (Life, Packed), names: &[u8]) -> (Life, Packed) {
    (life.renamed(names), row.renamed(names))
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(life, row)| (life, row))).finish()
    }
}
