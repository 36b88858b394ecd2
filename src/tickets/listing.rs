// SPDX-License-Identifier: AGPL-3.0-or-later
//! What the lists of tickets share: the rule of who sees what as a condition of a query, the words looked for, pages named
//! by the row they begin after, and the rows with their names.
//!
//! A list first finds the ids of a page in `tickets` alone, by an index, and then reads those rows with their names.

use std::collections::HashMap;

use diesel::expression::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::{Priority, Status};
use crate::entities::Entity;
use crate::ids::{EntityId, PersonId, TicketId};
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::sql_types::UniqueId;
use crate::platform::db::{Conn, MultiBackend};
use crate::platform::failure::Result;
use crate::platform::i18n::Locale;
use crate::platform::text::fold;
use crate::platform::web::paging::Cursor;
use crate::schema::{entities, persons, services, tickets, watchers};

/// Ids of tickets, to be filtered and sorted.
pub(super) type Ids = tickets::BoxedQuery<'static, MultiBackend, UniqueId>;

/// A condition on tickets.
pub(super) type Condition = Box<dyn BoxableExpression<tickets::table, MultiBackend, SqlType = Nullable<Bool>>>;

/// The ids of all tickets.
pub(super) fn ids() -> Ids {
    tickets::table.select(tickets::id).into_boxed()
}

/// [`super::may_see`] as a condition. A test compares the two.
pub(super) fn visible(viewer: &Viewer) -> Condition {
    let me = viewer.person.id;
    let own = own(me);
    if viewer.is_staff() {
        let of_teams = tickets::team_id.eq_any(viewer.teams.clone());
        Box::new(own.or(tickets::confidential.eq(false)).or(of_teams))
    } else {
        Box::new(own.or(of_bodies(viewer.contact_entities())))
    }
}

/// Those of these tickets that the viewer may see, with their numbers: for lists of other things that belong to tickets. What
/// was said in a merged ticket is in the one where it goes on, so that one must be theirs to see as well.
///
/// # Errors
/// When the database does not answer.
pub fn numbers_visible_to(conn: &mut Conn, viewer: &Viewer, ids: &[TicketId]) -> Result<HashMap<TicketId, i64>> {
    let mut seen = visible_among(conn, viewer, ids)?;
    let mut next: HashMap<TicketId, TicketId> = seen
        .iter()
        .filter_map(|(id, (_, into))| Some((*id, (*into)?)))
        .collect();
    while !next.is_empty() {
        let survivors: Vec<TicketId> = next.values().copied().collect();
        let survivors = visible_among(conn, viewer, &survivors)?;
        seen.retain(|id, _| next.get(id).is_none_or(|into| survivors.contains_key(into)));
        next = next
            .into_iter()
            .filter_map(|(id, into)| Some((id, survivors.get(&into)?.1?)))
            .collect();
    }
    Ok(seen.into_iter().map(|(id, (number, _))| (id, number)).collect())
}

/// Those of these tickets that the viewer may see: number, and where they go on.
fn visible_among(
    conn: &mut Conn,
    viewer: &Viewer,
    ids: &[TicketId],
) -> Result<HashMap<TicketId, (i64, Option<TicketId>)>> {
    let seen: Vec<(TicketId, i64, Option<TicketId>)> = tickets::table
        .filter(tickets::id.eq_any(ids.iter().copied()))
        .filter(visible(viewer))
        .select((tickets::id, tickets::number, tickets::merged_into))
        .load(conn)?;
    Ok(seen
        .into_iter()
        .map(|(id, number, into)| (id, (number, into)))
        .collect())
}

/// The tickets that the person wrote or watches.
pub(super) fn own(person: PersonId) -> Condition {
    let watched = watchers::table
        .filter(watchers::person_id.eq(person))
        .select(watchers::ticket_id);
    let own = tickets::requester_id.eq(person).or(tickets::id.eq_any(watched));
    Box::new(own.nullable())
}

/// The tickets of the bodies that are not confidential.
pub(super) fn of_bodies(bodies: Vec<EntityId>) -> Condition {
    Box::new(tickets::confidential.eq(false).and(tickets::entity_id.eq_any(bodies)))
}

/// What was looked for: a number as people quote it (`12`, `#12`, `[CSTPU #12]`), or words of the subject.
pub(super) fn looked_for(mut query: Ids, text: &str) -> Ids {
    if let Some(number) = number_in(text) {
        return query.filter(tickets::number.eq(number));
    }
    // Folded words are letters and digits only: nothing in them means something to LIKE.
    for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
        query = query.filter(tickets::subject_folded.like(format!("%{word}%")));
    }
    query
}

