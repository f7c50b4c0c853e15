//! A count as it is kept: what was counted, what became of it, and whether it waits for a supervisor.

use std::sync::Arc;

use holdfast_crdt::{Count, Millis, Sku};
use serde::{Deserialize, Serialize};
use ulid::Ulid;
use utoipa::ToSchema;

use super::Refusal;
use super::bins::Bin;
use super::count::{CountLine, Difference, brought_up};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountState {
    /// A difference is beyond the threshold: nothing was changed yet.
    AwaitingApproval,
    Applied,
    Rejected,
    /// Something of it was counted anew before anybody decided on it.
    Superseded,
}

impl CountState {
    pub fn name(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Applied => "applied",
            Self::Rejected => "rejected",
            Self::Superseded => "superseded",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountRecord {
    pub count: Ulid,
    pub state: CountState,
    pub at: Millis,
    pub actor: Arc<str>,
    pub reference: Option<Arc<str>>,
    pub list: Option<Ulid>,
    /// Whoever counted was not told what is expected.
    pub blind: bool,
    pub lines: Vec<RecordLine>,
    pub decision: Option<Decision>,
    pub version: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLine {
    pub sku: Sku,
    #[serde(default)]
    pub bin: Option<Bin>,
    pub counted: Count,
    pub expected: u64,
    pub difference: i64,
    pub claimed: u64,
    /// What the books said of it when it was counted: on hand, or in the bin.
    pub basis: u64,
}

/// What a supervisor decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub at: Millis,
    pub actor: Arc<str>,
    pub reason: Option<Arc<str>>,
}

impl RecordLine {
    pub fn of(line: &CountLine, found: Difference) -> Self {
        let Difference { sku, bin, expected, difference, claimed, basis, .. } = found;
        Self { sku, bin, counted: line.counted, expected, difference, claimed, basis }
    }
}

impl CountRecord {
    /// Refuses to decide on a count that waits for nobody.
    pub fn must_wait(&self) -> Result<(), Refusal> {
        match self.state {
            CountState::AwaitingApproval => Ok(()),
            state => Err(Refusal::WrongState(format!("the count is {}: nothing waits for approval", state.name()))),
        }
    }

    /// The count as it stands against today's books. `now`: what they say of each line, as [`RecordLine::basis`] did. What
    /// moved since the count was made has moved from, or to, what was counted.
    pub fn brought_up(&self, now: impl Fn(&RecordLine) -> u64) -> Vec<CountLine> {
        let line = |line: &RecordLine| CountLine {
            sku: line.sku.clone(),
            counted: brought_up(line.counted, line.basis, now(line)),
            bin: line.bin.clone(),
        };
        self.lines.iter().map(line).collect()
    }

    pub fn decide(&mut self, state: CountState, decision: Decision) {
        self.state = state;
        self.decision = Some(decision);
        self.version += 1;
    }
}
