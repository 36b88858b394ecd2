// SPDX-License-Identifier: AGPL-3.0-or-later
//! Intake: a mail becomes a ticket or a reply. Fetched and kept first, then read, recognised, and accepted.
//!
//! The road: [`jobs::fetch`] keeps the raw bytes and a row of the ledger, and only then tells the mail server;
//! [`jobs::settle_due`] reads each mail of the ledger and gives it its one [`Disposition`].

mod accepting;
mod answering;
mod brakes;
mod disposition;
mod envelope;
mod fates;
mod fetching;
mod forwarding;
mod holding;
mod inspecting;
pub mod jobs;
mod ledger;
mod looking;
mod marks;
pub mod pages;
mod reading;
mod receipts;
mod recognising;
mod reports;
mod sender;
#[cfg(test)]
mod tests;
mod threading;
mod trace;
mod viewing;

pub use disposition::Disposition;
pub use fates::{Fate, fates};
pub use holding::{Question, held_behind, question, reject, release, release_by_token, retry};
pub use inspecting::{Certified, File, Inspection, Marks, Returned, inspect};
pub use jobs::{Delivered, deliver, settle_released};
pub use ledger::{InboundMail, inbound_of, mails_before, note_answer, unsettled};
pub use looking::{
    InboundLine, MailHealth, MailPage, OutboundLine, REMINDED_DAYS, SEARCHED_DAYS, Sieve, Standing, inbound_visible_to,
    mail_health, mails_in, mails_out, needing_somebody, outbound_visible_to, send_again,
};
