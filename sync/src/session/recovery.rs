//! Recovery, before the link goes up: a side that was restored takes its past back page by page, the other side takes what
//! the copy knew and seals that past, and only then does the restored one spend again. Either side, or both, may be the
//! restored one. Everything is kept as it comes, so a session that breaks off costs a new one only.

use std::collections::VecDeque;

use holdfast_crdt::{ReplicaId, SiteId};

use super::hello::Greeting;
use super::{Phase, Session};
use crate::effect::{Close, Effect, Inbound, Lane, Standing};
use crate::limits::{EARLY_FRAMES_MAX, ENTRY_BYTES_MAX};
use crate::message::{Control, plausible_entries};
use crate::past::{Life, Past, Recall, Recalled};
use crate::source::Source;
use crate::wire;

/// How far it has come. Applications are made one at a time.
#[derive(Debug)]
pub(super) struct Recovery {
    greeting: Greeting,
    /// Questions still to be asked, the first of them asked already where `asked` is set.
    questions: VecDeque<Recall>,
    asked: bool,
    step: Step,
    /// What the peer said when it had sealed our past.
    settled: Option<Settled>,
}

#[derive(Debug, Clone, Copy)]
struct Settled {
    resume: u64,
    letters: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The peer's new life is being noted.
    Noting,
    Asking,
    /// All that the peer's former lives came to is held; that they are closed is being kept.
    Closing,
    /// A page is being kept; what is asked next, if the page was not the last.
    Keeping(Option<Recall>),
    /// Nothing is left to ask; a restored side waits to hear that its past is sealed.
    Waiting,
    /// Our own recovery is being kept.
    Finishing,
}

impl Session {
    /// Whether both go up at once, or one of them has to recover first.
    pub(super) fn recover_or_go_up(&mut self, greeting: Greeting, new_life: bool) -> Result<(), Close> {
        let ours = &self.standing.past;
        let questions = questions(&self.standing, &greeting, self.speaks_documents());
        let needed = ours.provisional || greeting.past.provisional || new_life || !questions.is_empty();
        if !needed {
            return self.go_up(greeting);
        }
        let step = if new_life { Step::Noting } else { Step::Asking };
        if new_life {
            let peer = &greeting.hello.position;
            let lives = greeting.past.own.iter().map(|life| Life::unknown(life.replica)).collect();
            let letters = greeting.hello.heard.letters;
            let note = Inbound::NewLife { replica: peer.replica, store: peer.store, lives, letters };
            self.effects.push_back(Effect::Apply(note));
        }
        self.cut_logs(&greeting);
        self.heartbeat_at = self.now.plus(self.config.heartbeat_millis);
        self.phase = Phase::Recovering(Box::new(Recovery { greeting, questions, asked: false, step, settled: None }));
        self.advance_recovery()
    }

    /// Where the peer closed a life of ours before the end of the log that our copy has, the rest is taken out.
    fn cut_logs(&mut self, greeting: &Greeting) {
        let cuts = greeting.past.theirs.iter().filter(|life| life.closed);
        let own =
            |life: &&Life| self.standing.past.own_life(life.replica).is_some_and(|own| own.entries > life.entries);
        let cuts: Vec<Life> = cuts.filter(|_| self.standing.past.provisional).filter(own).copied().collect();
        for life in cuts {
            let cut = Inbound::CutLog { owner: life.replica, entries: life.entries, head: life.head };
            self.effects.push_back(Effect::Apply(cut));
            self.uncounted += 1;
        }
    }

    /// Goes on as far as possible without the peer or the store.
    fn advance_recovery(&mut self) -> Result<(), Close> {
        let provisional = self.standing.past.provisional;
        let Phase::Recovering(recovery) = &mut self.phase else { return Ok(()) };
        if recovery.step == Step::Asking && !recovery.asked {
            match recovery.questions.front() {
                Some(question) => {
                    recovery.asked = true;
                    self.control.push_back(Control::Recall(*question));
                }
                None => {
                    recovery.step = Step::Closing;
                    self.effects.push_back(Effect::Apply(Inbound::ClosePast));
                }
            }
        }
        if recovery.step != Step::Waiting {
            return Ok(());
        }
        match (provisional, recovery.settled) {
            (false, _) => self.recovered(),
            (true, None) => Ok(()),
            (true, Some(Settled { resume, letters })) => {
                recovery.step = Step::Finishing;
                let catalogue = recovery.greeting.hello.heard.catalogue;
                self.effects.push_back(Effect::Apply(Inbound::Recovered { resume, letters, catalogue }));
                Ok(())
            }
        }
    }

