//! Tasks in the store, and lists of them.

use std::collections::BTreeMap;

use holdfast_crdt::{Millis, Sku, TaskId};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::mail::TaskKind;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::core::task::{Ending, FloorTask, Line, State};

const SELECT: &str =
    "SELECT task_id, kind, state, ending, priority, released_at, lines, shipment, version, parts, packages FROM tasks";

fn decode(record: &Row<'_>) -> Result<FloorTask, StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("a task of the store has no valid {what}"));
    let text = |at: usize| record.get::<_, String>(at);
    let state = record.get::<_, i64>(2)?;
    let shipment = record.get::<_, Option<String>>(7)?;
    let ending = record.get::<_, Option<String>>(3)?;
    Ok(FloorTask {
        task: text(0)?.parse().map_err(|_| broken("id"))?,
        kind: serde_json::from_str(&text(1)?).map_err(|_| broken("kind"))?,
        priority: record.get(4)?,
        released_at: Millis(record.get::<_, i64>(5)? as u64),
        state: State::ALL.into_iter().find(|known| *known as i64 == state).ok_or_else(|| broken("state"))?,
        ending: ending.map(|name| Ending::parse(&name).ok_or_else(|| broken("ending"))).transpose()?,
        lines: serde_json::from_str(&text(6)?).map_err(|_| broken("lines"))?,
        shipment: shipment.map(|id| id.parse().map_err(|_| broken("shipment"))).transpose()?,
        version: record.get::<_, i64>(8)? as u64,
        parts: serde_json::from_str(&text(9)?).map_err(|_| broken("parts"))?,
        packages: serde_json::from_str(&text(10)?).map_err(|_| broken("packages"))?,
    })
}

pub fn load_task(connection: &Connection, task: TaskId) -> Result<Option<FloorTask>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE task_id = ?1"))?;
    statement.query_row([task.to_string()], |record| Ok(decode(record))).optional()?.transpose()
}

/// The task of an order or transfer that is not done, else its latest.
pub fn task_by_order(connection: &Connection, order: &str) -> Result<Option<FloorTask>, StoreError> {
    let sql = format!("{SELECT} WHERE reference = ?1 ORDER BY state, released_at DESC LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([order], |record| Ok(decode(record))).optional()?.transpose()
}

/// `told`: our last letter.
pub fn save_tasks(connection: &Connection, tasks: &[(TaskId, FloorTask)], told: u64) -> Result<(), StoreError> {
    let json = |value: Result<String, serde_json::Error>| value.map_err(|error| StoreError::Broken(error.to_string()));
    for (id, task) in tasks {
        connection
            .prepare_cached(
                "INSERT INTO tasks (task_id, kind, reference, state, ending, priority, released_at, lines, shipment, version, told, parts, packages)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT DO UPDATE SET state = excluded.state, ending = excluded.ending, lines = excluded.lines,
                     shipment = excluded.shipment, version = excluded.version, told = excluded.told,
                     parts = excluded.parts, packages = excluded.packages",
            )?
            .execute(params![
                id.to_string(),
                json(serde_json::to_string(&task.kind))?,
                &*task.reference(),
                task.state as i64,
                task.ending.map(Ending::name),
                task.priority,
                task.released_at.0 as i64,
                json(serde_json::to_string(&task.lines))?,
                task.shipment.map(|shipment| shipment.to_string()),
                task.version as i64,
                told as i64,
                json(serde_json::to_string(&task.parts))?,
                json(serde_json::to_string(&task.packages))?
            ])?;
    }
    Ok(())
}

/// The task's parcels bear these numbers, and no others.
pub fn save_parcels<'a>(
    connection: &Connection,
    task: TaskId,
    numbers: impl Iterator<Item = &'a str>,
) -> Result<(), StoreError> {
    let task = task.to_string();
    connection.prepare_cached("DELETE FROM parcels WHERE task_id = ?1")?.execute([&task])?;
    let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO parcels (number, task_id) VALUES (?1, ?2)")?;
    for number in numbers {
        insert.execute([number, &task])?;
    }
    Ok(())
}

/// The task that a parcel of ours belongs to.
pub fn task_by_parcel(connection: &Connection, number: &str) -> Result<Option<FloorTask>, StoreError> {
    let sql = format!("{SELECT} WHERE task_id = (SELECT task_id FROM parcels WHERE number = ?1)");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([number], |record| Ok(decode(record))).optional()?.transpose()
}

fn tasks_where(connection: &Connection, which: &str, bound: u64) -> Result<Vec<FloorTask>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE {which} ORDER BY task_id"))?;
    let found = statement.query_map([bound as i64], |record| Ok(decode(record)))?;
    found.map(|task| task?).collect()
}

/// Tasks that are not done.
pub fn open_tasks(connection: &Connection) -> Result<Vec<FloorTask>, StoreError> {
    tasks_where(connection, "state < ?1", State::Done as u64)
}

/// Tasks that are not done, or changed after our letter of that number.
pub fn tasks_told_since(connection: &Connection, letters: u64) -> Result<Vec<FloorTask>, StoreError> {
    tasks_where(connection, &format!("told > ?1 OR state < {}", State::Done as i64), letters)
}

/// Doubts tasks that are open, and those that ended after our letter `born`: the hub may know better.
pub fn doubt_tasks(connection: &Connection, born: u64) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE tasks SET doubt = 1 WHERE state < ?1 OR told > ?2",
        params![State::Done as i64, born as i64],
    )?;
    Ok(())
}

