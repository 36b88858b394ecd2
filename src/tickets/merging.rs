// SPDX-License-Identifier: AGPL-3.0-or-later
//! Two tickets about one thing become one, and two again when that was a mistake.

use super::Ticket;
use crate::ids::TicketId;
use crate::people::Viewer;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// Moves the messages and people of a ticket into another one; its number leads there for ever. What was is kept, so that
/// it can be undone exactly.
///
/// # Errors
/// Refused when one of them is finished, when the viewer may not see both, or when a confidential one would become readable
/// for more people.
pub fn merge(_tx: &mut Tx<'_>, _viewer: &Viewer, _absorbed: TicketId, _survivor_number: i64) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Takes a merge back within the set number of days: exactly what was is there again.
///
/// # Errors
/// Refused when the ticket is not merged, or was merged too long ago.
pub fn unmerge(_tx: &mut Tx<'_>, _viewer: &Viewer, _absorbed: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// The ticket in which a merged one goes on, however often that one was merged again; itself when it was not merged.
///
/// # Errors
/// When the database does not answer.
pub fn survivor(conn: &mut Conn, mut ticket: Ticket) -> Result<Ticket> {
    // Merging refuses finished tickets, so that a chain cannot become a ring.
    while let Some(next) = ticket.merged_into {
        ticket = super::find(conn, next)?;
    }
    Ok(ticket)
}
