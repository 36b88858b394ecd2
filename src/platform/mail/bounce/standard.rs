// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reports in the standard form (RFC 3464, and RFC 6533 for addresses in any script), as servers really write them: with
//! missing blank lines, several reports in one mail, words around the codes; also when the fields stand in the text.

use super::{DeliveryAction, MOST_RECIPIENTS, Reported, status};
use crate::platform::mail::Address;
use crate::platform::mail::parse::ParsedMail;
use crate::platform::text::one_line;

/// Most lines of a report that are read.
const MOST_LINES: usize = 5_000;
/// Longest saying of a server that is kept, in characters.
const LONGEST_SAYING: usize = 500;
/// Longest address (RFC 5321 4.5.3.1), in bytes.
const LONGEST_ADDRESS: usize = 254;

/// The recipients of all reports in a mail; empty when there is no report, or none that names an address.
pub(super) fn recipients(mail: &ParsedMail) -> Vec<Reported> {
    // A refusal may have the form of a report on what became of it after delivery (RFC 5429).
    let parts = mail.attachments.iter().filter(|part| {
        matches!(
            part.content_type.as_str(),
            "message/delivery-status"
                | "message/global-delivery-status"
                | "message/disposition-notification"
                | "message/global-disposition-notification"
        )
    });
    let mut found = Vec::new();
    for part in parts {
        if found.len() < MOST_RECIPIENTS {
            found.extend(fields(&String::from_utf8_lossy(&part.bytes)));
        }
    }
    if found.is_empty() {
        found.extend(fields(&mail.text));
    }
    found.truncate(MOST_RECIPIENTS);
    let around = &mail.text;
    found.into_iter().filter_map(|fields| fields.reported(around)).collect()
}

/// The fields about one recipient.
#[derive(Debug, Default)]
struct Fields {
    last: Option<&'static str>,
    original: Option<String>,
    r#final: Option<String>,
    actual: Option<String>,
    action: Option<String>,
    status: Option<String>,
    diagnostic: Option<String>,
}

/// The names that count.
const NAMES: [&str; 6] = [
    "original-recipient",
    "final-recipient",
    "x-actual-recipient",
    "action",
    "status",
    "diagnostic-code",
];

fn fields(report: &str) -> Vec<Fields> {
    let mut found: Vec<Fields> = Vec::new();
    let mut open = Fields::default();
    for line in report.lines().take(MOST_LINES) {
        if found.len() > MOST_RECIPIENTS {
            break;
        }
        if line.trim().is_empty() {
            close(&mut open, &mut found);
            continue;
        }
        if line.starts_with([' ', '\t']) {
            open.goes_on(line.trim());
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            open.last = None;
            continue;
        };
        let name = name.trim();
        let known = NAMES.iter().find(|known| name.eq_ignore_ascii_case(known)).copied();
        // Some servers leave out the blank line between two recipients.
        if known.is_some_and(|known| known.ends_with("l-recipient") && known != "x-actual-recipient" && open.has(known))
        {
            close(&mut open, &mut found);
        }
        open.take(known, value.trim());
    }
    close(&mut open, &mut found);
    found
}

/// Ends what is told of a recipient, and keeps it when it names one.
fn close(open: &mut Fields, found: &mut Vec<Fields>) {
    let ended = std::mem::take(open);
    let names = ended.original.is_some() || ended.r#final.is_some();
    // In running text, a line "Status: ..." between blank lines belongs to the recipient before it.
    match found.last_mut() {
        Some(before) if !names && before.action.is_none() && before.status.is_none() => before.complete(ended),
        _ if names => found.push(ended),
        _ => {}
    }
}

