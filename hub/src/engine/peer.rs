//! What nodes send, and what their links do.

use holdfast_crdt::{SiteId, WarehouseId};
use holdfast_shell::link::JoinRefusal;
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::desk::Rows;
use holdfast_sync::effect::{Inbound, RightsRequest};
use holdfast_sync::mail::{LetterBody, ToHub};
use serde_json::json;

use super::{HubEngine, LinkChange, Reply};
use crate::core::{outcome, release, rights, transfer};
use crate::store::{HubStore, Needs};

/// Orders released to one warehouse in one batch.
const RELEASE_MAX: usize = 500;
/// Old records are forgotten every so many ticks.
const PRUNE_TICKS: u64 = 40;

impl<S: HubStore> HubEngine<S> {
    pub(super) fn hear(&mut self, warehouse: &WarehouseId, inbound: Inbound) -> Result<Reply, StoreError> {
        let now = self.world.now;
        if let Some(place) = self.world.places.get_mut(warehouse) {
            place.heard_at = Some(now);
        }
        let applied = match inbound {
            Inbound::Rows { owner, store, through, full, rows } => {
                self.hear_rows(warehouse, Rows { owner, store, through, full, rows })?
            }
            Inbound::Letters(letters) => {
                for letter in letters {
                    let LetterBody::ToHub(body) = letter.body else { continue };
                    // I-4: a letter is applied once, in the transaction of its watermark
                    if self.world.desk.hear_letter(warehouse, letter.seq) {
                        self.world.desk.mark();
                        match body {
                            ToHub::Stated(page) => self.heed_statement(warehouse, &page)?,
                            body => outcome::hear(&mut self.world, warehouse, body),
                        }
                    }
                }
                Ok(())
            }
            Inbound::Products { .. } => Err("a node has no catalogue to send".to_owned()),
            Inbound::Documents { through, documents } => {
                self.hear_documents(warehouse, through, &documents)?;
                Ok(())
            }
            Inbound::Entries { owner, first, entries } => {
                let live = self.world.desk.hears(warehouse, owner, None);
                let heard = live.then(|| self.world.desk.hear_entries(warehouse, owner, first, &entries, now));
                heard.flatten().ok_or_else(|| format!("entries from {first} on do not follow those held of {owner}"))
            }
            Inbound::NewLife { replica, store, lives, .. } => {
                self.note_new_life(warehouse, (replica, store), &lives)?
            }
            Inbound::RecalledRows { owner, rows, instead } => self.recall_rows(warehouse, owner, rows, instead)?,
            Inbound::CutLog { owner, entries, head } => {
                self.store.cut_log(warehouse, owner, entries, now)?;
                self.world.desk.cut_log(warehouse, owner, entries, head);
                Ok(())
            }
            Inbound::ClosePast => {
                self.world.desk.close_past(warehouse);
                Ok(())
            }
            Inbound::RecalledEntries { owner, first, entries } => {
                let recalled = self.world.desk.recall_entries(warehouse, owner, first, &entries);
                recalled.ok_or_else(|| format!("entries from {first} on do not follow those held of {owner}"))
            }
            Inbound::RecalledProducts(records) => {
                self.recall_products(records)?;
                Ok(())
            }
            Inbound::Recovered { resume, letters, catalogue } => {
                self.recovered(warehouse, (resume, letters), catalogue)?;
                Ok(())
            }
        };
        Ok(Reply::Applied(applied.and_then(|()| self.standing(warehouse))))
    }

    fn hear_rows(&mut self, warehouse: &WarehouseId, news: Rows) -> Result<Result<(), String>, StoreError> {
        // I-6, I-8: rows of the site that this warehouse's node is, and of no other
        let node = self.world.places.get(warehouse).and_then(|place| place.node);
        if news.owner.site == SiteId::HUB || node.is_some_and(|node| node != news.owner.site) {
            return Ok(Err(format!("rows of {} in {warehouse}", news.owner)));
        }
        if !self.world.desk.hears(warehouse, news.owner, Some(news.store)) {
            return Ok(Err(format!("rows of {} in {warehouse}, a life that is over", news.owner)));
        }
        if news.full {
            let held = self.store.rows_digest(warehouse, news.owner)?;
            self.world.desk.set_heard_digest(warehouse, held);
        }
        self.world.desk.hear_rows(warehouse, news);
        Ok(Ok(()))
    }

    pub(super) fn grant(&mut self, warehouse: &WarehouseId, request: &RightsRequest) -> Reply {
        self.world.desk.mark();
        let answer = rights::grant(&mut self.world, warehouse, request);
        Reply::Granted(self.standing(warehouse).map(|standing| (answer, standing)))
    }

