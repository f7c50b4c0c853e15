//! `verify`: whether the store's invariants hold.

use std::process::ExitCode;

use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::{Finding, open_reader, verify_replica};
use rusqlite::Connection;

use crate::cli::DataArgs;
use crate::store;

pub fn run(args: &DataArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(args)?;
    let connection = open_reader(&data.file(store::FILE), store::reader_cache_kib())?;
    // one snapshot: the store may be in use
    connection.execute_batch("BEGIN")?;
    let total: i64 = connection.query_row("SELECT count(*) FROM movements", [], |record| record.get(0))?;
    let mut bar = Progress::start("verify", total as u64);
    let mut findings = verify_replica(&connection, |read| bar.set(read))?;
    findings.extend(check_mail(&connection)?);
    bar.finish(if findings.is_empty() { "all invariants hold" } else { "broken" });
    findings.iter().for_each(|finding| println!("{finding}"));
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Letters that are still kept follow each other up to the last one written.
fn check_mail(connection: &Connection) -> rusqlite::Result<Vec<Finding>> {
    let sql = "SELECT b.warehouse, b.letters, count(l.seq), coalesce(min(l.seq), b.letters + 1) FROM books b
               LEFT JOIN letters l ON l.warehouse = b.warehouse GROUP BY b.warehouse";
    let mut statement = connection.prepare(sql)?;
    let read = |record: &rusqlite::Row<'_>| {
        Ok((record.get::<_, String>(0)?, record.get::<_, i64>(1)?, record.get::<_, i64>(2)?, record.get::<_, i64>(3)?))
    };
    let mut findings = Vec::new();
    for found in statement.query_map([], read)? {
        let (warehouse, last, kept, first) = found?;
        if first + kept != last + 1 {
            let detail = format!("{warehouse}: {kept} letters from {first} on, where the last one is {last}");
            findings.push(Finding { invariant: "I-10", detail });
        }
    }
    Ok(findings)
}
