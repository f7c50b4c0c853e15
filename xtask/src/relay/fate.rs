//! What becomes of each datagram under a weather: lost, late, twice, or not let through at all. No socket is known here.

use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::Instant;

use super::bucket::Bucket;

/// A datagram that is out of order comes later by this, in milliseconds.
const REORDER_MS: std::ops::Range<u64> = 5..25;

/// Towards the hub, or towards the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

/// How the path treats datagrams. Chances are 0 to 1; `bandwidth` is bits a second each way, 0 for no limit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    pub delay: Duration,
    pub jitter: Duration,
    pub loss: f64,
    pub duplicate: f64,
    pub reorder: f64,
    pub bandwidth: f64,
    pub cut_up: bool,
    pub cut_down: bool,
}

/// What the path has done since it was opened, in datagrams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Handed over, second copies included.
    pub carried: u64,
    /// By chance.
    pub lost: u64,
    /// Before a full queue.
    pub dropped: u64,
    pub repeated: u64,
    pub reordered: u64,
    /// Met a cut.
    pub severed: u64,
}

/// The weather, and chance.
#[derive(Debug)]
pub struct Fates {
    pub weather: Weather,
    pub traffic: Traffic,
    chance: ChaCha8Rng,
    /// Up and down.
    buckets: [Bucket; 2],
}

impl Fates {
    pub fn new(seed: u64) -> Self {
        let chance = ChaCha8Rng::seed_from_u64(seed);
        Self { weather: Weather::default(), traffic: Traffic::default(), chance, buckets: Default::default() }
    }

    pub fn severed(&self, way: Way) -> bool {
        match way {
            Way::Up => self.weather.cut_up,
            Way::Down => self.weather.cut_down,
        }
    }

    /// How long each copy of a datagram is under way; none where it is lost.
    pub fn draw(&mut self, now: Instant, way: Way, bytes: usize) -> [Option<Duration>; 2] {
        if self.severed(way) {
            self.traffic.severed += 1;
            return [None; 2];
        }
        // What is lost on the way has had its turn in the queue.
        let Some(queued) = self.queue(now, way, bytes) else { return [None; 2] };
        if self.happens(self.weather.loss) {
            self.traffic.lost += 1;
            return [None; 2];
        }
        let first = queued + self.flight();
        let second = self.happens(self.weather.duplicate).then(|| {
            self.traffic.repeated += 1;
            queued + self.flight()
        });
        [Some(first), second]
    }

    fn queue(&mut self, now: Instant, way: Way, bytes: usize) -> Option<Duration> {
        if self.weather.bandwidth <= 0.0 {
            return Some(Duration::ZERO);
        }
        let wait = self.buckets[way as usize].take(now, bytes, self.weather.bandwidth);
        self.traffic.dropped += u64::from(wait.is_none());
        wait
    }

    fn flight(&mut self) -> Duration {
        let mut time = self.weather.delay + self.weather.jitter.mul_f64(self.chance.random());
        if self.happens(self.weather.reorder) {
            self.traffic.reordered += 1;
            time += Duration::from_millis(self.chance.random_range(REORDER_MS));
        }
        time
    }

    fn happens(&mut self, chance: f64) -> bool {
        chance > 0.0 && self.chance.random::<f64>() < chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(weather: Weather, datagrams: usize) -> (Vec<[Option<Duration>; 2]>, Traffic) {
        let mut fates = Fates::new(1);
        fates.weather = weather;
        let now = Instant::now();
        let drawn = (0..datagrams).map(|_| fates.draw(now, Way::Up, 1500)).collect();
        (drawn, fates.traffic)
    }

    #[test]
    fn chances_are_kept_and_counted() {
        let weather = Weather { loss: 0.1, duplicate: 0.05, reorder: 0.2, ..Weather::default() };
        let (drawn, traffic) = drawn(weather, 10_000);
        let lost = drawn.iter().filter(|copies| copies[0].is_none()).count() as u64;
        let twice = drawn.iter().filter(|copies| copies[1].is_some()).count() as u64;
        let late = drawn.iter().flatten().flatten().filter(|wait| !wait.is_zero()).count() as u64;
        assert_eq!((traffic.lost, traffic.repeated, traffic.reordered), (lost, twice, late));
        assert!((900..1_100).contains(&lost), "{lost}");
        assert!((380..520).contains(&twice), "{twice}");
        assert!((1_700..2_100).contains(&late), "{late}");
    }

    #[test]
    fn each_way_has_its_own_queue_and_its_own_cut() {
        let mut fates = Fates::new(1);
        fates.weather = Weather { bandwidth: 8_000.0, cut_down: true, ..Weather::default() };
        let now = Instant::now();
        let carried = (0..1000).filter(|_| fates.draw(now, Way::Up, 1500)[0].is_some()).count() as u64;
        assert_eq!(fates.traffic.dropped, 1000 - carried);
        assert_eq!(fates.draw(now, Way::Down, 1500), [None; 2]);
        assert_eq!(fates.traffic.severed, 1);
        fates.weather.cut_down = false;
        assert_eq!(fates.draw(now, Way::Down, 1500)[0], Some(Duration::ZERO));
    }

    #[test]
    fn what_takes_equally_long_keeps_its_order_and_delay_is_added() {
        let delay = Duration::from_millis(40);
        let (drawn, _) = drawn(Weather { delay, bandwidth: 2_000_000.0, ..Weather::default() }, 100);
        let waits: Vec<_> = drawn.iter().map(|copies| copies[0].expect("the queue has room")).collect();
        assert_eq!(waits[0], delay);
        assert!(waits.is_sorted());
        assert_eq!(waits[99] - waits[98], Duration::from_millis(6), "1500 bytes at 2 Mbit/s");
    }
}
