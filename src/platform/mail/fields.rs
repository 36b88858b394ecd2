// SPDX-License-Identifier: AGPL-3.0-or-later
//! Single header values read with the parsing library: texts, addresses, dates, identifiers, parameters.

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, Address as Parsed, ContentType, HeaderValue};

use super::address::Address;
use crate::platform::clock::Timestamp;
use crate::platform::text;

/// Longest identifier that is kept: RFC 5322 lines end at 998 characters.
const MAX_ID: usize = 998;

/// Text with its encoded words decoded, on one line.
pub(super) fn line(value: &str, most: usize) -> String {
    match MessageStream::new(ended(value).as_bytes()).parse_unstructured() {
        HeaderValue::Text(decoded) => text::one_line(&decoded, most),
        _ => text::one_line(value, most),
    }
}

/// The addresses of a field, groups flattened. Where the library finds none that is one, the text between angle
/// brackets, or the whole value, is tried.
pub(super) fn addresses(value: &str) -> Vec<Address> {
    let ended = ended(value);
    let parsed = MessageStream::new(ended.as_bytes()).parse_address();
    let found: Vec<Address> = match &parsed {
        HeaderValue::Address(Parsed::List(list)) => list.iter().filter_map(address).collect(),
        HeaderValue::Address(Parsed::Group(groups)) => groups
            .iter()
            .flat_map(|group| group.addresses.iter())
            .filter_map(address)
            .collect(),
        _ => Vec::new(),
    };
    if found.is_empty() {
        Address::parse(value).into_iter().collect()
    } else {
        found
    }
}

fn address(parsed: &Addr<'_>) -> Option<Address> {
    Address::new(parsed.name.as_deref().unwrap_or_default(), parsed.address.as_deref()?)
}

/// The identifiers of a `Message-ID`, `In-Reply-To` or `References` field without angle brackets, in order. Comments
/// around brackets are passed over; where brackets are missing, words with an `@` are taken.
pub(super) fn ids(value: &str) -> Vec<String> {
    let pieces: Vec<&str> = match value.split_once('<') {
        Some((_, rest)) => rest
            .split('<')
            .map(|piece| piece.split('>').next().unwrap_or(piece))
            .collect(),
        None => value
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|word| word.contains('@'))
            .collect(),
    };
    pieces
        .into_iter()
        .map(|id| {
            id.chars()
                .filter(|c| !c.is_whitespace() && !text::is_unsafe(*c) && *c != '>')
                .collect::<String>()
        })
        .filter(|id| !id.is_empty() && id.len() <= MAX_ID)
        .collect()
}

/// When a mail says that it was written.
pub(super) fn date(value: &str) -> Option<Timestamp> {
    match MessageStream::new(ended(value).as_bytes()).parse_date() {
        HeaderValue::DateTime(date) if date.is_valid() => Timestamp::from_seconds(date.to_timestamp()),
        _ => None,
    }
}

/// A `Content-Type` or `Content-Disposition`: the value in lower case, and its parameters.
pub(super) struct Content {
    pub(super) kind: String,
    parameters: Vec<(String, String)>,
}

impl Content {
    /// Reads the field; an absent or unreadable one is empty.
    pub(super) fn of(value: Option<&str>) -> Self {
        let ended = ended(&rejoined(value.unwrap_or_default()));
        match MessageStream::new(ended.as_bytes()).parse_content_type() {
            HeaderValue::ContentType(parsed) => Self {
                kind: kind(&parsed),
                parameters: parameters(&parsed),
            },
            _ => Self {
                kind: String::new(),
                parameters: Vec::new(),
            },
        }
    }

    /// The value of a parameter, when it is not empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self
            .parameters
            .iter()
            .find(|(known, value)| known.eq_ignore_ascii_case(name) && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }
}

fn kind(parsed: &ContentType<'_>) -> String {
    let kind = match &parsed.c_subtype {
        Some(subtype) => format!("{}/{subtype}", parsed.c_type),
        None => parsed.c_type.to_string(),
    };
    text::one_line(&kind.to_ascii_lowercase(), 200)
}

fn parameters(parsed: &ContentType<'_>) -> Vec<(String, String)> {
    let attributes = parsed.attributes.iter().flatten();
    attributes
        .map(|attribute| (attribute.name.to_string(), attribute.value.to_string()))
        .collect()
}

/// Joins the pieces of a long parameter (`name*0*=a; name*1*=b`, RFC 2231 3) before anything is decoded: the library
/// decodes each piece alone, and mailers cut within a character.
fn rejoined(value: &str) -> Cow<'_, str> {
    if !value.contains("*1") {
        return Cow::Borrowed(value);
    }
    let mut whole: Vec<(Option<&str>, String)> = Vec::new();
    for segment in segments(value) {
        let piece = piece(segment);
        match (piece, whole.last_mut()) {
            (Some((name, text)), Some((Some(open), joined))) if open.eq_ignore_ascii_case(name) => {
                joined.push_str(&text)
            }
            (Some((name, text)), _) => whole.push((Some(name), format!("{name}*={text}"))),
            (None, _) => whole.push((None, segment.to_owned())),
        }
    }
    Cow::Owned(
        whole
            .into_iter()
            .map(|(_, segment)| segment)
            .collect::<Vec<_>>()
            .join(";"),
    )
}

/// What stands between semicolons that are not within quotes.
fn segments(value: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    value.split(move |c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
}

/// Name and percent-encoded text of a piece; `None` for a parameter that is whole.
fn piece(segment: &str) -> Option<(&str, String)> {
    let (label, text) = segment.split_once('=')?;
    let (name, number) = label.trim().split_once('*')?;
    let encoded = number.ends_with('*');
    let number: u16 = number.trim_end_matches('*').parse().ok()?;
    let text = text.trim().trim_matches('"');
    let text = if encoded {
        text.to_owned()
    } else {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    };
    let charset = if number == 0 && !encoded { "utf-8''" } else { "" };
    Some((name, format!("{charset}{text}")))
}

/// The boundary of a multipart type.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let content = Content::of(Some(content_type));
    let boundary = content
        .parameter("boundary")
        .filter(|_| content.kind.starts_with("multipart/"))?;
    Some(boundary.trim_end().to_owned()).filter(|boundary| !boundary.is_empty())
}

/// The library takes a value as finished only at its line end.
fn ended(value: &str) -> String {
    format!("{value}\n")
}
