// SPDX-License-Identifier: AGPL-3.0-or-later
//! `GET /`: what this is, how to ask for help, how the services are, and where the results are.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::people::{Reader, View};
use crate::platform::web::failure::Failure;
use crate::publishing;
use crate::site::state::{self, MailState};

#[derive(Serialize)]
struct Home {
    mail: MailState,
    all_well: bool,
    results: Option<Published>,
}

/// The latest publication, in one line.
#[derive(Serialize)]
struct Published {
    year: i16,
    quarter: i8,
}

/// The home page.
///
/// # Errors
/// When the database does not answer.
pub async fn home(reader: Reader) -> Result<HttpResponse, Failure> {
    let (mail, latest) = reader
        .read(|conn, reader| Ok((state::mail_state(conn, reader.now())?, publishing::latest(conn)?)))
        .await?;
    let page = Home {
        all_well: !mail.incoming_late && !mail.outgoing_late,
        mail,
        results: latest.map(|publication| Published {
            year: publication.figures.period.year(),
            quarter: publication.figures.period.number(),
        }),
    };
    reader.page(View::new("site/home", reader.text("home-title")).section("home"), &page)
}
