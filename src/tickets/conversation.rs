// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reading a conversation: the messages of a ticket that a reader may see.

use super::{Attachment, Channel, MessageKind, Ticket};
use crate::ids::{MessageId, PersonId, TicketId};
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};

/// One entry of the conversation, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// Identifier.
    pub id: MessageId,
    /// The ticket.
    pub ticket: TicketId,
    /// Who may read it.
    pub kind: MessageKind,
    /// Who wrote it; the program itself when absent.
    pub author: Option<PersonId>,
    /// Name of who wrote it; empty for the program.
    pub author_name: String,
    /// Address of who wrote it; empty for the program.
    pub author_email: String,
    /// Whether it was written on the centre's side.
    pub from_staff: bool,
    /// How it came.
    pub channel: Channel,
    /// The text, lines ended by LF.
    pub body: String,
    /// Message-ID of the mail by which it came, without brackets.
    pub mail_id: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// Its files, in order.
    pub files: Vec<Attachment>,
}

/// The messages of a ticket that this viewer may read, oldest first: everybody but staff reads no notes. The ticket must
/// have come from [`super::visible_to`].
///
/// # Errors
/// When the database does not answer.
pub fn conversation(_conn: &mut Conn, _viewer: &Viewer, _ticket: &Ticket) -> Result<Vec<MessageView>> {
    Err(Error::bug("not built yet"))
}

/// One message with its files, for the mails that are written about it.
///
/// # Errors
/// `NotFound` when there is none.
pub fn message(_conn: &mut Conn, _message: MessageId) -> Result<MessageView> {
    Err(Error::bug("not built yet"))
}

/// Message-IDs of the mails by which public messages of the ticket came, oldest first, for `References`.
///
/// # Errors
/// When the database does not answer.
pub fn public_mail_ids(_conn: &mut Conn, _ticket: TicketId) -> Result<Vec<String>> {
    Err(Error::bug("not built yet"))
}