/// The number in a text that is only a number, or only a reference.
fn number_in(text: &str) -> Option<i64> {
    let text = text.trim();
    let inside = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let digits = match inside.unwrap_or(text).rsplit_once('#') {
        Some((before, digits)) if before.is_empty() || inside.is_some() => digits,
        Some(_) => return None,
        None => text,
    };
    digits
        .parse()
        .ok()
        .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Sorts by a column and the id, and begins after the cursor.
macro_rules! sorted {
    ($query:expr, $column:expr, $place:expr, $descending:expr) => {
        match ($descending, $place) {
            (true, Some((value, id))) => $query
                .filter($column.le(value))
                .filter($column.lt(value).or(tickets::id.lt(id)))
                .order(($column.desc(), tickets::id.desc())),
            (false, Some((value, id))) => $query
                .filter($column.ge(value))
                .filter($column.gt(value).or(tickets::id.gt(id)))
                .order(($column.asc(), tickets::id.asc())),
            (true, None) => $query.order(($column.desc(), tickets::id.desc())),
            (false, None) => $query.order(($column.asc(), tickets::id.asc())),
        }
    };
}

/// The latest activity first.
pub(super) fn by_activity(query: Ids, cursor: Option<&Cursor>) -> Ids {
    sorted!(query, tickets::updated_at, instant_place(cursor), !goes_back(cursor))
}

/// The oldest first.
pub(super) fn by_age(query: Ids, cursor: Option<&Cursor>) -> Ids {
    sorted!(query, tickets::created_at, instant_place(cursor), goes_back(cursor))
}

/// The highest number first; no two have the same.
pub(super) fn by_number(query: Ids, cursor: Option<&Cursor>) -> Ids {
    match cursor {
        Some(cursor) if cursor.backwards => query
            .filter(tickets::number.gt(cursor.value))
            .order(tickets::number.asc()),
        Some(cursor) => query
            .filter(tickets::number.lt(cursor.value))
            .order(tickets::number.desc()),
        None => query.order(tickets::number.desc()),
    }
}

/// The most urgent first, the oldest of them first. The cursor's value is the rank, its id the age and the id.
pub(super) fn by_priority(query: Ids, cursor: Option<&Cursor>) -> Ids {
    let (rank, at, id) = (tickets::priority, tickets::created_at, tickets::id);
    let back = goes_back(cursor);
    let query = match urgency_place(cursor) {
        Some((value, since, last)) if back => query
            .filter(rank.ge(value))
            .filter(rank.gt(value).or(at.lt(since)).or(at.eq(since).and(id.lt(last)))),
        Some((value, since, last)) => query
            .filter(rank.le(value))
            .filter(rank.lt(value).or(at.gt(since)).or(at.eq(since).and(id.gt(last)))),
        None => query,
    };
    if back {
        query.order((rank.asc(), at.desc(), id.desc()))
    } else {
        query.order((rank.desc(), at.asc(), id.asc()))
    }
}

/// The place of a row in the order of urgency.
pub(super) fn urgency_cursor(row: &Listed, backwards: bool) -> Cursor {
    Cursor {
        value: i64::from(row.priority.rank()),
        id: format!("{}_{}", row.created_at.micros(), row.id),
        backwards,
    }
}

/// The place of a row in an order by this value.
pub(super) fn cursor(value: i64, id: TicketId, backwards: bool) -> Cursor {
    Cursor {
        value,
        id: id.to_string(),
        backwards,
    }
}

fn goes_back(cursor: Option<&Cursor>) -> bool {
    cursor.is_some_and(|cursor| cursor.backwards)
}

/// A cursor that is none leads to the first page.
fn instant_place(cursor: Option<&Cursor>) -> Option<(Timestamp, TicketId)> {
    let cursor = cursor?;
    cursor.instant().zip(cursor.id.parse().ok())
}

fn urgency_place(cursor: Option<&Cursor>) -> Option<(i32, Timestamp, TicketId)> {
    let cursor = cursor?;
    let (since, id) = cursor.id.split_once('_')?;
    let since = Timestamp::from_micros(since.parse().ok()?)?;
    Some((i32::try_from(cursor.value).ok()?, since, id.parse().ok()?))
}

/// A row of any list, with its names.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) id: TicketId,
    pub(super) number: i64,
    pub(super) subject: String,
    pub(super) status: Status,
    pub(super) priority: Priority,
    pub(super) confidential: bool,
    pub(super) entity: Option<String>,
    pub(super) service: Option<String>,
    pub(super) requester: String,
    pub(super) assignee: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tickets)]
struct Row {
    id: TicketId,
    number: i64,
    subject: String,
    status: Status,
    priority: Priority,
    confidential: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
}

diesel::alias! {
    const REQUESTERS: Alias<Requesters> = persons as requesters;
    const ASSIGNEES: Alias<Assignees> = persons as assignees;
}

/// The rows of these tickets with their names, in this order: one query.
pub(super) fn rows(conn: &mut Conn, ids: &[TicketId], locale: Locale) -> Result<Vec<Listed>> {
    type Names = (Option<(String, String)>, String, Option<String>);
    let found: Vec<(Row, Option<Entity>, Names)> = tickets::table
        .left_join(entities::table)
        .left_join(services::table)
        .inner_join(REQUESTERS.on(REQUESTERS.field(persons::id).eq(tickets::requester_id)))
        .left_join(ASSIGNEES.on(ASSIGNEES.field(persons::id).nullable().eq(tickets::assignee_id)))
        .filter(tickets::id.eq_any(ids.iter().copied()))
        .select((
            Row::as_select(),
            <Option<Entity> as SelectableHelper<MultiBackend>>::as_select(),
            (
                (services::name_it, services::name_en).nullable(),
                REQUESTERS.field(persons::name),
                ASSIGNEES.field(persons::name).nullable(),
            ),
        ))
        .load(conn)?;
    let mut by_id: HashMap<TicketId, Listed> = found
        .into_iter()
        .map(|(row, entity, (service, requester, assignee))| {
            let listed = Listed {
                id: row.id,
                number: row.number,
                subject: row.subject,
                status: row.status,
                priority: row.priority,
                confidential: row.confidential,
                entity: entity.map(|entity| entity.public_name()),
                service: service.map(|(italian, english)| locale.pick(&italian, &english).to_owned()),
                requester,
                assignee,
                created_at: row.created_at,
                updated_at: row.updated_at,
            };
            (listed.id, listed)
        })
        .collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_as_people_quote_it() {
        for text in ["12", " #12 ", "[CSTPU #12]", "[#12]"] {
            assert_eq!(number_in(text), Some(12), "{text}");
        }
        for text in ["", "#", "vpn 12", "vpn #12", "12b", "+12", "-12", "[CSTPU 12]"] {
            assert_eq!(number_in(text), None, "{text}");
        }
    }
}
