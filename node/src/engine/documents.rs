//! Documents on the floor: edits of our own, the link up or not, and what the hub and other floors have edited.

use std::sync::Arc;

use holdfast_crdt::{DocId, Document, Sku};
use holdfast_shell::document::{Product, ProductPatch, Slot, SlotPatch, Warehouse, WarehousePatch};
use holdfast_shell::http::answer::{Answer, Outcome, etag};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::{Context, guard};
use holdfast_shell::sqlite::{self as kit, Keep, StoreError, Stored};
use holdfast_shell::stock::EventDraft;
use holdfast_sync::{DocumentChanges, ProductRecord};
use serde::Serialize;
use serde_json::{Value, json};

use super::NodeEngine;
use crate::core::rights::Planned;
use crate::store;

/// An edit that a client asks for.
#[derive(Debug, Clone)]
pub enum Edit {
    Product(Sku, Box<ProductPatch>),
    /// The node's own.
    Warehouse(Box<WarehousePatch>),
    Slot(Sku, Box<SlotPatch>),
    /// A barcode that was found on a product and that nobody knew.
    Barcode(Sku, Arc<str>),
}

/// Versions of documents that a forgotten life can have given.
const CLOCK_GAP: u64 = 1 << 20;

impl NodeEngine {
    pub(super) fn edit(&mut self, context: &Context, edit: &Edit) -> Result<Outcome, StoreError> {
        match edit {
            Edit::Product(sku, patch) => self.edit_product(context, sku, (**patch).clone()),
            Edit::Warehouse(patch) => self.edit_warehouse(context, (**patch).clone()),
            Edit::Slot(sku, patch) => self.edit_slot(context, sku, (**patch).clone()),
            Edit::Barcode(sku, code) => self.bind(context, sku, code),
        }
    }

    /// The document, the version of our own that it has, and how often it has changed; a new one where there is none.
    fn document(&mut self, id: &DocId) -> Result<(Document, u64, u64), StoreError> {
        Ok(match kit::load_document(&self.connection, id, self.author)? {
            Some(Stored { document, version, revision, .. }) => (document, version, revision),
            None => (Document::new(id, self.author), 0, 0),
        })
    }

    /// Keeps an edit of our own: the hub is to be sent it.
    fn keep_edit(&mut self, id: &DocId, document: &mut Document, shown: &impl Serialize, revision: u64) -> Kept {
        self.document_clock += 1;
        self.keep_document(id, document, shown, (self.document_clock, revision))
    }

    fn keep_document(
        &mut self,
        id: &DocId,
        document: &mut Document,
        shown: &impl Serialize,
        (version, revision): (u64, u64),
    ) -> Kept {
        let shown = serde_json::to_string(shown).map_err(|error| StoreError::Broken(error.to_string()))?;
        kit::save_document(&self.connection, &Keep { id, version, revision, shown: &shown }, document)
    }

    fn edit_product(&mut self, context: &Context, sku: &Sku, patch: ProductPatch) -> Result<Outcome, StoreError> {
        let found = store::shown_product(&self.connection, sku)?.filter(|product| !product.discontinued);
        let Some(mut product) = found else { return Ok(Err(Problem::not_found("product"))) };
        if let Err(problem) = guard(context.if_match.as_deref(), &etag(product.version)) {
            return Ok(Err(problem));
        }
        let id = DocId::Product(sku.clone());
        let (mut document, _, revision) = self.document(&id)?;
        let version = product.version + 1;
        if let Err(problem) = product.edit(&mut document, patch, version) {
            return Ok(Err(problem));
        }
        self.keep_edit(&id, &mut document, &product, revision + 1)?;
        self.show_product(&product, None)?;
        Ok(Ok(Answer::ok(&product).with_etag(product.version)))
    }

    fn show_product(&mut self, product: &Product, heard: Option<u64>) -> Kept {
        store::show_product(&self.connection, product, heard)?;
        let sku = &product.body.sku;
        let data = json!({ "sku": sku, "discontinued": product.discontinued });
        self.news.push(EventDraft::new("ProductUpdated", sku, &data));
        Ok(())
    }

