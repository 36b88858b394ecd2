// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files that a mailer writes into the text itself, from before there were attachments.

use super::{binhex, uuencode, yenc};

/// A text without the files that were written into it.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    pub(super) text: Vec<u8>,
    /// Name as written and bytes of each file.
    pub(super) files: Vec<(Vec<u8>, Vec<u8>)>,
    /// Whether one of them is only a piece of a file.
    pub(super) has_pieces: bool,
}

enum Reader {
    Uuencode,
    Yenc,
    Binhex,
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
