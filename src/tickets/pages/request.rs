// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/requests/{number}`: a request as its people read it, and what they can do with it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::entries::{HistoryLine, MessageLine};
use super::{links, uploads};
use crate::catalog;
use crate::entities;
use crate::people::{Reader, View, Viewer};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::web::cookies::Flash;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Checker, Field, FieldError, Submitted, field};
use crate::tickets::{
    self, Channel, MessageKind, NewMessage, Status, Ticket, answers_go_to, conversation, history, reply_as_requester,
    survivor, visible_to, watchers_of,
};

type Answer = std::result::Result<HttpResponse, Failure>;

#[derive(Serialize)]
struct RequestPage {
    errors: Vec<FieldError>,
    number: i64,
    subject: String,
    status: &'static str,
    state_key: String,
    next_key: String,
    entity: Option<String>,
    service: Option<String>,
    requester: String,
    /// Where the answers go instead of to the requester's own address.
    answers_go_to: Option<String>,
    is_own: bool,
    confidential: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    on_hold_until: Option<Timestamp>,
    follow_up_of: Option<i64>,
    may_write: bool,
    is_over: bool,
    may_reopen: bool,
    may_cancel: bool,
    messages: Vec<MessageLine>,
    history: Vec<HistoryLine>,
    reply: Field,
    files_error: Option<String>,
}

/// What came of looking for a request.
enum Found {
    Here(Box<RequestPage>),
    /// It goes on there.
    Elsewhere(String),
}

/// Shows a request. One that was merged leads to where it goes on; a technician who is none of its people, to the desk.
///
/// # Errors
/// `NotFound` when there is none or the reader may not see it.
pub async fn show(reader: Reader, number: web::Path<i64>) -> Answer {
    let number = *number;
    match reader.read(move |conn, reader| load(conn, reader, number)).await? {
        Found::Elsewhere(location) => Ok(reader.redirect(&location)),
        Found::Here(page) => reader.page(view(&reader, &page), &page),
    }
}

/// Adds an answer of the requester's side.
///
/// # Errors
/// `NotFound` as for the page; what is wrong with the form goes back with what was typed.
pub async fn answer(reader: Reader, number: web::Path<i64>, mut form: Submitted) -> Answer {
    let number = *number;
    reader.read(move |conn, reader| ours(conn, reader, number)).await?;
    let mut checker = Checker::new(&form, reader.locale);
    let body = checker.paragraphs("reply", reader.ctx.config.storage.max_body);
    uploads::check(&mut checker, &reader, uploads::FILES);
    if !checker.is_fine() {
        let errors = checker.errors;
        return again(&reader, number, &form, errors).await;
    }
    let key = form.key()?;
    let files = uploads::store(&reader, std::mem::take(&mut form.uploads)).await?;
    let location = reader
        .write_once(key, move |tx, reader| {
            let ticket = ours(tx.conn(), reader, number)?;
            let joined = reply_as_requester(tx, ticket.id, from_the_web(body, files))?;
            Ok(links::request(joined.number))
        })
        .await?;
    let flash = if location == links::request(number) {
        Flash::success("flash-reply-sent").about(number)
    } else {
        let other = location.rsplit('/').next().and_then(|other| other.parse().ok());
        Flash::success("flash-reply-went-on").about(other.unwrap_or(number))
    };
    Ok(reader.redirect_with(&location, &flash))
}

/// Reopens what was not solved after all.
///
/// # Errors
/// `NotFound` as for the page; refused when it is too late.
pub async fn reopen(reader: Reader, number: web::Path<i64>, _form: Submitted) -> Answer {
    let number = *number;
    reader
        .write(move |tx, reader| {
            let ticket = ours(tx.conn(), reader, number)?;
            tickets::reopen(tx, ticket.id)
        })
        .await?;
    let flash = Flash::success("flash-request-reopened").about(number);
    Ok(reader.redirect_with(&links::request(number), &flash))
}

/// Takes back what nobody has answered yet.
///
/// # Errors
/// `NotFound` as for the page; refused when it is too late.
pub async fn cancel(reader: Reader, number: web::Path<i64>, _form: Submitted) -> Answer {
    let number = *number;
    reader
        .write(move |tx, reader| {
            let ticket = ours(tx.conn(), reader, number)?;
            tickets::cancel(tx, ticket.id)
        })
        .await?;
    let flash = Flash::success("flash-request-cancelled").about(number);
    Ok(reader.redirect_with(&links::request(number), &flash))
}

/// A message written in a form.
pub(super) fn from_the_web(body: String, files: Vec<tickets::NewFile>) -> NewMessage {
    NewMessage {
        view: crate::tickets::MailView::default(),
        body,
        channel: Channel::Web,
        mail_id: None,
        files,
        may_answer: true,
        by_person: true,
    }
}

/// The request, when the reader is one of its people: requester, watcher, or contact of the body.
fn ours(conn: &mut Conn, reader: &Reader, number: i64) -> Result<Ticket> {
    let viewer = reader.signed_in()?;
    let ticket = visible_to(conn, viewer, number)?;
    if is_one_of_its_people(conn, viewer, &ticket)? {
        Ok(ticket)
    } else {
        Err(Error::NotFound)
    }
}

