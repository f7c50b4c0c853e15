//! One task a connection: it carries frames, commits and time into a session, and what comes out of it to the lanes and
//! to the replica. Nothing here decides anything; it waits, and it never waits for the store.

use std::future::poll_fn;
use std::sync::Arc;

use holdfast_crdt::{Millis, SiteId, Sku, WarehouseId};
use holdfast_sync::{Close, Config, Counters, Effect, Lane, Pending, Position, RightsAnswer, Session, Standing};
use quinn::Connection;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

use super::lanes::{LaneError, Lanes};
use super::limits::{APPLYING_BULK_MAX, APPLYING_MAX, GOODBYE_MAX, LOOK_EVERY, RECHECK};
use super::reading::Reading;
use super::registrar::Refusal;
use super::replica::{LinkDown, LinkEvent, Replica};
use super::works::{SessionTime, Works};
use crate::clock;

/// Told to a session from outside.
#[derive(Debug)]
pub(super) enum Order {
    Close(Close),
    Refuse(Refusal),
    Replaced,
}

/// The QUIC close codes beside those of [`Refusal`].
const CODE_GOODBYE: u32 = 0;
const CODE_VIOLATION: u32 = 1;
const CODE_REPLACED: u32 = 2;

/// What one side has to say about its peer.
pub(super) trait Guard: Send {
    /// Hello was exchanged.
    fn admit(&mut self, peer: &Position) -> Result<(), Close>;
    /// Asked every second.
    fn recheck(&mut self, now: Millis) -> Result<(), Refusal>;
}

/// What a session is about.
pub(super) struct Link {
    pub(super) connection: Connection,
    pub(super) warehouse: WarehouseId,
    pub(super) peer_site: SiteId,
    pub(super) replica: Arc<dyn Replica>,
    pub(super) config: Config,
}

/// How a session went.
pub(super) struct Course {
    pub(super) why: LinkDown,
    /// Hello was exchanged.
    pub(super) was_up: bool,
}

/// Holds a session over these lanes until it ends, and tells the replica of it, its end included.
pub(super) async fn drive(link: Link, lanes: Lanes, guard: impl Guard, orders: mpsc::Receiver<Order>) -> Course {
    let (replica, warehouse) = (link.replica.clone(), link.warehouse.clone());
    let course = match Driver::new(link, lanes, guard, orders) {
        Ok(driver) => driver.run().await,
        Err((connection, error)) => {
            connection.close(Refusal::Unavailable.code().into(), b"");
            Course { why: LinkDown::Ended(Close::Store(error)), was_up: false }
        }
    };
    tracing::info!(%warehouse, why = %course.why, was_up = course.was_up, "the session ended");
    replica.link_event(&warehouse, LinkEvent::Down { why: course.why.clone(), at: clock::now() });
    course
}

/// Why this connection is closed, if the peer closed it or it broke.
pub(super) fn why_closed(connection: &Connection) -> LinkDown {
    match connection.close_reason() {
        Some(quinn::ConnectionError::ApplicationClosed(close)) => {
            let code = close.error_code.into_inner();
            match Refusal::from_code(code) {
                Some(refusal) => LinkDown::Refused(refusal),
                None if code == u64::from(CODE_GOODBYE) => LinkDown::Ended(Close::Goodbye),
                None if code == u64::from(CODE_REPLACED) => LinkDown::Replaced,
                None => LinkDown::Ended(Close::Violation(String::from_utf8_lossy(&close.reason).into_owned())),
            }
        }
        Some(error) => LinkDown::Lost(error.to_string()),
        None => LinkDown::Lost("a stream broke".to_owned()),
    }
}

/// What a driver wakes up for.
enum Event {
    Frame(Lane, Vec<u8>),
    Room,
    Applied(Result<Standing, String>),
    Granted(Result<(RightsAnswer, Standing), String>),
    Committed,
    Wanted(Vec<(Sku, u64)>),
    Order(Order),
    Timer,
    Broken(LaneError),
    /// The store, or whoever could give orders, is gone.
    Gone,
}

