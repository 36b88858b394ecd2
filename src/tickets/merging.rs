// SPDX-License-Identifier: AGPL-3.0-or-later
//! Two tickets about one thing become one, and two again when that was a mistake.
//!
//! Messages move. People are added to the survivor and stay with the absorbed ticket as well, so that its old number goes on
//! leading them to the conversation.

use std::collections::HashSet;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::calendar::is_within_days;
use super::changing::{lock, save};
use super::{Status, Ticket, by_number, find, may_see, watchers_of};
use crate::event::Event;
use crate::ids::{MergeId, MessageId, PersonId, TicketId};
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Refusal, Result};
use crate::schema::{merges, messages, watchers};
use crate::tx::Tx;

/// Moves the messages of a ticket into another one and adds its people there; its number leads there for ever. What was is
/// kept, so that it can be undone exactly.
///
/// # Errors
/// Refused when one of them is finished, when the viewer may not see both, or when a confidential one would become readable
/// for more people.
pub fn merge(tx: &mut Tx<'_>, viewer: &Viewer, absorbed: TicketId, survivor_number: i64) -> Result<()> {
    let survivor = by_number(tx.conn(), survivor_number)?.filter(|found| found.id != absorbed);
    let survivor = survivor.ok_or_else(|| Error::refused("error-ticket-merge-unknown"))?;
    let activity = (find(tx.conn(), absorbed)?.updated_at, survivor.updated_at);
    let (absorbed, survivor) = two_seen(tx, viewer, absorbed, survivor.id)?;
    absorbed.must_be_unfinished()?;
    survivor.must_be_unfinished()?;
    must_stay_confidential(tx, &absorbed, &survivor)?;
    join(tx, absorbed, &survivor, activity)
}

/// Takes a merge back within the set number of days: exactly what was is there again. Only the versions go on, so that a
/// form shown meanwhile is noticed.
///
/// # Errors
/// Refused when the ticket is not merged, or was merged too long ago.
pub fn unmerge(tx: &mut Tx<'_>, viewer: &Viewer, absorbed: TicketId) -> Result<()> {
    let merge = standing_merge(tx.conn(), absorbed)?.ok_or_else(|| Error::refused("error-ticket-not-merged"))?;
    let days = tx.config().tickets.undo_days;
    if !is_within_days(merge.merged_at, days, tx.now()) {
        return Err(Refusal::new("error-ticket-undo-too-late").with("days", days).into());
    }
    let untouched = find(tx.conn(), merge.survivor_id)?;
    let (mut absorbed, mut survivor) = two_seen(tx, viewer, absorbed, merge.survivor_id)?;
    let before: Before = merge.before.to()?;
    move_back(tx, &absorbed, &before)?;
    take_people_back(tx, &merge, &before)?;
    if untouched.version == before.survivor_version {
        survivor.updated_at = before.survivor_updated_at;
        save(tx, &survivor)?;
    }
    absorbed.status = before.status;
    absorbed.updated_at = before.updated_at;
    absorbed.merged_into = None;
    save(tx, &absorbed)?;
    let now = tx.now();
    diesel::update(merges::table.filter(merges::id.eq(merge.id)))
        .set(merges::undone_at.eq(now))
        .execute(tx.conn())?;
    for (ticket, other) in [(absorbed.id, survivor.id), (survivor.id, absorbed.id)] {
        tx.record(Event::TicketUnmerged { ticket, other })?;
    }
    Ok(())
}

/// The ticket in which a merged one goes on, however often that one was merged again; itself when it was not merged.
///
/// # Errors
/// When the database does not answer.
pub fn survivor(conn: &mut Conn, mut ticket: Ticket) -> Result<Ticket> {
    // Merging refuses finished tickets, so that a chain cannot become a ring.
    while let Some(next) = ticket.merged_into {
        ticket = find(conn, next)?;
    }
    Ok(ticket)
}

/// What a merge changed, as it was before.
#[derive(Serialize, Deserialize)]
struct Before {
    status: Status,
    updated_at: Timestamp,
    survivor_updated_at: Timestamp,
    /// Version of the survivor right after the merge: when it is still this, nothing has happened since.
    survivor_version: i64,
    /// Messages that moved.
    messages: Vec<MessageId>,
    /// People who were added to the survivor.
    added: Vec<PersonId>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = merges, treat_none_as_default_value = false)]
struct Merge {
    id: MergeId,
    absorbed_id: TicketId,
    survivor_id: TicketId,
    before: Json,
    merged_at: Timestamp,
}

/// Takes both for change, always in the same order so that two merges at once do not wait for each other.
fn two_seen(tx: &mut Tx<'_>, viewer: &Viewer, absorbed: TicketId, survivor: TicketId) -> Result<(Ticket, Ticket)> {
    let first = lock(tx, absorbed.min(survivor))?;
    let second = lock(tx, absorbed.max(survivor))?;
    for ticket in [&first, &second] {
        let watches = super::seeing::watches(tx.conn(), viewer.person.id, ticket.id)?;
        if !may_see(viewer, ticket, watches) {
            return Err(Error::refused("error-ticket-merge-unknown"));
        }
    }
    Ok(if first.id == absorbed {
        (first, second)
    } else {
        (second, first)
    })
}

