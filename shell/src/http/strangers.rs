//! What strangers may ask for: to be let in, and not often. Whoever is not let in yet has no key whose rate could be bounded.

use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::limits::STRANGERS_PER_SECOND;
use super::problem::{Problem, Slug};

/// One rate for all of them together.
pub struct Strangers {
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Default for Strangers {
    fn default() -> Self {
        let rate = NonZeroU32::new(STRANGERS_PER_SECOND).unwrap_or(NonZeroU32::MIN);
        Self { limiter: RateLimiter::direct(Quota::per_second(rate)), clock: DefaultClock::default() }
    }
}

impl Strangers {
    /// 429 `rate-limited` with this detail above the rate.
    pub fn may_ask(&self, detail: &str) -> Result<(), Problem> {
        self.limiter.check().map_err(|until| {
            let wait = until.wait_time_from(self.clock.now()).as_secs_f64().ceil().max(1.0);
            Problem::new(Slug::RateLimited, detail).retry_after(wait as u32)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_slowed_down() {
        let strangers = Strangers::default();
        let allowed = (0..20).filter(|_| strangers.may_ask("too many").is_ok()).count();
        assert!(allowed < 20, "{allowed}");
        assert!(strangers.may_ask("too many").unwrap_err().retry_after_seconds.is_some());
    }
}
