// SPDX-License-Identifier: AGPL-3.0-or-later
//! Resolving with a public text, and reopening: by staff, by the requester, or by the link in the mail.

use super::Ticket;
use crate::ids::{MessageId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// A technician solved it and says how. `version` is that of the ticket as the form showed it.
///
/// # Errors
/// Refused when the text is empty, when no service is set, when it is not unfinished, or when it changed meanwhile.
pub fn resolve(_tx: &mut Tx<'_>, _ticket: TicketId, _version: i64, _text: &str) -> Result<MessageId> {
    Err(Error::bug("not built yet"))
}

/// It was not solved after all. Staff at any time after resolving; the requester until the reopening period after closing is
/// over.
///
/// # Errors
/// Refused when the ticket is neither resolved nor closed, or was closed too long ago.
pub fn reopen(_tx: &mut Tx<'_>, _ticket: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Makes the secret of a link that lets whoever has the resolution mail reopen without signing in. It works for this
/// resolution only; only its hash is stored.
///
/// # Errors
/// When a row cannot be written.
pub fn reopening_link(_tx: &mut Tx<'_>, _ticket: TicketId, _person: crate::ids::PersonId) -> Result<String> {
    Err(Error::bug("not built yet"))
}

/// The ticket that a reopening link is about, when it still works; opening the link changes nothing.
///
/// # Errors
/// `NotFound` when the link is unknown, too old, or its resolution is over.
pub fn reopening_target(_conn: &mut Conn, _token: &str, _now: Timestamp) -> Result<Ticket> {
    Err(Error::bug("not built yet"))
}

/// Reopens by the link; the person it was sent to is the one who reopens.
///
/// # Errors
/// `NotFound` when the link does not work.
pub fn reopen_by_link(_tx: &mut Tx<'_>, _token: &str) -> Result<Ticket> {
    Err(Error::bug("not built yet"))
}
