//! The order of the bench in PostgreSQL: stock, order, lines, an outbox row and the answer under its key, in one transaction.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;
use tokio_postgres::{Client, Statement, error::SqlState};

use super::postgres::connect;
use crate::bench::load::sku;

const SCHEMA: &str = "
CREATE TABLE stock (
    warehouse int NOT NULL, sku text NOT NULL, on_hand bigint NOT NULL, reserved bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (warehouse, sku)
);
CREATE TABLE orders (id text PRIMARY KEY, body text NOT NULL, placed_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE order_lines (
    order_id text NOT NULL, line int NOT NULL, warehouse int NOT NULL, sku text NOT NULL, quantity bigint NOT NULL,
    PRIMARY KEY (order_id, line)
);
CREATE TABLE outbox (id bigserial PRIMARY KEY, body text NOT NULL);
CREATE TABLE answers (key text PRIMARY KEY, body text NOT NULL);

-- all lines or none, in one round trip
CREATE FUNCTION place(order_id text, key text, body text, house int, skus text[], units bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    FOR at IN 1 .. cardinality(skus) LOOP
        UPDATE stock SET reserved = reserved + units[at]
        WHERE warehouse = house AND sku = skus[at] AND on_hand - reserved >= units[at];
        IF NOT FOUND THEN
            RAISE EXCEPTION 'insufficient stock' USING ERRCODE = 'P0001';
        END IF;
    END LOOP;
    INSERT INTO orders (id, body) VALUES (order_id, body);
    INSERT INTO order_lines SELECT order_id, at, house, skus[at], units[at] FROM generate_subscripts(skus, 1) AS at;
    INSERT INTO outbox (body) VALUES (body);
    INSERT INTO answers VALUES (key, body);
END $$;";

pub const WAREHOUSES: i32 = 3;

/// How an order is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A: a transaction in several round trips, rows locked in the order of their keys.
    Interactive,
    /// B: one round trip, with conditional updates.
    OneTrip,
}

impl Way {
    pub fn name(self) -> &'static str {
        match self {
            Self::Interactive => "PostgreSQL A, interactive",
            Self::OneTrip => "PostgreSQL B, one round trip",
        }
    }
}

/// Makes tables, and stock of each SKU in each warehouse.
pub async fn set_up(client: &Client, skus: usize, units: i64) -> Result<()> {
    client.batch_execute(SCHEMA).await?;
    let names: Vec<String> = (0..skus).map(sku).collect();
    let fill = "INSERT INTO stock (warehouse, sku, on_hand)
        SELECT house, sku, $3 FROM generate_series(1, $1) AS house, unnest($2::text[]) AS sku";
    client.execute(fill, &[&WAREHOUSES, &names, &units]).await?;
    Ok(client.batch_execute("VACUUM ANALYZE stock").await?)
}

/// No cell is oversold, and what is reserved is what was answered.
pub async fn check(client: &Client, answered_units: i64) -> Result<()> {
    let found = client
        .query_one(
            "SELECT count(*) FILTER (WHERE reserved > on_hand), coalesce(sum(reserved), 0)::bigint FROM stock",
            &[],
        )
        .await?;
    let (oversold, reserved): (i64, i64) = (found.get(0), found.get(1));
    if oversold > 0 || reserved != answered_units {
        bail!("PostgreSQL: {oversold} cells oversold, {reserved} units reserved, {answered_units} answered");
    }
    Ok(())
}

/// One connection with what it has prepared.
#[derive(Debug)]
pub struct Till {
    client: Client,
    place: Statement,
    lock: Statement,
    reserve: Statement,
    order: Statement,
    lines: Statement,
    outbox: Statement,
    answer: Statement,
}

impl Till {
    pub async fn open(socket: &Path) -> Result<Self> {
        let client = connect(socket).await?;
        let place = client.prepare("SELECT place($1, $2, $3, $4, $5, $6)").await?;
        let lock =
            "SELECT on_hand - reserved FROM stock WHERE warehouse = $1 AND sku = ANY($2) ORDER BY sku FOR UPDATE";
        let lock = client.prepare(lock).await?;
        let reserve =
            "UPDATE stock SET reserved = reserved + units FROM unnest($2::text[], $3::bigint[]) AS wanted (name, units)
            WHERE warehouse = $1 AND sku = name";
        let reserve = client.prepare(reserve).await?;
        let order = client.prepare("INSERT INTO orders (id, body) VALUES ($1, $2)").await?;
        let lines = "INSERT INTO order_lines SELECT $1, row_number() OVER (), $2, name, units
            FROM unnest($3::text[], $4::bigint[]) AS wanted (name, units)";
        let lines = client.prepare(lines).await?;
        let outbox = client.prepare("INSERT INTO outbox (body) VALUES ($1)").await?;
        let answer = client.prepare("INSERT INTO answers VALUES ($1, $2)").await?;
        Ok(Self { client, place, lock, reserve, order, lines, outbox, answer })
    }

