// SPDX-License-Identifier: AGPL-3.0-or-later
//! `Content-Type` and `Content-Disposition`: a value and its parameters, however a mailer writes them (RFC 2045, RFC 2231).

use super::charset;
use super::transfer;
use super::words;
use crate::platform::text;

/// A `Content-Type` or `Content-Disposition`: the value in lower case, and its parameters.
pub(super) struct Content {
    pub(super) kind: String,
    parameters: Vec<(String, String)>,
}

impl Content {
    /// Reads the field; an absent or unreadable one is empty.
    pub(super) fn of(value: Option<&str>) -> Self {
        let value = value.unwrap_or_default().trim_start_matches([' ', '\t', ';', ':']);
        let (kind, rest) = head(value);
        Self {
            kind,
            parameters: joined(pieces(rest)),
        }
    }

    /// The value of a parameter, when it is not empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self
            .parameters
            .iter()
            .find(|(known, value)| known == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }
}

/// The value before the parameters. Some mailers forget the semicolon after it, some put comments or quotes around it.
fn head(value: &str) -> (String, &str) {
    let (first, rest) = match value.split_once(';') {
        // A quote before the semicolon: this is no value, or it forgot its own semicolon.
        Some((first, _)) if first.contains('=') => split_before_parameter(value),
        Some(split) => split,
        None if value.contains('=') => split_before_parameter(value),
        None => (value, ""),
    };
    let bare = first.split('(').next().unwrap_or_default();
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || "\"',".contains(c));
    let word = bare.split_whitespace().collect::<String>().to_ascii_lowercase();
    (text::one_line(&word, 200), rest)
}

fn split_before_parameter(value: &str) -> (&str, &str) {
    let Some(equals) = value.find('=') else {
        return (value, "");
    };
    let name = value.get(..equals).unwrap_or_default().trim_end();
    match name.rfind(|c: char| c.is_whitespace() || c == ',') {
        Some(at) => value.split_at_checked(at).unwrap_or((value, "")),
        None => ("", value),
    }
}

/// A parameter as it is written, or a piece of a long one.
struct Piece<'a> {
    name: String,
    /// `name*3`: the number of the piece.
    number: Option<u32>,
    /// `name*`: the value is percent-encoded.
    extended: bool,
    value: std::borrow::Cow<'a, str>,
}

/// The parameters in order.
fn pieces(mut rest: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    while let Some((label, after)) = rest.split_once('=') {
        // What stands before the last separator belongs to no parameter.
        let label = label.rsplit([';', ',']).next().unwrap_or(label).trim();
        let label = label
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or(label)
            .trim_matches('"');
        let (value, following) = value(after.trim_start(), is_file_name(label));
        rest = following;
        let mut parts = label.split('*');
        let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let number = parts.next().and_then(|part| part.trim().parse().ok());
        found.push(Piece {
            name,
            number,
            extended: label.ends_with('*'),
            value,
        });
    }
    found
}

fn is_file_name(label: &str) -> bool {
    let name = label.split('*').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case("filename") || name.eq_ignore_ascii_case("name")
}

/// The value that begins here, and what follows it.
fn value(after: &str, is_file_name: bool) -> (std::borrow::Cow<'_, str>, &str) {
    if let Some(quoted) = after.strip_prefix('"') {
        return in_quotes(quoted);
    }
    // Quotes that a program escaped once too often.
    if let Some((value, rest)) = after.strip_prefix("\\\"").and_then(|quoted| quoted.split_once("\\\"")) {
        return (value.into(), rest);
    }
    let (value, rest) = after.split_once(';').unwrap_or((after, ""));
    let value = value.trim();
    if is_file_name {
        return (value.into(), rest);
    }
    // Only file names may hold blanks and brackets: elsewhere a comment, or a parameter without its semicolon, begins.
    match value.split_once(|c: char| c.is_whitespace() || c == '(') {
        Some((word, _)) => {
            let rest = after.get(word.len()..).unwrap_or_default();
            (word.into(), rest)
        }
        None => (value.into(), rest),
    }
}

