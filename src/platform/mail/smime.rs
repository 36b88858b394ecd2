// SPDX-License-Identifier: AGPL-3.0-or-later
//! Signed mail whose content is wrapped in the signature (RFC 8551 3.5.2): opened, so that it can be read. Nothing is
//! verified here, that is the work of `signature`.
//!
//! Mailers stream these wrappings with lengths left open (BER), which readers of DER refuse; what is needed of them is little.

use super::transfer;

/// What a wrapping holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrapped {
    /// Content that somebody signed.
    Signed(Vec<u8>),
    /// Content that we cannot read.
    Encrypted,
    /// Certificates alone, or nothing that is known.
    Nothing,
}

const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
const AUTH_ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";

/// Values within values: what honest wrappings need is six.
const MAX_DEPTH: usize = 32;

/// Opens the wrapping. Some mailers forget to say that it is base64.
pub(super) fn open(bytes: &[u8]) -> Wrapped {
    match bytes.first() {
        Some(0x30) => content(bytes),
        _ => content(&transfer::base64(&without_marks(bytes))),
    }
    .unwrap_or(Wrapped::Nothing)
}

/// Without the `-----BEGIN PKCS7-----` of some programs.
fn without_marks(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines
        .filter(|line| !line.starts_with(b"-----"))
        .flatten()
        .copied()
        .collect()
}

/// `ContentInfo` of RFC 5652.
fn content(bytes: &[u8]) -> Option<Wrapped> {
    let (_, info) = Values(bytes).expect(0x30)?;
    let (mut info, kind) = Values(info).expect(0x06)?;
    if kind == ENVELOPED || kind == AUTH_ENVELOPED {
        return Some(Wrapped::Encrypted);
    }
    if kind != SIGNED {
        return None;
    }
    let (_, explicit) = info.next_value().filter(|(tag, _)| *tag == 0xa0)?;
    let (_, data) = Values(explicit).expect(0x30)?;
    // Version, digest algorithms, and then the content with its type.
    let (data, _) = Values(data).expect(0x02)?;
    let (data, _) = data.expect(0x31)?;
    let (_, wrapped) = data.expect(0x30)?;
    let (mut wrapped, _) = Values(wrapped).expect(0x06)?;
    let (_, explicit) = wrapped.next_value().filter(|(tag, _)| *tag == 0xa0)?;
    let mut octets = Vec::with_capacity(explicit.len());
    collect(explicit, &mut octets, 0)?;
    Some(Wrapped::Signed(octets))
}

/// Joins an octet string that comes whole or in pieces.
fn collect(bytes: &[u8], octets: &mut Vec<u8>, depth: usize) -> Option<()> {
    let mut values = Values(bytes);
    while let Some((tag, value)) = values.next_value() {
        match tag {
            0x04 => octets.extend_from_slice(value),
            0x24 if depth < MAX_DEPTH => collect(value, octets, depth + 1)?,
            _ => return None,
        }
    }
    Some(())
}

/// Values one after the other.
#[derive(Clone, Copy)]
struct Values<'a>(&'a [u8]);

impl<'a> Values<'a> {
    /// The next value, which must have that tag, and what follows it.
    fn expect(mut self, tag: u8) -> Option<(Self, &'a [u8])> {
        let (_, value) = self.next_value().filter(|(found, _)| *found == tag)?;
        Some((self, value))
    }

    /// Tag and content of the next value.
    fn next_value(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, content, after) = split(self.0, 0)?;
        self.0 = after;
        // Two zeros end a value whose length was left open.
        (tag != 0).then_some((tag, content))
    }
}

/// A value: tag, content, and what follows.
fn split(bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    // Tags of several bytes do not occur in these wrappings.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0x80 => {
            let length = open_length(rest, depth)?;
            return Some((*tag, rest.get(..length)?, rest.get(length + 2..)?));
        }
        0..0x80 => (usize::from(*first), rest),
        _ => {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count).filter(|_| count <= 4)?;
            let length = digits
                .iter()
                .fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
            (length, rest.get(count..)?)
        }
    };
    // A wrapping that was cut off is read as far as it goes.
    let length = length.min(rest.len());
    Some((*tag, rest.get(..length)?, rest.get(length..)?))
}

/// The length of content that is ended by two zeros.
fn open_length(bytes: &[u8], depth: usize) -> Option<usize> {
    let mut rest = bytes;
    while depth < MAX_DEPTH {
        if rest.starts_with(&[0, 0]) {
            return Some(bytes.len() - rest.len());
        }
        let (_, _, after) = split(rest, depth + 1)?;
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let mut bytes = vec![tag];
        match length {
            0..0x80 => bytes.push(u8::try_from(length).unwrap()),
            _ => bytes.extend([
                0x82,
                u8::try_from(length >> 8).unwrap(),
                u8::try_from(length & 0xff).unwrap(),
            ]),
        }
        bytes.extend_from_slice(content);
        bytes
    }

    fn open_value(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80], content, &[0, 0]].concat()
    }

    fn signed(octets: &[u8], wrap: fn(u8, &[u8]) -> Vec<u8>) -> Vec<u8> {
        let inner = [value(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"), wrap(0xa0, octets)].concat();
        let data = [
            value(0x02, &[1]),
            value(0x31, b""),
            wrap(0x30, &inner),
            value(0x31, b""),
        ]
        .concat();
        wrap(0x30, &[value(0x06, SIGNED), wrap(0xa0, &wrap(0x30, &data))].concat())
    }

    #[test]
    fn signed_content_is_opened_with_lengths_given_or_left_open() {
        let whole = value(0x04, &[b'x'; 300]);
        assert_eq!(open(&signed(&whole, value)), Wrapped::Signed(vec![b'x'; 300]));
        let pieces = open_value(0x24, &[value(0x04, b"ci"), value(0x04, b"ao")].concat());
        assert_eq!(open(&signed(&pieces, open_value)), Wrapped::Signed(b"ciao".to_vec()));
    }

    #[test]
    fn a_wrapping_in_undeclared_base64_is_opened() {
        let text = b"-----BEGIN PKCS7-----\nMCAGCSqGSIb3DQEHAqATMBECAQExADAKBgkqhkiG9w0BBwE=\n-----END PKCS7-----\n";
        assert_eq!(open(text), Wrapped::Nothing);
        let enveloped = b"MAsGCSqGSIb3DQEHAw==";
        assert_eq!(open(enveloped), Wrapped::Encrypted);
    }

    #[test]
    fn anything_else_is_nothing() {
        for bytes in [
            b"".as_slice(),
            b"\x30",
            b"ciao",
            b"\x30\x80\x06",
            &[0x30, 0x80].repeat(50_000),
            &[0x30; 50_000],
        ] {
            assert_eq!(open(bytes), Wrapped::Nothing);
        }
    }
}