    fn recovered(&mut self) -> Result<(), Close> {
        match std::mem::replace(&mut self.phase, Phase::Greeting) {
            Phase::Recovering(recovery) => self.go_up(recovery.greeting),
            other => {
                self.phase = other;
                Ok(())
            }
        }
    }

    /// What was handed out last is committed.
    pub(super) fn recovery_applied(&mut self) -> Result<(), Close> {
        if self.uncounted > 0 {
            self.uncounted -= 1;
            return Ok(());
        }
        let by_documents = self.speaks_documents();
        let Phase::Recovering(recovery) = &mut self.phase else { return Ok(()) };
        match recovery.step {
            Step::Noting => {
                // what the session before left under way is kept by now: only now is it plain what is held
                let asked = questions(&self.standing, &recovery.greeting, by_documents);
                (recovery.questions, recovery.step) = (asked, Step::Asking);
            }
            Step::Keeping(next) => {
                recovery.questions.pop_front();
                next.into_iter().for_each(|next| recovery.questions.push_front(next));
                (recovery.step, recovery.asked) = (Step::Asking, false);
            }
            Step::Closing => {
                recovery.step = Step::Waiting;
                if recovery.greeting.past.provisional {
                    // I-3: said of what is committed: the peer's former lives are sealed, held and closed
                    let (past, letters) = (&self.standing.past, self.standing.heard.letters);
                    // where we recover as well, our letters will have moved up when the peer reads the next of them
                    let resume = past.resume + past.shift(recovery.greeting.hello.heard.letters);
                    self.control.push_back(Control::Settled { resume, letters });
                }
            }
            Step::Finishing => return self.recovered(),
            Step::Asking | Step::Waiting => {}
        }
        self.advance_recovery()
    }

    pub(super) fn receive_recovering(&mut self, frame: &[u8]) -> Result<(), Close> {
        match wire::decode(frame)? {
            Control::Recall(recall) => self.asked_of_past(recall),
            Control::Recalled(page) => self.take_page(page),
            Control::Settled { resume, letters } => {
                if let Phase::Recovering(recovery) = &mut self.phase {
                    recovery.settled = Some(Settled { resume, letters });
                }
                self.advance_recovery()
            }
            Control::Heartbeat { .. } => Ok(()),
            Control::Bye { why } => {
                self.end_silently(why);
                Ok(())
            }
            // the peer has gone up already
            _ if self.early.len() < EARLY_FRAMES_MAX => {
                self.early.push_back((Lane::Control, frame.to_vec()));
                Ok(())
            }
            _ => Err(wire::violation("too many frames before a recovery is over")),
        }
    }

    /// The peer has looked at what we have.
    pub(super) fn receive_verdict(&mut self, frame: &[u8]) -> Result<(), Close> {
        match wire::decode(frame)? {
            Control::Bye { why } => {
                self.end_silently(why);
                Ok(())
            }
            _ => Err(Close::WeAreRewound),
        }
    }

    fn take_page(&mut self, page: Recalled) -> Result<(), Close> {
        let Phase::Recovering(recovery) = &mut self.phase else { return Ok(()) };
        let unasked = || wire::violation("a page that was not asked for");
        let question = recovery.questions.front().copied().filter(|_| recovery.asked && recovery.step == Step::Asking);
        let (next, inbound) = match (question.ok_or_else(unasked)?, page) {
            (Recall::Rows { owner, after }, Recalled::Rows { owner: of, rows, done }) if owner == of => {
                let closed = recovery.greeting.past.their_life(owner).is_some_and(|life| life.closed);
                let instead = closed && after == 0;
                let after = rows.last().map(|(_, row)| row.version);
                let next = after.filter(|_| !done).map(|after| Recall::Rows { owner, after });
                (next, Inbound::RecalledRows { owner, rows, instead })
            }
            (Recall::Entries { owner, after }, Recalled::Entries { owner: of, first, before, packed, done })
                if owner == of && first == after + 1 =>
            {
                let entries = wire::unpack(&packed)?;
                if !entries.is_empty() {
                    plausible_entries(first, &entries).map_err(wire::violation)?;
                }
                let held = self.standing.past.own.iter().chain(&self.standing.past.theirs);
                let head = held.clone().find(|life| life.replica == owner && life.entries == after);
                if head.zip(before).is_some_and(|(life, before)| life.head != before) {
                    return Err(Close::Fork);
                }
                let last = after + entries.len() as u64;
                let next = (!done).then_some(Recall::Entries { owner, after: last });
                (next, Inbound::RecalledEntries { owner, first, entries })
            }
            (Recall::Products { .. }, Recalled::Products { records, done }) => {
                let after = records.last().map(|record| record.version);
                let next = after.filter(|_| !done).map(|after| Recall::Products { after });
                (next, Inbound::RecalledProducts(records))
            }
            _ => return Err(unasked()),
        };
        recovery.step = Step::Keeping(next);
        self.effects.push_back(Effect::Apply(inbound));
        Ok(())
    }

