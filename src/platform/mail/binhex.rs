// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files of old Macintoshes, written as text (BinHex 4.0, RFC 1741): between two colons, with what comes often written once.

use super::charset;
use super::written::{MAX_FILES, Unpacked};

/// The words before it; the number of the version differs.
const ANNOUNCED: &[u8] = b"(This file must be converted with BinHex";
/// The byte after which it is said how often the one before it comes.
const REPEATED: u8 = 0x90;

/// A file of a Macintosh: what everybody else calls the file, and what only a Macintosh knows of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File {
    /// In UTF-8.
    pub(super) name: Vec<u8>,
    pub(super) data: Vec<u8>,
    /// Whether there is a resource fork as well.
    pub(super) has_resources: bool,
}

/// The file in a part that is one as a whole; `None` when it cannot be read, or would hold more than `most` bytes.
pub(super) fn whole(text: &[u8], most: usize) -> Option<File> {
    let mut at = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b":") {
            return block(text.get(at..)?, most).map(|(file, _)| file);
        }
        at += line.len();
    }
    None
}

/// Takes such files out of a text; `None` when there is none. Where something would be lost the text of it becomes a file, too.
pub(super) fn unpack(text: &[u8], most: usize) -> Option<Unpacked> {
    let mut unpacked = Unpacked::default();
    let (mut rest, mut room) = (text, most);
    while let Some(line) = rest.split_inclusive(|byte| *byte == b'\n').next() {
        let after = rest.get(line.len()..).unwrap_or_default();
        let announced = unpacked.files.len() < MAX_FILES && line.starts_with(ANNOUNCED);
        match announced.then(|| announced_file(after, room)).flatten() {
            Some((file, following)) => {
                let written = rest.get(..rest.len() - following.len()).unwrap_or_default();
                room = room.saturating_sub(file.data.len());
                if file.has_resources {
                    let name = [file.name.as_slice(), b".hqx"].concat();
                    unpacked.files.push((name, written.to_vec()));
                }
                unpacked.files.push((file.name, file.data));
                rest = following;
            }
            None => {
                unpacked.text.extend_from_slice(line);
                rest = after;
            }
        }
    }
    (!unpacked.files.is_empty()).then_some(unpacked)
}

/// The file after its announcement, and what follows it.
fn announced_file(text: &[u8], most: usize) -> Option<(File, &[u8])> {
    let begin = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let (file, length) = block(text.get(begin..)?, most)?;
    let rest = text.get(begin + length..)?;
    Some((
        file,
        rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).unwrap_or(rest),
    ))
}

/// The file between two colons, and how long the text of it is.
fn block(text: &[u8], most: usize) -> Option<(File, usize)> {
    let body = text.strip_prefix(b":")?;
    let length = body.iter().position(|byte| *byte == b':')?;
    let file = forks(&expanded(body.get(..length)?, most)?)?;
    Some((file, length + 2))
}

/// The bytes, with what comes often written as often as it comes.
fn expanded(letters: &[u8], most: usize) -> Option<Vec<u8>> {
    let (mut out, mut repeats) = (Vec::new(), false);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for letter in letters.iter().filter(|letter| !letter.is_ascii_whitespace()) {
        bits = (bits << 6 | u32::from(value(*letter)?)) & 0xffff;
        count += 6;
        if count < 8 {
            continue;
        }
        count -= 8;
        let byte = u8::try_from(bits >> count & 0xff).ok()?;
        match (std::mem::take(&mut repeats), byte) {
            (false, REPEATED) => repeats = true,
            (false, byte) => out.push(byte),
            (true, 0) => out.push(REPEATED),
            (true, times) => {
                let last = *out.last()?;
                out.resize(out.len() + usize::from(times) - 1, last);
            }
        }
        if out.len() > most {
            return None;
        }
    }
    Some(out)
}

/// The value of one of the sixty-four letters; those that look alike are left out.
fn value(letter: u8) -> Option<u8> {
    Some(match letter {
        b'!'..=b'-' => letter - b'!',
        b'0'..=b'6' => letter - b'0' + 13,
        b'8'..=b'9' => letter - b'8' + 20,
        b'@'..=b'N' => letter - b'@' + 22,
        b'P'..=b'V' => letter - b'P' + 37,
        b'X'..=b'[' => letter - b'X' + 44,
        b'`'..=b'f' => letter - b'`' + 48,
        b'h'..=b'm' => letter - b'h' + 55,
        b'p'..=b'r' => letter - b'p' + 61,
        _ => return None,
    })
}

