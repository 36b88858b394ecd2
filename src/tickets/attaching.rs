// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files that come with messages: stored once by their content before any row names them, and reached through the ticket.

use std::collections::HashMap;

use diesel::prelude::*;

use super::seeing::watches;
use super::{MessageKind, Ticket, may_see};
use crate::ids::{AttachmentId, MessageId};
use crate::people::Viewer;
use crate::platform::blobs::Stored;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::schema::{attachments, messages, tickets};

/// A file whose bytes are on disk already, to be attached to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Clean name, for people.
    pub filename: String,
    /// Type, sniffed from the content by [`sniff`].
    pub content_type: String,
    /// Digest and length.
    pub stored: Stored,
    /// The name by which the HTML of a mail refers to it.
    pub content_id: Option<String>,
    /// Whether it belongs into the text rather than below it.
    pub inline: bool,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = attachments)]
pub struct Attachment {
    /// Identifier.
    pub id: AttachmentId,
    /// The message it came with.
    #[diesel(column_name = message_id)]
    pub message: MessageId,
    /// Name, for people.
    pub filename: String,
    /// Type, as sniffed when it came.
    pub content_type: String,
    /// Length in bytes.
    pub size: i64,
    /// SHA-256 of the content: its place in the blob folder.
    pub sha256: String,
    /// The name by which the HTML of a mail refers to it, without brackets.
    pub content_id: Option<String>,
}

/// What the bytes are, whatever the name says: the type of known formats, `text/plain` for text, else
/// `application/octet-stream`.
pub fn sniff(bytes: &[u8]) -> String {
    if is_text(bytes) {
        return "text/plain".to_owned();
    }
    // A page in another encoding is known as one, but must not be called so: a browser might run what is in it.
    let known = infer::get(bytes).map(|kind| kind.mime_type());
    let harmless = known.filter(|kind| !kind.starts_with("text/"));
    harmless.unwrap_or("application/octet-stream").to_owned()
}

/// The files of a message, in their order.
///
/// # Errors
/// When the database does not answer.
pub fn attachments_of(conn: &mut Conn, message: MessageId) -> Result<Vec<Attachment>> {
    Ok(files_of(conn, &[message])?.remove(&message).unwrap_or_default())
}

/// A file, when the viewer may see its ticket and its message.
///
/// # Errors
/// `NotFound` when there is none or the viewer may not see it: the two look the same.
pub fn attachment_visible_to(conn: &mut Conn, viewer: &Viewer, attachment: AttachmentId) -> Result<Attachment> {
    let (file, kind, ticket): (Attachment, MessageKind, Ticket) = attachments::table
        .inner_join(messages::table.inner_join(tickets::table))
        .filter(attachments::id.eq(attachment))
        .select((Attachment::as_select(), messages::kind, Ticket::as_select()))
        .first(conn)?;
    let watches = watches(conn, viewer.person.id, ticket.id)?;
    let readable = kind != MessageKind::Note || viewer.is_staff();
    if readable && may_see(viewer, &ticket, watches) {
        Ok(file)
    } else {
        Err(Error::NotFound)
    }
}

/// The files of several messages, each in its order.
pub(super) fn files_of(conn: &mut Conn, of: &[MessageId]) -> Result<HashMap<MessageId, Vec<Attachment>>> {
    let rows: Vec<Attachment> = attachments::table
        .filter(attachments::message_id.eq_any(of.iter().copied()))
        .order((attachments::message_id, attachments::position))
        .select(Attachment::as_select())
        .load(conn)?;
    let mut files: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    for file in rows {
        files.entry(file.message).or_default().push(file);
    }
    Ok(files)
}

/// Text in UTF-8 without control characters other than those of lines. HTML, SVG and the like are text too: they must
/// never be shown as what they say they are.
fn is_text(bytes: &[u8]) -> bool {
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    !bytes.is_empty() && std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_what_a_file_is() {
        assert_eq!(sniff(b"%PDF-1.7\n\xe2\xe3"), "application/pdf");
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0"), "image/png");
        assert_eq!(sniff("perché no?\r\n".as_bytes()), "text/plain");
        assert_eq!(sniff(b"\0\x01\x02"), "application/octet-stream");
        assert_eq!(sniff(b""), "application/octet-stream");
    }

    #[test]
    fn a_page_or_a_script_is_never_more_than_text() {
        assert_eq!(sniff(b"<!DOCTYPE html><script>alert(1)</script>"), "text/plain");
        assert_eq!(sniff(b"<html><body>citt\xe0</body></html>"), "application/octet-stream");
        assert_eq!(sniff(b"#!/bin/sh\nrm -rf /\n"), "text/plain");
        assert_eq!(sniff(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "text/plain");
    }
}
