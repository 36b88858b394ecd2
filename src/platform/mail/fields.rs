// SPDX-License-Identifier: AGPL-3.0-or-later
//! Single header values: texts and identifiers.

use super::words;
use crate::platform::text;

/// Longest identifier that is kept: RFC 5322 lines end at 998 characters.
const MAX_ID: usize = 998;

/// Text with its encoded words decoded, on one line. Blanks within it stay as many as they are.
pub(super) fn line(value: &str, most: usize) -> String {
    let decoded = words::decode(value);
    let line: String = decoded
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !text::is_unsafe(*c))
        .collect();
    line.trim().chars().take(most).collect::<String>().trim_end().to_owned()
}

/// The identifiers of a `Message-ID`, `In-Reply-To` or `References` field without angle brackets, in order. Comments
/// around brackets are passed over; where brackets are missing, words with an `@` are taken.
pub(super) fn ids(value: &str) -> Vec<String> {
    let value = words::decode(value);
    let pieces: Vec<&str> = match value.split_once('<') {
        Some((_, rest)) => rest
            .split('<')
            .map(|piece| piece.split('>').next().unwrap_or(piece))
            .collect(),
        None => value
            .split(|c: char| matches!(c, ',' | '>') || c.is_whitespace())
            .filter(|word| word.contains('@'))
            .collect(),
    };
    pieces.into_iter().map(bare_id).filter(|id| is_id(id)).collect()
}

/// The identifier of a mail itself: also one that is none by the rules, because others will name it all the same.
pub(super) fn message_id(value: &str) -> Option<String> {
    let usual = ids(value).into_iter().next();
    usual.or_else(|| Some(bare_id(value)).filter(|id| is_id(id)))
}

fn bare_id(id: &str) -> String {
    id.chars()
        .filter(|c| !c.is_whitespace() && !text::is_unsafe(*c) && !matches!(c, '<' | '>'))
        .collect()
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_bare() {
        for (written, id) in [
            ("<1@x>", "1@x"),
            ("1@x", "1@x"),
            ("<<1@x>>", "1@x"),
            ("<1 @x>", "1@x"),
            ("=?utf-8?Q?=3C1=40x=3E?=", "1@x"),
            ("12345", "12345"),
        ] {
            assert_eq!(message_id(written).as_deref(), Some(id), "{written}");
        }
        assert_eq!(message_id("  "), None);
    }

    #[test]
    fn a_subject_keeps_its_blanks_and_loses_what_is_not_seen() {
        assert_eq!(line(" due  parole\tqui\r\n\0 ", 100), "due  parole qui");
    }
}
