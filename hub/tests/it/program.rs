//! The program itself: serving, beside commands on the same store, until told to end.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use holdfast_shell::clock::now;
use holdfast_shell::link::{HostNames, JoinError, JoinRefusal, Refusal, certify, join};

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-hub");

pub fn hub(words: &[&str], data: &Path) -> Output {
    let (first, rest) = words.split_at(words.len().min(if words[0] == "token" { 2 } else { 1 }));
    Command::new(BIN).args(first).arg("--data").arg(data).args(rest).output().unwrap()
}

/// The same, while it runs.
pub fn start(words: &[&str], data: &Path) -> Child {
    let null = || Stdio::null();
    Command::new(BIN).args(words).arg("--data").arg(data).stdout(null()).stderr(null()).spawn().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

pub struct Serving {
    child: Child,
    http: String,
    quic: String,
    data: PathBuf,
}

impl Serving {
    pub fn start(data: &Path, stderr: Stdio) -> Self {
        let mut serve = Command::new(BIN);
        serve
            .args(["serve", "--http", "127.0.0.1:0", "--quic", "127.0.0.1:0", "--node-domain", "wh.example", "--data"])
            .arg(data);
        let mut child = serve.stdout(Stdio::piped()).stderr(stderr).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let field =
            |name| line.split_whitespace().find_map(|word| word.strip_prefix(name)).unwrap_or_default().to_owned();
        let (http, quic) = (field("http="), field("quic="));
        assert!(line.starts_with("ready ") && !http.is_empty(), "{line:?}");
        Self { child, http, quic, data: data.to_owned() }
    }

    /// (status, body)
    pub fn send(&self, request: &str, key: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.http).unwrap();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
    }

    pub fn admin(&self) -> String {
        std::fs::read_to_string(self.data.join("admin.key")).unwrap().trim().to_owned()
    }

    pub fn end(mut self) -> i32 {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn warehouse(serving: &Serving, id: &str) -> u16 {
    serving.send("POST /v1/warehouses", &serving.admin(), &format!(r#"{{"id":"{id}","name":"{id}"}}"#)).0
}

#[test]
fn commands_work_beside_serve_and_it_ends_in_good_order() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("hub");
    let serving = Serving::start(&data, Stdio::null());
    assert_eq!(std::fs::metadata(data.join("admin.key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(warehouse(&serving, "LEEDS"), 201);

    let second = hub(&["serve"], &data);
    assert!(!second.status.success() && text(&second.stderr).contains("another process"), "{second:?}");
    let key = hub(&["token", "create", "--name", "wall", "--role", "viewer"], &data);
    assert!(key.status.success() && text(&key.stdout).lines().count() == 1, "{key:?}");
    let viewer = text(&key.stdout);
    assert_eq!(serving.send("GET /v1/warehouses", &viewer, "").0, 200);
    assert_eq!(serving.send("POST /v1/warehouses", &viewer, r#"{"id":"YORK","name":"York"}"#).0, 403);
    for (words, refused) in [(["enroll", "LEEDS"], false), (["enroll", "NOWHERE"], true), (["fence", "NOWHERE"], true)]
    {
        let said = hub(&words, &data);
        assert_eq!((said.status.success(), said.stdout.is_empty()), (!refused, refused), "{words:?}: {said:?}");
    }
    for command in ["fence", "unfence", "revoke"] {
        let said = hub(&[command, "LEEDS"], &data);
        assert!(!said.status.success() && text(&said.stderr).contains("no node has joined"), "{said:?}");
    }
    let (root, kept) = (text(&hub(&["ca"], &data).stdout), std::fs::read_to_string(data.join("ca.pem")).unwrap());
    let (fingerprint, pem) = root.split_once('\n').unwrap();
    assert!(fingerprint.starts_with("SHA-256 ") && fingerprint.len() == 8 + 95 && pem == kept.trim(), "{root}");
    let listed = text(&hub(&["token", "list"], &data).stdout);
    let number = listed.lines().find(|line| line.contains("\twall\tviewer\t")).unwrap().split('\t').next().unwrap();
    assert!(hub(&["token", "create", "--name", "gone", "--role", "viewer"], &data).status.success());
    let gone = (number.parse::<i64>().unwrap() + 1).to_string();
    assert!(hub(&["token", "revoke", &gone], &data).status.success());
    assert!(!hub(&["token", "revoke", &gone], &data).status.success(), "it opens nothing any more");
    let copy = dir.path().join("copy");
    assert!(hub(&["backup", copy.to_str().unwrap()], &data).status.success());
    assert!(hub(&["verify"], &data).status.success());
    assert_eq!(serving.end(), 0);
    assert!(hub(&["verify"], &data).status.success());

    let again = dir.path().join("again");
    assert!(hub(&["restore", copy.to_str().unwrap()], &again).status.success());
    assert!(hub(&["verify"], &again).status.success());
    let restored = Serving::start(&again, Stdio::null());
    assert_eq!(restored.send("GET /v1/warehouses/LEEDS", &viewer, "").0, 200, "keys go with the copy");
    assert_eq!(restored.end(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_serves_https_under_names_that_the_hub_lets_it_have() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("hub");
    let serving = Serving::start(&data, Stdio::null());
    assert_eq!(warehouse(&serving, "LEEDS"), 201);
    let token = text(&hub(&["enroll", "LEEDS"], &data).stdout).parse().unwrap();
    let enrolment = join(&serving.quic, &token).await.unwrap().enrolment;
    let asked = async |name: &str| {
        let names = HostNames::parse(&["leeds.local".to_owned(), name.to_owned()]).unwrap();
        certify(&serving.quic, &enrolment, &names).await
    };
    for name in ["10.0.0.5", "leeds.wh.example"] {
        let signed = asked(name).await.unwrap();
        assert!(!signed.is_due(
            &HostNames::parse(&["leeds.local".into(), name.into()]).unwrap(),
            &enrolment.ca_pem,
            now()
        ));
    }
    let public = asked("bank.example").await;
    assert!(matches!(public, Err(JoinError::Refused(JoinRefusal::Unservable(_)))), "{public:?}");
    assert!(hub(&["fence", "LEEDS"], &data).status.success());
    assert!(asked("10.0.0.5").await.is_ok(), "a fenced floor works on");
    assert!(hub(&["revoke", "LEEDS"], &data).status.success());
    let revoked = asked("10.0.0.5").await;
    assert!(matches!(revoked, Err(JoinError::Refused(JoinRefusal::Refused(Refusal::Revoked)))), "{revoked:?}");
    assert!(hub(&["verify"], &data).status.success());
    assert_eq!(serving.end(), 0);
}

#[test]
fn a_log_that_cannot_be_written_does_not_end_it() {
    let dir = tempfile::tempdir().unwrap();
    let full = || Stdio::from(OpenOptions::new().write(true).open("/dev/full").unwrap());
    let serving = Serving::start(&dir.path().join("hub"), full());
    assert_eq!(warehouse(&serving, "LEEDS"), 201);
    assert_eq!(serving.end(), 0);
    // the reader of the log is gone
    let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
    let gone = Stdio::from(reader.stdin.take().unwrap());
    reader.wait().unwrap();
    let serving = Serving::start(&dir.path().join("hub"), gone);
    assert_eq!(warehouse(&serving, "YORK"), 201);
    assert_eq!(serving.end(), 0);
}

#[test]
fn stores_that_must_not_be_served_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("hub");
    assert_eq!(Serving::start(&data, Stdio::null()).end(), 0);
    let whole = std::fs::read(data.join("hub.db")).unwrap();
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&9_u32.to_be_bytes());
    for (bytes, why) in [(&newer[..], "newer"), (&whole[..whole.len() / 2], "damaged"), (b"", "damaged")] {
        File::create(data.join("hub.db")).unwrap().write_all(bytes).unwrap();
        let refused = hub(&["serve", "--http", "127.0.0.1:0", "--quic", "127.0.0.1:0"], &data);
        assert!(!refused.status.success(), "{refused:?}");
        assert!(text(&refused.stderr).contains(why), "{why}: {}", text(&refused.stderr));
    }
}
