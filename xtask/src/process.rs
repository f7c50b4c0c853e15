//! Hub and node as child processes: started, killed, ended with SIGTERM, and never left behind.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::api::Api;

const READY_WITHIN: Duration = Duration::from_secs(30);
const STOP_WITHIN: Duration = Duration::from_secs(30);

/// A child in a process group of its own (Ctrl-C reaches us alone), killed when dropped.
#[derive(Debug)]
pub struct Guarded {
    child: Child,
}

impl Guarded {
    /// Starts `command` and reads its ready line; what follows on stdout is drained.
    pub fn start(mut command: Command) -> Result<(Self, String)> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0);
        let mut child = command.spawn().with_context(|| format!("could not start {:?}", command.get_program()))?;
        let stdout = child.stdout.take().context("no stdout")?;
        let mut guarded = Self { child };
        let line = guarded.ready_line(stdout)?;
        Ok((guarded, line))
    }

    fn ready_line(&mut self, stdout: ChildStdout) -> Result<String> {
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stdout);
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|n| n > 0) {
                if line.starts_with("ready ") {
                    let _ = tell.send(line.trim().to_owned());
                    break;
                }
                line.clear();
            }
            // A full pipe would block the child: what it says later is read and dropped.
            let _ = lines.read_to_end(&mut Vec::new());
        });
        told.recv_timeout(READY_WITHIN).map_err(|_| anyhow!("no ready line"))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// SIGKILL, as a power cut.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        Ok(kill(Pid::from_raw(self.child.id() as i32), signal)?)
    }

    /// SIGTERM, and the exit status.
    pub fn stop(&mut self) -> Result<ExitStatus> {
        if let Some(status) = self.child.try_wait()? {
            return Ok(status);
        }
        self.signal(Signal::SIGTERM)?;
        let end = Instant::now() + STOP_WITHIN;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        bail!("still there {} s after SIGTERM", STOP_WITHIN.as_secs())
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if self.running() {
            self.kill();
        }
    }
}

/// The `http=`, `https=` and `quic=` of a ready line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ports {
    pub http: String,
    pub https: Option<String>,
    pub quic: Option<String>,
}

impl Ports {
    pub fn parse(line: &str) -> Result<Self> {
        let field = |name: &str| line.split_whitespace().find_map(|word| word.strip_prefix(name)).map(str::to_owned);
        let http = field("http=").with_context(|| format!("no http= in {line:?}"))?;
        let http = http.trim_start_matches("http://").to_owned();
        Ok(Self { http, https: field("https="), quic: field("quic=") })
    }
}

/// One data directory and the process that serves it.
#[derive(Debug)]
pub struct Server {
    pub name: String,
    pub data: PathBuf,
    pub ports: Ports,
    program: PathBuf,
    log: PathBuf,
    child: Option<Guarded>,
    around: Around,
}

/// What a server is served in.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Variables of its environment.
    pub variables: Vec<(&'static str, PathBuf)>,
    /// A program that runs it, with that program's own words.
    pub under: Vec<String>,
}

impl Around {
    fn command(&self, program: &Path) -> Command {
        let mut command = match self.under.split_first() {
            None => Command::new(program),
            Some((under, words)) => {
                let mut command = Command::new(under);
                command.args(words).arg(program);
                command
            }
        };
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Server {
    pub fn new(name: &str, program: PathBuf, dir: &Path) -> Self {
        let (data, log) = (dir.join(name), dir.join(format!("{name}.log")));
        let (ports, around) = (Ports::default(), Around::default());
        Self { name: name.to_owned(), data, log, program, ports, child: None, around }
    }

    /// The same, served in other surroundings; its other commands run as ever.
    pub fn within(self, around: Around) -> Self {
        Self { around, ..self }
    }

    /// The same program with a data directory of its own beside this one, and ports of its own.
    pub fn twin(&self, name: &str) -> Self {
        Self::new(name, self.program.clone(), self.data.parent().unwrap_or(Path::new(".")))
    }

    /// Starts and waits for the ready line. A restart keeps the ports of the first start.
    pub fn start(&mut self) -> Result<()> {
        let mut command = self.around.command(&self.program);
        self.add_words(&mut command, &["serve"], &[]);
        let any = "127.0.0.1:0".to_owned();
        let http = if self.ports.http.is_empty() { &any } else { &self.ports.http };
        command.args(["--http", http]);
        if let Some(https) = &self.ports.https {
            command.args(["--https", https]);
        }
        if self.program.ends_with("holdfast-hub") {
            command.args(["--quic", self.ports.quic.as_ref().unwrap_or(&any)]);
        }
        command.stderr(File::options().create(true).append(true).open(&self.log)?);
        let (child, line) =
            Guarded::start(command).map_err(|e| anyhow!("{}: {e:#}: {}", self.name, self.last_word()))?;
        self.child = Some(child);
        self.ports = Ports::parse(&line)?;
        Ok(())
    }

    /// Serves HTTPS, too, from its next start on.
    pub fn secure(&mut self) {
        self.ports.https = Some("127.0.0.1:0".to_owned());
    }

    /// As the administrator.
    pub fn api(&self) -> Result<Api> {
        let file = self.data.join("admin.key");
        let key = fs::read_to_string(&file).with_context(|| format!("{}: no admin.key", self.name))?;
        Api::new(&self.ports.http, key.trim())
    }

    pub fn id(&self) -> Option<u32> {
        self.child.as_ref().map(Guarded::id)
    }

    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill();
        }
    }

