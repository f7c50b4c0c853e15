//! The commands, one a file.

mod access;
mod ca;
mod copies;
mod export;
mod import;
mod recounts;
mod serve;
mod verify;

use std::process::ExitCode;

use anyhow::Context;
use holdfast_shell::clock;
use holdfast_shell::link::Authority;
use holdfast_shell::sqlite::{DataDir, StoreError, ensure_admin_key, open};
use rusqlite::Connection;

pub use export::List;
pub(crate) use serve::router;

use crate::cli::{Command, TokenCommand};
use crate::store::{OPENING, STORE_FILE, migrations};

const CA_CERTIFICATE: &str = "ca.pem";
const CA_KEY: &str = "ca.key";
pub(crate) const ADMIN_KEY: &str = "admin.key";

/// Runs one command to its end.
pub fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(args) => serve::run(args),
        Command::Enroll(args) => access::enroll(&args),
        Command::Revoke(args) => access::revoke(&args),
        Command::Fence(args) => access::fence(&args, true),
        Command::Unfence(args) => access::fence(&args, false),
        Command::Ca(args) => ca::run(&args),
        Command::Token { command: TokenCommand::Create(args) } => access::create_token(&args),
        Command::Token { command: TokenCommand::List(args) } => access::list_tokens(&args),
        Command::Token { command: TokenCommand::Revoke(args) } => access::revoke_token(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Backup(args) => copies::backup(&args),
        Command::Restore(args) => copies::restore(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Recounts(args) => recounts::run(&args),
    }
}

/// Opens the store of a data directory, making on the first start what a hub needs: the administrator's key and the
/// certificate authority.
pub(crate) fn open_home(data: &DataDir) -> anyhow::Result<(Connection, Authority)> {
    let connection = open(&data.file(STORE_FILE), &migrations(), OPENING)?;
    ensure_admin_key(&connection, data, clock::now())?;
    Ok((connection, authority(data)?))
}

fn authority(data: &DataDir) -> anyhow::Result<Authority> {
    match (data.read(CA_CERTIFICATE)?, data.read(CA_KEY)?) {
        (Some(certificate), Some(key)) => Ok(Authority::load(&certificate, &key)?),
        // a key alone: the first start was cut off between the two, and nothing hangs from it yet
        (None, _) => {
            let made = Authority::create(clock::now())?;
            // the key first: a certificate without its key would be taken for a whole authority
            data.write_secret(CA_KEY, made.key_pem())?;
            data.write_secret(CA_CERTIFICATE, made.ca_pem())?;
            Ok(made)
        }
        (Some(_), None) => {
            anyhow::bail!("{}: the authority's key is missing; restore it from a backup", data.file(CA_KEY).display())
        }
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime could not start")
}

/// The store of a hub that has been started before.
pub(crate) fn with_store(data: &std::path::Path) -> anyhow::Result<DataDir> {
    let data = DataDir::existing(data)?;
    if !data.file(STORE_FILE).exists() {
        return Err(StoreError::Broken(format!(
            "{}: there is no store here; start `holdfast-hub serve` first",
            data.path().display()
        ))
        .into());
    }
    Ok(data)
}
