// SPDX-License-Identifier: AGPL-3.0-or-later
//! Bytes become text: the declared charset first, then UTF-8, then windows-1252, so that nothing stays unreadable.

use encoding_rs::{Encoding, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Text of a body part. The flag says whether the declared charset was known and fitted (or none was declared and the
/// bytes are UTF-8).
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> (String, bool) {
    let label = declared
        .map(str::trim)
        .filter(|label| !label.is_empty() && !is_ascii_label(label));
    let Some(label) = label else { return undeclared(bytes) };
    if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return (text.into_owned(), true);
        }
    } else if let Some(decoder) = charset_decoder(label.to_ascii_lowercase().as_bytes()) {
        return (decoder(bytes), true);
    }
    (undeclared(bytes).0, false)
}

/// Text of a raw header: UTF-8 where it is (RFC 6532), otherwise the charset that unlabelled Western mail is in.
pub(super) fn repair(bytes: &[u8]) -> String {
    undeclared(bytes).0
}

fn undeclared(bytes: &[u8]) -> (String, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), true),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), false),
    }
}

/// Mailers write `us-ascii` when they do not know: no information.
fn is_ascii_label(label: &str) -> bool {
    [
        "us-ascii",
        "ascii",
        "ansi_x3.4-1968",
        "unknown-8bit",
        "8bit",
        "x-unknown",
    ]
    .iter()
    .any(|known| label.eq_ignore_ascii_case(known))
}

/// Undoes base64 as far as it goes: anything outside the alphabet is skipped, as RFC 2045 6.8 asks.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u8);
    for value in bytes.iter().filter_map(|b| sextet(*b)) {
        match value {
            Some(value) => {
                bits = (bits << 6) | u32::from(value);
                count += 1;
                if count == 4 {
                    decoded.extend_from_slice(&[byte(bits >> 16), byte(bits >> 8), byte(bits)]);
                    (bits, count) = (0, 0);
                }
            }
            None => {
                flush(&mut decoded, bits, count);
                (bits, count) = (0, 0);
            }
        }
    }
    flush(&mut decoded, bits, count);
    decoded
}

/// The bytes of a group that padding or the end cut short.
fn flush(decoded: &mut Vec<u8>, bits: u32, count: u8) {
    match count {
        2 => decoded.push(byte(bits >> 4)),
        3 => decoded.extend_from_slice(&[byte(bits >> 10), byte(bits >> 2)]),
        _ => {}
    }
}

fn byte(bits: u32) -> u8 {
    u8::try_from(bits & 0xff).unwrap_or_default()
}

/// The value of a letter, `Some(None)` for padding, `None` for anything to skip.
fn sextet(letter: u8) -> Option<Option<u8>> {
    match letter {
        b'A'..=b'Z' => Some(Some(letter - b'A')),
        b'a'..=b'z' => Some(Some(letter - b'a' + 26)),
        b'0'..=b'9' => Some(Some(letter - b'0' + 52)),
        b'+' | b'-' => Some(Some(62)),
        b'/' | b'_' => Some(Some(63)),
        b'=' => Some(None),
        _ => None,
    }
}

/// Undoes quoted-printable; an escape that is none stays as it was written (RFC 2045 6.7, note 2).
pub(super) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let content = line.trim_ascii_end();
        let (content, soft) = match content.strip_suffix(b"=") {
            Some(content) => (content, true),
            None => (content, false),
        };
        unescape(content, &mut decoded);
        if !soft {
            let ending: &[u8] = if line.ends_with(b"\r\n") {
                b"\r\n"
            } else if line.ends_with(b"\n") {
                b"\n"
            } else {
                b""
            };
            decoded.extend_from_slice(ending);
        }
    }
    decoded
}

fn unescape(mut rest: &[u8], decoded: &mut Vec<u8>) {
    while let Some((first, tail)) = rest.split_first() {
        let escaped = match (first, tail) {
            (b'=', [high, low, after @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, after)),
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*first, tail));
        decoded.push(byte);
        rest = after;
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_charset_is_believed_when_it_fits() {
        assert_eq!(decode(b"perch\xe9", Some("iso-8859-1")), ("perché".into(), true));
        assert_eq!(
            decode(b"\x1b$B%F%9%H\x1b(B", Some("ISO-2022-JP")),
            ("テスト".into(), true)
        );
        assert_eq!(decode(b"+AOA-", Some("UTF-7")), ("à".into(), true));
    }

    #[test]
    fn a_wrong_or_missing_charset_falls_back_to_utf_8_and_then_to_windows_1252() {
        assert_eq!(decode(b"perch\xe9", Some("utf-8")), ("perché".into(), false));
        assert_eq!(decode("perché".as_bytes(), Some("us-ascii")), ("perché".into(), true));
        assert_eq!(decode("perché".as_bytes(), Some("x-klingon")), ("perché".into(), false));
        assert_eq!(decode(b"costa 5 \x80", None), ("costa 5 €".into(), false));
    }

    #[test]
    fn base64_is_decoded_around_rubbish_and_without_its_end() {
        assert_eq!(base64(b"Y2lh\r\nbw=="), b"ciao");
        assert_eq!(base64(b"Y2*lh bw"), b"ciao");
        assert_eq!(base64(b""), b"");
        assert_eq!(base64(b"Y2lhbw==Y2lhbw=="), b"ciaociao");
    }

    #[test]
    fn quoted_printable_keeps_what_is_no_escape() {
        assert_eq!(
            quoted_printable(b"perch=C3=A9=\r\n no  \r\n100=% =G1 =\n"),
            "perché no\r\n100=% =G1 ".as_bytes()
        );
        assert_eq!(quoted_printable(b"a=0"), b"a=0");
    }
}