    /// SIGSTOP: it is there, and does nothing.
    pub fn freeze(&self) -> Result<()> {
        self.child.as_ref().context("not running")?.signal(Signal::SIGSTOP)
    }

    /// SIGCONT.
    pub fn thaw(&self) -> Result<()> {
        self.child.as_ref().context("not running")?.signal(Signal::SIGCONT)
    }

    /// SIGTERM; the exit status must be 0.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        let status = child.stop().with_context(|| self.name.clone())?;
        if !status.success() {
            bail!("{}: {status} after SIGTERM: {}", self.name, self.last_word());
        }
        Ok(())
    }

    /// Runs one command on this data directory to its end; its stdout, trimmed. `words` name the command.
    pub fn run(&self, words: &[&str], rest: &[&str]) -> Result<String> {
        self.told(words, rest).map(|(result, _)| result)
    }

    /// The same, with what it said to people on stderr.
    pub fn told(&self, words: &[&str], rest: &[&str]) -> Result<(String, String)> {
        let told = self.command(words, rest).stdin(Stdio::null()).output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        let (result, said) = (text(&told.stdout), text(&told.stderr));
        if !told.status.success() {
            bail!("{} {}: {}: {said}{result}", self.name, words.join(" "), told.status);
        }
        Ok((result, said))
    }

    fn command(&self, words: &[&str], rest: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        self.add_words(&mut command, words, rest);
        command
    }

    fn add_words(&self, command: &mut Command, words: &[&str], rest: &[&str]) {
        command.args(words).arg("--data").arg(&self.data).args(rest);
        // Options may also come from the environment: what is set for us must not reach the servers.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HOLDFAST_")) {
            command.env_remove(name);
        }
    }

    fn last_word(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().last().unwrap_or("nothing on stderr").chars().take(300).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_lines_are_read() {
        let found = Ports::parse("ready http=127.0.0.1:80 quic=127.0.0.1:90").unwrap();
        assert_eq!(found, Ports { http: "127.0.0.1:80".into(), https: None, quic: Some("127.0.0.1:90".into()) });
        assert_eq!(Ports::parse("ready http=http://127.0.0.1:80").unwrap().http, "127.0.0.1:80");
        assert!(Ports::parse("ready").is_err());
    }

    #[test]
    fn a_server_is_run_by_what_is_around_it() {
        let around = Around { variables: vec![("A", "b".into())], under: vec!["valgrind".into(), "--quiet".into()] };
        let command = around.command(Path::new("hub"));
        assert_eq!(command.get_program(), "valgrind");
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["--quiet", "hub"]);
        assert_eq!(command.get_envs().count(), 1);
        assert_eq!(Around::default().command(Path::new("hub")).get_program(), "hub");
    }

    #[test]
    fn a_child_that_says_nothing_is_an_error_and_a_dropped_one_is_gone() {
        let mut silent = Command::new("sh");
        silent.args(["-c", "exit 3"]);
        assert!(Guarded::start(silent).is_err());

        let mut waiting = Command::new("sh");
        waiting.args(["-c", "echo ready http=x; exec sleep 600"]);
        let (mut child, line) = Guarded::start(waiting).unwrap();
        assert_eq!(line, "ready http=x");
        assert!(child.running());
        let pid = Pid::from_raw(child.id() as i32);
        child.kill();
        assert!(kill(pid, None).is_err());
    }
}
