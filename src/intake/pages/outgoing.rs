// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/desk/mail/out`: every mail that goes out, with how far it has come and what became of it.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::filter::{Above, Asked, IN, OUT};
use super::words;
use crate::intake::{OutboundLine, mails_out};
use crate::people::{Reader, View};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::outbox::OutboundState;
use crate::platform::web::failure::Failure;

#[derive(Serialize)]
struct Outgoing {
    above: Above,
    rows: Vec<Line>,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct Line {
    at: Timestamp,
    fate: String,
    tone: &'static str,
    is_hidden: bool,
    url: String,
    to: Option<String>,
    kind: Option<String>,
    subject: Option<String>,
    said: Option<String>,
    ticket: Option<i64>,
}

/// Shows a page of them.
///
/// # Errors
/// `NotFound` for whoever does not work on tickets.
pub async fn show(
    reader: Reader,
    query: web::Query<HashMap<String, String>>,
) -> std::result::Result<HttpResponse, Failure> {
    reader.technician()?;
    let asked = Asked::new(OUT, query.into_inner());
    let page = reader.read(move |conn, reader| load(conn, reader, &asked)).await?;
    let view = View::new("intake/outgoing", reader.text("mail-out-title"))
        .section("mail")
        .crumb(reader.text("mail-title"), IN);
    reader.page(view, &page)
}

fn load(conn: &mut Conn, reader: &Reader, asked: &Asked) -> Result<Outgoing> {
    let viewer = reader.technician()?;
    let state = asked.value("fate").parse().ok();
    let found = mails_out(conn, viewer, &asked.sieve(), state, reader.now())?;
    let states = OutboundState::ALL.iter();
    let fates = states.map(|state| (state.to_string(), reader.text(&format!("mail-state-{state}"))));
    Ok(Outgoing {
        above: Above::new(conn, reader, asked, fates)?,
        rows: found.rows.into_iter().map(|row| line(reader, row)).collect(),
        before: asked.from(found.before),
        after: asked.from(found.after),
    })
}

fn line(reader: &Reader, row: OutboundLine) -> Line {
    let (fate, tone) = (words::state(reader, &row.mail), row.mail.tone());
    let kind = words::kind_out(reader, &row.mail.kind);
    let (mail, told) = (row.mail, !row.is_hidden);
    let error = mail.last_error.filter(|_| mail.state != OutboundState::Sent);
    Line {
        at: mail.queued_at,
        fate,
        tone,
        is_hidden: row.is_hidden,
        url: if told {
            format!("{OUT}/{}", mail.id)
        } else {
            String::new()
        },
        to: told.then_some(mail.to),
        kind: told.then_some(kind),
        subject: told.then_some(mail.subject),
        said: mail.delivery_detail.or(error).filter(|_| told),
        ticket: row.ticket,
    }
}
