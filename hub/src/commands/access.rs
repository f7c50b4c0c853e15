//! Who may come in: tokens, keys, revocation, fences. All work while `serve` runs: they are small transactions of their
//! own, and the server reads the store anew.

use std::process::ExitCode;

use anyhow::{Context, anyhow, bail, ensure};
use holdfast_crdt::WarehouseId;
use holdfast_shell::clock;
use holdfast_shell::clock::rfc3339;
use holdfast_shell::sqlite::{DataDir, create_key, list_keys, revoke_key};

use crate::cli::{DataArgs, RevokeTokenArgs, TokenArgs, WarehouseArgs};
use crate::core::access::KeyName;
use crate::store::{create_enrolment, set_fenced, set_revoked};

pub fn enroll(args: &WarehouseArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data.data)?;
    let (connection, authority) = super::open_home(&data)?;
    let token = authority.new_token();
    if !create_enrolment(&connection, &args.warehouse, &token.secret_digest(), clock::now())? {
        bail!("there is no warehouse {}; create it first with POST /v1/warehouses", args.warehouse);
    }
    println!("{token}");
    eprintln!("good once, for 24 hours: holdfast-node join --data DIR --hub HOST:PORT TOKEN");
    Ok(ExitCode::SUCCESS)
}

pub fn revoke(args: &WarehouseArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data.data)?;
    let (connection, _) = super::open_home(&data)?;
    ensure_node(set_revoked(&connection, &args.warehouse, clock::now())?, &args.warehouse)?;
    eprintln!("{} is revoked; its floor works on, and nothing of it is accepted any more", args.warehouse);
    Ok(ExitCode::SUCCESS)
}

pub fn fence(args: &WarehouseArgs, fenced: bool) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data.data)?;
    let (connection, _) = super::open_home(&data)?;
    ensure_node(set_fenced(&connection, &args.warehouse, fenced, None)?, &args.warehouse)?;
    eprintln!("{} is {}", args.warehouse, if fenced { "fenced" } else { "no longer fenced" });
    Ok(ExitCode::SUCCESS)
}

fn ensure_node(found: bool, warehouse: &WarehouseId) -> anyhow::Result<()> {
    ensure!(found, "no node has joined for {warehouse}");
    Ok(())
}

pub fn create_token(args: &TokenArgs) -> anyhow::Result<ExitCode> {
    let name: KeyName = args.name.trim().parse().map_err(|why| anyhow!("--name {why}"))?;
    let data = DataDir::create(&args.data.data)?;
    let (connection, _) = super::open_home(&data)?;
    let key =
        create_key(&connection, name.as_str(), args.role.name(), clock::now()).context("the key could not be kept")?;
    println!("{key}");
    Ok(ExitCode::SUCCESS)
}

/// One key a line: number, name, role, since when, until when; with tabs between.
pub fn list_tokens(args: &DataArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data)?;
    let (connection, _) = super::open_home(&data)?;
    for key in list_keys(&connection, 0, usize::MAX >> 1)? {
        let revoked = key.revoked_at.map(rfc3339).unwrap_or_default();
        println!("{}\t{}\t{}\t{}\t{revoked}", key.id, key.name, key.role, rfc3339(key.created_at));
    }
    Ok(ExitCode::SUCCESS)
}

pub fn revoke_token(args: &RevokeTokenArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data.data)?;
    let (connection, _) = super::open_home(&data)?;
    ensure!(revoke_key(&connection, args.number, clock::now())?, "there is no key {} that opens anything", args.number);
    eprintln!("key {} opens nothing any more, a second from now at the latest", args.number);
    Ok(ExitCode::SUCCESS)
}
