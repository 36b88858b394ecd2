// SPDX-License-Identifier: AGPL-3.0-or-later
//! Charsets that write every character with seven bits, and that the web has forgotten.

use std::borrow::Cow;

use encoding_rs::{EUC_KR, GBK, WINDOWS_1252};

use super::transfer;

/// UTF-7 (RFC 2152): base64 between `+` and `-`, or whatever else ends it. What only looks like it stays as it is written,
/// because a plus sign is met in texts that are no UTF-7 at all.
pub(super) fn utf_7(bytes: &[u8]) -> String {
    let source = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    let (mut text, mut rest) = (String::with_capacity(source.len()), source.as_ref());
    while let Some((before, after)) = rest.split_once('+') {
        text.push_str(before);
        let end = after
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/'))
            .unwrap_or(after.len());
        let (coded, following) = after.split_at_checked(end).unwrap_or((after, ""));
        match (coded, shifted(coded)) {
            ("", _) => text.push('+'),
            (_, Some(decoded)) => text.push_str(&decoded),
            (plain, None) => {
                text.push('+');
                text.push_str(plain);
                rest = following;
                continue;
            }
        }
        rest = following.strip_prefix('-').unwrap_or(following);
    }
    text.push_str(rest);
    text
}

/// The characters of a run of base64; `None` when it is none: half a character, or bits left over.
fn shifted(coded: &str) -> Option<String> {
    let spare = (coded.len() * 6) % 16;
    let bytes = transfer::base64(coded.as_bytes());
    let mut units = bytes.chunks_exact(2).filter_map(|unit| <[u8; 2]>::try_from(unit).ok());
    let decoded: Result<String, _> = char::decode_utf16(units.by_ref().map(u16::from_be_bytes)).collect();
    let decoded = decoded
        .ok()
        .filter(|decoded| !decoded.is_empty() && !decoded.contains('\0'))?;
    let last = coded.chars().next_back()?;
    // The bits after the last character fill up a letter, and are zero.
    let filler = match spare {
        0 => "",
        2 => "AEIMQUYcgkosw048",
        4 => "AQgw",
        _ => return None,
    };
    (filler.is_empty() || filler.contains(last)).then_some(decoded)
}

/// HZ (RFC 1843): Chinese between `~{` and `~}`, in seven bits.
pub(super) fn hz(bytes: &[u8]) -> String {
    let mut wide = Vec::with_capacity(bytes.len());
    let (mut rest, mut chinese) = (bytes, false);
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail.first()) {
            (b'~', Some(b'{')) => chinese = true,
            (b'~', Some(b'}')) => chinese = false,
            (b'~', Some(b'~')) => wide.push(b'~'),
            (b'~', Some(b'\n')) => {}
            (byte, _) => {
                let shifted = chinese && byte.is_ascii_graphic();
                wide.push(if shifted { byte | 0x80 } else { *byte });
                continue;
            }
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    GBK.decode_without_bom_handling(&wide).0.into_owned()
}

/// ISO-2022-KR (RFC 1557): Korean between shift-out and shift-in, in seven bits.
pub(super) fn iso_2022_kr(bytes: &[u8]) -> String {
    let mut wide = Vec::with_capacity(bytes.len());
    let (mut rest, mut korean) = (bytes, false);
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (0x1b, [b'$', b')', b'C', after @ ..]) => rest = after,
            (0x0e, _) => korean = true,
            (0x0f, _) => korean = false,
            (b'\n', _) => {
                korean = false;
                wide.push(b'\n');
            }
            (byte, _) => wide.push(if korean && byte.is_ascii_graphic() {
                byte | 0x80
            } else {
                *byte
            }),
        }
    }
    EUC_KR.decode_without_bom_handling(&wide).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_run_of_utf_7_is_not_lost() {
        for (written, text) in [
            ("perch+AOk- no", "perché no"),
            ("perch+AOk, no", "perché, no"),
            ("citt+AOA.", "città."),
            ("+AD4 disse: +AOg vero", "> disse: è vero"),
            ("+AOA--e", "à-e"),
            ("1 +- 1 +AD0 2", "1 + 1 = 2"),
            ("+2D3eAA-!", "😀!"),
            ("+AOA", "à"),
        ] {
            assert_eq!(utf_7(written.as_bytes()), text, "{written}");
        }
    }

    #[test]
    fn a_plus_sign_that_begins_no_utf_7_stays_with_what_follows() {
        for written in ["C++ e g++", "Pb+1fkUFAlx5WHkACgkQ", "tel. +39 0721 1", "a+", "+2D0-"] {
            assert_eq!(utf_7(written.as_bytes()), written, "{written}");
        }
        assert_eq!(utf_7(b"perch\xe9 +AOg-"), "perché è");
        for piece in ["+", "+A", "+AOA", "+AOA-", "A"] {
            assert!(utf_7(piece.repeat(200_000).as_bytes()).len() <= piece.len() * 200_000);
        }
    }
}