    /// A code means one product: the scanner would not know which.
    fn bind(&mut self, context: &Context, sku: &Sku, code: &str) -> Result<Outcome, StoreError> {
        let found = store::shown_product(&self.connection, sku)?.filter(|product| !product.discontinued);
        let Some(product) = found else { return Ok(Err(Problem::not_found("product"))) };
        if let Some(other) = store::bearer_but(&self.connection, code, sku)? {
            let detail = format!("{code} is the barcode of {other}");
            return Ok(Err(Problem::new(Slug::Conflict, detail.clone()).field("/code", detail)));
        }
        if product.body.barcodes.codes().iter().any(|known| known == code) {
            let told = Answer::ok(&product).with_etag(product.version);
            return Ok(guard(context.if_match.as_deref(), &etag(product.version)).map(|()| told));
        }
        let Some(codes) = product.body.barcodes.and(code) else {
            return Ok(Err(Problem::new(Slug::Conflict, format!("{sku} has as many barcodes as it may have"))));
        };
        self.edit_product(context, sku, ProductPatch { barcodes: Some(Some(codes)), ..ProductPatch::default() })
    }

    fn edit_warehouse(&mut self, context: &Context, patch: WarehousePatch) -> Result<Outcome, StoreError> {
        let own = self.seat.warehouse.clone();
        let mut warehouse = store::shown_warehouse(&self.connection, &own)?;
        if let Err(problem) = guard(context.if_match.as_deref(), &etag(warehouse.version)) {
            return Ok(Err(problem));
        }
        let id = DocId::Warehouse(own);
        let (mut document, _, revision) = self.document(&id)?;
        if let Err(problem) = warehouse.edit(&mut document, patch) {
            return Ok(Err(problem));
        }
        self.keep_edit(&id, &mut document, &warehouse, revision + 1)?;
        self.show_warehouse(&warehouse)?;
        Ok(Ok(Answer::ok(&warehouse).with_etag(warehouse.version)))
    }

    fn show_warehouse(&mut self, warehouse: &Warehouse) -> Kept {
        store::show_bins(&self.connection, warehouse)?;
        let planned = Planned::of(&warehouse.body);
        if planned != self.policy.planned {
            self.policy.planned = planned;
            // what was kept before may be excess now
            self.watch_all()?;
        }
        let id = &warehouse.body.id;
        self.news.push(EventDraft::new("WarehouseUpdated", id, &json!({ "warehouseId": id })));
        Ok(())
    }

    fn edit_slot(&mut self, context: &Context, sku: &Sku, patch: SlotPatch) -> Result<Outcome, StoreError> {
        if let Err(problem) = self.must_know([sku].into_iter())? {
            return Ok(Err(problem));
        }
        let id = DocId::Slot(self.seat.warehouse.clone(), sku.clone());
        let mut slot = self.shown_slot(&id, sku)?;
        if let Err(problem) = guard(context.if_match.as_deref(), &etag(slot.version)) {
            return Ok(Err(problem));
        }
        let (mut document, _, revision) = self.document(&id)?;
        if let Err(problem) = slot.edit(&mut document, patch) {
            return Ok(Err(problem));
        }
        self.keep_edit(&id, &mut document, &slot, revision + 1)?;
        self.show_slot(&slot)?;
        Ok(Ok(Answer::ok(&slot).with_etag(slot.version)))
    }

    fn shown_slot(&self, id: &DocId, sku: &Sku) -> Result<Slot, StoreError> {
        let Some((shown, _)) = kit::shown_document(&self.connection, id)? else {
            return Ok(Slot::empty(&self.seat.warehouse, sku));
        };
        serde_json::from_str(&shown).map_err(|error| StoreError::Broken(format!("document {id}: {error}")))
    }

    fn show_slot(&mut self, slot: &Slot) -> Kept {
        store::show_slot(&self.connection, slot)?;
        let point = slot.reorder_point.map(|units| units.get());
        self.load_cells([&slot.sku])?;
        self.reorder.set((slot.warehouse_id.clone(), slot.sku.clone()), point);
        let subject = format!("{}/{}", slot.warehouse_id, slot.sku);
        let data = json!({ "warehouseId": slot.warehouse_id, "sku": slot.sku });
        self.news.push(EventDraft::new("SlotUpdated", subject, &data));
        Ok(())
    }

