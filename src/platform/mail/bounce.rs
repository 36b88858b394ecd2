// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a mail server reports on a mail: about whom, with what result, and whether that is for good. The standard form
//! (RFC 3464) where there is one, else the words of the server. It says what the report claims; whether the mail was ours
//! is for others to find out.

mod about;
mod naming;
mod standard;
mod status;
mod text;
mod words;

use super::classify::Kind;
use super::parse::{Limits, ParsedMail, parse};

pub use about::about;

/// Most recipients that are read of one report.
const MOST_RECIPIENTS: usize = 50;
/// Most lines of a text in which an address is looked for.
const MOST_LINES: usize = 60;
/// Most attached mails that are looked into for a report.
const MOST_ENCLOSED: usize = 3;

/// A report on deliveries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bounce {
    /// The recipients that it is about; empty when none could be made out.
    pub recipients: Vec<Reported>,
    /// Message-IDs, without brackets, of the mail that it is about, the surest first.
    pub original_ids: Vec<String>,
    /// Whether the recipients stand in a report in the standard form, and not only in words.
    pub standard: bool,
    /// What the words say where they name no recipient.
    unnamed: Option<Outcome>,
}

/// What became of a mail, for the recipient that matters most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What became of it.
    pub action: DeliveryAction,
    /// The enhanced status code, where one was told.
    pub status: Option<String>,
    /// Whether mail to this address will never arrive.
    pub hard: bool,
}

/// What is reported of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The address at which it failed.
    pub address: String,
    /// The address to which it was sent, where the report tells both.
    pub original: Option<String>,
    /// What became of it.
    pub action: DeliveryAction,
    /// The enhanced status code (RFC 3463), as `5.1.1`.
    pub status: Option<String>,
    /// What the server said, on one line.
    pub diagnostic: Option<String>,
    /// Whether mail to this address will never arrive: it is unknown, closed, or its domain is.
    pub hard: bool,
}

impl Reported {
    /// The address as the writer knows it: the one to which the mail was sent, where the report tells it.
    pub fn written_to(&self) -> &str {
        self.original.as_deref().unwrap_or(&self.address)
    }

    /// Whether it is about an address.
    pub fn is_about(&self, address: &str) -> bool {
        let wanted = address.trim().to_lowercase();
        self.address.to_lowercase() == wanted
            || self
                .original
                .as_ref()
                .is_some_and(|original| original.to_lowercase() == wanted)
    }
}

/// What became of a mail for one recipient (RFC 3464 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryAction {
    /// It will not arrive.
    Failed,
    /// It has not arrived yet.
    Delayed,
    /// It has arrived.
    Delivered,
    /// It was passed on to a server that does not report.
    Relayed,
    /// It arrived and was passed on to several.
    Expanded,
}

impl DeliveryAction {
    /// The word of RFC 3464.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
            Self::Expanded => "expanded",
        }
    }
}

impl Bounce {
    /// Reads a report. Work and result are bounded.
    pub fn read(mail: &ParsedMail) -> Self {
        let recipients = standard::recipients(mail);
        if !recipients.is_empty() {
            return Self::of(recipients, about(mail), true);
        }
        let recipients = text::recipients(mail);
        if !recipients.is_empty() {
            return Self::of(recipients, about(mail), false);
        }
        if let Some((inner, recipients)) = enclosed(mail) {
            return Self::of(recipients, about(&inner), true);
        }
        let guessed = text::guessed(mail);
        let unnamed = guessed.is_empty().then(|| text::outcome(mail));
        Self {
            unnamed,
            ..Self::of(guessed, about(mail), false)
        }
    }

    fn of(mut recipients: Vec<Reported>, original_ids: Vec<String>, standard: bool) -> Self {
        recipients.truncate(MOST_RECIPIENTS);
        Self {
            recipients,
            original_ids,
            standard,
            unnamed: None,
        }
    }

    /// Bounce, delay or receipt: a failure of one recipient makes it a bounce, and so does a report that names none.
    pub fn kind(&self) -> Kind {
        let unnamed = self.unnamed.iter().map(|outcome| outcome.action);
        let named = self.recipients.iter().map(|reported| reported.action);
        let told: Vec<DeliveryAction> = named.chain(unnamed).collect();
        if told.is_empty() || told.contains(&DeliveryAction::Failed) {
            Kind::Bounce
        } else if told.contains(&DeliveryAction::Delayed) {
            Kind::Delay
        } else {
            Kind::Receipt
        }
    }

    /// What became of the mail, for the recipient that matters most.
    pub fn outcome(&self) -> Option<Outcome> {
        let named = self.worst().map(|about| Outcome {
            action: about.action,
            status: about.status.clone(),
            hard: about.hard,
        });
        named.or_else(|| self.unnamed.clone())
    }

    /// The recipient that matters most: the first that failed for good, else that failed, else the first.
    pub fn worst(&self) -> Option<&Reported> {
        let find = |holds: fn(&Reported) -> bool| self.recipients.iter().find(|reported| holds(reported));
        find(|reported| reported.hard)
            .or_else(|| find(|reported| reported.action == DeliveryAction::Failed))
            .or_else(|| self.recipients.first())
    }
}

/// The report that a gateway put as a file into a mail of its own, and whom it names.
fn enclosed(mail: &ParsedMail) -> Option<(ParsedMail, Vec<Reported>)> {
    let files = mail
        .attachments
        .iter()
        .filter(|file| file.content_type == "message/rfc822");
    files.take(MOST_ENCLOSED).find_map(|file| {
        let Ok(inner) = parse(&file.bytes, &Limits::default()) else {
            return None;
        };
        let recipients = standard::recipients(&inner);
        (inner.content_type() == "multipart/report" && !recipients.is_empty()).then_some((inner, recipients))
    })
}

/// Whether a text names a code as mail servers do: `550`, `5.1.1`.
pub(super) fn names_a_code(said: &str) -> bool {
    status::enhanced(said).is_some() || status::reply_code(said).is_some()
}

/// Whether a text names an address in a line of its own, or at its beginning in brackets, as mail servers do.
pub(super) fn names_an_address_alone(said: &str) -> bool {
    said.lines().take(MOST_LINES).any(naming::is_address_alone)
}

/// Whether what a server said to a mail, when it refused it for good, means that the address is done for: it is unknown or
/// closed. A full mailbox, a rule or a filter is no such reason.
pub fn refuses_the_address(said: &str) -> bool {
    let code = status::told(said);
    let code = code.as_deref();
    let blames = status::cause(said) == Some(status::Cause::Unknown)
        || code.is_some_and(|code| code.starts_with("5.1.") || code == "5.2.1");
    blames && status::is_hard(DeliveryAction::Failed, code, said)
}

#[cfg(test)]
mod dialect_tests;
#[cfg(test)]
mod tests;