struct Driver<G> {
    link: Link,
    lanes: Lanes,
    guard: G,
    session: Session,
    source: Reading,
    time: SessionTime,

    orders: mpsc::Receiver<Order>,
    commits: watch::Receiver<u64>,
    requests: Option<mpsc::Receiver<Vec<(Sku, u64)>>>,
    works: Works,
    /// Applications under way.
    applying: usize,

    /// What the session was told last. Answers of the store may overtake each other: it passes over older ones itself.
    standing: Standing,
    looked: Instant,
    look_due: Option<Instant>,
    recheck_due: Instant,
    told: (Pending, Counters),
    was_up: bool,
    end: Option<LinkDown>,
}

impl<G: Guard> Driver<G> {
    fn new(link: Link, lanes: Lanes, guard: G, orders: mpsc::Receiver<Order>) -> Result<Self, (Connection, String)> {
        let commits = link.replica.commits(&link.warehouse);
        let standing = link.replica.standing(&link.warehouse);
        let standing = standing.map_err(|error| (link.connection.clone(), error))?;
        let source = Reading::new(link.replica.clone(), link.warehouse.clone());
        let time = SessionTime::start();
        let session = Session::new(link.config.clone(), standing.clone(), link.peer_site, time.now());
        Ok(Self {
            requests: Some(link.replica.subscribe_requests(&link.warehouse)),
            works: Works::new(link.replica.clone(), link.warehouse.clone()),
            looked: Instant::now(),
            look_due: None,
            recheck_due: Instant::now() + RECHECK,
            told: Default::default(),
            applying: 0,
            was_up: false,
            end: None,
            link,
            lanes,
            guard,
            session,
            source,
            time,
            orders,
            commits,
            standing,
        })
    }

    async fn run(mut self) -> Course {
        loop {
            self.effects();
            while self.end.is_none() && self.transmit() {
                self.effects();
            }
            self.effects();
            self.tell_pending();
            if let Some(why) = self.end.take() {
                return self.finish(why).await;
            }
            let event = self.wait().await;
            self.take(event);
        }
    }

    async fn wait(&mut self) -> Event {
        let due = self.due();
        let applying = self.applying;
        let Self { lanes, works, commits, requests, orders, .. } = self;
        let work = poll_fn(|cx| {
            if let std::task::Poll::Ready(applied) = works.poll_applied(cx) {
                return std::task::Poll::Ready(Event::Applied(applied));
            }
            works.poll_granted(cx).map(Event::Granted)
        });
        let wanted = |lane| match lane {
            Lane::Control => true,
            Lane::Cells | Lane::Mail => applying < APPLYING_MAX,
            Lane::Documents | Lane::History => applying < APPLYING_BULK_MAX,
        };
        let io = poll_fn(|cx| {
            if let std::task::Poll::Ready(wrote) = lanes.poll_write(cx) {
                return std::task::Poll::Ready(wrote.map_or_else(Event::Broken, |()| Event::Room));
            }
            lanes
                .poll_read(cx, wanted)
                .map(|read| read.map_or_else(Event::Broken, |(lane, frame)| Event::Frame(lane, frame)))
        });
        tokio::select! {
            // what the store has done first: until it is asked for more, it has nothing to do
            biased;
            order = orders.recv() => order.map_or(Event::Gone, Event::Order),
            event = work => event,
            changed = commits.changed() => changed.map_or(Event::Gone, |()| Event::Committed),
            wanted = next_request(requests) => Event::Wanted(wanted),
            event = io => event,
            () = sleep_until(due) => Event::Timer,
        }
    }

