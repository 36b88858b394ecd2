// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/requests/new`: somebody asks for help on the web.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::choices::{self, Choice, ChoiceGroup};
use super::{links, uploads};
use crate::catalog::{self, AreaView, Service};
use crate::entities::Entity;
use crate::ids::EntityId;
use crate::people::{Reader, View, entities_of};
use crate::platform::failure::{Refusal, Result};
use crate::platform::web::cookies::Flash;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Checker, Field, FieldError, Submitted, field};
use crate::tickets::{Channel, Opening, Priority, open};

/// Longest subject, in characters.
pub(super) const MAX_SUBJECT: usize = 200;

#[derive(Serialize)]
struct AskingPage {
    errors: Vec<FieldError>,
    entity: Field,
    entities: Vec<Choice>,
    only_entity: Option<String>,
    service: Field,
    no_service: [Choice; 1],
    services: Vec<ChoiceGroup>,
    subject: Field,
    text: Field,
    files_error: Option<String>,
}

/// What the form offers.
struct Offer {
    entities: Vec<Entity>,
    tree: Vec<AreaView>,
}

/// What was asked for, once nothing is wrong with it.
struct Asked {
    entity: Option<EntityId>,
    service: Option<Service>,
    subject: String,
    text: String,
}

/// Shows the empty form; `?service=CODE` chooses a service.
///
/// # Errors
/// Whoever is not signed in is sent to sign in.
pub async fn new(
    reader: Reader,
    query: web::Query<HashMap<String, String>>,
) -> std::result::Result<HttpResponse, Failure> {
    reader.signed_in()?;
    let service = query.get("service").cloned().unwrap_or_default();
    let offer = offer(&reader).await?;
    let page = AskingPage {
        errors: Vec::new(),
        entities: entity_choices(&reader, &offer, ""),
        only_entity: only_entity(&offer),
        entity: Field::empty("entity"),
        no_service: no_service(&reader),
        services: choices::services(&offer.tree, &service),
        service: Field::preset("service", service),
        subject: Field::empty("subject"),
        text: Field::empty("text"),
        files_error: None,
    };
    reader.page(view(&reader), &page)
}

/// Opens the request, once per form, and leads to it.
///
/// # Errors
/// When it cannot be written; what is wrong with the form goes back with everything that was typed.
pub async fn create(reader: Reader, mut form: Submitted) -> std::result::Result<HttpResponse, Failure> {
    reader.signed_in()?;
    let offer = offer(&reader).await?;
    let (key, (asked, errors)) = (form.key()?, read(&reader, &form, &offer).await?);
    let Some(asked) = asked else {
        return again(&reader, &form, &offer, errors);
    };
    let files = uploads::store(&reader, std::mem::take(&mut form.uploads)).await?;
    let location = reader
        .write_once(key, move |tx, reader| {
            let opening = Opening {
                view: crate::tickets::MailView::default(),
                requester: reader.signed_in()?.person.id,
                entity: asked.entity,
                subject: asked.subject,
                body: asked.text,
                service: asked.service.map(|service| service.id),
                priority: Priority::Normal,
                channel: Channel::Web,
                mailbox: None,
                mail_id: None,
                may_answer: true,
                files,
                watchers: Vec::new(),
                follow_up_of: None,
            };
            Ok(links::request(open(tx, opening)?.number))
        })
        .await?;
    let flash = Flash::success("flash-request-opened");
    let number = location.rsplit('/').next().and_then(|number| number.parse().ok());
    Ok(reader.redirect_with(&location, &number.map_or(flash.clone(), |number| flash.about(number))))
}

async fn offer(reader: &Reader) -> Result<Offer> {
    reader
        .read(|conn, reader| {
            let person = reader.signed_in()?.person.id;
            Ok(Offer {
                entities: entities_of(conn, person, reader.now().rome_date())?,
                tree: catalog::tree(conn, reader.locale)?,
            })
        })
        .await
}

async fn read(reader: &Reader, form: &Submitted, offer: &Offer) -> Result<(Option<Asked>, Vec<FieldError>)> {
    let code = form.value("service").trim().to_owned();
    let service = reader
        .read(move |conn, _| catalog::service_by_code(conn, &code))
        .await?;
    let mut checker = Checker::new(form, reader.locale);
    let entity = match offer.entities.as_slice() {
        [] => None,
        [only] => Some(only.id),
        several => checker.choice("entity", |value| {
            let chosen = several.iter().find(|entity| entity.id.to_string() == value);
            chosen.map(|entity| entity.id)
        }),
    };
    if service.is_none() && !form.value("service").trim().is_empty() {
        checker.wrong("service", &Refusal::new("error-choice"));
    }
    let subject = checker.line("subject", MAX_SUBJECT);
    let text = checker.paragraphs("text", reader.ctx.config.storage.max_body);
    uploads::check(&mut checker, reader, uploads::FILES);
    let asked = Asked {
        entity,
        service,
        subject,
        text,
    };
    Ok((checker.is_fine().then_some(asked), checker.errors))
}

fn again(
    reader: &Reader,
    form: &Submitted,
    offer: &Offer,
    errors: Vec<FieldError>,
) -> std::result::Result<HttpResponse, Failure> {
    let page = AskingPage {
        entities: entity_choices(reader, offer, form.value("entity")),
        only_entity: only_entity(offer),
        entity: field("entity", form, &errors),
        no_service: no_service(reader),
        services: choices::services(&offer.tree, form.value("service")),
        service: field("service", form, &errors),
        subject: field("subject", form, &errors),
        text: field("text", form, &errors),
        files_error: uploads::message(reader, form, &errors, uploads::FILES),
        errors,
    };
    reader.page(view(reader).with_mistakes(), &page)
}

fn view(reader: &Reader) -> View {
    View::new("tickets/asking", reader.text("asking-title"))
        .section("requests")
        .crumb(reader.text("requests-title"), "/requests")
}

fn only_entity(offer: &Offer) -> Option<String> {
    match offer.entities.as_slice() {
        [only] => Some(only.public_name()),
        _ => None,
    }
}

fn no_service(reader: &Reader) -> [Choice; 1] {
    [Choice::new("", reader.text("asking-no-service"), "-")]
}

/// Empty when there is nothing to choose.
fn entity_choices(reader: &Reader, offer: &Offer, chosen: &str) -> Vec<Choice> {
    if offer.entities.len() < 2 {
        return Vec::new();
    }
    let entities = offer.entities.iter();
    let entities = entities.map(|entity| Choice::new(entity.id, entity.public_name(), chosen));
    std::iter::once(Choice::new("", reader.text("asking-choose-entity"), chosen))
        .chain(entities)
        .collect()
}
