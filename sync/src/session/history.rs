//! Lane 4: the movement log, packed and paced. Each portion names the hash before it, so that a log which parted from
//! what is held is found with its first entry (I-10).

use holdfast_crdt::Entry;

use super::Session;
use crate::effect::{Close, Inbound, Lane};
use crate::limits::{ENTRIES_PACKED_BYTES, ENTRY_BYTES_MAX};
use crate::message::{Entries, plausible_entries};
use crate::source::Source;
use crate::wire;

/// How far log entries shrink when they are packed, as the last portion showed; not at all before the first.
#[derive(Debug)]
pub(super) struct Shrinking {
    plain: usize,
    packed: usize,
}

impl Default for Shrinking {
    fn default() -> Self {
        Self { plain: 1, packed: 1 }
    }
}

impl Shrinking {
    /// Bytes of entries that come to about `packed` on the wire.
    fn plain_of(&self, packed: usize) -> usize {
        packed * self.plain / self.packed
    }

    fn note(&mut self, plain: usize, packed: usize) {
        *self = Self { plain: plain.max(1), packed: packed.max(1) };
    }
}

impl Session {
    pub(super) fn transmit_entries(&mut self, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        let (own, limits) = (self.standing.position.replica, self.config.limits);
        let sending = &self.sending[Lane::History as usize];
        let (from, number) = (sending.sent(), sending.next_number());
        if from >= self.standing.position.clock {
            return Ok(None);
        }
        let bytes_max = self.shrinking.plain_of(ENTRIES_PACKED_BYTES).min(limits.entries_bytes);
        let mut entries = source.entries_since(own, from, limits.entries, bytes_max)?;
        entries.truncate(limits.entries);
        cut(&mut entries, bytes_max);
        if entries.is_empty() {
            return Ok(None);
        }
        if entries.iter().any(|bytes| bytes.len() > ENTRY_BYTES_MAX) {
            return Err(Close::Store("a log entry fits no frame".into()));
        }
        let before = source.entry_hash(own, from)?;
        let through = from + entries.len() as u64;
        let packed = wire::pack(&entries)?;
        self.shrinking.note(entries.iter().map(Vec::len).sum(), packed.len());
        let portion = Entries { number, first: from + 1, before, packed };
        self.send(Lane::History, portion, through)
    }

    pub(super) fn receive_entries(&mut self, portion: Entries) -> Result<(), Close> {
        let Entries { number, first, before, packed } = portion;
        if !self.receiving[Lane::History as usize].admit(number)? {
            self.counters.repeated += 1;
            return Ok(());
        }
        let mut entries = wire::unpack(&packed)?;
        plausible_entries(first, &entries).map_err(wire::violation)?;
        let received = self.receiving[Lane::History as usize].received;
        if first > received + 1 {
            return Err(wire::violation("log entries are missing"));
        }
        if first == received + 1 && before.is_some_and(|before| before != self.log_head) {
            return Err(Close::Fork);
        }
        let known = ((received + 1 - first) as usize).min(entries.len());
        entries.drain(..known);
        let Some(peer) = self.peer.as_ref().filter(|_| !entries.is_empty()) else {
            self.repeated(Lane::History, number);
            return Ok(());
        };
        let owner = peer.replica;
        for bytes in &entries {
            self.log_head = Entry::chain(&self.log_head, &self.standing.warehouse, owner, bytes);
        }
        let last = received + entries.len() as u64;
        self.receiving[Lane::History as usize].received = last;
        self.apply_after(Lane::History, number, last, Inbound::Entries { owner, first: received + 1, entries });
        Ok(())
    }
}

/// Keeps what begins within `bytes_max`.
fn cut(entries: &mut Vec<Vec<u8>>, bytes_max: usize) {
    let mut bytes = 0;
    let kept = entries.iter().take_while(|entry| {
        let begins_within = bytes < bytes_max;
        bytes += entry.len();
        begins_within
    });
    let kept = kept.count();
    entries.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shrinks_well_is_taken_in_larger_portions() {
        let mut shrinking = Shrinking::default();
        assert_eq!(shrinking.plain_of(1_000), 1_000);
        shrinking.note(8_000, 1_000);
        assert_eq!(shrinking.plain_of(1_000), 8_000);
        shrinking.note(0, 0);
        assert_eq!(shrinking.plain_of(1_000), 1_000);
    }

    #[test]
    fn entries_that_begin_within_the_bound_are_kept() {
        let mut entries = vec![vec![0; 10]; 5];
        cut(&mut entries, 21);
        assert_eq!(entries.len(), 3);
    }
}
