// SPDX-License-Identifier: AGPL-3.0-or-later
//! The reasons of the ledger in the reader's language. They are stored in English, as the log and programs have them; what
//! this version has no words for is shown as it is, and marked as English.

use serde::Serialize;

use crate::people::Reader;
use crate::platform::i18n::Locale;

/// A piece of a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Passage {
    text: String,
    /// Whether it is English on a page that is not.
    is_foreign: bool,
}

/// What a reason begins with.
const BEGINNINGS: [(&str, &str); 21] = [
    ("kind: delay ", "mail-why-kind-delay"),
    ("kind: receipt ", "mail-why-kind-receipt"),
    ("kind: feedback-report ", "mail-why-kind-complaint"),
    ("receipt: ", "mail-why-receipt"),
    ("released: ", "mail-why-released"),
    ("not answered: ", "mail-why-not-answered"),
    ("loop: ", "mail-why-loop"),
    ("could not be read: ", "mail-why-unreadable"),
    ("kind: person ", "mail-why-kind-person"),
    ("kind: automatic ", "mail-why-kind-automatic"),
    ("kind: list ", "mail-why-kind-list"),
    ("kind: bounce ", "mail-why-kind-bounce"),
    ("kind: own ", "mail-why-kind-own"),
    ("opened: ", "mail-why-opened"),
    ("replied: ", "mail-why-replied"),
    ("held: ", "mail-why-held"),
    ("duplicate: ", "mail-why-duplicate"),
    ("bounce: ", "mail-why-bounce"),
    ("automatic: ", "mail-why-automatic"),
    ("quarantined: ", "mail-why-quarantined"),
    ("rejected: ", "mail-why-rejected"),
];

/// Whole reasons, or pieces of one.
const PHRASES: [(&str, &str); 28] = [
    ("refers to no ticket", "mail-why-no-ticket"),
    (
        "refers to a ticket, but names more than one sender",
        "mail-why-several-senders",
    ),
    (
        "refers to a ticket, but the sender was deactivated",
        "mail-why-ticket-deactivated",
    ),
    ("refers to a ticket that the sender has no part in", "mail-why-no-part"),
    ("answers a mail of ours", "mail-why-answers-ours"),
    ("answers an earlier mail of the ticket", "mail-why-answers-earlier"),
    ("has the ticket's number in its subject", "mail-why-number"),
    (
        "answers a mail of ours, which is over: a new ticket follows it up",
        "mail-why-follows-up",
    ),
    ("from the staff, so it is a note", "mail-why-note"),
    ("the same mail had come before", "mail-why-same"),
    (
        "there is no usable sender: a technician has to look at it",
        "mail-why-no-sender",
    ),
    ("no usable sender", "mail-why-no-usable-sender"),
    ("the sender was deactivated", "mail-why-deactivated"),
    (
        "the sender is unknown and belongs to no member body",
        "mail-why-no-body",
    ),
    ("about no mail that we sent", "mail-why-about-none"),
    (
        "held too long: neither its sender nor a technician let it through",
        "mail-why-too-long",
    ),
    ("sent from one of the help desk's own addresses", "mail-why-own-address"),
    ("sent by this help desk (loop header)", "mail-why-own-header"),
    (
        "delivery report (multipart/report or message/delivery-status)",
        "mail-why-report",
    ),
    ("subject of an automatic answer", "mail-why-automatic-subject"),
    ("header of an automatic answer", "mail-why-automatic-header"),
    ("Auto-Submitted", "mail-why-auto-submitted"),
    ("from mailer-daemon", "mail-why-mailer-daemon"),
    ("mailing list (List-Id)", "mail-why-list"),
    ("from an address that nobody reads", "mail-why-nobody-reads"),
    ("complaint of a provider (feedback report)", "mail-why-complaint"),
    ("read receipt (disposition notification)", "mail-why-read-receipt"),
    ("no sign of an automatic mail", "mail-why-person"),
];

/// A reason in the reader's language, piece by piece.
pub(super) fn told(reader: &Reader, reason: &str) -> Vec<Passage> {
    if reader.locale == Locale::En {
        return vec![Passage::own(reason.to_owned())];
    }
    let mut passages = Vec::new();
    for (position, piece) in reason.split("; ").enumerate() {
        if position > 0 {
            passages.push(Passage::own("; ".to_owned()));
        }
        let mut rest = piece;
        while let Some((beginning, key)) = BEGINNINGS.iter().find(|(beginning, _)| rest.starts_with(beginning)) {
            passages.push(Passage::own(format!("{} ", reader.text(key))));
            rest = rest.strip_prefix(beginning).unwrap_or_default();
        }
        passages.push(phrase(reader, rest));
    }
    passages
}

fn phrase(reader: &Reader, english: &str) -> Passage {
    let bare = english.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let known = |english: &str| {
        PHRASES
            .iter()
            .find(|(phrase, _)| *phrase == english)
            .map(|(_, key)| *key)
    };
    match (known(english), bare.and_then(known)) {
        (Some(key), _) => Passage::own(reader.text(key)),
        (None, Some(key)) => Passage::own(format!("({})", reader.text(key))),
        (None, None) => Passage {
            text: english.to_owned(),
            is_foreign: true,
        },
    }
}

impl Passage {
    fn own(text: String) -> Self {
        Self {
            text,
            is_foreign: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::i18n::has;

    #[test]
    fn every_reason_has_its_words() {
        for (english, key) in BEGINNINGS.iter().chain(&PHRASES) {
            assert!(Locale::ALL.iter().all(|locale| has(*locale, key)), "{english}: {key}");
        }
    }
}
