//! A restored hub, and nodes that were restored: another life, the past taken back, and what is open told or learned.

use std::collections::BTreeSet;

use holdfast_crdt::{ClaimId, ReplicaId, Row, SiteId, Sku, TaskId, TransferId, WarehouseId};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::ProductRecord;
use holdfast_sync::mail::{LetterBody, Statement, Task, TaskKind, ToNode};
use holdfast_sync::past::Life;
use holdfast_sync::statement::{Account, Difference};
use rand::RngExt;
use serde_json::json;

use super::HubEngine;
use crate::catalogue::Product;
use crate::core::order::AllocationState;
use crate::core::recovery::{Moved, end_unnamed, resume_letters, set_right, unnamed};
use crate::core::transfer::TransferState;
use crate::core::{purchase, returns};
use crate::store::HubStore;

type Applied = Result<Result<(), String>, StoreError>;

/// Versions of the catalogue that a forgotten life can have given.
const CATALOGUE_GAP: u64 = 1 << 20;

impl<S: HubStore> HubEngine<S> {
    /// After a start: a store that came from a backup goes on as other replicas, one a warehouse (I-6).
    pub(super) fn begin_other_lives(&mut self) -> Result<(), StoreError> {
        if !self.store.is_restored()? {
            return Ok(());
        }
        self.store.begin()?;
        self.rebirth()?;
        self.store.save(&mut self.world, &mut self.extra)?;
        self.store.commit()
    }

