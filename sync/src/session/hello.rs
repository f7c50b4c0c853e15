//! The greeting: version, identity, and whether either side has lost its memory. Nothing is sent or applied before it is
//! settled that the two stores are who they were when they last met.

use super::window::{Receiving, Sending};
use super::{Phase, Session};
use crate::effect::{Close, Effect, Heard, Lane, Position};
use crate::limits::TEXT_BYTES_MAX;
use crate::message::{Control, Hello};
use crate::source::Source;
use crate::wire;

impl Session {
    pub(super) fn hello(&self) -> Result<Control, Close> {
        let (min, max) = self.config.versions;
        let hello = Hello {
            agent: cut(&self.config.agent),
            warehouse: self.standing.warehouse.clone(),
            position: self.standing.position.clone(),
            heard: self.standing.heard.clone(),
        };
        Ok(Control::Hello { min, max, body: wire::encode(&hello)? })
    }

    pub(super) fn receive_greeting(&mut self, frame: &[u8]) -> Result<(), Close> {
        match wire::decode(frame)? {
            Control::Hello { min, max, body } => {
                if min > self.config.versions.1 || max < self.config.versions.0 {
                    return Err(Close::Version { min, max });
                }
                self.config.versions.1 = self.config.versions.1.min(max);
                let hello: Hello = wire::decode_prefix(&body)?;
                self.check_identity(&hello)?;
                check_our_memory(&self.standing.position, &hello.heard)?;
                check_peer_memory(&self.standing.heard, &hello.position)?;
                self.phase = Phase::Checking(Box::new(hello));
                Ok(())
            }
            Control::Bye { why } => {
                self.end_silently(why);
                Ok(())
            }
            _ => Err(wire::violation("no greeting")),
        }
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

    /// The rest of the greeting: what the peer holds of our log must be our log.
    pub(super) fn check_log(&mut self, source: &mut dyn Source) -> Result<(), Close> {
        let Phase::Checking(hello) = std::mem::replace(&mut self.phase, Phase::Greeting) else {
            return Ok(());
        };
        let (own, heard) = (&self.standing.position, &hello.heard);
        if heard.is_about(own)
            && heard.entries > 0
            && let Some(hash) = source.entry_hash(own.replica, heard.entries)?
            && hash != heard.head
        {
            return Err(Close::Fork);
        }
        self.go_up(*hello)
    }

    fn go_up(&mut self, hello: Hello) -> Result<(), Close> {
        self.resume(&hello);
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
    fn resume(&mut self, hello: &Hello) {
        let about_us = hello.heard.is_about(&self.standing.position);
        let theirs = &hello.heard;
        self.sending[Lane::Cells as usize] = Sending::resume(if about_us { theirs.rows } else { 0 });
        self.sending[Lane::History as usize] = Sending::resume(if about_us { theirs.entries } else { 0 });
        self.sending[Lane::Mail as usize] = Sending::resume(theirs.letters);
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

/// Whether the peer knows more of us than we do.
fn check_our_memory(own: &Position, heard: &Heard) -> Result<(), Close> {
    let Some(replica) = heard.replica else {
        return Ok(());
    };
    if replica.site != own.replica.site {
        return Err(wire::violation("what is held is of another site"));
    }
    if replica.incarnation > own.replica.incarnation {
        return Err(Close::WeAreRewound);
    }
    if replica == own.replica && heard.store != own.store {
        return Err(Close::Fork);
    }
    let beyond = heard.is_about(own) && heard.rows.max(heard.entries) > own.clock;
    if beyond || heard.letters > own.letters || heard.catalogue > own.catalogue {
        return Err(Close::WeAreRewound);
    }
    if heard.is_about(own) && heard.entries == own.clock && heard.head != own.head {
        return Err(Close::Fork);
    }
    Ok(())
}

/// Whether the peer knows less of itself than we do.
fn check_peer_memory(heard: &Heard, peer: &Position) -> Result<(), Close> {
    let Some(replica) = heard.replica else {
        return Ok(());
    };
    if replica.site == peer.replica.site && replica.incarnation > peer.replica.incarnation {
        return Err(Close::PeerIsRewound);
    }
    if replica == peer.replica && heard.store != peer.store {
        return Err(Close::Fork);
    }
    let beyond = heard.is_about(peer) && heard.rows.max(heard.entries) > peer.clock;
    if beyond || heard.letters > peer.letters || heard.catalogue > peer.catalogue {
        return Err(Close::PeerIsRewound);
    }
    if heard.is_about(peer) && heard.entries == peer.clock && heard.head != peer.head {
        return Err(Close::Fork);
    }
    Ok(())
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
