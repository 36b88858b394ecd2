// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/desk/tickets/{number}`: a ticket as a technician works on it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::choices::{self, Choice, ChoiceGroup};
use super::entries::{HistoryLine, MessageLine};
use super::outgoing::Outgoing;
use super::request::{entity_name, service_name, visible_number};
use super::{links, uploads, words};
use crate::catalog;
use crate::entities;
use crate::people::{Person, Reader, View, team, technicians};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Refusal, Result};
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Field, FieldError, Submitted, field, refusal_text};
use crate::platform::web::submissions::FormKey;
use crate::tickets::{Status, Ticket, conversation, history, survivor, visible_to, watchers_of};

/// What a handler of the desk answers.
pub(super) type Answer = std::result::Result<HttpResponse, Failure>;

#[derive(Serialize)]
struct DeskTicketPage {
    errors: Vec<FieldError>,
    number: i64,
    action: String,
    subject: String,
    version: i64,
    status: &'static str,
    priority: &'static str,
    channel: &'static str,
    confidential: bool,
    routing: Option<String>,
    requester: Contact,
    watchers: Vec<Contact>,
    entity: Option<String>,
    service: Option<String>,
    team: Option<String>,
    assignee: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
    on_hold_until: Option<Timestamp>,
    reopened_count: i32,
    follow_up_of: Option<i64>,
    merged_into: Option<i64>,
    merged_url: Option<String>,
    may: Possible,
    kept: Option<String>,
    messages: Vec<MessageLine>,
    history: Vec<HistoryLine>,
    outgoing: Outgoing,
    forms: Forms,
}

#[derive(Serialize)]
struct Contact {
    name: String,
    email: String,
}

/// Which forms the state of the ticket allows.
#[derive(Serialize)]
struct Possible {
    take: bool,
    work: bool,
    reply: bool,
    resume: bool,
    reopen: bool,
    restore: bool,
    separate: bool,
}

/// The forms, with what was typed when one of them goes back. Each key makes one form safe to post twice.
#[derive(Serialize)]
struct Forms {
    reply: Field,
    reply_key: String,
    note: Field,
    note_key: String,
    question: Field,
    question_key: String,
    third_party: Field,
    third_party_key: String,
    until: Field,
    resolution: Field,
    reason: Field,
    into: Field,
    assignee: Field,
    assignees: Vec<Choice>,
    level: Field,
    levels: Vec<Choice>,
    service: Field,
    no_service: Vec<Choice>,
    services: Vec<ChoiceGroup>,
    entity: Field,
    entities: Vec<Choice>,
    files_error: Option<String>,
    note_files_error: Option<String>,
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
    let view = View::new("tickets/desk_ticket", format!("#{} {}", page.number, page.subject))
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
    let team = ticket.team_id.map(|id| team(conn, id)).transpose()?;
    let team = team.map(|team| team.name(reader.locale).to_owned());
    let reason = ticket.routing_reason();
    let assignee = ticket.assignee_id.map(|id| crate::people::find(conn, id)).transpose()?;
    let mut watchers = Vec::new();
    for person in watchers_of(conn, ticket.id)? {
        watchers.push(Contact::of(crate::people::find(conn, person)?));
    }
    let merged_into = if ticket.merged_into.is_some() {
        let goes_on = survivor(conn, ticket.clone())?.id;
        visible_number(conn, viewer, Some(goes_on))?
    } else {
        None
    };
    let may = possible(reader, &ticket)?;
    for error in &mut errors {
        error.is_shown = may.show(&error.field);
    }
    let happened = history(conn, viewer, &ticket, reader.locale)?;
    let messages = conversation(conn, viewer, &ticket)?;
    Ok(DeskTicketPage {
        forms: forms(conn, reader, &ticket, form, &errors)?,
        outgoing: Outgoing::of(conn, reader, &ticket)?,
        kept: without_its_form(form, &errors),
        may,
        errors,
        action: links::desk_ticket(ticket.number),
        status: ticket.status.as_str(),
        priority: ticket.priority.as_str(),
        channel: ticket.channel.as_str(),
        routing: reason.map(|reason| words::routing(reader, &reason, team.as_deref())),
        requester: Contact::of(crate::people::find(conn, ticket.requester_id)?),
        watchers,
        entity: entity_name(conn, &ticket)?,
        service: service_name(conn, reader, &ticket)?,
        team,
        assignee: assignee.map(|person| person.name),
        follow_up_of: visible_number(conn, viewer, ticket.follow_up_of)?,
        merged_into,
        merged_url: merged_into.map(links::desk_ticket),
        messages: messages
            .into_iter()
            .map(|message| MessageLine::new(message, reader))
            .collect(),
        history: happened
            .iter()
            .rev()
            .map(|entry| HistoryLine::new(entry, reader))
            .collect(),
        number: ticket.number,
        subject: ticket.subject,
        version: ticket.version,
        confidential: ticket.confidential,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        on_hold_until: ticket.on_hold_until,
        reopened_count: ticket.reopened_count,
    })
}

