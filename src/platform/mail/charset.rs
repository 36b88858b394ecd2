// SPDX-License-Identifier: AGPL-3.0-or-later
//! Bytes become text: the declared charset first, then UTF-8, then what the bytes look like, so that nothing stays
//! unreadable and no character is lost.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::charset_labels::{self, Charset};

/// Most bytes that are looked at to guess a charset: more do not change the guess.
const LOOKED_AT: usize = 256 * 1024;
/// So many more broken characters than good ones, and it is no UTF-8: the rest need not be looked at.
const MAX_BROKEN: usize = 100;

/// Text of a body part. The flag says whether the declared charset was known and fitted (or none was declared and the
/// bytes are UTF-8).
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> (String, bool) {
    if let Some(text) = marked(bytes) {
        return (text, true);
    }
    let charset = match declared.and_then(charset_labels::find) {
        None => return undeclared(bytes),
        Some(Charset::Unknown) => return (undeclared(bytes).0, false),
        Some(charset) => charset,
    };
    match as_declared(bytes, charset) {
        Some(text) => (text, true),
        None => (undeclared(bytes).0, false),
    }
}

/// Text of raw headers: UTF-8 where it is (RFC 6532), otherwise the charset that the body has, otherwise a guess.
pub(super) fn repair(bytes: &[u8], hint: Option<&str>) -> String {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !has_escapes(bytes)
    {
        return text.to_owned();
    }
    let declared = hint.and_then(charset_labels::find).unwrap_or(Charset::Unknown);
    as_declared(bytes, declared).unwrap_or_else(|| undeclared(bytes).0)
}

/// Text of two bytes a character that says so, as some programs save mails.
pub(super) fn wide_text(bytes: &[u8]) -> Option<String> {
    let marked_wide = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    marked_wide.then(|| marked(bytes)).flatten()
}

/// The charset that bytes look like, by its name.
pub(super) fn guess(bytes: &[u8]) -> &'static str {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..LOOKED_AT).unwrap_or(bytes), true);
    // The hint breaks ties between Western and Central European charsets for those who write to us.
    detector.guess(Some(b"it"), Utf8Detection::Deny).name()
}

/// Text that begins with a byte order mark: no label knows better.
fn marked(bytes: &[u8]) -> Option<String> {
    let (encoding, length) = Encoding::for_bom(bytes)?;
    let after = bytes.get(length..)?;
    let whole = if encoding == UTF_8 {
        after
    } else {
        after.get(..after.len() & !1)?
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(whole)?;
    Some(text.into_owned())
}

/// The text, when the bytes are of that charset.
fn as_declared(bytes: &[u8], charset: Charset) -> Option<String> {
    match charset {
        Charset::Unknown => None,
        // Bytes that make sense as UTF-8 are hardly ever anything else, whatever a mailer claims.
        Charset::Known(encoding) if encoding.is_single_byte() && is_utf_8(bytes) => None,
        Charset::Known(encoding) if encoding == ISO_2022_JP => japanese(bytes),
        Charset::Known(encoding) if encoding != UTF_8 && is_surely_utf_8(bytes) => None,
        Charset::Known(encoding) => encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .or_else(|| std::str::from_utf8(bytes).ok().map(Cow::Borrowed))
            .map(|text| text.into_owned())
            .or_else(|| nearly(bytes, encoding)),
        Charset::Utf16 => Some(utf_16(bytes)),
        Charset::Utf32 => Some(utf_32(bytes)),
        Charset::SevenBit(decoder) => Some(decoder(bytes)),
        Charset::Library(decoder) => Some(decoder(bytes)),
    }
}

/// Whether the bytes are UTF-8 and would not be ASCII.
fn is_utf_8(bytes: &[u8]) -> bool {
    !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
}

/// Whether the bytes are UTF-8 and can hardly be text in a charset of two bytes a character: that needs several characters
/// of three bytes in a row of accidents.
fn is_surely_utf_8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().filter(|c| c.len_utf8() > 2).nth(3).is_some())
}

/// ISO-2022-JP; where encoded words are joined, one shift follows another with nothing between them, which the decoder takes
/// for damage.
fn japanese(bytes: &[u8]) -> Option<String> {
    const SHIFT: usize = 3;
    let is_idle = |at: usize| bytes.get(at) == Some(&0x1b) && bytes.get(at + SHIFT) == Some(&0x1b);
    let (mut needed, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        if is_idle(at) {
            at += SHIFT;
        } else {
            needed.push(*byte);
            at += 1;
        }
    }
    ISO_2022_JP
        .decode_without_bom_handling_and_without_replacement(&needed)
        .map(|text| text.into_owned())
        .or_else(|| nearly(&needed, ISO_2022_JP))
}

