// SPDX-License-Identifier: AGPL-3.0-or-later
//! Signed mail whose content is wrapped in the signature (RFC 8551 3.5.2): opened, so that it can be read. Nothing is
//! verified here, that is the work of `signature`.
//!
//! Mailers stream these wrappings with lengths left open (BER), which readers of DER refuse; what is needed of them is little.

use super::asn1::{OCTET_STRING, OID, SEQUENCE, Value};
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
/// A document with the proof of when it was there (RFC 5544), in Italy mostly around a signed one.
const TIME_STAMPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x1f";
const AUTH_ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";

/// A value that stands in another one by its number.
const EXPLICIT: u8 = 0xa0;
/// The mark of a string that comes in pieces.
const CONSTRUCTED: u8 = 0x20;

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
    let mut info = Value::first(bytes)?.of(SEQUENCE)?.parts();
    let kind = info.next()?.of(OID)?.content;
    if kind == ENVELOPED || kind == AUTH_ENVELOPED {
        return Some(Wrapped::Encrypted);
    }
    if kind != SIGNED && kind != TIME_STAMPED {
        return None;
    }
    let data = Value::first(info.next()?.of(EXPLICIT)?.content)?.of(SEQUENCE)?;
    if kind == TIME_STAMPED {
        // Version and where it comes from stand before the content.
        let content = data.parts().find(|part| part.tag & !CONSTRUCTED == OCTET_STRING)?;
        return Some(Wrapped::Signed(content.string()));
    }
    // Version and digest algorithms stand before the content.
    let mut content = data.part(SEQUENCE)?.parts();
    content.next()?.of(OID)?;
    let octets = Value::first(content.next()?.of(EXPLICIT)?.content)?;
    let is_octets = octets.tag & !CONSTRUCTED == OCTET_STRING;
    is_octets.then(|| Wrapped::Signed(octets.string()))
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