    fn take(&mut self, event: Event) {
        let now = self.time.now();
        match event {
            Event::Frame(lane, frame) => {
                if let Err(close) = self.session.handle_frame(lane, &frame, now) {
                    self.end = Some(LinkDown::Ended(close));
                }
            }
            Event::Room => {}
            Event::Applied(Ok(standing)) => {
                self.applying = self.applying.saturating_sub(1);
                self.standing = standing.clone();
                self.session.handle_applied(standing, now);
            }
            Event::Granted(Ok((answer, standing))) => {
                self.standing = standing.clone();
                self.session.handle_standing(standing, now);
                self.session.answer_rights(answer, now);
            }
            Event::Applied(Err(error)) | Event::Granted(Err(error)) => self.close(Close::Store(error)),
            Event::Committed => self.look_due = Some(self.looked + LOOK_EVERY),
            Event::Wanted(wanted) => self.ask(wanted, now),
            Event::Order(Order::Close(close)) => self.close(close),
            Event::Order(Order::Refuse(refusal)) => self.end = Some(LinkDown::Refused(refusal)),
            Event::Order(Order::Replaced) => self.end = Some(LinkDown::Replaced),
            Event::Broken(LaneError::Lost) => self.end = Some(why_closed(&self.link.connection)),
            Event::Broken(LaneError::Violation(why)) => self.close(Close::Violation(why)),
            Event::Gone => self.close(Close::Goodbye),
            Event::Timer => {}
        }
        self.timers(now);
    }

    /// Everything that is due by now, whatever woke us: a busy link must not put its timers off.
    fn timers(&mut self, now: Millis) {
        if self.session.poll_timeout().is_some_and(|due| due <= now) {
            self.session.handle_timeout(now);
        }
        let instant = Instant::now();
        if self.look_due.is_some_and(|due| due <= instant) {
            self.look(now);
        }
        if self.recheck_due <= instant {
            self.recheck_due = instant + RECHECK;
            self.source.rest(instant);
            self.tell_counted();
            if let Err(refusal) = self.guard.recheck(clock::now()) {
                self.end = Some(LinkDown::Refused(refusal));
            }
        }
    }

    fn due(&self) -> Instant {
        let session = self.session.poll_timeout().map(|due| self.time.instant(due));
        let earliest = [session, self.look_due].into_iter().flatten().fold(self.recheck_due, Instant::min);
        earliest.max(Instant::now())
    }

    /// Reads where the store stands, once for all commits since the last look.
    fn look(&mut self, now: Millis) {
        self.looked = Instant::now();
        self.look_due = None;
        match self.link.replica.standing(&self.link.warehouse) {
            Ok(standing) if standing == self.standing => {}
            Ok(standing) => {
                self.standing = standing.clone();
                self.session.handle_standing(standing, now);
            }
            Err(error) => self.close(Close::Store(error)),
        }
    }

    /// Ends the session from our side; its last word is sent by [`Driver::finish`].
    fn close(&mut self, why: Close) {
        self.session.close(why.clone(), self.time.now());
        self.end = self.end.take().or(Some(LinkDown::Ended(why)));
    }

    fn ask(&mut self, wanted: Vec<(Sku, u64)>, now: Millis) {
        self.look(now); // what was spent before must reach the peer first
        let id = self.session.request_rights(wanted.clone(), now);
        self.tell(LinkEvent::RightsAsked { id, wanted });
    }

    fn effects(&mut self) {
        while let Some(effect) = self.session.poll() {
            match effect {
                Effect::Up { peer, agent, version } => self.up(peer, agent, version),
                Effect::Apply(inbound) => {
                    self.applying += 1;
                    self.works.apply(inbound);
                }
                Effect::RightsWanted(request) => self.works.grant(request),
                Effect::RightsAnswered(answer) => self.tell(LinkEvent::RightsAnswered(answer)),
                Effect::PeerHolds { rows, letters, entries, catalogue, backed_up } => {
                    self.tell(LinkEvent::PeerHolds { rows, letters, entries, catalogue, backed_up });
                }
                Effect::Diverged { owner, clock } => {
                    tracing::error!(warehouse = %self.link.warehouse, %owner, clock, "replicas diverged at equal clocks");
                    self.tell(LinkEvent::Diverged { owner, clock });
                }
                Effect::HeardFrom { at } => self.tell(LinkEvent::HeardFrom { at }),
                Effect::Closed(close) => self.end = self.end.take().or(Some(LinkDown::Ended(close))),
            }
        }
    }

