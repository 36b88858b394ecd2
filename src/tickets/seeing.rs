// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who may see which ticket: the one rule, and the doors that ask it.

use diesel::prelude::*;

use super::Ticket;
use crate::event::Event;
use crate::ids::{PersonId, TicketId};
use crate::people::Viewer;
use crate::platform::db::{Conn, OnEither};
use crate::platform::failure::{Error, Result};
use crate::schema::{tickets, watchers};
use crate::tx::Tx;

/// Whether the viewer may see the ticket. Requester and watchers always; staff, when it is not confidential or is their
/// team's; a contact, the tickets of the body that are not confidential. A confidential ticket is seen by requester,
/// watchers and team only, not even by administrators.
pub fn may_see(viewer: &Viewer, ticket: &Ticket, watches: bool) -> bool {
    if watches || ticket.requester_id == viewer.person.id {
        return true;
    }
    if ticket.confidential {
        return viewer.is_staff() && ticket.team_id.is_some_and(|team| viewer.is_in_team(team));
    }
    viewer.is_staff() || ticket.entity_id.is_some_and(|entity| viewer.is_contact_of(entity))
}

/// The ticket with this number, when the viewer may see it. A merged ticket is found under its own number.
///
/// # Errors
/// `NotFound` when there is none or the viewer may not see it: the two look the same.
pub fn visible_to(conn: &mut Conn, viewer: &Viewer, number: i64) -> Result<Ticket> {
    let ticket = by_number(conn, number)?.ok_or(Error::NotFound)?;
    let watches = watches(conn, viewer.person.id, ticket.id)?;
    if may_see(viewer, &ticket, watches) {
        Ok(ticket)
    } else {
        Err(Error::NotFound)
    }
}

/// A ticket by its id, for reactions and jobs, never for a reader.
///
/// # Errors
/// `NotFound` when there is none.
pub fn find(conn: &mut Conn, ticket: TicketId) -> Result<Ticket> {
    Ok(tickets::table
        .filter(tickets::id.eq(ticket))
        .select(Ticket::as_select())
        .first(conn)?)
}

/// A ticket by its number, for reactions and jobs, never for a reader.
///
/// # Errors
/// When the database does not answer.
pub fn by_number(conn: &mut Conn, number: i64) -> Result<Option<Ticket>> {
    Ok(tickets::table
        .filter(tickets::number.eq(number))
        .select(Ticket::as_select())
        .first(conn)
        .optional()?)
}

/// Who is told of what happens to the ticket, besides the requester, in the order in which they were added.
///
/// # Errors
/// When the database does not answer.
pub fn watchers_of(conn: &mut Conn, ticket: TicketId) -> Result<Vec<PersonId>> {
    Ok(watchers::table
        .filter(watchers::ticket_id.eq(ticket))
        .order((watchers::added_at, watchers::person_id))
        .select(watchers::person_id)
        .load(conn)?)
}

/// From now on the person is told of what happens to the ticket; once is enough, and the requester is told
/// anyway.
///
/// # Errors
/// When a row cannot be written.
pub fn watch(tx: &mut Tx<'_>, ticket: TicketId, person: PersonId) -> Result<()> {
    if find(tx.conn(), ticket)?.requester_id == person {
        return Ok(());
    }
    let row = (
        watchers::ticket_id.eq(ticket),
        watchers::person_id.eq(person),
        watchers::added_at.eq(tx.now()),
    );
    let added = diesel::insert_into(watchers::table)
        .values(row)
        .on_conflict_do_nothing();
    if OnEither(added).execute(tx.conn())? == 0 {
        return Ok(());
    }
    tx.record(Event::WatcherAdded { ticket, person })
}

/// Whether the person is among the watchers.
pub(super) fn watches(conn: &mut Conn, person: PersonId, ticket: TicketId) -> Result<bool> {
    let rows: i64 = watchers::table
        .filter(watchers::ticket_id.eq(ticket))
        .filter(watchers::person_id.eq(person))
        .count()
        .get_result(conn)?;
    Ok(rows > 0)
}
