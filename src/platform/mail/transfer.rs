// SPDX-License-Identifier: AGPL-3.0-or-later
//! Transfer encodings undone: base64 and quoted-printable, as far as they go, whatever was damaged on the way.

/// Undoes base64 as far as it goes: anything outside the alphabet is skipped, as RFC 2045 6.8 asks. After padding only
/// whole groups and lines of base64 go on, because lists append their footers to encoded files.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count, mut ended) = (0_u32, 0_u8, false);
    for line in bytes.split(|b| *b == b'\n') {
        if ended && !is_whole_line(line) {
            continue;
        }
        let mut rest = line;
        while let Some((letter, tail)) = rest.split_first() {
            rest = tail;
            match sextet(*letter) {
                Some(Some(value)) => {
                    bits = (bits << 6) | u32::from(value);
                    count += 1;
                    if count == 4 {
                        decoded.extend_from_slice(&[byte(bits >> 16), byte(bits >> 8), byte(bits)]);
                        (bits, count) = (0, 0);
                    }
                }
                // Padding stands at the end of a group; elsewhere it is rubbish.
                Some(None) if count == 1 || (count == 0 && tail.first().is_some_and(is_letter)) => {}
                Some(None) => {
                    flush(&mut decoded, bits, count);
                    (bits, count, ended) = (0, 0, true);
                    rest = after_padding(tail);
                }
                None => {}
            }
        }
    }
    flush(&mut decoded, bits, count);
    decoded
}

fn is_letter(byte: &u8) -> bool {
    matches!(sextet(*byte), Some(Some(_)))
}

/// What follows padding in its line: base64 again, or nothing.
fn after_padding(rest: &[u8]) -> &[u8] {
    let blanks = rest
        .iter()
        .skip_while(|b| **b == b'=')
        .take_while(|b| b.is_ascii_whitespace());
    let apart = blanks.count() > 0;
    let begins = rest.iter().position(|b| *b != b'=' && !b.is_ascii_whitespace());
    let rest = begins.and_then(|at| rest.get(at..)).unwrap_or_default();
    let letters = rest.iter().position(|b| *b == b'=').unwrap_or(rest.len());
    let padding = rest.iter().skip(letters).take_while(|b| **b == b'=').count();
    let group = rest.get(..letters + padding).unwrap_or_default();
    // A word apart may have the letters of base64; its padding tells.
    let goes_on = is_whole_line(group) && (padding > 0 || !apart);
    if goes_on { rest } else { b"" }
}

/// Whether what is declared as base64 is plainly not: its first line is words, by signs that base64 has not, or because
/// capitals begin words only.
pub(super) fn is_prose(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let words = first.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let foreign = first.iter().any(|b| !b.is_ascii_whitespace() && sextet(*b).is_none());
    let (mut count, mut ordinary) = (0_usize, true);
    for word in words {
        count += 1;
        ordinary &= word.iter().skip(1).all(u8::is_ascii_lowercase);
    }
    count >= 3 && (foreign || ordinary)
}

/// Whether a line is nothing but base64.
fn is_whole_line(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len().is_multiple_of(4) && line.iter().all(|letter| sextet(*letter).is_some())
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
        b'+' => Some(Some(62)),
        b'/' => Some(Some(63)),
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

/// Undoes the `=C3=A8` of quoted-printable within one line.
pub(super) fn unescape(mut rest: &[u8], decoded: &mut Vec<u8>) {
    while let Some((first, tail)) = rest.split_first() {
        let escaped = match (first, tail) {
            (b'=', [high, low, after @ ..]) => pair(*high, *low).map(|byte| (byte, after)),
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*first, tail));
        decoded.push(byte);
        rest = after;
    }
}

/// Undoes the `%C3%A8` of RFC 2231.
pub(super) fn percent(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = match (first, tail) {
            (b'%', [high, low, after @ ..]) => pair(*high, *low).map(|byte| (byte, after)),
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*first, tail));
        decoded.push(byte);
        rest = after;
    }
    decoded
}

fn pair(high: u8, low: u8) -> Option<u8> {
    Some(hex(high)? << 4 | hex(low)?)
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
    fn base64_is_decoded_around_rubbish_and_without_its_end() {
        assert_eq!(base64(b"Y2lh\r\nbw=="), b"ciao");
        assert_eq!(base64(b"Y2*lh bw"), b"ciao");
        assert_eq!(base64(b""), b"");
        assert_eq!(base64(b"Y=2lhbw=="), b"ciao");
        assert_eq!(base64(b"Y=2lh==bw=="), b"ciao");
        assert_eq!(base64(b"Y2lhbw======"), b"ciao");
        assert_eq!(base64(b"Y2lhbw==Y2lhbw=="), b"ciaociao");
        assert_eq!(base64(b"Y2lhbw==\nY2lhbw==\n"), b"ciaociao");
    }

    #[test]
    fn the_footer_of_a_list_is_no_base64() {
        assert_eq!(base64(b"Y2lhbw==\n_____________\nLista della Provincia\n"), b"ciao");
        assert_eq!(base64(b"Y2lhbw==\r\n\r\n--\r\nunsubscribe\r\n"), b"ciao");
        assert_eq!(base64(b"Y2lhbw== ignorato"), b"ciao");
        assert_eq!(base64(b"Y2lhbw== Y2lhbw=="), b"ciaociao");
        assert_eq!(base64(&b"YQ==".repeat(100_000)).len(), 100_000);
    }

    #[test]
    fn words_that_are_declared_as_base64_are_still_words() {
        assert!(is_prose(b"\r\nBuongiorno, la stampante non va.\r\n"));
        assert!(is_prose(b"La stampante  del secondo piano\nnon va\n"));
        for coded in [
            b"Y2*lh bw".as_slice(),
            b"Y2lhbw==\nLista della Provincia, via Roma",
            b"Y2lh bw== Y2lh",
            b"",
        ] {
            assert!(!is_prose(coded));
        }
    }

    #[test]
    fn quoted_printable_keeps_what_is_no_escape() {
        assert_eq!(
            quoted_printable(b"perch=C3=A9=\r\n no  \r\n100=% =G1 =\n"),
            "perché no\r\n100=% =G1 ".as_bytes()
        );
        assert_eq!(quoted_printable(b"a=0"), b"a=0");
        assert_eq!(quoted_printable(b"a=c3=a9 = \t\nb"), "aé b".as_bytes());
    }

    #[test]
    fn percent_keeps_what_is_no_escape() {
        assert_eq!(percent("100%25 di %c3%a9%"), "100% di é%".as_bytes());
    }
}