    pub(super) fn link_changed(&mut self, warehouse: &WarehouseId, change: LinkChange) -> Result<Reply, StoreError> {
        let now = self.world.now;
        let Some(place) = self.world.places.get_mut(warehouse) else { return Ok(Reply::Done) };
        match change {
            LinkChange::Up { version } => {
                place.speaks = version;
                place.online = true;
                place.heard_at = Some(now);
                // I-1: what a copy has allocated may be gone; it is released once the floor has told where it stands
                let open = place.is_open();
                self.store.note_seen(warehouse, now)?;
                self.world.emit("NodeOnline", warehouse, json!({ "warehouseId": warehouse }));
                if open {
                    self.release_waiting(warehouse)?;
                }
            }
            LinkChange::Down(reason) => {
                self.store.note_seen(warehouse, now)?;
                if std::mem::take(&mut place.online) {
                    self.world.emit("NodeOffline", warehouse, json!({ "warehouseId": warehouse, "reason": reason }));
                }
            }
            LinkChange::Rewound(reason) => {
                place.online = false;
                tracing::error!(%warehouse, reason, "this store was set back: it goes on as one that was restored");
                self.rebirth()?;
                // edits made before it was known bear versions that were given before
                self.catalogue_clock = self.store.send_documents_anew(self.catalogue_clock)?;
            }
            LinkChange::Fenced(reason) => {
                place.online = false;
                place.fenced = true;
                self.store.set_fenced(warehouse, true, Some(&reason))?;
                self.world.emit("NodeFenced", warehouse, json!({ "warehouseId": warehouse, "reason": reason }));
            }
        }
        Ok(Reply::Done)
    }

    /// Sends the floor what was allocated while its link was down.
    fn release_waiting(&mut self, warehouse: &WarehouseId) -> Result<(), StoreError> {
        let (orders, transfers) = self.store.unreleased(warehouse, RELEASE_MAX)?;
        if orders.is_empty() && transfers.is_empty() {
            return Ok(());
        }
        let needs = Needs {
            orders: orders.iter().copied().collect(),
            transfers: transfers.iter().copied().collect(),
            ..Needs::default()
        };
        self.store.load(&mut self.world, &needs)?;
        self.world.desk.mark();
        for order in orders {
            release::release(&mut self.world, order, warehouse);
        }
        for id in transfers {
            transfer::release(&mut self.world, id);
        }
        Ok(())
    }

    pub(super) fn tick(&mut self) -> Result<Reply, StoreError> {
        self.ticks += 1;
        let now = self.world.now;
        self.refresh_sites()?;
        let cells = self.store.load_due_holds(&mut self.world, now)?;
        if !cells.is_empty() {
            self.store.load(&mut self.world, &Needs { cells: cells.into_iter().collect(), ..Needs::default() })?;
            self.expire();
        }
        let online: Vec<WarehouseId> = self
            .world
            .places
            .iter()
            .filter(|(_, place)| place.online && place.is_open())
            .map(|(id, _)| id.clone())
            .collect();
        for warehouse in online {
            self.release_waiting(&warehouse)?;
        }
        if self.ticks.is_multiple_of(PRUNE_TICKS) {
            self.store.prune(now)?;
        }
        self.tell_the_rest()?;
        let wanted = self.wish()?;
        Ok(if wanted.is_empty() { Reply::Done } else { Reply::NeedsRights(wanted) })
    }

    /// Commands of other processes fence and unfence; sites come with joins.
    fn refresh_sites(&mut self) -> Result<(), StoreError> {
        for (warehouse, site, fenced) in self.store.sites()? {
            if let Some(place) = self.world.places.get_mut(&warehouse) {
                place.node = Some(site);
            }
            self.heed_fence(&warehouse, fenced);
        }
        Ok(())
    }

    /// A fence stands, or does not: what waited for stock behind one is looked at again once it is gone.
    pub(super) fn heed_fence(&mut self, warehouse: &WarehouseId, fenced: bool) {
        let place = self.world.places.get_mut(warehouse);
        let was = place.is_some_and(|place| std::mem::replace(&mut place.fenced, fenced));
        if was && !fenced {
            self.backlog.all_due();
        }
    }

    pub(super) fn use_token(&mut self, digest: &[u8; 32]) -> Result<Reply, StoreError> {
        let seat: Result<_, JoinRefusal> = self.store.use_token(digest, self.world.now)?;
        if let Ok(seat) = &seat
            && let Some(place) = self.world.places.get_mut(&seat.warehouse)
        {
            place.node = Some(seat.site);
        }
        Ok(Reply::Seat(seat))
    }
}
