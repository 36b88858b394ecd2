// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a notice says: from a ticket and a message to the words of one mail. Here it is decided that a mail about a
//! confidential ticket says nothing.

use jiff::civil::Date;
use serde::Serialize;

use super::MailFate;
use crate::config::Config;
use crate::platform::failure::Result;
use crate::platform::i18n::{Locale, text};
use crate::platform::mail::Automatic;
use crate::platform::mail::outbox::OutboundFile;
use crate::platform::templates::render_mail;
use crate::tickets::{Attachment, MessageKind, MessageView, Ticket};

/// Together larger than this, files stay on the page: most servers take no mail of more than 20 MiB, and base64 adds a third.
const MOST_ATTACHED: i64 = 12 * 1024 * 1024;

/// Something to be told about a ticket; the kind names the templates.
#[derive(Debug, Clone)]
pub(super) struct Notice<'a> {
    pub(super) kind: &'static str,
    pub(super) ticket: &'a Ticket,
    message: Option<&'a MessageView>,
    into: Option<&'a Ticket>,
    /// An address with a secret in it.
    link: Option<String>,
    days: Option<u32>,
}

impl<'a> Notice<'a> {
    /// A fact.
    pub(super) fn about(kind: &'static str, ticket: &'a Ticket) -> Self {
        Self {
            kind,
            ticket,
            message: None,
            into: None,
            link: None,
            days: None,
        }
    }

    /// That it has come in.
    pub(super) fn receipt(ticket: &'a Ticket) -> Self {
        Self::about("receipt", ticket)
    }

    /// What somebody said. Notes are for the desk's pages alone: of one, nothing but that something happened is left.
    pub(super) fn said(kind: &'static str, ticket: &'a Ticket, message: &'a MessageView) -> Self {
        Self {
            message: Some(message).filter(|message| message.kind != MessageKind::Note),
            ..Self::about(kind, ticket)
        }
    }

    /// Where it goes on.
    pub(super) fn merged(absorbed: &'a Ticket, survivor: &'a Ticket) -> Self {
        Self {
            into: Some(survivor),
            ..Self::about("merged", absorbed)
        }
    }

    /// With a link of its own.
    pub(super) fn with_link(self, link: String) -> Self {
        Self {
            link: Some(link),
            ..self
        }
    }

    /// With a number of days that it speaks of.
    pub(super) fn within_days(self, days: u32) -> Self {
        Self {
            days: Some(days),
            ..self
        }
    }

    /// Whether it holds a secret.
    pub(super) fn is_secret(&self) -> bool {
        self.link.is_some()
    }

    /// A person's own words are a person's mail; all else a program says.
    pub(super) fn origin(&self) -> Automatic {
        let by_staff = |message: &MessageView| message.from_staff && message.author.is_some();
        match self.message {
            Some(message) if by_staff(message) => Automatic::No,
            _ => Automatic::Generated,
        }
    }

    /// The files that go along.
    pub(super) fn files(&self) -> Vec<OutboundFile> {
        let carried = |file: &Attachment| OutboundFile {
            filename: file.filename.clone(),
            content_type: file.content_type.clone(),
            sha256: file.sha256.clone(),
        };
        match self.readable() {
            // What the staff gets stays on the page, where it is looked at safely.
            Some(message) if message.from_staff && !is_too_large(message) => {
                message.files.iter().map(carried).collect()
            }
            _ => Vec::new(),
        }
    }

    fn is_confidential(&self) -> bool {
        self.ticket.confidential || self.into.is_some_and(|survivor| survivor.confidential)
    }

    /// The message, when its words may be in a mail.
    fn readable(&self) -> Option<&'a MessageView> {
        self.message.filter(|_| !self.is_confidential())
    }

    /// The words for one person.
    pub(super) fn letter(&self, config: &Config, name: &str, locale: Locale, staff: bool) -> Letter {
        let goes_on = self.into.unwrap_or(self.ticket);
        let page = match staff {
            true => format!("/desk/tickets/{}", goes_on.number),
            false => format!("/requests/{}", goes_on.number),
        };
        let message = self.readable();
        let files = message.map_or(&[][..], |message| message.files.as_slice());
        let author = message.map(|message| message.author_name.clone());
        Letter {
            // A stranger can have a receipt sent to anybody, so it says nothing that the stranger chose but the subject.
            name: Some(name.to_owned()).filter(|name| self.kind != "receipt" && !name.is_empty()),
            reference: Some(config.reference(self.ticket.number)),
            number: Some(self.ticket.number),
            subject: Some(self.ticket.subject.clone()).filter(|_| !self.is_confidential()),
            confidential: self.is_confidential(),
            staff,
            url: Some(config.url(&page)),
            author: author.filter(|author| !author.is_empty()),
            text: message.map(|message| message.body.clone()).unwrap_or_default(),
            paragraphs: message.map_or_else(Vec::new, |message| paragraphs(&message.body)),
            files: files.iter().map(|file| file.filename.clone()).collect(),
            files_stay: !files.is_empty() && self.files().is_empty(),
            link: self.link.clone(),
            into_number: self.into.map(|survivor| survivor.number),
            days: self.days,
            ..Letter::blank(config, locale)
        }
    }
}

fn is_too_large(message: &MessageView) -> bool {
    message.files.iter().map(|file| file.size).sum::<i64>() > MOST_ATTACHED
}

/// Text as paragraphs of lines, for HTML that keeps its shape.
fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    for line in text.lines() {
        match found.last_mut() {
            Some(paragraph) if !line.trim().is_empty() => paragraph.push(line.to_owned()),
            _ => found.push(Vec::new()),
        }
    }
    found.retain(|paragraph| !paragraph.is_empty());
    found
}

