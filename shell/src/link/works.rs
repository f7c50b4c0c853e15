//! What a session's driver leans on: what it awaits of the store, and its clock.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use holdfast_crdt::{Millis, WarehouseId};
use holdfast_sync::{Inbound, RightsAnswer, RightsRequest, Standing};
use tokio::time::Instant;

use super::replica::{BoxFuture, Replica};
use crate::clock;

/// The store's answer to an application: where it stands.
type Applied = Result<Standing, String>;
type Granted = Result<(RightsAnswer, Standing), String>;

/// What the store does on a session's behalf, of each kind one after the other. It ends with the session.
pub(super) struct Works {
    replica: Arc<dyn Replica>,
    warehouse: WarehouseId,
    to_apply: VecDeque<Inbound>,
    applying: Option<BoxFuture<'static, Applied>>,
    applied: VecDeque<Applied>,
    to_grant: VecDeque<RightsRequest>,
    granting: Option<BoxFuture<'static, Granted>>,
}

impl Works {
    /// The queues have no bound of their own: the driver reads no frame while too much is under way, and the session
    /// bounds the requests it takes.
    pub(super) fn new(replica: Arc<dyn Replica>, warehouse: WarehouseId) -> Self {
        let (to_apply, applied, to_grant) = Default::default();
        Self { replica, warehouse, to_apply, applying: None, applied, to_grant, granting: None }
    }

    pub(super) fn apply(&mut self, inbound: Inbound) {
        self.to_apply.push_back(inbound);
        self.begin();
    }

    pub(super) fn grant(&mut self, request: RightsRequest) {
        self.to_grant.push_back(request);
        self.begin();
    }

    pub(super) fn poll_applied(&mut self, cx: &mut Context<'_>) -> Poll<Applied> {
        // the store gets the next one before the session hears of this one: it need not wait for what that takes
        while let Poll::Ready(applied) = poll(&mut self.applying, cx) {
            self.applied.push_back(applied);
            self.begin();
        }
        self.applied.pop_front().map_or(Poll::Pending, Poll::Ready)
    }

    pub(super) fn poll_granted(&mut self, cx: &mut Context<'_>) -> Poll<Granted> {
        let done = poll(&mut self.granting, cx);
        if done.is_ready() {
            self.begin();
        }
        done
    }

    fn begin(&mut self) {
        let of_store = || (self.replica.clone(), self.warehouse.clone());
        if self.applying.is_none()
            && let Some(inbound) = self.to_apply.pop_front()
        {
            let (replica, warehouse) = of_store();
            self.applying = Some(Box::pin(async move { replica.apply(warehouse, inbound).await }));
        }
        if self.granting.is_none()
            && let Some(request) = self.to_grant.pop_front()
        {
            let (replica, warehouse) = of_store();
            self.granting = Some(Box::pin(async move { replica.grant(warehouse, request).await }));
        }
    }
}

/// Polls what is under way; nothing is under way once it is done.
fn poll<T>(under_way: &mut Option<BoxFuture<'static, T>>, cx: &mut Context<'_>) -> Poll<T> {
    let Some(future) = under_way else { return Poll::Pending };
    let done = future.as_mut().poll(cx);
    if done.is_ready() {
        *under_way = None;
    }
    done
}

/// Wall-clock milliseconds that no adjustment of the clock moves while a session lasts: silence is measured with them.
pub(super) struct SessionTime {
    wall: Millis,
    started: Instant,
}

impl SessionTime {
    pub(super) fn start() -> Self {
        Self { wall: clock::now(), started: Instant::now() }
    }

    pub(super) fn now(&self) -> Millis {
        self.wall.plus(self.started.elapsed().as_millis() as u64)
    }

    /// Rounded up, so that who wakes up then finds that the time has come.
    pub(super) fn instant(&self, at: Millis) -> Instant {
        self.started + Duration::from_millis(at.since(self.wall))
    }
}
