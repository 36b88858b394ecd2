// SPDX-License-Identifier: AGPL-3.0-or-later
//! What time alone does to tickets: resolved ones close, held ones wake. Twice is harmless.

use diesel::prelude::*;

use super::Status;
use super::calendar::working_days_have_passed;
use super::changing::{lock_unchanged, save};
use super::waiting::resumed;
use crate::event::Event;
use crate::ids::TicketId;
use crate::platform::clock::Timestamp;
use crate::platform::failure::Result;
use crate::schema::tickets;
use crate::tx::Tx;

/// Closes at most `most` tickets that were resolved the set number of working days ago (Monday to Friday, Italian
/// national holidays left out); says how many.
///
/// # Errors
/// When a row cannot be written.
pub fn close_due(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let (now, days) = (tx.now(), tx.config().tickets.close_after_days);
    let resolved: Vec<(TicketId, i64, Option<Timestamp>)> = tickets::table
        .filter(tickets::status.eq(Status::Resolved))
        // No number of working days is shorter than the same number of days.
        .filter(tickets::resolved_at.le(now.plus_days(-i64::from(days))))
        .order((tickets::resolved_at, tickets::id))
        .limit(most)
        .select((tickets::id, tickets::version, tickets::resolved_at))
        .load(tx.conn())?;
    let mut closed = 0;
    for (ticket, version, resolved_at) in resolved {
        if !resolved_at.is_some_and(|resolved_at| working_days_have_passed(resolved_at, days, now)) {
            // They come in the order of their resolution: whatever comes next is younger.
            break;
        }
        let Some(mut ticket) = lock_unchanged(tx, ticket, version)? else {
            continue;
        };
        ticket.status = Status::Closed;
        ticket.closed_at = Some(now);
        save(tx, &ticket)?;
        tx.record(Event::TicketClosed { ticket: ticket.id })?;
        closed += 1;
    }
    Ok(closed)
}

/// Wakes at most `most` held tickets whose date has come; says how many.
///
/// # Errors
/// When a row cannot be written.
pub fn wake_due(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let held: Vec<(TicketId, i64)> = tickets::table
        .filter(tickets::status.eq(Status::OnHold))
        .filter(tickets::on_hold_until.le(tx.now()))
        .order((tickets::on_hold_until, tickets::id))
        .limit(most)
        .select((tickets::id, tickets::version))
        .load(tx.conn())?;
    let mut woken = 0;
    for (ticket, version) in held {
        if let Some(ticket) = lock_unchanged(tx, ticket, version)? {
            resumed(tx, ticket)?;
            woken += 1;
        }
    }
    Ok(woken)
}
