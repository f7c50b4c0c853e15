//! What happens as time passes, a quarter of a second at a time.

use holdfast_crdt::{Millis, Sku};
use holdfast_shell::sqlite::StoreError;
use holdfast_shell::stock::EventDraft;
use serde_json::json;

use super::NodeEngine;
use crate::store::{self, Acknowledged};

/// Cells examined for rights to give away, in one tick.
const EXAMINED_MAX: usize = 512;
/// Records forgotten in one tick: each is of one batch or a part of it, so more than are made in the time.
const FORGOTTEN_MAX: usize = 100;
/// Events kept for terminals that come back.
const EVENTS_KEPT: i64 = 100_000;
/// The time of the last word from the hub is worth a write this often.
const HEARD_MILLIS: u64 = 10_000;

/// Where the rounds of ticks are.
#[derive(Debug, Default)]
pub(super) struct Pace {
    examined: Option<Sku>,
    saved: Acknowledged,
    online: bool,
}

impl Pace {
    /// What the hub acknowledged was another life's.
    pub(super) fn forget_acknowledged(&mut self) {
        self.saved = Acknowledged { heard_at: self.saved.heard_at, ..Acknowledged::default() };
    }
}

impl NodeEngine {
    pub(super) fn tick(&mut self, now: Millis) -> Result<(), StoreError> {
        self.heed_link(now)?;
        if !self.is_settling() {
            self.expire_reservations(now)?;
            if self.pace.online {
                self.give_excess(now)?;
            }
        }
        self.forget(now)
    }

    /// Lets go of events beyond those kept and of answers that are old enough, a portion a tick. What is to go is the
    /// oldest, so that a look at the first record tells whether there is any.
    fn forget(&mut self, now: Millis) -> Result<(), StoreError> {
        self.answers.prune(&self.connection, now, FORGOTTEN_MAX)?;
        store::forget_sessions(&self.connection, now, FORGOTTEN_MAX)?;
        store::forget_pairings(&self.connection, now, FORGOTTEN_MAX)?;
        let mut prune = self.connection.prepare_cached(
            "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id <= (SELECT max(id) FROM events) - ?1
             ORDER BY id LIMIT ?2)",
        )?;
        prune.execute([EVENTS_KEPT, FORGOTTEN_MAX as i64])?;
        Ok(())
    }

    fn heed_link(&mut self, now: Millis) -> Result<(), StoreError> {
        let told = self.link.told(now);
        metrics::gauge!("link_online").set(if told.online { 1.0 } else { 0.0 });
        if told.online != self.pace.online {
            self.pace.online = told.online;
            let kind = if told.online { "LinkUp" } else { "LinkDown" };
            let data = json!({ "online": told.online, "reason": told.reason });
            self.news.push(EventDraft::new(kind, "link", &data));
        }
        if self.link.suspicion() && !self.is_provisional() {
            self.rebirth()?;
            // edits made before it was known bear versions that were given before
            self.send_documents_anew()?;
        }
        let told = self.link.told(now);
        self.keep_acknowledged(told.acknowledged)
    }

    /// What the hub has acknowledged outlives a restart; letters it has applied are forgotten.
    fn keep_acknowledged(&mut self, held: Acknowledged) -> Result<(), StoreError> {
        let saved = self.pace.saved;
        let moved = (held.rows, held.letters, held.entries, held.documents)
            != (saved.rows, saved.letters, saved.entries, saved.documents);
        if moved || held.heard_at.since(saved.heard_at) > HEARD_MILLIS {
            store::save_acknowledged(&self.connection, held)?;
            if held.letters > saved.letters {
                store::forget_letters(&self.connection, &self.seat.warehouse, held.letters)?;
            }
            self.pace.saved = held;
        }
        Ok(())
    }

    /// Goes round the watched SKUs and grants the hub what the floor is not likely to need.
    fn give_excess(&mut self, now: Millis) -> Result<(), StoreError> {
        let mut skus = self.next_watched();
        if skus.len() < EXAMINED_MAX {
            self.pace.examined = None;
        } else {
            self.pace.examined = skus.last().cloned();
        }
        skus.truncate(EXAMINED_MAX);
        self.load_cells(skus.iter())?;
        for sku in &skus {
            self.desk.mark();
            self.floor(now).give_excess(sku);
            if !self.may_have_excess(sku) {
                self.watched.remove(sku);
            }
        }
        Ok(())
    }

    fn next_watched(&self) -> Vec<Sku> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = self.pace.examined.clone().map_or(Unbounded, Excluded);
        self.watched.range((from, Unbounded)).take(EXAMINED_MAX).cloned().collect()
    }
}
