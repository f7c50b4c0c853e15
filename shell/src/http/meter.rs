//! Counters and durations of requests. Handles are kept per route, method and status, so that a request looks one up
//! and allocates nothing.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics::{Counter, Histogram, counter, histogram};

type PerRoute = HashMap<(Method, StatusCode), (Counter, Histogram)>;

/// `http_requests_total{method,route,status}` and `http_request_duration_seconds{method,route}`.
#[derive(Default)]
pub struct Meter {
    routes: RwLock<HashMap<Box<str>, PerRoute>>,
}

impl Meter {
    /// Counts one request. `route` is the pattern that matched, so that there are as many as the program has.
    pub fn count(&self, method: Method, route: &str, status: StatusCode, took: Duration) {
        let method = if is_common(&method) { method } else { Method::OPTIONS };
        let key = (method, status);
        {
            let routes = self.routes.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((requests, durations)) = routes.get(route).and_then(|route| route.get(&key)) {
                requests.increment(1);
                durations.record(took);
                return;
            }
        }
        let (requests, durations) = handles(&key.0, route, status);
        requests.increment(1);
        durations.record(took);
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        routes.entry(route.into()).or_default().insert(key, (requests, durations));
    }
}

/// Clients may invent methods; each would be a new time series (I-9).
fn is_common(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(method)
}

fn handles(method: &Method, route: &str, status: StatusCode) -> (Counter, Histogram) {
    let (method, route) = (method.as_str().to_owned(), route.to_owned());
    let labels = [("method", method.clone()), ("route", route.clone()), ("status", status.as_str().to_owned())];
    let requests = counter!("http_requests_total", &labels);
    (requests, histogram!("http_request_duration_seconds", &[("method", method), ("route", route)]))
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn requests_are_counted_by_route() {
        let recorder = PrometheusBuilder::new().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            let meter = Meter::default();
            let odd = Method::from_bytes(b"BREW").unwrap();
            for method in [Method::GET, Method::GET, odd] {
                meter.count(method, "/v1/orders/{orderId}", StatusCode::OK, Duration::from_millis(1));
            }
        });
        let text = recorder.handle().render();
        let counted = |method: &str| {
            format!("http_requests_total{{method=\"{method}\",route=\"/v1/orders/{{orderId}}\",status=\"200\"}}")
        };
        assert!(text.contains(&format!("{} 2", counted("GET"))), "{text}");
        assert!(text.contains(&format!("{} 1", counted("OPTIONS"))), "{text}");
    }
}