    /// Whether there was enough. `skus` in the order of their keys.
    pub async fn place(&mut self, way: Way, wish: &Wish) -> Result<bool> {
        match way {
            Way::Interactive => self.interactive(wish).await,
            Way::OneTrip => self.one_trip(wish).await,
        }
    }

    async fn one_trip(&self, wish: &Wish) -> Result<bool> {
        let Wish { id, key, body, warehouse, skus, units } = wish;
        match self.client.execute(&self.place, &[id, key, body, warehouse, skus, units]).await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some(&SqlState::RAISE_EXCEPTION) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn interactive(&mut self, wish: &Wish) -> Result<bool> {
        let Wish { id, key, body, warehouse, skus, units } = wish;
        let all = self.client.transaction().await?;
        let free: Vec<i64> = all.query(&self.lock, &[warehouse, skus]).await?.iter().map(|row| row.get(0)).collect();
        if free.len() < skus.len() || free.iter().zip(units).any(|(free, units)| free < units) {
            all.rollback().await?;
            return Ok(false);
        }
        all.execute(&self.reserve, &[warehouse, skus, units]).await?;
        all.execute(&self.order, &[id, body]).await?;
        all.execute(&self.lines, &[id, warehouse, skus, units]).await?;
        all.execute(&self.outbox, &[body]).await?;
        all.execute(&self.answer, &[key, body]).await?;
        all.commit().await?;
        Ok(true)
    }
}

/// An order, as it is stored.
#[derive(Debug, Clone)]
pub struct Wish {
    pub id: String,
    pub key: String,
    pub body: String,
    pub warehouse: i32,
    pub skus: Vec<String>,
    pub units: Vec<i64>,
}

impl Wish {
    /// One unit each of two different SKUs. `hot`: one of them is the same in every order.
    pub fn draw(chance: &mut ChaCha8Rng, skus: usize, hot: bool, body: &str) -> Self {
        let first = if hot { 0 } else { chance.random_range(0..skus) };
        let mut numbers = [first, (first + chance.random_range(1..skus)) % skus];
        numbers.sort_unstable();
        let units = vec![1; numbers.len()];
        Self {
            id: format!("{:032x}", (u128::from(chance.next_u64()) << 64) | u128::from(chance.next_u64())),
            key: format!("{:016x}{:016x}", chance.next_u64(), chance.next_u64()),
            body: body.to_owned(),
            warehouse: chance.random_range(1..=WAREHOUSES),
            skus: numbers.into_iter().map(sku).collect(),
            units,
        }
    }
}

/// Orders a second over so many connections, each with one order after the other, and how many were placed.
pub async fn drive(
    socket: &Path,
    (way, hot): (Way, bool),
    connections: usize,
    skus: usize,
    time: Duration,
    seed: u64,
) -> Result<(f64, i64)> {
    let mut tills = Vec::new();
    for _ in 0..connections {
        tills.push(Till::open(socket).await?);
    }
    let mut bytes = Vec::new();
    crate::bench::load::order(&mut ChaCha8Rng::seed_from_u64(seed), skus, &mut bytes);
    let body: Arc<str> = String::from_utf8(bytes)?.into();
    let started = Instant::now();
    let mut work = JoinSet::new();
    for (number, mut till) in tills.into_iter().enumerate() {
        let body = body.clone();
        work.spawn(async move {
            let mut chance = ChaCha8Rng::seed_from_u64(seed << 16 | number as u64);
            let mut placed = 0i64;
            while started.elapsed() < time {
                placed += i64::from(till.place(way, &Wish::draw(&mut chance, skus, hot, &body)).await?);
            }
            anyhow::Ok(placed)
        });
    }
    let mut placed = 0;
    while let Some(done) = work.join_next().await {
        placed += done.context("a connection")??;
    }
    Ok((placed as f64 / started.elapsed().as_secs_f64(), placed))
}
