// SPDX-License-Identifier: AGPL-3.0-or-later
//! The reasons of the ledger in the reader's language. They are stored in English, as the log and programs have them; what
//! this version has no words for is shown as it is, and marked as English.

use serde::Serialize;

use super::reasons::{BEGINNINGS, PHRASES};
use crate::intake::Disposition;
use crate::people::Reader;
use crate::platform::i18n::{Locale, text};

/// A piece of a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Passage {
    text: String,
    /// Whether it is English on a page that is not.
    is_foreign: bool,
}

/// Behind the reference to a ticket that its sender may not see.
const NO_PART: &str = ", in which the sender has no part";

/// Before what a technician gave as a reason.
const REJECTED: &str = "rejected: ";

/// Why a mail got its fate. The words of a technician who turned it down are in a language of their own.
pub(super) fn why(reader: &Reader, fate: Option<Disposition>, reason: Option<&str>) -> Vec<Passage> {
    match (fate, reason) {
        (_, None) => Vec::new(),
        (Some(Disposition::Rejected), Some(reason)) if !is_phrase(reason) => vec![Passage::own(reason.to_owned())],
        (_, Some(reason)) => told(reader, reason),
    }
}

/// A reason in the reader's language, piece by piece.
pub(super) fn told(reader: &Reader, reason: &str) -> Vec<Passage> {
    in_words(reader.locale, reason)
}

fn in_words(locale: Locale, reason: &str) -> Vec<Passage> {
    if locale == Locale::En {
        return vec![Passage::own(reason.to_owned())];
    }
    if let Some(words) = reason.strip_prefix(REJECTED).filter(|words| !is_phrase(words)) {
        return vec![Passage::own(format!(
            "{} {words}",
            text(locale, "mail-why-rejected", &[])
        ))];
    }
    let mut passages = Vec::new();
    for (position, piece) in reason.split("; ").enumerate() {
        if position > 0 {
            passages.push(Passage::own("; ".to_owned()));
        }
        let mut rest = piece;
        while !is_phrase(rest)
            && let Some((beginning, key)) = BEGINNINGS.iter().find(|(beginning, _)| rest.starts_with(beginning))
        {
            passages.push(Passage::own(format!("{} ", text(locale, key, &[]))));
            rest = rest.strip_prefix(beginning).unwrap_or_default();
        }
        passages.extend(phrase(locale, rest));
    }
    passages
}

/// Some phrases begin like others.
fn is_phrase(english: &str) -> bool {
    PHRASES.iter().any(|(phrase, _)| *phrase == english)
}

fn phrase(locale: Locale, english: &str) -> Vec<Passage> {
    let bare = english.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let known = |english: &str| {
        PHRASES
            .iter()
            .find(|(phrase, _)| *phrase == english)
            .map(|(_, key)| *key)
    };
    match (known(english), bare.and_then(known)) {
        (Some(key), _) => vec![Passage::own(text(locale, key, &[]))],
        (None, Some(key)) => vec![Passage::own(format!("({})", text(locale, key, &[])))],
        (None, None) => with_details(locale, english, known),
    }
}

/// A phrase with a ticket or a number behind it in brackets; and whatever has no words.
fn with_details(locale: Locale, english: &str, known: impl Fn(&str) -> Option<&'static str>) -> Vec<Passage> {
    let (phrase, has_no_part) = match english.strip_suffix(NO_PART) {
        Some(phrase) => (phrase, true),
        None => (english, false),
    };
    let described = phrase
        .rsplit_once(" (")
        .and_then(|(head, number)| Some((known(head)?, number)));
    let Some((key, number)) = described else {
        return vec![Passage {
            text: english.to_owned(),
            is_foreign: true,
        }];
    };
    let more = match has_no_part {
        true => format!(", {}", text(locale, "mail-why-in-which-no-part", &[])),
        false => String::new(),
    };
    vec![Passage::own(format!("{} ({number}{more}", text(locale, key, &[])))]
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
    use crate::platform::mail::reasons;

    #[test]
    fn whatever_decides_the_kind_of_a_mail_is_told_in_the_reader_s_language() {
        let untold: Vec<&str> = reasons().filter(|reason| !is_phrase(reason)).collect();
        assert!(untold.is_empty(), "{untold:?}");
    }

    #[test]
    fn every_reason_has_its_words() {
        for (english, key) in BEGINNINGS.iter().chain(&PHRASES) {
            assert!(Locale::ALL.iter().all(|locale| has(*locale, key)), "{english}: {key}");
        }
    }

    #[test]
    fn what_the_ledger_says_of_certified_mail_and_complaints_is_italian_on_an_italian_page() {
        for reason in [
            "orphan: about no mail that we sent (avvenuta-consegna)",
            "not believed, the signature of its provider is invalid (accettazione)",
            "says nothing of the recipient (avvenuta-consegna)",
            "the mail counts as delivered (avvenuta-consegna)",
            "the mail counts as accepted (accettazione)",
            "the mail counts as doubtful (preavviso-errore-consegna)",
            "the mail counts as failed (errore-consegna)",
            "signature not checked: the signature fits, but no authorities are set to say who made it",
            "signature not checked: a kind of key that we do not know, or no certificate",
            "signature invalid: signed by somebody whom no authority of the settings certifies",
            "signature valid: signed by a provider that the authorities certify",
            "complaint of a provider (feedback report); about no mail of a ticket",
        ] {
            let told = in_words(Locale::It, reason);
            assert!(told.iter().all(|passage| !passage.is_foreign), "{told:?}");
        }
    }
}