/// Text in which a few bytes were damaged: those stand as they would in windows-1252.
fn nearly(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    if encoding == UTF_8 {
        return nearly_utf_8(bytes);
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let broken = text.matches('\u{fffd}').count();
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    (broken * 10 < foreign).then(|| text.into_owned())
}

/// UTF-8 with bytes of another charset among it, as long as most of it is UTF-8.
fn nearly_utf_8(bytes: &[u8]) -> Option<String> {
    let joined = with_whole_pairs(bytes);
    let bytes = joined.as_ref();
    let mut text = String::with_capacity(bytes.len());
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            bad += 1;
            if bad > good + MAX_BROKEN {
                return None;
            }
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    (good > bad).then_some(text)
}

/// Some programs write each half of a character that takes two units of UTF-16 as a character of its own (CESU-8).
fn with_whole_pairs(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.windows(2).any(|two| matches!(two, [0xed, 0xa0..=0xaf])) {
        return Cow::Borrowed(bytes);
    }
    let (mut whole, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some((first, tail)) = rest.split_first() {
        match rest {
            [
                0xed,
                a @ 0xa0..=0xaf,
                b @ 0x80..=0xbf,
                0xed,
                c @ 0xb0..=0xbf,
                d @ 0x80..=0xbf,
                after @ ..,
            ] => {
                let unit = |high: u8, low: u8| 0xd000 | (u16::from(high & 0x3f) << 6) | u16::from(low & 0x3f);
                let decoded = char::decode_utf16([unit(*a, *b), unit(*c, *d)]).filter_map(Result::ok);
                whole.extend_from_slice(decoded.collect::<String>().as_bytes());
                rest = after;
            }
            _ => {
                whole.push(*first);
                rest = tail;
            }
        }
    }
    Cow::Owned(whole)
}

fn undeclared(bytes: &[u8]) -> (String, bool) {
    if bytes.contains(&0)
        && let Some(encoding) = wide(bytes)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return (text.into_owned(), false);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if has_escapes(bytes)
            && let Some(text) = ISO_2022_JP.decode_without_bom_handling_and_without_replacement(bytes)
        {
            return (text.into_owned(), true);
        }
        return (text.to_owned(), true);
    }
    if let Some(text) = nearly_utf_8(bytes) {
        return (text, false);
    }
    let guess = Encoding::for_label(guess(bytes).as_bytes()).unwrap_or(WINDOWS_1252);
    (guess.decode_without_bom_handling(bytes).0.into_owned(), false)
}

/// Whether the bytes change charset by escapes, as Japanese mail does (RFC 1468).
fn has_escapes(bytes: &[u8]) -> bool {
    bytes
        .windows(3)
        .any(|three| matches!(three, [0x1b, b'$', b'@' | b'B' | b'('] | [0x1b, b'(', b'J' | b'I']))
}

/// Text of two bytes a character that nothing marks: where the zeros stand tells the order.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |offset| bytes.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = bytes.len() / 4;
    match (bytes.len().is_multiple_of(2), even > half, odd > half) {
        (true, false, true) => Some(UTF_16LE),
        (true, true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-16 without a mark: big-endian (RFC 2781 4.3), unless the zeros say otherwise.
fn utf_16(bytes: &[u8]) -> String {
    let zeros = |offset| bytes.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let order = if zeros(1) > zeros(0) { UTF_16LE } else { UTF_16BE };
    // Half a character is what a line end of one byte leaves behind.
    let whole = bytes.get(..bytes.len() & !1).unwrap_or(bytes);
    order.decode_without_bom_handling(whole).0.into_owned()
}

fn utf_32(bytes: &[u8]) -> String {
    let little = bytes.first().is_some_and(|b| *b != 0);
    let units = bytes.chunks_exact(4).filter_map(|unit| <[u8; 4]>::try_from(unit).ok());
    units
        .map(|unit| match little {
            true => u32::from_le_bytes(unit),
            false => u32::from_be_bytes(unit),
        })
        .filter(|code| *code != 0xfeff && *code != 0xfffe_0000)
        .map(|code| char::from_u32(code).unwrap_or('\u{fffd}'))
        .collect()
}

#[cfg(test)]
#[path = "charset_tests.rs"]
mod tests;
