// SPDX-License-Identifier: AGPL-3.0-or-later
//! The outbox: mails that are to go out, as rows written with their cause. A mail is claimed for a while, handed over outside
//! of any transaction, and its outcome written down; what fails for now is tried again for five days, what fails for good is
//! a dead letter that somebody sees.

mod asking;
mod braking;
mod complaining;
mod handing;
mod keys;
mod looking;
mod reporting;

use diesel::prelude::*;
use uuid::Uuid;

use super::{Address, Automatic};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::db::tables::outbound_mails;
use crate::platform::failure::Result;
use crate::platform::text;
use crate::{text_enum, unique_id};

pub use asking::{queued_since, was_queued_since};
pub use braking::{AnswerLimits, Brake, brake};
pub use complaining::{complain, complaints};
pub use handing::{Claimed, Due, LEASE_SECONDS, claim, mark_dead, mark_for_retry, mark_sent, next_attempt, release};
pub use keys::{is_reply_key, new_reply_key, thread_of_key};
pub use looking::{Fill, Whole, dead_since, fill, find, queue_again, these};
pub use reporting::{Delivery, Reported, learn_provider_id, report, sent_as, sent_with_key, thread_of_provider_id};

unique_id!(/// A mail to go out.
    OutboundMailId);

unique_id!(/// What mails have in common; whose id it is, is for those who queue them to know.
    ThreadId);

text_enum!(
    /// How far a mail has come.
    OutboundState {
        /// Waits for its (next) attempt.
        Queued = "queued",
        /// Somebody is handing it over.
        Sending = "sending",
        /// A mail server has taken it.
        Sent = "sent",
        /// Given up.
        Dead = "dead",
    }
);

/// A file of a mail, by its place in the blob folder.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OutboundFile {
    /// Name.
    pub filename: String,
    /// Type.
    pub content_type: String,
    /// Digest of the content.
    pub sha256: String,
}

/// A mail to be queued.
#[derive(Debug, Clone)]
pub struct NewOutbound {
    /// What it is, for figures and the mail page: `receipt`, `reply`, `sign_in_link`.
    pub kind: &'static str,
    /// The conversation it belongs to: the id of a ticket.
    pub thread: Option<Uuid>,
    /// Who it comes from.
    pub from: Address,
    /// Who it goes to.
    pub to: Address,
    /// Subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The Message-ID that it answers, without brackets.
    pub in_reply_to: Option<String>,
    /// The Message-IDs of the conversation, oldest first.
    pub references: Vec<String>,
    /// Whether a program wrote it.
    pub automatic: Automatic,
    /// Where bounces go; `None` for the null path.
    pub envelope_from: Option<Address>,
    /// The recipient's own key, which leads an answer back; see [`new_reply_key`].
    pub reply_key: Option<String>,
    /// Where answers are wanted, when not at the sender's address.
    pub reply_to: Option<Address>,
    /// Files.
    pub files: Vec<OutboundFile>,
    /// Whether the text holds a secret and is wiped once the mail is sent or given up.
    pub secret: bool,
    /// The mailbox through whose server it leaves; `None` for the usual one.
    pub via: Option<String>,
}

/// A mail of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbound {
    /// Identifier.
    pub id: OutboundMailId,
    /// What it is.
    pub kind: String,
    /// The conversation it belongs to.
    pub thread: Option<Uuid>,
    /// Message-ID, fixed when it was queued, without brackets.
    pub message_id: String,
    /// Who it goes to.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// How far it has come.
    pub state: OutboundState,
    /// Attempts so far.
    pub attempts: i32,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When a server took it.
    pub sent_at: Option<Timestamp>,
    /// What the last attempt said.
    pub last_error: Option<String>,
    /// What became of it after a server took it, as its reports say.
    pub delivery: Option<String>,
    /// The words of the last report.
    pub delivery_detail: Option<String>,
    /// When the last report came.
    pub delivery_at: Option<Timestamp>,
}

impl Outbound {
    /// Whether it never arrived, as far as anybody told us: then somebody must look at it.
    pub fn is_undelivered(&self) -> bool {
        self.state == OutboundState::Dead || self.delivery.as_deref() == Some("failed")
    }

    /// How good the news is, in a word that pages colour: `good`, `wait` or `bad`.
    pub fn tone(&self) -> &'static str {
        match (self.state, self.delivery.as_deref()) {
            _ if self.is_undelivered() => "bad",
            (OutboundState::Sent, None | Some("accepted" | "delivered")) => "good",
            _ => "wait",
        }
    }
}

