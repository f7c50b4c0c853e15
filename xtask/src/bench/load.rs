//! The load generator: HTTP/1.1 written and read by hand, so that little of the two cores goes to the generator.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

use crate::catalogue::PLACES;
use anyhow::{Context, Result, bail};
use hdrhistogram::Histogram;
use rand::seq::index::sample;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const RESPONSE_BYTES: usize = 8 * 1024;
const RESPONSE_BYTES_MAX: usize = 4 << 20;
/// Latencies are kept in microseconds up to one minute.
pub const LATENCY_US_MAX: u64 = 60_000_000;

/// Writes the body of one request.
pub type Body = fn(&mut ChaCha8Rng, skus: usize, into: &mut Vec<u8>);

/// What is asked of a server, over and over.
#[derive(Debug, Clone)]
pub struct Load {
    pub address: String,
    pub path: &'static str,
    pub key: String,
    pub connections: usize,
    pub time: Duration,
    pub skus: usize,
    pub body: Body,
    pub seed: u64,
    /// Requests a second in all; `None`: as many as are answered. A request is due at its time, whatever became of those
    /// before it, and its latency counts from there.
    pub pace: Option<f64>,
    /// What is read, in the place of what is posted.
    pub get: Option<Body>,
}

/// What came back.
#[derive(Debug)]
pub struct Measured {
    pub answered: u64,
    /// Answers that are no 2xx, by status.
    pub refused: BTreeMap<u16, u64>,
    pub seconds: f64,
    pub latency_us: Histogram<u64>,
}

impl Measured {
    fn new() -> Result<Self> {
        let latency_us = Histogram::new_with_bounds(1, LATENCY_US_MAX, 3)?;
        Ok(Self { answered: 0, refused: BTreeMap::new(), seconds: 0.0, latency_us })
    }

    /// This, where every answer was a 2xx.
    pub fn all_taken(self) -> Result<Self> {
        if !self.refused.is_empty() {
            bail!("answers that are no 2xx, by status: {:?}", self.refused);
        }
        Ok(self)
    }

    pub fn latency_ms(&self, quantile: f64) -> f64 {
        self.latency_us.value_at_quantile(quantile) as f64 / 1000.0
    }

    pub fn per_second(&self) -> f64 {
        self.answered as f64 / self.seconds
    }

    fn add(&mut self, other: &Self) -> Result<()> {
        self.answered += other.answered;
        other.refused.iter().for_each(|(status, n)| *self.refused.entry(*status).or_default() += n);
        Ok(self.latency_us.add(&other.latency_us)?)
    }
}

impl Load {
    /// Runs on one thread of its own: a second one would take the server's core.
    pub async fn run(&self) -> Result<Measured> {
        let load = self.clone();
        tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(load.all())
        })
        .await?
    }

    async fn all(self) -> Result<Measured> {
        let started = Instant::now();
        let mut connections = JoinSet::new();
        for number in 0..self.connections as u64 {
            connections.spawn(self.clone().connection(number, started + self.time));
        }
        let mut sum = Measured::new()?;
        while let Some(done) = connections.join_next().await {
            sum.add(&done??)?;
        }
        sum.seconds = started.elapsed().as_secs_f64();
        Ok(sum)
    }

    /// One request after the other; the one in flight at the end is waited for, so that counts are exact.
    async fn connection(self, number: u64, end: Instant) -> Result<Measured> {
        let mut chance = ChaCha8Rng::seed_from_u64(self.seed << 16 | number);
        let mut line = Line::open(&self.address).await?;
        let (mut request, mut body) = (Vec::new(), Vec::new());
        let mut measured = Measured::new()?;
        let mut now = Instant::now();
        let mut due = self.schedule(number, now);
        while now < end {
            if let Some(due) = &mut due {
                now = due.next().await;
                if now >= end {
                    break;
                }
            }
            body.clear();
            (self.body)(&mut chance, self.skus, &mut body);
            self.write(&mut chance, &body, &mut request)?;
            let (status, _) = line.exchange(&request).await?;
            let answered = Instant::now();
            measured.latency_us.saturating_record((answered - now).as_micros() as u64);
            now = answered;
            if (200..300).contains(&status) {
                measured.answered += 1;
            } else {
                *measured.refused.entry(status).or_default() += 1;
            }
        }
        Ok(measured)
    }

    /// When this connection's requests are due.
    fn schedule(&self, number: u64, started: Instant) -> Option<Schedule> {
        let every = Duration::from_secs_f64(self.connections as f64 / self.pace?);
        // connections take turns
        let first = every.mul_f64(number as f64 / self.connections as f64);
        Some(Schedule { due: started + first, every })
    }

    /// Writes the next request, whole.
    pub fn write(&self, chance: &mut ChaCha8Rng, body: &[u8], request: &mut Vec<u8>) -> Result<()> {
        request.clear();
        if let Some(path) = self.get {
            request.extend_from_slice(b"GET ");
            path(chance, self.skus, request);
            write!(request, " HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n", self.address, self.key)?;
            return Ok(());
        }
        let idempotency = format!("{:016x}{:016x}", chance.next_u64(), chance.next_u64());
        post(request, (&self.address, self.path), &self.key, &idempotency, body)
    }
}

