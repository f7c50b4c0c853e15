//! `verify` over a replica: I-1, I-2, I-6 and I-10, each broken in every way there is.

use holdfast_shell::sqlite::verify_replica;

use super::replica::Replica;

fn check(tampering: &str, invariant: &str) {
    let replica = Replica::worked().at_rest();
    assert!(replica.connection.execute(tampering, []).unwrap() > 0, "{tampering} changed nothing");
    let found = verify_replica(&replica.connection, |_| ()).unwrap();
    assert!(found.iter().any(|finding| finding.invariant == invariant), "{tampering}: {found:?}");
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let mut read = 0;
    assert_eq!(verify_replica(&Replica::new().connection, |_| ()).unwrap(), []);
    assert_eq!(verify_replica(&Replica::worked().connection, |entries| read = entries).unwrap(), []);
    assert_eq!(read, 8);
    assert_eq!(verify_replica(&Replica::worked().at_rest().connection, |_| ()).unwrap(), []);
}

#[test]
fn an_altered_log_is_found() {
    for log in ["site = 0 AND seq = 2", "site = 0 AND seq = 5", "site = 3 AND seq = 1", "site = 3 AND seq = 3"] {
        for change in [
            "body = CAST(substr(body, 1, length(body) - 2) || x'0101' AS BLOB)",
            "body = x'00'",
            "hash = zeroblob(32)",
            "sku = 'OTHER'",
            "reference = 'OTHER'",
            "at = at + 1",
            "seq = seq + 10",
            "site = 4",
            "incarnation = 2",
            "warehouse = 'LYON'",
        ] {
            check(&format!("UPDATE movements SET {change} WHERE {log}"), "I-10");
        }
        check(&format!("DELETE FROM movements WHERE {log}"), "I-10");
    }
}

#[test]
fn a_log_made_anew_is_found_by_the_book() {
    check("DELETE FROM movements WHERE site = 0", "I-10");
    check("DELETE FROM movements WHERE site = 3", "I-10");
    check("UPDATE books SET head = zeroblob(32)", "I-10");
    check("UPDATE books SET clock = 4", "I-10");
}

#[test]
fn a_log_of_nobody_is_found() {
    check(
        "INSERT INTO movements (warehouse, site, incarnation, seq, at, sku, reference, body, hash)
         SELECT warehouse, 9, incarnation, seq, at, sku, reference, body, hash FROM movements WHERE site = 0",
        "I-6",
    );
}

#[test]
fn an_altered_row_is_found() {
    let of_cup = "(SELECT body FROM cell_rows WHERE sku = 'CUP' AND site = 0)";
    for tampering in [
        // our own: more units than the log says, none at all, one of a SKU the log does not name
        &format!("UPDATE cell_rows SET body = {of_cup} WHERE sku = 'PAN' AND site = 0"),
        "DELETE FROM cell_rows WHERE sku = 'MUG'",
        "UPDATE cell_rows SET sku = 'JUG' WHERE sku = 'MUG'",
        "UPDATE books SET digest = digest + 1",
        // received ones, held against the received log
        "UPDATE cell_rows SET body = (SELECT body FROM cell_rows WHERE sku = 'PAN' AND site = 3) WHERE sku = 'CUP' AND site = 3",
        "UPDATE cell_rows SET sku = 'JUG' WHERE sku = 'PAN' AND site = 3",
        "DELETE FROM cell_rows WHERE sku = 'CUP' AND site = 3",
    ] {
        check(tampering, "I-2");
    }
}

#[test]
fn a_lost_record_of_rows_is_found() {
    let replica = Replica::worked();
    assert_eq!(replica.connection.execute("DELETE FROM row_batches", []).unwrap(), 1);
    let found = verify_replica(&replica.connection, |_| ()).unwrap();
    assert!(found.iter().any(|finding| finding.invariant == "I-2"), "{found:?}");
}

#[test]
fn rights_below_zero_are_found() {
    // the grant that came from the node is gone, and what it covered was spent
    let mut replica = Replica::worked();
    replica.post("CUP", holdfast_crdt::Account::Available, holdfast_crdt::Account::Committed, 6);
    replica.save().unwrap();
    let replica = replica.at_rest();
    assert_eq!(verify_replica(&replica.connection, |_| ()).unwrap(), []);
    replica.connection.execute("DELETE FROM cell_rows WHERE sku = 'CUP' AND site = 3", []).unwrap();
    let found = verify_replica(&replica.connection, |_| ()).unwrap();
    assert!(found.iter().any(|finding| finding.invariant == "I-1"), "{found:?}");
}

#[test]
fn damaged_pages_are_told() {
    let replica = Replica::worked();
    replica
        .connection
        .execute_batch(
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'reservations_due'",
        )
        .unwrap();
    let reader = rusqlite::Connection::open(replica.path()).unwrap();
    assert!(verify_replica(&reader, |_| ()).map_or(true, |found| !found.is_empty()));
}