fn is_one_of_its_people(conn: &mut Conn, viewer: &Viewer, ticket: &Ticket) -> Result<bool> {
    let person = viewer.person.id;
    let speaks_for = ticket.entity_id.is_some_and(|entity| viewer.is_contact_of(entity));
    Ok(ticket.requester_id == person
        || (speaks_for && !ticket.confidential)
        || watchers_of(conn, ticket.id)?.contains(&person))
}

fn load(conn: &mut Conn, reader: &Reader, number: i64) -> Result<Found> {
    let viewer = reader.signed_in()?;
    let ticket = visible_to(conn, viewer, number)?;
    if ticket.merged_into.is_some() {
        let goes_on = survivor(conn, ticket)?;
        let seen = visible_to(conn, viewer, goes_on.number)?;
        return Ok(Found::Elsewhere(links::request(seen.number)));
    }
    let may_write = is_one_of_its_people(conn, viewer, &ticket)?;
    if viewer.is_technician() && !may_write {
        return Ok(Found::Elsewhere(links::desk_ticket(number)));
    }
    let page = compose(conn, reader, viewer, ticket, may_write)?;
    Ok(Found::Here(Box::new(page)))
}

fn compose(conn: &mut Conn, reader: &Reader, viewer: &Viewer, ticket: Ticket, may_write: bool) -> Result<RequestPage> {
    let state = ticket.status.as_str().replace('_', "-");
    let messages = conversation(conn, viewer, &ticket)?;
    let happened = history(conn, viewer, &ticket, reader.locale)?;
    let requester = crate::people::find(conn, ticket.requester_id)?;
    let answers = answers_go_to(conn, &ticket, reader.now().rome_date())?;
    let is_own = ticket.requester_id == viewer.person.id;
    Ok(RequestPage {
        errors: Vec::new(),
        status: ticket.status.as_str(),
        state_key: format!("request-state-{state}"),
        next_key: format!("request-next-{state}"),
        entity: entity_name(conn, &ticket)?,
        service: service_name(conn, reader, &ticket)?,
        answers_go_to: answers.map(|there| there.address().to_owned()),
        requester: requester.name,
        is_own,
        follow_up_of: visible_number(conn, viewer, ticket.follow_up_of)?,
        may_write: may_write && !matches!(ticket.status, Status::Merged),
        is_over: !ticket.status.is_unfinished(),
        may_reopen: may_write && may_reopen(reader, &ticket),
        may_cancel: is_own && ticket.status == Status::New && ticket.first_reply_at.is_none(),
        messages: messages
            .into_iter()
            // Staff may read notes, but not on the page that is the requester's.
            .filter(|message| message.kind != MessageKind::Note)
            .map(|message| MessageLine::new(message, reader))
            .collect(),
        history: happened
            .iter()
            .filter(|entry| entry.is_change_of_state())
            .map(|entry| HistoryLine::new(entry, reader))
            .collect(),
        reply: Field::empty("reply"),
        files_error: None,
        number: ticket.number,
        subject: ticket.subject,
        confidential: ticket.confidential,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        on_hold_until: ticket.on_hold_until,
    })
}

fn may_reopen(reader: &Reader, ticket: &Ticket) -> bool {
    let days = i64::from(reader.ctx.config.tickets.reopen_days);
    match ticket.status {
        Status::Resolved => true,
        Status::Closed => ticket
            .closed_at
            .is_some_and(|closed| reader.now() <= closed.plus_days(days)),
        _ => false,
    }
}

/// The name of the body, when it is known.
pub(super) fn entity_name(conn: &mut Conn, ticket: &Ticket) -> Result<Option<String>> {
    let entity = ticket.entity_id.map(|id| entities::find(conn, id)).transpose()?;
    Ok(entity.map(|entity| entity.public_name()))
}

/// The name of the service, when it is known.
pub(super) fn service_name(conn: &mut Conn, reader: &Reader, ticket: &Ticket) -> Result<Option<String>> {
    let service = ticket.service_id.map(|id| catalog::service(conn, id)).transpose()?;
    Ok(service.map(|service| service.name(reader.locale).to_owned()))
}

/// The number of another ticket, when the viewer may see it.
pub(super) fn visible_number(
    conn: &mut Conn,
    viewer: &Viewer,
    ticket: Option<crate::ids::TicketId>,
) -> Result<Option<i64>> {
    let Some(id) = ticket else { return Ok(None) };
    let number = tickets::find(conn, id)?.number;
    match visible_to(conn, viewer, number) {
        Ok(ticket) => Ok(Some(ticket.number)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn again(reader: &Reader, number: i64, form: &Submitted, errors: Vec<FieldError>) -> Answer {
    match reader.read(move |conn, reader| load(conn, reader, number)).await? {
        Found::Elsewhere(location) => Ok(reader.redirect(&location)),
        Found::Here(mut page) => {
            page.reply = field("reply", form, &errors);
            page.files_error = uploads::message(reader, form, &errors, uploads::FILES);
            page.errors = errors;
            reader.page(view(reader, &page).with_mistakes(), &page)
        }
    }
}

fn view(reader: &Reader, page: &RequestPage) -> View {
    let title = format!("#{} {}", page.number, page.subject);
    View::new("tickets/request", title)
        .section("requests")
        .crumb(reader.text("requests-title"), "/requests")
}
