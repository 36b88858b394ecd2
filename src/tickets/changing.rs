// SPDX-License-Identifier: AGPL-3.0-or-later
//! How a ticket changes: taken for change first, so that two who change it at once come one after the other, then saved.
//!
//! Taking it raises its version and its last activity. It is the first statement of every verb, because it also locks the
//! row where the database has several writers.

use diesel::prelude::*;

use super::{Priority, Status, Ticket};
use crate::ids::{EntityId, PersonId, ServiceId, TeamId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::columns;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Result};
use crate::schema::tickets;
use crate::tx::Tx;

/// Takes a ticket for change, whatever its version.
pub(super) fn lock(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Ticket> {
    let now = tx.now();
    let taken = diesel::update(tickets::table.filter(tickets::id.eq(ticket)))
        .set((tickets::version.eq(tickets::version + 1), tickets::updated_at.eq(now)))
        .returning(columns::<Ticket>())
        .get_result(tx.conn())?;
    Ok(taken)
}

/// Takes a ticket for change as the form showed it: compare-and-set on the version.
pub(super) fn lock_version(tx: &mut Tx<'_>, ticket: TicketId, version: i64) -> Result<Ticket> {
    match lock_unchanged(tx, ticket, version)? {
        Some(taken) => Ok(taken),
        None => {
            super::find(tx.conn(), ticket)?;
            Err(Error::refused("error-ticket-changed"))
        }
    }
}

/// Takes a ticket for change when it still has this version; a job passes over one that somebody was quicker with.
pub(super) fn lock_unchanged(tx: &mut Tx<'_>, ticket: TicketId, version: i64) -> Result<Option<Ticket>> {
    let now = tx.now();
    let shown = tickets::table
        .filter(tickets::id.eq(ticket))
        .filter(tickets::version.eq(version));
    let taken = diesel::update(shown)
        .set((tickets::version.eq(tickets::version + 1), tickets::updated_at.eq(now)))
        .returning(columns::<Ticket>())
        .get_result(tx.conn())
        .optional()?;
    Ok(taken)
}

/// Takes the ticket in which this one goes on, however often it was merged.
pub(super) fn lock_survivor(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Ticket> {
    let ticket = super::find(tx.conn(), ticket)?;
    let survivor = super::survivor(tx.conn(), ticket)?;
    lock(tx, survivor.id)
}

/// Saves what was decided about a ticket that was taken for change.
pub(super) fn save(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<()> {
    let changed = Changed {
        requester_id: ticket.requester_id,
        entity_id: ticket.entity_id,
        service_id: ticket.service_id,
        team_id: ticket.team_id,
        assignee_id: ticket.assignee_id,
        status: ticket.status,
        priority: ticket.priority,
        confidential: ticket.confidential,
        routing: ticket.routing.as_ref(),
        updated_at: ticket.updated_at,
        first_reply_at: ticket.first_reply_at,
        resolved_at: ticket.resolved_at,
        closed_at: ticket.closed_at,
        on_hold_until: ticket.on_hold_until,
        reopened_count: ticket.reopened_count,
        merged_into: ticket.merged_into,
    };
    let rows = diesel::update(tickets::table.filter(tickets::id.eq(ticket.id)))
        .filter(tickets::version.eq(ticket.version))
        .set(&changed)
        .execute(tx.conn())?;
    if rows == 1 {
        Ok(())
    } else {
        Err(Error::bug("a ticket was saved that had not been taken for change"))
    }
}

#[derive(AsChangeset)]
#[diesel(table_name = tickets, treat_none_as_null = true)]
struct Changed<'a> {
    requester_id: PersonId,
    entity_id: Option<EntityId>,
    service_id: Option<ServiceId>,
    team_id: Option<TeamId>,
    assignee_id: Option<PersonId>,
    status: Status,
    priority: Priority,
    confidential: bool,
    routing: Option<&'a Json>,
    updated_at: Timestamp,
    first_reply_at: Option<Timestamp>,
    resolved_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    on_hold_until: Option<Timestamp>,
    reopened_count: i32,
    merged_into: Option<TicketId>,
}
