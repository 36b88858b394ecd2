// SPDX-License-Identifier: AGPL-3.0-or-later
//! Brakes on attempts, per key, in the memory of this process.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::platform::failure::{Error, Result};

/// So many attempts per key in a quarter of an hour.
pub struct Brake {
    limiter: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

impl Brake {
    /// A brake that lets `attempts` through at once and then one every fifteen minutes divided by `attempts`.
    pub fn new(attempts: u32) -> Self {
        let attempts = NonZeroU32::new(attempts).unwrap_or(NonZeroU32::MIN);
        let each = Duration::from_secs(900) / attempts.get();
        let quota = Quota::with_period(each)
            .unwrap_or(Quota::per_minute(NonZeroU32::MIN))
            .allow_burst(attempts);
        Self {
            limiter: DefaultKeyedRateLimiter::keyed(quota),
            clock: DefaultClock::default(),
        }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// [`Error::Busy`] with the seconds to wait when there were too many.
    pub fn count(&self, key: &str) -> Result<()> {
        self.limiter.check_key(&key.to_owned()).map_err(|until| Error::Busy {
            retry_after: until.wait_time_from(self.clock.now()).as_secs() + 1,
        })
    }

    /// Forgets keys that have been quiet, so that strangers cannot fill the memory.
    pub fn forget_quiet(&self) {
        self.limiter.retain_recent();
    }
}
