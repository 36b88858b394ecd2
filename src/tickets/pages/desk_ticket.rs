// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/desk/tickets/{number}`: a ticket as a technician works on it.

use actix_web::{HttpResponse, web};
use jiff::civil::Date;
use serde::Serialize;

use super::desk_forms::{Forms, Possible, without_its_form};
use super::entries::{HistoryLine, MessageLine};
use super::outgoing::Outgoing;
use super::request::{entity_name, service_name, visible_number};
use super::{links, words};
use crate::ids::PersonId;
use crate::people::{Reader, View, Viewer, find as person, mail_failure, team};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Refusal, Result};
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{FieldError, Submitted, refusal_text};
use crate::tickets::{Ticket, answers_go_to, conversation, forwarded_from, history, survivor, visible_to, watchers_of};

/// What a handler of the desk answers.
pub(super) type Answer = std::result::Result<HttpResponse, Failure>;

#[derive(Serialize)]
struct DeskTicketPage {
    errors: Vec<FieldError>,
    action: String,
    #[serde(flatten)]
    facts: Facts,
    #[serde(flatten)]
    people: People,
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    relatives: Relatives,
    may: Possible,
    /// Whose mail it passes on.
    original: Option<String>,
    kept: Option<String>,
    messages: Vec<MessageLine>,
    history: Vec<HistoryLine>,
    outgoing: Outgoing,
    forms: Forms,
}

/// What the ticket says about itself.
#[derive(Serialize)]
struct Facts {
    number: i64,
    subject: String,
    version: i64,
    status: &'static str,
    priority: &'static str,
    channel: &'static str,
    confidential: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    on_hold_until: Option<Timestamp>,
    reopened_count: i32,
}

/// Whom it concerns.
#[derive(Serialize)]
struct People {
    requester: Contact,
    /// Where the requester's answers go.
    answers_go_to: String,
    /// Where else the requester asked for them.
    answers_wanted: Option<String>,
    watchers: Vec<Contact>,
    assignee: Option<String>,
}

/// Where it belongs, and why.
#[derive(Serialize)]
struct Place {
    entity: Option<String>,
    service: Option<String>,
    team: Option<String>,
    routing: Option<String>,
}

/// Other tickets that it continues or goes on in, as far as the reader may see them.
#[derive(Serialize)]
struct Relatives {
    follow_up_of: Option<i64>,
    merged_into: Option<i64>,
    merged_url: Option<String>,
}

#[derive(Serialize)]
struct Contact {
    name: String,
    email: String,
    /// Since when mail does not reach them, and what the server says.
    failing_since: Option<Timestamp>,
    failure: Option<String>,
}

/// Shows a ticket.
///
/// # Errors
/// `NotFound` when there is none or the reader may not see it.
pub async fn show(reader: Reader, number: web::Path<i64>) -> Answer {
    answer(&reader, *number, Submitted::default(), Vec::new()).await
}

/// Shows the ticket again after a rule said no, with everything that was typed.
pub(super) async fn refused(
    reader: &Reader,
    number: i64,
    form: Submitted,
    name: &'static str,
    refusal: &Refusal,
) -> Answer {
    let error = FieldError::new(name, refusal_text(reader.locale, refusal));
    answer(reader, number, form, vec![error]).await
}

/// Shows the ticket with a form that has mistakes, or without any.
pub(super) async fn answer(reader: &Reader, number: i64, form: Submitted, errors: Vec<FieldError>) -> Answer {
    reader.technician()?;
    let has_mistakes = !errors.is_empty();
    let page = reader
        .read(move |conn, reader| {
            let viewer = reader.technician()?;
            let ticket = visible_to(conn, viewer, number)?;
            load(conn, reader, ticket, &form, errors)
        })
        .await?;
    let title = format!("#{} {}", page.facts.number, page.facts.subject);
    let view = View::new("tickets/desk_ticket", title)
        .section("desk")
        .crumb(reader.text("queue-title"), "/desk");
    reader.page(if has_mistakes { view.with_mistakes() } else { view }, &page)
}