    /// The peer asks about the past; the answer is read when it is sent.
    pub(super) fn asked_of_past(&mut self, recall: Recall) -> Result<(), Close> {
        if !self.speaks_of_past() || self.recall.replace(recall).is_some() {
            return Err(wire::violation("two questions about the past at once"));
        }
        Ok(())
    }

    pub(super) fn transmit_recalled(&mut self, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        let noting = matches!(&self.phase, Phase::Recovering(recovery) if recovery.step == Step::Noting);
        if self.is_closed() || noting {
            return Ok(None);
        }
        let Some(recall) = self.recall.take() else { return Ok(None) };
        let limits = self.config.limits;
        let page = match recall {
            Recall::Rows { owner, after } => {
                let mut rows = source.rows_of_past(owner, after, limits.rows + 1)?;
                let found = rows.len();
                rows.truncate(limits.rows);
                rows.truncate(wire::fitting(&rows)?);
                Recalled::Rows { owner, done: rows.len() == found, rows }
            }
            Recall::Entries { owner, after } => {
                let mut entries = source.entries_since(owner, after, limits.entries, limits.entries_bytes)?;
                entries.truncate(limits.entries);
                if entries.iter().any(|bytes| bytes.len() > ENTRY_BYTES_MAX) {
                    return Err(Close::Store("a log entry fits no frame".into()));
                }
                let last = after + entries.len() as u64;
                let done = source.entries_since(owner, last, 1, 1)?.is_empty();
                let before = source.entry_hash(owner, after)?;
                Recalled::Entries { owner, first: after + 1, before, packed: wire::pack(&entries)?, done }
            }
            Recall::Products { after } => {
                let mut records = source.products_since(after, limits.products + 1)?;
                let found = records.len();
                records.truncate(limits.products);
                records.truncate(wire::fitting(&records)?);
                Recalled::Products { done: records.len() == found, records }
            }
        };
        wire::encode(&Control::Recalled(page)).map(Some)
    }
}

/// What we have to ask: of the peer's former lives where ours differ, and of our own while we are provisional. Products that
/// a hub has forgotten come back `by_documents` where these travel both ways.
fn questions(standing: &Standing, greeting: &Greeting, by_documents: bool) -> VecDeque<Recall> {
    let hello = &greeting.hello;
    let mut asked = VecDeque::new();
    let held = |replica: ReplicaId| held_of_peer(&standing.past, Life::of_heard(&standing.heard), replica);
    for life in &greeting.past.own {
        let held = held(life.replica);
        // rows may mix older and newer ones: equal digests alone say that there is nothing to learn
        if life.digest != held.digest && !held.closed {
            asked.push_back(Recall::Rows { owner: life.replica, after: 0 });
        }
        if life.entries > held.entries && !held.closed {
            asked.push_back(Recall::Entries { owner: life.replica, after: held.entries });
        }
    }
    if standing.past.provisional {
        let present = Life::of_heard(&hello.heard).filter(|life| life.replica != standing.position.replica);
        for life in greeting.past.theirs.iter().copied().chain(present) {
            let after = standing.past.own_life(life.replica).map_or(0, |own| own.entries);
            asked.push_back(Recall::Rows { owner: life.replica, after: 0 });
            if !life.closed || life.entries > after {
                asked.push_back(Recall::Entries { owner: life.replica, after });
            }
        }
        if standing.position.replica.site == SiteId::HUB && !by_documents {
            asked.push_back(Recall::Products { after: standing.past.born_catalogue });
        }
    }
    asked
}

fn held_of_peer(past: &Past, present: Option<Life>, replica: ReplicaId) -> Life {
    let present = present.filter(|life| life.replica == replica);
    present.or(past.their_life(replica).copied()).unwrap_or(Life::unknown(replica))
}
