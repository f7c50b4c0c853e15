//! `ca`: the root that devices on the floor have to trust, and what to compare it by.

use std::process::ExitCode;

use holdfast_shell::link::Root;

use crate::cli::DataArgs;

/// The fingerprint, then the certificate: a reader of PEM skips what stands before it (RFC 7468, 2).
pub fn run(args: &DataArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data)?;
    let (_, authority) = super::open_home(&data)?;
    let root = Root::from_pem(authority.ca_pem())?;
    println!("SHA-256 {}", root.fingerprint());
    print!("{}", root.pem());
    Ok(ExitCode::SUCCESS)
}
