// SPDX-License-Identifier: AGPL-3.0-or-later
//! Opening a ticket, and sending it on its way.

use super::{Channel, NewFile, Priority};
use crate::event::RoutingReason;
use crate::ids::{EntityId, MessageId, PersonId, ServiceId, TeamId, TicketId};
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// Everything a new ticket begins with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Who asks.
    pub requester: PersonId,
    /// For which body, when that is known.
    pub entity: Option<EntityId>,
    /// One line; "(senza oggetto)" is put where it is empty.
    pub subject: String,
    /// What was written.
    pub body: String,
    /// What the requester chose.
    pub service: Option<ServiceId>,
    /// How urgent.
    pub priority: Priority,
    /// How it came.
    pub channel: Channel,
    /// Name of the mailbox it came to.
    pub mailbox: Option<String>,
    /// Message-ID of the mail, without brackets.
    pub mail_id: Option<String>,
    /// Whether the requester may get an automatic answer.
    pub may_answer: bool,
    /// Files, on disk already.
    pub files: Vec<NewFile>,
    /// Who else is told.
    pub watchers: Vec<PersonId>,
    /// The closed ticket that it goes on from.
    pub follow_up_of: Option<TicketId>,
}

/// A ticket that was opened just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// Its first message.
    pub message: MessageId,
}

/// Opens a ticket with its first message. Where it goes follows from the event.
///
/// # Errors
/// When a row cannot be written.
pub fn open(_tx: &mut Tx<'_>, _opening: Opening) -> Result<Opened> {
    Err(Error::bug("not built yet"))
}

/// Sends a ticket to a service and its team, or to triage when nothing tells, with the reason. A confidential service makes
/// the ticket confidential.
///
/// # Errors
/// When a row cannot be written.
pub fn route(
    _tx: &mut Tx<'_>,
    _ticket: TicketId,
    _service: Option<ServiceId>,
    _team: Option<TeamId>,
    _reason: RoutingReason,
) -> Result<()> {
    Err(Error::bug("not built yet"))
}
