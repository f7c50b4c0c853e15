//! Products, warehouses and slots: documents that the hub edits, and that floors edit, too. What they show (a product, a
//! warehouse, a reorder point) is kept beside them, so that no order reads a document.

use holdfast_crdt::{DocId, Document, ReplicaId, SiteId, Sku, WarehouseId};
use holdfast_shell::document::{Slot, SlotPatch};
use holdfast_shell::http::answer::Answer;
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::Context;
use holdfast_shell::sqlite::{Keep, StoreError, Stored};
use holdfast_sync::DocumentChanges;
use serde_json::json;

use super::HubEngine;
use super::client::check_version;
use crate::catalogue::{Product, ProductBody, ProductPatch};
use crate::core::world::Place;
use crate::store::HubStore;
use crate::warehouse::{Warehouse, WarehouseBody, WarehousePatch};

/// Documents made in one transaction of a store that had none.
const MADE_AT_ONCE: usize = 1_000;

type Decided<T> = Result<Result<T, Problem>, StoreError>;

impl<S: HubStore> HubEngine<S> {
    /// The document, and how often it has changed; a new one where there is none.
    fn document(&mut self, id: &DocId) -> Result<(Document, u64), StoreError> {
        let found = self.store.document(id, self.author)?;
        Ok(match found {
            Some(Stored { document, revision, .. }) => (document, revision),
            None => (Document::new(id, self.author), 0),
        })
    }

    /// Keeps a document under the present clock.
    fn keep_document(
        &mut self,
        id: &DocId,
        (document, revision): (&mut Document, u64),
        shown: &str,
    ) -> Result<(), StoreError> {
        let keep = Keep { id, version: self.catalogue_clock, revision: revision + 1, shown };
        self.store.save_document(&keep, document)?;
        self.list_conflicts(id, document, false)
    }

    fn pending_warehouse(&mut self, id: &WarehouseId) -> Result<Option<Warehouse>, StoreError> {
        let pending = self.extra.warehouses.iter().rev().find(|warehouse| warehouse.body.id == *id).cloned();
        let known = self.world.places.contains_key(id);
        let found = match pending {
            Some(warehouse) => Some(warehouse),
            None => self.store.warehouse(id)?,
        };
        Ok(found.filter(|_| known))
    }

    pub(super) fn create_warehouse(&mut self, body: &WarehouseBody) -> Decided<Answer> {
        if self.world.places.contains_key(&body.id) {
            return Ok(Err(Problem::new(Slug::Conflict, format!("there is a warehouse {} already", body.id))));
        }
        if let Err(problem) = body.bins.stand_in(&body.zones) {
            return Ok(Err(problem));
        }
        let warehouse = Warehouse { body: body.clone(), version: 1 };
        let id = DocId::Warehouse(body.id.clone());
        let mut document = Document::new(&id, self.author);
        if let Err(problem) = warehouse.write(&mut document) {
            return Ok(Err(problem));
        }
        self.catalogue_clock += 1;
        self.keep_document(&id, (&mut document, 0), "")?;
        if self.world.desk.book(&body.id).is_none() {
            let book = self.store.create_book(&body.id, ReplicaId::new(SiteId::HUB, 1))?;
            self.world.desk.open_book(book);
        }
        self.world.places.insert(body.id.clone(), Place { at: warehouse.point(), ..Place::default() });
        self.world.emit("WarehouseCreated", &body.id, json!({ "warehouseId": body.id }));
        let answer = Answer::created(format!("/v1/warehouses/{}", body.id), &warehouse).with_etag(1);
        self.extra.warehouses.push(warehouse);
        Ok(Ok(answer))
    }

    pub(super) fn patch_warehouse(
        &mut self,
        context: &Context,
        id: &WarehouseId,
        patch: &WarehousePatch,
    ) -> Decided<Answer> {
        let Some(mut warehouse) = self.pending_warehouse(id)? else { return Ok(Err(Problem::not_found("warehouse"))) };
        if let Err(problem) = check_version(context, warehouse.version) {
            return Ok(Err(problem));
        }
        let doc = DocId::Warehouse(id.clone());
        let (mut document, revision) = self.document(&doc)?;
        if let Err(problem) = warehouse.edit(&mut document, patch.clone()) {
            return Ok(Err(problem));
        }
        self.catalogue_clock += 1;
        self.keep_document(&doc, (&mut document, revision), "")?;
        Ok(Ok(self.keep_warehouse(warehouse)))
    }

