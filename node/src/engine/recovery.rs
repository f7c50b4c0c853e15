//! A restored node, and a hub that was restored: beginning another life, taking the past back, and telling or learning
//! what is open.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{Account as Place, Deed, Entry, Hash, Millis, ReplicaId, Row, Sku};
use holdfast_shell::sqlite::{self as kit, StoreError};
use holdfast_shell::stock::EventDraft;
use holdfast_sync::mail::{LetterBody, Statement, Task, ToHub};
use holdfast_sync::past::Life;
use holdfast_sync::statement::{Account, Difference};
use rand::RngExt;
use serde_json::json;

use super::NodeEngine;
use crate::core::claim::Owed;
use crate::core::task::FloorTask;
use crate::store;

/// Why a SKU is to be counted that the lost life may have touched unseen.
const RESTORED: &str = "restored from a copy";

type Applied = Result<Result<(), String>, StoreError>;

impl NodeEngine {
    /// The store was restored, or set back: what it does from now on is another life's (I-6). Nothing is spent before the
    /// hub has sealed the old one.
    pub(super) fn rebirth(&mut self) -> Result<(), StoreError> {
        let chance = self.rng.random();
        self.desk.rebirth(&self.seat.warehouse, self.document_clock, chance);
        self.pass_over_versions()?;
        kit::ungate_letters(&self.connection, &self.seat.warehouse)?;
        store::mark_restored(&self.connection, false)?;
        self.news.push(EventDraft::new("NodeRestored", "node", &json!({ "warehouseId": self.seat.warehouse })));
        self.pace.forget_acknowledged();
        self.link.reborn();
        Ok(())
    }

    /// Whether this life may not spend yet.
    pub(super) fn is_provisional(&self) -> bool {
        self.desk.book(&self.seat.warehouse).is_none_or(|book| book.past.provisional)
    }

    /// Whether this life may not move stock: it was restored, and has not heard where the hub stands; or a session told
    /// that it is not what it takes itself for, and the batch that heeds it could not be kept yet.
    pub(super) fn is_settling(&self) -> bool {
        self.link.suspicion() || self.desk.book(&self.seat.warehouse).is_none_or(|book| book.past.is_settling())
    }

    pub(super) fn recall_rows(&mut self, owner: ReplicaId, rows: Vec<(Sku, Row)>, instead: bool) -> Applied {
        if instead {
            self.load_all()?;
            self.desk.forget_rows(&self.seat.warehouse, owner);
        }
        self.load_cells(rows.iter().map(|(sku, _)| sku))?;
        let recalled = self.desk.recall_rows(&self.seat.warehouse, owner, rows);
        Ok(recalled.map(drop).ok_or_else(|| format!("rows of {owner}, a life that nobody here knows")))
    }

    /// The copy knows of deeds of a life that the hub has closed without them: they are to be counted.
    pub(super) fn cut_log(
        &mut self,
        owner: ReplicaId,
        entries: u64,
        head: Hash,
        now: Millis,
    ) -> Result<(), StoreError> {
        let skus = kit::cut_log(&self.connection, &self.seat.warehouse, owner, entries)?;
        self.desk.cut_log(&self.seat.warehouse, owner, entries, head);
        kit::note_recounts(
            &self.connection,
            &self.seat.warehouse,
            skus,
            "done by a life that was closed without it",
            now,
        )
    }

    pub(super) fn recall_entries(&mut self, owner: ReplicaId, first: u64, entries: &[Vec<u8>]) -> Applied {
        let recalled = self.desk.recall_entries(&self.seat.warehouse, owner, first, entries);
        Ok(recalled.ok_or_else(|| format!("entries from {first} on do not follow those held of {owner}")))
    }

    /// The hub was restored: it is told of every task that it may not know, and where the floor stands.
    pub(super) fn note_new_life(
        &mut self,
        (replica, store): (ReplicaId, u128),
        lives: &[Life],
        letters: u64,
    ) -> Applied {
        if !self.desk.has_room_for(&self.seat.warehouse, lives) {
            return Ok(Err("the hub was restored too often to tell its lives apart".to_owned())); // I-9
        }
        self.desk.note_new_life(&self.seat.warehouse, replica, store, lives);
        self.send_documents_anew()?;
        if self.desk.book(&self.seat.warehouse).is_some_and(|book| book.past.awaits) {
            self.desk.owe_statement(&self.seat.warehouse, Some(letters));
            return Ok(Ok(()));
        }
        self.state_all(letters).map(Ok)
    }

