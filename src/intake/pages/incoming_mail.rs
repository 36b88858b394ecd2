// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/desk/mail/{id}`: one mail that came in: how it came to its fate, its bytes as a download, and what a technician can do.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::filter::IN;
use super::phrases::{Passage, told, why};
use super::words;
use crate::ids::{InboundMailId, MessageId};
use crate::intake::{self, Disposition, InboundLine, InboundMail, inbound_visible_to, jobs, settle_released};
use crate::people::{Reader, View};
use crate::platform::clock::Timestamp;
use crate::platform::failure::{Error, Refusal, Result};
use crate::platform::text;
use crate::platform::web::cookies::Flash;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Field, FieldError, Submitted, field, refusal_text};
use crate::tickets;
use crate::tx::Tx;

/// How much of the text is shown, in characters.
const SHOWN: usize = 2_000;
/// Longest reason for turning a mail down, in characters.
const LONGEST_REASON: usize = 300;

type Answer = std::result::Result<HttpResponse, Failure>;

#[derive(Serialize)]
struct MailPage {
    errors: Vec<FieldError>,
    url: String,
    fate: String,
    tone: &'static str,
    why: Vec<Passage>,
    #[serde(flatten)]
    facts: Facts,
    ticket: Option<i64>,
    steps: Vec<Vec<Passage>>,
    text: Option<String>,
    text_is_cut: bool,
    may_retry: bool,
    is_held: bool,
    /// Held, and it names somebody who could be its requester.
    may_release: bool,
    reason: Field,
}

/// What the ledger says of it.
#[derive(Serialize)]
struct Facts {
    received_at: Timestamp,
    settled_at: Option<Timestamp>,
    held_until: Option<Timestamp>,
    next_attempt_at: Option<Timestamp>,
    from: Option<String>,
    was_read: bool,
    subject: Option<String>,
    recipients: Vec<String>,
    message_id: Option<String>,
    kind: Option<String>,
    mailbox: String,
    source_key: String,
    size: i64,
    sha256: String,
    attempts: i32,
    last_error: Vec<Passage>,
    answer_queued: bool,
}

/// Shows it.
///
/// # Errors
/// `NotFound` when there is none, or when it belongs to a ticket that the reader may not see.
pub async fn show(reader: Reader, id: web::Path<String>) -> Answer {
    answer(&reader, &id, &Submitted::default(), Vec::new()).await
}

/// Its bytes as they came: only ever as a file, never as a page.
///
/// # Errors
/// As [`show`].
pub async fn raw(reader: Reader, id: web::Path<String>) -> Answer {
    let InboundLine { mail, .. } = find(&reader, &id).await?;
    let sha256 = mail.raw_sha256.clone();
    let bytes = reader.read(move |_, reader| reader.ctx.blobs.read(&sha256)).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"mail-{}.eml\"", mail.id),
        ))
        .body(bytes))
}

/// Leads to the bytes of the mail by which a message came.
///
/// # Errors
/// `NotFound` when it came by no mail, or the reader may not see its ticket.
pub async fn original(reader: Reader, id: web::Path<String>) -> Answer {
    reader.technician()?;
    let message: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let mail = reader
        .read(move |conn, reader| {
            let mail = intake::inbound_of(conn, message)?;
            Ok(inbound_visible_to(conn, reader.technician()?, mail)?.mail.id)
        })
        .await?;
    Ok(reader.redirect(&format!("{IN}/{mail}/raw")))
}

/// Has it read once more.
///
/// # Errors
/// As [`show`].
pub async fn retry(reader: Reader, id: web::Path<String>, _form: Submitted) -> Answer {
    let done = decide(&reader, &id, intake::retry).await;
    said(&reader, &id, done.map(|()| Flash::success("flash-mail-retried")))
}

/// Lets it through, at once.
///
/// # Errors
/// As [`show`].
pub async fn release(reader: Reader, id: web::Path<String>, _form: Submitted) -> Answer {
    let done = match decide(&reader, &id, intake::release).await {
        Ok(()) => Ok(released(&reader, parse(&id)?).await),
        Err(error) => Err(error),
    };
    said(&reader, &id, done)
}

/// Turns it down, with a reason.
///
/// # Errors
/// As [`show`].
pub async fn reject(reader: Reader, id: web::Path<String>, form: Submitted) -> Answer {
    let reason = text::one_line(form.value("reason"), LONGEST_REASON);
    if reason.is_empty() {
        reader.technician()?;
        let error = FieldError::new(
            "reason",
            refusal_text(reader.locale, &Refusal::new("error-mail-no-reason")),
        );
        return answer(&reader, &id, &form, vec![error]).await;
    }
    let done = decide(&reader, &id, move |tx, mail| intake::reject(tx, mail, &reason)).await;
    said(&reader, &id, done.map(|()| Flash::success("flash-mail-rejected")))
}

