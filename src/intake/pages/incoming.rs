// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/desk/mail`: every mail that came in, with what became of it and why.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::filter::{Above, Asked, IN};
use super::phrases::{Passage, why};
use super::words;
use crate::intake::{Disposition, InboundLine, mails_in};
use crate::people::{Reader, View};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::web::failure::Failure;

#[derive(Serialize)]
struct Incoming {
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
    from: Option<String>,
    was_read: bool,
    subject: Option<String>,
    reason: Vec<Passage>,
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
    let asked = Asked::new(IN, query.into_inner());
    let page = reader.read(move |conn, reader| load(conn, reader, &asked)).await?;
    reader.page(
        View::new("intake/incoming", reader.text("mail-title")).section("mail"),
        &page,
    )
}

fn load(conn: &mut Conn, reader: &Reader, asked: &Asked) -> Result<Incoming> {
    let viewer = reader.technician()?;
    let standing = asked.value("fate").parse().ok();
    let found = mails_in(conn, viewer, &asked.sieve(), standing, reader.now())?;
    let names = std::iter::once("waiting").chain(Disposition::ALL.iter().map(|disposition| disposition.as_str()));
    let fates = names.map(|name| (name.to_owned(), reader.text(&format!("mail-fate-{name}"))));
    Ok(Incoming {
        above: Above::new(conn, reader, asked, fates)?,
        rows: found.rows.into_iter().map(|row| line(reader, row)).collect(),
        before: asked.from(found.before),
        after: asked.from(found.after),
    })
}

fn line(reader: &Reader, row: InboundLine) -> Line {
    let (fate, tone) = (words::fate(reader, &row.mail), words::tone(&row.mail));
    let (mail, told) = (row.mail, !row.is_hidden);
    let reason = mail.reason.as_deref().or(mail.last_error.as_deref()).filter(|_| told);
    let reason = why(reader, mail.disposition, reason);
    Line {
        at: mail.received_at,
        fate,
        tone,
        is_hidden: row.is_hidden,
        url: if told {
            format!("{IN}/{}", mail.id)
        } else {
            String::new()
        },
        was_read: mail.kind.is_some(),
        from: mail.from_address.filter(|_| told),
        subject: mail.subject.filter(|subject| told && !subject.is_empty()),
        reason,
        ticket: row.ticket,
    }
}
