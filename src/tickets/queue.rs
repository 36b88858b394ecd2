// SPDX-License-Identifier: AGPL-3.0-or-later
//! The technicians' queue: filters, sorting, pages named by the row they begin after.

use super::{Priority, Status};
use crate::ids::{EntityId, PersonId, ServiceId, TeamId, TicketId};
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::platform::web::paging::Cursor;
use crate::text_enum;

text_enum!(
    /// Which tickets at large.
    Scope {
        /// Work is still to be done.
        Unfinished = "unfinished",
        /// Assigned to the reader and unfinished.
        Mine = "mine",
        /// Unfinished and nobody's.
        Unassigned = "unassigned",
        /// Without a team: somebody has to say what they are about.
        Triage = "triage",
        /// Resolved, closed and turned down.
        Finished = "finished",
        /// Everything.
        All = "all",
    }
);

text_enum!(
    /// What comes first.
    QueueSort {
        /// The latest activity.
        Activity = "activity",
        /// The oldest request.
        Age = "age",
        /// The most urgent, then the oldest.
        Priority = "priority",
        /// The highest number.
        Number = "number",
    }
);

/// Which tickets, in which order, from where.
#[derive(Debug, Clone)]
pub struct QueueFilter {
    /// Which at large.
    pub scope: Scope,
    /// Only these states.
    pub status: Option<Status>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only this team's.
    pub team: Option<TeamId>,
    /// Only this service's.
    pub service: Option<ServiceId>,
    /// Only this body's.
    pub entity: Option<EntityId>,
    /// Only this person's.
    pub assignee: Option<PersonId>,
    /// Words of the subject, or a number.
    pub text: String,
    /// What comes first.
    pub sort: QueueSort,
    /// Where the page begins.
    pub cursor: Option<Cursor>,
    /// Rows of a page.
    pub size: usize,
}

/// One line of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Identifier.
    pub id: TicketId,
    /// Number.
    pub number: i64,
    /// Subject.
    pub subject: String,
    /// State.
    pub status: Status,
    /// Priority.
    pub priority: Priority,
    /// Whether it is confidential.
    pub confidential: bool,
    /// Name of the body.
    pub entity: Option<String>,
    /// Name of the service, in the reader's language.
    pub service: Option<String>,
    /// Name of the requester.
    pub requester: String,
    /// Name of who works on it.
    pub assignee: Option<String>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// The rows, in order.
    pub rows: Vec<QueueRow>,
    /// Leads to the page before, when there is one.
    pub before: Option<Cursor>,
    /// Leads to the page after, when there is one.
    pub after: Option<Cursor>,
}

/// A page of the tickets that this viewer, who is staff, may see.
///
/// # Errors
/// When the database does not answer.
pub fn queue(_conn: &mut Conn, _viewer: &Viewer, _filter: &QueueFilter, _locale: Locale) -> Result<QueuePage> {
    Err(Error::bug("not built yet"))
}

/// How many tickets the viewer finds in each scope but the last two.
///
/// # Errors
/// When the database does not answer.
pub fn queue_counts(_conn: &mut Conn, _viewer: &Viewer) -> Result<Vec<(Scope, i64)>> {
    Err(Error::bug("not built yet"))
}
