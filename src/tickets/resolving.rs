// SPDX-License-Identifier: AGPL-3.0-or-later
//! Resolving with a public text, and reopening: by staff, by the requester, or by the link in the mail.

use diesel::prelude::*;

use super::changing::{lock, lock_version, save};
use super::working::assign_to_actor;
use super::writing::{Entry, not_empty, write};
use super::{MessageKind, Status, Ticket, find};
use crate::event::{Actor, Event};
use crate::ids::{MessageId, PersonId, TicketId};
use crate::people::{self, Viewer};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Refusal, Result};
use crate::platform::secrets;
use crate::schema::{reopening_links, tickets};
use crate::tx::Tx;

/// A link in a mail never works longer than this, whatever the settings say about closing and reopening.
const LINK_DAYS: i64 = 90;

/// A technician solved it and says how. `version` is that of the ticket as the form showed it.
///
/// # Errors
/// Refused when the text is empty, when no service is set, when it is not unfinished, or when it changed meanwhile.
pub fn resolve(tx: &mut Tx<'_>, ticket: TicketId, version: i64, text: &str) -> Result<MessageId> {
    let text = not_empty(text, "error-ticket-resolution-empty")?;
    let mut ticket = lock_version(tx, ticket, version)?;
    ticket.must_be_unfinished()?;
    if ticket.service_id.is_none() {
        return Err(Error::refused("error-ticket-no-service"));
    }
    let message = write(tx, Entry::typed(tx, ticket.id, MessageKind::Public, text))?;
    assign_to_actor(tx, &mut ticket)?;
    ticket.answered(tx.now());
    ticket.solved(tx.now());
    save(tx, &ticket)?;
    tx.record(Event::TicketResolved {
        ticket: ticket.id,
        message,
        resolution_no: ticket.resolution_no(),
    })?;
    Ok(message)
}

/// It was not solved after all. Staff at any time after resolving; the requester until the reopening period after closing is
/// over.
///
/// # Errors
/// Refused when the ticket is neither resolved nor closed, or was closed too long ago.
pub fn reopen(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let ticket = lock(tx, ticket)?;
    if !matches!(ticket.status, Status::Resolved | Status::Closed) {
        return Err(Error::refused("error-ticket-not-resolved"));
    }
    let days = tx.config().tickets.reopen_days;
    if !ticket.can_be_reopened_by_requester(tx.now(), days) && !by_staff(tx)? {
        return Err(Refusal::new("error-ticket-reopen-too-late").with("days", days).into());
    }
    reopened(tx, ticket)
}

/// Makes the secret of a link that lets whoever has the resolution mail reopen without signing in. It works for this
/// resolution only; only its hash is stored.
///
/// # Errors
/// When a row cannot be written.
pub fn reopening_link(tx: &mut Tx<'_>, ticket: TicketId, person: PersonId) -> Result<String> {
    let resolution_no = find(tx.conn(), ticket)?.resolution_no();
    let token = secrets::new_token();
    diesel::insert_into(reopening_links::table)
        .values((
            reopening_links::token_hash.eq(secrets::sha256(&token)),
            reopening_links::ticket_id.eq(ticket),
            reopening_links::resolution_no.eq(resolution_no),
            reopening_links::person_id.eq(person),
            reopening_links::created_at.eq(tx.now()),
        ))
        .execute(tx.conn())?;
    Ok(token)
}

/// The ticket that a reopening link is about, when it still works; opening the link changes nothing.
///
/// # Errors
/// `NotFound` when the link is unknown, too old, or its resolution is over.
pub fn reopening_target(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Ticket> {
    Ok(behind_link(conn, token, now)?.0)
}

/// Reopens by the link; the person it was sent to is the one who reopens.
///
/// # Errors
/// `NotFound` when the link does not work; refused when the ticket was closed too long ago.
pub fn reopen_by_link(tx: &mut Tx<'_>, token: &str) -> Result<Ticket> {
    let now = tx.now();
    let (ticket, person) = behind_link(tx.conn(), token, now)?;
    tx.acts(Actor::Person(person));
    reopen(tx, ticket.id)?;
    find(tx.conn(), ticket.id)
}

/// Opens a solved ticket again and says so; the ticket has been taken for change.
pub(super) fn reopened(tx: &mut Tx<'_>, mut ticket: Ticket) -> Result<()> {
    let resolution_no = ticket.unsolved();
    save(tx, &ticket)?;
    tx.record(Event::TicketReopened {
        ticket: ticket.id,
        resolution_no,
    })
}

/// Ticket and person of a link whose resolution still stands.
fn behind_link(conn: &mut Conn, token: &str, now: Timestamp) -> Result<(Ticket, PersonId)> {
    let (ticket, person, resolution_no, made): (Ticket, PersonId, i32, Timestamp) = reopening_links::table
        .inner_join(tickets::table)
        .filter(reopening_links::token_hash.eq(secrets::sha256(token)))
        .select((
            Ticket::as_select(),
            reopening_links::person_id,
            reopening_links::resolution_no,
            reopening_links::created_at,
        ))
        .first(conn)?;
    let stands = matches!(ticket.status, Status::Resolved | Status::Closed) && ticket.resolution_no() == resolution_no;
    if stands && now <= made.plus_days(LINK_DAYS) && people::find(conn, person)?.is_active() {
        Ok((ticket, person))
    } else {
        Err(Error::NotFound)
    }
}

/// Whether the program itself or somebody of the staff does it.
fn by_staff(tx: &mut Tx<'_>) -> Result<bool> {
    let today = tx.now().rome_date();
    match tx.actor() {
        Actor::System => Ok(true),
        Actor::Nobody => Ok(false),
        Actor::Person(person) => Ok(Viewer::load(tx.conn(), person, today)?.is_staff()),
    }
}