impl Contact {
    fn of(person: Person) -> Self {
        Self {
            name: person.name,
            email: person.email,
        }
    }
}

fn possible(reader: &Reader, ticket: &Ticket) -> Result<Possible> {
    let own = Some(reader.technician()?.person.id);
    let status = ticket.status;
    Ok(Possible {
        take: status.is_unfinished() && ticket.assignee_id != own,
        work: status.is_unfinished(),
        reply: !matches!(status, Status::Rejected | Status::Cancelled | Status::Merged),
        resume: status.is_waiting(),
        reopen: matches!(status, Status::Resolved | Status::Closed),
        restore: status == Status::Rejected,
        separate: status == Status::Merged,
    })
}

impl Possible {
    /// Whether the page has the form with this field.
    fn show(&self, field: &str) -> bool {
        match field {
            "note" | uploads::NOTE_FILES => true,
            "reply" | uploads::FILES => self.reply,
            "resumption" => self.resume,
            "reopening" => self.reopen,
            "restoration" => self.restore,
            "separation" => self.separate,
            _ => self.work,
        }
    }
}

/// What was typed into a form that the ticket, changed in the meantime, does not show any more.
fn without_its_form(form: &Submitted, errors: &[FieldError]) -> Option<String> {
    let texts = ["reply", "resolution", "question", "third_party", "reason"];
    let gone = errors
        .iter()
        .find(|error| !error.is_shown && texts.contains(&error.field.as_str()))?;
    Some(form.value(&gone.field).to_owned()).filter(|typed| !typed.is_empty())
}

fn forms(conn: &mut Conn, reader: &Reader, ticket: &Ticket, form: &Submitted, errors: &[FieldError]) -> Result<Forms> {
    let typed = |name| field(name, form, errors);
    let code = ticket.service_id.map(|id| catalog::service(conn, id)).transpose()?;
    let now = |name, stored: String| match form.value(name) {
        "" => stored,
        typed => typed.to_owned(),
    };
    let assignee = now(
        "assignee",
        ticket.assignee_id.map(|id| id.to_string()).unwrap_or_default(),
    );
    let service = now("service", code.map(|service| service.code).unwrap_or_default());
    let entity = now("entity", ticket.entity_id.map(|id| id.to_string()).unwrap_or_default());
    let level = now("level", ticket.priority.to_string());
    let blank = |key, chosen: &str| vec![Choice::new("", reader.text(key), chosen)];
    let mut assignees = blank("ticket-nobody", &assignee);
    assignees.extend(
        technicians(conn)?
            .into_iter()
            .map(|person| Choice::new(person.id, person.name, &assignee)),
    );
    let mut entities = blank("request-entity-unknown", &entity);
    entities.extend(
        entities::names(conn)?
            .into_iter()
            .map(|(id, name)| Choice::new(id, name, &entity)),
    );
    let is_note = !form.value("note_key").is_empty();
    let files_field = if is_note { uploads::NOTE_FILES } else { uploads::FILES };
    let files_error = uploads::message(reader, form, errors, files_field);
    let key = || FormKey::random().to_string();
    Ok(Forms {
        reply: typed("reply"),
        reply_key: key(),
        note: typed("note"),
        note_key: key(),
        question: typed("question"),
        question_key: key(),
        third_party: typed("third_party"),
        third_party_key: key(),
        until: typed("until"),
        resolution: typed("resolution"),
        reason: typed("reason"),
        into: typed("into"),
        assignee: typed("assignee"),
        assignees,
        level: typed("level"),
        levels: choices::priorities(reader, &level),
        service: typed("service"),
        no_service: blank("request-service-unknown", &service),
        services: choices::services(&catalog::tree(conn, reader.locale)?, &service),
        entity: typed("entity"),
        entities,
        note_files_error: files_error.clone().filter(|_| is_note),
        files_error: files_error.filter(|_| !is_note),
    })
}
