//! Lane 3: documents, both ways, as changed since a version of the sender's clock. Before version 4 the catalogue as records,
//! from the hub to its nodes. Paced.

use holdfast_crdt::SiteId;

use super::Session;
use crate::catalogue::{DocumentChanges, ProductRecord};
use crate::effect::{Close, Inbound, Lane};
use crate::message::{Documents, Products};
use crate::source::Source;
use crate::wire;

impl Session {
    pub(super) fn transmit_documents(&mut self, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        let sending = &self.sending[Lane::Documents as usize];
        let (from, limit) = (sending.sent(), self.config.limits.documents);
        if from >= self.standing.position.catalogue {
            return Ok(None);
        }
        let mut documents: Vec<DocumentChanges> = source.documents_since(from, limit)?;
        documents.truncate(limit);
        documents.truncate(wire::fitting(&documents)?);
        // versions of documents that are not for this peer are told, too
        let through = documents.last().map_or(self.standing.position.catalogue, |document| document.version);
        let number = sending.next_number();
        self.send(Lane::Documents, Documents { number, from, through, documents }, through)
    }

    pub(super) fn receive_documents(&mut self, portion: Documents) -> Result<(), Close> {
        let Documents { number, from, through, documents } = portion;
        if let Some(through) = self.admit_portion(number, from, through, "documents are missing")? {
            self.apply(Lane::Documents, number, Inbound::Documents { through, documents }, None);
        }
        Ok(())
    }

    /// Up to where a portion brings us; `None` for one that holds nothing new.
    fn admit_portion(&mut self, number: u64, from: u64, through: u64, gap: &str) -> Result<Option<u64>, Close> {
        let lane = &mut self.receiving[Lane::Documents as usize];
        if !lane.admit(number)? {
            self.counters.repeated += 1;
            return Ok(None);
        }
        if from > lane.received {
            return Err(wire::violation(gap));
        }
        if through <= lane.received {
            self.repeated(Lane::Documents, number);
            return Ok(None);
        }
        lane.received = through;
        Ok(Some(through))
    }

    pub(super) fn transmit_products(&mut self, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        let sending = &self.sending[Lane::Documents as usize];
        let (from, limit) = (sending.sent(), self.config.limits.products);
        if from >= self.standing.position.catalogue || self.peer_site == SiteId::HUB {
            return Ok(None);
        }
        let found = source.products_since(from, limit + 1)?;
        let records = whole_versions(found, limit)?;
        // versions that no record has (a hub that was restored passes over those it may have given before) are told, too
        let through = records.last().map_or(self.standing.position.catalogue, |record| record.version);
        let number = sending.next_number();
        self.send(Lane::Documents, Products { number, from, through, records }, through)
    }

    pub(super) fn receive_products(&mut self, portion: Products) -> Result<(), Close> {
        let Products { number, from, through, records } = portion;
        if self.peer_site != SiteId::HUB {
            return Err(wire::violation("a catalogue that is not the hub's"));
        }
        if let Some(through) = self.admit_portion(number, from, through, "product records are missing")? {
            self.apply(Lane::Documents, number, Inbound::Products { through, records }, None);
        }
        Ok(())
    }
}

/// As many records as fit, cut between two versions: the receiver goes on after a version, so half of one would be lost.
fn whole_versions(mut records: Vec<ProductRecord>, limit: usize) -> Result<Vec<ProductRecord>, Close> {
    let fit = wire::fitting(&records)?.min(limit);
    if fit < records.len() {
        let next = records[fit].version;
        records.truncate(fit);
        records.retain(|record| record.version < next);
        if records.is_empty() {
            return Err(Close::Store(format!("version {next} of the catalogue fits no frame")));
        }
    }
    Ok(records)
}
