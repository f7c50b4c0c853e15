//! A node's end of the link: it connects, holds a session, and connects again, for as long as it lives. The floor never
//! waits for it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use holdfast_crdt::{Millis, SiteId};
use holdfast_sync::{Close, Config, Position};
use rand::RngExt;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::driver::{Course, Guard, Link, Order, drive, why_closed};
use super::endpoint::{SESSION_ALPN, connect, node_config, resolve};
use super::identity::Enrolment;
use super::join::{renew, renewal_is_due};
use super::lanes::Lanes;
use super::limits::{CONNECT_MAX, GOODBYE_MAX, HELD_MIN, RETRY_FIRST, RETRY_MAX, RETRY_REFUSED};
use super::registrar::Refusal;
use super::replica::{LinkDown, LinkEvent, Replica};
use crate::clock::now;

/// Stores a renewed enrolment, durably and atomically. It may block: it is called off the runtime's threads.
pub type Keep = Arc<dyn Fn(&Enrolment) -> Result<(), String> + Send + Sync>;

/// What a node's uplink is given.
#[derive(Clone)]
pub struct UplinkConfig {
    /// `HOST:PORT` of the hub, resolved anew for each attempt.
    pub hub: String,
    pub enrolment: Enrolment,
    pub keep: Keep,
    /// How sessions are held; its `agent` names this program to the hub.
    pub session: Config,
}

/// A running uplink. Dropped without [`Uplink::stop`], it ends without a goodbye.
pub struct Uplink {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    renewing: JoinHandle<()>,
}

impl Uplink {
    /// Starts to connect, and to renew the certificate when less than a third of its life is left. Call within a tokio
    /// runtime. What happens is told by [`Replica::link_event`].
    pub fn start(config: UplinkConfig, replica: Arc<dyn Replica>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (renewed, enrolment) = watch::channel(config.enrolment.clone());
        let renewing = tokio::spawn(keep_renewed(config.clone(), renewed));
        let task = tokio::spawn(run(config, replica, enrolment, stopped));
        Self { stop, task, renewing }
    }

    /// Says goodbye and ends. Takes 2 s at most.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let _ = timeout(GOODBYE_MAX * 4, &mut self.task).await;
    }
}

impl Drop for Uplink {
    fn drop(&mut self) {
        self.task.abort();
        self.renewing.abort();
    }
}

async fn run(
    config: UplinkConfig,
    replica: Arc<dyn Replica>,
    mut enrolment: watch::Receiver<Enrolment>,
    mut stop: watch::Receiver<bool>,
) {
    let mut failures: u32 = 0;
    loop {
        let began = Instant::now();
        let current = enrolment.borrow_and_update().clone();
        let (give_orders, orders) = mpsc::channel(1);
        let mut attempt = pin!(attempt(&config, current, failures, replica.clone(), orders));
        let course = tokio::select! {
            course = &mut attempt => course,
            () = stopped(&mut stop) => {
                let _ = give_orders.try_send(Order::Close(Close::Goodbye));
                let _ = timeout(GOODBYE_MAX * 2, attempt).await;
                return;
            }
        };
        // A session that ends as soon as it is up is a failure, too.
        let held = course.was_up && began.elapsed() >= HELD_MIN;
        failures = if held { 0 } else { failures.saturating_add(1) };
        tokio::select! {
            () = sleep(wait_after(&course.why, failures)) => {}
            // A certificate came: what the old one was refused, the new one may have.
            Ok(()) = enrolment.changed() => {}
            () = stopped(&mut stop) => return,
        }
    }
}

/// Also when nobody is left to say so.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// One connection and its session.
async fn attempt(
    config: &UplinkConfig,
    enrolment: Enrolment,
    failures: u32,
    replica: Arc<dyn Replica>,
    orders: mpsc::Receiver<Order>,
) -> Course {
    let warehouse = enrolment.warehouse.clone();
    let connected = timeout(CONNECT_MAX, open(&config.hub, &enrolment, failures)).await;
    let why = match connected.unwrap_or_else(|_| Err(LinkDown::Unreachable("no answer".to_owned()))) {
        Ok((endpoint, connection, lanes)) => {
            let link = Link { connection, warehouse, peer_site: SiteId::HUB, replica, config: config.session.clone() };
            let course = drive(link, lanes, NodeGuard, orders).await;
            if matches!(course.why, LinkDown::Ended(_)) {
                // The close is still to be sent, also when the process ends next.
                let _ = timeout(GOODBYE_MAX, endpoint.wait_idle()).await;
            }
            return course;
        }
        Err(why) => why,
    };
    tracing::debug!(hub = config.hub, %why, "no link");
    replica.link_event(&warehouse, LinkEvent::Down { why: why.clone(), at: now() });
    Course { why, was_up: false }
}

