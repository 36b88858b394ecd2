// SPDX-License-Identifier: AGPL-3.0-or-later
//! Messages and history as the pages show them.

use serde::Serialize;

use super::mail_text::{MailText, Pictures};
use super::words;
use crate::people::Reader;
use crate::platform::clock::Timestamp;
use crate::tickets::{Attachment, Channel, HistoryEntry, MessageKind, MessageView};

/// A file of a message.
#[derive(Debug, Serialize)]
pub(super) struct FileLine {
    id: String,
    filename: String,
    size: i64,
}

/// A message as its page shows it.
#[derive(Debug, Serialize)]
pub(super) struct MessageLine {
    id: String,
    author: String,
    email: String,
    from_staff: bool,
    is_note: bool,
    is_system: bool,
    is_own: bool,
    channel: &'static str,
    text: MailText,
    is_certified: bool,
    at: Timestamp,
    files: Vec<FileLine>,
}

impl MessageLine {
    pub(super) fn new(message: MessageView, reader: &Reader) -> Self {
        Self::with_pictures(message, reader, Pictures::Own)
    }

    pub(super) fn with_pictures(message: MessageView, reader: &Reader, pictures: Pictures) -> Self {
        let text = MailText::new(&message, reader, pictures);
        let own = reader.viewer().map(|viewer| viewer.person.id);
        let is_system = message.kind == MessageKind::System || message.author.is_none();
        let author = if is_system {
            reader.ctx.config.organisation.name.clone()
        } else {
            message.author_name
        };
        Self {
            id: message.id.to_string(),
            author,
            email: message.author_email,
            from_staff: message.from_staff,
            is_note: message.kind == MessageKind::Note,
            is_system,
            is_own: message.author.is_some() && message.author == own,
            channel: message.channel.as_str(),
            text,
            is_certified: message.channel == Channel::Pec,
            at: message.created_at,
            files: message.files.iter().map(FileLine::new).collect(),
        }
    }
}

impl FileLine {
    fn new(file: &Attachment) -> Self {
        Self {
            id: file.id.to_string(),
            filename: file.filename.clone(),
            size: file.size,
        }
    }
}

/// One line of the history, in words.
#[derive(Debug, Serialize)]
pub(super) struct HistoryLine {
    at: Timestamp,
    text: String,
    actor: Option<String>,
}

impl HistoryLine {
    pub(super) fn new(entry: &HistoryEntry, reader: &Reader) -> Self {
        Self {
            at: entry.at,
            text: words::event(reader, entry),
            actor: entry
                .actor_name
                .clone()
                .filter(|_| words::is_done_by_its_actor(&entry.event)),
        }
    }
}