struct Schedule {
    due: Instant,
    every: Duration,
}

impl Schedule {
    /// Waits for the next one's time, and says when it was: in the past, where the ones before took too long.
    async fn next(&mut self) -> Instant {
        let due = self.due;
        self.due += self.every;
        tokio::time::sleep_until(due.into()).await;
        due
    }
}

/// One connection that is kept.
#[derive(Debug)]
pub struct Line {
    stream: TcpStream,
    response: Vec<u8>,
}

impl Line {
    pub async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| address.to_owned())?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, response: vec![0; RESPONSE_BYTES] })
    }

    pub async fn post(&mut self, path: &str, key: &str, idempotency: &str, body: &[u8]) -> Result<(u16, &[u8])> {
        let mut request = Vec::new();
        post(&mut request, ("here", path), key, idempotency, body)?;
        self.exchange(&request).await
    }

    pub async fn get(&mut self, path: &str, key: &str) -> Result<(u16, &[u8])> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {key}\r\n\r\n");
        self.exchange(request.as_bytes()).await
    }

    /// A header of the last response, which was whole.
    pub fn header(&self, name: &str) -> Option<&str> {
        let end = self.response.windows(4).position(|four| four == b"\r\n\r\n")?;
        let lines = std::str::from_utf8(&self.response[..end]).ok()?.split("\r\n");
        let mut headers = lines.filter_map(|line| line.split_once(':'));
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Sends a whole request; status and body of its response.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<(u16, &[u8])> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        loop {
            if let Some((status, body, length)) = head(&self.response[..filled])? {
                if filled == length {
                    return Ok((status, &self.response[body..length]));
                }
                if filled > length || length > RESPONSE_BYTES_MAX {
                    bail!("a response of {length} bytes, {filled} came");
                }
                self.response.resize(length.max(self.response.len()), 0);
            }
            let more = self.stream.read(&mut self.response[filled..]).await?;
            if more == 0 {
                bail!("the server closed the connection");
            }
            filled += more;
        }
    }
}

fn post(into: &mut Vec<u8>, (host, path): (&str, &str), key: &str, idempotency: &str, body: &[u8]) -> Result<()> {
    write!(
        into,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: {idempotency}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )?;
    into.extend_from_slice(body);
    Ok(())
}

