//! Packing: what was picked goes into parcels, each with its weight and a number of its own.

use std::collections::BTreeMap;

use holdfast_crdt::{Quantity, Sku};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use super::Refusal;
use super::task::{FloorTask, State};

/// Parcels of one task.
pub const PACKAGES_MAX: usize = 100;
/// The heaviest parcel, in grams: a loaded pallet.
pub const GRAMS_MAX: u32 = 1_500_000;

/// The weight of a parcel, 1 to 1,500,000 g.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Grams(u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be a weight of 1 to {GRAMS_MAX} grams")]
pub struct GramsError;

impl Grams {
    pub fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u64> for Grams {
    type Error = GramsError;

    fn try_from(grams: u64) -> Result<Self, GramsError> {
        let fits = (1..=u64::from(GRAMS_MAX)).contains(&grams);
        if fits { Ok(Self(grams as u32)) } else { Err(GramsError) }
    }
}

impl From<Grams> for u64 {
    fn from(grams: Grams) -> u64 {
        u64::from(grams.0)
    }
}

/// A parcel as it is asked for. No lines: what is in it was not written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packing {
    pub weight: Grams,
    pub lines: Vec<PackedLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedLine {
    pub sku: Sku,
    pub quantity: Quantity,
}

/// A parcel with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    pub number: ParcelNumber,
    pub weight: Grams,
    pub lines: Vec<PackedLine>,
}

/// What a parcel is called: worldwide, or among our own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParcelNumber {
    Sscc(String),
    Own(String),
}

impl ParcelNumber {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sscc(number) | Self::Own(number) => number,
        }
    }
}

/// Whether a task can be packed so. A task packed before is packed anew, until it is shipped.
pub fn check(task: &FloorTask, packages: &[Packing]) -> Result<(), Refusal> {
    if task.is_incoming() || task.state != State::Packed {
        let detail = format!("the task is {}: only what is picked in full, and is to leave, can be packed", task.state);
        return Err(Refusal::WrongState(detail));
    }
    if packages.iter().all(|package| package.lines.is_empty()) {
        return Ok(());
    }
    let invalid = |pointer: String, detail: String| Err(Refusal::Invalid { pointer, detail });
    let mut left: BTreeMap<&Sku, u64> = BTreeMap::new();
    for line in &task.lines {
        *left.entry(&line.sku).or_default() += line.picked;
    }
    for (at, package) in packages.iter().enumerate() {
        if package.lines.is_empty() {
            return invalid(format!("/packages/{at}/lines"), "say of each parcel what is in it, or of none".into());
        }
        for (index, line) in package.lines.iter().enumerate() {
            let pointer = format!("/packages/{at}/lines/{index}");
            let Some(here) = left.get_mut(&line.sku) else {
                return invalid(format!("{pointer}/sku"), format!("{} is not in this task", line.sku));
            };
            let units = line.quantity.get();
            if units > *here {
                return invalid(
                    format!("{pointer}/quantity"),
                    format!("{here} of {} are left to pack, not {units}", line.sku),
                );
            }
            *here -= units;
        }
    }
    match left.into_iter().find(|(_, units)| *units > 0) {
        Some((sku, units)) => invalid("/packages".into(), format!("{units} of {sku} are in no parcel")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::{Scene, sku};

    fn packing(lines: &[(&str, u64)]) -> Packing {
        let line =
            |(name, units): &(&str, u64)| PackedLine { sku: sku(name), quantity: Quantity::new(*units).unwrap() };
        Packing { weight: Grams(500), lines: lines.iter().map(line).collect() }
    }

    #[test]
    fn everything_picked_is_in_one_parcel_or_another() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 5, 5);
        scene.hub_stock("PAN", 2, 2);
        scene.order_task(1, &[("CUP", 5), ("PAN", 2)]);
        assert!(matches!(check(scene.task(1), &[packing(&[])]), Err(Refusal::WrongState(_))));
        scene.pick_all(1);
        let whole = [packing(&[("CUP", 3)]), packing(&[("CUP", 2), ("PAN", 2)])];
        assert_eq!(check(scene.task(1), &whole), Ok(()));
        assert_eq!(check(scene.task(1), &[packing(&[]), packing(&[])]), Ok(()));
        for (packages, wrong) in [
            (vec![packing(&[("CUP", 5)])], "/packages"),
            (vec![packing(&[("CUP", 6)])], "/packages/0/lines/0/quantity"),
            (vec![packing(&[("CUP", 5)]), packing(&[("POT", 1)])], "/packages/1/lines/0/sku"),
            (vec![packing(&[("CUP", 5)]), packing(&[])], "/packages/1/lines"),
        ] {
            let told = check(scene.task(1), &packages);
            assert!(matches!(&told, Err(Refusal::Invalid { pointer, .. }) if pointer == wrong), "{told:?}");
        }
    }

    #[test]
    fn weights_have_bounds() {
        assert!(Grams::try_from(0).is_err() && Grams::try_from(1_500_001).is_err());
        assert_eq!(Grams::try_from(750).map(Grams::get), Ok(750));
    }
}
