// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a technician writes in a ticket: an answer, a note, a question to the requester, what a third party owes.

use actix_web::web;

use super::desk_ticket::{Answer, answer, refused};
use super::request::from_the_web;
use super::{links, uploads};
use crate::people::Reader;
use crate::platform::failure::{Error, Result};
use crate::platform::web::cookies::Flash;
use crate::platform::web::form::{Checker, Submitted};
use crate::tickets::{
    NewMessage, Ticket, note as write_note, reply_as_staff, visible_to, wait_for_requester, wait_for_third_party,
};
use crate::tx::Tx;

/// Answers the requester.
///
/// # Errors
/// `NotFound` when the reader may not see the ticket.
pub async fn reply(reader: Reader, number: web::Path<i64>, form: Submitted) -> Answer {
    say(
        &reader,
        *number,
        form,
        "reply",
        "flash-ticket-replied",
        |tx, ticket, message| reply_as_staff(tx, ticket.id, message).map(|_| ()),
    )
    .await
}

/// Writes something for colleagues.
///
/// # Errors
/// As [`reply`].
pub async fn note(reader: Reader, number: web::Path<i64>, form: Submitted) -> Answer {
    say(
        &reader,
        *number,
        form,
        "note",
        "flash-ticket-noted",
        |tx, ticket, message| write_note(tx, ticket.id, message).map(|_| ()),
    )
    .await
}

/// Waits: for the requester with a question, or for somebody else with a note that says what for.
///
/// # Errors
/// As [`reply`].
pub async fn wait(reader: Reader, number: web::Path<i64>, form: Submitted) -> Answer {
    if form.value("waiting_for") == "third_party" {
        return say(
            &reader,
            *number,
            form,
            "third_party",
            "flash-ticket-waiting",
            |tx, ticket, message| wait_for_third_party(tx, ticket.id, &message.body),
        )
        .await;
    }
    say(
        &reader,
        *number,
        form,
        "question",
        "flash-ticket-waiting",
        |tx, ticket, message| wait_for_requester(tx, ticket.id, message).map(|_| ()),
    )
    .await
}

/// Writes a message once per form. A mistake or a rule's no brings the form back with what was typed.
async fn say(
    reader: &Reader,
    number: i64,
    mut form: Submitted,
    name: &'static str,
    done: &'static str,
    verb: impl FnOnce(&mut Tx<'_>, &Ticket, NewMessage) -> Result<()> + Clone + Send + 'static,
) -> Answer {
    reader.technician()?;
    let mut checker = Checker::new(&form, reader.locale);
    let body = checker.paragraphs(name, reader.ctx.config.storage.max_body);
    let files_field = match name {
        "note" => uploads::NOTE_FILES,
        _ => uploads::FILES,
    };
    uploads::check(&mut checker, reader, files_field);
    let errors = checker.errors;
    if !errors.is_empty() {
        return answer(reader, number, form, errors).await;
    }
    let key = form.key()?;
    reader
        .read(move |conn, reader| visible_to(conn, reader.technician()?, number))
        .await?;
    let files = uploads::store(reader, std::mem::take(&mut form.uploads)).await?;
    let written = reader
        .write_once(key, move |tx, reader| {
            let ticket = visible_to(tx.conn(), reader.technician()?, number)?;
            verb(tx, &ticket, from_the_web(body, files))?;
            Ok(links::desk_ticket(number))
        })
        .await;
    match written {
        Ok(location) => Ok(reader.redirect_with(&location, &Flash::success(done).about(number))),
        Err(Error::Refused(refusal)) => refused(reader, number, form, name, &refusal).await,
        Err(error) => Err(error.into()),
    }
}
