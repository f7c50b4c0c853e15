//! Cycle counts: what is applied at once, what waits for a supervisor, and what is to be counted next.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::{Cause, Millis, Sku};
use holdfast_shell::http::answer::{Answer, Outcome, etag};
use holdfast_shell::http::principal::Scope;
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::{Context, guard};
use holdfast_shell::sqlite::{self as kit, StoreError};
use holdfast_shell::stock::EventDraft;
use rand::RngExt;
use ulid::Ulid;

use super::NodeEngine;
use super::command::Tally;
use super::floor::cause;
use super::problem::to_confirm;
use crate::api::show::{CountListView, CountRecordView, CountView};
use crate::core::Refusal;
use crate::core::confirm::confirm;
use crate::core::count::{CountLine, Difference};
use crate::core::count_list::{Basis, Candidate, CountList, Entry, choose};
use crate::core::count_record::{CountRecord, CountState, Decision, RecordLine};
use crate::core::shelves::Shelves;
use crate::store;

/// What a count is laid beside, besides the cells.
struct Beside {
    /// Units in carts and parcels.
    picked: BTreeMap<Sku, u64>,
    shelves: Shelves,
}

impl NodeEngine {
    pub(super) fn fresh_id(&mut self, now: Millis) -> Ulid {
        Ulid::from_parts(now.0, self.rng.random())
    }

    pub(super) fn count(&mut self, context: &Context, tally: &Tally, now: Millis) -> Result<Outcome, StoreError> {
        let lines = &tally.lines;
        if let Err(problem) = self.must_know(lines.iter().map(|line| &line.sku))? {
            return Ok(Err(problem));
        }
        let list = match self.list_of(tally)? {
            Ok(list) => list,
            Err(problem) => return Ok(Err(problem)),
        };
        let beside = self.before_count(lines)?;
        let found = match self.appraise(tally, &beside, now) {
            Ok(found) => found,
            Err(problem) => return Ok(Err(problem)),
        };
        let mut record = CountRecord {
            count: self.fresh_id(now),
            state: CountState::AwaitingApproval,
            at: now,
            actor: context.principal.name.clone(),
            reference: tally.reference.clone(),
            list: tally.list,
            blind: list.as_ref().is_some_and(|list| list.blind),
            lines: lines.iter().zip(&found).map(|(line, found)| RecordLine::of(line, found.clone())).collect(),
            decision: None,
            version: 1,
        };
        let threshold = self.policy.house.count_threshold;
        let may_apply = context.principal.scopes.contains(Scope::StockWrite);
        let answer = if !may_apply && found.iter().any(|found| threshold.is_exceeded(found)) {
            store::save_count(&self.connection, &record)?;
            let view = CountRecordView::of(&record, may_apply);
            self.news.push(EventDraft::new("CountAwaitingApproval", record.count, &view));
            Answer::accepted(&view).with_etag(record.version)
        } else {
            match self.apply_count(&mut record, lines, beside, context, now)? {
                Ok(found) => CountView::of(&record, found).answer(),
                Err(refusal) => return Ok(Err(refusal.into())),
            }
        };
        self.note_list(list, lines, now)?;
        Ok(Ok(answer))
    }

    fn before_count(&mut self, lines: &[CountLine]) -> Result<Beside, StoreError> {
        self.flush_tasks()?;
        let picked = store::picked(&self.connection)?;
        let shelves =
            self.shelves(lines.iter().map(|line| &line.sku), lines.iter().filter_map(|line| line.bin.as_ref()))?;
        Ok(Beside { picked, shelves })
    }

    fn appraise(&mut self, tally: &Tally, beside: &Beside, now: Millis) -> Result<Vec<Difference>, Problem> {
        let found = self.floor(now).appraise(&tally.lines, &beside.picked, &beside.shelves)?;
        let units = tally.lines.iter().map(|line| line.counted.get()).enumerate();
        let usual = confirm(units, self.policy.house.confirm_above, tally.confirmed);
        usual.map(|()| found).map_err(|unconfirmed| to_confirm(&unconfirmed, "counted"))
    }

    /// The list that a count belongs to, if it names one; every line must be on it.
    fn list_of(&self, tally: &Tally) -> Result<Result<Option<CountList>, Problem>, StoreError> {
        let Some(id) = tally.list else { return Ok(Ok(None)) };
        let Some(list) = store::load_count_list(&self.connection, id)? else {
            return Ok(Err(Problem::invalid("/listId", "there is no such count list")));
        };
        let stranger = tally.lines.iter().position(|line| !list.names(&line.sku, line.bin.as_ref()));
        Ok(match stranger {
            Some(index) => {
                let detail = format!("{} is not to be counted so on this list", tally.lines[index].sku);
                Err(Problem::invalid(format!("/lines/{index}/sku"), detail))
            }
            None => Ok(Some(list)),
        })
    }

    fn note_list(&self, list: Option<CountList>, lines: &[CountLine], now: Millis) -> Result<(), StoreError> {
        let Some(mut list) = list else { return Ok(()) };
        lines.iter().for_each(|line| list.note(&line.sku, line.bin.as_ref(), now));
        list.version += 1;
        store::save_count_list(&self.connection, &list)
    }