/// Status of the response, where its body begins and where it ends, once its head is there.
fn head(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&bytes[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status line")?.parse()?;
    let length =
        lines.filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.context("a response without Content-Length")?.1.trim().parse()?;
    Ok(Some((status, end + 4, end + 4 + length)))
}

/// The n-th SKU of the bench.
pub fn sku(n: usize) -> String {
    format!("BENCH-{n:05}")
}

/// An order of two different products.
pub fn order(chance: &mut ChaCha8Rng, skus: usize, into: &mut Vec<u8>) {
    let first = chance.random_range(0..skus);
    two_lines(chance, first, skus, into);
}

fn two_lines(chance: &mut ChaCha8Rng, first: usize, skus: usize, into: &mut Vec<u8>) {
    let second = (first + chance.random_range(1..skus)) % skus;
    write_order(chance, &[first, second], into);
}

/// Lines of a large order.
pub const LINES: usize = 10;

/// An order of ten different products.
pub fn large_order(chance: &mut ChaCha8Rng, skus: usize, into: &mut Vec<u8>) {
    let numbers = sample(chance, skus, LINES.min(skus)).into_vec();
    write_order(chance, &numbers, into);
}

/// One unit of each of those products.
fn write_order(chance: &mut ChaCha8Rng, numbers: &[usize], into: &mut Vec<u8>) {
    let (lat, lon) = (chance.random_range(42.0..60.0f32), chance.random_range(-4.0..12.0f32));
    // Writing into memory does not fail.
    let _ = write!(
        into,
        r#"{{"customer":{{"name":"A. Buyer","email":"a@example.com","address":{{"line1":"1 Mill Lane","city":"Leeds","postalCode":"LS1 4AP","country":"GB","lat":{lat:.2},"lon":{lon:.2}}}}},"currency":"GBP","items":["#
    );
    for (at, n) in numbers.iter().enumerate() {
        let (comma, price) = if at == 0 { ("", "12.50") } else { (",", "3.20") };
        let _ = write!(into, r#"{comma}{{"sku":"BENCH-{n:05}","quantity":1,"unitPrice":"{price}"}}"#);
    }
    into.extend_from_slice(br#"],"allowBackorder":false,"allowSplit":true}"#);
}

/// The same, of which every one wants the first SKU.
pub fn hot_order(chance: &mut ChaCha8Rng, skus: usize, into: &mut Vec<u8>) {
    two_lines(chance, 0, skus, into);
}

/// The path of one cell.
pub fn cell(chance: &mut ChaCha8Rng, skus: usize, into: &mut Vec<u8>) {
    let n = chance.random_range(0..skus);
    let _ = write!(into, "/v1/warehouses/{}/inventory/{}", PLACES[0].id, sku(n));
}

/// A scan at goods-in: one unit of one product.
pub fn scan(chance: &mut ChaCha8Rng, skus: usize, into: &mut Vec<u8>) {
    let n = chance.random_range(0..skus);
    let _ = write!(into, r#"{{"reference":"bench","lines":[{{"sku":"BENCH-{n:05}","quantity":1}}]}}"#);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_status_and_length() {
        assert_eq!(head(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n").unwrap(), None);
        let whole = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(head(whole).unwrap(), Some((201, whole.len() - 2, whole.len())));
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[tokio::test]
    async fn every_answer_is_counted_and_refusals_apart() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, super::super::echo::routes()).await });
        let load = Load {
            address,
            path: "/v1/orders",
            key: "k".into(),
            connections: 4,
            time: Duration::from_millis(100),
            skus: 10,
            body: order,
            seed: 1,
            pace: None,
            get: None,
        };
        let told = load.run().await.unwrap();
        assert!(told.answered > 0 && told.refused.is_empty());
        assert_eq!(told.latency_us.len(), told.answered);
        let told = Load { body: scan, ..load }.run().await.unwrap();
        assert_eq!(told.answered, 0);
        assert_eq!(told.refused.keys().collect::<Vec<_>>(), [&422]);
    }

    #[test]
    fn bodies_are_json() {
        let mut chance = ChaCha8Rng::seed_from_u64(1);
        for body in [order as Body, hot_order as Body, large_order as Body, scan as Body] {
            let mut bytes = Vec::new();
            body(&mut chance, 10, &mut bytes);
            serde_json::from_slice::<serde_json::Value>(&bytes).unwrap();
        }
    }
}