/// What follows from letting it through. What cannot be done now, the job does: it is let through in any case.
async fn released(reader: &Reader, mail: InboundMailId) -> Flash {
    match settle_released(&reader.ctx, mail).await {
        Ok(Some(delivered)) => match delivered.ticket {
            Some(number) => Flash::success("flash-mail-released").about(number),
            None => Flash::success("flash-mail-released-elsewhere"),
        },
        Ok(None) => Flash::success("flash-mail-released-elsewhere"),
        Err(error) => {
            tracing::warn!(%mail, error = format!("{error:#}"), "a released mail is not settled yet");
            Flash::success("flash-mail-released-elsewhere")
        }
    }
}

async fn decide(
    reader: &Reader,
    id: &str,
    verb: impl FnOnce(&mut Tx<'_>, InboundMailId) -> Result<()> + Clone + Send + 'static,
) -> Result<()> {
    reader.technician()?;
    let id = parse(id)?;
    reader
        .write(move |tx, reader| {
            let line = inbound_visible_to(tx.conn(), reader.technician()?, id)?;
            verb(tx, line.mail.id)
        })
        .await
}

/// Back on the page of the mail with what was done, or with why it was not: mostly because somebody else was faster.
fn said(reader: &Reader, id: &str, done: Result<Flash>) -> Answer {
    let flash = match done {
        Ok(flash) => flash,
        Err(Error::Refused(refusal)) => Flash::warning(refusal.key),
        Err(error) => return Err(error.into()),
    };
    Ok(reader.redirect_with(&format!("{IN}/{id}"), &flash))
}

async fn answer(reader: &Reader, id: &str, form: &Submitted, errors: Vec<FieldError>) -> Answer {
    let line = find(reader, id).await?;
    let text = beginning(reader, &line.mail).await?;
    let view = View::new("intake/incoming_mail", title(reader, &line.mail))
        .section("mail")
        .crumb(reader.text("mail-title"), IN);
    let view = if errors.is_empty() { view } else { view.with_mistakes() };
    let reason = field("reason", form, &errors);
    reader.page(view, &page(reader, line, text, reason, errors))
}

async fn find(reader: &Reader, id: &str) -> Result<InboundLine> {
    reader.technician()?;
    let id = parse(id)?;
    reader
        .read(move |conn, reader| inbound_visible_to(conn, reader.technician()?, id))
        .await
}

fn parse(id: &str) -> Result<InboundMailId> {
    id.parse().map_err(|_| Error::NotFound)
}

fn title(reader: &Reader, mail: &InboundMail) -> String {
    match mail.subject.as_deref() {
        Some(subject) if !subject.is_empty() => subject.to_owned(),
        _ => reader.text("mail-no-subject"),
    }
}

/// The beginning of what it says: of the message that it became, or of a held mail as it would be read. What broke the
/// reader is not read for a page.
async fn beginning(reader: &Reader, mail: &InboundMail) -> Result<Option<String>> {
    if let Some(message) = mail.message_row_id {
        let said = reader.read(move |conn, _| tickets::message(conn, message)).await?;
        return Ok(Some(said.body));
    }
    match mail.disposition {
        Some(Disposition::Held | Disposition::Rejected) => Ok(jobs::text_of(&reader.ctx, mail).await),
        _ => Ok(None),
    }
}

fn page(reader: &Reader, line: InboundLine, text: Option<String>, reason: Field, errors: Vec<FieldError>) -> MailPage {
    let mail = line.mail;
    let waits = mail.disposition.is_none() && mail.last_error.is_some();
    let whole = text.as_ref().map_or(0, |text| text.chars().count());
    MailPage {
        errors,
        url: format!("{IN}/{}", mail.id),
        fate: words::fate(reader, &mail),
        tone: words::tone(&mail),
        why: why(reader, mail.disposition, mail.reason.as_deref()),
        ticket: line.ticket,
        steps: mail.steps().iter().map(|step| told(reader, step)).collect(),
        text_is_cut: whole > SHOWN,
        text: text
            .map(|text| text::paragraphs(&text, SHOWN))
            .filter(|text| !text.is_empty()),
        may_retry: waits || mail.disposition == Some(Disposition::Quarantined),
        is_held: mail.disposition == Some(Disposition::Held),
        may_release: mail.disposition == Some(Disposition::Held) && mail.from_address.is_some(),
        reason,
        facts: Facts {
            received_at: mail.received_at,
            settled_at: mail.settled_at,
            held_until: mail.held_until.filter(|_| mail.disposition == Some(Disposition::Held)),
            next_attempt_at: Some(mail.next_attempt_at).filter(|_| waits),
            from: mail.from_address.clone(),
            was_read: mail.kind.is_some(),
            subject: mail.subject,
            recipients: mail.recipients.split_whitespace().map(str::to_owned).collect(),
            message_id: mail.message_id,
            kind: mail.kind.as_deref().map(|kind| words::kind_in(reader, kind)),
            mailbox: mail.mailbox,
            source_key: mail.source_key,
            size: mail.size,
            sha256: mail.raw_sha256,
            attempts: mail.attempts,
            last_error: mail.last_error.map_or_else(Vec::new, |error| told(reader, &error)),
            answer_queued: mail.answer_queued,
        },
    }
}