    /// Brings the books to a count and keeps it. Counts of the same SKUs that wait for approval are overtaken by it.
    fn apply_count(
        &mut self,
        record: &mut CountRecord,
        lines: &[CountLine],
        mut beside: Beside,
        context: &Context,
        now: Millis,
    ) -> Result<Result<Vec<Difference>, Refusal>, StoreError> {
        let id = record.count.to_string();
        let cause: Cause = cause(context, "count", Some(record.reference.as_deref().unwrap_or(&id)));
        let found = match self.floor(now).count(lines, &beside.picked, &mut beside.shelves, &cause) {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.keep_shelves(&mut beside.shelves)?;
        for line in lines {
            if line.bin.is_none() {
                kit::counted(&self.connection, &self.seat.warehouse, &line.sku)?;
            }
            store::note_counted(&self.connection, &line.sku, line.bin.as_ref(), now)?;
        }
        self.overtake(record.count, lines)?;
        record.state = CountState::Applied;
        record.lines = lines.iter().zip(&found).map(|(line, found)| RecordLine::of(line, found.clone())).collect();
        store::save_count(&self.connection, record)?;
        Ok(Ok(found))
    }

    fn overtake(&self, by: Ulid, lines: &[CountLine]) -> Result<(), StoreError> {
        for mut waiting in store::waiting_counts(&self.connection)? {
            let named = waiting.lines.iter().any(|known| lines.iter().any(|line| line.sku == known.sku));
            if waiting.count != by && named {
                waiting.state = CountState::Superseded;
                waiting.version += 1;
                store::save_count(&self.connection, &waiting)?;
            }
        }
        Ok(())
    }

    /// A supervisor's word on a count that waits.
    pub(super) fn decide_count(
        &mut self,
        context: &Context,
        count: Ulid,
        approved: bool,
        reason: Option<&Arc<str>>,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let Some(mut record) = store::load_count(&self.connection, count)? else {
            return Ok(Err(Problem::not_found("count")));
        };
        let ready = guard(context.if_match.as_deref(), &etag(record.version));
        if let Err(problem) = ready.and_then(|()| record.must_wait().map_err(Problem::from)) {
            return Ok(Err(problem));
        }
        let decision = Decision { at: now, actor: context.principal.name.clone(), reason: reason.cloned() };
        if approved {
            let lines = self.lines_of_today(&record, now)?;
            let beside = self.before_count(&lines)?;
            if let Err(refusal) = self.apply_count(&mut record, &lines, beside, context, now)? {
                return Ok(Err(refusal.into()));
            }
            record.decide(CountState::Applied, decision);
        } else {
            record.decide(CountState::Rejected, decision);
        }
        store::save_count(&self.connection, &record)?;
        Ok(Ok(Answer::ok(&CountRecordView::of(&record, true)).with_etag(record.version)))
    }

    fn lines_of_today(&mut self, record: &CountRecord, now: Millis) -> Result<Vec<CountLine>, StoreError> {
        self.load_cells(record.lines.iter().map(|line| &line.sku))?;
        let shelves = self.shelves(record.lines.iter().map(|line| &line.sku), [].into_iter())?;
        let mut expected = BTreeMap::new();
        for line in &record.lines {
            expected.insert(line.sku.clone(), self.expected(&line.sku, now));
        }
        let today = |line: &RecordLine| match &line.bin {
            Some(bin) => shelves.held(&line.sku, bin),
            None => expected.get(&line.sku).copied().unwrap_or(0),
        };
        Ok(record.brought_up(today))
    }

    pub(super) fn list_counts(
        &mut self,
        size: usize,
        by: Basis,
        zone: Option<&String>,
        blind: bool,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let entries: Vec<Entry> = choose(self.to_count(zone)?, by, size);
        if entries.is_empty() {
            let detail = "there is nothing to count: by the books nothing is there";
            return Ok(Err(Problem::new(Slug::WrongState, detail)));
        }
        let list = self.fresh_id(now);
        let list = CountList { list, at: now, by, zone: zone.cloned(), blind, entries, version: 1 };
        store::save_count_list(&self.connection, &list)?;
        let expected = |entry: &Entry| self.expected_of(entry);
        let view = CountListView::of(&list, expected)?;
        Ok(Ok(Answer::created(format!("/v1/count-lists/{}", list.list), &view).with_etag(list.version)))
    }

    fn expected_of(&self, entry: &Entry) -> Result<u64, StoreError> {
        if let Some(bin) = &entry.bin {
            return Ok(self.shelves([&entry.sku].into_iter(), [].into_iter())?.held(&entry.sku, bin));
        }
        let on_hand = self.rows.cell(&self.connection, &self.seat.warehouse, &entry.sku)?.on_hand();
        Ok(on_hand.saturating_sub(store::claimed_units(&self.connection, &entry.sku)?))
    }

    /// Everything that could be counted: SKUs that should be here, or what lies in the bins of a zone.
    fn to_count(&self, zone: Option<&String>) -> Result<Vec<Candidate>, StoreError> {
        let (times, values) = (store::count_times(&self.connection)?, store::unit_values(&self.connection)?);
        let worth = |sku: &Sku, units: u64| u128::from(units) * u128::from(values.get(sku).copied().unwrap_or(1));
        let last = |sku: &Sku, bin: &str| times.get(&(sku.to_string(), bin.to_owned())).copied();
        let mut candidates = Vec::new();
        if let Some(zone) = zone {
            for (sku, bin, units) in store::stock_of_zone(&self.connection, zone)? {
                // a SKU that was counted as a whole was counted in this bin too
                let last = last(&sku, bin.as_str()).max(last(&sku, ""));
                candidates.push(Candidate { worth: worth(&sku, units), last, sku, bin: Some(bin) });
            }
            return Ok(candidates);
        }
        self.rows.each_cell(&self.connection, &self.seat.warehouse, |sku, cell| {
            if cell.on_hand() > 0 {
                let worth = worth(sku, cell.on_hand());
                candidates.push(Candidate { sku: sku.clone(), bin: None, last: last(sku, ""), worth });
            }
            Ok(true)
        })?;
        Ok(candidates)
    }
}
