//! The rules of one warehouse's floor: receiving, counting, picking, shipping, and the rights the floor keeps.
//!
//! Purity contract: nothing here names a clock, a random source, a store, a runtime or an unordered map. Time and chance
//! are arguments; a decision reads and writes the desk and boards it is given, and its caller saves or takes back.

pub mod access;
pub mod bins;
pub mod board;
pub mod claim;
pub mod confirm;
pub mod count;
pub mod count_list;
pub mod count_record;
pub mod demand;
pub mod expected;
pub mod gs1;
pub mod house;
pub mod inspection;
#[cfg(test)]
mod laws;
pub mod letters;
pub mod package;
pub mod pick;
pub mod put_away;
pub mod receipt;
pub mod recovery;
pub mod rights;
pub mod scan;
pub mod shelves;
pub mod ship;
pub mod task;
#[cfg(test)]
pub(crate) mod testing;
pub mod wave;

use holdfast_crdt::{Account, Cause, Deed, Millis, PostError, Quantity, Sku, TaskId, WarehouseId};
use holdfast_sync::desk::Desk;
use holdfast_sync::mail::{LetterBody, ToHub};
use rand::Rng;
use thiserror::Error;

use bins::Bin;
use board::Board;
use claim::{Claims, Counted};
use confirm::Unconfirmed;
use demand::Demand;
use rights::Policy;
use task::FloorTask;

/// Why the floor refuses; nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("{0}")]
    WrongState(String),
    /// Line `index` of the request names a SKU that the task does not hold.
    #[error("{sku} is not in this task")]
    NotInTask { index: usize, sku: Sku },
    /// Line `index` of the request repeats a SKU.
    #[error("{sku} stands in this request twice")]
    Twice { index: usize, sku: Sku },
    /// Line `index` of the request names a bin in `field` that it cannot mean.
    #[error("{detail}")]
    WrongBin { index: usize, field: &'static str, detail: String },
    /// Line `index` of the request wants more from a bin than is in it on paper.
    #[error("{bin} holds {held} of {sku}, not {wanted}")]
    NotInBin { index: usize, sku: Sku, bin: Bin, held: u64, wanted: u64 },
    /// Line `index` of the request puts more away than waits for it.
    #[error("{unplaced} of {sku} are in no bin yet, not {wanted}: send it with \"confirm\": true if that is so")]
    NotUnplaced { index: usize, sku: Sku, unplaced: u64, wanted: u64 },
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// A field of the request, by its pointer, cannot be.
    #[error("{detail}")]
    Invalid { pointer: String, detail: String },
    /// Line `index` of the request cannot be written.
    #[error("{error}")]
    Post { index: usize, error: PostError },
    /// Lines of the request that a person must confirm, each with why.
    #[error("this is not what is expected: it is taken in only once that is confirmed")]
    Doubtful(Vec<(usize, String)>),
}

/// Everything a decision works on. Cells that it names must be on the desk.
pub struct Floor<'a> {
    pub desk: &'a mut Desk,
    pub warehouse: &'a WarehouseId,
    pub tasks: &'a mut Board<TaskId, FloorTask>,
    pub claims: &'a mut Claims,
    pub counted: &'a mut Counted,
    pub demand: &'a mut Demand,
    pub policy: Policy,
    pub now: Millis,
    pub rng: &'a mut dyn Rng,
}

impl Floor<'_> {
    /// Moves units of a SKU; moving none is nothing.
    fn shift(&mut self, sku: &Sku, from: Account, to: Account, units: u64, cause: &Cause) -> Result<(), PostError> {
        let mut left = units;
        // a sum of lines may exceed what one entry can name
        while let Some(quantity) = Quantity::capped(left) {
            self.desk.post(self.warehouse, sku, Deed::Move { from, to }, quantity, cause, self.now)?;
            left -= quantity.get();
        }
        Ok(())
    }

    fn tell(&mut self, letter: ToHub) {
        self.desk.write(self.warehouse, LetterBody::ToHub(letter));
    }

    /// 80 bits and more for a new id.
    fn chance(&mut self) -> u128 {
        u128::from(self.rng.next_u64()) << 64 | u128::from(self.rng.next_u64())
    }
}
