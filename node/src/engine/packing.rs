//! Packing: parcels get their numbers here, since those count up in the store.

use holdfast_crdt::{Millis, TaskId};
use holdfast_shell::http::answer::Outcome;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Context;
use holdfast_shell::sqlite::StoreError;

use super::NodeEngine;
use crate::core::package::{Package, Packing, ParcelNumber, check};
use crate::store;

/// The year 2020. Serials of SSCCs are no less than the seconds since then, wherever there are numbers enough: a store that
/// was put back to an older copy must not number its parcels as it did before.
const SERIALS_FROM: Millis = Millis(1_577_836_800_000);
/// Numbers enough for the seconds of thirty years.
const SERIALS_PLENTY: u64 = 1_000_000_000;

impl NodeEngine {
    pub(super) fn pack(
        &mut self,
        context: &Context,
        id: TaskId,
        packages: &[Packing],
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let mut task = match self.ready(id, context)? {
            Ok(task) => task,
            Err(problem) => return Ok(Err(problem)),
        };
        if let Err(refusal) = check(&task, packages) {
            return Ok(Err(Problem::from(refusal)));
        }
        let mut packed = Vec::with_capacity(packages.len());
        for package in packages {
            let number = self.parcel_number(now)?;
            packed.push(Package { number, weight: package.weight, lines: package.lines.clone() });
        }
        store::save_parcels(&self.connection, id, packed.iter().map(|package| package.number.as_str()))?;
        task.packages = packed;
        task.version += 1;
        self.tasks.put(id, task.clone());
        self.shown(Ok(task))
    }

    fn parcel_number(&mut self, now: Millis) -> Result<ParcelNumber, StoreError> {
        let Some(prefix) = self.policy.house.company_prefix else {
            return Ok(ParcelNumber::Own(self.fresh_id(now).to_string()));
        };
        let plenty = prefix.serials() >= SERIALS_PLENTY;
        let least = if plenty { now.since(SERIALS_FROM) / 1_000 } else { 0 };
        Ok(ParcelNumber::Sscc(prefix.sscc(store::next_parcel_serial(&self.connection, least)?)))
    }
}
