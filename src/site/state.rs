// SPDX-License-Identifier: AGPL-3.0-or-later
//! The state of the services as anybody may know it: whether mail is on its way or late.

use diesel::prelude::*;
use serde::Serialize;

use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::tables::outbound_mails;
use crate::platform::failure::Result;
use crate::platform::mail::outbox::OutboundState;
use crate::schema::inbound_mails;

/// Minutes after which a mail that waits is late. Jobs run every few seconds.
const PATIENCE_MINUTES: i64 = 15;

/// Whether mail is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct MailState {
    /// Mails have come in that nobody has made a ticket of yet.
    pub incoming_late: bool,
    /// Mails wait to go out.
    pub outgoing_late: bool,
}

/// How mail is doing.
///
/// # Errors
/// When the database does not answer.
pub(super) fn mail_state(conn: &mut Conn, now: Timestamp) -> Result<MailState> {
    let patience = now.plus_minutes(-PATIENCE_MINUTES);
    let incoming: Option<Timestamp> = inbound_mails::table
        .filter(inbound_mails::settled_at.is_null())
        .filter(inbound_mails::received_at.lt(patience))
        .select(inbound_mails::received_at)
        .first(conn)
        .optional()?;
    let outgoing: Option<Timestamp> = outbound_mails::table
        .filter(outbound_mails::state.eq(OutboundState::Queued.as_str()))
        .filter(outbound_mails::queued_at.lt(patience))
        .select(outbound_mails::queued_at)
        .first(conn)
        .optional()?;
    Ok(MailState {
        incoming_late: incoming.is_some(),
        outgoing_late: outgoing.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;

    #[test]
    fn nothing_is_late_where_no_mail_waits() {
        let office = Office::new();
        let now = office.ctx.now();
        let state = office.ctx.read(|conn| mail_state(conn, now)).unwrap();
        assert!(!state.incoming_late && !state.outgoing_late);
    }
}
