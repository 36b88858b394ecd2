// SPDX-License-Identifier: AGPL-3.0-or-later
//! How a mail is shown beside its whole text: what is read first, and what is folded away. Pure.

use crate::config::Config;
use crate::platform::mail::{ParsedMail, fold_reply};
use crate::tickets::MailView;

/// What is shown of a letter.
pub(super) fn view(letter: &ParsedMail, _config: &Config) -> MailView {
    MailView {
        reply_text: fold_reply(&letter.text, &letter.subject).map(|reply| reply.shown),
        html: None,
        html_quoted: None,
        notices: letter.notices.iter().map(ToString::to_string).collect(),
    }
}
