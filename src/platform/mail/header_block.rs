// SPDX-License-Identifier: AGPL-3.0-or-later
//! The lines of a header become fields.

use std::borrow::Cow;

use super::charset;
use super::parameters::Content;
use super::tree::Field;

/// Joins continuation lines to their field, and reads the bytes of each as text.
pub(super) fn unfold(block: &[Cow<'_, [u8]>]) -> Vec<Field> {
    let mut fields: Vec<(&[u8], Vec<u8>)> = Vec::new();
    for line in block {
        // Nothing stands before the first field that it could continue.
        let line = if fields.is_empty() {
            line.trim_ascii_start()
        } else {
            line.as_ref()
        };
        let folded = line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        match (!folded && is_field(line), fields.last_mut()) {
            (true, _) => {
                let colon = line.iter().position(|b| *b == b':').unwrap_or_default();
                let (name, value) = line.split_at(colon);
                fields.push((name, value.get(1..).unwrap_or_default().trim_ascii().to_vec()));
            }
            (false, Some((_, value))) => {
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            }
            (false, None) => {}
        }
    }
    let hint = hint(&fields);
    fields
        .into_iter()
        .map(|(name, value)| Field {
            name: charset::repair(name.trim_ascii(), None),
            value: charset::repair(&value, hint.as_deref()),
        })
        .collect()
}

/// The charset of fields that are neither ASCII nor UTF-8: that of the text beneath them, else what all of them together
/// look like. One field alone is too short to tell.
fn hint(fields: &[(&[u8], Vec<u8>)]) -> Option<String> {
    let raw: Vec<&[u8]> = fields
        .iter()
        .map(|(_, value)| value.as_slice())
        .filter(|value| std::str::from_utf8(value).is_err())
        .collect();
    if raw.is_empty() {
        return None;
    }
    let content_type = fields
        .iter()
        .find(|(name, _)| name.trim_ascii().eq_ignore_ascii_case(b"content-type"));
    let declared = content_type.and_then(|(_, value)| {
        let content = Content::of(std::str::from_utf8(value).ok());
        content.parameter("charset").map(str::to_owned)
    });
    let declared = declared.filter(|label| super::charset_labels::find(label).is_some());
    Some(declared.unwrap_or_else(|| charset::guess(&raw.join(&b'\n')).to_owned()))
}

/// Whether a line begins a header field: a printable name, then a colon (RFC 5322 2.2; blanks before it are obsolete
/// but met).
pub(super) fn is_field(line: &[u8]) -> bool {
    name(line).is_some_and(|name| !name.is_empty() && name.iter().all(|b| b.is_ascii_graphic()))
}

/// Whether a header begins with that line: a field, also one that blanks were put before.
pub(super) fn begins(line: &[u8]) -> bool {
    is_field(line) || is_known_field(line.trim_ascii_start())
}

fn name(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().position(|b| *b == b':')?;
    Some(line.get(..colon).unwrap_or_default().trim_ascii_end())
}

/// Whether a line begins a field that describes a part.
pub(super) fn describes_content(line: &[u8]) -> bool {
    is_field(line) && name(line).is_some_and(|name| name.to_ascii_lowercase().starts_with(b"content-"))
}

/// Whether a line is nothing but the name of a field that mail really has: its colon may have been folded away.
pub(super) fn is_bare_name(line: &[u8]) -> bool {
    let name = line.trim_ascii_end();
    name.iter().all(|byte| byte.is_ascii_graphic() && *byte != b':') && is_known_field(&[name, b":"].concat())
}

/// Whether a line begins a field without which nobody knows who wrote, about what, in answer to what, and how it is made up.
pub(super) fn is_essential(line: &[u8]) -> bool {
    const NAMES: [&[u8]; 16] = [
        b"from",
        b"sender",
        b"reply-to",
        b"return-path",
        b"subject",
        b"date",
        b"message-id",
        b"in-reply-to",
        b"references",
        b"mime-version",
        b"content-type",
        b"content-transfer-encoding",
        b"content-disposition",
        b"auto-submitted",
        b"precedence",
        b"list-id",
    ];
    name(line).is_some_and(|name| NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Whether a line begins a field that mail really has.
pub(super) fn is_known_field(line: &[u8]) -> bool {
    const NAMES: [&[u8]; 34] = [
        b"received",
        b"date",
        b"from",
        b"to",
        b"cc",
        b"bcc",
        b"subject",
        b"message-id",
        b"in-reply-to",
        b"references",
        b"mime-version",
        b"return-path",
        b"reply-to",
        b"sender",
        b"delivered-to",
        b"envelope-to",
        b"delivery-date",
        b"dkim-signature",
        b"domainkey-signature",
        b"authentication-results",
        b"received-spf",
        b"importance",
        b"priority",
        b"precedence",
        b"auto-submitted",
        b"thread-topic",
        b"thread-index",
        b"user-agent",
        b"organization",
        b"errors-to",
        b"mailing-list",
        b"status",
        b"lines",
        b"accept-language",
    ];
    const BEGINNINGS: [&[u8]; 5] = [b"x-", b"content-", b"list-", b"resent-", b"arc-"];
    let Some(name) = name(line).map(<[u8]>::to_ascii_lowercase) else {
        return false;
    };
    NAMES.contains(&name.as_slice()) || (is_field(line) && BEGINNINGS.iter().any(|start| name.starts_with(start)))
}
