// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files that newsgroups write into the text with eight bits (yEnc 1.3): `=ybegin`, lines, `=yend`.

use super::written::{Found, Unpacked, take_out};

/// Takes such files out of a text; `None` when there is none. A piece of a larger file is kept as it is written.
pub(super) fn unpack(text: &[u8]) -> Option<Unpacked> {
    take_out(text, |rest, line| {
        let begin = Begin::read(line)?;
        let (bytes, following) = decode(rest.get(line.len()..)?)?;
        let written = rest.get(..rest.len() - following.len())?;
        Some(Found {
            name: begin.name,
            bytes: if begin.is_piece { written.to_vec() } else { bytes },
            is_piece: begin.is_piece,
            following,
        })
    })
}

/// What the first line says.
struct Begin<'a> {
    name: &'a [u8],
    /// Whether the file goes on in other mails.
    is_piece: bool,
}

impl<'a> Begin<'a> {
    /// Line length and size must be there, and the name comes last, since it may hold anything.
    fn read(line: &'a [u8]) -> Option<Self> {
        let said = line.trim_ascii_end().strip_prefix(b"=ybegin ")?;
        let at = said.windows(6).position(|six| six == b" name=")?;
        let (said, name) = (said.get(..at)?, said.get(at + 6..)?.trim_ascii());
        let says = |label: &[u8]| said.split(|byte| *byte == b' ').any(|word| word.starts_with(label));
        (says(b"line=") && says(b"size=") && !name.is_empty()).then(|| Self {
            name,
            is_piece: says(b"part="),
        })
    }
}

/// The bytes up to `=yend`, and what follows it; `None` when that is missing.
fn decode(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut bytes = Vec::new();
    while let Some(line) = rest.split_inclusive(|byte| *byte == b'\n').next() {
        rest = rest.get(line.len()..).unwrap_or_default();
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        if content.starts_with(b"=yend ") {
            return Some((bytes, rest));
        }
        if content.starts_with(b"=ybegin ") {
            return None;
        }
        if content.starts_with(b"=ypart ") {
            continue;
        }
        // Relays double a point at the beginning of a line; the writer was asked to escape it.
        let mut escaped = false;
        for byte in content {
            match (std::mem::take(&mut escaped), *byte) {
                (false, b'=') => escaped = true,
                (false, byte) => bytes.push(byte.wrapping_sub(42)),
                (true, byte) => bytes.push(byte.wrapping_sub(106)),
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(head: &str, bytes: &[u8]) -> Vec<u8> {
        let mut text = format!("{head}\r\n").into_bytes();
        for line in bytes.chunks(128) {
            for byte in line {
                match byte.wrapping_add(42) {
                    byte @ (0 | b'\n' | b'\r' | b'=') => text.extend([b'=', byte.wrapping_add(64)]),
                    byte => text.push(byte),
                }
            }
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(b"=yend size=1\r\n");
        text
    }

    #[test]
    fn a_file_is_taken_out_of_the_text_with_all_its_bytes() {
        let all: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        let file = written("=ybegin line=128 size=1000 name=foto di sala.jpg", &all);
        let unpacked = unpack(&[b"Ecco:\r\n", file.as_slice(), b"Saluti\r\n"].concat()).unwrap();
        assert_eq!(unpacked.text, b"Ecco:\r\nSaluti\r\n");
        assert_eq!(unpacked.files, [(b"foto di sala.jpg".to_vec(), all)]);
        assert!(!unpacked.has_pieces);
    }

    #[test]
    fn a_piece_of_a_file_is_kept_as_it_is_written() {
        let piece = written(
            "=ybegin part=2 line=128 size=9 name=a.zip\r\n=ypart begin=1 end=3",
            b"abc",
        );
        let unpacked = unpack(&piece).unwrap();
        assert!(unpacked.has_pieces);
        assert_eq!(unpacked.files, [(b"a.zip".to_vec(), piece)]);
    }

    #[test]
    fn what_only_begins_like_a_file_stays_text() {
        for text in [
            "=ybegin line=128 size=1 name=a\nabc\n",
            "=ybegin\n=yend size=1\n",
            "=ybegin line=1 name=x\n=yend \n",
        ] {
            assert!(unpack(text.as_bytes()).is_none(), "{text}");
        }
        assert!(unpack(&b"=ybegin line=1 size=1 name=a\n".repeat(50_000)).is_none());
    }
}
