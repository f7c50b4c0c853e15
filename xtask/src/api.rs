//! The public HTTP APIs as a shop or a terminal speaks them: bearer key, idempotency key, patience with a busy server.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method};
use serde_json::Value;

/// How long a request is repeated (same key) before the server counts as lost.
pub const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);
const PAUSE_MAX: Duration = Duration::from_secs(2);
const PAGE: usize = 500;

/// One request, whole, so that it can be repeated to the letter.
#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    pub body: Option<Value>,
    pub key: Option<String>,
}

impl Ask {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None, key: None }
    }

    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self::change(Method::POST, path, Some(body))
    }

    pub fn patch(path: impl Into<String>, body: Value) -> Self {
        Self::change(Method::PATCH, path, Some(body))
    }

    pub fn delete(path: impl Into<String>) -> Self {
        Self::change(Method::DELETE, path, None)
    }

    fn change(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self { method, path: path.into(), body, key: Some(fresh_key()) }
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A new idempotency key.
pub fn fresh_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub replayed: bool,
    pub retry_after: Option<Duration>,
    pub body: Value,
}

impl Answer {
    pub fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// "Come again": the server did not take the request in.
    pub fn busy(&self) -> bool {
        matches!(self.status, 429 | 503)
    }

    /// The last word of the problem's type, empty where the answer is no problem.
    pub fn slug(&self) -> &str {
        self.body["type"].as_str().and_then(|uri| uri.rsplit(['/', ':', '#']).next()).unwrap_or_default()
    }

    /// This answer, where it is a 2xx.
    pub fn must(self, what: &Ask) -> Result<Self> {
        if !self.ok() {
            let told: String = self.body.to_string().chars().take(300).collect();
            bail!("{what} was answered {} {told}", self.status);
        }
        Ok(self)
    }
}

/// Every change that was answered, in order of its answer: what a server must still know afterwards.
#[derive(Debug, Default)]
pub struct Journal(Mutex<Vec<(Ask, Answer)>>);

impl Journal {
    fn write(&self, ask: &Ask, answer: &Answer) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((ask.clone(), answer.clone()));
    }

    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// All that was written after the first `from`.
    pub fn since(&self, from: usize) -> Vec<(Ask, Answer)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)[from..].to_vec()
    }
}

/// One server seen with one key. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Api {
    client: Client,
    base: Arc<str>,
    key: Arc<str>,
    patience: Duration,
    journal: Option<Arc<Journal>>,
}

impl Api {
    pub fn new(http: &str, key: &str) -> Result<Self> {
        let client = Client::builder().timeout(Duration::from_secs(20)).no_proxy().build()?;
        Ok(Self { client, base: format!("http://{http}").into(), key: key.into(), patience: PATIENCE, journal: None })
    }

    /// The same server, with every answered change kept.
    pub fn with_journal(&self, journal: Arc<Journal>) -> Self {
        Self { journal: Some(journal), ..self.clone() }
    }

    /// The same server, counted as lost after another time.
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// The same server, seen with another key.
    pub fn with_key(&self, key: &str) -> Result<Self> {
        if key.is_empty() {
            bail!("no key");
        }
        Ok(Self { key: key.into(), ..self.clone() })
    }

