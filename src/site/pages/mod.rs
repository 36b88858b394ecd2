// SPDX-License-Identifier: AGPL-3.0-or-later
//! One file per address.

use crate::config::Config;
use crate::platform::web::limits::Brake;

/// The brakes at the doors, shared by all workers.
pub struct Doors {
    /// Attempts per address that signs in or asks for a link.
    pub per_address: Brake,
    /// Attempts per network address.
    pub per_peer: Brake,
}

impl Doors {
    /// As many attempts as the settings say, ten times as many per network address.
    pub fn new(config: &Config) -> Self {
        let attempts = config.sign_in.attempts;
        Self {
            per_address: Brake::new(attempts),
            per_peer: Brake::new(attempts.saturating_mul(10)),
        }
    }
}
