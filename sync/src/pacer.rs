//! Keeps bulk from filling the queue in the network: the paced lanes send at three quarters of the delivery rate that
//! acknowledgements show. Stream priority alone cannot do that, because the queue is not in this machine.
//!
//! The rate is estimated as in BBR (Cardwell et al. 2016): the highest of recent samples, each the bytes delivered while
//! one frame was on its way. Pacing itself keeps samples down, so every few seconds a little more than the estimate is
//! sent for as long as a frame is on its way, which is how a faster link is noticed. What is urgent then waits behind a
//! quarter of what was sent, so that such times are few and no longer than they must be.

use holdfast_crdt::Millis;

use crate::limits::RATE_BYTES_PER_SECOND_MIN;

const SAMPLES_MILLIS: u64 = 5_000;
const PROBE_EVERY_MILLIS: u64 = 4_000;
/// A probe takes as long as a frame is on its way, but no longer than this.
const PROBE_MILLIS_MAX: u64 = 200;
/// Frames of a probe at least: on a slow link one alone takes longer than that.
const PROBE_FRAMES_MIN: u32 = 2;
const _: () = assert!(PROBE_EVERY_MILLIS < SAMPLES_MILLIS);
const PACE_PERCENT: u64 = 75;
const PROBE_PERCENT: u64 = 125;
/// Unspent sending time is kept for this long.
const BURST_MICROS: u64 = 20_000;

/// Token bucket as virtual scheduling: `free_at` is when the bytes sent so far have been paid for.
#[derive(Debug)]
pub struct Pacer {
    free_at_micros: u64,
    in_flight: usize,
    delivered: u64,
    delivered_at: Millis,
    /// When the frame that was delivered last had been sent.
    delivered_sent_at: Millis,
    samples: Samples,
    probe: Probe,
}

/// When more than the estimate is sent.
#[derive(Debug)]
struct Probe {
    next: Millis,
    until: Millis,
    frames: u32,
}

/// How things stood when a frame was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    sent_at: Millis,
    delivered: u64,
    delivered_at: Millis,
    delivered_sent_at: Millis,
}

/// The highest sample of two windows in turn, in bytes a second, and the shortest time a frame was on its way.
#[derive(Debug)]
struct Samples {
    since: Millis,
    current: Best,
    before: Best,
}

#[derive(Debug, Clone, Copy, Default)]
struct Best {
    rate: u64,
    flight_millis: Option<u64>,
}

impl Pacer {
    pub fn new(now: Millis) -> Self {
        let samples = Samples { since: now, current: Best::default(), before: Best::default() };
        let probe = Probe { next: now, until: now, frames: 0 };
        Self {
            free_at_micros: 0,
            in_flight: 0,
            delivered: 0,
            delivered_at: now,
            delivered_sent_at: now,
            samples,
            probe,
        }
    }

    /// Whether a paced lane may send now. Before the first sample only the cap on what is in flight holds it back.
    pub fn may_send(&self, now: Millis) -> bool {
        self.free_at_micros <= micros(now)
    }

    /// From when on a paced lane may send.
    pub fn free_at(&self) -> Millis {
        Millis(self.free_at_micros.div_ceil(1_000))
    }

    /// Bytes a second that the link delivers, as far as known.
    pub fn rate(&self) -> Option<u64> {
        match self.samples.current.rate.max(self.samples.before.rate) {
            0 => None,
            rate => Some(rate.max(RATE_BYTES_PER_SECOND_MIN)),
        }
    }

    /// A frame of any lane goes out; the mark comes back with its acknowledgement.
    pub fn sent(&mut self, bytes: usize, paced: bool, now: Millis) -> Mark {
        if self.in_flight == 0 {
            self.delivered_at = now;
            self.delivered_sent_at = now;
        }
        self.in_flight += bytes;
        if paced && let Some(rate) = self.rate() {
            let percent =
                if self.probe.goes_on(now, self.samples.flight_millis()) { PROBE_PERCENT } else { PACE_PERCENT };
            let cost = bytes as u64 * 1_000_000 / (rate * percent / 100);
            self.free_at_micros = self.free_at_micros.max(micros(now).saturating_sub(BURST_MICROS)) + cost;
        }
        Mark {
            sent_at: now,
            delivered: self.delivered,
            delivered_at: self.delivered_at,
            delivered_sent_at: self.delivered_sent_at,
        }
    }

