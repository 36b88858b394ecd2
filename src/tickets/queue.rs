// SPDX-License-Identifier: AGPL-3.0-or-later
//! The technicians' queue: filters, sorting, pages named by the row they begin after.

use diesel::prelude::*;

use super::listing::{self, Ids, Listed};
use super::{Priority, Status};
use crate::ids::{EntityId, PersonId, ServiceId, TeamId, TicketId};
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::platform::web::paging::{Cursor, cut};
use crate::schema::tickets;
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
pub fn queue(conn: &mut Conn, viewer: &Viewer, filter: &QueueFilter, locale: Locale) -> Result<QueuePage> {
    let cursor = filter.cursor.as_ref();
    let one_more = i64::try_from(filter.size).map_err(Error::unexpected)?.saturating_add(1);
    let query = sorted(sifted(viewer, filter), filter.sort, cursor).limit(one_more);
    let (ids, before, after) = cut(query.load::<TicketId>(conn)?, filter.size, cursor);
    let rows = listing::rows(conn, &ids, locale)?;
    let place = |row: Option<&Listed>, backwards| row.map(|row| place_of(row, filter.sort, backwards));
    Ok(QueuePage {
        before: place(rows.first(), true).filter(|_| before),
        after: place(rows.last(), false).filter(|_| after),
        rows: rows.into_iter().map(QueueRow::from).collect(),
    })
}

/// How many tickets the viewer finds in each scope but the last two.
///
/// # Errors
/// When the database does not answer.
pub fn queue_counts(conn: &mut Conn, viewer: &Viewer) -> Result<Vec<(Scope, i64)>> {
    let counted = [Scope::Unfinished, Scope::Mine, Scope::Unassigned, Scope::Triage];
    let count = |scope| {
        let within = in_scope(listing::ids(), viewer, scope).filter(listing::visible(viewer));
        Ok((scope, within.select(diesel::dsl::count_star()).get_result(conn)?))
    };
    counted.into_iter().map(count).collect()
}

fn sifted(viewer: &Viewer, filter: &QueueFilter) -> Ids {
    let mut query = in_scope(listing::ids(), viewer, filter.scope).filter(listing::visible(viewer));
    if let Some(status) = filter.status {
        query = query.filter(tickets::status.eq(status));
    }
    if let Some(priority) = filter.priority {
        query = query.filter(tickets::priority.eq(priority));
    }
    if let Some(team) = filter.team {
        query = query.filter(tickets::team_id.eq(team));
    }
    if let Some(service) = filter.service {
        query = query.filter(tickets::service_id.eq(service));
    }
    if let Some(entity) = filter.entity {
        query = query.filter(tickets::entity_id.eq(entity));
    }
    if let Some(assignee) = filter.assignee {
        query = query.filter(tickets::assignee_id.eq(assignee));
    }
    listing::looked_for(query, &filter.text)
}

fn in_scope(query: Ids, viewer: &Viewer, scope: Scope) -> Ids {
    let unfinished = tickets::status.eq_any(Status::UNFINISHED.iter().copied());
    match scope {
        Scope::Unfinished => query.filter(unfinished),
        Scope::Mine => query
            .filter(unfinished)
            .filter(tickets::assignee_id.eq(viewer.person.id)),
        Scope::Unassigned => query.filter(unfinished).filter(tickets::assignee_id.is_null()),
        Scope::Triage => query.filter(unfinished).filter(tickets::team_id.is_null()),
        Scope::Finished => query.filter(tickets::status.ne_all(Status::UNFINISHED.iter().copied())),
        Scope::All => query,
    }
}

fn sorted(query: Ids, sort: QueueSort, cursor: Option<&Cursor>) -> Ids {
    match sort {
        QueueSort::Activity => listing::by_activity(query, cursor),
        QueueSort::Age => listing::by_age(query, cursor),
        QueueSort::Priority => listing::by_priority(query, cursor),
        QueueSort::Number => listing::by_number(query, cursor),
    }
}

fn place_of(row: &Listed, sort: QueueSort, backwards: bool) -> Cursor {
    match sort {
        QueueSort::Activity => listing::cursor(row.updated_at.micros(), row.id, backwards),
        QueueSort::Age => listing::cursor(row.created_at.micros(), row.id, backwards),
        QueueSort::Priority => listing::urgency_cursor(row, backwards),
        QueueSort::Number => listing::cursor(row.number, row.id, backwards),
    }
}

impl From<Listed> for QueueRow {
    fn from(row: Listed) -> Self {
        Self {
            id: row.id,
            number: row.number,
            subject: row.subject,
            status: row.status,
            priority: row.priority,
            confidential: row.confidential,
            entity: row.entity,
            service: row.service,
            requester: row.requester,
            assignee: row.assignee,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
