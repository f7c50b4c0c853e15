//! Smaller yardsticks: the disk by itself, SQLite with a commit a request, Redis with a script, and counters that merge.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rusqlite::{Connection, params};
use tempfile::TempDir;
use tokio::task::JoinSet;

use super::place::Wish;
use crate::bench::load::sku;
use crate::workspace::cargo;

/// Seconds of one `fdatasync` after 4 KiB were written over, as a log is that keeps its size; the median of many.
pub fn sync_seconds(dir: &Path, time: Duration) -> Result<f64> {
    let path = dir.join("sync-probe");
    let mut file = File::create(&path)?;
    file.write_all(&vec![1; 1 << 20])?;
    file.sync_all()?;
    let (started, mut taken, mut at) = (Instant::now(), Vec::new(), 0);
    while started.elapsed() < time {
        let before = Instant::now();
        file.write_all_at(&[at as u8; 4096], (at % 256) * 4096)?;
        file.sync_data()?;
        taken.push(before.elapsed().as_secs_f64());
        at += 1;
    }
    fs::remove_file(path)?;
    taken.sort_by(f64::total_cmp);
    Ok(taken.get(taken.len() / 2).copied().unwrap_or(0.0))
}

const TABLES: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE stock (warehouse INTEGER, sku TEXT, on_hand INTEGER, reserved INTEGER DEFAULT 0, PRIMARY KEY (warehouse, sku)) WITHOUT ROWID;
CREATE TABLE orders (id TEXT PRIMARY KEY, body TEXT);
CREATE TABLE order_lines (order_id TEXT, line INTEGER, sku TEXT, quantity INTEGER, PRIMARY KEY (order_id, line)) WITHOUT ROWID;
CREATE TABLE answers (key TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;";

/// Orders a second in SQLite by one writer, one commit each.
pub fn sqlite(skus: usize, time: Duration) -> Result<f64> {
    let dir = tempfile::Builder::new().prefix("holdfast-sqlite-").tempdir()?;
    let mut store = Connection::open(dir.path().join("shop.db"))?;
    store.execute_batch(TABLES)?;
    let filling = store.transaction()?;
    for (warehouse, n) in (1..=super::place::WAREHOUSES).flat_map(|house| (0..skus).map(move |n| (house, n))) {
        filling
            .prepare_cached("INSERT INTO stock (warehouse, sku, on_hand) VALUES (?1, ?2, 1000000)")?
            .execute(params![warehouse, sku(n)])?;
    }
    filling.commit()?;
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let mut bytes = Vec::new();
    crate::bench::load::order(&mut chance, skus, &mut bytes);
    let body = String::from_utf8(bytes)?;
    let (started, mut placed) = (Instant::now(), 0i64);
    while started.elapsed() < time {
        let wish = Wish::draw(&mut chance, skus, false, &body);
        placed += i64::from(place_in_sqlite(&mut store, &wish)?);
    }
    let rate = placed as f64 / started.elapsed().as_secs_f64();
    let (oversold, reserved): (i64, i64) =
        store.query_row("SELECT sum(reserved > on_hand), sum(reserved) FROM stock", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if oversold > 0 || reserved != 2 * placed {
        bail!("SQLite: {oversold} cells oversold, {reserved} units reserved by {placed} orders");
    }
    Ok(rate)
}

fn place_in_sqlite(store: &mut Connection, wish: &Wish) -> Result<bool> {
    let all = store.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for (sku, units) in wish.skus.iter().zip(&wish.units) {
        let changed = all
            .prepare_cached(
                "UPDATE stock SET reserved = reserved + ?3 WHERE warehouse = ?1 AND sku = ?2 AND on_hand - reserved >= ?3",
            )?
            .execute(params![wish.warehouse, sku, units])?;
        if changed == 0 {
            return Ok(false);
        }
    }
    all.prepare_cached("INSERT INTO orders VALUES (?1, ?2)")?.execute(params![wish.id, wish.body])?;
    for (line, (sku, units)) in wish.skus.iter().zip(&wish.units).enumerate() {
        all.prepare_cached("INSERT INTO order_lines VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            wish.id,
            line as i64,
            sku,
            units
        ])?;
    }
    all.prepare_cached("INSERT INTO answers VALUES (?1, ?2)")?.execute(params![wish.key, wish.body])?;
    all.commit()?;
    Ok(true)
}

/// A Redis of our own, whose append-only file is synced before every answer.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    dir: TempDir,
}

