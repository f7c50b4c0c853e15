//! The one piece of middleware every request passes: key, rate, request id, trace, panics, problems, metrics, log.
//! One function and not a stack of ten, since what it costs every request pays.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::call::{Call, REQUEST_ID, TRACEPARENT, request_id, traceparent};
use super::csv;
use super::keyring::Keys;
use super::kit::Full;
use super::limits::REQUESTS_PER_SECOND;
use super::meter::Meter;
use super::principal::Principal;
use super::problem::{Problem, Slug};

/// How many requests one key may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    pub per_second: NonZeroU32,
    pub burst: NonZeroU32,
}

impl RateLimit {
    /// So many a second, and as many at once.
    pub const fn of(per_second: NonZeroU32) -> Self {
        Self { per_second, burst: per_second }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::of(NonZeroU32::new(REQUESTS_PER_SECOND).unwrap_or(NonZeroU32::MIN))
    }
}

/// Which requests need a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Key,
    Nothing,
    /// For paths that no route has: a stranger learns nothing about the API's.
    KeyUnderV1,
}

pub struct Gate {
    keys: Keys,
    rate: RateLimit,
    limiter: DefaultKeyedRateLimiter<i64>,
    clock: DefaultClock,
    meter: Meter,
    full: Full,
}

impl Gate {
    pub fn new(keys: Keys, rate: RateLimit, full: Full) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        let limiter = RateLimiter::keyed(quota);
        Self { keys, rate, limiter, clock: DefaultClock::default(), meter: Meter::default(), full }
    }

    fn admit(&self, asked: &Asked, headers: &HeaderMap) -> Result<Principal, Problem> {
        // what would find no room in the end costs least when it is refused here: the time goes to what has
        if !asked.method.is_safe() && (self.full)() {
            return Err(busy());
        }
        let principal = self.keys.authenticate(&asked.method, headers, asked.at)?;
        match self.limiter.check_key(&principal.id) {
            Ok(()) => Ok(principal),
            Err(until) => {
                let wait = until.wait_time_from(self.clock.now()).as_secs_f64().ceil().max(1.0);
                Err(Problem::new(Slug::RateLimited, "the rate limit of this key is used up").retry_after(wait as u32))
            }
        }
    }

    /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10).
    fn tell_limit(&self, response: &mut Response, wait_seconds: u32) {
        let policy = format!("\"key\";q={};w=1", self.rate.per_second);
        let texts = [("ratelimit", format!("\"key\";r=0;t={wait_seconds}")), ("ratelimit-policy", policy)];
        for (name, text) in texts {
            if let Ok(value) = HeaderValue::try_from(text) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
    }
}

/// Lets one request through, or refuses it, and finishes what it answers.
pub async fn pass(State((gate, needs)): State<(Arc<Gate>, Needs)>, mut request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let needs_key = match needs {
        Needs::Key => true,
        Needs::Nothing => false,
        Needs::KeyUnderV1 => asked.uri.path().starts_with("/v1"),
    };
    let admitted = match needs_key {
        true => gate.admit(&asked, request.headers()).map(Some),
        false => Ok(None),
    };
    let response = match admitted {
        Ok(principal) => {
            let wants_csv = csv::is_wanted(&asked.method, request.headers());
            let call = Call { principal, request_id: asked.request_id.clone(), uri: asked.uri.clone() };
            request.extensions_mut().insert(call);
            let response = caught(next.run(request)).await;
            if wants_csv { csv::told(response, &asked.uri).await } else { response }
        }
        Err(problem) => problem.into_response(),
    };
    finish(&gate, asked, response)
}

/// What of a request is still wanted once a handler has taken it.
struct Asked {
    at: Instant,
    method: Method,
    uri: Uri,
    route: Option<MatchedPath>,
    request_id: HeaderValue,
    traceparent: HeaderValue,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Self {
            at: Instant::now(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            route: request.extensions().get().cloned(),
            request_id: request_id(request.headers()),
            traceparent: traceparent(request.headers()),
        }
    }

    fn log(&self, status: StatusCode, took: Duration) {
        let (method, path) = (self.method.as_str(), self.uri.path());
        let (request_id, trace) = (self.request_id.to_str().unwrap_or("-"), self.traceparent.to_str().unwrap_or("-"));
        let (status, micros) = (status.as_u16(), took.as_micros() as u64);
        if status >= 500 && status != 503 {
            tracing::error!(method, path, status, micros, request_id, trace, "request failed");
        } else {
            tracing::debug!(method, path, status, micros, request_id, trace, "request");
        }
    }
}

fn finish(gate: &Gate, asked: Asked, response: Response) -> Response {
    let mut response = rendered(gate, &asked, response);
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, asked.request_id.clone());
    headers.insert(TRACEPARENT, asked.traceparent.clone());
    let took = asked.at.elapsed();
    asked.log(response.status(), took);
    let route = asked.route.as_ref().map_or("unmatched", MatchedPath::as_str);
    gate.meter.count(asked.method, route, response.status(), took);
    response
}

/// Writes the problem that a handler, an extractor or the router left; other headers of the response stay.
fn rendered(gate: &Gate, asked: &Asked, mut response: Response) -> Response {
    let status = response.status();
    if status.as_u16() < 400 {
        return response;
    }
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if !response.headers().contains_key(header::CONTENT_TYPE) => unsaid(status),
        None => return response,
    };
    let mut written = problem.written(asked.uri.path());
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            written.headers_mut().insert(name.clone(), value.clone());
        }
    }
    if problem.slug == Slug::RateLimited {
        gate.tell_limit(&mut written, problem.retry_after_seconds.unwrap_or(1));
    }
    written
}

/// The problem for an error that the router made with an empty body.
fn unsaid(status: StatusCode) -> Problem {
    match status.as_u16() {
        404 => Problem::not_found("path"),
        405 => Problem::new(Slug::MethodNotAllowed, "this path has other methods"),
        413 => Problem::new(Slug::PayloadTooLarge, "the body is too large"),
        415 => Problem::new(Slug::UnsupportedMediaType, "the content type must be application/json"),
        code if code < 500 => Problem::malformed("", "the request cannot be read").status(code),
        503 => busy(),
        code => Problem::new(Slug::InternalError, "the server failed at this request").status(code),
    }
}

fn busy() -> Problem {
    Problem::new(Slug::Overloaded, "the server is busy; nothing was changed, try again").retry_after(1)
}

/// Turns a panic into a 500: one request's defect must not take its connection's other requests along.
async fn caught(answering: impl Future<Output = Response>) -> Response {
    let mut answering = pin!(answering);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context))) {
        Ok(polled) => polled,
        Err(panic) => {
            tracing::error!(panic = said(&*panic), "a handler panicked");
            Poll::Ready(Problem::new(Slug::InternalError, "the server failed at this request").into_response())
        }
    })
    .await
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
