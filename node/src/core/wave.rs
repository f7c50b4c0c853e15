//! Waves: several tasks picked on one walk. What is found goes to the most urgent first, what is short to the least urgent.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{Count, Millis, Sku, TaskId};
use serde::{Deserialize, Serialize};
use ulid::Ulid;
use utoipa::ToSchema;

use super::Refusal;
use super::pick::PickLine;
use super::task::{FloorTask, State};

/// Tasks of one wave.
pub const WAVE_TASKS_MAX: usize = 200;

/// How the tasks of a wave are worked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WaveMode)]
pub enum Mode {
    /// Picked together into one cart, and sorted by task afterwards.
    #[default]
    Batch,
    /// Released together, and sorted as they are picked.
    Wave,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    pub wave: Ulid,
    pub mode: Mode,
    pub tasks: Vec<TaskId>,
    pub at: Millis,
}

/// Units of one SKU over all tasks of a wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveLine {
    pub sku: Sku,
    pub quantity: u64,
    pub picked: u64,
    pub short: u64,
    /// Units that are still to be looked for: none of a task that was cancelled.
    pub left: u64,
    /// By task, the most urgent first: units wanted, and units picked.
    pub shares: Vec<(TaskId, u64, u64)>,
}

/// Whether anything of a task can be picked.
fn is_open(task: &FloorTask) -> bool {
    matches!(task.state, State::Open | State::Picking) && !task.is_incoming()
}

fn by_urgency(tasks: &[FloorTask]) -> Vec<&FloorTask> {
    let mut sorted: Vec<&FloorTask> = tasks.iter().collect();
    sorted.sort_by_key(|task| (std::cmp::Reverse(task.priority), task.released_at, task.task));
    sorted
}

/// Whether there is anything left to pick.
pub fn is_done(tasks: &[FloorTask]) -> bool {
    !tasks.iter().any(is_open)
}

/// The lines of a wave, by SKU.
pub fn lines(tasks: &[FloorTask]) -> Vec<WaveLine> {
    let mut lines: BTreeMap<Sku, WaveLine> = BTreeMap::new();
    for task in by_urgency(tasks) {
        for of_task in task.by_sku() {
            let empty =
                || WaveLine { sku: of_task.sku.clone(), quantity: 0, picked: 0, short: 0, left: 0, shares: Vec::new() };
            let line = lines.entry(of_task.sku.clone()).or_insert_with(empty);
            line.quantity += of_task.quantity;
            line.picked += of_task.picked;
            line.short += of_task.short;
            line.left += if is_open(task) { task.left(&of_task.sku) } else { 0 };
            line.shares.push((task.task, of_task.quantity, of_task.picked));
        }
    }
    lines.into_values().collect()
}

/// Deals what was picked out to the tasks: their own picks, the most urgent task first. All lines or none.
pub fn deal(tasks: &[FloorTask], picked: &[PickLine]) -> Result<Vec<(TaskId, Vec<PickLine>)>, Refusal> {
    let open: Vec<&FloorTask> = by_urgency(tasks).into_iter().filter(|task| is_open(task)).collect();
    if open.is_empty() {
        return Err(Refusal::WrongState("there is nothing left to pick in this wave".into()));
    }
    let mut left: BTreeMap<(TaskId, Sku), u64> = BTreeMap::new();
    for task in &open {
        let skus: BTreeSet<&Sku> = task.lines.iter().map(|line| &line.sku).collect();
        left.extend(skus.into_iter().map(|sku| ((task.task, sku.clone()), task.left(sku))));
    }
    let mut dealt: BTreeMap<TaskId, Vec<PickLine>> = BTreeMap::new();
    for (index, line) in picked.iter().enumerate() {
        for (task, share) in deal_line(&open, &mut left, index, line)? {
            dealt.entry(task).or_default().push(share);
        }
    }
    Ok(open.iter().filter_map(|task| Some((task.task, dealt.remove(&task.task)?))).collect())
}

