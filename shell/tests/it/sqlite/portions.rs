//! The store as a session reads it, and as it is loaded again.

use std::collections::BTreeMap;

use holdfast_crdt::{Account, Entry, ReplicaId, SiteId, WarehouseId};
use holdfast_shell::sqlite::{StoreSource, load_books, load_cells, standing};
use holdfast_sync::desk::Desk;
use holdfast_sync::source::Source;

use super::replica::{HUB, NODE, Replica, leeds, sku};

fn source(replica: &Replica) -> StoreSource {
    StoreSource::new(replica.reader(), leeds(), None)
}

fn versions(source: &mut StoreSource, owner: ReplicaId, since: u64, limit: usize) -> Vec<(String, u64)> {
    let rows = source.rows_since(owner, since, limit).unwrap();
    rows.into_iter().map(|(sku, row)| (sku.to_string(), row.version)).collect()
}

#[test]
fn rows_come_once_by_their_last_change() {
    let replica = Replica::worked();
    let mut source = source(&replica);
    let row = |name: &str, version| (name.to_owned(), version);
    // CUP changed at 1, 3 and 4: it is sent as it is now
    let cases = [
        (HUB, 0, 9, vec![row("PAN", 2), row("CUP", 4), row("MUG", 5)]),
        (HUB, 0, 2, vec![row("PAN", 2), row("CUP", 4)]),
        (HUB, 4, 9, vec![row("MUG", 5)]),
        (HUB, 5, 9, vec![]),
        (NODE, 0, 9, vec![row("PAN", 2), row("CUP", 3)]),
        (ReplicaId::new(SiteId(9), 1), 0, 9, vec![]),
    ];
    for (owner, since, limit, expected) in cases {
        assert_eq!(versions(&mut source, owner, since, limit), expected, "{owner} since {since}");
    }
}

#[test]
fn letters_come_in_order_with_the_clock_they_wait_for() {
    let replica = Replica::worked();
    let mut source = source(&replica);
    let mut read = |since, limit| -> Vec<(u64, u64)> {
        let letters = source.letters_since(since, limit).unwrap();
        letters.into_iter().map(|letter| (letter.seq, letter.after_clock)).collect()
    };
    assert_eq!(
        (read(0, 9), read(0, 1), read(1, 9), read(2, 9)),
        (vec![(1, 3), (2, 5)], vec![(1, 3)], vec![(2, 5)], vec![])
    );
}

#[test]
fn entries_come_in_portions_of_bounded_size_and_at_least_one() {
    let replica = Replica::worked();
    let mut source = source(&replica);
    let mut read = |since, limit, bytes| -> Vec<u64> {
        let entries = source.entries_since(HUB, since, limit, bytes).unwrap();
        entries.iter().map(|bytes| Entry::from_bytes(bytes).unwrap().seq).collect()
    };
    let two = 2 * Replica::worked().desk.book(&leeds()).map_or(0, |_| entry_len(&replica)) + 1;
    let cases = [
        ((0, 9, 1 << 20), vec![1, 2, 3, 4, 5]),
        ((0, 3, 1 << 20), vec![1, 2, 3]),
        ((3, 9, 1 << 20), vec![4, 5]),
        ((0, 9, two), vec![1, 2]),
        ((0, 9, 1), vec![1]),
        ((5, 9, 1 << 20), vec![]),
    ];
    for ((since, limit, bytes), expected) in cases {
        assert_eq!(read(since, limit, bytes), expected, "since {since}, {limit} or {bytes} bytes");
    }
}

/// What a session sends from the start, ten rows at a time, while `meddle` writes between portions: each time it says that
/// all is sent up to a clock, the rows sent must be what the log folds to at that clock.
fn check_session(replica: &mut Replica, mut meddle: impl FnMut(&mut Replica, usize)) {
    const PORTION: usize = 10;
    let mut source = source(replica);
    let (mut sent, mut through) = (BTreeMap::<String, u64>::new(), 0);
    for portion in 0.. {
        let mut rows = versions(&mut source, HUB, through, PORTION + 1);
        let settled = rows.len() <= PORTION;
        rows.truncate(PORTION);
        assert!(rows.windows(2).all(|pair| pair[0].1 < pair[1].1), "{rows:?}");
        let Some((_, last)) = rows.last() else { break };
        through = *last;
        sent.extend(rows);
        if settled {
            let mut statement = replica
                .connection
                .prepare("SELECT sku, max(seq) FROM movements WHERE site = 0 AND seq <= ?1 GROUP BY sku")
                .unwrap();
            let held =
                statement.query_map([through as i64], |record| Ok((record.get(0)?, record.get::<_, i64>(1)? as u64)));
            let held: BTreeMap<String, u64> = held.unwrap().map(Result::unwrap).collect();
            assert_eq!(sent, held, "not all was sent up to {through}");
        }
        meddle(replica, portion);
        replica.save().unwrap();
    }
    assert_eq!(through, replica.desk.book(&leeds()).unwrap().stream.clock);
}

