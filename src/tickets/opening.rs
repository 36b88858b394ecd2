// SPDX-License-Identifier: AGPL-3.0-or-later
//! Opening a ticket, and sending it on its way.

use diesel::prelude::*;

use super::MailView;
use super::changing::{lock, save};
use super::writing::{Entry, write};
use super::{Channel, MessageKind, NewFile, Priority, Status, find, watch};
use crate::catalog;
use crate::event::{Event, RoutingReason};
use crate::ids::{EntityId, MessageId, PersonId, ServiceId, TeamId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::next_in_series;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::Result;
use crate::platform::text;
use crate::schema::tickets;
use crate::tx::Tx;

/// Longer subjects are cut: a line of a list has no room for more.
const LONGEST_SUBJECT: usize = 200;

/// Stands where nobody wrote a subject.
const NO_SUBJECT: &str = "(senza oggetto)";

/// Everything a new ticket begins with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Who asks.
    pub requester: PersonId,
    /// For which body, when that is known.
    pub entity: Option<EntityId>,
    /// One line; "(senza oggetto)" is put where it is empty.
    pub subject: String,
    /// What was written.
    pub body: String,
    /// What the requester chose.
    pub service: Option<ServiceId>,
    /// How urgent.
    pub priority: Priority,
    /// How it came.
    pub channel: Channel,
    /// Name of the mailbox it came to.
    pub mailbox: Option<String>,
    /// Message-ID of the mail, without brackets.
    pub mail_id: Option<String>,
    /// Whether the requester may get an automatic answer.
    pub may_answer: bool,
    /// How a mail is shown; empty for what was typed into a form.
    pub view: MailView,
    /// Files, on disk already.
    pub files: Vec<NewFile>,
    /// Who else is told.
    pub watchers: Vec<PersonId>,
    /// The closed ticket that it goes on from.
    pub follow_up_of: Option<TicketId>,
}

/// A ticket that was opened just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// Its first message.
    pub message: MessageId,
}

/// Opens a ticket with its first message. Where it goes follows from the event.
///
/// # Errors
/// When a row cannot be written.
pub fn open(tx: &mut Tx<'_>, opening: Opening) -> Result<Opened> {
    let (id, number) = insert(tx, &opening)?;
    let author = tx.person().unwrap_or(opening.requester);
    let first = Entry {
        ticket: id,
        kind: MessageKind::Public,
        author: Some(author),
        // Only the staff opens a ticket for somebody else, as on the telephone.
        from_staff: author != opening.requester,
        channel: opening.channel,
        body: opening.body,
        mail_id: opening.mail_id,
        view: opening.view,
        files: opening.files,
    };
    let message = write(tx, first)?;
    tx.record(Event::TicketOpened {
        ticket: id,
        message,
        service: opening.service,
        mailbox: opening.mailbox,
        may_answer: opening.may_answer,
    })?;
    if let Some(old) = opening.follow_up_of {
        tx.record(Event::TicketFollowedUp { ticket: old, by: id })?;
    }
    for person in opening.watchers {
        watch(tx, id, person)?;
    }
    Ok(Opened { id, number, message })
}

/// Sends a ticket to a service and its team, or to triage when nothing tells, with the reason. A confidential service makes
/// the ticket confidential.
///
/// # Errors
/// When a row cannot be written.
pub fn route(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    service: Option<ServiceId>,
    team: Option<TeamId>,
    reason: RoutingReason,
) -> Result<()> {
    let mut changed = lock(tx, ticket)?;
    if let Some(service) = service {
        changed.confidential |= catalog::service(tx.conn(), service)?.confidential;
    }
    changed.service_id = service;
    changed.team_id = team;
    changed.routing = Some(Json::of(&reason)?);
    save(tx, &changed)?;
    tx.record(Event::TicketRouted {
        ticket,
        service,
        team,
        reason,
    })
}

/// Writes the row of a new ticket; what goes on from a confidential ticket is confidential too.
fn insert(tx: &mut Tx<'_>, opening: &Opening) -> Result<(TicketId, i64)> {
    let confidential = match opening.follow_up_of {
        Some(old) => find(tx.conn(), old)?.confidential,
        None => false,
    };
    let number = next_in_series(tx.conn(), "ticket")?;
    let written = text::one_line(&opening.subject, LONGEST_SUBJECT);
    let subject = if written.is_empty() { NO_SUBJECT } else { &written };
    let row = TicketRow {
        id: TicketId::new(),
        number,
        subject,
        subject_folded: text::fold(subject),
        entity_id: opening.entity,
        requester_id: opening.requester,
        status: Status::New,
        priority: opening.priority,
        channel: opening.channel,
        confidential,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
        reopened_count: 0,
        follow_up_of: opening.follow_up_of,
        mailbox: opening.mailbox.as_deref(),
    };
    diesel::insert_into(tickets::table).values(&row).execute(tx.conn())?;
    Ok((row.id, number))
}

#[derive(Insertable)]
#[diesel(table_name = tickets, treat_none_as_default_value = false)]
struct TicketRow<'a> {
    id: TicketId,
    number: i64,
    subject: &'a str,
    subject_folded: String,
    entity_id: Option<EntityId>,
    requester_id: PersonId,
    status: Status,
    priority: Priority,
    channel: Channel,
    confidential: bool,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    reopened_count: i32,
    follow_up_of: Option<TicketId>,
    mailbox: Option<&'a str>,
}
