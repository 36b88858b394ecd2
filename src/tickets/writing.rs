// SPDX-License-Identifier: AGPL-3.0-or-later
//! Putting an entry into the conversation, with its files. What it does to the ticket is decided by the verbs.

use diesel::prelude::*;

use super::conversation::MessageRow;
use super::{Channel, MessageKind, NewFile, NewMessage};
use crate::ids::{AttachmentId, MessageId, PersonId, TicketId};
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Result};
use crate::platform::text;
use crate::schema::{attachments, messages};
use crate::tx::Tx;

/// Most characters of a mail's text.
const LONGEST_MAIL: usize = 200_000;

/// How a mail is shown beside its whole text: what is read first, and what is folded away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailView {
    /// The text without what it quotes and without the signature; `None` when nothing is folded away.
    pub reply_text: Option<String>,
    /// The clean HTML that is shown first; `None` when the text is shown.
    pub html: Option<String>,
    /// The clean HTML that is folded away.
    pub html_quoted: Option<String>,
    /// What a reader should know about the reading: the words of `platform::mail::Notice` and of intake.
    pub notices: Vec<String>,
    /// The Message-ID that the letter had in its envelope of certified mail, which is what its writer's program knows.
    pub letter_id: Option<String>,
}

/// An entry as it will stand in the conversation.
pub(super) struct Entry {
    pub(super) ticket: TicketId,
    pub(super) kind: MessageKind,
    pub(super) author: Option<PersonId>,
    pub(super) from_staff: bool,
    pub(super) channel: Channel,
    pub(super) body: String,
    pub(super) mail_id: Option<String>,
    pub(super) view: MailView,
    pub(super) files: Vec<NewFile>,
}

impl Entry {
    /// What the actor of the transaction says.
    pub(super) fn said(tx: &Tx<'_>, ticket: TicketId, message: NewMessage, from_staff: bool) -> Self {
        Self {
            ticket,
            kind: MessageKind::Public,
            author: tx.person(),
            from_staff,
            channel: message.channel,
            body: message.body,
            mail_id: message.mail_id,
            view: message.view,
            files: message.files,
        }
    }

    /// A text that a technician wrote into a form.
    pub(super) fn typed(tx: &Tx<'_>, ticket: TicketId, kind: MessageKind, body: &str) -> Self {
        Self {
            ticket,
            kind,
            author: tx.person(),
            from_staff: true,
            channel: Channel::Web,
            body: body.to_owned(),
            mail_id: None,
            view: MailView::default(),
            files: Vec::new(),
        }
    }
}

/// Writes the entry and its files.
pub(super) fn write(tx: &mut Tx<'_>, entry: Entry) -> Result<MessageId> {
    // What a mail says was bounded when it was read, and must not end in mid-sentence because forms are shorter.
    let most = match entry.channel {
        Channel::Email | Channel::Pec => LONGEST_MAIL,
        _ => tx.config().storage.max_body,
    };
    let row = MessageRow {
        id: MessageId::new(),
        ticket_id: entry.ticket,
        kind: entry.kind,
        author_id: entry.author,
        from_staff: entry.from_staff,
        channel: entry.channel,
        body: text::paragraphs(&entry.body, most),
        mail_id: entry.mail_id,
        letter_id: entry.view.letter_id,
        created_at: tx.now(),
        reply_text: entry.view.reply_text,
        html: entry.view.html,
        html_quoted: entry.view.html_quoted,
        notices: Json::of(&entry.view.notices)?,
    };
    diesel::insert_into(messages::table).values(&row).execute(tx.conn())?;
    for (file, position) in entry.files.iter().zip(0..) {
        attach(tx, row.id, position, file)?;
    }
    Ok(row.id)
}

/// What was written, or the refusal that nothing was.
pub(super) fn not_empty<'a>(body: &'a str, refusal: &'static str) -> Result<&'a str> {
    let body = body.trim();
    if body.is_empty() {
        Err(Error::refused(refusal))
    } else {
        Ok(body)
    }
}

fn attach(tx: &mut Tx<'_>, message: MessageId, position: i32, file: &NewFile) -> Result<()> {
    let row = AttachmentRow {
        id: AttachmentId::new(),
        message_id: message,
        position,
        filename: &file.filename,
        content_type: &file.content_type,
        size: file.stored.size,
        sha256: &file.stored.sha256,
        content_id: file.content_id.as_deref(),
        is_inline: file.inline,
    };
    diesel::insert_into(attachments::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = attachments, treat_none_as_default_value = false)]
struct AttachmentRow<'a> {
    id: AttachmentId,
    message_id: MessageId,
    position: i32,
    filename: &'a str,
    content_type: &'a str,
    size: i64,
    sha256: &'a str,
    content_id: Option<&'a str>,
    is_inline: bool,
}