/// The hub counts the task as open.
pub fn trust_task(connection: &Connection, task: TaskId) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE tasks SET doubt = 0 WHERE task_id = ?1")?.execute([task.to_string()])?;
    Ok(())
}

/// Nobody is left to doubt any task.
pub fn trust_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE tasks SET doubt = 0 WHERE doubt = 1", [])?;
    Ok(())
}

/// Tasks that are doubted still, which they are not any more.
pub fn take_doubtful(connection: &Connection) -> Result<Vec<FloorTask>, StoreError> {
    let found = tasks_where(connection, "doubt = ?1", 1)?;
    connection.execute("UPDATE tasks SET doubt = 0 WHERE doubt = 1", [])?;
    Ok(found)
}

/// Letters above `born` moved up by `shift`.
pub fn move_told(connection: &Connection, born: u64, shift: u64) -> Result<(), StoreError> {
    connection.execute("UPDATE tasks SET told = told + ?2 WHERE told > ?1", [born as i64, shift as i64])?;
    // by way of numbers below 0: none may be given that of another
    let goods = "UPDATE goods_told SET seq = -(seq + ?2) WHERE seq > ?1";
    connection.execute(goods, [born as i64, shift as i64])?;
    connection.execute("UPDATE goods_told SET seq = -seq WHERE seq < 0", [])?;
    Ok(())
}

/// Units that stand in carts and parcels, by SKU.
pub fn picked(connection: &Connection) -> Result<BTreeMap<Sku, u64>, StoreError> {
    let mut units = BTreeMap::new();
    for task in tasks_where(connection, "state IN (?1, ?1 + 1)", State::Picking as u64)? {
        for line in task.lines.iter().filter(|line| !task.is_incoming() && line.picked > 0) {
            *units.entry(line.sku.clone()).or_default() += line.picked;
        }
    }
    Ok(units)
}

/// Units on their way here by SKU: what transfers that are not checked in yet still hold, and what suppliers are to bring.
pub fn incoming(connection: &Connection) -> Result<BTreeMap<Sku, u64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT kind, lines FROM tasks WHERE state < ?1")?;
    let mut found = statement.query([State::Done as i64])?;
    let mut units = BTreeMap::new();
    while let Some(record) = found.next()? {
        let (kind, lines): (String, String) = (record.get(0)?, record.get(1)?);
        if matches!(serde_json::from_str(&kind), Ok(TaskKind::TransferIn { .. })) {
            let lines: Vec<Line> = serde_json::from_str(&lines).unwrap_or_default();
            lines.iter().for_each(|line| *units.entry(line.sku.clone()).or_default() += line.left());
        }
    }
    super::expected::add_incoming(connection, &mut units)?;
    Ok(units)
}

/// What a list of tasks is asked for.
#[derive(Debug, Clone)]
pub struct TaskList {
    pub state: Option<State>,
    /// Columns with whether each is descending; the id breaks ties.
    pub order: Vec<(Column, bool)>,
    /// The values of the order's columns, and the id, of the last task of the page before.
    pub after: Option<(Vec<i64>, String)>,
    pub limit: usize,
}

/// What a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Column {
    State,
    Priority,
    ReleasedAt,
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Priority => "priority",
            Self::ReleasedAt => "released_at",
        }
    }

    fn of(self, task: &FloorTask) -> i64 {
        match self {
            Self::State => task.state as i64,
            Self::Priority => i64::from(task.priority),
            Self::ReleasedAt => task.released_at.0 as i64,
        }
    }
}

impl TaskList {
    /// Where a page that ends with this task ends.
    pub fn place(&self, task: &FloorTask) -> (Vec<i64>, String) {
        (self.order.iter().map(|(column, _)| column.of(task)).collect(), task.task.to_string())
    }

    fn sql(&self) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = Vec::new();
        let mut wanted = vec!["1".to_owned()];
        if let Some(state) = self.state {
            values.push((state as i64).into());
            wanted.push(format!("state = ?{}", values.len()));
        }
        if let Some((place, id)) = &self.after {
            let first = values.len() + 1;
            values.extend(place.iter().map(|value| Value::from(*value)));
            values.push(id.clone().into());
            wanted.push(self.beyond(first, place.len().min(self.order.len())));
        }
        let order = self
            .order
            .iter()
            .map(|(column, descending)| format!("{}{},", column.name(), if *descending { " DESC" } else { "" }));
        let order: String = order.collect();
        values.push((self.limit as i64 + 1).into());
        (format!("{SELECT} WHERE {} ORDER BY {order} task_id LIMIT ?{}", wanted.join(" AND "), values.len()), values)
    }

    /// Rows after a place: in the first column where they differ, they lie beyond it.
    fn beyond(&self, first: usize, columns: usize) -> String {
        let mut same = String::new();
        let mut ways = Vec::new();
        for (at, (column, descending)) in self.order.iter().take(columns).enumerate() {
            let than = if *descending { "<" } else { ">" };
            ways.push(format!("({same}{} {than} ?{})", column.name(), first + at));
            same += &format!("{} = ?{} AND ", column.name(), first + at);
        }
        ways.push(format!("({same}task_id > ?{})", first + columns));
        format!("({})", ways.join(" OR "))
    }
}

/// One task more than the limit, where there are so many.
pub fn list_tasks(connection: &Connection, list: &TaskList) -> Result<Vec<FloorTask>, StoreError> {
    let (sql, values) = list.sql();
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query(params_from_iter(values))?;
    let mut tasks = Vec::new();
    while let Some(record) = found.next()? {
        tasks.push(decode(record)?);
    }
    Ok(tasks)
}
