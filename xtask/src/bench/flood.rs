//! A load that no answer slows: what happens to a server that is asked for more than it can do.
//!
//! Requests are due on one schedule for all connections, and the schedule asks nobody: a connection that is free takes the
//! next one due. There are more connections than a server's queue and batch hold together, so one is free as a rule
//! however full the server is. Where none is (the server has not even said no to all of them), a request keeps its due
//! time and waits; its latency counts from then. A customer does not wait for ever: one that found no connection within
//! [`PATIENCE`] is given up and counted as such, so that what is late never piles up and the rate offered stays what it is.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use hdrhistogram::Histogram;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;

use super::load::{LATENCY_US_MAX, Line, Load};

/// As long as a request may wait for a connection.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// What became of a flood.
#[derive(Debug)]
pub struct Flooded {
    /// Requests that were due.
    pub offered: u64,
    pub taken: u64,
    /// Those of them that were answered before the last one was due: what is answered later came from the queue alone.
    pub taken_in_time: u64,
    /// Answers that are no 2xx, by status.
    pub refused: BTreeMap<u16, u64>,
    /// Answers of 503 that did not say when to come again.
    pub without_retry: u64,
    /// Requests that found no connection in time.
    pub given_up: u64,
    /// Until the last one was due.
    pub seconds: f64,
    /// From when it was due to its answer, of those taken.
    pub taken_us: Histogram<u64>,
    /// The same, of those refused.
    pub refused_us: Histogram<u64>,
}

impl Flooded {
    fn new(seconds: f64) -> Result<Self> {
        let histogram = || Histogram::new_with_bounds(1, LATENCY_US_MAX, 3);
        let (refused, taken_us, refused_us) = (BTreeMap::new(), histogram()?, histogram()?);
        Ok(Self {
            offered: 0,
            taken: 0,
            taken_in_time: 0,
            refused,
            without_retry: 0,
            given_up: 0,
            seconds,
            taken_us,
            refused_us,
        })
    }

    fn note(&mut self, status: u16, waited: Duration, says_when: bool, in_time: bool) {
        let micros = waited.as_micros() as u64;
        if (200..300).contains(&status) {
            self.taken += 1;
            self.taken_in_time += u64::from(in_time);
            self.taken_us.saturating_record(micros);
            return;
        }
        *self.refused.entry(status).or_default() += 1;
        self.refused_us.saturating_record(micros);
        self.without_retry += u64::from(status == 503 && !says_when);
    }
}

/// When each request is due: one counter for all connections.
#[derive(Debug)]
struct Schedule {
    next: AtomicU64,
    every: Duration,
    started: Instant,
    end: Instant,
}

impl Schedule {
    /// The number of the next request, and when it is due; `None` once all have been.
    fn take(&self) -> Option<(u64, Instant)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let due = self.started + self.every.mul_f64(number as f64);
        (due < self.end).then_some((number, due))
    }
}

/// Offers `rate` requests a second over that many connections, on one thread of its own.
pub async fn flood(load: &Load, rate: f64, connections: usize) -> Result<Flooded> {
    let load = load.clone();
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(all(load, rate, connections))
    })
    .await?
}

async fn all(load: Load, rate: f64, connections: usize) -> Result<Flooded> {
    let mut lines = Vec::with_capacity(connections);
    for _ in 0..connections {
        // one after the other: a crowd would overrun the backlog, which is not what is measured
        lines.push(Line::open(&load.address).await?);
    }
    let started = Instant::now();
    let (every, end) = (Duration::from_secs_f64(1.0 / rate), started + load.time);
    let schedule = Arc::new(Schedule { next: AtomicU64::new(0), every, started, end });
    // one for all: the histograms are large, and on one thread nobody waits for the lock
    let flooded = Arc::new(Mutex::new(Flooded::new(load.time.as_secs_f64())?));
    let mut work = JoinSet::new();
    for line in lines {
        work.spawn(connection(load.clone(), line, schedule.clone(), flooded.clone()));
    }
    while let Some(done) = work.join_next().await {
        done??;
    }
    let flooded = Arc::into_inner(flooded).context("a connection goes on")?;
    Ok(flooded.into_inner().unwrap_or_else(PoisonError::into_inner))
}

async fn connection(load: Load, mut line: Line, schedule: Arc<Schedule>, flooded: Arc<Mutex<Flooded>>) -> Result<()> {
    let (mut request, mut body) = (Vec::new(), Vec::new());
    let told = || flooded.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some((number, due)) = schedule.take() {
        told().offered += 1;
        if due.elapsed() > PATIENCE {
            told().given_up += 1;
            continue;
        }
        tokio::time::sleep_until(due.into()).await;
        let mut chance = ChaCha8Rng::seed_from_u64(load.seed << 32 | number);
        body.clear();
        (load.body)(&mut chance, load.skus, &mut body);
        load.write(&mut chance, &body, &mut request)?;
        let (status, _) = line.exchange(&request).await?;
        let waited = due.elapsed();
        let says_when = status == 503 && line.header("retry-after").is_some();
        told().note(status, waited, says_when, due + waited <= schedule.end);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, StatusCode};
    use axum::routing::post;
    use axum::{Json, Router};

    use super::super::load;
    use super::*;

    fn load_of(address: String) -> Load {
        let time = Duration::from_millis(300);
        Load {
            address,
            path: "/v1/orders",
            key: "k".into(),
            connections: 0,
            time,
            skus: 10,
            body: load::order,
            seed: 1,
            pace: None,
            get: None,
        }
    }

    async fn served(routes: Router) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        address
    }

    #[tokio::test]
    async fn a_server_that_answers_nothing_for_a_while_is_offered_the_same() {
        let slow = async || {
            tokio::time::sleep(Duration::from_millis(200)).await;
            (StatusCode::CREATED, Json(1))
        };
        let address = served(Router::new().route("/v1/orders", post(slow))).await;
        let told = flood(&load_of(address), 1_000.0, 400).await.unwrap();
        assert_eq!((told.offered, told.taken, told.given_up), (300, 300, 0));
        assert!(told.taken_us.min() >= 199_000);
    }

    #[tokio::test]
    async fn refusals_say_when_to_come_again_or_are_told_apart() {
        let refuse = async |headers: HeaderMap| {
            let key = headers.get("idempotency-key").unwrap().as_bytes()[0];
            let when = key.is_ascii_digit().then_some([("retry-after", "1")]);
            (StatusCode::SERVICE_UNAVAILABLE, when, Json(1))
        };
        let address = served(Router::new().route("/v1/orders", post(refuse))).await;
        let told = flood(&load_of(address), 1_000.0, 50).await.unwrap();
        assert_eq!(told.refused.get(&503), Some(&300));
        assert!((1..300).contains(&told.without_retry), "{}", told.without_retry);
        assert_eq!(told.refused_us.len(), 300);
    }
}
