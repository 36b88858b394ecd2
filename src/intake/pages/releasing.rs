// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/mail/release/{token}`: the link in our question to somebody unknown. Opening it changes nothing; its button lets the
//! held mails through that it shows, without sign-in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::ids::InboundMailId;
use crate::intake::{InboundMail, held_behind, release_by_token};
use crate::people::{Reader, View};
use crate::platform::failure::Error;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::Submitted;

type Answer = Result<HttpResponse, Failure>;

#[derive(Serialize)]
struct ReleasePage {
    organisation: String,
    mails: Vec<HeldLine>,
    count: usize,
    /// The identifiers of what is shown: nothing else is let through.
    shown: String,
    action: String,
}

/// A mail that would be let through.
#[derive(Serialize)]
struct HeldLine {
    subject: String,
    received_at: String,
}

#[derive(Serialize)]
struct DonePage {
    count: usize,
}

#[derive(Serialize)]
struct OldLinkPage {}

/// Shows which mails would be let through.
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
        Ok(mails) => page(&reader, &mails, &token),
        Err(error) => old_link(&reader, error),
    }
}

/// Lets the mails through that were shown; they are settled by the next run of the job.
///
/// # Errors
/// When it cannot be written.
pub async fn create(reader: Reader, token: web::Path<String>, form: Submitted) -> Answer {
    let token = token.into_inner();
    let shown = form.value("shown").split_whitespace().map(str::parse);
    let released = match shown.collect::<Result<Vec<InboundMailId>, _>>() {
        Ok(shown) => reader.write(move |tx, _| release_by_token(tx, &token, &shown)).await,
        Err(_) => Err(Error::NotFound),
    };
    match released {
        // Whoever shows nothing lets nothing through.
        Ok(0) => old_link(&reader, Error::NotFound),
        Ok(count) => {
            let title = match count {
                1 => "release-done-title",
                _ => "release-done-title-several",
            };
            let view = View::new("intake/release_done", reader.text(title));
            reader.page(view, &DonePage { count })
        }
        Err(error) => old_link(&reader, error),
    }
}

fn page(reader: &Reader, mails: &[InboundMail], token: &str) -> Answer {
    let title = match mails.len() {
        1 => "release-title",
        _ => "release-title-several",
    };
    let line = |mail: &InboundMail| HeldLine {
        subject: mail.subject.clone().unwrap_or_default(),
        received_at: mail.received_at.in_rome().strftime("%d/%m/%Y %H:%M").to_string(),
    };
    let shown: Vec<String> = mails.iter().map(|mail| mail.id.to_string()).collect();
    let data = ReleasePage {
        organisation: reader.ctx.config.organisation.full_name.clone(),
        mails: mails.iter().map(line).collect(),
        count: mails.len(),
        shown: shown.join(" "),
        action: format!("/mail/release/{token}"),
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
