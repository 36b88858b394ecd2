// SPDX-License-Identifier: AGPL-3.0-or-later
//! The brakes at the doors, shared by all workers: how often somebody may try, and how many passwords are checked at once.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::config::Config;
use crate::platform::failure::{Error, Result};
use crate::platform::web::limits::{Brake, network_of};

/// Most people who wait for their password to be checked. One check takes tens of milliseconds and 19 MiB: an attack
/// with passwords must not take the processor from everybody else.
const LONGEST_QUEUE: usize = 16;

/// After so many attempts those who have been quiet are forgotten.
const SWEEP_EVERY: u32 = 1_000;

/// The brakes at the doors.
pub struct Doors {
    sign_in: Door,
    lost_mail: Door,
    queue: Semaphore,
    turn: Semaphore,
}

/// The brakes at one door.
struct Door {
    per_address: Brake,
    per_peer: Brake,
    attempts: AtomicU32,
}

/// The right to check one password; gives the turn to the next when dropped.
pub(super) struct Turn<'a> {
    _place: SemaphorePermit<'a>,
    _turn: SemaphorePermit<'a>,
}

impl Doors {
    /// As many attempts as the settings say, ten times as many per network address.
    pub fn new(config: &Config) -> Self {
        let attempts = config.sign_in.attempts;
        Self {
            sign_in: Door::new(attempts),
            lost_mail: Door::new(attempts),
            queue: Semaphore::new(LONGEST_QUEUE),
            turn: Semaphore::new(1),
        }
    }

    /// Counts an attempt to sign in for an address, from a network address.
    ///
    /// # Errors
    /// [`Error::Busy`] when there were too many.
    pub fn count(&self, address: &str, peer: &str) -> Result<()> {
        self.sign_in.count(address, peer)
    }

    /// Counts a question for the lost mail of an address. Who asks often can sign in all the same, and the other way round.
    ///
    /// # Errors
    /// [`Error::Busy`] when there were too many.
    pub fn count_question(&self, address: &str, peer: &str) -> Result<()> {
        self.lost_mail.count(address, peer)
    }

    /// Waits for the turn to check a password.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub(super) async fn password_turn(&self) -> Result<Turn<'_>> {
        let place = self.queue.try_acquire().map_err(|_| Error::Busy { retry_after: 5 })?;
        let turn = self.turn.acquire().await.map_err(Error::unexpected)?;
        Ok(Turn {
            _place: place,
            _turn: turn,
        })
    }
}

impl Door {
    fn new(attempts: u32) -> Self {
        Self {
            per_address: Brake::new(attempts),
            per_peer: Brake::new(attempts.saturating_mul(10)),
            attempts: AtomicU32::new(0),
        }
    }

    fn count(&self, address: &str, peer: &str) -> Result<()> {
        if self.attempts.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.per_address.forget_quiet();
            self.per_peer.forget_quiet();
        }
        self.per_peer.count(&network_of(peer))?;
        self.per_address.count(&address.trim().to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_tries_too_often_waits_and_others_do_not() {
        let doors = Doors::new(&Config::default());
        for _ in 0..Config::default().sign_in.attempts {
            doors.count("Ada@cstpu.example ", "192.0.2.1").unwrap();
        }
        let refused = doors.count("ada@cstpu.example", "192.0.2.2");
        assert!(matches!(refused, Err(Error::Busy { retry_after }) if retry_after > 0));
        doors.count("bea@cstpu.example", "192.0.2.1").unwrap();
    }

    #[test]
    fn who_asks_for_lost_mail_too_often_can_still_sign_in() {
        let doors = Doors::new(&Config::default());
        for _ in 0..Config::default().sign_in.attempts {
            doors.count_question("ada@cstpu.example", "192.0.2.1").unwrap();
        }
        assert!(doors.count_question("ada@cstpu.example", "192.0.2.1").is_err());
        doors.count("ada@cstpu.example", "192.0.2.1").unwrap();
    }

    #[test]
    fn who_has_many_ipv6_addresses_is_braked_as_one() {
        let doors = Doors::new(&Config::default());
        let most = Config::default().sign_in.attempts * 10;
        let from = |network: u32, host: u32| format!("2001:db8:0:{network:x}::{host:x}");
        for host in 0..most {
            doors.count(&format!("{host}@cstpu.example"), &from(1, host)).unwrap();
        }
        assert!(doors.count("ada@cstpu.example", &from(1, most)).is_err());
        doors.count("ada@cstpu.example", &from(2, 1)).unwrap();
    }

    #[tokio::test]
    async fn when_many_wait_for_their_password_the_next_is_told_to_come_back() {
        let doors = Doors::new(&Config::default());
        let first = doors.password_turn().await.unwrap();
        let places: Vec<_> = (1..LONGEST_QUEUE).map(|_| doors.queue.try_acquire().unwrap()).collect();
        assert!(matches!(doors.password_turn().await, Err(Error::Busy { .. })));
        drop((first, places));
        assert!(doors.password_turn().await.is_ok());
    }
}
