// SPDX-License-Identifier: AGPL-3.0-or-later
//! A mail that goes out: from texts to bytes and envelope. Nothing that a stranger wrote can add a header here, and
//! the same mail always makes the same bytes, so that a second copy is one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, Message, MessageBuilder, MultiPart, SinglePart};

use super::address::Address;
use crate::platform::clock::Timestamp;
use crate::platform::filename::clean_filename;
use crate::platform::{secrets, text};

/// The header by which our own mail is recognised when it comes back.
pub const LOOP_HEADER: &str = "X-Sportello-Loop";
/// Longest header value, in characters.
const MAX_VALUE: usize = 998;
/// Identifiers that fit in `References`; the oldest and the newest are kept.
const MAX_REFERENCES: usize = 50;

/// Whether a program or a person wrote the mail (RFC 3834).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Automatic {
    /// A person.
    No,
    /// A program, on its own account: a notification.
    Generated,
    /// A program, in answer to a mail: a receipt.
    Replied,
}

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct OutgoingMail {
    /// Message-ID without angle brackets, fixed when the mail was queued.
    pub message_id: String,
    /// Who it comes from.
    pub from: Address,
    /// Who it goes to.
    pub to: Address,
    /// Subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML; empty when there is none.
    pub html: String,
    /// The Message-ID that it answers.
    pub in_reply_to: Option<String>,
    /// The Message-IDs of the conversation, oldest first.
    pub references: Vec<String>,
    /// Whether a program wrote it.
    pub automatic: Automatic,
    /// Where bounces go; `None` sends with the null path, so that nothing comes back.
    pub envelope_from: Option<Address>,
    /// Where answers are wanted, when not at `from`.
    pub reply_to: Option<Address>,
    /// Files.
    pub attachments: Vec<OutgoingAttachment>,
    /// Its date.
    pub date: Timestamp,
}

/// A file to be sent.
#[derive(Debug, Clone)]
pub struct OutgoingAttachment {
    /// Name.
    pub filename: String,
    /// Type.
    pub content_type: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Who a mail is handed over for: what SMTP says, not what the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Where bounces go; `None` is the null path.
    pub sender: Option<String>,
    /// Who gets it.
    pub recipient: String,
}

/// A mail ready for sending.
#[derive(Debug, Clone)]
pub struct Composed {
    /// Who it is for.
    pub envelope: Envelope,
    /// The mail, lines ended by CR LF.
    pub bytes: Vec<u8>,
}

/// Why a mail cannot be made. Trying again makes no difference.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// A part of it has no valid form.
    #[error("the mail cannot be composed: {0}")]
    Invalid(String),
    /// The library failed on it.
    #[error("the mail broke the composer")]
    Broken,
}

/// Makes the mail.
///
/// # Errors
/// When an address, identifier or content cannot be written; permanent.
pub fn compose(mail: &OutgoingMail) -> Result<Composed, ComposeError> {
    // The library has panicked on names with line ends. They are stripped here; if there is another such case, it must
    // cost one mail, not the process.
    let bytes = catch_unwind(AssertUnwindSafe(|| build(mail))).map_err(|_| ComposeError::Broken)??;
    let envelope = Envelope {
        sender: mail.envelope_from.as_ref().map(|address| address.address().to_owned()),
        recipient: mail.to.address().to_owned(),
    };
    Ok(Composed { envelope, bytes })
}

fn build(mail: &OutgoingMail) -> Result<Vec<u8>, ComposeError> {
    let to = mailbox(&mail.to)?;
    let envelope = lettre::address::Envelope::new(None, vec![to.email.clone()]).map_err(invalid)?;
    let mut builder = Message::builder()
        .envelope(envelope)
        .from(mailbox(&mail.from)?)
        .to(to)
        .subject(as_seen(&mail.subject))
        .date(system_time(mail.date))
        .message_id(Some(bracketed(&mail.message_id)?));
    if let Some(answers_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(answers_to)?);
    }
    // Identifiers of other people's mail that cannot be written are left out: they must not keep our answer back.
    if let Some(answered) = mail.in_reply_to.as_deref().and_then(|id| bracketed(id).ok()) {
        builder = builder.in_reply_to(answered);
    }
    let references = references(&mail.references);
    if !references.is_empty() {
        builder = builder.references(references);
    }
    let message = origin(builder, mail)?.multipart(content(mail)?).map_err(invalid)?;
    Ok(message.formatted())
}

