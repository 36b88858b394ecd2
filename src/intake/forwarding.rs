// SPDX-License-Identifier: AGPL-3.0-or-later
//! A technician forwards somebody's mail and asks, by `@fwd` as the first line, that it be that person's request.

use super::reading::Incoming;
use super::trace::Trace;
use crate::people::{self, Viewer};
use crate::platform::failure::Result;
use crate::platform::mail::{Address, Authentication, Limits, original_sender, parse};
use crate::tickets;
use crate::tx::Tx;

/// What a technician writes first.
const WORD: &str = "@fwd";

/// Whose request a forward is to be: somebody known, or of a member body, and only when our mail server
/// vouches for the technician.
pub(super) fn requester(
    tx: &mut Tx<'_>,
    writer: &Viewer,
    incoming: &Incoming,
    trace: &mut Trace,
) -> Result<Option<Viewer>> {
    if !writer.is_technician() || first_line(&incoming.text).is_none() {
        return Ok(None);
    }
    // The first message is shown to the requester as the staff's: nobody gets that by a name in `From`.
    if incoming.marks.authentication != Authentication::Passed || !incoming.sender_is_clear {
        trace.step("@fwd, but nobody vouches for the technician");
        return Ok(None);
    }
    let Some(original) = original(incoming) else {
        trace.step("@fwd, but no original sender was found");
        return Ok(None);
    };
    let config = tx.config();
    if !tickets::may_be_requester(tx.conn(), config, &original)? {
        trace.step("@fwd, but the original sender is nobody who may ask");
        return Ok(None);
    }
    trace.step("@fwd: it is the request of the original sender");
    let person = people::meet(tx, original.name(), original.address())?;
    let today = tx.now().rome_date();
    Viewer::load(tx.conn(), person.id, today).map(Some)
}

/// The text without the technician's word.
pub(super) fn rest(text: &str) -> &str {
    first_line(text).unwrap_or(text)
}

/// What follows the word, when the text begins with it.
fn first_line(text: &str) -> Option<&str> {
    let (first, rest) = text.trim_start().split_once('\n')?;
    first.trim().eq_ignore_ascii_case(WORD).then(|| rest.trim_start())
}

/// Whom the text names, else who wrote the first mail that is attached.
fn original(incoming: &Incoming) -> Option<Address> {
    let attached = || {
        let mails = incoming.attachments.iter();
        let mail = mails
            .filter(|file| file.content_type == "message/rfc822")
            .take(1)
            .next()?;
        parse(&mail.bytes, &Limits::default()).ok()?.from
    };
    original_sender(rest(&incoming.text)).or_else(attached)
}
