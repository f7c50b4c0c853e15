//! The greeting: version, identity, and whether either side has lost its memory. Nothing is sent or applied before it is
//! settled that the two stores are who they were when they last met.

use std::collections::VecDeque;

use super::memory::{self, Side};
use super::window::{Receiving, Sending};
use super::{Phase, Session};
use crate::effect::{Close, Effect, Lane, Standing};
use crate::limits::TEXT_BYTES_MAX;
use crate::message::{Control, Hello, HelloPast};
use crate::past::Past;
use crate::source::Source;
use crate::wire;

/// From this version on greetings tell of former lives.
pub(super) const VERSION_OF_PAST: u16 = 2;
/// From this version on portions of rows may come packed.
pub(super) const VERSION_OF_PACKED_ROWS: u16 = 3;
/// From this version on documents travel both ways, as changes; before, product records went from the hub to its nodes.
pub(super) const VERSION_OF_DOCUMENTS: u16 = 4;

/// What the peer said of itself.
#[derive(Debug)]
pub(super) struct Greeting {
    pub hello: Hello,
    pub past: Past,
}

impl Session {
    pub(super) fn hello(&self) -> Result<Control, Close> {
        let (min, max) = self.config.versions;
        let hello = Hello {
            agent: cut(&self.config.agent),
            warehouse: self.standing.warehouse.clone(),
            position: self.standing.position.clone(),
            heard: self.standing.heard.clone(),
        };
        let mut body = wire::encode(&hello)?;
        if max >= VERSION_OF_PAST {
            body.extend(wire::encode(&HelloPast { past: self.standing.past.clone() })?);
        }
        Ok(Control::Hello { min, max, body })
    }

    pub(super) fn receive_greeting(&mut self, frame: &[u8]) -> Result<(), Close> {
        match wire::decode(frame)? {
            Control::Hello { min, max, body } => {
                if min > self.config.versions.1 || max < self.config.versions.0 {
                    return Err(Close::Version { min, max });
                }
                self.config.versions.1 = self.config.versions.1.min(max);
                let (hello, rest): (Hello, _) = wire::decode_prefix(&body)?;
                let past = if self.speaks_of_past() {
                    wire::decode_prefix::<HelloPast>(rest)?.0.past
                } else {
                    Past::default()
                };
                self.check_identity(&hello)?;
                self.judge(Greeting { hello, past })
            }
            Control::Bye { why } => {
                self.end_silently(why);
                Ok(())
            }
            _ => Err(wire::violation("no greeting")),
        }
    }

    pub(super) fn speaks_of_past(&self) -> bool {
        self.config.versions.1 >= VERSION_OF_PAST
    }

    pub(super) fn speaks_packed_rows(&self) -> bool {
        self.config.versions.1 >= VERSION_OF_PACKED_ROWS
    }

    pub(super) fn speaks_documents(&self) -> bool {
        self.config.versions.1 >= VERSION_OF_DOCUMENTS
    }

    fn check_identity(&self, hello: &Hello) -> Result<(), Close> {
        if hello.warehouse != self.standing.warehouse {
            return Err(Close::WrongWarehouse);
        }
        if hello.position.replica.site != self.peer_site {
            return Err(wire::violation("the certificate names another site"));
        }
        Ok(())
    }

    fn judge(&mut self, greeting: Greeting) -> Result<(), Close> {
        let Standing { position, heard, past, .. } = &self.standing;
        if !self.speaks_of_past() && past.provisional {
            // a peer of version 1 cannot seal what is over
            return Err(Close::WeAreRewound);
        }
        let (hello, theirs) = (&greeting.hello, &greeting.past);
        let peer = Side { position: &hello.position, heard: &hello.heard, past: theirs };
        let verdict = memory::judge(Side { position, heard, past }, peer)?;
        if !self.speaks_of_past() {
            if verdict.we_wait {
                return Err(Close::WeAreRewound);
            }
            if verdict.new_life {
                return Err(Close::PeerIsRewound);
            }
        }
        self.phase = Phase::Checking(Box::new((greeting, verdict)));
        Ok(())
    }

