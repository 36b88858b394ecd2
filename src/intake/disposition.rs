// SPDX-License-Identifier: AGPL-3.0-or-later
//! What became of a mail. Every mail gets exactly one.

use crate::ids::{MessageId, TicketId};
use crate::text_enum;

text_enum!(
    /// What became of a mail that came in.
    Disposition {
        /// It opened a ticket.
        Opened = "opened",
        /// It joined a ticket.
        Replied = "replied",
        /// A technician has to look at it first.
        Held = "held",
        /// It had come before.
        Duplicate = "duplicate",
        /// A mail server says what became of a mail: it failed, or it is late.
        Bounce = "bounce",
        /// A receipt of certified mail.
        Receipt = "receipt",
        /// Our own mail that came back: nothing follows.
        Automatic = "automatic",
        /// A technician let a held mail through.
        Released = "released",
        /// A technician turned a held mail down.
        Rejected = "rejected",
        /// It could not be read; its bytes are kept.
        Quarantined = "quarantined",
    }
);

/// The end of a mail's road, with its reason in English for the mail page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settlement {
    pub(super) disposition: Disposition,
    pub(super) reason: String,
    pub(super) ticket: Option<TicketId>,
    pub(super) message: Option<MessageId>,
}

impl Settlement {
    /// One that touched no ticket.
    pub(super) fn without_ticket(disposition: Disposition, reason: impl Into<String>) -> Self {
        Self {
            disposition,
            reason: reason.into(),
            ticket: None,
            message: None,
        }
    }
}
