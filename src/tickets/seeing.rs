// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who may see which ticket: the one rule, and the doors that ask it.

use super::Ticket;
use crate::ids::{PersonId, TicketId};
use crate::people::Viewer;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// Whether the viewer may see the ticket. Requester and watchers always; staff, when it is not confidential or is their
/// team's; a contact, the tickets of the body that are not confidential. A confidential ticket is seen by requester,
/// watchers and team only, not even by administrators.
pub fn may_see(_viewer: &Viewer, _ticket: &Ticket, _watches: bool) -> bool {
    false
}

/// The ticket with this number, when the viewer may see it. A merged ticket is found under its own number.
///
/// # Errors
/// `NotFound` when there is none or the viewer may not see it: the two look the same.
pub fn visible_to(_conn: &mut Conn, _viewer: &Viewer, _number: i64) -> Result<Ticket> {
    Err(Error::bug("not built yet"))
}

/// A ticket by its id, for reactions and jobs, never for a reader.
///
/// # Errors
/// `NotFound` when there is none.
pub fn find(_conn: &mut Conn, _ticket: TicketId) -> Result<Ticket> {
    Err(Error::bug("not built yet"))
}

/// A ticket by its number, for reactions and jobs, never for a reader.
///
/// # Errors
/// When the database does not answer.
pub fn by_number(_conn: &mut Conn, _number: i64) -> Result<Option<Ticket>> {
    Err(Error::bug("not built yet"))
}

/// Who is told of what happens to the ticket, besides the requester.
///
/// # Errors
/// When the database does not answer.
pub fn watchers_of(_conn: &mut Conn, _ticket: TicketId) -> Result<Vec<PersonId>> {
    Err(Error::bug("not built yet"))
}

/// From now on the person is told of what happens to the ticket; once is enough.
///
/// # Errors
/// When a row cannot be written.
pub fn watch(_tx: &mut Tx<'_>, _ticket: TicketId, _person: PersonId) -> Result<()> {
    Err(Error::bug("not built yet"))
}