    /// What this store did since its copy was made is forgotten, in every warehouse that has a node: nothing is promised
    /// there before the node has sealed the life that was lost and told where it stands.
    pub(super) fn rebirth(&mut self) -> Result<(), StoreError> {
        let catalogue = self.catalogue_clock;
        let with_node = self.world.places.iter().filter(|(_, place)| place.node.is_some());
        for warehouse in with_node.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            if self.world.desk.book(&warehouse).is_some_and(|book| book.past.provisional) {
                continue;
            }
            let chance = self.world.rng.random();
            self.world.desk.rebirth(&warehouse, catalogue, chance);
            self.store.ungate_letters(&warehouse)?;
            if let Some(place) = self.world.places.get_mut(&warehouse) {
                (place.unmet, place.online) = (true, false);
            }
        }
        self.catalogue_clock += CATALOGUE_GAP;
        self.store.reborn(self.catalogue_clock)?;
        self.world.emit("HubRestored", "hub", json!({}));
        Ok(())
    }

    pub(super) fn recall_rows(
        &mut self,
        warehouse: &WarehouseId,
        owner: ReplicaId,
        rows: Vec<(Sku, Row)>,
        instead: bool,
    ) -> Applied {
        if instead {
            self.store.load_open(&mut self.world, warehouse)?;
            self.world.desk.forget_rows(warehouse, owner);
        }
        let recalled = self.world.desk.recall_rows(warehouse, owner, rows);
        Ok(recalled.map(drop).ok_or_else(|| format!("rows of {owner}, a life that nobody here knows")))
    }

    pub(super) fn recall_products(&mut self, records: Vec<ProductRecord>) -> Result<(), StoreError> {
        for record in records {
            let known = self.extra.products.iter().any(|product| product.body.sku == record.sku)
                || self.store.product(&record.sku)?.is_some_and(|known| known.version >= record.version);
            if !known {
                let before = self.store.product(&record.sku)?;
                let Some(product) = Product::recalled(record.clone(), before) else { continue };
                self.catalogue_clock += 1;
                if self.rewrite_product(&product)?.is_err() {
                    continue;
                }
                match record.discontinued {
                    true => drop(self.world.catalogue.swap_remove(&record.sku)),
                    false => drop(self.world.catalogue.insert(record.sku.clone())),
                }
                self.world.emit("ProductUpdated", &record.sku, json!({ "sku": record.sku }));
                self.extra.products.push(product);
            }
        }
        Ok(())
    }

    /// A node was restored: it is told of every task that is open here, and where the hub stands.
    pub(super) fn note_new_life(
        &mut self,
        warehouse: &WarehouseId,
        (replica, store): (ReplicaId, u128),
        lives: &[Life],
    ) -> Applied {
        // I-6, I-8: a life of the site that this warehouse's node is, and of no other
        let node = self.world.places.get(warehouse).and_then(|place| place.node);
        if replica.site == SiteId::HUB || node.is_some_and(|node| node != replica.site) {
            return Ok(Err(format!("a life of {replica} in {warehouse}")));
        }
        if !self.world.desk.has_room_for(warehouse, lives) {
            return Ok(Err(format!("{warehouse} was restored too often to tell its lives apart")));
        }
        self.world.desk.note_new_life(warehouse, replica, store, lives);
        let transfers = self.store.load_open(&mut self.world, warehouse)?;
        resume_letters(&mut self.world, warehouse, &transfers);
        let claims = self.open_claims(warehouse);
        let heard = self.world.desk.book(warehouse).map_or(0, |book| book.heard.letters);
        let recovering = self.world.desk.book(warehouse).is_some_and(|book| book.past.awaits);
        for page in self.account(warehouse).pages(recovering, heard, claims) {
            self.world.desk.write(warehouse, LetterBody::ToNode(ToNode::Stated(page)));
        }
        self.tell_expected(warehouse)?;
        self.world.emit("NodeRestored", warehouse, json!({ "warehouseId": warehouse }));
        Ok(Ok(()))
    }

    /// What the floor is to expect, once more: its copy may be older than that. It takes what is not named for over.
    fn tell_expected(&mut self, warehouse: &WarehouseId) -> Result<(), StoreError> {
        self.store.load_expected(&mut self.world, warehouse)?;
        let bought = self.world.purchases.iter().filter(|(_, of)| of.warehouse == *warehouse).map(|(id, _)| id);
        for id in bought.collect::<Vec<_>>() {
            purchase::tell(&mut self.world, id);
        }
        for id in self.world.returns.iter().map(|(id, _)| id).collect::<Vec<_>>() {
            returns::tell(&mut self.world, id, warehouse);
        }
        Ok(())
    }

    /// Our past in a warehouse is back and sealed.
    ///
    /// `catalogue`: how far the node has it. A life that is forgotten may have gone further than this one begins.
    pub(super) fn recovered(
        &mut self,
        warehouse: &WarehouseId,
        (resume, letters): (u64, u64),
        catalogue: u64,
    ) -> Result<(), StoreError> {
        if catalogue > self.catalogue_clock {
            // what this life has edited so far bears versions that were given before
            self.catalogue_clock = self.store.send_documents_anew(catalogue)?;
            self.store.reborn(self.catalogue_clock)?;
        }
        let born = self.world.desk.book(warehouse).map_or(0, |book| book.past.born_letters);
        let shift = self.world.desk.recovered(warehouse, resume, letters);
        if shift > 0 {
            self.store.move_letters(warehouse, born, shift)?;
        }
        Ok(())
    }

    /// A page of where a node stands, after all tasks that it holds.
    pub(super) fn heed_statement(&mut self, warehouse: &WarehouseId, page: &Statement) -> Result<(), StoreError> {
        if !self.world.desk.book(warehouse).is_some_and(|book| book.past.awaits) {
            return Ok(());
        }
        let transfers = self.store.load_open(&mut self.world, warehouse)?;
        let mut account = self.account(warehouse);
        let coming = self.store.tasks_on_their_way(warehouse, page.heard)?;
        for task in coming.iter().filter(|task| !matches!(task.kind, TaskKind::TransferIn { .. })) {
            task.lines.iter().for_each(|line| account.expect(&line.sku, line.quantity.get()));
        }
        let (now, mut lacking) = (self.world.now, 0);
        self.world.desk.mark();
        for (sku, difference) in account.differences(page) {
            lacking += set_right(&mut self.world, warehouse, &sku, difference);
            let (Difference::Surplus(units) | Difference::Deficit(units)) = difference;
            let why =
                format!("{units} units committed to nothing, or missing from what was committed, after a restore");
            self.store.note_recount(warehouse, &sku, &why, now)?;
        }
        if lacking > 0 {
            self.pass_back(warehouse, page);
        }
        if page.is_last() {
            self.end_unnamed(warehouse, &coming, &transfers)?;
            self.open_again(warehouse, page);
        }
        Ok(())
    }

    /// A floor that was restored after our copy was made did not get back what was over by then: what became of it says its
    /// log.
    fn end_unnamed(
        &mut self,
        warehouse: &WarehouseId,
        coming: &[Task],
        transfers: &[(TaskId, TransferId)],
    ) -> Result<(), StoreError> {
        if self.world.desk.book(warehouse).is_none_or(|book| book.past.theirs.is_empty()) {
            return Ok(());
        }
        let coming = coming.iter().map(|task| task.task).collect();
        let found = unnamed(&self.world, warehouse, &coming, transfers);
        let mut moved = Moved::default();
        for reference in found.references() {
            for entry in self.store.entries_about(warehouse, &reference)? {
                moved.note(&reference, &entry);
            }
        }
        let (why, now) = ("a task that neither hub nor floor remembers", self.world.now);
        for sku in found.skus() {
            self.store.note_recount(warehouse, &sku, why, now)?;
        }
        end_unnamed(&mut self.world, warehouse, &found, &moved);
        Ok(())
    }

    /// Units of a page are expected that no book has, and nothing of ours can give them up: the floor does, once it has
    /// heard what we set right.
    fn pass_back(&mut self, warehouse: &WarehouseId, page: &Statement) {
        let claims = self.open_claims(warehouse);
        let heard = self.world.desk.book(warehouse).map_or(0, |book| book.heard.letters);
        for answer in self.account(warehouse).answer(page, heard, claims) {
            self.world.desk.write(warehouse, LetterBody::ToNode(ToNode::Stated(answer)));
        }
    }

    /// Units that each claim of a warehouse waits for, as far as they are loaded.
    fn open_claims(&self, warehouse: &WarehouseId) -> Vec<(ClaimId, u64)> {
        let claims = self.world.claims.iter().filter(|(_, claim)| claim.warehouse == *warehouse);
        claims.filter(|(_, claim)| claim.outstanding > 0).map(|(id, claim)| (id, claim.outstanding)).collect()
    }

    fn open_again(&mut self, warehouse: &WarehouseId, page: &Statement) {
        let told: BTreeSet<_> = page.claims.iter().map(|(claim, _)| *claim).collect();
        let over = self.world.claims.iter().filter(|(id, claim)| claim.warehouse == *warehouse && !told.contains(id));
        for id in over.map(|(id, _)| id).collect::<Vec<_>>() {
            if let Some(claim) = self.world.claims.edit(id) {
                claim.outstanding = 0;
                claim.asked.clear();
            }
        }
        self.world.desk.told(warehouse);
        if let Some(place) = self.world.places.get_mut(warehouse) {
            place.unmet = false;
        }
        // among what waits is what this very page took units from
        self.note_new();
        self.backlog.all_due();
        self.world.emit("WarehouseRecovered", warehouse, json!({ "warehouseId": warehouse }));
    }

    /// What the hub expects in `committed` that no floor knows of, and what its own rows say.
    fn account(&self, warehouse: &WarehouseId) -> Account {
        let mut account = Account::default();
        for line in self.world.orders.iter().flat_map(|(_, order)| &order.lines) {
            let unsent = line.allocations.iter().filter(|of| of.warehouse == *warehouse);
            let unsent = unsent.filter(|of| of.state == AllocationState::Allocated);
            account.expect(&line.sku, unsent.map(|of| of.quantity).sum());
        }
        for (_, transfer) in self.world.transfers.iter() {
            if transfer.from == *warehouse && transfer.state == TransferState::Allocated {
                transfer.lines.iter().for_each(|line| account.expect(&line.sku, line.quantity));
            }
        }
        self.world.holds.active(warehouse).for_each(|hold| account.expect(&hold.sku, hold.quantity));
        for (sku, cell) in self.world.desk.cells_of(warehouse) {
            account.note(sku, cell, SiteId::HUB);
        }
        account
    }
}
