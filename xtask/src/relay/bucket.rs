//! A slow link: a token bucket with a bounded queue before it. What finds the queue full is dropped, as a router does.

use std::time::Duration;

use tokio::time::Instant;

/// Leaves at once after a pause, whatever the rate: two datagrams.
const BURST_BYTES: f64 = 2.0 * 1500.0;
/// What waits before the link.
pub const QUEUE_BYTES: f64 = 256.0 * 1500.0;

/// One direction of a slow link.
#[derive(Debug, Default)]
pub struct Bucket {
    /// When the bucket is full of tokens again, as all that was let in leaves it.
    full_at: Option<Instant>,
}

impl Bucket {
    /// How long a datagram waits for its turn at `rate` bits a second; None where the queue is full.
    pub fn take(&mut self, now: Instant, bytes: usize, rate: f64) -> Option<Duration> {
        let time = |bytes: f64| Duration::from_secs_f64(bytes * 8.0 / rate);
        let full_at = self.full_at.map_or(now, |at| at.max(now)) + time(bytes as f64);
        let wait = full_at.saturating_duration_since(now).saturating_sub(time(BURST_BYTES));
        if wait > time(QUEUE_BYTES) {
            return None;
        }
        self.full_at = Some(full_at);
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 12_000_000.0;
    const MILLISECOND: Duration = Duration::from_millis(1);

    #[test]
    fn the_rate_is_kept_after_a_burst() {
        let (mut bucket, now) = (Bucket::default(), Instant::now());
        let waits: Vec<_> = (0..5).filter_map(|_| bucket.take(now, 1500, RATE)).collect();
        assert_eq!(waits, [Duration::ZERO, Duration::ZERO, MILLISECOND, 2 * MILLISECOND, 3 * MILLISECOND]);
    }

    #[test]
    fn a_pause_fills_it_up_to_the_burst_and_no_further() {
        let (mut bucket, now) = (Bucket::default(), Instant::now());
        bucket.take(now, 1500, RATE);
        let later = now + Duration::from_secs(60);
        let waits: Vec<_> = (0..3).filter_map(|_| bucket.take(later, 1500, RATE)).collect();
        assert_eq!(waits, [Duration::ZERO, Duration::ZERO, MILLISECOND]);
    }

    #[test]
    fn a_full_queue_drops_and_has_room_again_as_it_drains() {
        let (mut bucket, now) = (Bucket::default(), Instant::now());
        let carried = (0..1000).filter(|_| bucket.take(now, 1500, RATE).is_some()).count();
        assert_eq!(carried, 258, "the queue and the burst");
        let later = now + 10 * MILLISECOND;
        let carried = (0..1000).filter(|_| bucket.take(later, 1500, RATE).is_some()).count();
        assert_eq!(carried, 10, "what has left meanwhile");
    }
}
