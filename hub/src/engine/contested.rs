//! The list of documents that wait for somebody to choose: it follows each change of a document, in its transaction.

use holdfast_crdt::{DocId, Document};
use holdfast_shell::sqlite::StoreError;

use super::HubEngine;
use crate::core::contested::{Contested, told};
use crate::store::HubStore;

/// Documents of a store from before there was the list that are looked through in one transaction.
const LISTED_AT_ONCE: usize = 1_000;

impl<S: HubStore> HubEngine<S> {
    /// Lists a document that changed, with its conflicts. Only what a floor wrote brings any: of other changes those are looked
    /// at that may have settled some.
    pub(super) fn list_conflicts(&mut self, id: &DocId, document: &Document, merged: bool) -> Result<(), StoreError> {
        let before = self.store.conflicts(id)?;
        if before.is_empty() && !merged {
            return Ok(());
        }
        let fields = fields_of(document);
        if before.is_empty() && fields.is_empty() {
            return Ok(());
        }
        if fields.iter().any(|field| !before.contains(field)) {
            let (subject, data) = told(id);
            self.world.emit("ConflictFound", subject, data);
        }
        let changed_at = Some(self.world.now);
        self.store.save_conflicts(&Contested { id: id.clone(), fields, changed_at })
    }

    /// Lists the documents of a store from before there was the list, once. What it has done stays done if it ends early.
    pub(super) fn list_all_conflicts(&mut self) -> Result<(), StoreError> {
        loop {
            let unlisted = self.store.unlisted_documents(LISTED_AT_ONCE)?;
            if unlisted.is_empty() {
                return Ok(());
            }
            self.store.begin()?;
            for id in &unlisted {
                self.list_as_found(id)?;
            }
            self.store.looked_through(&unlisted)?;
            self.store.commit()?;
        }
    }

    fn list_as_found(&mut self, id: &DocId) -> Result<(), StoreError> {
        match self.store.document(id, self.author) {
            Ok(Some(stored)) => {
                let fields = fields_of(&stored.document);
                if fields.is_empty() {
                    return Ok(());
                }
                self.store.save_conflicts(&Contested { id: id.clone(), fields, changed_at: None })
            }
            Ok(None) => Ok(()),
            // one that cannot be read is a matter for whoever asks for it, not for all that begin
            Err(StoreError::Broken(detail)) => {
                tracing::error!(document = %id, detail, "a document could not be looked through for conflicts");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

fn fields_of(document: &Document) -> Vec<String> {
    document.conflicts().into_iter().map(|conflict| conflict.pointer).collect()
}