    /// One try. Errors where no answer came: whether the request counted is then not known.
    pub async fn send(&self, ask: &Ask) -> Result<Answer> {
        let mut request = self.client.request(ask.method.clone(), format!("{}{}", self.base, ask.path));
        request = request.bearer_auth(&self.key);
        if let Some(key) = &ask.key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = &ask.body {
            request = request.json(body);
        }
        let told = request.send().await.with_context(|| ask.to_string())?;
        let header = |name| told.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let replayed = header("idempotency-replayed") == "true";
        let retry_after = header("retry-after").parse::<f64>().ok().map(Duration::from_secs_f64);
        let status = told.status().as_u16();
        let bytes = told.bytes().await.with_context(|| ask.to_string())?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Answer { status, replayed, retry_after, body })
    }

    /// The same request with the same key until the server has taken it in or refused it. I-4 makes that harmless.
    pub async fn insist(&self, ask: &Ask) -> Result<Answer> {
        let end = Instant::now() + self.patience;
        loop {
            let pause = match self.send(ask).await {
                Ok(answer) if !answer.busy() => {
                    if let Some(journal) = self.journal.as_ref().filter(|_| ask.key.is_some()) {
                        journal.write(ask, &answer);
                    }
                    return Ok(answer);
                }
                Ok(answer) if Instant::now() > end => return Ok(answer),
                Ok(answer) => answer.retry_after.unwrap_or(PAUSE).clamp(PAUSE, PAUSE_MAX),
                Err(lost) if Instant::now() > end => return Err(lost),
                Err(_) => PAUSE,
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Asks anew, each time under a key of its own (a refusal stays refused under its key), until it is taken or `within` is
    /// over.
    pub async fn until_taken(&self, within: Duration, ask: impl Fn() -> Ask) -> Result<Answer> {
        let end = Instant::now() + within;
        loop {
            let ask = ask();
            let answer = self.insist(&ask).await?;
            if answer.ok() || Instant::now() > end {
                return answer.must(&ask);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The body of a GET that must succeed.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let ask = Ask::get(path);
        Ok(self.insist(&ask).await?.must(&ask)?.body)
    }

    /// What a GET that must succeed answers, whatever its kind.
    pub async fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        self.fetch(path, "*/*").await
    }

    /// The same as text of the kind that is accepted.
    pub async fn text(&self, path: &str, accept: &str) -> Result<String> {
        Ok(String::from_utf8(self.fetch(path, accept).await?)?)
    }

    async fn fetch(&self, path: &str, accept: &str) -> Result<Vec<u8>> {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.key).header("Accept", accept);
        let told = request.send().await?.error_for_status().with_context(|| path.to_owned())?;
        Ok(told.bytes().await?.to_vec())
    }

    /// The answer to a change that must succeed.
    pub async fn must(&self, ask: Ask) -> Result<Value> {
        Ok(self.insist(&ask).await?.must(&ask)?.body)
    }

    /// The types of the events of `path` since the server's store began, until one is `last`; an error after `within`.
    pub async fn events(&self, path: &str, last: &str, within: Duration) -> Result<Vec<String>> {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.key);
        let request = request.header("Last-Event-ID", "0");
        let mut stream = request.send().await?.error_for_status()?;
        let mut text = String::new();
        let kinds = |text: &str| -> Vec<String> {
            text.lines().filter_map(|line| line.strip_prefix("event:")).map(|kind| kind.trim().to_owned()).collect()
        };
        let read = async {
            while let Some(chunk) = stream.chunk().await? {
                text.push_str(&String::from_utf8_lossy(&chunk));
                if kinds(&text).iter().any(|kind| kind == last) {
                    return Ok(());
                }
            }
            bail!("the stream of {path} ended")
        };
        let found = tokio::time::timeout(within, read).await;
        found.with_context(|| format!("no event {last} of {path} within {within:?}"))??;
        Ok(kinds(&text))
    }

    /// Every item of a list, page after page. `query` is empty or starts after the `?`.
    pub async fn pages(&self, path: &str, query: &str) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let mut page = self.get(&format!("{path}?limit={PAGE}{query}{cursor}")).await?;
            if let Value::Array(found) = page["items"].take() {
                items.extend(found);
            }
            match page["nextCursor"].as_str() {
                Some(next) if !next.is_empty() => cursor = format!("&cursor={}", escaped(next)),
                _ => return Ok(items),
            }
        }
    }
}

/// A path segment or query value, percent-encoded where it must be.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The path of one cell's inventory record.
pub fn cell_path(warehouse: &str, sku: &str) -> String {
    format!("/v1/warehouses/{}/inventory/{}", escaped(warehouse), escaped(sku))
}

/// An integer field, 0 where it is absent.
pub fn int(value: &Value, field: &str) -> i64 {
    value[field].as_i64().unwrap_or(0)
}

/// A text field, empty where it is absent.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

/// The items of an array field, none where it is absent.
pub fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_are_escaped() {
        assert_eq!(escaped("A b/ä?"), "A%20b%2F%C3%A4%3F");
        assert_eq!(cell_path("LEEDS", "a b"), "/v1/warehouses/LEEDS/inventory/a%20b");
    }

    #[test]
    fn the_slug_is_the_last_word_of_the_type() {
        let told = |uri: &str| Answer { status: 409, replayed: false, retry_after: None, body: json!({ "type": uri }) };
        assert_eq!(told("https://holdfast.example/problems/wrong-state").slug(), "wrong-state");
        assert_eq!(told("urn:holdfast:problem:not-found").slug(), "not-found");
    }
}
