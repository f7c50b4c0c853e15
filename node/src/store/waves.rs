//! Waves in the store.

use holdfast_crdt::TaskId;
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use ulid::Ulid;

use super::tasks::load_task;
use crate::core::task::{FloorTask, State};
use crate::core::wave::Wave;

fn decode(text: &str) -> Result<Wave, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Broken(format!("a wave of the store: {error}")))
}

/// Keeps a new wave; each of its tasks is in it and in no other.
pub fn save_wave(connection: &Connection, wave: &Wave) -> Result<(), StoreError> {
    let record = serde_json::to_string(wave).map_err(|error| StoreError::Broken(error.to_string()))?;
    let id = wave.wave.to_string();
    connection.prepare_cached("INSERT INTO waves (wave_id, record) VALUES (?1, ?2)")?.execute(params![id, record])?;
    let mut insert = connection.prepare_cached("INSERT INTO wave_tasks (task_id, wave_id) VALUES (?1, ?2)")?;
    for task in &wave.tasks {
        insert.execute(params![task.to_string(), id])?;
    }
    Ok(())
}

pub fn load_wave(connection: &Connection, wave: Ulid) -> Result<Option<Wave>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT record FROM waves WHERE wave_id = ?1")?;
    let found = statement.query_row([wave.to_string()], |record| record.get::<_, String>(0)).optional()?;
    found.map(|text| decode(&text)).transpose()
}

/// The newest first, from before `before` on; one more than the limit where there are so many.
pub fn list_waves(connection: &Connection, before: Option<&str>, limit: usize) -> Result<Vec<Wave>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT record FROM waves WHERE (?1 IS NULL OR wave_id < ?1) ORDER BY wave_id DESC LIMIT ?2")?;
    let found = statement.query_map(params![before, limit as i64 + 1], |record| record.get::<_, String>(0))?;
    found.map(|text| decode(&text?)).collect()
}

/// The wave that a task is in.
pub fn wave_of(connection: &Connection, task: TaskId) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT wave_id FROM wave_tasks WHERE task_id = ?1")?;
    Ok(statement.query_row([task.to_string()], |record| record.get(0)).optional()?)
}

/// Tasks that can be picked and are in no wave, the most urgent first.
pub fn tasks_for_wave(connection: &Connection, limit: usize) -> Result<Vec<TaskId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT task_id FROM tasks WHERE state = ?1 AND task_id NOT IN (SELECT task_id FROM wave_tasks)
         ORDER BY priority DESC, released_at, task_id LIMIT ?2",
    )?;
    let found = statement.query_map(params![State::Open as i64, limit as i64], |record| record.get::<_, String>(0))?;
    let broken = || StoreError::Broken("a task of the store has no valid id".into());
    found.map(|id| id?.parse().map_err(|_| broken())).collect()
}

/// The tasks of a wave as the store has them.
pub fn tasks_of_wave(connection: &Connection, wave: &Wave) -> Result<Vec<FloorTask>, StoreError> {
    let found = wave.tasks.iter().map(|task| load_task(connection, *task));
    found.filter_map(Result::transpose).collect()
}
