// SPDX-License-Identifier: AGPL-3.0-or-later
//! Notices: who hears what, by which mail. Each is queued in the transaction of its cause and sent by a job after commit.
//!
//! A mail about a confidential ticket carries no content, only a link. A note goes to nobody who is not staff.

pub mod jobs;

use crate::ids::{MessageId, PersonId, TicketId};
use crate::people::Link;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::tx::Tx;

/// Tells the requester that the request has come in, with its number and a link.
///
/// # Errors
/// When a row cannot be written.
pub fn receipt(_tx: &mut Tx<'_>, _ticket: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Tells requester and watchers (but not who wrote it) what the staff said, with its files.
///
/// # Errors
/// When a row cannot be written.
pub fn staff_said(_tx: &mut Tx<'_>, _ticket: TicketId, _message: MessageId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Tells requester and watchers that it is resolved and how, with a link that reopens.
///
/// # Errors
/// When a row cannot be written.
pub fn resolved(_tx: &mut Tx<'_>, _ticket: TicketId, _message: MessageId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Tells the requester why it was turned down.
///
/// # Errors
/// When a row cannot be written.
pub fn rejected(_tx: &mut Tx<'_>, _ticket: TicketId, _message: MessageId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Tells the requester of a merged ticket where it goes on.
///
/// # Errors
/// When a row cannot be written.
pub fn merged(_tx: &mut Tx<'_>, _absorbed: TicketId, _survivor: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Tells a technician that a ticket is theirs now; nothing when they took it themselves.
///
/// # Errors
/// When a row cannot be written.
pub fn assigned(_tx: &mut Tx<'_>, _ticket: TicketId, _to: PersonId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Tells the assignee, when there is one, what the requester said.
///
/// # Errors
/// When a row cannot be written.
pub fn requester_said(_tx: &mut Tx<'_>, _ticket: TicketId, _message: MessageId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Tells the assignee that a resolved ticket is open again.
///
/// # Errors
/// When a row cannot be written.
pub fn reopened(_tx: &mut Tx<'_>, _ticket: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Tells assignee and team's managers that who answered the survey wants to be contacted.
///
/// # Errors
/// When a row cannot be written.
pub fn contact_requested(_tx: &mut Tx<'_>, _ticket: TicketId) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Sends a one-time sign-in link.
///
/// # Errors
/// When a row cannot be written.
pub fn sign_in_link(_tx: &mut Tx<'_>, _link: &Link, _locale: Locale) -> Result<()> {
    Err(Error::bug("not built yet"))
}

/// Asks the requester for an opinion; `token` is the secret of the survey link.
///
/// # Errors
/// When a row cannot be written.
pub fn survey_invitation(_tx: &mut Tx<'_>, _ticket: TicketId, _person: PersonId, _token: &str) -> Result<()> {
    Err(Error::bug("not built yet"))
}
