// SPDX-License-Identifier: AGPL-3.0-or-later
//! The requests of a person, and for a contact those of the whole body.

use super::Status;
use crate::ids::TicketId;
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::platform::web::paging::Cursor;
use crate::text_enum;

text_enum!(
    /// Whose requests.
    RequestScope {
        /// The reader's own, and those the reader watches.
        Own = "own",
        /// Those of the bodies the reader speaks for; never confidential ones of others.
        Entity = "entity",
    }
);

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// Identifier.
    pub id: TicketId,
    /// Number.
    pub number: i64,
    /// Subject.
    pub subject: String,
    /// State.
    pub status: Status,
    /// Name of the body.
    pub entity: Option<String>,
    /// Name of the service, in the reader's language.
    pub service: Option<String>,
    /// Name of the requester.
    pub requester: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct RequestPage {
    /// The rows, the latest activity first.
    pub rows: Vec<RequestRow>,
    /// Leads to the page before, when there is one.
    pub before: Option<Cursor>,
    /// Leads to the page after, when there is one.
    pub after: Option<Cursor>,
}

/// A page of the requests that the viewer may see in this scope; `finished` asks for those that are over.
///
/// # Errors
/// When the database does not answer.
pub fn requests(
    _conn: &mut Conn,
    _viewer: &Viewer,
    _scope: RequestScope,
    _finished: bool,
    _cursor: Option<&Cursor>,
    _locale: Locale,
) -> Result<RequestPage> {
    Err(Error::bug("not built yet"))
}