/// A confidential conversation stays with those who could read it: same team, and no people of the other side.
fn must_stay_confidential(tx: &mut Tx<'_>, absorbed: &Ticket, survivor: &Ticket) -> Result<()> {
    let of_absorbed = people_of(tx.conn(), absorbed)?;
    let of_survivor = people_of(tx.conn(), survivor)?;
    let absorbed_leaks = absorbed.confidential
        && !(survivor.confidential && survivor.team_id == absorbed.team_id && of_survivor.is_subset(&of_absorbed));
    let survivor_leaks = survivor.confidential && !of_absorbed.is_subset(&of_survivor);
    if absorbed_leaks || survivor_leaks {
        Err(Error::refused("error-ticket-merge-confidential"))
    } else {
        Ok(())
    }
}

fn people_of(conn: &mut Conn, ticket: &Ticket) -> Result<HashSet<PersonId>> {
    let mut people: HashSet<PersonId> = watchers_of(conn, ticket.id)?.into_iter().collect();
    people.insert(ticket.requester_id);
    Ok(people)
}

fn join(tx: &mut Tx<'_>, mut absorbed: Ticket, survivor: &Ticket, activity: (Timestamp, Timestamp)) -> Result<()> {
    let moved: Vec<MessageId> = messages::table
        .filter(messages::ticket_id.eq(absorbed.id))
        .order(messages::id)
        .select(messages::id)
        .load(tx.conn())?;
    let added = add_people(tx, &absorbed, survivor)?;
    diesel::update(messages::table.filter(messages::ticket_id.eq(absorbed.id)))
        .set(messages::ticket_id.eq(survivor.id))
        .execute(tx.conn())?;
    let (absorbed_id, into) = (absorbed.id, survivor.id);
    let status = absorbed.status;
    absorbed.status = Status::Merged;
    absorbed.merged_into = Some(into);
    save(tx, &absorbed)?;
    let before = Before {
        status,
        updated_at: activity.0,
        survivor_updated_at: activity.1,
        survivor_version: survivor.version,
        messages: moved,
        added,
    };
    let row = Merge {
        id: MergeId::new(),
        absorbed_id,
        survivor_id: into,
        before: Json::of(&before)?,
        merged_at: tx.now(),
    };
    diesel::insert_into(merges::table).values(&row).execute(tx.conn())?;
    tx.record(Event::TicketMerged {
        ticket: absorbed_id,
        into,
    })?;
    tx.record(Event::TicketAbsorbed {
        ticket: into,
        absorbed: absorbed_id,
    })
}

/// Adds the people of the absorbed ticket to the survivor; says who was not there yet.
fn add_people(tx: &mut Tx<'_>, absorbed: &Ticket, survivor: &Ticket) -> Result<Vec<PersonId>> {
    let there = people_of(tx.conn(), survivor)?;
    let mut added: Vec<PersonId> = people_of(tx.conn(), absorbed)?.difference(&there).copied().collect();
    added.sort();
    for person in &added {
        diesel::insert_into(watchers::table)
            .values((
                watchers::ticket_id.eq(survivor.id),
                watchers::person_id.eq(person),
                watchers::added_at.eq(tx.now()),
            ))
            .execute(tx.conn())?;
    }
    Ok(added)
}

/// The merge of a ticket that has not been taken back.
fn standing_merge(conn: &mut Conn, absorbed: TicketId) -> Result<Option<Merge>> {
    Ok(merges::table
        .filter(merges::absorbed_id.eq(absorbed))
        .filter(merges::undone_at.is_null())
        .select(Merge::as_select())
        .first(conn)
        .optional()?)
}

/// The messages go back from wherever the conversation has got to since. One that went back to a third ticket already, by
/// another undoing, stays there.
fn move_back(tx: &mut Tx<'_>, absorbed: &Ticket, before: &Before) -> Result<()> {
    let now_in = survivor(tx.conn(), absorbed.clone())?;
    let moved = messages::table
        .filter(messages::ticket_id.eq(now_in.id))
        .filter(messages::id.eq_any(before.messages.iter().copied()));
    diesel::update(moved)
        .set(messages::ticket_id.eq(absorbed.id))
        .execute(tx.conn())?;
    Ok(())
}

/// The people who came with the absorbed ticket go from the survivor, and from where they followed it on.
fn take_people_back(tx: &mut Tx<'_>, merge: &Merge, before: &Before) -> Result<()> {
    let mut going = before.added.clone();
    let mut ticket = merge.survivor_id;
    loop {
        let rows = watchers::table
            .filter(watchers::ticket_id.eq(ticket))
            .filter(watchers::person_id.eq_any(going.iter().copied()));
        diesel::delete(rows).execute(tx.conn())?;
        let Some(next) = standing_merge(tx.conn(), ticket)? else {
            return Ok(());
        };
        let followed: Before = next.before.to()?;
        going.retain(|person| followed.added.contains(person));
        ticket = next.survivor_id;
    }
}
