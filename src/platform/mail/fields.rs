// SPDX-License-Identifier: AGPL-3.0-or-later
//! Single header values: texts, dates, identifiers.

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::words;
use crate::platform::clock::Timestamp;
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

/// When a mail says that it was written.
pub(super) fn date(value: &str) -> Option<Timestamp> {
    let value = value.trim();
    by_library(value).or_else(|| {
        // Some write the date as files or programs do, some put a zone in brackets or words around it.
        let civil = value.get(..19).unwrap_or(value).replace(' ', "T");
        let instant = value.parse::<jiff::Timestamp>().ok();
        let instant = instant.or_else(|| {
            civil
                .parse::<jiff::civil::DateTime>()
                .ok()?
                .in_tz("UTC")
                .ok()
                .map(|at| at.timestamp())
        });
        instant.map(Timestamp::from_jiff)
    })
}

fn by_library(value: &str) -> Option<Timestamp> {
    // The library takes a value as finished only at its line end.
    match MessageStream::new(format!("{value}\n").as_bytes()).parse_date() {
        HeaderValue::DateTime(date) if date.is_valid() && date.year > 0 => Timestamp::from_seconds(date.to_timestamp()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_however_they_are_written() {
        for written in [
            "Tue, 24 Nov 2026 14:30:00 +0100",
            "24 Nov 2026 13:30:00 GMT",
            "Tue, 24 Nov 2026 14:30:00 +0100 (CET)",
            "Tue, 24 Nov 2026 13:30:00 UT",
            "Tue, 24 Nov 26 08:30:00 EST",
            "2026-11-24T13:30:00Z",
            "2026-11-24 13:30:00",
            "Tue,24 Nov 2026 14:30:00 +0100",
        ] {
            assert_eq!(
                date(written).map(|at| at.micros()),
                Some(1_795_527_000_000_000),
                "{written}"
            );
        }
        for wrong in ["", "ieri", "99 Foo 9999", "Tue, 99 Nov 2026 99:30:00 +0100"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

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
