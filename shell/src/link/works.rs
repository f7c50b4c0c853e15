//! What a session's driver leans on: the tasks that await the store in its place, and its clock.

use std::sync::Arc;
use std::time::Duration;

use holdfast_crdt::{Millis, WarehouseId};
use holdfast_sync::{Inbound, RightsAnswer, RightsRequest, Standing};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::replica::Replica;
use crate::clock;

/// The two tasks that await the store on a session's behalf. They end with it.
pub(super) struct Works {
    apply: mpsc::UnboundedSender<Inbound>,
    grant: mpsc::UnboundedSender<RightsRequest>,
    pub(super) applied: mpsc::UnboundedReceiver<Result<Standing, String>>,
    pub(super) granted: mpsc::UnboundedReceiver<Result<(RightsAnswer, Standing), String>>,
    _tasks: JoinSet<()>,
}

impl Works {
    /// The queues have no bound of their own: the driver reads no frame while too much is under way, and the session
    /// bounds the requests it takes.
    pub(super) fn start(replica: Arc<dyn Replica>, warehouse: WarehouseId) -> Self {
        let (apply, mut to_apply) = mpsc::unbounded_channel();
        let (grant, mut to_grant) = mpsc::unbounded_channel();
        let (tell_applied, applied) = mpsc::unbounded_channel();
        let (tell_granted, granted) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        let (store, place) = (replica.clone(), warehouse.clone());
        tasks.spawn(async move {
            while let Some(inbound) = to_apply.recv().await {
                let _ = tell_applied.send(store.apply(place.clone(), inbound).await);
            }
        });
        tasks.spawn(async move {
            while let Some(request) = to_grant.recv().await {
                let _ = tell_granted.send(replica.grant(warehouse.clone(), request).await);
            }
        });
        Self { apply, grant, applied, granted, _tasks: tasks }
    }

    pub(super) fn apply(&self, inbound: Inbound) {
        // The task lives as long as `self`.
        let _ = self.apply.send(inbound);
    }

    pub(super) fn grant(&self, request: RightsRequest) {
        let _ = self.grant.send(request);
    }
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
