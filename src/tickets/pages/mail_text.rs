// SPDX-License-Identifier: AGPL-3.0-or-later
//! The text of a message as a page shows it: the HTML of a mail or plain text, what is folded away, and what a reader
//! should know about the reading.

use std::collections::HashSet;

use serde::Serialize;

use super::attachment::SHOWN;
use super::links;
use crate::people::{Reader, Viewer};
use crate::tickets::{Attachment, Channel, MessageView};

/// Before the address of a picture that came with the mail; `platform::mail` writes it so, and text never contains it.
const INLINE: &str = "<img src=\"cid:";
/// Before the address of a picture from elsewhere.
const REMOTE: &str = "<img data-remote=\"";

/// Whether pictures from elsewhere are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pictures {
    /// Only those that came with the mail.
    Own,
    /// All of them: who sent the mail learns that it was read.
    All,
}

/// The text of a message.
#[derive(Debug, Serialize)]
pub(super) struct MailText {
    html: Option<String>,
    shown: String,
    quoted_html: Option<String>,
    quoted: Option<String>,
    notices: Vec<String>,
    /// Where the pictures from elsewhere are shown.
    pictures: Option<String>,
    /// Where staff get the mail as it came.
    original: Option<String>,
}

impl MailText {
    pub(super) fn new(message: &MessageView, reader: &Reader, pictures: Pictures) -> Self {
        let place = |html: &str| placed(html, &message.files, pictures);
        let (html, quoted_html) = (
            message.view.html.as_deref().map(place),
            message.view.html_quoted.as_deref().map(place),
        );
        let has_remote = [&message.view.html, &message.view.html_quoted]
            .into_iter()
            .flatten()
            .any(|html| html.contains(REMOTE));
        let shown = message.view.reply_text.clone().unwrap_or_else(|| message.body.clone());
        let quoted = message
            .view
            .reply_text
            .as_deref()
            .map(|shown| rest(&message.body, shown));
        let is_mail = message.mail_id.is_some() && matches!(message.channel, Channel::Email | Channel::Pec);
        let is_desk = reader.viewer().is_some_and(Viewer::is_technician);
        Self {
            quoted: quoted.filter(|quoted| html.is_none() && !quoted.is_empty()),
            html,
            shown,
            quoted_html,
            notices: message
                .view
                .notices
                .iter()
                .filter_map(|word| notice(reader, word))
                .collect(),
            original: (is_mail && is_desk).then(|| links::original(message.id)),
            pictures: (has_remote && pictures == Pictures::Own).then(|| links::pictures(message.id)),
        }
    }
}

/// What a reader should know, in words. Some words only concern programs.
fn notice(reader: &Reader, word: &str) -> Option<String> {
    if SILENT.contains(&word) {
        return None;
    }
    Some(reader.text_or(&format!("mail-notice-{word}"), "mail-notice-other"))
}

/// Notices that tell a reader nothing that he could act on.
pub(super) const SILENT: [&str; 2] = ["too-many-references", "charset-guessed"];

/// The HTML with the addresses of its pictures: those that came with the mail lead to its files, as far as a browser may
/// show them; those from elsewhere only when they were asked for.
fn placed(html: &str, files: &[Attachment], pictures: Pictures) -> String {
    let mut pieces = html.split(INLINE);
    let mut placed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (id, after) = piece.split_once('"').unwrap_or((piece, ""));
        match file_of(id, files) {
            Some(file) => placed.push_str(&format!("<img src=\"/attachments/{}\"{after}", file.id)),
            None => placed.push_str(&format!("<img{after}")),
        }
    }
    match pictures {
        Pictures::Own => placed,
        Pictures::All => placed.replace(REMOTE, "<img src=\""),
    }
}

/// The file that is meant by a `cid:` address (RFC 2392), when a browser may show it.
fn file_of<'a>(address: &str, files: &'a [Attachment]) -> Option<&'a Attachment> {
    let address = address.replace("&amp;", "&");
    let wanted = [decoded(&address), address];
    let shown = files.iter().filter(|file| SHOWN.contains(&file.content_type.as_str()));
    let named = |file: &&Attachment| {
        let id = file.content_id.as_deref().map(|id| id.trim_matches(['<', '>']));
        id.is_some_and(|id| wanted.iter().any(|wanted| wanted == id))
    };
    shown.clone().find(named)
}

/// The address without percent signs.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code
            .filter(|_| *first == b'%')
            .and_then(|code| u8::from_str_radix(code, 16).ok())
        {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What of the text is not shown: the lines left when the shown ones are taken out in their order.
fn rest(whole: &str, shown: &str) -> String {
    let mut expected = shown.lines().filter(|line| !line.trim().is_empty()).peekable();
    let mut known = HashSet::new();
    let mut left: Vec<&str> = Vec::new();
    for line in whole.lines() {
        if expected.peek() == Some(&line) {
            known.extend(expected.next());
        } else {
            left.push(line);
        }
    }
    // Where the two do not agree, everything can be unfolded.
    if expected.peek().is_some() {
        return whole.to_owned();
    }
    left.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AttachmentId, MessageId};
    use crate::platform::i18n::{Locale, text};
    use crate::platform::mail::Notice;

    fn file(content_id: &str, content_type: &str) -> Attachment {
        Attachment {
            id: AttachmentId::new(),
            message: MessageId::new(),
            filename: "a".to_owned(),
            content_type: content_type.to_owned(),
            size: 1,
            sha256: String::new(),
            content_id: Some(content_id.to_owned()),
        }
    }

    #[test]
    fn pictures_of_the_mail_lead_to_its_files_and_others_wait() {
        let files = [
            file("a@b", "image/png"),
            file("c d", "image/png"),
            file("svg", "text/plain"),
        ];
        let html = r#"<img src="cid:a@b" alt="x"><img src="cid:c%20d" alt=""><img src="cid:svg" alt="s"><img data-remote="https://x/" alt="">"#;
        assert_eq!(
            placed(html, &files, Pictures::Own),
            format!(
                r#"<img src="/attachments/{}" alt="x"><img src="/attachments/{}" alt=""><img alt="s"><img data-remote="https://x/" alt="">"#,
                files[0].id, files[1].id
            )
        );
        assert!(placed(html, &files, Pictures::All).ends_with(r#"<img src="https://x/" alt="">"#));
    }

    #[test]
    fn what_is_not_shown_is_what_is_left() {
        assert_eq!(
            rest("Fatto.\n\nIl 1/1 x ha scritto:\n> a\n", "Fatto."),
            "Il 1/1 x ha scritto:\n> a"
        );
        assert_eq!(rest("altro", "Fatto."), "altro");
    }

    #[test]
    fn every_notice_that_is_shown_has_words_in_both_languages() {
        for notice in Notice::ALL {
            let word = notice.to_string();
            for locale in [Locale::It, Locale::En] {
                let key = format!("mail-notice-{word}");
                let words = text(locale, &key, &[]);
                assert!(
                    SILENT.contains(&word.as_str()) || (!words.is_empty() && !words.contains(&key)),
                    "{key} in {locale:?}"
                );
            }
        }
    }
}