    /// Tells a hub that was restored of every task that changed after our letter `letters`, and where the floor stands.
    fn state_all(&mut self, letters: u64) -> Result<(), StoreError> {
        self.flush_tasks()?;
        let unsaved = self.desk.changes().letters.clone();
        self.keep_told(&unsaved)?;
        for told in store::take_told(&self.connection, letters)? {
            self.desk.write(&self.seat.warehouse, told);
        }
        for task in store::tasks_told_since(&self.connection, letters)? {
            // of those that it knows already it heeds none
            task.parts.iter().for_each(|part| self.tell(part.told(task.task)));
            if let Some(held) = task.held() {
                self.tell(ToHub::Held(held));
            }
        }
        let heard = self.desk.book(&self.seat.warehouse).map_or(0, |book| book.heard.letters);
        let claims: Vec<_> = self
            .claims
            .iter()
            .filter(|(_, owed)| owed.units > 0)
            .map(|(key, owed)| (key.clone(), owed.units))
            .collect();
        for ((sku, claim), units) in &claims {
            if let Some(quantity) = holdfast_crdt::Quantity::capped(*units) {
                self.tell(ToHub::Claim { claim: *claim, sku: sku.clone(), quantity, reference: None });
            }
        }
        let open = claims.into_iter().map(|((_, claim), units)| (claim, units)).collect();
        for page in self.account()?.pages(false, heard, open) {
            self.tell(ToHub::Stated(page));
        }
        Ok(())
    }

    /// Our past is back and sealed. What the store lost between its copy and its end, and never told the hub, nobody knows:
    /// whatever it may have touched is to be counted.
    pub(super) fn recovered(&mut self, resume: u64, letters: u64, now: Millis) -> Result<(), StoreError> {
        let warehouse = self.seat.warehouse.clone();
        self.flush_tasks()?;
        let born = self.desk.book(&warehouse).map_or(0, |book| book.past.born_letters);
        let shift = self.desk.recovered(&warehouse, resume, letters);
        if shift > 0 {
            kit::move_letters(&self.connection, &warehouse, born, shift)?;
            store::move_told(&self.connection, born, shift)?;
        }
        store::doubt_tasks(&self.connection, born + shift)?;
        self.doubt_expected()?;
        self.end_holds_by_log()?;
        let skus = self.uncertain()?;
        let count = skus.len();
        kit::note_recounts(&self.connection, &warehouse, skus, RESTORED, now)?;
        let data = json!({ "warehouseId": warehouse, "recounts": count });
        self.news.push(EventDraft::new("NodeRecovered", "node", &data));
        Ok(())
    }

    /// Reservations of the copy that the lost life let go of, as far as its log came back: nothing is committed for them.
    fn end_holds_by_log(&mut self) -> Result<(), StoreError> {
        let warehouse = self.seat.warehouse.clone();
        kit::load_active_reservations(&self.connection, &mut self.holds, &warehouse)?;
        let mut held: BTreeMap<(Sku, String), u64> = BTreeMap::new();
        for hold in self.holds.active(&warehouse) {
            *held.entry((hold.sku.clone(), hold.named())).or_default() += hold.quantity;
        }
        for ((sku, reference), units) in held {
            let Some(logged) = self.held_by_log(&sku, &reference)? else { continue };
            self.holds.give_up_of(&warehouse, &sku, &reference, units.saturating_sub(logged));
        }
        Ok(())
    }

    /// Units of a SKU that stand in `committed` for a reservation's reference, by the log; `None` where that tells of none ever
    /// held.
    fn held_by_log(&self, sku: &Sku, reference: &str) -> Result<Option<u64>, StoreError> {
        let mut held = None;
        for entry in self.entries_about(reference)?.into_iter().filter(|entry| entry.sku == *sku) {
            let units = entry.quantity.get() as i64;
            match entry.deed {
                Deed::Move { from: Place::Available, to: Place::Committed } => held = Some(held.unwrap_or(0) + units),
                Deed::Move { from: Place::Committed, .. } => held = held.map(|held| held - units),
                _ => {}
            }
        }
        Ok(held.map(|units| units.max(0) as u64))
    }

