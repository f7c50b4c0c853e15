//! HTTPS as the program serves it: from the first certificate on, without the hub from then on, under the names it has.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};

use crate::machine::{Machine, Serving, node, text};

/// What a browser gets that trusts this root and was led to this name.
fn asked(address: SocketAddr, root: &str, name: &str, request: &str) -> Result<String, String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let client = ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())?;
    let socket = TcpStream::connect(address).map_err(|error| error.to_string())?;
    let mut line = StreamOwned::new(client, socket);
    line.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
    let mut told = String::new();
    line.read_to_string(&mut told).map_err(|error| error.to_string())?;
    Ok(told)
}

fn healthy(serving: &Serving, root: &str, name: &str) -> Result<String, String> {
    let request = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    asked(serving.secure.unwrap(), root, name, request)
}

/// Waits until it is so. The bound is no figure under test: it only keeps a broken build from hanging.
fn until(what: &str, so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(120);
    while !so() {
        assert!(Instant::now() < end, "never: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

const LOCAL: [&str; 2] = ["--https", "127.0.0.1:0"];

#[test]
fn a_browser_that_trusts_the_root_needs_no_hub_from_then_on() {
    let mut machine = Machine::joined();
    let serving = Serving::start_with(machine.data(), &LOCAL);
    until("the first certificate has come", || healthy(&serving, machine.root(), "localhost").is_ok());
    for name in ["localhost", "127.0.0.1"] {
        assert!(healthy(&serving, machine.root(), name).unwrap().starts_with("HTTP/1.1 200"), "{name}");
    }
    assert!(healthy(&serving, machine.root(), "leeds.example").unwrap_err().contains("not valid for name"));
    assert_eq!(serving.get("/healthz", "").0, 200, "plain HTTP goes on");

    // what a device is given to trust is the root that it then finds
    let (status, page) = serving.get("/trust", "");
    assert!(status == 200 && page.contains("content-security-policy: default-src 'none'"), "{page}");
    let (_, pem) = serving.get("/trust/root.pem", "");
    assert_eq!(pem.split("\r\n\r\n").nth(1).unwrap(), machine.root());

    let body = r#"{"name":"Tablet","role":"terminal"}"#;
    let offer = format!(
        "POST /v1/pairings HTTP/1.1\r\nHost: localhost:8443\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        machine.admin(),
        body.len()
    );
    let offered = asked(serving.secure.unwrap(), machine.root(), "localhost", &offer).unwrap();
    assert!(offered.contains(r#""url":"https://localhost:8443/#/pair?code="#), "{offered}");
    assert_eq!(std::fs::read_to_string(machine.path("data/https.addr")).unwrap(), serving.secure.unwrap().to_string());
    serving.stop();
    assert!(!machine.path("data/https.addr").exists() && !machine.path("data/http.addr").exists());

    machine.cut();
    let serving = Serving::start_with(machine.data(), &LOCAL);
    assert!(
        healthy(&serving, machine.root(), "localhost").unwrap().starts_with("HTTP/1.1 200"),
        "at once, from the store"
    );
    let mode = std::fs::metadata(machine.path("data/node.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "the key is its owner's");
    serving.stop();
}

#[test]
fn other_names_bring_another_certificate() {
    let machine = Machine::joined();
    let serving = Serving::start_with(machine.data(), &LOCAL);
    until("the first certificate has come", || healthy(&serving, machine.root(), "localhost").is_ok());
    serving.stop();
    let named = [&LOCAL[..], &["--https-name", "leeds.local", "--https-name", "10.0.0.5"]].concat();
    let serving = Serving::start_with(machine.data(), &named);
    until("the new names hold", || healthy(&serving, machine.root(), "leeds.local").is_ok());
    assert!(healthy(&serving, machine.root(), "10.0.0.5").is_ok());
    assert!(healthy(&serving, machine.root(), "localhost").is_err(), "the old ones do not");
    serving.stop();
}

#[test]
fn without_a_first_certificate_the_floor_works_and_https_waits() {
    let mut machine = Machine::joined();
    machine.cut();
    let serving = Serving::start_with(machine.data(), &LOCAL);
    assert_eq!(serving.get("/healthz", "").0, 200);
    assert!(TcpStream::connect(serving.secure.unwrap()).is_err(), "it has nothing to show");
    machine.heal();
    until("the certificate has come", || healthy(&serving, machine.root(), "localhost").is_ok());
    let log = serving.stop();
    assert!(log.contains("HTTPS waits") && log.contains("a certificate for HTTPS has come"), "{log}");
}

#[test]
fn names_that_are_none_end_the_start() {
    let machine = Machine::joined();
    for wrong in ["*.local", "holdfast-hub", "0.0.0.0"] {
        let words = ["serve", "--data", machine.data(), "--https", "127.0.0.1:0", "--https-name", wrong];
        let told = node(&words);
        assert!(!told.status.success() && text(&told.stderr).contains("--https-name"), "{}", text(&told.stderr));
    }
}
