// SPDX-License-Identifier: AGPL-3.0-or-later
//! The net under the headers: before a program answers a mail, what left within the hour is counted. A peer that answers
//! every mail of ours and says nowhere that it is a program meets its end here.

use crate::config::Config;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::outbox;

/// Why no automatic answer goes to an address now, if so. It is logged here, once for each mail that goes unanswered.
pub(super) fn silence(conn: &mut Conn, config: &Config, address: &str, now: Timestamp) -> Result<Option<&'static str>> {
    let limits = config.mail.brakes.answer_limits();
    let brake = outbox::brake(conn, limits, address, None, now)?.map(outbox::Brake::as_str);
    if let Some(brake) = brake {
        tracing::warn!(brake, "an automatic answer was held back");
    }
    Ok(brake)
}
