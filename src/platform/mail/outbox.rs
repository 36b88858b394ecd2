// SPDX-License-Identifier: AGPL-3.0-or-later
//! The outbox: mails that are to go out, as rows written with their cause. A mail is claimed for a while, handed over outside
//! of any transaction, and its outcome written down; what fails for now is tried again for five days, what fails for good is
//! a dead letter that somebody sees.

use uuid::Uuid;

use super::{Address, Automatic};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::{text_enum, unique_id};

unique_id!(/// A mail to go out.
    OutboundMailId);

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
    /// Files.
    pub files: Vec<OutboundFile>,
    /// Whether the text holds a secret and is wiped once the mail is sent or given up.
    pub secret: bool,
}

/// A mail of the outbox.
#[derive(Debug, Clone)]
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
}

/// Queues a mail and returns its Message-ID.
///
/// # Errors
/// When the row cannot be written.
pub fn queue(_conn: &mut Conn, _mail: &NewOutbound, _now: Timestamp) -> Result<String> {
    Err(Error::bug("not built yet"))
}

/// The mails of a conversation, oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn of_thread(_conn: &mut Conn, _thread: Uuid) -> Result<Vec<Outbound>> {
    Err(Error::bug("not built yet"))
}

/// The conversation of a mail that we sent, by its Message-ID without brackets: what an answer or a bounce refers to.
///
/// # Errors
/// When the database does not answer.
pub fn thread_of(_conn: &mut Conn, _message_id: &str) -> Result<Option<Uuid>> {
    Err(Error::bug("not built yet"))
}
