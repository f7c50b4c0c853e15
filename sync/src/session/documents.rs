//! Lane 3: the catalogue, from the hub to its nodes, as changed since a version. Paced.

use holdfast_crdt::SiteId;

use super::Session;
use crate::catalogue::ProductRecord;
use crate::effect::{Close, Inbound, Lane};
use crate::message::Products;
use crate::source::Source;
use crate::wire;

impl Session {
    pub(super) fn transmit_products(&mut self, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        let sending = &self.sending[Lane::Documents as usize];
        let (from, limit) = (sending.sent(), self.config.limits.products);
        if from >= self.standing.position.catalogue {
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
        let lane = &mut self.receiving[Lane::Documents as usize];
        if !lane.admit(number)? {
            self.counters.repeated += 1;
            return Ok(());
        }
        if from > lane.received {
            return Err(wire::violation("product records are missing"));
        }
        if through <= lane.received {
            self.repeated(Lane::Documents, number);
            return Ok(());
        }
        lane.received = through;
        self.apply(Lane::Documents, number, Inbound::Products { through, records }, None);
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
