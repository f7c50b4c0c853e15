//! One session between a node and the hub, as a state machine: frames, commits and time go in; frames and effects come
//! out. Both sides run the same code; which rows, letters and entries each holds is all that tells them apart.

use std::collections::VecDeque;

use holdfast_crdt::{Millis, SiteId, Sku};

use crate::effect::{Close, Effect, Lane, Position, RightsAnswer, Standing};
use crate::limits::{CONTROL_QUEUE_MAX, EARLY_FRAMES_MAX, FRAME_BYTES_MAX, Limits};
use crate::message::Control;
use crate::pacer::Pacer;
use crate::source::{Source, SourceError};

mod applying;
mod cells;
mod documents;
mod heartbeat;
mod hello;
mod history;
mod lanes;
mod mail;
mod memory;
mod recovery;
mod rights;
mod window;

use applying::Applying;
use cells::Cells;
use hello::Greeting;
use history::Shrinking;
use memory::Verdict;
use recovery::Recovery;
use rights::Rights;
use window::{Receiving, Sending};

/// What a session is told about its own side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name and version of this program, for the peer's eyes.
    pub agent: String,
    /// The lowest and the highest protocol version spoken.
    pub versions: (u16, u16),
    /// A heartbeat goes out this often, in milliseconds.
    pub heartbeat_millis: u64,
    /// The session ends when nothing was heard for this long, in milliseconds.
    pub silence_millis: u64,
    pub limits: Limits,
}

impl Config {
    pub fn new(agent: impl Into<String>) -> Self {
        Self {
            agent: agent.into(),
            versions: (1, 4),
            heartbeat_millis: 1_000,
            silence_millis: 4_000,
            limits: Limits::default(),
        }
    }
}

/// What the peer has not acknowledged. Cells, entries and documents are a distance of clocks: a cell changed twice counts
/// twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pending {
    pub cells: u64,
    pub entries: u64,
    pub documents: u64,
    pub letters: u64,
}

/// What happened in this session that somebody may want to count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    pub frames_sent: u64,
    pub frames_received: u64,
    pub bytes_sent: u64,
    pub bytes_received: u64,
    /// Full resends of all our rows that the peer asked for.
    pub resends: u64,
    /// Equal clocks with unequal digests.
    pub divergences: u64,
    /// Frames that held nothing new.
    pub repeated: u64,
    /// Frames of letters or entries that had to wait for rows.
    pub held: u64,
    /// Rights requests that were seen before and not answered again.
    pub rights_repeated: u64,
    /// Rights requests (or cells of one) given up because too many were open.
    pub shed: u64,
}

#[derive(Debug)]
enum Phase {
    /// The peer has not said Hello.
    Greeting,
    /// Its Hello is plausible; one look into our log is left to do, and needs the source.
    Checking(Box<(Greeting, Verdict)>),
    /// The peer knows more of us than we do: it says whether we may recover.
    Waiting,
    /// One of the two was restored: it takes its past back, and the other seals it.
    Recovering(Box<Recovery>),
    Up,
    Over,
}

/// One session. After anything went in, call `poll` and (each lane) `poll_transmit` until they have nothing left.
#[derive(Debug)]
pub struct Session {
    config: Config,
    standing: Standing,
    peer_site: SiteId,
    phase: Phase,
    hello_sent: bool,
    /// What the peer last said of itself.
    peer: Option<Position>,
    /// The last word on the control lane, to be said still.
    bye: Option<Close>,
    now: Millis,
    heard_at: Millis,
    /// When the owner was last told of `heard_at`.
    heard_told_at: Option<Millis>,
    heartbeat_at: Millis,
    heartbeat_due: bool,
    control: VecDeque<Control>,
    /// What the peer asks of the past, one question at a time.
    recall: Option<crate::past::Recall>,
    /// Applications of a recovery that no step waits for.
    uncounted: usize,
    early: VecDeque<(Lane, Vec<u8>)>,
    sending: [Sending; Lane::ALL.len()],
    receiving: [Receiving; Lane::ALL.len()],
    cells: Cells,
    shrinking: Shrinking,
    /// The hash of the last log entry received.
    log_head: holdfast_crdt::Hash,
    rights: Rights,
    applying: VecDeque<Applying>,
    pacer: Pacer,
    effects: VecDeque<Effect>,
    counters: Counters,
}