/// A value in quotes. A quote ends it when a semicolon, the end, or another parameter follows: mailers do not always escape
/// the quotes in names.
fn in_quotes(quoted: &str) -> (std::borrow::Cow<'_, str>, &str) {
    let bytes = quoted.as_bytes();
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = matches!(bytes.get(at + 1), Some(b'"' | b'\\')),
            b'"' if ends_value(quoted.get(at + 1..).unwrap_or_default()) => {
                let value = quoted.get(..at).unwrap_or_default();
                return (unescaped(value), quoted.get(at + 1..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (unescaped(quoted), "")
}

/// Whether a value in quotes ends here.
fn ends_value(rest: &str) -> bool {
    let end = rest.bytes().take(MAX_JUNK).position(|byte| matches!(byte, b';' | b'"'));
    let (until, next) = match end {
        Some(end) => (rest.get(..end).unwrap_or_default(), rest.as_bytes().get(end)),
        None => (rest.get(..MAX_JUNK).unwrap_or(rest), None),
    };
    match next {
        Some(b'"') => {
            // Another parameter whose semicolon is missing, or the quote belongs to the name.
            let label = until.trim_end().strip_suffix('=');
            until.starts_with([' ', '\t']) && label.is_some_and(|label| label.trim().bytes().all(is_of_label))
        }
        _ => true,
    }
}

/// How far beyond a quote is looked: what is longer is no rest of a value.
const MAX_JUNK: usize = 200;

fn is_of_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'*')
}

/// Undoes the escapes of quotes and backslashes; other backslashes are those of a Windows path.
fn unescaped(value: &str) -> std::borrow::Cow<'_, str> {
    match value.contains('\\') {
        true => value.replace("\\\"", "\"").replace("\\\\", "\\").into(),
        false => value.into(),
    }
}