    /// The rest of the greeting: what either side holds of the other's log must be that log.
    pub(super) fn check_log(&mut self, source: &mut dyn Source) -> Result<(), Close> {
        let Phase::Checking(checking) = std::mem::replace(&mut self.phase, Phase::Greeting) else {
            return Ok(());
        };
        let (greeting, mut verdict) = *checking;
        for question in std::mem::take(&mut verdict.questions) {
            let found = source.entry_hash(question.life.replica, question.life.entries)?;
            question.answer(found)?;
        }
        if verdict.peer_is_rewound {
            return Err(Close::PeerIsRewound);
        }
        if verdict.we_wait {
            self.phase = Phase::Waiting;
        } else {
            self.recover_or_go_up(greeting, verdict.new_life)?;
        }
        self.hear_early_control()
    }

    /// What the peer said while our own look into the log was still due.
    fn hear_early_control(&mut self) -> Result<(), Close> {
        let (control, others) =
            std::mem::take(&mut self.early).into_iter().partition(|(lane, _)| *lane == Lane::Control);
        self.early = others;
        let control: VecDeque<(Lane, Vec<u8>)> = control;
        control.into_iter().try_for_each(|(lane, frame)| self.receive(lane, &frame))
    }

    pub(super) fn go_up(&mut self, greeting: Greeting) -> Result<(), Close> {
        let Greeting { hello, past } = greeting;
        self.resume(&hello, &past);
        self.phase = Phase::Up;
        self.heartbeat_at = self.now.plus(self.config.heartbeat_millis);
        let version = self.config.versions.1;
        self.effects.push_back(Effect::Up { peer: hello.position.clone(), agent: hello.agent, version });
        self.peer = Some(hello.position);
        self.tell_peer_holds();
        self.check_digest();
        while let Some((lane, frame)) = self.early.pop_front() {
            self.receive(lane, &frame)?;
        }
        Ok(())
    }

    /// Each side goes on from what its peer says it holds, and from what its own store says it holds: never from memory.
    fn resume(&mut self, hello: &Hello, past: &Past) {
        let about_us = hello.heard.is_about(&self.standing.position);
        let theirs = &hello.heard;
        // a side that just recovered goes on with the letters that tell it where it stands
        let letters = if past.provisional { self.standing.past.resume } else { theirs.letters };
        self.sending[Lane::Cells as usize] = Sending::resume(if about_us { theirs.rows } else { 0 });
        self.sending[Lane::History as usize] = Sending::resume(if about_us { theirs.entries } else { 0 });
        self.sending[Lane::Mail as usize] = Sending::resume(letters);
        self.sending[Lane::Documents as usize] = Sending::resume(theirs.catalogue);
        let ours = &self.standing.heard;
        let about_peer = ours.is_about(&hello.position);
        let (rows, entries, head) = if about_peer { (ours.rows, ours.entries, ours.head) } else { (0, 0, [0; 32]) };
        self.receiving[Lane::Cells as usize] = Receiving::resume(rows);
        self.receiving[Lane::History as usize] = Receiving::resume(entries);
        self.receiving[Lane::Mail as usize] = Receiving::resume(ours.letters);
        self.receiving[Lane::Documents as usize] = Receiving::resume(ours.catalogue);
        self.log_head = head;
        // A resumption point inside a series of portions is no state the peer ever was in; its own clock is.
        self.cells.resume(if rows == hello.position.clock { rows } else { 0 });
    }
}

impl Close {
    /// The same as the peer should read it.
    pub(super) fn as_told(&self, versions: (u16, u16)) -> Close {
        match self {
            Close::Version { .. } => Close::Version { min: versions.0, max: versions.1 },
            Close::WeAreRewound => Close::PeerIsRewound,
            Close::PeerIsRewound => Close::WeAreRewound,
            Close::Violation(what) => Close::Violation(cut(&format!("it says of us: {what}"))),
            Close::Store(what) => Close::Store(cut(&format!("the peer's store failed: {what}"))),
            other => other.clone(),
        }
    }
}

fn cut(text: &str) -> String {
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}