/// The headers by which other programs know that they must not answer, and we know our own.
fn origin(builder: MessageBuilder, mail: &OutgoingMail) -> Result<MessageBuilder, ComposeError> {
    let builder = builder.raw_header(header(LOOP_HEADER, mail.from.domain())?);
    let said = match mail.automatic {
        Automatic::No => return Ok(builder),
        Automatic::Generated => "auto-generated",
        Automatic::Replied => "auto-replied",
    };
    Ok(builder
        .raw_header(header("Auto-Submitted", said)?)
        .raw_header(header("X-Auto-Response-Suppress", "All")?)
        .raw_header(header("Precedence", "bulk")?))
}

fn content(mail: &OutgoingMail) -> Result<MultiPart, ComposeError> {
    // Boundaries that follow from the identifier make the bytes repeatable.
    let boundary = |level: &str| {
        secrets::sha256(format!("{level} {}", mail.message_id))
            .chars()
            .take(40)
            .collect::<String>()
    };
    let mut texts = MultiPart::alternative()
        .boundary(boundary("alternative"))
        .singlepart(SinglePart::plain(lines(&mail.text)));
    if !mail.html.trim().is_empty() {
        texts = texts.singlepart(SinglePart::html(lines(&mail.html)));
    }
    if mail.attachments.is_empty() {
        return Ok(texts);
    }
    let mut parts = MultiPart::mixed().boundary(boundary("mixed")).multipart(texts);
    for file in &mail.attachments {
        parts = parts.singlepart(attachment(file)?);
    }
    Ok(parts)
}

/// Always base64: text files must arrive with the line ends that they have.
fn attachment(file: &OutgoingAttachment) -> Result<SinglePart, ComposeError> {
    let name = clean_filename(&as_seen(&file.filename)).unwrap_or_else(|| "allegato".to_owned());
    let declared = text::one_line(&file.content_type, 200);
    let fits = !declared.starts_with("multipart/") && !declared.starts_with("message/");
    let kind = Some(declared)
        .filter(|_| fits)
        .and_then(|kind| ContentType::parse(&kind).ok());
    let kind = kind
        .map_or_else(|| ContentType::parse("application/octet-stream"), Ok)
        .map_err(invalid)?;
    let body = Body::new_with_encoding(file.bytes.clone(), ContentTransferEncoding::Base64);
    let body = body.map_err(|_| ComposeError::Invalid("an attachment cannot be encoded".to_owned()))?;
    Ok(Attachment::new(name).body(body, kind))
}

fn mailbox(address: &Address) -> Result<Mailbox, ComposeError> {
    let email = address
        .address()
        .parse()
        .map_err(|error| ComposeError::Invalid(format!("{address}: {error}")))?;
    let name = as_seen(address.name());
    Ok(Mailbox::new(Some(name).filter(|name| !name.is_empty()), email))
}

/// On one line, and for its reader what it was for us: what looks like an encoded word (RFC 2047) would be decoded there,
/// and say what its writer hid in it.
fn as_seen(said: &str) -> String {
    text::one_line(said, MAX_VALUE).replace("=?", "= ?")
}

/// The library counts from 1970 on.
fn system_time(date: Timestamp) -> SystemTime {
    let micros = u64::try_from(date.micros()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_micros(micros)
}

fn header(name: &str, value: &str) -> Result<HeaderValue, ComposeError> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(invalid)?;
    Ok(HeaderValue::new(name, text::one_line(value, MAX_VALUE)))
}

/// An identifier in its brackets; blanks or brackets inside would make two of it.
fn bracketed(id: &str) -> Result<String, ComposeError> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    if id.is_empty() || id.len() > MAX_VALUE || !id.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>') {
        return Err(ComposeError::Invalid(
            "an identifier with characters that no identifier has".to_owned(),
        ));
    }
    Ok(format!("<{id}>"))
}

/// The conversation's identifiers: the first and the newest.
fn references(ids: &[String]) -> String {
    let written: Vec<String> = ids.iter().filter_map(|id| bracketed(id).ok()).collect();
    let skipped = written.len().saturating_sub(MAX_REFERENCES);
    let kept = written.iter().enumerate().filter(|(at, _)| *at == 0 || *at > skipped);
    kept.map(|(_, id)| id.as_str()).collect::<Vec<_>>().join(" ")
}

/// Text without characters that mail cannot carry.
fn lines(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
        .collect()
}

fn invalid(error: impl std::fmt::Display) -> ComposeError {
    ComposeError::Invalid(error.to_string())
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