impl Session {
    /// A session at its start. `peer_site` is who the peer must be, by its certificate (the node's side: the hub).
    pub fn new(config: Config, standing: Standing, peer_site: SiteId, now: Millis) -> Self {
        let limits = config.limits.within_bounds();
        Self {
            config: Config { limits, ..config },
            standing,
            peer_site,
            phase: Phase::Greeting,
            hello_sent: false,
            peer: None,
            bye: None,
            now,
            heard_at: now,
            heard_told_at: None,
            heartbeat_at: now,
            heartbeat_due: false,
            control: VecDeque::new(),
            recall: None,
            uncounted: 0,
            early: VecDeque::new(),
            sending: Default::default(),
            receiving: Default::default(),
            cells: Cells::default(),
            shrinking: Shrinking::default(),
            log_head: [0; 32],
            rights: Rights::new(now),
            applying: VecDeque::new(),
            pacer: Pacer::new(now),
            effects: VecDeque::new(),
            counters: Counters::default(),
        }
    }

    /// Takes in one whole frame of a lane, without its length prefix. An error ends the session; the effect
    /// [`Effect::Closed`] says the same, and a last `poll_transmit` of the control lane tells the peer.
    pub fn handle_frame(&mut self, lane: Lane, frame: &[u8], now: Millis) -> Result<(), Close> {
        self.advance(now);
        if self.is_closed() {
            return Ok(());
        }
        self.counters.frames_received += 1;
        self.counters.bytes_received += frame.len() as u64;
        let result = self.receive(lane, frame);
        if let Err(why) = &result {
            self.end(why.clone());
        } else {
            self.heard(now);
        }
        result
    }

    /// Our store committed something. A standing older than one seen before is ignored.
    pub fn handle_standing(&mut self, standing: Standing, now: Millis) {
        self.advance(now);
        self.take_standing(standing);
    }

    /// The oldest outstanding [`Effect::Apply`] is committed, and this is where the store stands after it.
    pub fn handle_applied(&mut self, standing: Standing, now: Millis) {
        self.advance(now);
        self.take_standing(standing);
        if let Err(why) = self.applied() {
            self.end(why);
        }
    }

    /// Asks the peer to bring our rights in these cells up to so many units; the id comes back in the answer. Asked
    /// before the link is up, it waits for that.
    pub fn request_rights(&mut self, wanted: Vec<(Sku, u64)>, now: Millis) -> u64 {
        self.advance(now);
        self.ask_rights(wanted)
    }

    /// The grants for an [`Effect::RightsWanted`] are committed. Call `handle_standing` too, so that they are sent.
    pub fn answer_rights(&mut self, answer: RightsAnswer, now: Millis) {
        self.advance(now);
        if self.rights.take_open(answer.id) {
            self.control.push_back(Control::RightsAnswer(answer));
        }
    }

    /// Ends the session and tells the peer why, if one more control frame gets through.
    pub fn close(&mut self, why: Close, now: Millis) {
        self.advance(now);
        self.end(why);
    }

    pub fn handle_timeout(&mut self, now: Millis) {
        self.advance(now);
        if self.is_closed() {
            return;
        }
        let silent = now.since(self.heard_at);
        if silent >= self.config.silence_millis {
            self.end(Close::Silent(silent));
        } else if self.beats() && now >= self.heartbeat_at {
            self.heartbeat_due = true;
            self.heartbeat_at = now.plus(self.config.heartbeat_millis);
        }
    }

    /// When `handle_timeout`, and `poll_transmit` after it, are due at the latest.
    pub fn poll_timeout(&self) -> Option<Millis> {
        let silence = self.heard_at.plus(self.config.silence_millis);
        match self.phase {
            Phase::Over => None,
            Phase::Recovering(_) => Some(silence.min(self.heartbeat_at)),
            Phase::Up => {
                let pace = self.pacer.free_at();
                let paced = (pace > self.now && self.bulk_waits()).then_some(pace);
                [Some(silence), Some(self.heartbeat_at), paced].into_iter().flatten().min()
            }
            _ => Some(silence),
        }
    }

    /// The next frame of that lane, without its length prefix; `None` when there is nothing to say now. Poll the control
    /// lane first. An error ends the session as in `handle_frame`.
    pub fn poll_transmit(
        &mut self,
        lane: Lane,
        source: &mut dyn Source,
        now: Millis,
    ) -> Result<Option<Vec<u8>>, Close> {
        self.advance(now);
        let result = self.transmit(lane, source);
        match &result {
            Ok(Some(frame)) => {
                self.counters.frames_sent += 1;
                self.counters.bytes_sent += frame.len() as u64;
            }
            Ok(None) => {}
            Err(why) => self.end(why.clone()),
        }
        result
    }

