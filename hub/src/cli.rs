//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use holdfast_crdt::WarehouseId;
use holdfast_shell::telemetry::LogFormat;

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
    /// API keys
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
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