    fn keep_warehouse(&mut self, warehouse: Warehouse) -> Answer {
        let id = warehouse.body.id.clone();
        if let Some(place) = self.world.places.get_mut(&id) {
            place.at = warehouse.point();
        }
        self.world.emit("WarehouseUpdated", &id, json!({ "warehouseId": id }));
        let answer = Answer::ok(&warehouse).with_etag(warehouse.version);
        self.extra.warehouses.push(warehouse);
        answer
    }

    pub(super) fn pending_product(&mut self, sku: &Sku) -> Result<Option<Product>, StoreError> {
        match self.extra.products.iter().rev().find(|product| product.body.sku == *sku) {
            Some(product) => Ok(Some(product.clone())),
            None => self.store.product(sku),
        }
    }

    pub(super) fn create_product(&mut self, body: &ProductBody) -> Decided<Answer> {
        if self.world.catalogue.contains(&body.sku) {
            return Ok(Err(Problem::new(Slug::Conflict, format!("there is a product {} already", body.sku))));
        }
        self.catalogue_clock += 1;
        let product = Product { body: body.clone(), version: self.catalogue_clock, discontinued: false };
        // one that was removed before has a document: floors may have it still
        if let Err(problem) = self.rewrite_product(&product)? {
            return Ok(Err(problem));
        }
        self.world.catalogue.insert(body.sku.clone());
        let place = format!("/v1/products/{}", escape(body.sku.as_str()));
        Ok(Ok(self.keep_product(product, |product| Answer::created(place, product))))
    }

    pub(super) fn patch_product(&mut self, context: &Context, sku: &Sku, patch: &ProductPatch) -> Decided<Answer> {
        let Some(mut product) = self.pending_product(sku)?.filter(|product| !product.discontinued) else {
            return Ok(Err(Problem::not_found("product")));
        };
        if let Err(problem) = check_version(context, product.version) {
            return Ok(Err(problem));
        }
        let id = DocId::Product(sku.clone());
        let (mut document, revision) = self.document(&id)?;
        if let Err(problem) = product.edit(&mut document, patch.clone(), self.catalogue_clock + 1) {
            return Ok(Err(problem));
        }
        self.catalogue_clock += 1;
        self.keep_document(&id, (&mut document, revision), "")?;
        Ok(Ok(self.keep_product(product, Answer::ok)))
    }

    /// Brings a product's document to what the product says, under the present clock.
    pub(super) fn rewrite_product(&mut self, product: &Product) -> Decided<()> {
        let id = DocId::Product(product.body.sku.clone());
        let (mut document, revision) = self.document(&id)?;
        if let Err(problem) = product.write(&mut document) {
            return Ok(Err(problem));
        }
        self.keep_document(&id, (&mut document, revision), "").map(Ok)
    }

    pub(super) fn keep_product(&mut self, product: Product, answer: impl FnOnce(&Product) -> Answer) -> Answer {
        let told = answer(&product);
        let told = if told.body.is_empty() { told } else { told.with_etag(product.version) };
        self.world.emit(
            "ProductUpdated",
            &product.body.sku,
            json!({ "sku": product.body.sku, "discontinued": product.discontinued }),
        );
        self.extra.products.push(product);
        told
    }

    pub(super) fn patch_slot(
        &mut self,
        context: &Context,
        (warehouse, sku): (&WarehouseId, &Sku),
        patch: &SlotPatch,
    ) -> Decided<Answer> {
        if !self.world.places.contains_key(warehouse) {
            return Ok(Err(Problem::not_found("warehouse")));
        }
        if !self.world.catalogue.contains(sku) {
            return Ok(Err(Problem::not_found("product")));
        }
        let id = DocId::Slot(warehouse.clone(), sku.clone());
        let (mut document, revision, mut slot) = self.slot(&id, (warehouse, sku))?;
        if let Err(problem) = check_version(context, slot.version) {
            return Ok(Err(problem));
        }
        if let Err(problem) = slot.edit(&mut document, patch.clone()) {
            return Ok(Err(problem));
        }
        self.catalogue_clock += 1;
        self.keep_slot(&id, (&mut document, revision), &slot)?;
        Ok(Ok(Answer::ok(&slot).with_etag(slot.version)))
    }

    /// A slot with its document; an empty one where nobody has described it.
    fn slot(
        &mut self,
        id: &DocId,
        (warehouse, sku): (&WarehouseId, &Sku),
    ) -> Result<(Document, u64, Slot), StoreError> {
        Ok(match self.store.document(id, self.author)? {
            Some(Stored { document, revision, shown, .. }) => {
                let slot = serde_json::from_str(&shown)
                    .map_err(|error| StoreError::Broken(format!("document {id} shows no slot: {error}")))?;
                (document, revision, slot)
            }
            None => (Document::new(id, self.author), 0, Slot::empty(warehouse, sku)),
        })
    }

