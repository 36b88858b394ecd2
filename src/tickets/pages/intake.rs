// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/desk/tickets/new`: a technician writes down what somebody asked by telephone or in person.

use actix_web::HttpResponse;
use serde::Serialize;

use super::asking::MAX_SUBJECT;
use super::choices::{self, Choice, ChoiceGroup};
use super::{links, uploads};
use crate::catalog::{self, AreaView};
use crate::entities;
use crate::ids::EntityId;
use crate::people::{Reader, View, entities_of, meet};
use crate::platform::failure::{Refusal, Result};
use crate::platform::mail::Address;
use crate::platform::web::cookies::Flash;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Checker, Field, FieldError, Submitted, field};
use crate::tickets::{Channel, Opening, Priority, open};

#[derive(Serialize)]
struct IntakePage {
    errors: Vec<FieldError>,
    email: Field,
    name: Field,
    channel: Field,
    channels: Vec<Choice>,
    entity: Field,
    entities: Vec<Choice>,
    service: Field,
    no_service: Vec<Choice>,
    services: Vec<ChoiceGroup>,
    subject: Field,
    text: Field,
    files_error: Option<String>,
}

/// What the form offers.
struct Offer {
    entities: Vec<(EntityId, String)>,
    tree: Vec<AreaView>,
}

/// Shows the empty form.
///
/// # Errors
/// `NotFound` for whoever does not work on tickets.
pub async fn new(reader: Reader) -> std::result::Result<HttpResponse, Failure> {
    reader.technician()?;
    let offer = offer(&reader).await?;
    reader.page(view(&reader), &page(&reader, &Submitted::default(), &offer, Vec::new()))
}

/// Opens the ticket, once per form, and leads to it.
///
/// # Errors
/// As [`new`]; what is wrong with the form goes back with everything that was typed.
pub async fn create(reader: Reader, mut form: Submitted) -> std::result::Result<HttpResponse, Failure> {
    reader.technician()?;
    let offer = offer(&reader).await?;
    let key = form.key()?;
    let code = form.value("service").trim().to_owned();
    let service = reader
        .read(move |conn, _| catalog::service_by_code(conn, &code))
        .await?;
    let mut checker = Checker::new(&form, reader.locale);
    let email = checker.choice("email", |value| Address::new("", value));
    let channel = checker.choice("channel", phone_or_in_person);
    let subject = checker.line("subject", MAX_SUBJECT);
    let text = checker.paragraphs("text", reader.ctx.config.storage.max_body);
    uploads::check(&mut checker, &reader, uploads::FILES);
    let (Some(email), Some(channel), true) = (email, channel, checker.is_fine()) else {
        let errors = worded(&reader, checker.errors);
        return reader.page(view(&reader).with_mistakes(), &page(&reader, &form, &offer, errors));
    };
    let entity: Option<EntityId> = form.value("entity").parse().ok();
    let entity = entity.filter(|chosen| offer.entities.iter().any(|(known, _)| known == chosen));
    let name = form.value("name").to_owned();
    let files = uploads::store(&reader, std::mem::take(&mut form.uploads)).await?;
    let location = reader
        .write_once(key, move |tx, _| {
            let requester = meet(tx, &name, email.address())?;
            let today = tx.now().rome_date();
            let known = entities_of(tx.conn(), requester.id, today)?;
            let only = match known.as_slice() {
                [only] => Some(only.id),
                _ => None,
            };
            let opening = Opening {
                view: crate::tickets::MailView::default(),
                requester: requester.id,
                entity: entity.or(only),
                subject,
                body: text,
                service: service.map(|service| service.id),
                priority: Priority::Normal,
                channel,
                mailbox: None,
                mail_id: None,
                may_answer: true,
                files,
                watchers: Vec::new(),
                follow_up_of: None,
            };
            Ok(links::desk_ticket(open(tx, opening)?.number))
        })
        .await?;
    Ok(reader.redirect_with(&location, &Flash::success("flash-ticket-opened")))
}

fn phone_or_in_person(value: &str) -> Option<Channel> {
    let channel: Option<Channel> = value.parse().ok();
    channel.filter(|channel| matches!(channel, Channel::Phone | Channel::InPerson))
}

/// An address that is none gets its own words instead of those of a choice.
fn worded(reader: &Reader, mut errors: Vec<FieldError>) -> Vec<FieldError> {
    for error in errors.iter_mut().filter(|error| error.field == "email") {
        error.text = crate::platform::web::form::refusal_text(reader.locale, &Refusal::new("error-email"));
    }
    errors
}

async fn offer(reader: &Reader) -> Result<Offer> {
    reader
        .read(|conn, reader| {
            Ok(Offer {
                entities: entities::names(conn)?,
                tree: catalog::tree(conn, reader.locale)?,
            })
        })
        .await
}

fn page(reader: &Reader, form: &Submitted, offer: &Offer, errors: Vec<FieldError>) -> IntakePage {
    let typed = |name| field(name, form, &errors);
    let entity = form.value("entity");
    let mut entities = vec![Choice::new("", reader.text("intake-entity-by-address"), entity)];
    entities.extend(
        offer
            .entities
            .iter()
            .map(|(id, name)| Choice::new(id, name.as_str(), entity)),
    );
    let channel = form.value("channel");
    IntakePage {
        email: typed("email"),
        name: typed("name"),
        channel: typed("channel"),
        channels: vec![
            Choice::new("phone", reader.text("channel-phone"), channel),
            Choice::new("in_person", reader.text("channel-in-person"), channel),
        ],
        entity: typed("entity"),
        entities,
        service: typed("service"),
        no_service: vec![Choice::new("", reader.text("request-service-unknown"), "-")],
        services: choices::services(&offer.tree, form.value("service")),
        subject: typed("subject"),
        text: typed("text"),
        files_error: uploads::message(reader, form, &errors, uploads::FILES),
        errors,
    }
}

fn view(reader: &Reader) -> View {
    View::new("tickets/intake", reader.text("intake-title"))
        .section("desk")
        .crumb(reader.text("queue-title"), "/desk")
}