async fn open(
    hub: &str,
    enrolment: &Enrolment,
    failures: u32,
) -> Result<(quinn::Endpoint, quinn::Connection, Lanes), LinkDown> {
    let unreachable = |why: String| LinkDown::Unreachable(why);
    let config = node_config(enrolment, SESSION_ALPN).map_err(|error| unreachable(error.to_string()))?;
    let address = resolve(hub, failures).await.map_err(unreachable)?;
    let (endpoint, connection) = connect(address, config).await.map_err(unreachable)?;
    match Lanes::open(&connection).await {
        Ok(lanes) => Ok((endpoint, connection, lanes)),
        Err(_) => Err(why_closed(&connection)),
    }
}

/// Capped exponential backoff with full jitter (Brooker 2015, "Exponential Backoff And Jitter"), and patience with a hub
/// that has given a reason which time alone does not mend.
fn wait_after(why: &LinkDown, failures: u32) -> Duration {
    let refused = match why {
        LinkDown::Refused(refusal) => !matches!(refusal, Refusal::Busy | Refusal::Unavailable | Refusal::Lapsed),
        // one that is to recover is back as soon as its other life has begun
        LinkDown::Ended(
            Close::Goodbye | Close::Silent(_) | Close::Store(_) | Close::WeAreRewound | Close::PeerIsRewound,
        ) => false,
        LinkDown::Ended(_) => true,
        LinkDown::Lost(_) | LinkDown::Unreachable(_) | LinkDown::Replaced => false,
    };
    if refused {
        return RETRY_REFUSED;
    }
    let ceiling = RETRY_FIRST.saturating_mul(1 << failures.min(16)).min(RETRY_MAX);
    ceiling.mul_f64(rand::rng().random_range(0.0..1.0))
}

/// Renews when it is due, and tries again until it succeeds, lapsed or not.
async fn keep_renewed(config: UplinkConfig, current: watch::Sender<Enrolment>) {
    loop {
        let enrolment = current.borrow().clone();
        let at = now();
        if renewal_is_due(&enrolment, at) {
            match renew_and_keep(&config, &enrolment).await {
                Ok(renewed) => {
                    tracing::info!(warehouse = %renewed.warehouse, "the certificate was renewed");
                    current.send_replace(renewed);
                }
                Err(why) => tracing::warn!(why, "the certificate cannot be renewed"),
            }
        }
        let next = until_next_look(&current.borrow(), at);
        sleep(next).await;
    }
}

/// Often enough to find a short life due in time, and soon again once lapsed, as the hub may be back any moment.
fn until_next_look(enrolment: &Enrolment, now: Millis) -> Duration {
    let Ok(identity) = enrolment.identity() else { return Duration::from_secs(60) };
    if identity.is_lapsed(now) {
        return RETRY_MAX;
    }
    let life = Duration::from_millis(identity.not_after.since(identity.not_before));
    (life / 20).clamp(RETRY_FIRST, Duration::from_secs(60))
}

async fn renew_and_keep(config: &UplinkConfig, enrolment: &Enrolment) -> Result<Enrolment, String> {
    let renewed = renew(&config.hub, enrolment).await.map_err(|error| error.to_string())?;
    let (keep, to_keep) = (config.keep.clone(), renewed.clone());
    // Kept before it is used: the hub may not take the old one for long.
    tokio::task::spawn_blocking(move || keep(&to_keep)).await.map_err(|error| error.to_string())??;
    Ok(renewed)
}

struct NodeGuard;

impl Guard for NodeGuard {
    fn admit(&mut self, _hub: &Position) -> Result<(), Close> {
        Ok(())
    }

    fn recheck(&mut self, _now: Millis) -> Result<(), Refusal> {
        Ok(())
    }
}
