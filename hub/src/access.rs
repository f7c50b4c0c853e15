//! What letting people and nodes in needs beside the store: the authority that tokens name, the address nodes join at, and
//! how strangers are slowed down.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::http::uri;
use axum::http::{HeaderMap, header};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::session::is_over_tls;
use holdfast_shell::http::strangers::Strangers;
use holdfast_shell::link::{Authority, JoinToken};

pub struct Access {
    authority: Arc<Authority>,
    quic: OnceLock<SocketAddr>,
    secure_cookies: AtomicBool,
    revocations: Arc<AtomicU64>,
    strangers: Strangers,
}

impl Access {
    pub fn new(authority: Arc<Authority>) -> Self {
        Self {
            authority,
            quic: OnceLock::new(),
            secure_cookies: AtomicBool::new(false),
            revocations: Arc::default(),
            strangers: Strangers::default(),
        }
    }

    /// Where nodes are listened for, once that is known.
    pub fn listens_for_nodes_at(&self, address: SocketAddr) {
        // the first word stands: one process listens once
        let _ = self.quic.set(address);
    }

    /// Browsers are to send their cookies over TLS only.
    pub fn insist_on_secure_cookies(&self) {
        self.secure_cookies.store(true, Ordering::Relaxed);
    }

    pub fn are_cookies_secure(&self, headers: &HeaderMap) -> bool {
        self.secure_cookies.load(Ordering::Relaxed) || is_over_tls(headers)
    }

    /// What was found of any key or session is to be looked up anew.
    pub fn revoked(&self) {
        self.revocations.fetch_add(1, Ordering::Release);
    }

    pub fn revocations(&self) -> Arc<AtomicU64> {
        self.revocations.clone()
    }

    /// 429 above the rate that strangers may sign in at.
    pub fn may_sign_in(&self) -> Result<(), Problem> {
        self.strangers.may_ask("too many sign-ins at a time")
    }

    pub fn new_token(&self) -> JoinToken {
        self.authority.new_token()
    }

    /// How a node that is told the token joins this hub. What is not known stands in capitals: whoever listens everywhere is
    /// reached, for all it knows, where whoever asks has reached it.
    pub fn join_command(&self, headers: &HeaderMap, token: &JoinToken) -> String {
        let place = match self.quic.get() {
            None => "HOST:PORT".to_owned(),
            Some(at) if at.ip().is_unspecified() => {
                let host = host(headers).unwrap_or_else(|| "HOST".to_owned());
                format!("{host}:{}", at.port())
            }
            Some(at) => at.to_string(),
        };
        format!("holdfast-node join --data DIR --hub {place} {token}")
    }
}

/// The host by which whoever asks reaches this hub, if it can be shown again.
fn host(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::HOST)?.to_str().ok()?;
    let place = text.parse::<uri::Authority>().ok().filter(|_| text.len() <= 255 && !text.contains('@'))?;
    Some(place.host().to_owned())
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::Millis;

    use super::*;

    fn access() -> Access {
        Access::new(Arc::new(Authority::create(Millis(1_800_000_000_000)).unwrap()))
    }

    #[test]
    fn cookies_are_secure_over_tls_and_wherever_that_is_insisted_on() {
        let (access, plain) = (access(), HeaderMap::new());
        let tls = HeaderMap::from_iter([("x-forwarded-proto".parse().unwrap(), "https".parse().unwrap())]);
        assert!(access.are_cookies_secure(&tls) && !access.are_cookies_secure(&plain));
        access.insist_on_secure_cookies();
        assert!(access.are_cookies_secure(&plain));
    }

    #[test]
    fn the_command_names_what_is_known_of_the_address() {
        let told = |quic: Option<&str>, host: &str| {
            let access = access();
            quic.into_iter().for_each(|at| access.listens_for_nodes_at(at.parse().unwrap()));
            let headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
            let command = access.join_command(&headers, &access.new_token());
            command.split_whitespace().nth(5).unwrap().to_owned()
        };
        assert_eq!(told(None, "hub.example:8080"), "HOST:PORT");
        assert_eq!(told(Some("10.0.0.1:7843"), "hub.example:8080"), "10.0.0.1:7843");
        assert_eq!(told(Some("0.0.0.0:7843"), "hub.example:8080"), "hub.example:7843");
        assert_eq!(told(Some("[::]:7843"), "[::1]"), "[::1]:7843");
        assert_eq!(told(Some("0.0.0.0:7843"), "user@hub"), "HOST:7843");
    }
}
