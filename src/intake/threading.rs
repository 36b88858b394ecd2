// SPDX-License-Identifier: AGPL-3.0-or-later
//! Which ticket a letter answers, and whether who wrote it may speak there.

use diesel::prelude::*;
use uuid::Uuid;

use super::reading::Incoming;
use crate::ids::TicketId;
use crate::people::Viewer;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::outbox;
use crate::schema::messages;
use crate::tickets::{self, Ticket};

/// Identifiers that are compared with those that providers gave our mails; answers cite the newest first.
const MOST_PROVIDER_IDS: usize = 10;

/// Where a letter belongs.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// In a ticket, said by its requester's side.
    With(Ticket, &'static str),
    /// In a ticket, for the staff only: whoever seems to be staff may be forged.
    AmongStaff(Ticket, &'static str),
    /// In a ticket of its own.
    New(&'static str),
}

/// Finds the ticket that a letter answers, as far as its writer may speak in it. Knowing a number or an identifier is
/// never enough; and what is said to somebody who may not see the ticket is the same as if there were none.
pub(super) fn place(conn: &mut Conn, writer: &Viewer, incoming: &Incoming) -> Result<Place> {
    let meant = meant(conn, incoming)?;
    if meant.is_empty() {
        return Ok(Place::New("refers to no ticket"));
    }
    if !incoming.sender_is_clear {
        return Ok(Place::New("refers to a ticket, but names more than one sender"));
    }
    if !writer.person.is_active() {
        return Ok(Place::New("refers to a ticket, but the sender was deactivated"));
    }
    for (ticket, how) in meant {
        let watches = tickets::watchers_of(conn, ticket.id)?.contains(&writer.person.id);
        if !tickets::may_see(writer, &ticket, watches) {
            continue;
        }
        if writer.is_staff() && ticket.requester_id != writer.person.id {
            return Ok(Place::AmongStaff(ticket, how));
        }
        return Ok(Place::With(ticket, how));
    }
    Ok(Place::New("refers to a ticket that the sender has no part in"))
}

/// The tickets that a letter may mean, the surest first.
fn meant(conn: &mut Conn, incoming: &Incoming) -> Result<Vec<(Ticket, &'static str)>> {
    let mut named: Vec<(Ticket, &'static str)> = Vec::new();
    for (at, id) in incoming.answers.iter().enumerate() {
        let certified = incoming.certified && at < MOST_PROVIDER_IDS;
        named.extend(match of_a_mail_we_sent(conn, id)? {
            Some(ticket) => Some((ticket, "answers a mail of ours")),
            None if certified && let Some(ticket) = of_a_certified_mail(conn, id)? => {
                Some((ticket, "answers a certified mail of ours"))
            }
            None => of_an_earlier_mail(conn, id)?.map(|ticket| (ticket, "answers an earlier mail of the ticket")),
        });
    }
    if let Some(number) = incoming.reference {
        let found = tickets::by_number(conn, number)?;
        named.extend(found.map(|ticket| (ticket, "has the ticket's number in its subject")));
    }
    let mut meant: Vec<(Ticket, &'static str)> = Vec::new();
    for (ticket, how) in named {
        // Who had a part in a merged ticket need not have one in the ticket where it goes on.
        let ticket = tickets::survivor(conn, ticket)?;
        if !meant.iter().any(|(known, _)| known.id == ticket.id) {
            meant.push((ticket, how));
        }
    }
    Ok(meant)
}

fn of_a_mail_we_sent(conn: &mut Conn, message_id: &str) -> Result<Option<Ticket>> {
    match outbox::thread_of(conn, message_id)? {
        Some(thread) => found(tickets::find(conn, thread.into())),
        None => Ok(None),
    }
}

/// The ticket of a certified mail of ours, by the identifier of its provider: the answers to it cite that one.
fn of_a_certified_mail(conn: &mut Conn, id: &str) -> Result<Option<Ticket>> {
    match outbox::thread_of_provider_id(conn, id)? {
        Some(thread) => found(tickets::find(conn, thread.into())),
        None => Ok(None),
    }
}

/// The ticket in which a conversation goes on; `None` when it is none.
pub(super) fn ticket_of(conn: &mut Conn, thread: Uuid) -> Result<Option<TicketId>> {
    match found(tickets::find(conn, thread.into()))? {
        Some(ticket) => Ok(Some(tickets::survivor(conn, ticket)?.id)),
        None => Ok(None),
    }
}

fn of_an_earlier_mail(conn: &mut Conn, message_id: &str) -> Result<Option<Ticket>> {
    let ticket: Option<TicketId> = messages::table
        .filter(messages::mail_id.eq(message_id))
        .order((messages::created_at, messages::id))
        .select(messages::ticket_id)
        .first(conn)
        .optional()?;
    match ticket {
        Some(ticket) => found(tickets::find(conn, ticket)),
        None => Ok(None),
    }
}

fn found(ticket: Result<Ticket>) -> Result<Option<Ticket>> {
    match ticket {
        Ok(ticket) => Ok(Some(ticket)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