fn load(
    conn: &mut Conn,
    reader: &Reader,
    ticket: Ticket,
    form: &Submitted,
    mut errors: Vec<FieldError>,
) -> Result<DeskTicketPage> {
    let viewer = reader.technician()?;
    let original = forwarded_from(conn, &reader.ctx.blobs, &ticket, reader.now().rome_date())?;
    let may = Possible::of(reader, &ticket, original.as_ref())?;
    for error in &mut errors {
        error.is_shown = may.show(&error.field);
    }
    let happened = history(conn, viewer, &ticket, reader.locale)?;
    let messages = conversation(conn, viewer, &ticket)?;
    Ok(DeskTicketPage {
        forms: Forms::of(conn, reader, &ticket, form, &errors)?,
        outgoing: Outgoing::of(conn, reader, &ticket)?,
        kept: without_its_form(form, &errors),
        may,
        original: original.map(|original| original.address().to_owned()),
        errors,
        action: links::desk_ticket(ticket.number),
        people: People::of(conn, &ticket, reader.now().rome_date())?,
        place: Place::of(conn, reader, &ticket)?,
        relatives: Relatives::of(conn, viewer, &ticket)?,
        messages: messages
            .into_iter()
            .map(|message| MessageLine::new(message, reader))
            .collect(),
        history: happened
            .iter()
            .rev()
            .map(|entry| HistoryLine::new(entry, reader))
            .collect(),
        facts: Facts::of(ticket),
    })
}

impl Facts {
    fn of(ticket: Ticket) -> Self {
        Self {
            number: ticket.number,
            subject: ticket.subject,
            version: ticket.version,
            status: ticket.status.as_str(),
            priority: ticket.priority.as_str(),
            channel: ticket.channel.as_str(),
            confidential: ticket.confidential,
            created_at: ticket.created_at,
            updated_at: ticket.updated_at,
            on_hold_until: ticket.on_hold_until,
            reopened_count: ticket.reopened_count,
        }
    }
}

impl People {
    fn of(conn: &mut Conn, ticket: &Ticket, on: Date) -> Result<Self> {
        let assignee = ticket.assignee_id.map(|id| person(conn, id)).transpose()?;
        let watchers = watchers_of(conn, ticket.id)?;
        let watchers = watchers.into_iter().map(|watcher| Contact::of(conn, watcher));
        let watchers = watchers.collect::<Result<_>>()?;
        let requester = Contact::of(conn, ticket.requester_id)?;
        let there = answers_go_to(conn, ticket, on)?;
        let answers_go_to = there.map_or_else(|| requester.email.clone(), |there| there.address().to_owned());
        let wanted = ticket.reply_to.clone();
        Ok(Self {
            watchers,
            answers_wanted: wanted.filter(|wanted| *wanted != answers_go_to),
            answers_go_to,
            requester,
            assignee: assignee.map(|person| person.name),
        })
    }
}

impl Contact {
    fn of(conn: &mut Conn, id: PersonId) -> Result<Self> {
        let (person, failure) = (person(conn, id)?, mail_failure(conn, id)?);
        Ok(Self {
            name: person.name,
            email: person.email,
            failing_since: failure.as_ref().map(|failure| failure.since),
            failure: failure.map(|failure| failure.said),
        })
    }
}

impl Place {
    fn of(conn: &mut Conn, reader: &Reader, ticket: &Ticket) -> Result<Self> {
        let team = ticket.team_id.map(|id| team(conn, id)).transpose()?;
        let team = team.map(|team| team.name(reader.locale).to_owned());
        let reason = ticket.routing_reason();
        Ok(Self {
            entity: entity_name(conn, ticket)?,
            service: service_name(conn, reader, ticket)?,
            routing: reason.map(|reason| words::routing(reader, &reason, team.as_deref())),
            team,
        })
    }
}

impl Relatives {
    fn of(conn: &mut Conn, viewer: &Viewer, ticket: &Ticket) -> Result<Self> {
        let goes_on = match ticket.merged_into {
            Some(_) => Some(survivor(conn, ticket.clone())?.id),
            None => None,
        };
        let merged_into = visible_number(conn, viewer, goes_on)?;
        Ok(Self {
            follow_up_of: visible_number(conn, viewer, ticket.follow_up_of)?,
            merged_into,
            merged_url: merged_into.map(links::desk_ticket),
        })
    }
}
