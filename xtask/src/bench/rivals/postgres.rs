//! A PostgreSQL of our own: in a temporary folder, on a socket there, as durable as it comes (every commit synced).

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

const READY_WITHIN: Duration = Duration::from_secs(30);
/// Where Debian puts what it does not put on the path.
const DEBIAN: &str = "/usr/lib/postgresql";
/// What a server on such a machine would be given; nothing of it trades durability.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=512MB",
    "max_wal_size=4GB",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
];

#[derive(Debug)]
pub struct Postgres {
    child: Child,
    dir: TempDir,
}

impl Postgres {
    pub fn start() -> Result<Self> {
        Self::start_with(&[])
    }

    /// With more variables in the server's environment.
    pub fn start_with(variables: &[(&'static str, PathBuf)]) -> Result<Self> {
        let programs = programs()?;
        let dir = tempfile::Builder::new().prefix("holdfast-pg-").tempdir()?;
        let owner = unprivileged(dir.path())?;
        let data = dir.path().join("data");
        let as_owner = |program: &str| {
            let mut command = Command::new(programs.join(program));
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command.current_dir(dir.path()).stdin(Stdio::null()).stdout(Stdio::null());
            command
        };
        let mut init = as_owner("initdb");
        init.arg("-D").arg(&data).args(["-U", "holdfast", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        if !init.status().context("initdb")?.success() {
            bail!("initdb failed");
        }
        let mut server = as_owner("postgres");
        server.arg("-D").arg(&data).arg("-k").arg(dir.path()).process_group(0);
        server.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        server.envs(variables.iter().map(|(name, value)| (name, value)));
        let log = fs::File::create(dir.path().join("log"))?;
        let child = server.stderr(log).spawn().context("postgres")?;
        Ok(Self { child, dir })
    }

    pub fn socket(&self) -> &Path {
        self.dir.path()
    }

    /// A connection as soon as the server takes one.
    pub async fn ready(&self) -> Result<Client> {
        let end = Instant::now() + READY_WITHIN;
        loop {
            match connect(self.socket()).await {
                Ok(client) => return Ok(client),
                Err(error) if Instant::now() > end => {
                    let log = fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
                    return Err(error.context(format!("PostgreSQL does not answer; its log says {log}")));
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT: it ends its sessions and stops
        let _ = kill(Pid::from_raw(self.child.id() as i32), Signal::SIGINT);
        let _ = self.child.wait();
    }
}

pub async fn connect(socket: &Path) -> Result<Client> {
    let config = format!("host={} user=holdfast dbname=postgres", socket.display());
    let (client, connection) = tokio_postgres::connect(&config, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// The folder with `initdb` and `postgres`.
fn programs() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|entry| entry.path().join("bin")));
    let has_both = |folder: &PathBuf| folder.join("postgres").is_file() && folder.join("initdb").is_file();
    folders.into_iter().find(has_both).context("PostgreSQL is missing: install Debian's package postgresql")
}

/// PostgreSQL refuses to run as root: the folder is given to its user, or to nobody.
fn unprivileged(dir: &Path) -> Result<Option<(u32, u32)>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let (user, group) = find("postgres").or_else(|| find("nobody")).context("no user to run PostgreSQL as")?;
    chown(dir, Some(user), Some(group))?;
    Ok(Some((user, group)))
}
