// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a mail is, as far as it tells by itself: our own, a report on a mail of ours, a letter; or one that had come before.

use super::reading::Incoming;
use super::{InboundMail, ledger};
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::Kind;

/// What a mail is, before anybody looks at who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// We wrote it ourselves.
    Loop,
    /// A provider of certified mail tells what became of a mail of ours.
    Receipt,
    /// A mail server gives back a mail of ours, or says that it is late, or that it arrived.
    Bounce,
    /// A program tells that a mail of ours was read.
    Read,
    /// A provider tells that somebody called a mail of ours unwanted.
    Complaint,
    /// Somebody, or something, says something.
    Letter,
}

/// What the mail itself tells.
pub(super) fn meaning(incoming: &Incoming) -> Meaning {
    match incoming.kind {
        _ if incoming.pec.as_ref().is_some_and(|pec| pec.kind.is_receipt()) => Meaning::Receipt,
        Kind::Own => Meaning::Loop,
        Kind::Bounce | Kind::Delay => Meaning::Bounce,
        // That a mail arrived is told by its server as well; that it was read, by its reader's program.
        Kind::Receipt if incoming.bounce.is_some() => Meaning::Bounce,
        Kind::Receipt => Meaning::Read,
        Kind::FeedbackReport => Meaning::Complaint,
        Kind::Person | Kind::Automatic | Kind::List => Meaning::Letter,
    }
}

/// The mail of which this is a second delivery.
pub(super) fn first_delivery(conn: &mut Conn, mail: &InboundMail, incoming: &Incoming) -> Result<Option<InboundMail>> {
    ledger::accepted(conn, &incoming.key, mail.id)
}
