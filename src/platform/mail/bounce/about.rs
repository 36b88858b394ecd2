// SPDX-License-Identifier: AGPL-3.0-or-later
//! Which mail a report is about: never by the report's own Message-ID, but by that of the mail that came back, or of its
//! header, or by what the text quotes of it.

use crate::platform::mail::fields;
use crate::platform::mail::parse::{Limits, ParsedMail, parse};

/// Most identifiers that are told.
const MOST_IDS: usize = 50;
/// Most mails that came back in one report, and are looked into.
const MOST_RETURNED: usize = 10;
/// Most lines of text in which they are looked for.
const MOST_LINES: usize = 5_000;

/// Names under which reports tell the identifier of the mail that they are about.
const NAMES: [&str; 6] = [
    "X-Failed-Message-ID",
    "X-Original-Message-ID",
    "Original-Message-ID",
    "X-Riferimento-Message-ID",
    "X-Orig-Message-ID",
    "Original-Envelope-Id",
];

/// The identifiers, without brackets, of the mail that a report is about: the surest first, each once.
pub fn about(mail: &ParsedMail) -> Vec<String> {
    let mut found = Found::default();
    let mut returned = 0;
    for part in &mail.attachments {
        match part.content_type.as_str() {
            "message/rfc822"
            | "message/global"
            | "text/rfc822-headers"
            | "message/rfc822-headers"
            | "message/global-headers" => {
                returned += 1;
                if returned <= MOST_RETURNED {
                    found.returned(&part.bytes);
                }
            }
            "message/delivery-status"
            | "message/global-delivery-status"
            | "message/disposition-notification"
            | "message/global-disposition-notification"
            | "message/feedback-report" => found.quoted(&String::from_utf8_lossy(&part.bytes)),
            _ => {}
        }
    }
    for name in NAMES {
        found.all(mail.headers(name).into_iter().flat_map(fields::ids));
    }
    found.quoted(&mail.text);
    found.all(mail.in_reply_to.iter().cloned());
    found.all(mail.references.iter().rev().cloned());
    found.ids
}

#[derive(Default)]
struct Found {
    ids: Vec<String>,
}

impl Found {
    fn all(&mut self, ids: impl IntoIterator<Item = String>) {
        for id in ids {
            if self.ids.len() < MOST_IDS && !self.ids.contains(&id) {
                self.ids.push(id);
            }
        }
    }

    /// The mail that came back, or its header.
    fn returned(&mut self, bytes: &[u8]) {
        // Only the header is wanted: no part of what lies in it is looked at.
        let limits = Limits {
            size: 256 * 1024,
            parts: 1,
            depth: 0,
            text: 0,
            ..Limits::default()
        };
        if let Ok(mail) = parse(bytes, &limits) {
            self.all(mail.message_id);
        }
    }

    /// Lines of a text that name an identifier as a header does, also when quoted.
    fn quoted(&mut self, text: &str) {
        for line in text.lines().take(MOST_LINES) {
            let line = line.trim_start_matches(['>', ' ', '\t', '|']);
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let name = name.trim();
            let is_id = name.eq_ignore_ascii_case("Message-ID") || NAMES.iter().any(|n| name.eq_ignore_ascii_case(n));
            if is_id {
                self.all(fields::ids(value));
            }
        }
    }
}