    /// What all lives of this site did under a reference.
    fn entries_about(&self, reference: &str) -> Result<Vec<Entry>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT body FROM movements WHERE reference = ?1 AND site = ?2")?;
        let site = i64::from(self.seat.site.0);
        let bodies = statement.query_map(rusqlite::params![reference, site], |record| record.get::<_, Vec<u8>>(0))?;
        let mut found = Vec::new();
        for body in bodies {
            found.extend(Entry::from_bytes(&body?));
        }
        Ok(found)
    }

    /// SKUs that the lost life may have changed unseen: those it had rights of, those on its tasks, those of which the hub
    /// knew more than their log tells; and those that were received since, as somebody may have sent a receipt twice.
    fn uncertain(&mut self) -> Result<BTreeSet<Sku>, StoreError> {
        let warehouse = self.seat.warehouse.clone();
        let mut found: BTreeSet<Sku> =
            store::open_tasks(&self.connection)?.into_iter().flat_map(|task| task.lines).map(|line| line.sku).collect();
        self.load_all()?;
        let Some(book) = self.desk.book(&warehouse) else { return Ok(found) };
        let (now, lives) = (book.stream.replica, &book.past.own);
        for (sku, cell) in self.desk.cells_of(&warehouse) {
            let unlogged = |life: &Life| cell.row(life.replica).is_some_and(|row| row.version > life.entries);
            if cell.rights_signed(now.site) > 0 || cell.row(now).is_some() || lives.iter().any(unlogged) {
                found.insert(sku.clone());
            }
        }
        Ok(found)
    }

    /// A page of where the hub stands, after all tasks that it counts as open.
    pub(super) fn heed_statement(&mut self, page: &Statement, now: Millis) -> Result<(), StoreError> {
        if page.recovering {
            // it may have forgotten what it does not name
            return if page.is_last() { self.told() } else { Ok(()) };
        }
        if page.after.is_none() {
            self.conclude_doubtful(now)?;
        }
        let account = self.account()?;
        self.load_cells(page.cells.iter().map(|cell| &cell.sku))?;
        let differences = account.differences(page);
        if !differences.is_empty() {
            self.load_open_tasks()?;
        }
        for (sku, difference) in differences {
            self.load_cells([&sku])?;
            self.set_right(&sku, difference, now)?;
            let (Difference::Surplus(units) | Difference::Deficit(units)) = difference;
            let why =
                format!("{units} units committed to nothing, or missing from what was committed, after a restore");
            kit::note_recounts(&self.connection, &self.seat.warehouse, [sku], &why, now)?;
        }
        if page.is_last() {
            self.close_settled_claims(page)?;
            self.told()?;
        }
        Ok(())
    }

    /// The hub has told where it stands; where it was restored as well, it is told the same of us.
    fn told(&mut self) -> Result<(), StoreError> {
        let owed = self.desk.book(&self.seat.warehouse).and_then(|book| book.past.owes);
        self.desk.told(&self.seat.warehouse);
        if let Some(letters) = owed {
            self.desk.owe_statement(&self.seat.warehouse, None);
            store::trust_all(&self.connection)?;
            self.state_all(letters)?;
        }
        Ok(())
    }

    /// Puts every open task on the board, with what its lines name: any of them may have to give units up.
    fn load_open_tasks(&mut self) -> Result<(), StoreError> {
        self.flush_tasks()?;
        for task in store::open_tasks(&self.connection)? {
            self.load_cells(task.lines.iter().map(|line| &line.sku))?;
            self.tasks.load(task.task, task);
        }
        Ok(())
    }

    /// Tasks that the hub did not name as open.
    fn conclude_doubtful(&mut self, now: Millis) -> Result<(), StoreError> {
        self.flush_tasks()?;
        for task in store::take_doubtful(&self.connection)? {
            self.load_cells(task.lines.iter().map(|line| &line.sku))?;
            self.tasks.load(task.task, task.clone());
            self.desk.mark();
            let left = self.left_by_log(&task)?;
            self.floor(now).conclude(task.task, left);
        }
        Ok(())
    }

    /// Sets one cell right. Where the log is whole and tells of no parcel that left, the units were given back by a life that
    /// knew of no use for them: others are taken, or else a hold is given up, which is nobody's task.
    fn set_right(&mut self, sku: &Sku, difference: Difference, now: Millis) -> Result<(), StoreError> {
        let mut difference = difference;
        let given_back = self.log_is_whole(sku) && !self.has_left(sku)?;
        self.desk.mark();
        if let Difference::Deficit(units) = &mut difference
            && given_back
        {
            *units = self.floor(now).commit_again(sku, *units);
            *units = self.holds.give_up(&self.seat.warehouse, sku, *units);
        }
        let left = self.floor(now).set_right(sku, difference);
        let left = self.holds.give_up(&self.seat.warehouse, sku, left);
        if left > 0 {
            tracing::error!(%sku, left, "units are expected that no book has");
        }
        Ok(())
    }

    /// Whether the logs of our former lives tell of all that their rows hold in a cell.
    fn log_is_whole(&self, sku: &Sku) -> bool {
        let (warehouse, cell) = (&self.seat.warehouse, self.desk.cell(&self.seat.warehouse, sku));
        let within = |life: &Life| cell.row(life.replica).is_none_or(|row| row.version <= life.entries);
        self.desk.book(warehouse).is_some_and(|book| book.past.own.iter().all(within))
    }

    /// Whether an open task has goods of this SKU that left by the log.
    fn has_left(&mut self, sku: &Sku) -> Result<bool, StoreError> {
        self.flush_tasks()?;
        for task in store::open_tasks(&self.connection)? {
            if task.lines.iter().any(|line| line.sku == *sku) && self.left_by_log(&task)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the log, as far as it came back, says that a task's goods left. An order may have other tasks here, of other
    /// goods.
    fn left_by_log(&self, task: &FloorTask) -> Result<bool, StoreError> {
        let left = |entry: &Entry| {
            let Deed::Move { from, to } = entry.deed else { return false };
            let put_away = task.is_incoming() && from == Place::InTransit;
            put_away || from == Place::Committed && matches!(to, Place::Customer | Place::InTransit)
        };
        let own = |entry: &Entry| task.lines.iter().any(|line| line.sku == entry.sku);
        Ok(self.entries_about(&task.reference())?.iter().any(|entry| own(entry) && left(entry)))
    }

    /// Claims that the copy has as open, and the hub has settled since.
    fn close_settled_claims(&mut self, page: &Statement) -> Result<(), StoreError> {
        let pending = store::pending_claims(&self.connection, &self.seat.warehouse)?;
        let open: Vec<_> = self.claims.iter().map(|(key, owed)| (key.clone(), *owed)).collect();
        for (key, owed) in open.into_iter().filter(|((_, claim), _)| !pending.contains(claim)) {
            let told = page.claims.iter().find(|(claim, _)| *claim == key.1).map_or(0, |(_, units)| *units);
            if told < owed.units {
                self.claims.put(key, Owed { units: told });
            }
        }
        Ok(())
    }

    /// The hub counts a task as open. The lost life may have worked on it unheard, even where the copy never had it.
    pub(super) fn resumed(&mut self, task: &Task, now: Millis) -> Result<(), StoreError> {
        let skus: BTreeSet<Sku> = task.lines.iter().map(|line| line.sku.clone()).collect();
        kit::note_recounts(&self.connection, &self.seat.warehouse, skus, RESTORED, now)?;
        store::trust_task(&self.connection, task.task)
    }

    /// What this node expects in `committed`, and what its own rows say.
    fn account(&mut self) -> Result<Account, StoreError> {
        let warehouse = self.seat.warehouse.clone();
        self.flush_tasks()?;
        let mut account = Account::default();
        for task in store::open_tasks(&self.connection)? {
            task.expected().for_each(|(sku, units)| account.expect(sku, units));
        }
        kit::load_active_reservations(&self.connection, &mut self.holds, &warehouse)?;
        for hold in self.holds.active(&warehouse) {
            account.expect(&hold.sku, hold.quantity);
        }
        self.load_all()?;
        for (sku, cell) in self.desk.cells_of(&warehouse) {
            account.note(sku, cell, self.seat.site);
        }
        Ok(account)
    }

    /// Puts every cell on the desk.
    fn load_all(&mut self) -> Result<(), StoreError> {
        let mut skus = BTreeSet::new();
        self.rows.each_cell(&self.connection, &self.seat.warehouse, |sku, _| {
            skus.insert(sku.clone());
            Ok(true)
        })?;
        self.load_cells(skus.iter())
    }

    /// Saves tasks before they are looked for in the store; they are told of with the batch.
    pub(super) fn flush_tasks(&mut self) -> Result<(), StoreError> {
        let changed = self.tasks.take_changed();
        let told = self.desk.book(&self.seat.warehouse).map_or(0, |book| book.letters);
        store::save_tasks(&self.connection, &changed, told)?;
        self.flushed.extend(changed);
        Ok(())
    }

    fn tell(&mut self, letter: ToHub) {
        self.desk.write(&self.seat.warehouse, LetterBody::ToHub(letter));
    }
}
