//! Datagrams under way. They arrive at their time, and of two with one time the one that left first.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use tokio::time::Instant;

use super::fate::Way;

/// Under way at once; what comes on top is dropped.
const FLIGHT_MAX: usize = 8_192;

#[derive(Debug, PartialEq, Eq)]
pub struct Datagram {
    pub way: Way,
    pub node: SocketAddr,
    pub bytes: Vec<u8>,
}

#[derive(Debug, Default)]
pub struct Flight {
    left: u64,
    under_way: BTreeMap<(Instant, u64), Datagram>,
}

impl Flight {
    /// Whether there was room.
    pub fn depart(&mut self, due: Instant, datagram: Datagram) -> bool {
        if self.under_way.len() >= FLIGHT_MAX {
            return false;
        }
        self.left += 1;
        self.under_way.insert((due, self.left), datagram);
        true
    }

    /// The next that has arrived by `now`.
    pub fn arrive(&mut self, now: Instant) -> Option<Datagram> {
        let first = self.under_way.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    /// When the next one arrives.
    pub fn next(&self) -> Option<Instant> {
        self.under_way.first_key_value().map(|((due, _), _)| *due)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn datagram(byte: u8) -> Datagram {
        Datagram { way: Way::Up, node: ([127, 0, 0, 1], 1).into(), bytes: vec![byte] }
    }

    #[test]
    fn they_arrive_by_time_then_by_departure_and_not_before() {
        let (mut flight, now) = (Flight::default(), Instant::now());
        let late = now + Duration::from_millis(3);
        for (byte, due) in [(1, late), (2, now), (3, now), (4, late)] {
            assert!(flight.depart(due, datagram(byte)));
        }
        assert_eq!(flight.next(), Some(now));
        let arrived: Vec<_> = std::iter::from_fn(|| flight.arrive(now)).collect();
        assert_eq!(arrived, [datagram(2), datagram(3)]);
        assert_eq!(flight.next(), Some(late));
        let arrived: Vec<_> = std::iter::from_fn(|| flight.arrive(late)).collect();
        assert_eq!(arrived, [datagram(1), datagram(4)]);
        assert_eq!(flight.next(), None);
    }

    #[test]
    fn room_is_bounded() {
        let (mut flight, now) = (Flight::default(), Instant::now());
        assert!((0..FLIGHT_MAX).all(|_| flight.depart(now, datagram(0))));
        assert!(!flight.depart(now, datagram(0)));
    }
}