impl Fields {
    fn slot(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "original-recipient" => &mut self.original,
            "final-recipient" => &mut self.r#final,
            "x-actual-recipient" => &mut self.actual,
            "action" => &mut self.action,
            "status" => &mut self.status,
            "diagnostic-code" => &mut self.diagnostic,
            _ => return None,
        })
    }

    fn has(&mut self, name: &str) -> bool {
        self.slot(name).is_some_and(|slot| slot.is_some())
    }

    fn take(&mut self, name: Option<&'static str>, value: &str) {
        self.last = name;
        if let Some(slot) = name.and_then(|name| self.slot(name)) {
            slot.get_or_insert_with(|| value.to_owned());
        }
    }

    fn goes_on(&mut self, more: &str) {
        let slot = self.last.and_then(|name| self.slot(name));
        if let Some(Some(value)) = slot
            && value.len() < 4 * LONGEST_SAYING
        {
            value.push(' ');
            value.push_str(more);
        }
    }

    fn complete(&mut self, more: Fields) {
        self.action = self.action.take().or(more.action);
        self.status = self.status.take().or(more.status);
        self.diagnostic = self.diagnostic.take().or(more.diagnostic);
    }

    /// What the fields say, with the words around them where they are silent; `None` when they name no address.
    fn reported(self, around: &str) -> Option<Reported> {
        let original = self.original.as_deref().and_then(address);
        let actual = self.actual.as_deref().and_then(address);
        let at = self
            .r#final
            .as_deref()
            .and_then(address)
            .or(actual)
            .or_else(|| original.clone())?;
        let diagnostic = self.diagnostic.as_deref().map(saying).filter(|said| !said.is_empty());
        let said = diagnostic.clone().unwrap_or_default();
        let code = code(self.status.as_deref(), &said, around);
        let action = action(self.action.as_deref(), code.as_deref());
        let words: String = match diagnostic {
            Some(_) => said,
            None => around.chars().take(2_000).collect(),
        };
        Some(Reported {
            hard: status::is_hard(action, code.as_deref(), &words),
            original: original.filter(|original| *original != at),
            address: at,
            action,
            status: code,
            diagnostic,
        })
    }
}

/// `rfc822; anna@ente.example`: what follows the type, when it is an address.
fn address(value: &str) -> Option<String> {
    let bare = value.rsplit_once(';').map_or(value, |(_, address)| address).trim();
    let bare = bare.trim_matches(['"', '\'']).trim();
    let usable = Address::parse(bare).map(|address| address.address().to_owned());
    usable.or_else(|| as_written(bare))
}

/// An address that nobody could write to, as `anna@#ente.example`: that may be just why it failed.
fn as_written(bare: &str) -> Option<String> {
    let bare = bare.trim_matches(['<', '>']);
    let (local, domain) = bare.split_once('@')?;
    let word = bare.len() <= LONGEST_ADDRESS && !bare.contains(|c: char| c.is_whitespace() || c.is_control());
    (word && !local.is_empty() && !domain.is_empty() && !domain.contains('@')).then(|| bare.to_owned())
}

/// `smtp; 550 5.1.1 no such user`: without the type.
fn saying(value: &str) -> String {
    let said = match value.split_once(';') {
        Some((kind, said)) if !kind.trim().contains(' ') && kind.len() < 20 => said,
        _ => value,
    };
    one_line(said.trim(), LONGEST_SAYING)
}

/// The status; where it says nothing but that it failed, what the server said is more exact.
fn code(status: Option<&str>, said: &str, around: &str) -> Option<String> {
    let stated = status.and_then(status::enhanced);
    let vague = stated.as_deref().is_none_or(|code| code.ends_with(".0.0"));
    if !vague {
        return stated;
    }
    let exact = status::enhanced(said).filter(|code| !code.ends_with(".0.0"));
    exact
        .or(stated)
        .or_else(|| status::told(said))
        .or_else(|| status::told(&around.chars().take(2_000).collect::<String>()))
}

fn action(stated: Option<&str>, code: Option<&str>) -> DeliveryAction {
    let word: String = stated
        .unwrap_or_default()
        .trim()
        .chars()
        .take_while(|c| c.is_ascii_alphabetic())
        .collect();
    match word.to_ascii_lowercase().as_str() {
        "delayed" | "delay" => DeliveryAction::Delayed,
        "delivered" | "deliverable" => DeliveryAction::Delivered,
        "relayed" => DeliveryAction::Relayed,
        "expanded" => DeliveryAction::Expanded,
        "" if code.is_some_and(|code| code.starts_with('2')) => DeliveryAction::Delivered,
        _ => DeliveryAction::Failed,
    }
}
