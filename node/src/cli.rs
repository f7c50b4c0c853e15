//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use holdfast_shell::link::HostName;
use holdfast_shell::telemetry::LogFormat;

use crate::access::SESSION_HOURS;
use crate::core::house::CompanyPrefix;
use crate::mdns::Mdns;
use crate::roles::Role;

/// One warehouse of Holdfast: keeps its stock, works on without its hub, and syncs when it can
#[derive(Debug, Parser)]
#[command(name = "holdfast-node", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make this machine a warehouse's node, with a token of `holdfast-hub enroll`
    Join(JoinArgs),
    /// Serve the floor and sync with the hub
    Serve(ServeArgs),
    /// Make a key for a device; prints the key and nothing else
    Pair(PairArgs),
    /// List the devices that were let in, or shut one out
    Devices(DevicesArgs),
    /// Copy the store, which may be in use, into one file
    Backup(FileArgs),
    /// Put a backup in the place of a lost store
    Restore(FileArgs),
    /// Check the store's invariants; ends with 1 and a list of findings where one is broken
    Verify(DataArgs),
    /// List the SKUs that are to be counted after a restore
    Recounts(DataArgs),
}

#[derive(Debug, Args)]
pub struct DataArgs {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

#[derive(Debug, Args)]
pub struct JoinArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// The hub's QUIC address
    #[arg(long, value_name = "HOST:PORT")]
    pub hub: String,
    /// What `holdfast-hub enroll` printed
    pub token: String,
    /// This machine is the warehouse's node already, and its hub refuses it: a new certificate for the same store
    #[arg(long)]
    pub again: bool,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Where to listen for HTTP; port 0 picks a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    pub http: SocketAddr,
    /// Where to listen for HTTPS too, with a certificate that the hub signs; port 0 picks a free one
    #[arg(long, value_name = "ADDR")]
    pub https: Option<SocketAddr>,
    /// A name or address that terminals reach this machine by, in the place of those that it has; may be given more than once
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub https_name: Vec<HostName>,
    #[arg(long, value_enum, default_value_t)]
    pub log_format: LogFormat,
    /// What to log, as in `info,holdfast_node=debug`
    #[arg(long, value_name = "FILTER", default_value = "info")]
    pub log_filter: String,
    /// Requests a second that one key may make, and the burst above it
    #[arg(long, value_name = "N", default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_limit: u32,
    /// Percent of new stock that the hub may promise at once
    #[arg(long, value_name = "PERCENT", default_value_t = 80, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub hub_share: u8,
    /// Units of each SKU that the floor keeps for itself
    #[arg(long, value_name = "UNITS", default_value_t = 0)]
    pub floor_reserve: u64,
    /// Hours after which somebody who signed in must do so again
    #[arg(long, value_name = "HOURS", default_value_t = SESSION_HOURS, value_parser = clap::value_parser!(u32).range(1..=744))]
    pub session_hours: u32,
    /// Quantities of more units than this are asked to be confirmed
    #[arg(long, value_name = "UNITS", default_value_t = 100_000)]
    pub confirm_above: u64,
    /// Differences of a count up to so many units need no supervisor
    #[arg(long, value_name = "UNITS", default_value_t = 50)]
    pub count_threshold: u64,
    /// Nor do those up to this part of what was expected
    #[arg(long, value_name = "PERCENT", default_value_t = 20)]
    pub count_threshold_percent: u64,
    /// The company's GS1 prefix, 6 to 12 digits: parcels are numbered with SSCCs
    #[arg(long, value_name = "DIGITS")]
    pub gs1_company_prefix: Option<CompanyPrefix>,
    /// Whether to announce the node on the LAN (_holdfast._tcp)
    #[arg(long, value_enum, default_value_t)]
    pub mdns: Mdns,
}

#[derive(Debug, Args)]
pub struct PairArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// The device's name, which stands beside every movement made with it
    #[arg(long)]
    pub name: String,
    #[arg(long, value_enum)]
    pub role: Role,
    /// Also draw a QR code, on stderr: a link with the key into the floor terminal, or the key alone while the node does not serve
    #[arg(long)]
    pub qr: bool,
}

#[derive(Debug, Args)]
pub struct DevicesArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Shut this device out for good, by its number
    #[arg(long, value_name = "NUMBER")]
    pub revoke: Option<i64>,
}

#[derive(Debug, Args)]
pub struct FileArgs {
    #[command(flatten)]
    pub data: DataArgs,
    pub file: PathBuf,
}
