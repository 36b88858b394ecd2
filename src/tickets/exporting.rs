// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reading whole tickets for an export: nothing is hidden here, so this is for commands and never for a reader.

use diesel::prelude::*;

use super::Ticket;
use crate::ids::{PersonId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::Result;
use crate::schema::{events, tickets};

/// An entry of the history, as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// When.
    pub at: Timestamp,
    /// `person`, `system` or `nobody`.
    pub actor: String,
    /// Who, when it was a person.
    pub person: Option<PersonId>,
    /// What happened; an [`crate::event::Event`].
    pub data: serde_json::Value,
}

/// At most so many tickets with higher numbers than this one, by number.
///
/// # Errors
/// When the database does not answer.
pub fn numbered_after(conn: &mut Conn, number: i64, most: i64) -> Result<Vec<Ticket>> {
    Ok(tickets::table
        .filter(tickets::number.gt(number))
        .order(tickets::number)
        .limit(most)
        .select(Ticket::as_select())
        .load(conn)?)
}

/// The whole history of a ticket, oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn recorded(conn: &mut Conn, ticket: TicketId) -> Result<Vec<Recorded>> {
    let rows: Vec<(Timestamp, String, Option<PersonId>, Json)> = events::table
        .filter(events::ticket_id.eq(ticket))
        .order((events::at, events::id))
        .select((events::at, events::actor, events::person_id, events::data))
        .load(conn)?;
    let entry = |(at, actor, person, data): (_, _, _, Json)| Recorded {
        at,
        actor,
        person,
        data: data.0,
    };
    Ok(rows.into_iter().map(entry).collect())
}