fn deal_line(
    open: &[&FloorTask],
    left: &mut BTreeMap<(TaskId, Sku), u64>,
    index: usize,
    line: &PickLine,
) -> Result<Vec<(TaskId, PickLine)>, Refusal> {
    let sku = &line.sku;
    let key = |task: &FloorTask| (task.task, sku.clone());
    if !open.iter().any(|task| left.contains_key(&key(task))) {
        return Err(Refusal::NotInTask { index, sku: sku.clone() });
    }
    let all: u64 = open.iter().filter_map(|task| left.get(&key(task))).sum();
    let told = line.quantity.get() + line.short.get();
    if told > all {
        let detail = format!("{all} units of {sku} are left to pick in this wave, not {told}");
        return Err(Refusal::WrongState(detail));
    }
    let mut shares: BTreeMap<TaskId, (u64, u64)> = BTreeMap::new();
    let mut take = |task: &FloorTask, units: &mut u64| {
        let here = left.get(&key(task)).copied().unwrap_or(0).min(*units);
        left.entry(key(task)).and_modify(|left| *left -= here);
        *units -= here;
        here
    };
    let (mut found, mut short) = (line.quantity.get(), line.short.get());
    for task in open {
        shares.entry(task.task).or_default().0 += take(task, &mut found);
    }
    for task in open.iter().rev() {
        shares.entry(task.task).or_default().1 += take(task, &mut short);
    }
    let share = |(task, (found, short)): (TaskId, (u64, u64))| {
        let (quantity, short) = (Count::new(found).ok()?, Count::new(short).ok()?);
        let some = found > 0 || short > Count::ZERO;
        some.then(|| (task, PickLine { quantity, short, ..line.clone() }))
    };
    Ok(shares.into_iter().filter_map(share).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::{Scene, sku, task_id};

    /// Three orders of cups; the second is the most urgent, the third the youngest.
    fn tasks() -> Vec<FloorTask> {
        let mut scene = Scene::new();
        for n in 1..=3 {
            scene.now = scene.now.plus(1_000);
            scene.order_task(n, &[("CUP", 4)]);
        }
        let mut tasks: Vec<FloorTask> = (1..=3).map(|n| scene.task(n).clone()).collect();
        tasks[1].priority = 5;
        tasks
    }

    fn line(name: &str, quantity: u64, short: u64) -> PickLine {
        let (quantity, short) = (Count::new(quantity).unwrap(), Count::new(short).unwrap());
        PickLine { sku: sku(name), quantity, short, reason: None, bin: None }
    }

    fn told(dealt: &[(TaskId, Vec<PickLine>)]) -> Vec<(TaskId, u64, u64)> {
        dealt.iter().map(|(task, lines)| (*task, lines[0].quantity.get(), lines[0].short.get())).collect()
    }

    #[test]
    fn the_most_urgent_is_served_and_the_youngest_goes_short() {
        let dealt = deal(&tasks(), &[line("CUP", 7, 5)]).unwrap();
        assert_eq!(told(&dealt), [(task_id(2), 4, 0), (task_id(1), 3, 1), (task_id(3), 0, 4)]);
        let lines = lines(&tasks());
        assert_eq!((lines[0].quantity, lines[0].shares[0]), (12, (task_id(2), 4, 0)));
    }

    #[test]
    fn lines_of_one_sku_are_dealt_one_after_the_other() {
        let dealt = deal(&tasks(), &[line("CUP", 5, 0), line("CUP", 5, 0)]).unwrap();
        let sum: u64 = dealt.iter().flat_map(|(_, lines)| lines).map(|line| line.quantity.get()).sum();
        assert_eq!((sum, dealt[0].0, dealt[0].1.len()), (10, task_id(2), 1));
        assert!(matches!(deal(&tasks(), &[line("CUP", 5, 0), line("CUP", 8, 0)]), Err(Refusal::WrongState(_))));
    }

    #[test]
    fn what_no_task_holds_and_what_is_done_is_refused() {
        assert!(matches!(deal(&tasks(), &[line("PAN", 1, 0)]), Err(Refusal::NotInTask { index: 0, .. })));
        let mut done = tasks();
        done.iter_mut().for_each(|task| task.state = State::Packed);
        assert!(is_done(&done));
        assert!(matches!(deal(&done, &[line("CUP", 1, 0)]), Err(Refusal::WrongState(_))));
    }
}
