// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files that a mailer writes into the text itself, from before there were attachments.

use super::{binhex, uuencode, yenc};

/// Most files that are taken out of one text by each way of writing them.
pub(super) const MAX_FILES: usize = 100;

/// A text without the files that were written into it.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    pub(super) text: Vec<u8>,
    /// Name as written and bytes of each file.
    pub(super) files: Vec<(Vec<u8>, Vec<u8>)>,
    /// Whether one of them is only a piece of a file.
    pub(super) has_pieces: bool,
}

/// A file that was found in a text.
pub(super) struct Found<'a> {
    /// Its name as written.
    pub(super) name: &'a [u8],
    pub(super) bytes: Vec<u8>,
    /// Whether it is only a piece of a file.
    pub(super) is_piece: bool,
    /// The text after it.
    pub(super) following: &'a [u8],
}

enum Reader {
    Uuencode,
    Yenc,
    Binhex,
}

/// Takes out of a text the files that `find` finds to begin at a line, given the text from there on and that line; `None`
/// when there is none.
pub(super) fn take_out<'a>(text: &'a [u8], find: impl Fn(&'a [u8], &'a [u8]) -> Option<Found<'a>>) -> Option<Unpacked> {
    let mut unpacked = Unpacked::default();
    let mut rest = text;
    while let Some(line) = rest.split_inclusive(|byte| *byte == b'\n').next() {
        let has_room = unpacked.files.len() < MAX_FILES;
        if let Some(found) = has_room.then(|| find(rest, line)).flatten() {
            unpacked.has_pieces |= found.is_piece;
            unpacked.files.push((found.name.to_vec(), found.bytes));
            rest = found.following;
        } else {
            unpacked.text.extend_from_slice(line);
            rest = rest.get(line.len()..).unwrap_or_default();
        }
    }
    (!unpacked.files.is_empty()).then_some(unpacked)
}

/// Takes files out of a text, at most `most` bytes of those that are larger than the text; `None` when there is none.
pub(super) fn unpack(text: &[u8], most: usize) -> Option<Unpacked> {
    let mut all: Option<Unpacked> = None;
    for reader in [Reader::Uuencode, Reader::Yenc, Reader::Binhex] {
        let text = all.as_ref().map_or(text, |all| all.text.as_slice());
        let unpacked = match reader {
            Reader::Uuencode => uuencode::unpack(text),
            Reader::Yenc => yenc::unpack(text),
            Reader::Binhex => binhex::unpack(text, most),
        };
        if let Some(mut unpacked) = unpacked {
            if let Some(before) = all {
                unpacked.files.splice(0..0, before.files);
                unpacked.has_pieces |= before.has_pieces;
            }
            all = Some(unpacked);
        }
    }
    all
}