    fn keep_slot(&mut self, id: &DocId, document: (&mut Document, u64), slot: &Slot) -> Result<(), StoreError> {
        let shown = serde_json::to_string(slot).map_err(|error| StoreError::Broken(error.to_string()))?;
        self.keep_document(id, document, &shown)?;
        self.store.save_slot(slot)?;
        let point = slot.reorder_point.map(|units| units.get());
        self.reorder.set((slot.warehouse_id.clone(), slot.sku.clone()), point);
        let subject = format!("{}/{}", slot.warehouse_id, slot.sku);
        self.world.emit("SlotUpdated", subject, json!({ "warehouseId": slot.warehouse_id, "sku": slot.sku }));
        Ok(())
    }

    /// Merges what a floor has edited. Other floors are told of what was new by it; what was known raises no version, so
    /// that echoes end.
    pub(super) fn hear_documents(
        &mut self,
        warehouse: &WarehouseId,
        through: u64,
        documents: &[DocumentChanges],
    ) -> Result<(), StoreError> {
        for changed in documents {
            // I-8: a floor edits products, its own warehouse and its own slots
            if !changed.id.is_for(warehouse) {
                metrics::counter!("documents_refused_total").increment(1);
                tracing::error!(%warehouse, document = %changed.id, "a floor sent a document that is not its own");
                continue;
            }
            self.hear_document(changed)?;
        }
        self.world.desk.hear_catalogue(warehouse, through);
        Ok(())
    }

    fn hear_document(&mut self, changed: &DocumentChanges) -> Result<(), StoreError> {
        let id = &changed.id;
        let (mut document, revision) = self.document(id)?;
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
        self.catalogue_clock += 1;
        self.list_conflicts(id, &document, true)?;
        match id {
            DocId::Product(sku) => {
                let before = self.pending_product(sku)?;
                let product = Product::merged(sku, &document.read(), before.as_ref(), self.catalogue_clock);
                match product.discontinued {
                    true => drop(self.world.catalogue.swap_remove(sku)),
                    false => drop(self.world.catalogue.insert(sku.clone())),
                }
                self.keep_document(id, (&mut document, revision), "")?;
                self.keep_product(product, Answer::ok);
            }
            DocId::Warehouse(warehouse) => {
                self.keep_document(id, (&mut document, revision), "")?;
                let before = self.pending_warehouse(warehouse)?.unwrap_or_else(|| Warehouse::unnamed(warehouse));
                self.keep_warehouse(Warehouse::merged(&before, &document.read()));
            }
            DocId::Slot(warehouse, sku) => {
                let (_, _, before) = self.slot(id, (warehouse, sku))?;
                let slot = Slot::merged(&before, &document.read());
                self.keep_slot(id, (&mut document, revision), &slot)?;
            }
        }
        Ok(())
    }

    /// Makes documents of what a store holds that was written before there were any. Each gets a new version: floors have the
    /// catalogue up to the present one as records, and are to have the documents.
    pub(super) fn document_all(&mut self) -> Result<(), StoreError> {
        loop {
            let (products, warehouses) = self.store.undocumented(MADE_AT_ONCE)?;
            if products.is_empty() && warehouses.is_empty() {
                return Ok(());
            }
            self.store.begin()?;
            for mut product in products {
                self.catalogue_clock += 1;
                product.version = self.catalogue_clock;
                let id = DocId::Product(product.body.sku.clone());
                let mut document = Document::new(&id, self.author);
                unwritten(&id, product.write(&mut document));
                self.keep_document(&id, (&mut document, 0), "")?;
                self.extra.products.push(product);
            }
            for warehouse in warehouses {
                self.catalogue_clock += 1;
                let id = DocId::Warehouse(warehouse.body.id.clone());
                let mut document = Document::new(&id, self.author);
                unwritten(&id, warehouse.write(&mut document));
                self.keep_document(&id, (&mut document, 0), "")?;
            }
            self.store.save(&mut self.world, &mut self.extra)?;
            self.store.commit()?;
        }
    }
}

/// A record that fits no document stands without one's content until it is edited next.
fn unwritten(id: &DocId, written: Result<(), Problem>) {
    if let Err(problem) = written {
        tracing::error!(document = %id, detail = problem.detail, "a record does not fit its document");
    }
}

/// A SKU as a path segment.
fn escape(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }).collect()
}