    /// A frame of any lane is acknowledged. Those of the paced lanes are what the rate is taken from: others are too
    /// small and too rare to fill the link.
    pub fn acknowledged(&mut self, bytes: usize, mark: Mark, paced: bool, now: Millis) {
        self.in_flight = self.in_flight.saturating_sub(bytes);
        self.delivered += bytes as u64;
        self.delivered_at = now;
        self.delivered_sent_at = mark.sent_at;
        if paced {
            // Acknowledgements that come in heaps must not show a faster link than was sent at.
            let elapsed = now.since(mark.delivered_at).max(mark.sent_at.since(mark.delivered_sent_at)).max(1);
            let rate = (self.delivered - mark.delivered) * 1_000 / elapsed;
            self.samples.take(rate, now.since(mark.sent_at), now);
        }
    }
}

impl Samples {
    fn take(&mut self, rate: u64, flight_millis: u64, now: Millis) {
        if now.since(self.since) >= SAMPLES_MILLIS {
            self.before = std::mem::take(&mut self.current);
            self.since = now;
        }
        self.current.rate = self.current.rate.max(rate);
        let shortest = self.current.flight_millis.map_or(flight_millis, |before| before.min(flight_millis));
        self.current.flight_millis = Some(shortest);
    }

    fn flight_millis(&self) -> u64 {
        let flights = [self.current.flight_millis, self.before.flight_millis];
        flights.into_iter().flatten().min().unwrap_or(0)
    }
}

impl Probe {
    /// Whether the frame that is sent now belongs to a probe.
    fn goes_on(&mut self, now: Millis, flight_millis: u64) -> bool {
        if now >= self.next {
            self.next = Millis(now.0 + PROBE_EVERY_MILLIS);
            (self.until, self.frames) = (Millis(now.0 + flight_millis.min(PROBE_MILLIS_MAX)), 0);
        }
        let goes_on = now < self.until || self.frames < PROBE_FRAMES_MIN;
        self.frames = self.frames.saturating_add(u32::from(goes_on));
        goes_on
    }
}

fn micros(at: Millis) -> u64 {
    at.0.saturating_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: usize = 16_384;

    /// Sends frames over a link of `rate` bytes a second and 40 ms of delay for `millis`; returns the bytes sent, and for each
    /// millisecond how long something urgent would wait behind what stands in the queue.
    fn drive(pacer: &mut Pacer, rate: u64, from: u64, millis: u64) -> (u64, Vec<u64>) {
        let (mut link_free, mut sent, mut flying) = (from, 0, std::collections::VecDeque::new());
        let one_millisecond = |at: u64| {
            while flying.front().is_some_and(|(due, _)| *due <= at) {
                if let Some((_, mark)) = flying.pop_front() {
                    pacer.acknowledged(FRAME, mark, true, Millis(at));
                }
            }
            while pacer.may_send(Millis(at)) && flying.len() < 8 {
                let mark = pacer.sent(FRAME, true, Millis(at));
                link_free = link_free.max(at) + FRAME as u64 * 1_000 / rate;
                flying.push_back((link_free + 40, mark));
                sent += FRAME as u64;
            }
            link_free.saturating_sub(at)
        };
        let waits = (from..from + millis).map(one_millisecond).collect();
        (sent, waits)
    }

    #[test]
    fn bulk_takes_about_three_quarters_of_the_link() {
        let (mut pacer, rate) = (Pacer::new(Millis(0)), 1_250_000);
        drive(&mut pacer, rate, 1_000, 5_000);
        let (sent, _) = drive(&mut pacer, rate, 6_000, 10_000);
        assert!((6_000_000..10_500_000).contains(&sent), "{sent} of 12,500,000 bytes");
    }

    #[test]
    fn the_queue_is_seldom_long() {
        let mut pacer = Pacer::new(Millis(0));
        drive(&mut pacer, 1_250_000, 1_000, 7_000);
        let (_, waits) = drive(&mut pacer, 1_250_000, 8_000, 30_000);
        // one frame takes 13 ms
        let long = waits.iter().filter(|wait| **wait > 20).count();
        assert!(long * 100 <= waits.len(), "{long} of {} milliseconds", waits.len());
    }

    #[test]
    fn a_slower_link_is_noticed_and_a_faster_one_too() {
        let mut pacer = Pacer::new(Millis(0));
        drive(&mut pacer, 1_250_000, 0, 8_000);
        drive(&mut pacer, 200_000, 10_000, 15_000);
        assert!(pacer.rate().unwrap() < 260_000, "{:?}", pacer.rate());
        drive(&mut pacer, 1_250_000, 30_000, 40_000);
        assert!(pacer.rate().unwrap() > 600_000, "{:?}", pacer.rate());
    }

    #[test]
    fn nothing_is_held_back_before_the_first_sample() {
        let mut pacer = Pacer::new(Millis(0));
        for _ in 0..8 {
            assert!(pacer.may_send(Millis(0)));
            pacer.sent(100_000, true, Millis(0));
        }
        assert_eq!(pacer.rate(), None);
    }
}
