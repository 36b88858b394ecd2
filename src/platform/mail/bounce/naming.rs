// SPDX-License-Identifier: AGPL-3.0-or-later
//! The ways in which a line of a report names an address.

use super::status;
use super::text::MOST_NAMED;
use crate::platform::mail::Address;

/// `<anna@ente.example>: host said`, `"anna@ente.example":`.
pub(super) fn bracketed(line: &str) -> Vec<String> {
    let line = line.trim_start();
    let close = match line.chars().next() {
        Some('<') => '>',
        Some('"') => '"',
        _ => return Vec::new(),
    };
    let inside = line.get(1..).and_then(|rest| rest.split_once(close));
    let Some((inside, rest)) = inside else {
        return Vec::new();
    };
    let ends = rest.is_empty() || rest.starts_with([':', ' ', '.', '\t', '(', ';', ',']);
    let address = Address::new("", inside).filter(|_| ends && !inside.contains(' '));
    address
        .map(|address| address.address().to_owned())
        .into_iter()
        .collect()
}

/// Whether a line is nothing but an address, or begins with one in brackets.
pub(super) fn is_address_alone(line: &str) -> bool {
    !bracketed(line).is_empty() || Address::new("", line.trim()).is_some()
}

/// A line that begins with an address, or is nothing else.
pub(super) fn alone(line: &str) -> Vec<String> {
    let line =
        line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*' | '-' | '+' | '•' | '·' | '['));
    let word = line
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | '<' | ',' | ';' | ']'))
        .next()
        .unwrap_or_default();
    let whole = word.contains('@').then(|| Address::new("", word)).flatten();
    whole.map(|address| address.address().to_owned()).into_iter().collect()
}

/// A line that says whose address follows.
pub(super) fn labelled(line: &str) -> Vec<String> {
    const LABELS: [&str; 34] = [
        "to:",
        "to ",
        "recipient:",
        "recipients:",
        "recipient address:",
        "failed recipient:",
        "failed recipients:",
        "failed address:",
        "for:",
        "for ",
        "addressed to:",
        "address:",
        "email address:",
        "e-mail address:",
        "mail address:",
        "rcpt to:",
        "unknown user:",
        "unknown recipient:",
        "no such user:",
        "invalid recipient:",
        "undeliverable to ",
        "could not be delivered to:",
        "could not be delivered to",
        "delivered to:",
        "not delivered to",
        "a:",
        "per:",
        "al destinatario",
        "destinatario:",
        "destinatari:",
        "utente:",
        "indirizzo:",
        "an:",
        "empfänger:",
    ];
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let label = LABELS.iter().any(|label| bare.starts_with(label)) || bare.contains("rcpt to:");
    if label { addresses_in(line) } else { Vec::new() }
}

/// A line that says of an address what is wrong.
pub(super) fn blamed(line: &str) -> Vec<String> {
    const VERBS: [&str; 11] = [
        "addressed",
        "indirizzat",
        "deliver",
        "recapit",
        "consegn",
        "zustell",
        "zugestellt",
        "remis",
        "entreg",
        "undeliver",
        "fail",
    ];
    let folded = line.to_lowercase();
    let blames = status::cause(&folded).is_some()
        || status::reply_code(&folded).is_some()
        || VERBS.iter().any(|verb| folded.contains(verb));
    if blames { addresses_in(line) } else { Vec::new() }
}

/// The addresses in a line.
pub(super) fn addresses_in(line: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let words = line.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | ';' | ':' | '\'' | '«' | '»'
            )
    });
    for word in words.filter(|word| word.contains('@')).take(MOST_NAMED) {
        // X.400 writes it so.
        let word = match word.get(..5) {
            Some(kind) if kind.eq_ignore_ascii_case("SMTP=") => word.get(5..).unwrap_or_default(),
            _ => word,
        };
        let address = Address::new("", word.trim_end_matches(['.', '!', '?']));
        if let Some(address) = address.filter(|address| address.domain().contains('.')) {
            found.push(address.address().to_owned());
        }
    }
    found
}
