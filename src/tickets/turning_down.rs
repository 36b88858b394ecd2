// SPDX-License-Identifier: AGPL-3.0-or-later
//! Side exits: a technician rejects what is not for this help desk, a requester takes back what nobody has answered.

use crate::ids::{MessageId, TicketId};
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// It is not for this help desk; the reason is a public message.
///
/// # Errors
/// Refused when the text is empty, when the ticket is finished, or when it changed meanwhile.
pub fn reject(_tx: &mut Tx<'_>, _ticket: TicketId, _version: i64, _reason: &str) -> Result<MessageId> {
    Err(Error::bug("not built yet"))
}

/// Takes a rejection back within the set number of days.
///
/// # Errors
/// Refused when it is not rejected, or was rejected too long ago.
pub fn undo_rejection(_tx: &mut Tx<'_>, _ticket: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// The requester takes it back.
///
/// # Errors
/// Refused when the actor is not the requester, when it is not new, or when the staff has answered already.
pub fn cancel(_tx: &mut Tx<'_>, _ticket: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}
