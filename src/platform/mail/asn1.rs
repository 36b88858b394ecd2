// SPDX-License-Identifier: AGPL-3.0-or-later
//! As much of ASN.1 as a signature needs, in the basic encoding (X.690): providers sign with libraries that write
//! indefinite lengths and strings in pieces, which the distinguished encoding, and every crate that reads only that, forbids.

/// Values within values; signatures have about ten.
const DEEPEST: u8 = 32;

/// Tags that are met.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    /// What is in it, without length and end mark.
    pub(super) content: &'a [u8],
    /// The value with tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Value<'a> {
    /// The only value in these bytes; what follows it is passed over.
    pub(super) fn first(bytes: &'a [u8]) -> Option<Self> {
        next(bytes, DEEPEST).map(|(value, _)| value)
    }

    /// The values in it, in order, as far as they can be read.
    pub(super) fn parts(self) -> impl Iterator<Item = Value<'a>> {
        let mut rest = self.content;
        std::iter::from_fn(move || {
            let (value, after) = next(rest, DEEPEST)?;
            rest = after;
            Some(value)
        })
    }

    /// The value itself, when it has that tag.
    pub(super) fn of(self, tag: u8) -> Option<Self> {
        (self.tag == tag).then_some(self)
    }

    /// The first value in it with that tag.
    pub(super) fn part(self, tag: u8) -> Option<Value<'a>> {
        self.parts().find(|part| part.tag == tag)
    }

    /// The bytes of a string, put together when it comes in pieces.
    pub(super) fn string(self) -> Vec<u8> {
        self.pieces(DEEPEST)
    }

    fn pieces(self, depth: u8) -> Vec<u8> {
        match (self.tag & 0x20 != 0, depth.checked_sub(1)) {
            (true, Some(depth)) => self.parts().flat_map(|piece| piece.pieces(depth)).collect(),
            (true, None) => Vec::new(),
            (false, _) => self.content.to_vec(),
        }
    }

    /// The same content under another tag, with its length written the one distinguished way.
    pub(super) fn retagged(self, tag: u8) -> Vec<u8> {
        let length = self.content.len();
        let mut bytes = vec![tag];
        match u8::try_from(length) {
            Ok(short) if short < 0x80 => bytes.push(short),
            _ => {
                let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
                bytes.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
                bytes.extend(digits);
            }
        }
        bytes.extend_from_slice(self.content);
        bytes
    }
}

/// The first value and what follows it. Tags of more than one byte do not occur in signatures.
fn next(bytes: &[u8], depth: u8) -> Option<(Value<'_>, &[u8])> {
    let (tag, after_tag) = bytes.split_first()?;
    let (first, after_length) = after_tag.split_first()?;
    if tag & 0x1f == 0x1f || (*tag == 0 && *first == 0) {
        return None;
    }
    if *first == 0x80 {
        return indefinite(bytes, *tag, after_length, depth.checked_sub(1)?);
    }
    let (length, after_length) = match first {
        0..0x80 => (usize::from(*first), after_length),
        _ => {
            let (digits, rest) = after_length.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits.iter().try_fold(0_usize, |sum, digit| {
                sum.checked_mul(256)?.checked_add(usize::from(*digit))
            })?;
            (length, rest)
        }
    };
    let (content, rest) = after_length.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len() - rest.len())?;
    Some((
        Value {
            tag: *tag,
            content,
            whole,
        },
        rest,
    ))
}

/// A value that ends with a mark of two zeros after the values in it.
fn indefinite<'a>(bytes: &'a [u8], tag: u8, begin: &'a [u8], depth: u8) -> Option<(Value<'a>, &'a [u8])> {
    let mut rest = begin;
    loop {
        if let Some(after) = rest.strip_prefix(&[0, 0]) {
            let content = begin.get(..begin.len() - rest.len())?;
            let whole = bytes.get(..bytes.len() - after.len())?;
            return Some((Value { tag, content, whole }, after));
        }
        (_, rest) = next(rest, depth)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_indefinite_length_and_a_string_in_pieces_are_read_as_any_other() {
        let bytes = [
            0x30, 0x80, 0x24, 0x80, 0x04, 0x01, b'a', 0x04, 0x02, b'b', b'c', 0, 0, 0x02, 0x01, 7, 0, 0, 9,
        ];
        let value = Value::first(&bytes).unwrap();
        assert_eq!(value.whole.len(), bytes.len() - 1);
        let parts: Vec<Value<'_>> = value.parts().collect();
        assert_eq!(
            (parts.len(), parts[0].string().as_slice(), parts[1].content),
            (2, b"abc".as_slice(), [7].as_slice())
        );
    }

    #[test]
    fn lengths_are_written_the_distinguished_way() {
        let long = vec![1; 300];
        let value = Value {
            tag: 0xa0,
            content: &long,
            whole: &[],
        };
        assert_eq!(value.retagged(SET).get(..5), Some([0x31, 0x82, 1, 44, 1].as_slice()));
        assert_eq!(
            Value {
                content: &long[..3],
                ..value
            }
            .retagged(SET),
            [0x31, 3, 1, 1, 1]
        );
    }

    #[test]
    fn whatever_is_cut_or_endlessly_nested_is_no_value() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 5, 1],
            &[0x30, 0x80, 2, 1],
            &[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1],
            &[0x1f, 1, 1],
        ] {
            assert_eq!(Value::first(bytes), None);
        }
        assert_eq!(Value::first(&[0x30, 0x80].repeat(100_000)), None);
    }
}
