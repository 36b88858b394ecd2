// SPDX-License-Identifier: AGPL-3.0-or-later
//! Codes and words of mail servers: what went wrong, and whether for good. A full mailbox empties, a policy or a filter
//! judges the mail and not the address; only an address that is unknown or closed fails for good.

use super::DeliveryAction;
use super::words::WORDS;

/// What went wrong, as far as words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// There is no such mailbox, or it was closed.
    Unknown,
    /// There is no such domain.
    Domain,
    /// The mailbox is full.
    Full,
    /// The mail is too large.
    Size,
    /// A filter or a rule turned the mail away.
    Policy,
    /// It went round in circles.
    Loop,
    /// It took too long.
    Expired,
}

/// What words tell of the cause.
pub(super) fn cause(said: &str) -> Option<Cause> {
    let said = folded(said);
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| said.contains(word)))
        .map(|(cause, _)| *cause)
}

/// Whether words of a cause are among what was said, also when another one counts.
fn mentions(cause: Cause, said: &str) -> bool {
    let said = folded(said);
    let of_it = WORDS.iter().filter(|(known, _)| *known == cause);
    of_it
        .flat_map(|(_, words)| words.iter())
        .any(|word| said.contains(word))
}

fn folded(said: &str) -> String {
    said.to_lowercase().replace('\u{2019}', "'")
}

/// The code that a cause has where the server told none.
pub(super) fn code_of(cause: Cause) -> &'static str {
    match cause {
        Cause::Unknown => "5.1.1",
        Cause::Domain => "5.1.2",
        Cause::Full => "5.2.2",
        Cause::Size => "5.3.4",
        Cause::Policy => "5.7.1",
        Cause::Loop => "5.4.6",
        Cause::Expired => "4.4.7",
    }
}

/// Whether the address is done for.
pub(super) fn is_hard(action: DeliveryAction, status: Option<&str>, said: &str) -> bool {
    if action != DeliveryAction::Failed {
        return false;
    }
    let cause = cause(said);
    let blames_address = matches!(cause, Some(Cause::Unknown | Cause::Domain));
    let mut numbers = status.unwrap_or_default().split('.');
    let (class, subject, detail) = (numbers.next(), numbers.next(), numbers.next());
    match (class, subject, detail) {
        (Some("4" | "2"), ..)
        | (Some("5"), Some("1"), Some("7" | "8"))
        | (Some("5"), Some("2"), Some("2" | "3"))
        | (Some("5"), Some("4"), Some("5" | "6" | "7")) => false,
        // Codes that say it: only words that contradict them count more.
        (Some("5"), Some("1"), Some("1" | "2" | "3" | "6" | "10")) => {
            !matches!(cause, Some(Cause::Full | Cause::Size | Cause::Loop))
        }
        (Some("5"), Some("1"), _) | (Some("5"), Some("2"), Some("1")) | (Some("5"), Some("4"), Some("4")) => {
            blames_address || cause.is_none()
        }
        // Some servers call an unknown mailbox a matter of rules; others say why their rules do not like the mail.
        (Some("5"), Some("7"), _) => blames_address && !mentions(Cause::Policy, said),
        // All else only says that it failed.
        _ => blames_address,
    }
}

/// The first enhanced status code in a text, as `5.1.1`: three numbers that are no part of a longer row, as an IP address is.
pub(super) fn enhanced(said: &str) -> Option<String> {
    said.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .map(|word| word.trim_end_matches('.'))
        .find(|word| is_enhanced(word))
        .map(str::to_owned)
}

fn is_enhanced(word: &str) -> bool {
    let numbers: Vec<&str> = word.split('.').collect();
    let [class, subject, detail] = numbers.as_slice() else {
        return false;
    };
    matches!(*class, "2" | "4" | "5") && [subject, detail].iter().all(|number| (1..=3).contains(&number.len()))
}

/// The class of the first SMTP reply code in a text: a word of three digits that begins with 4 or 5.
pub(super) fn reply_code(said: &str) -> Option<char> {
    said.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .find(|word| word.len() == 3 && word.starts_with(['4', '5']) && word.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|code| code.chars().next())
}

/// The status of a report without a code of its own, from what the server said: its code, else that of the cause.
pub(super) fn told(said: &str) -> Option<String> {
    if let Some(code) = enhanced(said) {
        return Some(code);
    }
    match (cause(said), reply_code(said)) {
        (Some(cause), Some(class)) => {
            let code = code_of(cause);
            Some(format!("{class}{}", code.get(1..).unwrap_or_default()))
        }
        (Some(cause), None) => Some(code_of(cause).to_owned()),
        (None, Some(class)) => Some(format!("{class}.0.0")),
        (None, None) => None,
    }
}