    fn up(&mut self, peer: Position, agent: String, version: u16) {
        if let Err(close) = self.guard.admit(&peer) {
            self.close(close);
            return;
        }
        self.was_up = true;
        let remote = self.link.connection.remote_address();
        tracing::info!(warehouse = %self.link.warehouse, %remote, agent, version, "the session is up");
        self.tell(LinkEvent::Up { peer, agent, version, remote, at: clock::now() });
    }

    /// Gives each idle lane its next frame, the most urgent first; whether there was any.
    fn transmit(&mut self) -> bool {
        let mut any = false;
        for lane in Lane::ALL {
            if !self.lanes.is_idle(lane) {
                continue;
            }
            match self.session.poll_transmit(lane, &mut self.source, self.time.now()) {
                Ok(Some(frame)) => {
                    self.lanes.begin(lane, &frame);
                    any = true;
                }
                Ok(None) => {}
                Err(close) => {
                    self.end = self.end.take().or(Some(LinkDown::Ended(close)));
                    return false;
                }
            }
        }
        any
    }

    /// Sends the session's last word, if it has one, and closes the connection.
    async fn finish(mut self, why: LinkDown) -> Course {
        self.tell_counted();
        let (code, reason) = match &why {
            LinkDown::Refused(refusal) => (refusal.code(), refusal.to_string()),
            LinkDown::Replaced => (CODE_REPLACED, why.to_string()),
            LinkDown::Ended(Close::Violation(reason)) => (CODE_VIOLATION, reason.clone()),
            _ => (CODE_GOODBYE, String::new()),
        };
        if matches!(why, LinkDown::Ended(_)) {
            // A slow or dead peer is not waited for.
            let _ = timeout(GOODBYE_MAX, self.last_word()).await;
        }
        self.link.connection.close(code.into(), reason.as_bytes());
        Course { why, was_up: self.was_up }
    }

    async fn last_word(&mut self) {
        let mut said = !self.lanes.is_idle(Lane::Control);
        loop {
            if self.lanes.is_idle(Lane::Control) {
                match self.session.poll_transmit(Lane::Control, &mut self.source, self.time.now()) {
                    Ok(Some(frame)) => self.lanes.begin(Lane::Control, &frame),
                    _ => break,
                }
                said = true;
            }
            if poll_fn(|cx| self.lanes.poll_write(cx)).await.is_err() {
                return;
            }
        }
        if said {
            self.lanes.finish_control();
            // The peer closes when it has read it.
            self.link.connection.closed().await;
        }
    }

    fn tell(&self, event: LinkEvent) {
        self.link.replica.link_event(&self.link.warehouse, event);
    }

    fn tell_pending(&mut self) {
        let pending = self.session.pending();
        if pending != self.told.0 {
            self.told.0 = pending;
            self.tell(LinkEvent::Pending(pending));
        }
    }

    fn tell_counted(&mut self) {
        let counters = *self.session.counters();
        if counters != self.told.1 {
            self.told.1 = counters;
            self.tell(LinkEvent::Counted(counters));
        }
    }
}

/// Pends for good once nobody can ask any more: the session goes on without.
async fn next_request(requests: &mut Option<mpsc::Receiver<Vec<(Sku, u64)>>>) -> Vec<(Sku, u64)> {
    if let Some(open) = requests {
        match open.recv().await {
            Some(wanted) => return wanted,
            None => *requests = None,
        }
    }
    std::future::pending().await
}
