//! A disk that is full: nothing is kept or lost, callers are told, and work goes on once there is room.

use holdfast_crdt::{Account, Cause, Deed, Millis, Quantity, WarehouseId};
use holdfast_shell::owner::{Engine, Owner, Unanswered};
use holdfast_shell::sqlite::{LateRows, StoreError, load_books, load_cells, save_changes, verify_replica};
use holdfast_sync::desk::Desk;
use rusqlite::Connection;
use tokio::sync::watch;

use crate::sqlite::replica::{NOW, Replica, leeds, sku};

/// Receives units into CUP; the smallest engine that keeps a replica.
struct Receiver {
    connection: Connection,
    desk: Desk,
    rows: LateRows,
    place: WarehouseId,
}

impl Receiver {
    fn load(connection: Connection) -> Result<Self, StoreError> {
        let (mut desk, place) = (Desk::default(), leeds());
        load_books(&connection, &mut desk)?;
        let rows = LateRows::open(&connection, 1)?;
        load_cells(&connection, &rows, &mut desk, [(&place, &sku("CUP"))])?;
        Ok(Self { connection, desk, rows, place })
    }
}

impl Engine for Receiver {
    type Command = u64;
    type Reply = u64;

    fn batch(&mut self, commands: Vec<u64>, _: Millis) -> Result<Vec<u64>, StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut on_hand = Vec::new();
        for units in commands {
            let deed = Deed::Move { from: Account::Supplier, to: Account::Available };
            let cause = Cause::new(&"received ".repeat(50), "floor");
            let posted = self.desk.post(&self.place, &sku("CUP"), deed, Quantity::new(units).unwrap(), &cause, NOW);
            posted.map_err(|error| StoreError::Broken(error.to_string()))?;
            on_hand.push(self.desk.cell(&self.place, &sku("CUP")).on_hand());
        }
        let changes = self.desk.take_changes();
        save_changes(&self.connection, &mut self.rows, &self.desk, &changes)?;
        self.connection.execute_batch("COMMIT")?;
        self.rows.committed();
        Ok(on_hand)
    }

    fn recover(&mut self) -> Result<(), StoreError> {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        let (desk, place) = (&mut self.desk, &self.place);
        *desk = Desk::default();
        self.rows.reopen(&self.connection)?;
        load_books(&self.connection, desk)?;
        load_cells(&self.connection, &self.rows, desk, [(place, &sku("CUP"))])
    }
}

#[tokio::test]
async fn a_full_disk_stops_writing_and_nothing_else() {
    let replica = Replica::new();
    let path = replica.path();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE ballast (b BLOB); INSERT INTO ballast VALUES (zeroblob(2000000))").unwrap();
    let used: i64 = replica.connection.query_row("PRAGMA page_count", [], |record| record.get(0)).unwrap();
    replica.connection.query_row(&format!("PRAGMA max_page_count = {}", used + 10), [], |_| Ok(())).unwrap();
    let (counter, commits) = watch::channel(0);
    let (owner, _thread) = Owner::start("owner", Receiver::load(replica.connection).unwrap(), counter).unwrap();

    let mut received = 0;
    let told = loop {
        match owner.ask(1).await {
            Ok(on_hand) => assert_eq!(on_hand, received + 1),
            Err(told) => break told,
        }
        received += 1;
        assert!(received < 10_000, "ten pages never fill");
    };
    assert_eq!(told, Unanswered::Failed(StoreError::DiskFull.to_string()));
    assert_eq!((owner.ask(1).await, *commits.borrow()), (Err(told), received));
    let kept: i64 = other.query_row("SELECT count(*) FROM movements", [], |record| record.get(0)).unwrap();
    assert_eq!((kept as u64, verify_replica(&other, |_| ()).unwrap()), (received, vec![]));

    other.execute_batch("DROP TABLE ballast").unwrap();
    assert_eq!(owner.ask(1).await, Ok(received + 1), "as if nothing had been asked meanwhile");
    assert_eq!(verify_replica(&other, |_| ()).unwrap(), []);
}
