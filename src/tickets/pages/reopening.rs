// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/reopening/{token}`: the link of the resolution mail. Opening it changes nothing; its button reopens, without sign-in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::people::{Reader, View};
use crate::platform::failure::Error;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::Submitted;
use crate::tickets::{Ticket, reopen_by_link, reopening_target};

type Answer = Result<HttpResponse, Failure>;

#[derive(Serialize)]
struct ReopeningPage {
    number: i64,
    subject: Option<String>,
    action: String,
    is_done: bool,
}

#[derive(Serialize)]
struct OldLinkPage {}

/// Shows what would be reopened.
///
/// # Errors
/// When the database does not answer.
pub async fn show(reader: Reader, token: web::Path<String>) -> Answer {
    let token = token.into_inner();
    let asked = token.clone();
    let found = reader
        .read(move |conn, reader| reopening_target(conn, &asked, reader.now()))
        .await;
    match found {
        Ok(ticket) => page(&reader, &ticket, &token, false),
        Err(error) => old_link(&reader, error),
    }
}

/// Reopens.
///
/// # Errors
/// When it cannot be written.
pub async fn create(reader: Reader, token: web::Path<String>, _form: Submitted) -> Answer {
    let token = token.into_inner();
    let asked = token.clone();
    match reader.write(move |tx, _| reopen_by_link(tx, &asked)).await {
        Ok(ticket) => page(&reader, &ticket, &token, true),
        Err(error) => old_link(&reader, error),
    }
}

fn page(reader: &Reader, ticket: &Ticket, token: &str, is_done: bool) -> Answer {
    let title = if is_done {
        "reopening-done-title"
    } else {
        "reopening-title"
    };
    let data = ReopeningPage {
        number: ticket.number,
        // The link may have been forwarded: what is confidential is not shown to whoever holds it.
        subject: (!ticket.confidential).then(|| ticket.subject.clone()),
        action: format!("/reopening/{token}"),
        is_done,
    };
    reader.page(View::new("tickets/reopening", reader.text(title)), &data)
}

fn old_link(reader: &Reader, error: Error) -> Answer {
    match error {
        Error::NotFound | Error::Refused(_) => {
            let view = View::new("tickets/reopening_old", reader.text("reopening-old-title"));
            reader.page(view.status(StatusCode::NOT_FOUND), &OldLinkPage {})
        }
        other => Err(other.into()),
    }
}
