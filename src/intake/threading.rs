// SPDX-License-Identifier: AGPL-3.0-or-later
//! Which ticket a letter answers, and whether who wrote it may speak there.

use std::fmt;

use diesel::prelude::*;
use jiff::civil::Date;
use uuid::Uuid;

use super::reading::Incoming;
use super::trace::Trace;
use crate::ids::TicketId;
use crate::people::Viewer;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Authentication, outbox};
use crate::schema::messages;
use crate::tickets::{self, Ticket};

/// Identifiers that are compared with those that providers gave our mails; answers cite the newest first.
const MOST_PROVIDER_IDS: usize = 10;
/// Tickets that share an identifier of somebody else's mail, of which are looked at.
const MOST_WITH_ONE_ID: i64 = 10;

/// Where a letter belongs.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// In a ticket, said by its requester's side.
    With(Ticket, How),
    /// In a ticket, for the staff only: whoever seems to be staff may be forged.
    AmongStaff(Ticket, How),
    /// In a ticket of its own.
    New(&'static str),
}

/// What led to a ticket, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// An address of ours with a key.
    ReplyAddress,
    /// The Message-ID of a mail of ours.
    OurMail,
    /// The Message-ID of a mail that came in.
    EarlierMail,
    /// A key in what is quoted.
    Quoted,
    /// A number in the subject.
    Number,
}

impl How {
    /// Whether only who got a mail of ours can know it.
    pub(super) fn is_secret(self) -> bool {
        matches!(self, Self::ReplyAddress | Self::OurMail | Self::Quoted)
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ReplyAddress => "came to the address of a mail of ours",
            Self::OurMail => "answers a mail of ours",
            Self::EarlierMail => "answers an earlier mail of the ticket",
            Self::Quoted => "quotes a mail of ours",
            Self::Number => "has the ticket's number in its subject",
        })
    }
}

/// Finds the ticket that a letter answers, as far as its writer may speak in it. Knowing a number, an identifier or a key is
/// never enough; and what is said to somebody who may not see the ticket is the same as if there were none.
pub(super) fn place(
    conn: &mut Conn,
    writer: &Viewer,
    incoming: &Incoming,
    trace: &mut Trace,
    on: Date,
) -> Result<Place> {
    let meant = meant(conn, incoming)?;
    if meant.is_empty() {
        return Ok(Place::New("refers to no ticket"));
    }
    if !incoming.sender_is_clear {
        return Ok(Place::New("refers to a ticket, but it is not clear who wrote"));
    }
    if writer.is_staff() && incoming.marks.authentication == Authentication::Failed {
        return Ok(Place::New(
            "refers to a ticket, but it is not clear that the staff wrote",
        ));
    }
    if !writer.person.is_active() {
        return Ok(Place::New("refers to a ticket, but the sender was deactivated"));
    }
    for (ticket, how) in meant {
        let watches = tickets::watchers_of(conn, ticket.id)?.contains(&writer.person.id);
        if !tickets::may_see(writer, &ticket, watches) && !gets_the_answers(conn, writer, &ticket, how, on)? {
            trace.step(format!("{how} (#{}), in which the sender has no part", ticket.number));
            continue;
        }
        trace.step(format!("{how} (#{})", ticket.number));
        if writer.is_staff() && ticket.requester_id != writer.person.id {
            return Ok(Place::AmongStaff(ticket, how));
        }
        return Ok(Place::With(ticket, how));
    }
    Ok(Place::New("refers to a ticket that the sender has no part in"))
}

/// Whether answers to the requester go to who wrote, who shows that they have read one. They may speak in the ticket, and
/// that is all.
fn gets_the_answers(conn: &mut Conn, writer: &Viewer, ticket: &Ticket, how: How, on: Date) -> Result<bool> {
    Ok(how.is_secret() && tickets::is_answered_at(conn, ticket, &writer.person.email, on)?)
}

/// The tickets that a letter may mean, the surest first.
fn meant(conn: &mut Conn, incoming: &Incoming) -> Result<Vec<(Ticket, How)>> {
    let mut named: Vec<(Ticket, How)> = Vec::new();
    let mut add = |tickets: Vec<Ticket>, how| named.extend(tickets.into_iter().map(|ticket| (ticket, how)));
    for key in &incoming.marks.reply_keys {
        add(of_a_key(conn, key)?.into_iter().collect(), How::ReplyAddress);
    }
    for id in &incoming.answers {
        add(of_a_mail_we_sent(conn, id)?.into_iter().collect(), How::OurMail);
    }
    for id in incoming.answers.iter().take(MOST_PROVIDER_IDS) {
        if incoming.certified {
            add(of_a_certified_mail(conn, id)?.into_iter().collect(), How::OurMail);
        }
    }
    for id in &incoming.answers {
        add(of_earlier_mails(conn, id)?, How::EarlierMail);
    }
    for key in &incoming.marks.quoted_keys {
        add(of_a_key(conn, key)?.into_iter().collect(), How::Quoted);
    }
    for number in &incoming.references {
        add(tickets::by_number(conn, *number)?.into_iter().collect(), How::Number);
    }
    let mut meant: Vec<(Ticket, How)> = Vec::new();
    for (ticket, how) in named {
        // Who had a part in a merged ticket need not have one in the ticket where it goes on.
        let ticket = tickets::survivor(conn, ticket)?;
        if !meant.iter().any(|(known, _)| known.id == ticket.id) {
            meant.push((ticket, how));
        }
    }
    Ok(meant)
}

fn of_a_key(conn: &mut Conn, key: &str) -> Result<Option<Ticket>> {
    match outbox::thread_of_key(conn, key)? {
        Some(thread) => found(tickets::find(conn, thread.into())),
        None => Ok(None),
    }
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

/// The tickets with a mail of this identifier, the first one first. Whoever wrote a mail chose its identifier, so several
/// may have it, and one of them be there only to lead answers astray.
fn of_earlier_mails(conn: &mut Conn, message_id: &str) -> Result<Vec<Ticket>> {
    let ids: Vec<TicketId> = messages::table
        .filter(messages::mail_id.eq(message_id).or(messages::letter_id.eq(message_id)))
        .order((messages::created_at, messages::id))
        .limit(MOST_WITH_ONE_ID)
        .select(messages::ticket_id)
        .load(conn)?;
    let mut tickets = Vec::new();
    for id in ids {
        tickets.extend(found(tickets::find(conn, id))?);
    }
    Ok(tickets)
}

fn found(ticket: Result<Ticket>) -> Result<Option<Ticket>> {
    match ticket {
        Ok(ticket) => Ok(Some(ticket)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