/// Queues a mail and returns its Message-ID, which never changes again: a second copy of it is recognised as one.
///
/// # Errors
/// When the row cannot be written.
pub fn queue(conn: &mut Conn, mail: &NewOutbound, now: Timestamp) -> Result<String> {
    let id = OutboundMailId::new();
    let message_id = format!("{}@{}", OutboundMailId::random(), mail.from.domain());
    let row = NewRow {
        id,
        kind: mail.kind,
        thread_id: mail.thread.map(ThreadId::from),
        message_id: &message_id,
        envelope_from: mail.envelope_from.as_ref().map_or("", Address::address),
        from_header: mail.from.to_string(),
        to_address: mail.to.address(),
        to_name: mail.to.name(),
        subject: &mail.subject,
        body_text: &mail.text,
        body_html: &mail.html,
        in_reply_to: mail.in_reply_to.as_deref(),
        reference_ids: mail.references.join(" "),
        automatic: automatic_word(mail.automatic),
        reply_key: mail.reply_key.as_deref(),
        reply_to: mail.reply_to.as_ref().map(ToString::to_string),
        attachments: Json::of(&mail.files)?,
        secret: mail.secret,
        via: mail.via.as_deref(),
        state: OutboundState::Queued,
        attempts: 0,
        queued_at: now,
        next_attempt_at: now,
        search: text::searchable([mail.to.address(), mail.to.name(), &mail.subject, &message_id]),
    };
    diesel::insert_into(outbound_mails::table).values(&row).execute(conn)?;
    Ok(message_id)
}

/// The mails of a conversation, oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn of_thread(conn: &mut Conn, thread: Uuid) -> Result<Vec<Outbound>> {
    let rows: Vec<Row> = outbound_mails::table
        .filter(outbound_mails::thread_id.eq(ThreadId::from(thread)))
        .order((outbound_mails::queued_at, outbound_mails::id))
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Outbound::from).collect())
}

/// The conversation of a mail that we sent, by its Message-ID without brackets: what an answer or a bounce refers to.
///
/// # Errors
/// When the database does not answer.
pub fn thread_of(conn: &mut Conn, message_id: &str) -> Result<Option<Uuid>> {
    let found: Option<Option<ThreadId>> = outbound_mails::table
        .filter(outbound_mails::message_id.eq(message_id))
        .select(outbound_mails::thread_id)
        .first(conn)
        .optional()?;
    Ok(found.flatten().map(Uuid::from))
}

/// Whether an automatic answer to an address (in lower case) was queued at this very instant: in the transaction that asks.
///
/// # Errors
/// When the database does not answer.
pub fn is_answered_at(conn: &mut Conn, to: &str, now: Timestamp) -> Result<bool> {
    let queued: Vec<String> = outbound_mails::table
        .filter(outbound_mails::queued_at.eq(now))
        .filter(
            outbound_mails::automatic
                .eq(automatic_word(Automatic::Replied))
                .or(outbound_mails::kind.eq("receipt")),
        )
        .select(outbound_mails::to_address)
        .load(conn)?;
    Ok(queued.iter().any(|address| address.to_lowercase() == to))
}

fn automatic_word(automatic: Automatic) -> &'static str {
    match automatic {
        Automatic::No => "no",
        Automatic::Generated => "generated",
        Automatic::Replied => "replied",
    }
}

/// A word that this version does not know counts as a program's: then nobody answers it.
fn automatic_of(word: &str) -> Automatic {
    match word {
        "no" => Automatic::No,
        "replied" => Automatic::Replied,
        _ => Automatic::Generated,
    }
}

#[derive(Insertable)]
#[diesel(table_name = outbound_mails, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: OutboundMailId,
    kind: &'a str,
    thread_id: Option<ThreadId>,
    message_id: &'a str,
    envelope_from: &'a str,
    from_header: String,
    to_address: &'a str,
    to_name: &'a str,
    subject: &'a str,
    body_text: &'a str,
    body_html: &'a str,
    in_reply_to: Option<&'a str>,
    reference_ids: String,
    automatic: &'static str,
    reply_key: Option<&'a str>,
    reply_to: Option<String>,
    attachments: Json,
    secret: bool,
    via: Option<&'a str>,
    state: OutboundState,
    attempts: i32,
    queued_at: Timestamp,
    next_attempt_at: Timestamp,
    search: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbound_mails)]
struct Row {
    id: OutboundMailId,
    kind: String,
    thread_id: Option<ThreadId>,
    message_id: String,
    to_address: String,
    subject: String,
    state: OutboundState,
    attempts: i32,
    queued_at: Timestamp,
    sent_at: Option<Timestamp>,
    last_error: Option<String>,
    delivery: Option<String>,
    delivery_detail: Option<String>,
    delivery_at: Option<Timestamp>,
}

impl From<Row> for Outbound {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            thread: row.thread_id.map(Uuid::from),
            message_id: row.message_id,
            to: row.to_address,
            subject: row.subject,
            state: row.state,
            attempts: row.attempts,
            queued_at: row.queued_at,
            sent_at: row.sent_at,
            last_error: row.last_error,
            delivery: row.delivery,
            delivery_detail: row.delivery_detail,
            delivery_at: row.delivery_at,
        }
    }
}

#[cfg(test)]
mod tests;
