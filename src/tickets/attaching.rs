// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files that come with messages: stored once by their content before any row names them, and reached through the ticket.

use crate::ids::{AttachmentId, MessageId};
use crate::people::Viewer;
use crate::platform::blobs::Stored;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};

/// A file whose bytes are on disk already, to be attached to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Clean name, for people.
    pub filename: String,
    /// Type, sniffed from the content by [`sniff`].
    pub content_type: String,
    /// Digest and length.
    pub stored: Stored,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Identifier.
    pub id: AttachmentId,
    /// The message it came with.
    pub message: MessageId,
    /// Name, for people.
    pub filename: String,
    /// Type, as sniffed when it came.
    pub content_type: String,
    /// Length in bytes.
    pub size: i64,
    /// SHA-256 of the content: its place in the blob folder.
    pub sha256: String,
}

/// What the bytes are, whatever the name says: the type of known formats, `text/plain` for text, else
/// `application/octet-stream`.
pub fn sniff(_bytes: &[u8]) -> String {
    "application/octet-stream".to_owned()
}

/// The files of a message, in their order.
///
/// # Errors
/// When the database does not answer.
pub fn attachments_of(_conn: &mut Conn, _message: MessageId) -> Result<Vec<Attachment>> {
    Err(Error::bug("not built yet"))
}

/// A file, when the viewer may see its ticket and its message.
///
/// # Errors
/// `NotFound` when there is none or the viewer may not see it: the two look the same.
pub fn attachment_visible_to(_conn: &mut Conn, _viewer: &Viewer, _attachment: AttachmentId) -> Result<Attachment> {
    Err(Error::bug("not built yet"))
}
