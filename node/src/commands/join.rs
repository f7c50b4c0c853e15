//! `join`: this machine becomes a warehouse's node; one that is it already is only known to its hub anew.

use std::process::ExitCode;

use holdfast_crdt::ReplicaId;
use holdfast_shell::clock;
use holdfast_shell::link::{self, JoinToken, Joined};
use holdfast_shell::sqlite::{DataDir, create_book, ensure_admin_key};
use rand::RngExt;
use rusqlite::Connection;

use crate::cli::JoinArgs;
use crate::store::{self, Home};

pub fn run(args: &JoinArgs) -> anyhow::Result<ExitCode> {
    let token: JoinToken = args.token.parse()?;
    let data = DataDir::create(&args.data.data)?.lock()?;
    let mut connection = store::open(&data)?;
    let known = store::home(&connection)?;
    if let Some(known) = known.as_ref().filter(|_| !args.again) {
        let (path, warehouse) = (data.path().display(), &known.enrolment.warehouse);
        anyhow::bail!("{path}: this machine is the node of {warehouse} already (see --again)");
    }
    let Joined { enrolment, successor } = super::runtime(1)?.block_on(link::join(&args.hub, &token))?;
    if let Some(known) = known {
        return join_again(&connection, &known, Home { enrolment, hub: args.hub.clone() });
    }
    let warehouse = enrolment.warehouse.clone();
    let transaction = connection.transaction()?;
    store::store_id(&transaction, rand::rng().random())?;
    create_book(&transaction, &warehouse, ReplicaId::new(enrolment.site, 1))?;
    store::save_home(&transaction, &Home { enrolment, hub: args.hub.clone() })?;
    if successor {
        // I-6: an empty store is a copy of before the first sync, and recovers as one
        store::mark_restored(&transaction, true)?;
    }
    transaction.commit()?;
    ensure_admin_key(&connection, &data, clock::now())?;
    match successor {
        true => eprintln!(
            "joined as the node of {warehouse}, in the place of one that is lost; it changes no stock before it has met \
             its hub"
        ),
        false => eprintln!("joined as the node of {warehouse}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// The hub was restored from before this machine joined, or has revoked it: the store stays, its certificate is new.
fn join_again(connection: &Connection, known: &Home, home: Home) -> anyhow::Result<ExitCode> {
    let (was, is) = (&known.enrolment, &home.enrolment);
    anyhow::ensure!(
        was.warehouse == is.warehouse,
        "the token is for {}, and this machine is the node of {}",
        is.warehouse,
        was.warehouse
    );
    anyhow::ensure!(
        was.site == is.site,
        "the hub counts {} as {}, and this store as {}: only a newer backup of the hub knows this node",
        is.warehouse,
        is.site,
        was.site
    );
    store::save_home(connection, &home)?;
    eprintln!("known to the hub anew as the node of {}; its store is as it was", home.enrolment.warehouse);
    Ok(ExitCode::SUCCESS)
}
