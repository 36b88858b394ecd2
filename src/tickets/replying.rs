// SPDX-License-Identifier: AGPL-3.0-or-later
//! Saying something in a ticket: the requester's side, the staff's side, and notes among staff.

use super::{Channel, NewFile};
use crate::ids::{MessageId, TicketId};
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// A message to be written. Its author is the actor of the transaction.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The text.
    pub body: String,
    /// How it comes.
    pub channel: Channel,
    /// Message-ID of the mail, without brackets.
    pub mail_id: Option<String>,
    /// Files, on disk already.
    pub files: Vec<NewFile>,
    /// Whether who wrote it may get an automatic answer (a reply that comes too late opens a new ticket).
    pub may_answer: bool,
    /// Whether a person wrote it. What a program wrote joins the ticket but never changes its state.
    pub by_person: bool,
}

/// What became of a requester's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// The ticket it is in: the one that was meant, the survivor of a merge, or a new one.
    pub ticket: TicketId,
    /// Number of that ticket.
    pub number: i64,
    /// The message.
    pub message: MessageId,
    /// Whether a new ticket was opened, because the old one was closed too long ago, rejected or cancelled.
    pub new_ticket: bool,
}

/// The requester, a watcher or a contact answers. It resumes a waiting ticket, reopens a resolved one (unless it is only
/// thanks) or one closed not too long ago, and opens a new one that follows up an older one.
///
/// # Errors
/// When a row cannot be written.
pub fn reply_as_requester(_tx: &mut Tx<'_>, _ticket: TicketId, _message: NewMessage) -> Result<Joined> {
    Err(Error::bug("not built yet"))
}

/// A technician answers; the first answer takes a new ticket into work, assigned to who answered.
///
/// # Errors
/// Refused when the ticket is rejected, cancelled or merged.
pub fn reply_as_staff(_tx: &mut Tx<'_>, _ticket: TicketId, _message: NewMessage) -> Result<MessageId> {
    Err(Error::bug("not built yet"))
}

/// A technician writes something for colleagues only.
///
/// # Errors
/// When a row cannot be written.
pub fn note(_tx: &mut Tx<'_>, _ticket: TicketId, _message: NewMessage) -> Result<MessageId> {
    Err(Error::bug("not built yet"))
}