/// Takes both units or none. What it lacks beside an order: the order, its lines, an answer kept under its key, a log.
const DECREMENT: &str = "
for at, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key)) < 1 then return 0 end
end
for at, key in ipairs(KEYS) do redis.call('DECR', key) end
return 1";

impl Redis {
    pub fn start() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("holdfast-redis-").tempdir()?;
        let mut server = Command::new("redis-server");
        server.current_dir(dir.path()).args(["--port", "0", "--unixsocket"]).arg(dir.path().join("socket"));
        server.args(["--save", "", "--appendonly", "yes", "--appendfsync", "always"]);
        let child = server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Ok(Self { child: child.context("Redis is missing: install Debian's package redis-server")?, dir })
    }

    async fn connect(&self) -> Result<redis::aio::MultiplexedConnection> {
        let url = format!("redis+unix://{}", self.dir.path().join("socket").display());
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            match redis::Client::open(url.as_str())?.get_multiplexed_async_connection().await {
                Ok(connection) => return Ok(connection),
                Err(error) if Instant::now() > end => return Err(error.into()),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Decrements of two keys a second, over so many connections.
    pub async fn drive(&self, connections: usize, skus: usize, time: Duration) -> Result<f64> {
        let mut first = self.connect().await?;
        for n in 0..skus {
            redis::cmd("SET").arg(sku(n)).arg(1_000_000).exec_async(&mut first).await?;
        }
        let script = std::sync::Arc::new(redis::Script::new(DECREMENT));
        let mut work = JoinSet::new();
        let started = Instant::now();
        for number in 0..connections as u64 {
            let (mut connection, script) = (self.connect().await?, script.clone());
            work.spawn(async move {
                let (mut chance, mut done) = (ChaCha8Rng::seed_from_u64(number), 0u64);
                while started.elapsed() < time {
                    let (first, offset) = (chance.random_range(0..skus), chance.random_range(1..skus));
                    let mut call = script.prepare_invoke();
                    call.key(sku(first)).key(sku((first + offset) % skus));
                    done += call.invoke_async::<u64>(&mut connection).await?;
                }
                anyhow::Ok(done)
            });
        }
        let mut done = 0;
        while let Some(of) = work.join_next().await {
            done += of??;
        }
        let rate = done as f64 / started.elapsed().as_secs_f64();
        let mut left = 0i64;
        for n in 0..skus {
            let units: i64 = redis::cmd("GET").arg(sku(n)).query_async(&mut first).await?;
            if units < 0 {
                bail!("Redis: {} is oversold", sku(n));
            }
            left += units;
        }
        if left + 2 * done as i64 != 1_000_000 * skus as i64 {
            bail!("Redis: {done} decrements of two units, {left} units left");
        }
        Ok(rate)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = kill(Pid::from_raw(self.child.id() as i32), Signal::SIGTERM);
        let _ = self.child.wait();
    }
}

/// Nanoseconds of merging one row into a cell, and one increment into an automerge counter: a program of the crdt crate says.
pub fn merge_nanos(times: u64) -> Result<(f64, f64)> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--release", "--package", "holdfast-crdt", "--example", "merge_cost", "--"]);
    let told = command.arg(times.to_string()).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8(told.stdout)?;
    let figure = |name: &str| -> Result<f64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).context("merge_cost said nothing")?;
        Ok(line.trim().parse()?)
    };
    Ok((figure("row ")?, figure("counter ")?))
}
