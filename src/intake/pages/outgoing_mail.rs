// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/desk/mail/out/{id}`: one mail that goes out: how far it has come, what servers said, and trying it again.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::filter::{IN, OUT};
use super::words;
use crate::intake::{outbound_visible_to, send_again};
use crate::people::{Reader, View};
use crate::platform::clock::Timestamp;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::outbox::{OutboundMailId, OutboundState, Whole};
use crate::platform::web::cookies::Flash;
use crate::platform::web::failure::Failure;

use crate::platform::web::form::Submitted;

type Answer = std::result::Result<HttpResponse, Failure>;

#[derive(Serialize)]
struct MailPage {
    url: String,
    kind: String,
    state: String,
    fate: String,
    tone: &'static str,
    ticket: Option<i64>,
    from: String,
    to: String,
    to_name: String,
    via: Option<String>,
    message_id: String,
    in_reply_to: Option<String>,
    queued_at: Timestamp,
    sent_at: Option<Timestamp>,
    next_attempt_at: Option<Timestamp>,
    attempts: i32,
    last_error: Option<String>,
    delivery: Option<String>,
    delivery_at: Option<Timestamp>,
    delivery_detail: Option<String>,
    complaints: Option<i64>,
    text: Option<String>,
    is_dead: bool,
    may_retry: bool,
}

/// Shows it.
///
/// # Errors
/// `NotFound` when there is none, or when it belongs to a ticket that the reader may not see.
pub async fn show(reader: Reader, id: web::Path<String>) -> Answer {
    reader.technician()?;
    let id = parse(&id)?;
    let (whole, ticket) = reader
        .read(move |conn, reader| outbound_visible_to(conn, reader.technician()?, id))
        .await?;
    let view = View::new("intake/outgoing_mail", whole.mail.subject.clone())
        .section("mail")
        .crumb(reader.text("mail-title"), IN)
        .crumb(reader.text("mail-out-title"), OUT);
    reader.page(view, &page(&reader, whole, ticket))
}

/// Queues a mail that was given up once more.
///
/// # Errors
/// As [`show`].
pub async fn retry(reader: Reader, id: web::Path<String>, _form: Submitted) -> Answer {
    reader.technician()?;
    let mail = parse(&id)?;
    let queued = reader
        .write(move |tx, reader| {
            let (whole, _) = outbound_visible_to(tx.conn(), reader.technician()?, mail)?;
            send_again(tx, &whole.mail)
        })
        .await;
    let flash = match queued {
        Ok(()) => Flash::success("flash-mail-queued-again"),
        Err(Error::Refused(refusal)) => Flash::warning(refusal.key),
        Err(error) => return Err(error.into()),
    };
    Ok(reader.redirect_with(&format!("{OUT}/{mail}"), &flash))
}

fn parse(id: &str) -> Result<OutboundMailId> {
    id.parse().map_err(|_| Error::NotFound)
}

fn page(reader: &Reader, whole: Whole, ticket: Option<i64>) -> MailPage {
    let mail = whole.mail;
    MailPage {
        url: format!("{OUT}/{}", mail.id),
        kind: words::kind_out(reader, &mail.kind),
        state: reader.text(&format!("mail-state-{}", mail.state)),
        fate: words::state(reader, &mail),
        tone: mail.tone(),
        ticket,
        from: whole.from,
        to: mail.to,
        to_name: whole.to_name,
        via: whole.via,
        message_id: mail.message_id,
        in_reply_to: whole.in_reply_to,
        queued_at: mail.queued_at,
        sent_at: mail.sent_at,
        next_attempt_at: Some(whole.next_attempt_at).filter(|_| mail.state == OutboundState::Queued),
        attempts: mail.attempts,
        last_error: mail.last_error,
        delivery: mail
            .delivery
            .map(|delivery| reader.text_or(&format!("mail-delivery-{delivery}"), "mail-delivery-unknown")),
        delivery_at: mail.delivery_at,
        delivery_detail: mail.delivery_detail,
        complaints: Some(whole.complaints).filter(|times| *times > 0),
        text: whole.text.filter(|text| !text.is_empty()),
        is_dead: mail.state == OutboundState::Dead,
        may_retry: whole.can_be_tried,
    }
}
