// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files that old mailers write into the text itself (uuencode): `begin 644 name`, lines, `end`.

use super::written::{Found, Unpacked, take_out};

/// Takes files out of a text; `None` when there is none.
pub(super) fn unpack(text: &[u8]) -> Option<Unpacked> {
    take_out(text, |rest, line| {
        let name = begin(line)?;
        let (bytes, following) = decode(rest.get(line.len()..)?)?;
        Some(Found {
            name,
            bytes,
            is_piece: false,
            following,
        })
    })
}

/// The bytes of a part that is uuencoded as a whole, with or without its first line.
pub(super) fn whole(bytes: &[u8]) -> Option<Vec<u8>> {
    match unpack(bytes) {
        Some(unpacked) => unpacked.files.into_iter().next().map(|(_, bytes)| bytes),
        None => decode(bytes).map(|(bytes, _)| bytes).filter(|bytes| !bytes.is_empty()),
    }
}

/// The name in a line `begin 644 name`.
fn begin(line: &[u8]) -> Option<&[u8]> {
    let rest = line.trim_ascii_end().strip_prefix(b"begin ")?;
    let mode = rest.iter().take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    let name = rest.get(mode..)?.strip_prefix(b" ")?.trim_ascii();
    ((3..=4).contains(&mode) && !name.is_empty()).then_some(name)
}

/// The bytes up to `end`, and what follows it; `None` when a line is not uuencoded.
fn decode(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut bytes = Vec::new();
    let mut closed = false;
    while let Some(line) = rest.split_inclusive(|byte| *byte == b'\n').next() {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        rest = rest.get(line.len()..).unwrap_or_default();
        match content {
            b"end" => return (closed || !bytes.is_empty()).then_some((bytes, rest)),
            // The empty line before the end, whose only letter some relays take away.
            b"`" | b" " | b"" => closed = true,
            _ if closed => return None,
            content => bytes.extend(decoded_line(content)?),
        }
    }
    None
}

fn decoded_line(line: &[u8]) -> Option<Vec<u8>> {
    let (length, letters) = line.split_first()?;
    let length = usize::from(value(*length)?);
    let mut bytes = Vec::with_capacity(letters.len() / 4 * 3);
    for four in letters.chunks(4) {
        // Spaces at the end of a line get lost on the way: they are zeros.
        let mut bits = 0_u32;
        for at in 0..4 {
            bits = bits << 6 | u32::from(value(four.get(at).copied().unwrap_or(b' '))?);
        }
        bytes.extend_from_slice(bits.to_be_bytes().get(1..)?);
    }
    // A line holds what it says, or a little more.
    if length == 0 || bytes.len() > length + 5 {
        return None;
    }
    bytes.resize(length, 0);
    Some(bytes)
}

fn value(letter: u8) -> Option<u8> {
    match letter {
        b' '..=b'`' => Some((letter - b' ') & 0x3f),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_the_text_is_taken_out_of_it() {
        let text = b"Ecco il file:\nbegin 644 nota di A.txt\n#0V%T\n`\nend\nSaluti\n";
        let unpacked = unpack(text).unwrap();
        assert_eq!(unpacked.text, b"Ecco il file:\nSaluti\n");
        assert_eq!(unpacked.files, [(b"nota di A.txt".to_vec(), b"Cat".to_vec())]);
    }

    #[test]
    fn line_ends_and_lost_spaces_do_not_count() {
        let unpacked = unpack(b"begin 0644 a.bin\r\n#0V%T\r\n\"0V\r\n\r\nend\r\n").unwrap();
        assert_eq!(unpacked.files[0].1, b"CatC`");
    }

    #[test]
    fn what_only_begins_like_a_file_stays_text() {
        for text in [
            "begin 644 non un file\nqualcosa che non lo è\nend\n",
            "begin 644 a.txt\n#0V%T\n",
            "begin domani\n",
            "begin 644 volte\nend\n",
            "begin 12 x\n#0V%T\n`\nend\n",
        ] {
            assert!(unpack(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn a_million_beginnings_are_read_in_one_pass() {
        assert!(unpack(&b"begin 644 a\n".repeat(300_000)).is_none());
    }
}
