// SPDX-License-Identifier: AGPL-3.0-or-later
//! The lines of a calendar: name, parameters, value (RFC 5545 3.1).

use crate::platform::text::one_line;

/// Longest line that is told.
pub(super) const MAX_LINE: usize = 300;

/// The lines with their continuations.
pub(super) fn unfolded(calendar: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in calendar.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Name, parameters and value of a line.
pub(super) fn property(line: &str) -> Option<(String, Vec<(String, String)>, &str)> {
    let mut quoted = false;
    let colon = line.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    });
    let (head, value) = line.split_at_checked(colon?.0)?;
    let mut parts = head.split(';');
    let name = parts.next()?.trim().to_ascii_uppercase();
    let parameters = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name.trim().to_ascii_uppercase(), written(value.trim_matches('"'))))
        .collect();
    Some((name, parameters, value.get(1..)?.trim()))
}

/// A value on one line.
pub(super) fn plain(value: &str) -> String {
    one_line(&unescaped(value), MAX_LINE)
}

/// A value without its escapes (RFC 5545 3.3.11). Taken in order: `\\` before an `n` is a backslash, and no line end.
pub(super) fn unescaped(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        let escaped = match c {
            '\\' => characters.next(),
            c => {
                plain.push(c);
                continue;
            }
        };
        match escaped {
            Some('n' | 'N') => plain.push('\n'),
            Some(c @ (',' | ';' | '\\')) => plain.push(c),
            Some(c) => plain.extend(['\\', c]),
            None => plain.push('\\'),
        }
    }
    plain
}

pub(super) fn parameter<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

/// The value of a parameter with the signs that RFC 6868 writes in another way.
fn written(value: &str) -> String {
    match value.contains('^') {
        true => value.replace("^'", "\"").replace("^n", " ").replace("^^", "^"),
        false => value.to_owned(),
    }
}
