// SPDX-License-Identifier: AGPL-3.0-or-later
//! Work stops until the requester answers, somebody else delivers, or a day comes; and goes on again.

use super::changing::{lock, save};
use super::working::assign_to_actor;
use super::writing::{Entry, not_empty, write};
use super::{MessageKind, NewMessage, Status, Ticket};
use crate::event::{Event, WaitingFor};
use crate::ids::{MessageId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// A technician asks the requester something, publicly, and waits for the answer. The message is told by `TicketWaiting`,
/// not by a `ReplyPosted` of its own.
///
/// # Errors
/// Refused when the text is empty or the ticket is finished.
pub fn wait_for_requester(tx: &mut Tx<'_>, ticket: TicketId, question: NewMessage) -> Result<MessageId> {
    not_empty(&question.body, "error-ticket-question-empty")?;
    let mut ticket = unfinished(tx, ticket)?;
    let message = write(tx, Entry::said(tx, ticket.id, question, true))?;
    assign_to_actor(tx, &mut ticket)?;
    ticket.answered(tx.now());
    stop(tx, ticket, WaitingFor::Requester, None, Some(message))?;
    Ok(message)
}

/// Somebody else owes something; `what` becomes a note.
///
/// # Errors
/// Refused when the text is empty or the ticket is finished.
pub fn wait_for_third_party(tx: &mut Tx<'_>, ticket: TicketId, what: &str) -> Result<()> {
    let what = not_empty(what, "error-ticket-waiting-empty")?;
    let ticket = unfinished(tx, ticket)?;
    let note = write(tx, Entry::typed(tx, ticket.id, MessageKind::Note, what))?;
    stop(tx, ticket, WaitingFor::ThirdParty, None, Some(note))
}

/// Puts the ticket aside until a date.
///
/// # Errors
/// Refused when the date is not in the future or the ticket is finished.
pub fn hold_until(tx: &mut Tx<'_>, ticket: TicketId, until: Timestamp) -> Result<()> {
    if until <= tx.now() {
        return Err(Error::refused("error-ticket-hold-past"));
    }
    let ticket = unfinished(tx, ticket)?;
    stop(tx, ticket, WaitingFor::Date, Some(until), None)
}

/// Work goes on.
///
/// # Errors
/// Refused when the ticket does not wait.
pub fn resume(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let ticket = lock(tx, ticket)?;
    if !ticket.status.is_waiting() {
        return Err(Error::refused("error-ticket-not-waiting"));
    }
    resumed(tx, ticket)
}

/// Takes a waiting ticket back into work and says so; it has been taken for change.
pub(super) fn resumed(tx: &mut Tx<'_>, mut ticket: Ticket) -> Result<()> {
    ticket.go_on();
    save(tx, &ticket)?;
    tx.record(Event::TicketResumed { ticket: ticket.id })
}

fn unfinished(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Ticket> {
    let ticket = lock(tx, ticket)?;
    ticket.must_be_unfinished()?;
    Ok(ticket)
}

fn stop(
    tx: &mut Tx<'_>,
    mut ticket: Ticket,
    waiting_for: WaitingFor,
    until: Option<Timestamp>,
    message: Option<MessageId>,
) -> Result<()> {
    let status = match waiting_for {
        WaitingFor::Requester => Status::WaitingRequester,
        WaitingFor::ThirdParty => Status::WaitingThirdParty,
        WaitingFor::Date => Status::OnHold,
    };
    ticket.wait(status, until);
    save(tx, &ticket)?;
    tx.record(Event::TicketWaiting {
        ticket: ticket.id,
        waiting_for,
        until,
        message,
    })
}
