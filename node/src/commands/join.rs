//! `join`: this machine becomes a warehouse's node.

use std::process::ExitCode;

use holdfast_crdt::ReplicaId;
use holdfast_shell::clock;
use holdfast_shell::link::{self, JoinToken};
use holdfast_shell::sqlite::{DataDir, create_book, ensure_admin_key};
use rand::RngExt;

use crate::cli::JoinArgs;
use crate::store::{self, Home};

pub fn run(args: &JoinArgs) -> anyhow::Result<ExitCode> {
    let token: JoinToken = args.token.parse()?;
    let data = DataDir::create(&args.data.data)?.lock()?;
    let mut connection = store::open(&data)?;
    if let Some(home) = store::home(&connection)? {
        anyhow::bail!("{}: this machine is the node of {} already", data.path().display(), home.enrolment.warehouse);
    }
    let enrolment = super::runtime(1)?.block_on(link::join(&args.hub, &token))?;
    let warehouse = enrolment.warehouse.clone();
    let transaction = connection.transaction()?;
    store::store_id(&transaction, rand::rng().random())?;
    create_book(&transaction, &warehouse, ReplicaId::new(enrolment.site, 1))?;
    store::save_home(&transaction, &Home { enrolment, hub: args.hub.clone() })?;
    transaction.commit()?;
    ensure_admin_key(&connection, &data, clock::now())?;
    eprintln!("joined as the node of {warehouse}");
    Ok(ExitCode::SUCCESS)
}
