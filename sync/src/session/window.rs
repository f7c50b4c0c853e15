//! The two halves of a lane: what we sent and the peer has not acknowledged, and what the peer sent and we have not
//! committed. Both are bounded by the same window (I-9).

use std::collections::VecDeque;

use crate::effect::{Close, Inbound};
use crate::limits::WINDOW_FRAMES_MAX;
use crate::message::Ack;
use crate::pacer::Mark;
use crate::wire::violation;

/// `sent <= highest`.
#[derive(Debug, Default)]
pub(super) struct Sending {
    /// Sent up to here; a repair sets it back.
    sent: u64,
    highest: u64,
    /// The peer holds up to here.
    held: u64,
    /// A backup of the peer's holds up to here.
    backed_up: u64,
    number: u64,
    in_flight: VecDeque<Sent>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    number: u64,
    pub(super) bytes: usize,
    pub(super) mark: Mark,
}

impl Sending {
    /// A lane that goes on after what the peer holds.
    pub(super) fn resume(held: u64) -> Self {
        Self { sent: held, highest: held, held, ..Self::default() }
    }

    pub(super) fn sent(&self) -> u64 {
        self.sent
    }

    pub(super) fn held(&self) -> u64 {
        self.held
    }

    pub(super) fn backed_up(&self) -> u64 {
        self.backed_up
    }

    pub(super) fn next_number(&self) -> u64 {
        self.number + 1
    }

    pub(super) fn is_open(&self, frames: usize) -> bool {
        self.in_flight.len() < frames
    }

    pub(super) fn bytes_in_flight(&self) -> usize {
        self.in_flight.iter().map(|sent| sent.bytes).sum()
    }

    pub(super) fn record(&mut self, through: u64, bytes: usize, mark: Mark) {
        self.number += 1;
        self.sent = through;
        self.highest = self.highest.max(through);
        self.in_flight.push_back(Sent { number: self.number, bytes, mark });
    }

    /// All of it is to be sent again.
    pub(super) fn restart(&mut self) {
        self.sent = 0;
    }

    /// The peer says what it holds of what we have `own` of. That may be more than this session sent: what an earlier one
    /// sent can be committed while this one runs.
    pub(super) fn peer_holds(&mut self, held: u64, own: u64) -> Result<(), Close> {
        if held > self.highest.max(own) {
            return Err(violation("what was never sent is said to be held"));
        }
        self.held = self.held.max(held);
        Ok(())
    }

    /// Returns the frames that are done with, oldest first.
    pub(super) fn acknowledge(&mut self, ack: &Ack, own: u64) -> Result<Vec<Sent>, Close> {
        if ack.number > self.number {
            return Err(violation("a frame that was never sent is acknowledged"));
        }
        if ack.durable > ack.applied {
            return Err(violation("what is not held is said to be in a backup"));
        }
        self.peer_holds(ack.applied, own)?;
        self.backed_up = self.backed_up.max(ack.durable);
        let done = self.in_flight.iter().take_while(|sent| sent.number <= ack.number).count();
        Ok(self.in_flight.drain(..done).collect())
    }
}

/// `done <= number <= done + WINDOW_FRAMES_MAX`.
#[derive(Debug, Default)]
pub(super) struct Receiving {
    /// Received up to here, committed or not.
    pub(super) received: u64,
    /// The last frame received.
    number: u64,
    /// The last frame whose content is committed, or was known.
    done: u64,
    ack_due: bool,
    /// Frames that wait for rows, oldest first.
    held: VecDeque<Held>,
}

#[derive(Debug)]
pub(super) struct Held {
    pub(super) number: u64,
    /// To be applied once the peer's rows are held up to this clock.
    pub(super) gate: u64,
    pub(super) inbound: Inbound,
}

impl Receiving {
    pub(super) fn resume(received: u64) -> Self {
        Self { received, ..Self::default() }
    }

    /// Whether the frame of this number is new; one that is not gets its acknowledgement again.
    pub(super) fn admit(&mut self, number: u64) -> Result<bool, Close> {
        if number <= self.number {
            self.ack_due = true;
            return Ok(false);
        }
        if number != self.number + 1 {
            return Err(violation("a frame is missing"));
        }
        if number - self.done > WINDOW_FRAMES_MAX as u64 {
            return Err(violation("more frames than the window holds"));
        }
        self.number = number;
        Ok(true)
    }

    pub(super) fn hold(&mut self, held: Held) {
        self.held.push_back(held);
    }

    pub(super) fn last_held(&mut self) -> Option<&mut Held> {
        self.held.back_mut()
    }

    /// The oldest frame that waits, when the rows it waits for are there.
    pub(super) fn release(&mut self, settled: u64) -> Option<Held> {
        if self.held.front()?.gate <= settled { self.held.pop_front() } else { None }
    }

    pub(super) fn forget_held(&mut self) {
        self.held.clear();
    }

    pub(super) fn done(&mut self, number: u64) {
        self.done = number;
        self.ack_due = true;
    }

    /// The number to acknowledge, once.
    pub(super) fn take_ack(&mut self) -> Option<u64> {
        std::mem::take(&mut self.ack_due).then_some(self.done)
    }
}