/// What the templates of a mail can use.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Letter {
    organisation: Sender,
    locale: Locale,
    name: Option<String>,
    reference: Option<String>,
    number: Option<i64>,
    subject: Option<String>,
    confidential: bool,
    staff: bool,
    url: Option<String>,
    author: Option<String>,
    text: String,
    paragraphs: Vec<Vec<String>>,
    files: Vec<String>,
    files_stay: bool,
    link: Option<String>,
    into_number: Option<i64>,
    days: Option<u32>,
    minutes: Option<u32>,
    day: Option<String>,
    fates: Vec<FateLine>,
    /// Leads an answer back, where nothing else in the mail does.
    key: Option<String>,
    /// The same in both languages, for somebody whose language nobody knows.
    versions: Vec<Version>,
}

/// A mail of the recipient's and what became of it, in words.
#[derive(Debug, Clone, Serialize)]
struct FateLine {
    at: String,
    subject: Option<String>,
    fate: String,
    number: Option<i64>,
    url: Option<String>,
}

/// A question in one language.
#[derive(Debug, Clone, Serialize)]
struct Version {
    lang: Locale,
    hello: String,
    said: String,
    action: String,
    link: String,
    until: String,
    ignore: String,
}

/// Who signs.
#[derive(Debug, Clone, Serialize)]
struct Sender {
    name: String,
    full_name: String,
    owner: String,
    phone: String,
    url: String,
}

/// The parts of a mail.
pub(super) struct Rendered {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Letter {
    /// The way in, for whoever asked for it; it does not say a name, because anybody can ask.
    pub(super) fn sign_in(config: &Config, token: &str, locale: Locale) -> Self {
        Self {
            link: Some(config.url(&format!("/sign-in/link/{token}"))),
            minutes: Some(config.sign_in.link_minutes),
            ..Self::blank(config, locale)
        }
    }

    /// Where the mails of a day have gone, for whoever wrote them.
    pub(super) fn mail_fates(config: &Config, day: Date, fates: &[MailFate], locale: Locale) -> Self {
        let line = |fate: &MailFate| FateLine {
            at: fate.received_at.in_rome().strftime("%H:%M").to_string(),
            subject: fate.subject.clone(),
            fate: text(locale, fate.fate, &[]),
            number: fate.number,
            url: fate.number.map(|number| config.url(&format!("/requests/{number}"))),
        };
        Self {
            day: Some(day.strftime("%d/%m/%Y").to_string()),
            fates: fates.iter().map(line).collect(),
            ..Self::blank(config, locale)
        }
    }

    /// The question to somebody unknown whether a mail is theirs. It says nothing that they wrote, because anybody can write
    /// anything in anybody's name.
    pub(super) fn held(config: &Config, token: &str) -> Self {
        let (days, link) = (
            config.mail.hold_days.to_string(),
            config.url(&format!("/mail/release/{token}")),
        );
        let organisation = config.organisation.full_name.as_str();
        let version = |locale: &Locale| Version {
            lang: *locale,
            hello: text(*locale, "notice-hello", &[]),
            said: text(*locale, "notice-held", &[("organisation", organisation)]),
            action: text(*locale, "notice-held-action", &[]),
            link: link.clone(),
            until: text(*locale, "notice-held-until", &[("days", &days)]),
            ignore: text(*locale, "notice-held-ignore", &[]),
        };
        Self {
            // The greeting stands in each version.
            staff: true,
            versions: Locale::ALL.iter().map(version).collect(),
            ..Self::blank(config, Locale::It)
        }
    }

    /// Without what is meant for nobody but the person: somebody else reads it.
    pub(super) fn for_somebody_else(self) -> Self {
        Self { link: None, ..self }
    }

    /// With the key of its mail.
    pub(super) fn with_key(self, key: Option<String>) -> Self {
        Self { key, ..self }
    }

    /// A letter that says nothing yet.
    fn blank(config: &Config, locale: Locale) -> Self {
        let organisation = &config.organisation;
        Self {
            organisation: Sender {
                name: organisation.name.clone(),
                full_name: organisation.full_name.clone(),
                owner: organisation.owner.clone(),
                phone: organisation.phone.clone(),
                url: config.url("/"),
            },
            locale,
            name: None,
            reference: None,
            number: None,
            subject: None,
            confidential: false,
            staff: false,
            url: None,
            author: None,
            text: String::new(),
            paragraphs: Vec::new(),
            files: Vec::new(),
            files_stay: false,
            link: None,
            into_number: None,
            days: None,
            minutes: None,
            day: None,
            fates: Vec::new(),
            key: None,
            versions: Vec::new(),
        }
    }

    /// Writes it out by the templates of its kind.
    pub(super) fn render(&self, kind: &str) -> Result<Rendered> {
        let data = serde_json::to_value(self)?;
        let part = |part: &str| render_mail(self.locale, &format!("{kind}/{part}"), &data);
        Ok(Rendered {
            subject: part("subject.txt")?.trim().to_owned(),
            text: tidy(&part("body.txt")?),
            html: part("body.html")?,
        })
    }
}

/// Without the blank lines that conditions leave behind: never more than one in a row.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines() {
        if line.trim().is_empty() {
            if !blank {
                tidied.push('\n');
            }
            blank = true;
        } else {
            tidied.push_str(line);
            tidied.push('\n');
            blank = false;
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_line_breaks_are_kept() {
        let lines = paragraphs("Uno\ndue\n\n\ntre <b>\n");
        assert_eq!(lines, [vec!["Uno", "due"], vec!["tre <b>"]]);
        assert!(paragraphs(" \n\n").is_empty());
    }

    #[test]
    fn blank_lines_never_pile_up() {
        assert_eq!(tidy("\n\nUno\n\n\n\ndue\n"), "Uno\n\ndue\n");
    }
}
