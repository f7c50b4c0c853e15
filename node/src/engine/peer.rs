//! What the hub sends: rows, letters, the catalogue, its log; and its requests for rights. Effect and watermark are one
//! transaction, and what lies at or below a watermark is passed over.

use holdfast_crdt::{Millis, SiteId, Sku};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::desk::Rows;
use holdfast_sync::mail::{Letter, LetterBody, ToNode};
use holdfast_sync::{Inbound, ProductRecord, RightsAnswer, RightsRequest};

use super::{NodeEngine, Reply};
use crate::core::claim;
use crate::core::letters::Named;
use crate::store;

impl NodeEngine {
    pub(super) fn hear(&mut self, inbound: Inbound, now: Millis) -> Result<Reply, StoreError> {
        let applied = match inbound {
            Inbound::Rows { owner, store, through, full, rows } => {
                self.hear_rows(Rows { owner, store, through, full, rows }, now)?
            }
            Inbound::Letters(letters) => self.hear_letters(&letters, now)?,
            Inbound::Products { through, records } => self.hear_products(through, &records)?,
            Inbound::Documents { through, documents } => {
                self.hear_documents(through, &documents)?;
                Ok(())
            }
            Inbound::Entries { owner, first, entries } => {
                let live = self.desk.hears(&self.seat.warehouse, owner, None);
                let heard = live.then(|| self.desk.hear_entries(&self.seat.warehouse, owner, first, &entries, now));
                heard.flatten().ok_or_else(|| format!("entries from {first} on do not follow those held of {owner}"))
            }
            Inbound::NewLife { replica, store, lives, letters } => {
                self.note_new_life((replica, store), &lives, letters)?
            }
            Inbound::RecalledRows { owner, rows, instead } => self.recall_rows(owner, rows, instead)?,
            Inbound::CutLog { owner, entries, head } => {
                self.cut_log(owner, entries, head, now)?;
                Ok(())
            }
            Inbound::ClosePast => {
                self.desk.close_past(&self.seat.warehouse);
                Ok(())
            }
            Inbound::RecalledEntries { owner, first, entries } => self.recall_entries(owner, first, &entries)?,
            Inbound::RecalledProducts(_) => Err("the catalogue is the hub's".to_owned()),
            Inbound::Recovered { resume, letters, catalogue } => {
                self.recovered(resume, letters, now)?;
                self.go_on_above(catalogue)?;
                Ok(())
            }
        };
        // the standing is filled in once the whole batch is decided
        Ok(Reply::Applied(match applied {
            Ok(()) => Ok(self.standing()?),
            Err(why) => Err(why),
        }))
    }

    pub(super) fn grant(&mut self, request: &RightsRequest, now: Millis) -> Result<Reply, StoreError> {
        if !self.is_provisional() {
            self.load_cells(request.wanted.iter().map(|(sku, _)| sku))?;
            self.desk.mark();
            self.floor(now).answer(request);
        }
        let standing = self.standing()?;
        Ok(Reply::Granted(RightsAnswer { id: request.id, after_clock: standing.position.clock }, standing))
    }

    fn hear_rows(&mut self, news: Rows, now: Millis) -> Result<Result<(), String>, StoreError> {
        let owner = news.owner;
        if owner.site != SiteId::HUB {
            return Ok(Err(format!("rows of {owner}, which is not the hub"))); // I-6
        }
        if !self.desk.hears(&self.seat.warehouse, owner, Some(news.store)) {
            return Ok(Err(format!("rows of {owner}, a life of the hub that is over")));
        }
        self.load_cells(news.rows.iter().map(|(sku, _)| sku))?;
        if news.full {
            let held = self.rows.digest(&self.connection, &self.seat.warehouse, owner)?;
            self.desk.set_heard_digest(&self.seat.warehouse, held);
        }
        let warehouse = &self.seat.warehouse;
        let granting = news.rows.iter().filter(|(_, row)| row.granted.contains_key(&self.seat.site));
        let before: Vec<(Sku, u64)> =
            granting.map(|(sku, _)| (sku.clone(), self.desk.rights(warehouse, sku))).collect();
        self.desk.hear_rows(warehouse, news);
        for (sku, before) in before {
            // what the hub grants is wanted here, maybe by a letter that comes next: it is not given back before that
            let granted = self.desk.rights(warehouse, &sku).saturating_sub(before);
            if granted > 0 {
                self.demand.missed(&sku, granted, now);
            }
        }
        Ok(Ok(()))
    }

    fn hear_letters(&mut self, letters: &[Letter], now: Millis) -> Result<Result<(), String>, StoreError> {
        for letter in letters {
            let LetterBody::ToNode(body) = &letter.body else {
                return Ok(Err(format!("letter {} is not for a node", letter.seq)));
            };
            if self.desk.hear_letter(&self.seat.warehouse, letter.seq) && !self.knows_better(body) {
                self.put_up(body)?;
                self.desk.mark();
                self.floor(now).hear(body, letter.after_clock);
                match body {
                    ToNode::Resume(task) => self.resumed(task, now)?,
                    ToNode::Stated(page) => self.heed_statement(page, now)?,
                    ToNode::Expect(told) => self.expect(told)?,
                    ToNode::ExpectationClosed { expected } => self.expect_no_more(*expected)?,
                    _ => {}
                }
            }
        }
        Ok(Ok(()))
    }

    /// A hub that was itself put back, to a copy from before this node's restore, takes that for new, and tells of tasks that
    /// may be long over.
    fn knows_better(&self, letter: &ToNode) -> bool {
        let settled = self.desk.book(&self.seat.warehouse).is_some_and(|book| !book.past.is_settling());
        settled && matches!(letter, ToNode::Resume(_))
    }

    /// Loads what a letter names.
    fn put_up(&mut self, letter: &ToNode) -> Result<(), StoreError> {
        let named = Named::by(letter);
        let mut skus: Vec<Sku> = Vec::new();
        if let Some(task) = named.task
            && self.load_task(task)?
            && let Some(task) = self.tasks.get(&task)
        {
            skus.extend(task.lines.iter().map(|line| line.sku.clone()));
        }
        if let Some(id) = named.claim {
            store::load_claim(&self.connection, &mut self.claims, id)?;
            if let Some((sku, _)) = claim::find(&self.claims, id) {
                store::load_counted(&self.connection, &mut self.counted, &sku)?;
                skus.push(sku);
            }
        }
        self.load_cells(skus.iter())
    }

    fn hear_products(&mut self, through: u64, records: &[ProductRecord]) -> Result<Result<(), String>, StoreError> {
        if store::is_by_documents(&self.connection)? {
            store::set_by_documents(&self.connection, false)?;
        }
        for record in records {
            store::save_product(&self.connection, record)?;
            self.reshow_product(record)?;
        }
        self.desk.hear_catalogue(&self.seat.warehouse, through);
        Ok(Ok(()))
    }
}
