//! Holds of a restored side. A hold is the side's own that made it: one made after the copy is forgotten, and one let go
//! after it may be back. Their goods are never counted twice or lost for that, as the audit finds.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::api::{Answer, Api, Ask, Journal, escaped, int, text};
use crate::stage::Stage;

#[derive(Debug, Default)]
pub struct Holds {
    /// Units of holds as restores left them.
    left: BTreeMap<String, i64>,
    pub forgotten: u64,
    pub returned: u64,
}

impl Holds {
    /// Brings the ghost ledger up to what a restored side knows of its holds.
    pub async fn look(&mut self, stage: &Stage, api: &Api, journal: &Journal) -> Result<()> {
        for (id, made) in made(journal) {
            let Made { answer, let_go } = made;
            let usual = if let_go { 0 } else { int(&answer.body, "quantity") };
            let expected = self.left.get(&id).copied().unwrap_or(usual);
            let now = units(&api.insist(&Ask::get(format!("/v1/reservations/{}", escaped(&id)))).await?);
            if now != expected {
                stage.ghost.held(text(&answer.body, "warehouseId"), text(&answer.body, "sku"), now - expected);
                self.forgotten += u64::from(now < expected);
                self.returned += u64::from(now > expected);
                self.left.insert(id, now);
            }
        }
        Ok(())
    }
}

struct Made {
    answer: Answer,
    let_go: bool,
}

/// Every hold that this side ever made.
fn made(journal: &Journal) -> BTreeMap<String, Made> {
    let mut made: BTreeMap<String, Made> = BTreeMap::new();
    for (ask, answer) in journal.since(0).into_iter().filter(|(_, answer)| answer.ok()) {
        if ask.path.ends_with("/reserve") {
            made.insert(text(&answer.body, "reservationId").to_owned(), Made { answer, let_go: false });
        } else if let Some(hold) = ask.path.strip_prefix("/v1/reservations/").and_then(|id| made.get_mut(id)) {
            hold.let_go = true;
        }
    }
    made
}

fn units(shown: &Answer) -> i64 {
    if shown.body["state"] == "active" { int(&shown.body, "quantity") } else { 0 }
}
