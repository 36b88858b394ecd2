// SPDX-License-Identifier: AGPL-3.0-or-later
//! How a mail is shown beside its whole text: what is read first, and what is folded away. Pure.

use crate::config::Config;
use crate::platform::mail::{
    CleanHtml, HtmlLimits, Kind, Notice, ParsedMail, clean_html, fold_reply, fold_reply_along, is_made_of,
};
use crate::tickets::MailView;

/// A letter as it is shown.
pub(super) struct Viewed {
    /// The text without what it repeats; `None` when nothing is folded away.
    pub(super) reply_text: Option<String>,
    /// The clean HTML; `None` when the text is shown.
    pub(super) html: Option<CleanHtml>,
    /// What a reader should know about the reading.
    pub(super) notices: Vec<Notice>,
}

/// What is shown of a letter of that kind. What a mail server or another program reports quotes nothing: the headers and
/// addresses in it are its content.
pub(super) fn view(letter: &ParsedMail, kind: Kind, config: &Config) -> Viewed {
    let mut notices = letter.notices.clone();
    let html = letter.html.as_deref().and_then(|html| {
        let clean = clean_html(html, &letter.subject, &limits(config));
        if clean.is_none() {
            notices.push(Notice::HtmlNotShown);
        }
        // HTML in which nothing is left to see says less than the text.
        clean.filter(|clean| !clean.shown.is_empty())
    });
    let reports = matches!(kind, Kind::Bounce | Kind::Delay | Kind::Receipt | Kind::FeedbackReport);
    let reply = match (&letter.html, &html) {
        _ if reports => None,
        (Some(whole), Some(clean)) => {
            let is_made = is_made_of(&letter.text, whole);
            fold_reply_along(&letter.text, &letter.subject, &clean.lines, is_made)
        }
        _ => fold_reply(&letter.text, &letter.subject),
    };
    Viewed {
        reply_text: reply.map(|reply| reply.shown),
        html,
        notices,
    }
}

impl Viewed {
    /// The same as it is stored with the message.
    pub(super) fn stored(self) -> MailView {
        let (html, html_quoted) = self.html.map_or((None, None), |html| (Some(html.shown), html.quoted));
        MailView {
            reply_text: self.reply_text,
            html,
            html_quoted,
            notices: self.notices.iter().map(ToString::to_string).collect(),
            letter_id: None,
        }
    }
}

fn limits(config: &Config) -> HtmlLimits {
    let limits = &config.mail.limits;
    HtmlLimits {
        bytes: limits.html_kb.saturating_mul(1024),
        depth: limits.tag_depth,
        attributes: limits.tag_attributes,
    }
}
