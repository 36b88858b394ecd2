// SPDX-License-Identifier: AGPL-3.0-or-later
//! Side exits: a technician rejects what is not for this help desk, a requester takes back what nobody has answered.

use diesel::prelude::*;

use super::calendar::is_within_days;
use super::changing::{lock, lock_version, save};
use super::writing::{Entry, not_empty, write};
use super::{MessageKind, Status};
use crate::event::Event;
use crate::ids::{MessageId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Refusal, Result};
use crate::schema::events;
use crate::tx::Tx;

/// It is not for this help desk; the reason is a public message.
///
/// # Errors
/// Refused when the text is empty, when the ticket is finished, or when it changed meanwhile.
pub fn reject(tx: &mut Tx<'_>, ticket: TicketId, version: i64, reason: &str) -> Result<MessageId> {
    let reason = not_empty(reason, "error-ticket-rejection-empty")?;
    let mut ticket = lock_version(tx, ticket, version)?;
    ticket.must_be_unfinished()?;
    let message = write(tx, Entry::typed(tx, ticket.id, MessageKind::Public, reason))?;
    ticket.answered(tx.now());
    ticket.wait(Status::Rejected, None);
    save(tx, &ticket)?;
    tx.record(Event::TicketRejected {
        ticket: ticket.id,
        message,
    })?;
    Ok(message)
}

/// Takes a rejection back within the set number of days.
///
/// # Errors
/// Refused when it is not rejected, or was rejected too long ago.
pub fn undo_rejection(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let mut ticket = lock(tx, ticket)?;
    if ticket.status != Status::Rejected {
        return Err(Error::refused("error-ticket-not-rejected"));
    }
    let days = tx.config().tickets.undo_days;
    let rejected_at = rejected_at(tx.conn(), ticket.id)?;
    if !is_within_days(rejected_at, days, tx.now()) {
        return Err(Refusal::new("error-ticket-undo-too-late").with("days", days).into());
    }
    ticket.status = if ticket.assignee_id.is_some() {
        Status::Open
    } else {
        Status::New
    };
    save(tx, &ticket)?;
    tx.record(Event::TicketRejectionUndone { ticket: ticket.id })
}

/// The requester takes it back.
///
/// # Errors
/// Refused when the actor is not the requester, when it is not new, or when the staff has answered already.
pub fn cancel(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let mut ticket = lock(tx, ticket)?;
    if tx.person() != Some(ticket.requester_id) {
        return Err(Error::refused("error-ticket-cancel-not-yours"));
    }
    if ticket.status != Status::New || ticket.first_reply_at.is_some() {
        return Err(Error::refused("error-ticket-cancel-too-late"));
    }
    ticket.status = Status::Cancelled;
    save(tx, &ticket)?;
    tx.record(Event::TicketCancelled { ticket: ticket.id })
}

/// When it was last rejected: the history knows.
fn rejected_at(conn: &mut Conn, ticket: TicketId) -> Result<Timestamp> {
    Ok(events::table
        .filter(events::ticket_id.eq(ticket))
        .filter(events::kind.eq("ticket_rejected"))
        .order((events::at.desc(), events::id.desc()))
        .select(events::at)
        .first(conn)?)
}
