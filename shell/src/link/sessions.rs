//! The live sessions of a hub: one per warehouse. A newer connection of the same identity takes over from the older.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use holdfast_crdt::WarehouseId;
use holdfast_sync::Close;
use tokio::sync::{mpsc, watch};

use super::boots::Boots;
use super::driver::Order;

#[derive(Default)]
pub(super) struct Sessions {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    next: u64,
    live: BTreeMap<WarehouseId, Live>,
    boots: BTreeMap<WarehouseId, Boots>,
}

struct Live {
    number: u64,
    orders: mpsc::Sender<Order>,
    /// Closes when the session is over.
    over: watch::Receiver<()>,
}

/// A session's place; it is free again when this is dropped.
pub(super) struct Place<'a> {
    sessions: &'a Sessions,
    warehouse: WarehouseId,
    number: u64,
    _over: watch::Sender<()>,
}

impl Sessions {
    /// Takes the place of `warehouse`. Whoever held it is told to go, and is to be waited for.
    pub(super) fn enter(
        &self,
        warehouse: &WarehouseId,
        orders: mpsc::Sender<Order>,
    ) -> (Place<'_>, Option<watch::Receiver<()>>) {
        let (sender, over) = watch::channel(());
        let mut inner = self.inner();
        inner.next += 1;
        let number = inner.next;
        let older = inner.live.insert(warehouse.clone(), Live { number, orders, over });
        let older = older.map(|older| {
            // A full queue holds an order to end already.
            let _ = older.orders.try_send(Order::Replaced);
            older.over
        });
        (Place { sessions: self, warehouse: warehouse.clone(), number, _over: sender }, older)
    }

    pub(super) fn boot(&self, warehouse: &WarehouseId, boot: u128) -> Result<(), Close> {
        self.inner().boots.entry(warehouse.clone()).or_default().admit(boot)
    }

    /// A fork was found.
    pub(super) fn forget_boots(&self, warehouse: &WarehouseId) {
        self.inner().boots.remove(warehouse);
    }

    pub(super) fn order(&self, warehouse: &WarehouseId, order: Order) {
        if let Some(live) = self.inner().live.get(warehouse) {
            let _ = live.orders.try_send(order);
        }
    }

    pub(super) fn live(&self) -> Vec<WarehouseId> {
        self.inner().live.keys().cloned().collect()
    }

    /// Tells all to say goodbye, and waits until they have.
    pub(super) async fn close_all(&self) {
        let all: Vec<_> = {
            let inner = self.inner();
            inner.live.values().map(|live| (live.orders.clone(), live.over.clone())).collect()
        };
        for (orders, _) in &all {
            let _ = orders.try_send(Order::Close(Close::Goodbye));
        }
        for (_, mut over) in all {
            while over.changed().await.is_ok() {}
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut inner = self.sessions.inner();
        if inner.live.get(&self.warehouse).is_some_and(|live| live.number == self.number) {
            inner.live.remove(&self.warehouse);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_is_no_fork_and_taking_turns_is() {
        let sessions = Sessions::default();
        let leeds = WarehouseId::new("LEEDS").unwrap();
        for boot in [1, 1, 2, 2, 3] {
            assert_eq!(sessions.boot(&leeds, boot), Ok(()));
        }
        assert_eq!(sessions.boot(&leeds, 2), Err(Close::Fork));
        sessions.forget_boots(&leeds);
        assert_eq!(sessions.boot(&leeds, 2), Ok(()));
    }

    #[test]
    fn the_newer_session_takes_the_place_and_the_older_does_not_clear_it() {
        let sessions = Sessions::default();
        let leeds = WarehouseId::new("LEEDS").unwrap();
        let (orders, mut told) = mpsc::channel(1);
        let (first, none) = sessions.enter(&leeds, orders.clone());
        assert!(none.is_none());
        let (second, older) = sessions.enter(&leeds, orders);
        assert!(older.is_some());
        assert!(matches!(told.try_recv(), Ok(Order::Replaced)));
        drop(first);
        assert_eq!(sessions.live(), [leeds]);
        drop(second);
        assert!(sessions.live().is_empty());
    }
}
