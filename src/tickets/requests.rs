// SPDX-License-Identifier: AGPL-3.0-or-later
//! The requests of a person, and for a contact those of the whole body.

use diesel::prelude::*;

use super::Status;
use super::listing::{self, Listed};
use crate::ids::TicketId;
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::platform::web::paging::{Cursor, cut};
use crate::schema::tickets;
use crate::text_enum;

/// Rows of a page.
const PAGE: usize = 25;

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
    conn: &mut Conn,
    viewer: &Viewer,
    scope: RequestScope,
    finished: bool,
    cursor: Option<&Cursor>,
    locale: Locale,
) -> Result<RequestPage> {
    let within = match scope {
        RequestScope::Own => listing::own(viewer.person.id),
        RequestScope::Entity => listing::of_bodies(viewer.contact_entities()),
    };
    let query = listing::ids().filter(within);
    let query = if finished {
        query.filter(tickets::status.ne_all(Status::UNFINISHED.iter().copied()))
    } else {
        query.filter(tickets::status.eq_any(Status::UNFINISHED.iter().copied()))
    };
    let one_more = i64::try_from(PAGE).map_err(Error::unexpected)? + 1;
    let query = listing::by_activity(query, cursor).limit(one_more);
    let (ids, before, after) = cut(query.load::<TicketId>(conn)?, PAGE, cursor);
    let rows = listing::rows(conn, &ids, locale)?;
    let place =
        |row: Option<&Listed>, backwards| row.map(|row| listing::cursor(row.updated_at.micros(), row.id, backwards));
    Ok(RequestPage {
        before: place(rows.first(), true).filter(|_| before),
        after: place(rows.last(), false).filter(|_| after),
        rows: rows.into_iter().map(RequestRow::from).collect(),
    })
}

impl From<Listed> for RequestRow {
    fn from(row: Listed) -> Self {
        Self {
            id: row.id,
            number: row.number,
            subject: row.subject,
            status: row.status,
            entity: row.entity,
            service: row.service,
            requester: row.requester,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