    /// The next thing to be done, in order.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Meaningful while the link is up.
    pub fn pending(&self) -> Pending {
        let left = |lane: Lane| self.own_of(lane).saturating_sub(self.sending[lane as usize].held());
        Pending {
            cells: left(Lane::Cells),
            entries: left(Lane::History),
            documents: left(Lane::Documents),
            letters: left(Lane::Mail),
        }
    }

    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    pub fn is_up(&self) -> bool {
        matches!(self.phase, Phase::Up)
    }

    /// Whether heartbeats go out: a recovery may take longer than silence is borne.
    fn beats(&self) -> bool {
        matches!(self.phase, Phase::Up | Phase::Recovering(_))
    }

    /// Whether it ended: nothing goes in or out any more, but for a last word on the control lane.
    pub fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    /// Time given by the caller never runs back in here.
    fn advance(&mut self, now: Millis) {
        self.now = self.now.max(now);
    }

    fn take_standing(&mut self, standing: Standing) {
        if standing.position.replica > self.standing.position.replica {
            // I-6: a session speaks for one life; the next one has to be greeted
            return self.end(Close::Goodbye);
        }
        // Snapshots of one store are ordered: what is older in one figure is older in all.
        if !standing.is_older_than(&self.standing) {
            self.standing = standing;
        }
    }

    fn receive(&mut self, lane: Lane, frame: &[u8]) -> Result<(), Close> {
        match self.phase {
            Phase::Over => Ok(()),
            Phase::Up => self.receive_up(lane, frame),
            Phase::Greeting if lane == Lane::Control => self.receive_greeting(frame),
            Phase::Waiting if lane == Lane::Control => self.receive_verdict(frame),
            Phase::Recovering(_) if lane == Lane::Control => self.receive_recovering(frame),
            Phase::Greeting | Phase::Checking(_) | Phase::Waiting | Phase::Recovering(_) => {
                if frame.len() > FRAME_BYTES_MAX {
                    return Err(crate::wire::violation("a frame is too long"));
                }
                if self.early.len() >= EARLY_FRAMES_MAX {
                    return Err(crate::wire::violation("too many frames before a greeting"));
                }
                self.early.push_back((lane, frame.to_vec()));
                Ok(())
            }
        }
    }

    fn transmit(&mut self, lane: Lane, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        if matches!(self.phase, Phase::Checking(_)) {
            self.check_log(source)?;
        }
        if lane == Lane::Control {
            return match self.transmit_control()? {
                Some(frame) => Ok(Some(frame)),
                None => self.transmit_recalled(source),
            };
        }
        if self.is_up() { self.transmit_lane(lane, source) } else { Ok(None) }
    }

    fn transmit_control(&mut self) -> Result<Option<Vec<u8>>, Close> {
        let message = if let Some(why) = self.bye.take() {
            Control::Bye { why }
        } else if self.is_closed() {
            return Ok(None);
        } else if !self.hello_sent {
            self.hello_sent = true;
            self.hello()?
        } else if !self.is_up() && !matches!(self.phase, Phase::Recovering(_)) {
            return Ok(None);
        } else if self.heartbeat_due {
            self.heartbeat_due = false;
            Control::Heartbeat { position: self.standing.position.clone(), heard: self.standing.heard.clone() }
        } else {
            match self.control.pop_front() {
                Some(message) => message,
                None => return Ok(None),
            }
        };
        crate::wire::encode(&message).map(Some)
    }

    fn control_is_full(&self) -> bool {
        self.control.len() >= CONTROL_QUEUE_MAX
    }

    fn end(&mut self, why: Close) {
        if self.is_closed() {
            return;
        }
        self.bye = Some(why.as_told(self.config.versions));
        self.end_silently(why);
    }

    /// The peer knows already.
    fn end_silently(&mut self, why: Close) {
        self.phase = Phase::Over;
        self.control.clear();
        self.early.clear();
        self.receiving.iter_mut().for_each(Receiving::forget_held);
        self.effects.push_back(Effect::Closed(why));
    }

    fn heard(&mut self, now: Millis) {
        self.heard_at = self.now;
        // `asOf` is shown in seconds; each frame of a bulk transfer need not be told.
        if self.heard_told_at.is_none_or(|told| now.since(told) >= self.config.heartbeat_millis / 10) {
            self.heard_told_at = Some(now);
            self.effects.push_back(Effect::HeardFrom { at: now });
        }
    }
}

impl From<SourceError> for Close {
    fn from(error: SourceError) -> Self {
        Close::Store(error.to_string())
    }
}
