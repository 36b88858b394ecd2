// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail in words: what became of a mail, and how good that news is.

use crate::intake::{Disposition, InboundMail};
use crate::people::Reader;
use crate::platform::mail::outbox::Outbound;

/// What became of a mail that came in.
pub(super) fn fate(reader: &Reader, mail: &InboundMail) -> String {
    match mail.disposition {
        Some(disposition) => reader.text(&format!("mail-fate-{disposition}")),
        None if mail.last_error.is_some() => reader.text("mail-fate-failing"),
        None => reader.text("mail-fate-waiting"),
    }
}

/// How good that is: `good`, `wait`, `bad`, or nothing in particular.
pub(super) fn tone(mail: &InboundMail) -> &'static str {
    match mail.disposition {
        Some(Disposition::Opened | Disposition::Replied | Disposition::Released) => "good",
        Some(Disposition::Held) | None => "wait",
        Some(Disposition::Quarantined) => "bad",
        Some(_) => "none",
    }
}

/// What became of a mail that went out.
pub(super) fn state(reader: &Reader, mail: &Outbound) -> String {
    match &mail.delivery {
        Some(delivery) => reader.text_or(&format!("mail-delivery-{delivery}"), "mail-delivery-unknown"),
        None => reader.text(&format!("mail-state-{}", mail.state)),
    }
}

/// What a mail that went out is.
pub(super) fn kind_out(reader: &Reader, kind: &str) -> String {
    reader.text_or(&format!("mail-kind-{kind}").replace('_', "-"), "mail-kind-other")
}

/// What kind of mail came in.
pub(super) fn kind_in(reader: &Reader, kind: &str) -> String {
    reader.text_or(&format!("mail-nature-{kind}").replace('_', "-"), "mail-nature-other")
}