/// Whole parameters, the extended form of each before the plain one.
fn joined(pieces: Vec<Piece<'_>>) -> Vec<(String, String)> {
    let mut long: Vec<(String, Vec<Piece<'_>>)> = Vec::new();
    let mut plain = Vec::new();
    for piece in pieces {
        if piece.number.is_none() && !piece.extended {
            let value = words::decode(&piece.value);
            plain.push((piece.name, value));
            continue;
        }
        let room = long.len() < MAX_LONG;
        match long.iter_mut().find(|(name, _)| *name == piece.name) {
            Some((_, parts)) => parts.push(piece),
            None if room => long.push((piece.name.clone(), vec![piece])),
            None => {}
        }
    }
    let long = long.into_iter().map(|(name, parts)| (name, whole(parts)));
    long.chain(plain).collect()
}

/// Most different names of long parameters; honest mail has two.
const MAX_LONG: usize = 20;

/// A long parameter from its pieces: joined as bytes, because mailers cut within characters.
fn whole(mut parts: Vec<Piece<'_>>) -> String {
    parts.sort_by_key(|piece| piece.number.unwrap_or_default());
    let mut charset = None;
    let mut bytes = Vec::new();
    for (at, piece) in parts.iter().enumerate() {
        let mut value = piece.value.as_ref();
        if piece.extended {
            if at == 0 {
                let mut marked = value.splitn(3, '\'');
                if let (Some(label), Some(_), Some(text)) = (marked.next(), marked.next(), marked.next()) {
                    charset = Some(label.to_owned());
                    value = text;
                }
            }
            bytes.extend(transfer::percent(value));
        } else {
            bytes.extend_from_slice(value.as_bytes());
        }
    }
    words::decode(&charset::decode(&bytes, charset.as_deref()).0)
}

/// The boundary of a multipart type.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let content = Content::of(Some(content_type));
    let boundary = content
        .parameter("boundary")
        .filter(|_| content.kind.starts_with("multipart/"))?;
    Some(boundary.trim_end().to_owned()).filter(|boundary| !boundary.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(value: &str, name: &str) -> (String, String) {
        let content = Content::of(Some(value));
        let parameter = content.parameter(name).unwrap_or_default().to_owned();
        (content.kind, parameter)
    }

    #[test]
    fn types_are_read_however_they_are_written() {
        for (written, kind, charset) in [
            ("text/plain; charset=utf-8", "text/plain", "utf-8"),
            ("TEXT/Plain; CHARSET = \"UTF-8\"", "text/plain", "UTF-8"),
            ("text/plain charset=utf-8", "text/plain", "utf-8"),
            ("text/plain;charset=utf-8;;format=flowed", "text/plain", "utf-8"),
            ("text/plain; charset=us-ascii (Plain text)", "text/plain", "us-ascii"),
            ("text/plain (comment); charset=us-ascii", "text/plain", "us-ascii"),
            ("\"text/plain\"; charset='utf-8'", "text/plain", "'utf-8'"),
            ("text / plain; charset=utf-8", "text/plain", "utf-8"),
            ("text/plain; format=flowed charset=utf-8", "text/plain", "utf-8"),
            ("text", "text", ""),
            ("charset=utf-8", "", "utf-8"),
            ("", "", ""),
        ] {
            assert_eq!(told(written, "charset"), (kind.into(), charset.into()), "{written}");
        }
    }

    #[test]
    fn names_are_read_however_they_are_written() {
        for (written, name) in [
            ("x; filename=un file (1).pdf", "un file (1).pdf"),
            ("x; filename=\"a;b.pdf\"; size=1", "a;b.pdf"),
            ("x; filename=\"un \"bel\" file.pdf\"", "un \"bel\" file.pdf"),
            ("x; filename=\"un \\\"bel\\\" file.pdf\"", "un \"bel\" file.pdf"),
            ("x; filename=\"C:\\dati\\a.pdf\"", "C:\\dati\\a.pdf"),
            ("x; filename=\"aperto.pdf", "aperto.pdf"),
            ("x; filename=\\\"un file.pdf\\\"; size=1", "un file.pdf"),
            ("x; filename=\"a.pdf\" size=\"3\"", "a.pdf"),
            ("x; filename=\"=?utf-8?B?cGVyY2jDqS5wZGY=?=\"", "perché.pdf"),
            ("x; filename==?utf-8?Q?perch=C3=A9.pdf?=", "perché.pdf"),
            (
                "x; filename*=UTF-8''perch%C3%A9.pdf; filename=\"perche.pdf\"",
                "perché.pdf",
            ),
            (
                "x; filename=\"perche.pdf\"; filename*=iso-8859-1'it'perch%E9.pdf",
                "perché.pdf",
            ),
            ("x; filename*=perch%C3%A9.pdf", "perché.pdf"),
            ("x; filename*1*=%A9.pdf; filename*0*=utf-8''perch%C3", "perché.pdf"),
            (
                "x; filename*0=\"un nome \"; filename*1=\"lungo.pdf\"",
                "un nome lungo.pdf",
            ),
            (
                "x; filename*0=\"=?utf-8?Q?perch=C3?=\"; filename*1=\" =?utf-8?Q?=A9.pdf?=\"",
                "perché.pdf",
            ),
            ("x; filename*=\"utf-8''perch%C3%A9.pdf\"", "perché.pdf"),
        ] {
            assert_eq!(told(written, "filename").1, name, "{written}");
        }
    }

    #[test]
    fn hostile_parameters_are_read_in_one_pass() {
        for piece in ["a=\"", "a*1=b;", "\"", "x=y;", "=", "a*0*=''%", "a=\"b\" "] {
            let value = format!("text/plain; {}", piece.repeat(50_000));
            assert_eq!(Content::of(Some(&value)).kind, "text/plain", "{piece}");
        }
        let many: String = (0..30_000).map(|name| format!("; p{name}*0=x")).collect();
        assert_eq!(Content::of(Some(&format!("text/plain{many}"))).kind, "text/plain");
    }
}
