//! Where one side stands, in pages, for the other one that was restored; and what a difference between both means.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{ClaimId, SiteId, Sku};

use crate::limits::STATED_MAX;
use crate::mail::{StatedCell, Statement};

/// What the restored side finds when both sides' books are laid side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// Units that are committed and that nobody expects.
    Surplus(u64),
    /// Units that are expected, and have left or were given back without a word.
    Deficit(u64),
}

/// Units that one side expects in `committed`, and what its own rows say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    pub expected: BTreeMap<Sku, u64>,
    pub buckets: BTreeMap<Sku, i64>,
}

impl Account {
    /// Notes what the rows of `site` in a cell say.
    pub fn note(&mut self, sku: &Sku, cell: &holdfast_crdt::Cell, site: SiteId) {
        let rows = cell.rows().filter(|(owner, _)| owner.site == site);
        let bucket: i64 = rows.map(|(_, row)| row.buckets.committed).sum();
        if bucket != 0 {
            self.buckets.insert(sku.clone(), bucket);
        }
    }

    pub fn expect(&mut self, sku: &Sku, units: u64) {
        if units > 0 {
            *self.expected.entry(sku.clone()).or_default() += units;
        }
    }

    /// As letters: at least one, the last with the claims.
    pub fn pages(&self, recovering: bool, heard: u64, claims: Vec<(ClaimId, u64)>) -> Vec<Statement> {
        self.pages_within((None, None), Statement { recovering, heard, claims, ..Statement::default() })
    }

    /// An answer to a page of the other side's: the same SKUs, as they stand here now.
    pub fn answer(&self, page: &Statement, heard: u64, mut claims: Vec<(ClaimId, u64)>) -> Vec<Statement> {
        claims.retain(|_| page.is_last());
        let range = (page.after.clone(), page.through.clone());
        self.pages_within(range, Statement { heard, claims, ..Statement::default() })
    }

    /// The SKUs after the first of `range` to its second; `like` says the rest.
    fn pages_within(&self, range: (Option<Sku>, Option<Sku>), like: Statement) -> Vec<Statement> {
        let (first, end) = range;
        let whole = Statement { after: first.clone(), through: end.clone(), ..Statement::default() };
        let skus: BTreeSet<&Sku> = self.expected.keys().chain(self.buckets.keys()).collect();
        let cell = |sku: &Sku| StatedCell {
            sku: sku.clone(),
            expected: self.expected.get(sku).copied().unwrap_or(0),
            bucket: self.buckets.get(sku).copied().unwrap_or(0),
        };
        let cells: Vec<StatedCell> = skus.into_iter().filter(|sku| whole.covers(sku)).map(cell).collect();
        let (mut pages, mut after) = (Vec::new(), first);
        for cells in cells.chunks(STATED_MAX) {
            let through = cells.last().map(|cell| cell.sku.clone());
            let cells = cells.to_vec();
            let before = std::mem::replace(&mut after, through.clone());
            pages.push(Statement { after: before, through, cells, claims: Vec::new(), ..like.clone() });
        }
        match pages.last_mut() {
            Some(last) => (last.through, last.claims) = (end, like.claims),
            None => pages.push(Statement { after, through: end, ..like }),
        }
        pages
    }

    /// The cells of a page in which both sides together expect other than what is committed. This account is of now, the
    /// page of its sender's clock when it was written; letters between the two are in both or in neither.
    pub fn differences(&self, page: &Statement) -> Vec<(Sku, Difference)> {
        let within = |sku: &&Sku| page.covers(sku);
        let stated = page.cells.iter().map(|cell| &cell.sku);
        let skus: BTreeSet<&Sku> =
            self.expected.keys().chain(self.buckets.keys()).chain(stated).filter(within).collect();
        let differs = |sku: &Sku| {
            let told = page.cells.iter().find(|cell| cell.sku == *sku);
            let expected = self.expected.get(sku).copied().unwrap_or(0) + told.map_or(0, |cell| cell.expected);
            let committed = self.buckets.get(sku).copied().unwrap_or(0) + told.map_or(0, |cell| cell.bucket);
            match committed - expected as i64 {
                0 => None,
                more if more > 0 => Some((sku.clone(), Difference::Surplus(more as u64))),
                less => Some((sku.clone(), Difference::Deficit(less.unsigned_abs()))),
            }
        };
        skus.into_iter().filter_map(differs).collect()
    }
}

impl Statement {
    pub fn covers(&self, sku: &Sku) -> bool {
        self.after.as_ref().is_none_or(|after| sku > after) && self.through.as_ref().is_none_or(|last| sku <= last)
    }

    pub fn is_last(&self) -> bool {
        self.through.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sku(number: usize) -> Sku {
        Sku::new(&format!("S{number:05}")).unwrap()
    }

    fn account(cells: &[(usize, u64, i64)]) -> Account {
        let mut account = Account::default();
        for (number, expected, bucket) in cells {
            account.expect(&sku(*number), *expected);
            account.buckets.insert(sku(*number), *bucket);
        }
        account
    }

    #[test]
    fn pages_cover_every_sku_once() {
        let cells: Vec<_> = (0..1_300).map(|number| (number, 1, 1)).collect();
        let pages = account(&cells).pages(false, 7, Vec::new());
        assert_eq!(pages.len(), 3);
        for number in 0..2_000 {
            assert_eq!(pages.iter().filter(|page| page.covers(&sku(number))).count(), 1);
        }
        assert!(pages[2].is_last() && !pages[1].is_last());
        assert_eq!(Account::default().pages(false, 0, Vec::new()).len(), 1);
    }

    #[test]
    fn an_answer_covers_the_skus_of_the_page_and_no_others() {
        let cells: Vec<_> = (0..2_000).map(|number| (number, 1, 1)).collect();
        let small = account(&cells).pages(false, 7, Vec::new());
        let answer = account(&cells).answer(&small[1], 8, Vec::new());
        assert_eq!((answer.len(), answer[0].cells.len()), (1, STATED_MAX));
        assert_eq!((&answer[0].after, &answer[0].through), (&small[1].after, &small[1].through));
        let whole = Account::default().pages(false, 7, Vec::new());
        let answer = account(&cells).answer(&whole[0], 8, Vec::new());
        assert!(answer.iter().all(|page| page.cells.len() <= STATED_MAX) && answer.last().unwrap().is_last());
        assert_eq!(answer.iter().map(|page| page.cells.len()).sum::<usize>(), 2_000);
    }

    #[test]
    fn what_both_expect_is_no_difference() {
        let hub = account(&[(1, 0, 4), (2, 3, 3), (3, 0, 5)]);
        let node = account(&[(1, 4, 0), (3, 2, 0), (4, 1, 0)]);
        let found = hub.differences(&node.pages(false, 0, Vec::new())[0]);
        assert_eq!(found, [(sku(3), Difference::Surplus(3)), (sku(4), Difference::Deficit(1))]);
    }
}
