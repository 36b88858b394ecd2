// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reading a conversation: the messages of a ticket that a reader may see.

use diesel::prelude::*;

use super::attaching::files_of;
use super::seeing::watches;
use super::{Attachment, Channel, MailView, MessageKind, Ticket, may_see};
use crate::ids::{MessageId, PersonId, TicketId};
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Result};
use crate::schema::{messages, persons, tickets};

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
    /// How it is shown, when it came by mail.
    pub view: MailView,
    /// Its files, in order.
    pub files: Vec<Attachment>,
}

/// The messages of a ticket that this viewer may read, oldest first: everybody but staff reads no notes. The ticket must
/// have come from [`super::visible_to`].
///
/// # Errors
/// When the database does not answer.
pub fn conversation(conn: &mut Conn, viewer: &Viewer, ticket: &Ticket) -> Result<Vec<MessageView>> {
    let readable: &[MessageKind] = if viewer.is_staff() {
        MessageKind::ALL
    } else {
        &[MessageKind::Public, MessageKind::System]
    };
    let rows = messages::table
        .left_join(persons::table)
        .filter(messages::ticket_id.eq(ticket.id))
        .filter(messages::kind.eq_any(readable.iter().copied()))
        .order((messages::created_at, messages::id))
        .select((MessageRow::as_select(), (persons::name, persons::email).nullable()))
        .load(conn)?;
    views(conn, rows)
}

/// Every message of a ticket, notes among them, for an export and never for a reader.
///
/// # Errors
/// When the database does not answer.
pub fn every_message(conn: &mut Conn, ticket: TicketId) -> Result<Vec<MessageView>> {
    let rows = messages::table
        .left_join(persons::table)
        .filter(messages::ticket_id.eq(ticket))
        .order((messages::created_at, messages::id))
        .select((MessageRow::as_select(), (persons::name, persons::email).nullable()))
        .load(conn)?;
    views(conn, rows)
}

/// One message with its files, for the mails that are written about it.
///
/// # Errors
/// `NotFound` when there is none.
pub fn message(conn: &mut Conn, message: MessageId) -> Result<MessageView> {
    let rows = messages::table
        .left_join(persons::table)
        .filter(messages::id.eq(message))
        .select((MessageRow::as_select(), (persons::name, persons::email).nullable()))
        .load(conn)?;
    views(conn, rows)?.pop().ok_or(Error::NotFound)
}

/// One message with its ticket, when the viewer may see both.
///
/// # Errors
/// `NotFound` when there is none or the viewer may not see it: the two look the same.
pub fn message_visible_to(conn: &mut Conn, viewer: &Viewer, id: MessageId) -> Result<(Ticket, MessageView)> {
    let ticket: Ticket = messages::table
        .inner_join(tickets::table)
        .filter(messages::id.eq(id))
        .select(Ticket::as_select())
        .first(conn)?;
    let watches = watches(conn, viewer.person.id, ticket.id)?;
    let message = message(conn, id)?;
    let readable = message.kind != MessageKind::Note || viewer.is_staff();
    if readable && may_see(viewer, &ticket, watches) {
        Ok((ticket, message))
    } else {
        Err(Error::NotFound)
    }
}

/// Message-IDs of the mails by which public messages of the ticket came, oldest first, for `References`; of a certified mail
/// that of its envelope, then that of the letter.
///
/// # Errors
/// When the database does not answer.
pub fn public_mail_ids(conn: &mut Conn, ticket: TicketId) -> Result<Vec<String>> {
    let ids: Vec<(Option<String>, Option<String>)> = messages::table
        .filter(messages::ticket_id.eq(ticket))
        .filter(messages::kind.eq(MessageKind::Public))
        .filter(messages::mail_id.is_not_null().or(messages::letter_id.is_not_null()))
        .order((messages::created_at, messages::id))
        .select((messages::mail_id, messages::letter_id))
        .load(conn)?;
    let mut listed: Vec<String> = Vec::new();
    for id in ids.into_iter().flat_map(|(mail, letter)| [mail, letter]).flatten() {
        if listed.last() != Some(&id) {
            listed.push(id);
        }
    }
    Ok(listed)
}

/// A stored entry.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = messages, treat_none_as_default_value = false)]
pub(super) struct MessageRow {
    pub(super) id: MessageId,
    pub(super) ticket_id: TicketId,
    pub(super) kind: MessageKind,
    pub(super) author_id: Option<PersonId>,
    pub(super) from_staff: bool,
    pub(super) channel: Channel,
    pub(super) body: String,
    pub(super) mail_id: Option<String>,
    pub(super) letter_id: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) reply_text: Option<String>,
    pub(super) html: Option<String>,
    pub(super) html_quoted: Option<String>,
    pub(super) notices: Json,
}

/// Puts name, address and files to each entry; one query for the files of all.
fn views(conn: &mut Conn, rows: Vec<(MessageRow, Option<(String, String)>)>) -> Result<Vec<MessageView>> {
    let ids: Vec<MessageId> = rows.iter().map(|(row, _)| row.id).collect();
    let mut files = files_of(conn, &ids)?;
    let view = |(row, author): (MessageRow, Option<(String, String)>)| -> Result<MessageView> {
        let (author_name, author_email) = author.unwrap_or_default();
        Ok(MessageView {
            id: row.id,
            ticket: row.ticket_id,
            kind: row.kind,
            author: row.author_id,
            author_name,
            author_email,
            from_staff: row.from_staff,
            channel: row.channel,
            body: row.body,
            mail_id: row.mail_id,
            created_at: row.created_at,
            view: MailView {
                reply_text: row.reply_text,
                html: row.html,
                html_quoted: row.html_quoted,
                notices: row.notices.to()?,
                letter_id: row.letter_id,
            },
            files: files.remove(&row.id).unwrap_or_default(),
        })
    };
    rows.into_iter().map(view).collect()
}
