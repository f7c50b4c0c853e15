//! `devices`: keys that were handed out, and shutting one out, also where nobody is left who could by the API.

use std::process::ExitCode;

use holdfast_shell::clock::{self, rfc3339};
use holdfast_shell::sqlite::{list_keys, revoke_key};

use crate::cli::DevicesArgs;
use crate::core::access::DeviceId;
use crate::store;

/// One a line: number, name, role, since when, until when; with tabs between.
pub fn run(args: &DevicesArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data)?;
    let connection = store::open(&data)?;
    if let Some(device) = args.revoke {
        anyhow::ensure!(revoke_key(&connection, device, clock::now())?, "there is no device {device} that may come in");
        store::end_sessions_at(&connection, DeviceId(device))?;
        eprintln!("device {device} is shut out within a second");
        return Ok(ExitCode::SUCCESS);
    }
    for key in list_keys(&connection, 0, usize::MAX >> 1)? {
        let revoked = key.revoked_at.map(rfc3339).unwrap_or_default();
        println!("{}\t{}\t{}\t{}\t{revoked}", key.id, key.name, key.role, rfc3339(key.created_at));
    }
    Ok(ExitCode::SUCCESS)
}
