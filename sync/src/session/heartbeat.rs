//! The control lane once the link is up: heartbeats, rights, repairs and farewells.

use super::Session;
use crate::effect::{Close, Heard, Lane, Position};
use crate::message::Control;
use crate::wire;

impl Session {
    pub(super) fn receive_control(&mut self, message: Control) -> Result<(), Close> {
        match message {
            Control::Hello { .. } => Err(wire::violation("a second greeting")),
            Control::Bye { why } => {
                self.end_silently(why);
                Ok(())
            }
            Control::Heartbeat { position, heard } => self.receive_heartbeat(position, &heard),
            Control::RightsRequest(request) => {
                self.rights_wanted(request);
                Ok(())
            }
            Control::RightsAnswer(answer) => {
                self.rights_answered(answer);
                Ok(())
            }
            Control::Resend { owner } => self.receive_resend(owner),
            Control::Recall(recall) => self.asked_of_past(recall),
            Control::Recalled(_) | Control::Settled { .. } => Err(wire::violation("an answer about the past, unasked")),
        }
    }

    /// Of two sides that beat at their own times one leads before long: what is due soon goes out with the acknowledgement
    /// of what came, and the next one leaves the peer time to be first. On a link at rest that is a third of all packets.
    fn beat_along(&mut self) {
        let every = self.config.heartbeat_millis;
        if self.heartbeat_at.since(self.now) <= every / 2 {
            self.heartbeat_due = true;
            self.heartbeat_at = self.now.plus(every + every / 4);
        }
    }

    fn receive_heartbeat(&mut self, position: Position, heard: &Heard) -> Result<(), Close> {
        if let Some(before) = &self.peer {
            // A session speaks for one process over one store from its first word to its last.
            let same = before.store == position.store && before.boot == position.boot;
            if !same || before.replica != position.replica {
                return Err(Close::Fork);
            }
            if position.clock < before.clock
                || position.letters < before.letters
                || position.catalogue < before.catalogue
            {
                return Err(Close::PeerIsRewound);
            }
        }
        if self.receiving[Lane::History as usize].received == position.clock && self.log_head != position.head {
            return Err(Close::Fork);
        }
        self.peer = Some(position);
        self.note_peer_heard(heard)?;
        self.tell_peer_holds();
        self.check_digest();
        self.beat_along();
        Ok(())
    }
}
