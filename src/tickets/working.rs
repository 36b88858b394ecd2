// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a technician decides about a ticket: who works on it, what it is about, how urgent it is, whose it is. Each takes the
//! version of the ticket that the form showed, and is refused when it has changed since.

use super::Priority;
use crate::ids::{EntityId, PersonId, ServiceId, TicketId};
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// The technician takes it; a new ticket is in work from now on.
///
/// # Errors
/// Refused when it is finished or changed meanwhile.
pub fn take(_tx: &mut Tx<'_>, _ticket: TicketId, _version: i64) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Gives it to somebody, or to nobody.
///
/// # Errors
/// Refused when it is finished, changed meanwhile, or the person cannot be given tickets (of this team, when it is
/// confidential).
pub fn assign(_tx: &mut Tx<'_>, _ticket: TicketId, _version: i64, _to: Option<PersonId>) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Moves it to another service, and so to its team; an assignee who is not in a new team of a confidential service loses it.
/// Becoming confidential is automatic; a confidential ticket stays so.
///
/// # Errors
/// Refused when it is finished or changed meanwhile.
pub fn reclassify(_tx: &mut Tx<'_>, _ticket: TicketId, _version: i64, _service: ServiceId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Changes how urgent it is.
///
/// # Errors
/// Refused when it is finished or changed meanwhile.
pub fn reprioritize(_tx: &mut Tx<'_>, _ticket: TicketId, _version: i64, _priority: Priority) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Says which body the ticket is for.
///
/// # Errors
/// Refused when it is finished or changed meanwhile; `NotFound` when there is no such body.
pub fn set_entity(_tx: &mut Tx<'_>, _ticket: TicketId, _version: i64, _entity: EntityId) -> Result<()> {
    Err(Error::bug("not built yet"))
}
