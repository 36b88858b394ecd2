// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a technician decides about a ticket: who works on it, what it is about, how urgent it is, whose it is. Each takes the
//! version of the ticket that the form showed, and is refused when it has changed since.

use super::changing::{lock_version, save};
use super::{Priority, Ticket};
use crate::event::{Event, RoutingReason};
use crate::ids::{EntityId, PersonId, ServiceId, TicketId};
use crate::people::Viewer;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;
use crate::{catalog, entities};

/// The technician takes it; a new ticket is in work from now on.
///
/// # Errors
/// Refused when it is finished or changed meanwhile, or when the actor cannot be given tickets.
pub fn take(tx: &mut Tx<'_>, ticket: TicketId, version: i64) -> Result<()> {
    let person = tx.person().ok_or_else(|| Error::bug("nobody takes a ticket"))?;
    assign(tx, ticket, version, Some(person))
}

/// Gives it to somebody, or to nobody.
///
/// # Errors
/// Refused when it is finished, changed meanwhile, or the person cannot be given tickets (of this team, when it is
/// confidential).
pub fn assign(tx: &mut Tx<'_>, ticket: TicketId, version: i64, to: Option<PersonId>) -> Result<()> {
    let mut ticket = lock_version(tx, ticket, version)?;
    ticket.must_be_unfinished()?;
    if let Some(person) = to {
        if !can_be_given(tx, person, &ticket)? {
            return Err(Error::refused("error-ticket-assignee"));
        }
        ticket.begin_work();
    }
    hand_over(tx, &mut ticket, to)?;
    save(tx, &ticket)
}

/// Moves it to another service, and so to its team; an assignee who is not in a new team of a confidential service loses it.
/// Becoming confidential is automatic; a confidential ticket stays so.
///
/// # Errors
/// Refused when it is finished or changed meanwhile.
pub fn reclassify(tx: &mut Tx<'_>, ticket: TicketId, version: i64, service: ServiceId) -> Result<()> {
    let mut ticket = lock_version(tx, ticket, version)?;
    ticket.must_be_unfinished()?;
    let service = catalog::service(tx.conn(), service)?;
    let from = ticket.service_id;
    if from == Some(service.id) {
        return Ok(());
    }
    ticket.service_id = Some(service.id);
    ticket.team_id = Some(service.team_id);
    ticket.confidential |= service.confidential;
    ticket.routing = Some(Json::of(&RoutingReason::Technician)?);
    tx.record(Event::TicketReclassified {
        ticket: ticket.id,
        from,
        to: service.id,
    })?;
    if let Some(assignee) = ticket.assignee_id
        && ticket.confidential
        && !can_be_given(tx, assignee, &ticket)?
    {
        hand_over(tx, &mut ticket, None)?;
    }
    save(tx, &ticket)
}

/// Changes how urgent it is.
///
/// # Errors
/// Refused when it is finished or changed meanwhile.
pub fn reprioritize(tx: &mut Tx<'_>, ticket: TicketId, version: i64, priority: Priority) -> Result<()> {
    let mut ticket = lock_version(tx, ticket, version)?;
    ticket.must_be_unfinished()?;
    let from = std::mem::replace(&mut ticket.priority, priority);
    if from == priority {
        return Ok(());
    }
    save(tx, &ticket)?;
    tx.record(Event::TicketReprioritized {
        ticket: ticket.id,
        from: from.to_string(),
        to: priority.to_string(),
    })
}

/// Says which body the ticket is for.
///
/// # Errors
/// Refused when it is finished or changed meanwhile; `NotFound` when there is no such body.
pub fn set_entity(tx: &mut Tx<'_>, ticket: TicketId, version: i64, entity: EntityId) -> Result<()> {
    let mut ticket = lock_version(tx, ticket, version)?;
    ticket.must_be_unfinished()?;
    let to = entities::find(tx.conn(), entity)?.id;
    let from = ticket.entity_id.replace(to);
    if from == Some(to) {
        return Ok(());
    }
    save(tx, &ticket)?;
    tx.record(Event::TicketEntitySet {
        ticket: ticket.id,
        from,
        to,
    })
}

/// Who does something about a ticket that is nobody's has it from now on, when it can be theirs. The ticket is saved by
/// the caller.
pub(super) fn assign_to_actor(tx: &mut Tx<'_>, ticket: &mut Ticket) -> Result<()> {
    match tx.person() {
        Some(person) if ticket.assignee_id.is_none() && can_be_given(tx, person, ticket)? => {
            hand_over(tx, ticket, Some(person))
        }
        _ => Ok(()),
    }
}

/// Changes who works on it and says so, when it is a change.
fn hand_over(tx: &mut Tx<'_>, ticket: &mut Ticket, to: Option<PersonId>) -> Result<()> {
    let from = std::mem::replace(&mut ticket.assignee_id, to);
    if from == to {
        return Ok(());
    }
    tx.record(Event::TicketAssigned {
        ticket: ticket.id,
        from,
        to,
    })
}

/// Whether the person solves tickets, and may solve this one when it is confidential.
fn can_be_given(tx: &mut Tx<'_>, person: PersonId, ticket: &Ticket) -> Result<bool> {
    let today = tx.now().rome_date();
    let viewer = Viewer::load(tx.conn(), person, today)?;
    let may_work = !ticket.confidential || ticket.team_id.is_some_and(|team| viewer.is_in_team(team));
    Ok(viewer.is_technician() && may_work)
}
