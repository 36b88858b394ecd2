// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/mail/release/{token}`: the link in our question to somebody unknown. Opening it changes nothing; its button lets the
//! held mail through, without sign-in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::intake::{InboundMail, held_behind, release_by_token};
use crate::people::{Reader, View};
use crate::platform::failure::Error;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::Submitted;

type Answer = Result<HttpResponse, Failure>;

#[derive(Serialize)]
struct ReleasePage {
    organisation: String,
    subject: String,
    received_at: String,
    action: String,
    is_done: bool,
}

#[derive(Serialize)]
struct OldLinkPage {}

/// Shows which mail would be let through.
///
/// # Errors
/// When the database does not answer.
pub async fn show(reader: Reader, token: web::Path<String>) -> Answer {
    let token = token.into_inner();
    let asked = token.clone();
    let found = reader
        .read(move |conn, reader| held_behind(conn, &asked, reader.now()))
        .await;
    match found {
        Ok(mail) => page(&reader, &mail, &token, false),
        Err(error) => old_link(&reader, error),
    }
}

/// Lets the mail through; it is settled by the next run of the job.
///
/// # Errors
/// When it cannot be written.
pub async fn create(reader: Reader, token: web::Path<String>, _form: Submitted) -> Answer {
    let token = token.into_inner();
    let asked = token.clone();
    match reader.write(move |tx, _| release_by_token(tx, &asked)).await {
        Ok(mail) => page(&reader, &mail, &token, true),
        Err(error) => old_link(&reader, error),
    }
}

fn page(reader: &Reader, mail: &InboundMail, token: &str, is_done: bool) -> Answer {
    let title = if is_done { "release-done-title" } else { "release-title" };
    let data = ReleasePage {
        organisation: reader.ctx.config.organisation.full_name.clone(),
        subject: mail.subject.clone().unwrap_or_default(),
        received_at: mail.received_at.in_rome().strftime("%d/%m/%Y %H:%M").to_string(),
        action: format!("/mail/release/{token}"),
        is_done,
    };
    reader.page(View::new("intake/release", reader.text(title)), &data)
}

fn old_link(reader: &Reader, error: Error) -> Answer {
    match error {
        Error::NotFound | Error::Refused(_) => {
            let view = View::new("intake/release_old", reader.text("release-old-title"));
            reader.page(view.status(StatusCode::NOT_FOUND), &OldLinkPage {})
        }
        other => Err(other.into()),
    }
}
