// SPDX-License-Identifier: AGPL-3.0-or-later
//! The mails about a ticket, as the staff sees them: to whom, and whether they arrived.

use crate::ids::TicketId;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::outbox::{self, OutboundState};

/// A mail about a ticket.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TicketMail {
    /// Who it goes to.
    pub to: String,
    /// What it is: `receipt`, `reply`, `resolution`.
    pub kind: String,
    /// How far it has come.
    pub state: OutboundState,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When a server took it.
    pub sent_at: Option<Timestamp>,
    /// What the last attempt said.
    pub last_error: Option<String>,
}

/// The mails about a ticket, oldest first. For staff who may see the ticket.
///
/// # Errors
/// When the database does not answer.
pub fn mails_of(conn: &mut Conn, ticket: TicketId) -> Result<Vec<TicketMail>> {
    let mails = outbox::of_thread(conn, ticket.into())?;
    let told = mails.into_iter().map(|mail| TicketMail {
        to: mail.to,
        kind: mail.kind,
        state: mail.state,
        queued_at: mail.queued_at,
        sent_at: mail.sent_at,
        last_error: mail.last_error,
    });
    Ok(told.collect())
}
