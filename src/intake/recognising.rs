// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a mail is about: one that had come before, a report on a mail of ours, an answer in a ticket, something new; and
//! whether who wrote it may speak there.

use diesel::prelude::*;

use super::reading::Incoming;
use super::{InboundMail, ledger};
use crate::entities;
use crate::ids::{EntityId, PersonId, TicketId};
use crate::people::{self, Person, Viewer};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Kind, outbox};
use crate::schema::messages;
use crate::tickets::{self, Ticket};

/// Tickets that one address opens within an hour and still hears of; more than that is a loop, or somebody's revenge.
const MOST_ANSWERS_AN_HOUR: i64 = 10;
/// Most people who are told because a mail names them.
const MOST_WATCHERS: usize = 10;

/// What a mail is, before anybody looks at who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// We wrote it ourselves.
    Loop,
    /// A provider of certified mail tells what became of a mail of ours.
    Receipt,
    /// A mail server gives back a mail of ours.
    Bounce,
    /// Somebody, or something, says something.
    Letter,
}

/// What the mail itself tells.
pub(super) fn meaning(incoming: &Incoming) -> Meaning {
    match incoming.kind {
        _ if incoming.is_receipt => Meaning::Receipt,
        Kind::Own => Meaning::Loop,
        Kind::Bounce => Meaning::Bounce,
        Kind::Person | Kind::Automatic | Kind::List => Meaning::Letter,
    }
}

/// The mail of which this is a second delivery.
pub(super) fn first_delivery(conn: &mut Conn, incoming: &Incoming) -> Result<Option<InboundMail>> {
    ledger::accepted(conn, &incoming.key)
}

/// The ticket about which we sent the mail that a report is about.
pub(super) fn reported(conn: &mut Conn, incoming: &Incoming) -> Result<Option<Ticket>> {
    for id in &incoming.about {
        if let Some(ticket) = of_a_mail_we_sent(conn, id)? {
            return tickets::survivor(conn, ticket).map(Some);
        }
    }
    Ok(None)
}

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
    for id in &incoming.answers {
        named.extend(match of_a_mail_we_sent(conn, id)? {
            Some(ticket) => Some((ticket, "answers a mail of ours")),
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
    let Some(thread) = outbox::thread_of(conn, message_id)? else {
        return Ok(None);
    };
    let ticket: TicketId = thread.to_string().parse().map_err(Error::unexpected)?;
    found(tickets::find(conn, ticket))
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

/// The body for which somebody writes: the only one they belong to, else the only one of their mail domain.
pub(super) fn entity_of(conn: &mut Conn, writer: &Viewer) -> Result<Option<EntityId>> {
    match writer.entity_ids().as_slice() {
        [only] => return Ok(Some(*only)),
        [] => {}
        _ => return Ok(None),
    }
    match entities::by_domain(conn, writer.person.domain())?.as_slice() {
        [only] if writer.person.is_active() => Ok(Some(only.id)),
        _ => Ok(None),
    }
}

/// Why the writer gets no automatic answer, if so. Strangers get none, so that forged senders cannot be bombed through us.
pub(super) fn silence(conn: &mut Conn, writer: &Viewer, incoming: &Incoming, now: Timestamp) -> Result<Option<String>> {
    if !incoming.may_answer {
        return Ok(Some(incoming.because.to_owned()));
    }
    if !writer.person.is_active() {
        return Ok(Some("the sender was deactivated".to_owned()));
    }
    let known = writer.is_staff() || !writer.memberships.is_empty();
    if !known && entities::by_domain(conn, writer.person.domain())?.is_empty() {
        return Ok(Some("the sender belongs to no member body".to_owned()));
    }
    let hour_ago = now.plus_seconds(-3600);
    if ledger::opened_since(conn, &writer.person.email, hour_ago)? >= MOST_ANSWERS_AN_HOUR {
        return Ok(Some("too many mails of the sender within an hour".to_owned()));
    }
    Ok(None)
}

/// Who else is told, of those whom the mail names: active people of the same body.
pub(super) fn watchers(
    conn: &mut Conn,
    incoming: &Incoming,
    writer: &Person,
    entity: Option<EntityId>,
    now: Timestamp,
) -> Result<Vec<PersonId>> {
    let Some(entity) = entity else { return Ok(Vec::new()) };
    let mut watchers = Vec::new();
    for address in &incoming.recipients {
        let Some(person) = people::by_email(conn, address.address())? else {
            continue;
        };
        if !person.is_active() || person.id == writer.id || watchers.contains(&person.id) {
            continue;
        }
        let bodies = people::memberships_of(conn, person.id, now.rome_date())?;
        if bodies.iter().any(|membership| membership.entity == entity) {
            watchers.push(person.id);
        }
        if watchers.len() == MOST_WATCHERS {
            break;
        }
    }
    Ok(watchers)
}