/// Name, marks, lengths and a check sum; then both forks, each with a check sum. What is cut off is none.
fn forks(bytes: &[u8]) -> Option<File> {
    let (length, rest) = bytes.split_first()?;
    let (name, rest) = rest.split_at_checked(usize::from(*length))?;
    // A version, type, creator and flags stand before the lengths.
    let lengths = rest.get(11..19)?;
    let (data, resources) = lengths.split_at_checked(4)?;
    let long = |bytes: &[u8]| Some(u32::from_be_bytes(bytes.try_into().ok()?));
    let data = rest.get(21..)?.get(..usize::try_from(long(data)?).ok()?)?;
    // Accents of the Macintosh have codes that Latin-1 leaves to control characters.
    let is_of_macintosh = name.iter().any(|byte| (0x80..0xa0).contains(byte));
    Some(File {
        name: charset::repair(name, is_of_macintosh.then_some("macintosh")).into_bytes(),
        data: data.to_vec(),
        has_resources: long(resources)? > 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a file as a Macintosh did, without repeating anything by number.
    fn written(name: &[u8], data: &[u8], resources: u32) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        let head = [&[u8::try_from(name.len()).unwrap()], name, b"\0TEXTttxt\0\0"].concat();
        let bytes = [head.as_slice(), &length, &resources.to_be_bytes(), b"xx", data, b"yy"].concat();
        let bytes: Vec<u8> = bytes
            .into_iter()
            .flat_map(|byte| match byte {
                REPEATED => vec![REPEATED, 0],
                byte => vec![byte],
            })
            .collect();
        letters(&bytes)
    }

    fn letters(bytes: &[u8]) -> Vec<u8> {
        let bits: Vec<u8> = bytes
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
            .collect();
        let letter = |six: &[u8]| {
            let sum = six.iter().fold(0, |sum, bit| sum << 1 | *bit) << (6 - six.len());
            (0..=255).find(|letter| value(*letter) == Some(sum)).unwrap()
        };
        let body: Vec<u8> = bits.chunks(6).map(letter).collect();
        let lines: Vec<Vec<u8>> = body.chunks(64).map(|line| [line, b"\r\n"].concat()).collect();
        [b":".as_slice(), &lines.concat(), b":\r\n"].concat()
    }

    #[test]
    fn a_file_of_a_macintosh_is_taken_out_of_the_text() {
        let data = [b"Bilancio \x90 2026".as_slice(), &[7; 300]].concat();
        let text = [
            b"Ecco:\r\n(This file must be converted with BinHex 4.0)\r\n\r\n".as_slice(),
            &written(b"Bilancio", &data, 0),
            b"Saluti\r\n",
        ]
        .concat();
        let unpacked = unpack(&text, 10_000).unwrap();
        assert_eq!(unpacked.text, b"Ecco:\r\nSaluti\r\n");
        assert_eq!(unpacked.files, [(b"Bilancio".to_vec(), data)]);
        assert!(unpack(&text, 100).is_none(), "more than there is room for");
    }

    #[test]
    fn what_only_a_macintosh_understands_is_kept_beside_the_file() {
        let block = [ANNOUNCED, b" 4.0)\n\n", &written(b"a", b"x", 9)].concat();
        let files = unpack(&block, 1_000).unwrap().files;
        assert_eq!(files, [(b"a.hqx".to_vec(), block), (b"a".to_vec(), b"x".to_vec())]);
        let file = whole(&written(b"a", b"x", 9), 1_000).unwrap();
        assert!(file.has_resources && file.data == b"x");
    }

    #[test]
    fn what_comes_often_is_written_once_and_never_without_limit() {
        let head = b"\x01a\0TEXTttxt\0\0\0\0\0\x05\0\0\0\0xx";
        let file = whole(&letters(&[head.as_slice(), b"b\x90\x04c"].concat()), 1_000).unwrap();
        assert_eq!(file.data, b"bbbbc");
        let bomb = letters(&[b"x".as_slice(), &[REPEATED, 255].repeat(100_000)].concat());
        assert_eq!(whole(&bomb, 1_000_000), None);
    }

    #[test]
    fn anything_else_stays_text() {
        for text in [
            "(This file must be converted with BinHex 4.0)\n:abc~:\n",
            "(This file must be converted with BinHex 4.0)\n:!!!:\n",
            "(This file must be converted with BinHex 4.0)\n",
            "ore 10:30: riunione\n",
        ] {
            assert!(unpack(text.as_bytes(), 1_000).is_none(), "{text}");
        }
        assert!(unpack(&[ANNOUNCED, b"\n"].concat().repeat(50_000), 1_000).is_none());
    }
}