fn names() -> Vec<String> {
    (0..40).map(|number| format!("SKU-{number:02}")).collect()
}

#[test]
fn rows_that_change_while_they_are_sent_are_sent_again_and_none_is_left_out() {
    // close behind, and so far behind that another way of reading may be taken
    for rounds in [1, 140] {
        let mut replica = Replica::new();
        for name in (0..rounds).flat_map(|_| names()) {
            replica.post(&name, Account::Supplier, Account::Available, 1);
        }
        replica.save().unwrap();
        let busy = names();
        check_session(&mut replica, |replica, portion| {
            for number in [0, 25, 39, 38].into_iter().filter(|_| portion < 6) {
                replica.post(&busy[(number + portion) % 40], Account::Supplier, Account::Available, 1);
            }
        });
    }
}

fn entry_len(replica: &Replica) -> usize {
    let length: i64 = replica
        .connection
        .query_row("SELECT max(length(body)) FROM movements WHERE site = 0", [], |record| record.get(0))
        .unwrap();
    length as usize
}

#[test]
fn hashes_are_known_of_what_is_held() {
    let replica = Replica::worked();
    let mut source = source(&replica);
    let head = replica.desk.book(&leeds()).unwrap().stream.head;
    assert_eq!(source.entry_hash(HUB, 0).unwrap(), Some([0; 32]));
    assert_eq!(source.entry_hash(HUB, 5).unwrap(), Some(head));
    assert_eq!(source.entry_hash(NODE, 3).unwrap(), Some(replica.desk.book(&leeds()).unwrap().heard.head));
    assert_eq!(source.entry_hash(HUB, 6).unwrap(), None);
    assert!(source.products_since(0, 9).unwrap().is_empty(), "a node has none");
}

#[test]
fn one_link_reads_one_warehouse() {
    // I-8
    let replica = Replica::worked();
    let lyon = WarehouseId::new("LYON").unwrap();
    let mut source = StoreSource::new(replica.reader(), lyon.clone(), None);
    assert!(source.rows_since(HUB, 0, 9).unwrap().is_empty() && source.letters_since(0, 9).unwrap().is_empty());
    assert!(source.entries_since(HUB, 0, 9, 1 << 20).unwrap().is_empty());
    assert!(standing(&replica.connection, &lyon, 1, 1, 0).unwrap().is_none());
}

#[test]
fn what_is_saved_is_what_is_loaded() {
    let mut replica = Replica::worked();
    for again in [false, true] {
        let mut desk = Desk::default();
        load_books(&replica.connection, &mut desk).unwrap();
        let (names, place) = ([sku("CUP"), sku("PAN"), sku("MUG"), sku("NIL")], leeds());
        load_cells(&replica.connection, &replica.rows, &mut desk, names.iter().map(|name| (&place, name))).unwrap();
        for name in &names {
            assert_eq!(desk.cell(&place, name), replica.desk.cell(&place, name), "{name}");
        }
        let (loaded, kept) = (desk.book(&place).unwrap(), replica.desk.book(&place).unwrap());
        assert_eq!((&loaded.stream, &loaded.heard, loaded.letters), (&kept.stream, &kept.heard, kept.letters));
        assert_eq!(replica.rows.digest(&replica.connection, &place, HUB).unwrap(), kept.stream.digest);
        assert_eq!(replica.rows.digest(&replica.connection, &place, NODE).unwrap(), kept.heard.digest);
        let stand = standing(&replica.connection, &place, 7, 8, 9).unwrap().unwrap();
        assert_eq!(
            (stand.position.clock, stand.position.head, stand.heard),
            (kept.stream.clock, kept.stream.head, kept.heard.clone())
        );
        assert_eq!((stand.position.store, stand.position.boot, stand.position.catalogue), (7, 8, 9));
        if !again {
            replica.post("CUP", Account::Committed, Account::Customer, 2);
            replica.save().unwrap();
        }
    }
}
