//! Lane 2: letters, gap-free and in order, each after the rows its sender had when it was written.

use holdfast_crdt::SiteId;

use super::Session;
use crate::effect::{Close, Inbound, Lane};
use crate::mail::{Letter, LetterBody};
use crate::message::Letters;
use crate::source::Source;
use crate::wire;

impl Session {
    pub(super) fn transmit_letters(&mut self, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        let sending = &self.sending[Lane::Mail as usize];
        if sending.sent() >= self.standing.position.letters || self.withheld == Some(sending.sent() + 1) {
            return Ok(None);
        }
        let mut letters = source.letters_since(sending.sent(), self.config.limits.letters)?;
        // what we forgot because the peer had it, it has no more: its store was set back, though its own rows do not show it
        if letters.first().is_none_or(|first| first.seq > sending.sent() + 1) {
            return Err(Close::PeerIsRewound);
        }
        letters.truncate(self.config.limits.letters);
        let number = sending.next_number();
        self.withhold(&mut letters);
        letters.truncate(wire::fitting(&letters)?);
        let Some(through) = letters.last().map(|letter| letter.seq) else {
            return Ok(None);
        };
        self.send(Lane::Mail, Letters { number, letters }, through)
    }

    /// Letters come in order, so what the peer cannot read yet holds up what follows it, until the peer is upgraded: all that
    /// waits counts as pending.
    fn withhold(&mut self, letters: &mut Vec<Letter>) {
        let version = self.config.versions.1;
        let Some(at) = letters.iter().position(|letter| letter.body.version() > version) else { return };
        self.withheld = Some(letters[at].seq);
        self.counters.withheld += 1;
        letters.truncate(at);
    }

    pub(super) fn receive_letters(&mut self, portion: Letters) -> Result<(), Close> {
        let Letters { number, mut letters } = portion;
        let lane = &mut self.receiving[Lane::Mail as usize];
        if !lane.admit(number)? {
            self.counters.repeated += 1;
            return Ok(());
        }
        if letters.first().is_some_and(|first| first.seq > lane.received + 1) {
            return Err(wire::violation("letters are missing"));
        }
        // I-4: what was received before is not applied again.
        letters.retain(|letter| letter.seq > lane.received);
        let Some(last) = letters.last().map(|letter| letter.seq) else {
            self.repeated(Lane::Mail, number);
            return Ok(());
        };
        if !letters.iter().all(|letter| is_for_us(letter, self.peer_site)) {
            return Err(wire::violation("a letter that goes the other way"));
        }
        if letters.iter().any(|letter| letter.body.version() > self.config.versions.1) {
            return Err(wire::violation("a letter of a version that is not spoken here"));
        }
        lane.received = last;
        let gate = letters.iter().map(|letter| letter.after_clock).max().unwrap_or(0);
        self.apply_after(Lane::Mail, number, gate, Inbound::Letters(letters));
        Ok(())
    }
}

fn is_for_us(letter: &Letter, from: SiteId) -> bool {
    matches!((&letter.body, from == SiteId::HUB), (LetterBody::ToNode(_), true) | (LetterBody::ToHub(_), false))
}
