//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use holdfast_crdt::WarehouseId;
use holdfast_shell::link::HostName;
use holdfast_shell::telemetry::LogFormat;

use crate::commands::List;
use crate::import::{Delimiter, Kind, Mapping};
use crate::money::CurrencyCode;
use crate::roles::Role;

/// The centre of Holdfast: orders, their allocation to warehouses, and every warehouse's stock
#[derive(Debug, Parser)]
#[command(name = "holdfast-hub", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the REST API and the nodes' links
    Serve(ServeArgs),
    /// Print a one-time token for a warehouse's node, and nothing else
    Enroll(WarehouseArgs),
    /// Shut a warehouse's node out for good; its live session ends within seconds
    Revoke(WarehouseArgs),
    /// Stop syncing with a warehouse's node, and promising its stock, until unfenced
    Fence(WarehouseArgs),
    /// Let a fenced warehouse's node sync again
    Unfence(WarehouseArgs),
    /// Print the root certificate that devices on the floor have to trust, and its fingerprint
    Ca(DataArgs),
    /// API keys
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Bring in products, stock or orders of a CSV file; ends with 1 where lines were refused, with 2 where nothing went on
    Import(ImportArgs),
    /// Write a list of the API as a CSV file
    Export(ExportArgs),
    /// Copy the store, which may be in use, into one file
    Backup(FileArgs),
    /// Make a data directory of a backup
    Restore(FileArgs),
    /// Check the store's invariants; ends with 1 and a list of findings where one is broken
    Verify(DataArgs),
    /// List the SKUs that are to be counted after a restore
    Recounts(DataArgs),
}

#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make an API key; prints the key and nothing else
    Create(TokenArgs),
    /// List all keys, without the keys
    List(DataArgs),
    /// Shut a key out for good
    Revoke(RevokeTokenArgs),
}

#[derive(Debug, Args)]
pub struct RevokeTokenArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// The key's number, as `token list` shows it
    pub number: i64,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(flatten)]
    pub data: DataArgs,
    #[arg(value_enum)]
    pub kind: Kind,
    /// A CSV file in UTF-8 with a header
    pub file: PathBuf,
    /// Take a field from a column that has another name; may be given more than once
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<Mapping>,
    /// Of stock whose lines name no warehouse
    #[arg(long, value_name = "ID")]
    pub warehouse: Option<WarehouseId>,
    /// Of prices and orders whose lines name no currency
    #[arg(long, value_name = "CODE")]
    pub currency: Option<CurrencyCode>,
    /// What stands between two cells: one character, or the word tab
    #[arg(long, value_name = "CHARACTER", default_value = ",")]
    pub delimiter: Delimiter,
    /// Judge all lines, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Go on behind the last line that an import of this file has done
    #[arg(long)]
    pub resume: bool,
    /// Where lines that are refused go, with the reasons; FILE.rejected.csv when not said
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Quantities above this are refused as slipped zeros
    #[arg(long, value_name = "UNITS", default_value_t = 100_000)]
    pub confirm_above: u64,
    /// Take quantities however large
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// products, stock, orders, warehouses, transfers, shipments, nodes, audit, or the path of any list of the API
    pub list: List,
    /// The CSV file to write
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct DataArgs {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Where to listen for HTTP; port 0 picks a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub http: SocketAddr,
    /// Where to listen for nodes (UDP); port 0 picks a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7843")]
    pub quic: SocketAddr,
    /// A PostgreSQL database in the place of the embedded store
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub log_format: LogFormat,
    /// What to log, as in `info,holdfast_hub=debug`
    #[arg(long, value_name = "FILTER", default_value = "info")]
    pub log_filter: String,
    /// Requests a second that one key may make, and the burst above it
    #[arg(long, value_name = "N", default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_limit: u32,
    /// A public domain, or address, that nodes may serve HTTPS under, beside names that only a LAN knows; may be given more
    /// than once
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',')]
    pub node_domain: Vec<HostName>,
    /// Have browsers send the cookie of a session over TLS only; else only where X-Forwarded-Proto says that they came over it
    #[arg(long)]
    pub secure_cookies: bool,
}

#[derive(Debug, Args)]
pub struct WarehouseArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// The warehouse's id, such as LEEDS
    pub warehouse: WarehouseId,
}

#[derive(Debug, Args)]
pub struct TokenArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Who or what will use the key; stands in the audit
    #[arg(long)]
    pub name: String,
    /// What the key may do
    #[arg(long, value_enum)]
    pub role: Role,
}

#[derive(Debug, Args)]
pub struct FileArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// The backup
    pub file: PathBuf,
}