    /// Merges what the hub sent. It has what it sent, so our own version of a document stays as it is: nothing goes back.
    pub(super) fn hear_documents(&mut self, through: u64, documents: &[DocumentChanges]) -> Kept {
        for changed in documents {
            // I-8
            if changed.id.is_for(&self.seat.warehouse) {
                self.hear_document(changed, through)?;
            } else {
                metrics::counter!("documents_refused_total").increment(1);
                tracing::error!(document = %changed.id, "the hub sent a document of another warehouse");
            }
        }
        self.desk.hear_catalogue(&self.seat.warehouse, through);
        Ok(())
    }

    fn hear_document(&mut self, changed: &DocumentChanges, through: u64) -> Kept {
        let id = &changed.id;
        let (mut document, version, revision) = self.document(id)?;
        match document.merge(&changed.changes) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                // one document must not hold up all that come after it
                metrics::counter!("documents_refused_total").increment(1);
                tracing::error!(document = %id, %error, "changes of a document could not be merged");
                return Ok(());
            }
        }
        let (read, kept) = (document.read(), (version, revision + 1));
        match id {
            DocId::Product(sku) => {
                let before = store::shown_product(&self.connection, sku)?;
                let shown = before.as_ref().map_or(0, |product| product.version) + 1;
                let product = Product::merged(sku, &read, before.as_ref(), shown);
                self.keep_document(id, &mut document, &product, kept)?;
                self.show_product(&product, Some(through))?;
            }
            DocId::Warehouse(own) => {
                let before = store::shown_warehouse(&self.connection, own)?;
                let warehouse = Warehouse::merged(&before, &read);
                self.keep_document(id, &mut document, &warehouse, kept)?;
                self.show_warehouse(&warehouse)?;
            }
            DocId::Slot(_, sku) => {
                let slot = Slot::merged(&self.shown_slot(id, sku)?, &read);
                self.keep_document(id, &mut document, &slot, kept)?;
                self.show_slot(&slot)?;
            }
        }
        if version == 0 {
            // nothing here was ever written by us: the hub has all of it
            kit::note_peer_has(&self.connection, id, &document.heads())?;
        }
        Ok(())
    }

    /// A hub of an earlier version tells of a product that was edited here: what it tells, and what we know beside that.
    pub(super) fn reshow_product(&mut self, record: &ProductRecord) -> Kept {
        let id = DocId::Product(record.sku.clone());
        let Some(stored) = kit::load_document(&self.connection, &id, self.author)? else { return Ok(()) };
        let before = store::shown_product(&self.connection, &record.sku)?;
        let version = before.as_ref().map_or(0, |product| product.version) + 1;
        let Some(mut product) = Product::recalled(record.clone(), before) else { return Ok(()) };
        product.version = version;
        let read = stored.document.read();
        let ours = read.get("barcodes").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        for code in ours {
            if !product.body.barcodes.codes().iter().any(|known| known == code)
                && let Some(codes) = product.body.barcodes.and(code)
            {
                product.body.barcodes = codes;
            }
        }
        let shown = serde_json::to_string(&product).map_err(|error| StoreError::Broken(error.to_string()))?;
        kit::reshow_document(&self.connection, &id, &shown)?;
        self.show_product(&product, Some(record.version))
    }

    /// The hub was put back to a copy: it may have forgotten any document, and is sent them all.
    pub(super) fn send_documents_anew(&mut self) -> Kept {
        self.document_clock = kit::send_all_anew(&self.connection, self.document_clock)?;
        Ok(())
    }

    /// Another life begins: versions that a forgotten one may have given are not given again.
    pub(super) fn pass_over_versions(&mut self) -> Kept {
        self.document_clock += CLOCK_GAP;
        store::raise_document_clock(&self.connection, self.document_clock)
    }

    /// The hub holds versions up to here of lives that are over. Where the present one has begun below that (a copy that was
    /// restored twice), what it has edited so far bears versions that were given before.
    pub(super) fn go_on_above(&mut self, heard: u64) -> Kept {
        if heard < self.document_clock {
            return Ok(());
        }
        self.document_clock = heard;
        store::raise_document_clock(&self.connection, heard)?;
        self.send_documents_anew()
    }

    /// What is held of the catalogue as records is to come as documents, should the hub have them.
    pub(super) fn prefer_documents(&mut self) -> Kept {
        if !store::is_by_documents(&self.connection)? {
            self.desk.forget_catalogue(&self.seat.warehouse);
            store::set_by_documents(&self.connection, true)?;
        }
        Ok(())
    }
}

type Kept = Result<(), StoreError>;
