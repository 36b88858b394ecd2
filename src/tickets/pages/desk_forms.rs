// SPDX-License-Identifier: AGPL-3.0-or-later
//! The forms on the page of a ticket: which of them its state allows, and what stands in them.

use serde::Serialize;

use super::choices::{self, Choice, ChoiceGroup};
use super::deciding::ATTRIBUTION;
use super::uploads;
use crate::catalog;
use crate::entities;
use crate::people::{Reader, technicians};
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::Address;
use crate::platform::web::form::{Field, FieldError, Submitted, field};
use crate::platform::web::submissions::FormKey;
use crate::tickets::{Status, Ticket};

/// Which forms the state of the ticket allows.
#[derive(Serialize)]
pub(super) struct Possible {
    take: bool,
    /// It passes on somebody's mail.
    attribute: bool,
    work: bool,
    reply: bool,
    resume: bool,
    reopen: bool,
    restore: bool,
    separate: bool,
}

/// The forms, with what was typed when one of them goes back. Each key makes one form safe to post twice.
#[derive(Serialize)]
pub(super) struct Forms {
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

impl Possible {
    pub(super) fn of(reader: &Reader, ticket: &Ticket, original: Option<&Address>) -> Result<Self> {
        let own = Some(reader.technician()?.person.id);
        let status = ticket.status;
        Ok(Self {
            take: status.is_unfinished() && ticket.assignee_id != own,
            attribute: original.is_some(),
            work: status.is_unfinished(),
            reply: !matches!(status, Status::Rejected | Status::Cancelled | Status::Merged),
            resume: status.is_waiting(),
            reopen: matches!(status, Status::Resolved | Status::Closed),
            restore: status == Status::Rejected,
            separate: status == Status::Merged,
        })
    }

    /// Whether the page has the form with this field.
    pub(super) fn show(&self, field: &str) -> bool {
        match field {
            "note" | uploads::NOTE_FILES => true,
            "reply" | uploads::FILES => self.reply,
            ATTRIBUTION => self.attribute,
            "resumption" => self.resume,
            "reopening" => self.reopen,
            "restoration" => self.restore,
            "separation" => self.separate,
            _ => self.work,
        }
    }
}

/// What was typed into a form that the ticket, changed in the meantime, does not show any more.
pub(super) fn without_its_form(form: &Submitted, errors: &[FieldError]) -> Option<String> {
    let texts = ["reply", "resolution", "question", "third_party", "reason"];
    let gone = errors
        .iter()
        .find(|error| !error.is_shown && texts.contains(&error.field.as_str()))?;
    Some(form.value(&gone.field).to_owned()).filter(|typed| !typed.is_empty())
}

impl Forms {
    pub(super) fn of(
        conn: &mut Conn,
        reader: &Reader,
        ticket: &Ticket,
        form: &Submitted,
        errors: &[FieldError],
    ) -> Result<Self> {
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
        let staff = technicians(conn)?.into_iter();
        let staff = staff.map(|person| Choice::new(person.id, person.name, &assignee));
        let bodies = entities::names(conn)?.into_iter();
        let bodies = bodies.map(|(id, name)| Choice::new(id, name, &entity));
        let is_note = !form.value("note_key").is_empty();
        let files_field = if is_note { uploads::NOTE_FILES } else { uploads::FILES };
        let files_error = uploads::message(reader, form, errors, files_field);
        let key = || FormKey::random().to_string();
        Ok(Self {
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
            assignees: blank("ticket-nobody", &assignee).into_iter().chain(staff).collect(),
            level: typed("level"),
            levels: choices::priorities(reader, &level),
            service: typed("service"),
            no_service: blank("request-service-unknown", &service),
            services: choices::services(&catalog::tree(conn, reader.locale)?, &service),
            entity: typed("entity"),
            entities: blank("request-entity-unknown", &entity)
                .into_iter()
                .chain(bodies)
                .collect(),
            note_files_error: files_error.clone().filter(|_| is_note),
            files_error: files_error.filter(|_| !is_note),
        })
    }
}
