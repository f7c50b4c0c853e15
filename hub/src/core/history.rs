//! What happened to a purchase order, a return or a transfer, oldest first.

use std::borrow::Cow;

use holdfast_crdt::Millis;
use serde::{Deserialize, Serialize};

use super::order::{HISTORY_MAX, HistoryEntry};

/// At most [`HISTORY_MAX`] entries: what comes after is not noted (I-9).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct History(Vec<HistoryEntry>);

impl History {
    pub fn note(
        &mut self,
        at: Millis,
        event: &'static str,
        actor: impl Into<Cow<'static, str>>,
        detail: Option<String>,
    ) {
        if self.0.len() < HISTORY_MAX {
            let (event, actor, detail) = (event.into(), actor.into(), detail.map(Into::into));
            self.0.push(HistoryEntry { at, event, actor, detail });
        }
    }

    pub fn entries(&self) -> &[HistoryEntry] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
