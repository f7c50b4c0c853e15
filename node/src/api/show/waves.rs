//! Waves: what is to be picked of all their tasks together.

use holdfast_crdt::TaskId;
use holdfast_shell::clock::rfc3339;
use holdfast_shell::sqlite::StoreError;
use rusqlite::Connection;
use serde::Serialize;
use utoipa::ToSchema;

use super::BinShareView;
use crate::core::task::FloorTask;
use crate::core::wave::{Mode, Wave, WaveLine, is_done, lines};
use crate::store;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaveView {
    pub wave_id: String,
    /// `batch`: picked into one cart and sorted afterwards; `wave`: sorted as it is picked.
    #[schema(value_type = String, example = "batch")]
    pub mode: Mode,
    pub made_at: String,
    /// `open`, or `done` once nothing of its tasks is left to pick.
    #[schema(example = "open")]
    pub state: &'static str,
    pub task_ids: Vec<String>,
    /// Along the pick path.
    pub lines: Vec<WaveLineView>,
    pub version: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaveLineView {
    pub sku: String,
    pub quantity: u64,
    pub picked: u64,
    pub short: u64,
    /// Where to take what is left to pick.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bins: Vec<BinShareView>,
    /// The most urgent task first.
    pub tasks: Vec<WaveShareView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaveShareView {
    pub task_id: String,
    pub quantity: u64,
    pub picked: u64,
}

impl WaveView {
    /// The wave with its tasks as the store has them.
    pub fn read(connection: &Connection, wave: &Wave) -> Result<Self, StoreError> {
        let tasks = store::tasks_of_wave(connection, wave)?;
        Ok(Self {
            wave_id: wave.wave.to_string(),
            mode: wave.mode,
            made_at: rfc3339(wave.at),
            state: if is_done(&tasks) { "done" } else { "open" },
            task_ids: wave.tasks.iter().map(ToString::to_string).collect(),
            lines: Self::read_lines(connection, lines(&tasks))?,
            version: Self::version_of(&tasks),
        })
    }

    /// A wave is what its tasks are: their versions only grow, and with them their sum.
    pub fn version_of(tasks: &[FloorTask]) -> u64 {
        tasks.iter().map(|task| task.version).sum()
    }

    fn read_lines(connection: &Connection, lines: Vec<WaveLine>) -> Result<Vec<WaveLineView>, StoreError> {
        let shelves = store::load_shelves(connection, lines.iter().map(|line| &line.sku), [].into_iter())?;
        let mut shown = Vec::with_capacity(lines.len());
        for line in lines {
            let plan = shelves.plan(&line.sku, line.left);
            let turn = plan.first().map(|(bin, _)| (shelves.turn(bin), bin.clone()));
            let share = |(task, quantity, picked): (TaskId, u64, u64)| WaveShareView {
                task_id: task.to_string(),
                quantity,
                picked,
            };
            let view = WaveLineView {
                sku: line.sku.to_string(),
                quantity: line.quantity,
                picked: line.picked,
                short: line.short,
                bins: plan.into_iter().map(BinShareView::from).collect(),
                tasks: line.shares.into_iter().map(share).collect(),
            };
            shown.push((turn, view));
        }
        // what lies in no bin comes last
        shown.sort_by_key(|(turn, _)| (turn.is_none(), turn.clone()));
        Ok(shown.into_iter().map(|(_, line)| line).collect())
    }
}
