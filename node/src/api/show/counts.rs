//! Counts, counts that wait for somebody, and count lists.

use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::answer::Answer;
use serde::Serialize;
use utoipa::ToSchema;

use crate::core::count::Difference;
use crate::core::count_list::{Basis, CountList, Entry};
use crate::core::count_record::{CountRecord, CountState, RecordLine};

/// A count that was applied at once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountView {
    pub count_id: String,
    #[schema(value_type = String, example = "applied")]
    pub state: CountState,
    pub lines: Vec<DifferenceView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceView {
    pub sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    /// What the books said, less what earlier counts missed already.
    pub expected: u64,
    pub counted: u64,
    pub difference: i64,
    /// Missing units that only the hub can write off; it was asked to.
    pub claimed: u64,
}

impl CountView {
    pub fn of(record: &CountRecord, found: Vec<Difference>) -> Self {
        let line = |found: Difference| DifferenceView {
            sku: found.sku.to_string(),
            bin: found.bin.map(|bin| bin.to_string()),
            expected: found.expected,
            counted: found.counted,
            difference: found.difference,
            claimed: found.claimed,
        };
        Self { count_id: record.count.to_string(), state: record.state, lines: found.into_iter().map(line).collect() }
    }

    pub fn answer(&self) -> Answer {
        Answer::ok(self)
    }
}

/// A count as it is kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountRecordView {
    pub count_id: String,
    #[schema(value_type = String, example = "awaiting_approval")]
    pub state: CountState,
    pub counted_at: String,
    pub counted_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_id: Option<String>,
    pub lines: Vec<CountedLineView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub version: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountedLineView {
    pub sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    pub counted: u64,
    /// Not told to whoever counted blind, until the count is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed: Option<u64>,
}

impl CountRecordView {
    /// `decides`: whoever asks may decide on it, and sees what was expected.
    pub fn of(record: &CountRecord, decides: bool) -> Self {
        let hidden = record.blind && !decides && record.state == CountState::AwaitingApproval;
        let line = |line: &RecordLine| CountedLineView {
            sku: line.sku.to_string(),
            bin: line.bin.as_ref().map(ToString::to_string),
            counted: line.counted.get(),
            expected: (!hidden).then_some(line.expected),
            difference: (!hidden).then_some(line.difference),
            claimed: (!hidden).then_some(line.claimed),
        };
        let decision = record.decision.as_ref();
        Self {
            count_id: record.count.to_string(),
            state: record.state,
            counted_at: rfc3339(record.at),
            counted_by: record.actor.to_string(),
            reference: record.reference.as_deref().map(str::to_owned),
            list_id: record.list.map(|list| list.to_string()),
            lines: record.lines.iter().map(line).collect(),
            decided_at: decision.map(|decision| rfc3339(decision.at)),
            decided_by: decision.map(|decision| decision.actor.to_string()),
            reason: decision.and_then(|decision| decision.reason.as_deref().map(str::to_owned)),
            version: record.version,
        }
    }
}

/// What is to be counted next.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountListView {
    pub list_id: String,
    pub made_at: String,
    #[schema(value_type = String, example = "age")]
    pub by: Basis,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    pub blind: bool,
    /// `open`, or `done` once all of it was counted.
    #[schema(example = "open")]
    pub state: &'static str,
    pub lines: Vec<CountListLineView>,
    pub version: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountListLineView {
    pub sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    /// Not told on a blind list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_quantity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_at: Option<String>,
}

impl CountListView {
    /// `expected`: what the books say of an entry now.
    pub fn of<E>(list: &CountList, expected: impl Fn(&Entry) -> Result<u64, E>) -> Result<Self, E> {
        let line = |entry: &Entry| {
            Ok(CountListLineView {
                sku: entry.sku.to_string(),
                bin: entry.bin.as_ref().map(ToString::to_string),
                expected_quantity: if list.blind { None } else { Some(expected(entry)?) },
                counted_at: entry.counted_at.map(rfc3339),
            })
        };
        Ok(Self {
            list_id: list.list.to_string(),
            made_at: rfc3339(list.at),
            by: list.by,
            zone: list.zone.clone(),
            blind: list.blind,
            state: if list.is_done() { "done" } else { "open" },
            lines: list.entries.iter().map(line).collect::<Result<_, E>>()?,
            version: list.version,
        })
    }
}
