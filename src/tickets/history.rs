// SPDX-License-Identifier: AGPL-3.0-or-later
//! The history of a ticket, from the events: everything that happened, for staff; changes of state, for requesters.

use super::Ticket;
use crate::event::Event;
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};

/// One line of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// Name of the person who did it; absent for the program itself.
    pub actor_name: Option<String>,
    /// What happened.
    pub event: Event,
    /// Names for what the event only identifies, in the reader's language: `from`, `to`, `service`, `team`, `number`.
    pub names: Vec<(&'static str, String)>,
}

/// What happened to a ticket, oldest first. Everybody but staff sees the changes of state and nothing of notes, mails and
/// surveys. The ticket must have come from [`super::visible_to`].
///
/// # Errors
/// When the database does not answer, or holds an event that this version does not know.
pub fn history(
    _conn: &mut Conn,
    _viewer: &Viewer,
    _ticket: &Ticket,
    _locale: crate::platform::i18n::Locale,
) -> Result<Vec<HistoryEntry>> {
    Err(Error::bug("not built yet"))
}
