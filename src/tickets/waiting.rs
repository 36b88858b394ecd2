// SPDX-License-Identifier: AGPL-3.0-or-later
//! Work stops until the requester answers, somebody else delivers, or a day comes; and goes on again.

use super::NewMessage;
use crate::ids::{MessageId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// A technician asks the requester something, publicly, and waits for the answer. The message is told by `TicketWaiting`,
/// not by a `ReplyPosted` of its own.
///
/// # Errors
/// Refused when the text is empty or the ticket is finished.
pub fn wait_for_requester(_tx: &mut Tx<'_>, _ticket: TicketId, _question: NewMessage) -> Result<MessageId> {
    Err(Error::bug("not built yet"))
}

/// Somebody else owes something; `what` becomes a note.
///
/// # Errors
/// Refused when the text is empty or the ticket is finished.
pub fn wait_for_third_party(_tx: &mut Tx<'_>, _ticket: TicketId, _what: &str) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Puts the ticket aside until a date.
///
/// # Errors
/// Refused when the date is not in the future or the ticket is finished.
pub fn hold_until(_tx: &mut Tx<'_>, _ticket: TicketId, _until: Timestamp) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Work goes on.
///
/// # Errors
/// Refused when the ticket does not wait.
pub fn resume(_tx: &mut Tx<'_>, _ticket: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}
