// SPDX-License-Identifier: AGPL-3.0-or-later
//! Brakes on attempts, per key, in the memory of this process.

use std::net::{IpAddr, Ipv6Addr};
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

/// The network address as a brake counts it. Of IPv6 that is the network of one customer, a /64: whoever has one has all of
/// its addresses (RFC 6177). What is no address stays as it is.
pub fn network_of(peer: &str) -> String {
    match peer.parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(network))
        }
        Ok(address) => address.to_string(),
        Err(_) => peer.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_of_one_customer_are_one_network() {
        assert_eq!(
            network_of("2001:db8:1:2::1"),
            network_of("2001:db8:1:2:ffff:ffff:ffff:ffff")
        );
        assert_ne!(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
        assert_ne!(network_of("192.0.2.1"), network_of("192.0.2.2"));
    }

    #[test]
    fn an_ipv4_address_is_the_same_however_it_is_written() {
        assert_eq!(network_of("::ffff:192.0.2.1"), "192.0.2.1");
        assert_ne!(network_of("::ffff:192.0.2.1"), network_of("::ffff:192.0.2.2"));
        assert_eq!(network_of("unknown"), "unknown");
    }
}
