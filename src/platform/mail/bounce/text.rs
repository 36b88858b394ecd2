// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reports in words: whom the text names, and what it says of them. Servers name the recipient in few ways; the surest way
//! that a text uses counts, and nothing is looked for in the mail that came back with it.

use super::naming::{addresses_in, alone, blamed, bracketed, is_address_alone, labelled};
use super::{DeliveryAction, Outcome, Reported, status};
use crate::platform::mail::Address;
use crate::platform::mail::parse::{Limits, ParsedMail, parse};
use crate::platform::text::one_line;

/// Most lines of a text that are read.
const MOST_LINES: usize = 400;
/// Longest line that is read, in bytes; longer ones are no words.
const LONGEST_LINE: usize = 1_000;
/// How much of a text is searched for codes and causes, in characters.
const LONGEST_WORDS: usize = 8_000;
/// Most recipients that a text names.
pub(super) const MOST_NAMED: usize = 20;

/// Who is named, and what is said of them; empty when the text names nobody.
pub(super) fn recipients(mail: &ParsedMail) -> Vec<Reported> {
    let text: Vec<&str> = words(&mail.text);
    let failed = mail.headers("X-Failed-Recipients").join(",");
    let mut named: Vec<(String, String)> = addresses_in(&failed)
        .into_iter()
        .map(|address| {
            let said = said_of(&text, &address);
            (address, said)
        })
        .collect();
    if named.is_empty() {
        named = named_in(&text, mail);
    }
    named.truncate(MOST_NAMED);
    told_of(named, &text, mail)
}

/// When nobody is named: to whom the mail was sent that came back.
pub(super) fn guessed(mail: &ParsedMail) -> Vec<Reported> {
    let to = sent_to(mail).filter(|address| !is_of_the_report(mail, address));
    let named = to.map(|address| (address, String::new())).into_iter().collect();
    told_of(named, &words(&mail.text), mail)
}

/// What the words say where nobody can be made out.
pub(super) fn outcome(mail: &ParsedMail) -> Outcome {
    let whole: String = words(&mail.text).join("\n").chars().take(LONGEST_WORDS).collect();
    let told = reported(String::new(), "", &whole, is_late(&mail.subject, &whole));
    Outcome {
        action: told.action,
        status: told.status,
        hard: told.hard,
    }
}

fn told_of(named: Vec<(String, String)>, text: &[&str], mail: &ParsedMail) -> Vec<Reported> {
    let whole: String = text.join("\n").chars().take(LONGEST_WORDS).collect();
    let late = is_late(&mail.subject, &whole);
    named
        .into_iter()
        .map(|(address, said)| reported(address, &said, &whole, late))
        .collect()
}

fn reported(address: String, said: &str, whole: &str, late: bool) -> Reported {
    // An address may look like words and codes: it is not among what is said.
    let without = |text: &str| match address.as_str() {
        "" => text.to_owned(),
        address => text.replace(address, " "),
    };
    let said_of_it = without(said);
    let told = status::told(&said_of_it).filter(|code| !code.ends_with(".0.0"));
    let code = told
        .or_else(|| status::told(&without(whole)))
        .or_else(|| status::told(&said_of_it));
    let action = if late {
        DeliveryAction::Delayed
    } else {
        DeliveryAction::Failed
    };
    let words = if status::cause(&said_of_it).is_some() {
        said_of_it
    } else {
        without(whole)
    };
    // Whoever still tries has met with nothing that holds for good.
    let code = match (action, code) {
        (DeliveryAction::Delayed, Some(code)) => Some(format!("4{}", code.get(1..).unwrap_or_default())),
        (_, code) => code,
    };
    Reported {
        hard: status::is_hard(action, code.as_deref(), &words),
        address,
        original: None,
        action,
        status: code,
        diagnostic: Some(one_line(said, 500)).filter(|said| !said.is_empty()),
    }
}

/// Whether the text only says that the mail is late.
fn is_late(subject: &str, text: &str) -> bool {
    const SUBJECTS: [&str; 8] = [
        "delay",
        "status notification: warning",
        "mail delivery warning",
        "warning: could not send",
        "warning: message",
        "ritard",
        "verzöger",
        "retard",
    ];
    const WORDS: [&str; 24] = [
        "you do not need to re-send",
        "message is delayed",
        "only a temporary failure",
        "will retry for",
        "this is a warning message only",
        "you do not need to resend",
        "you don't need to resend",
        "has not yet been delivered",
        "has not been delivered yet",
        "delivery is delayed",
        "delivery attempts will continue",
        "will continue to be attempted",
        "will keep trying",
        "will continue to try",
        "continue to attempt",
        "has been postponed",
        "has been delayed",
        "no action is required on your part",
        "verrà ritentato",
        "will continue trying",
        "will be retried",
        "still trying to deliver",
        "non è ancora stato recapitato",
        "non è stato ancora recapitato",
    ];
    let (subject, text) = (subject.to_lowercase(), text.to_lowercase());
    SUBJECTS.iter().any(|word| subject.contains(word)) || WORDS.iter().any(|words| text.contains(words))
}

/// Beginnings of the line after which a server shows the mail that it returns, without dashes and in lower case.
const RETURNED: [&str; 24] = [
    "below this line is a copy of the message",
    "this is a copy of the message",
    "this is a copy of your message",
    "the header of the original message",
    "the original message follows",
    "original message follows",
    "original message headers",
    "original message header",
    "original message attached",
    "original message",
    "unsent message",
    "undelivered message follows",
    "returned message",
    "returned mail follows",
    "message header follows",
    "message headers follow",
    "message text follows",
    "message header",
    "enclosed is a copy of the message",
    "a copy of the original message",
    "intestazioni originali del messaggio",
    "intestazioni messaggio originale",
    "messaggio originale",
    "ursprüngliche nachricht",
];

/// The lines that the server itself wrote.
fn words(text: &str) -> Vec<&str> {
    let own = text.lines().take(MOST_LINES).filter(|line| line.len() <= LONGEST_LINE);
    own.take_while(|line| !begins_the_mail(line)).collect()
}

fn begins_the_mail(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let marked = RETURNED.iter().any(|marker| bare.starts_with(marker));
    // "The original message was received at ..." is how sendmail begins.
    (marked && bare.len() < 80 && !bare.contains(" was "))
        || line.starts_with("Received: from ")
        || line.starts_with("Return-Path: <")
}

/// The addresses that a text names in the surest way that it uses, each with what is said of it.
fn named_in(text: &[&str], mail: &ParsedMail) -> Vec<(String, String)> {
    const SURE: [Way; 2] = [bracketed, alone];
    const LOOSE: [Way; 2] = [labelled, blamed];
    let text = without_examples(text);
    let text = text.as_slice();
    let by = |ways: &[Way]| {
        ways.iter()
            .map(|way| named_by(*way, text, mail))
            .find(|named| !named.is_empty())
    };
    if let Some(named) = by(&SURE) {
        return named;
    }
    let announced = announced(text, mail);
    if !announced.is_empty() {
        return announced;
    }
    if let Some(named) = by(&LOOSE) {
        return named;
    }
    let any = text.iter().enumerate().find_map(|(at, line)| {
        let mut found = addresses_in(line).into_iter();
        let address = found.find(|address| !is_of_the_report(mail, address))?;
        Some((address, after(text, at)))
    });
    any.into_iter().collect()
}

/// The lines without those that explain how addresses look: whoever is named there is nobody.
fn without_examples<'a>(text: &[&'a str]) -> Vec<&'a str> {
    const WORDS: [&str; 8] = [
        "e.g.",
        "for example",
        "for instance",
        "ad esempio",
        "per esempio",
        "z.b.",
        "par exemple",
        "por ejemplo",
    ];
    let mut above = false;
    let mut explains = |line: &str| {
        let folded = line.to_lowercase();
        let here = WORDS.iter().any(|words| folded.contains(words));
        let above = std::mem::replace(&mut above, here);
        // Who is named at the beginning, or alone, is named for what is said of them.
        let explained = (above && !is_address_alone(line)) || (here && alone(line).is_empty());
        explained || line.contains("NAME@")
    };
    let kept = text.iter().map(|line| if explains(line) { "" } else { *line });
    kept.collect()
}

/// A way of naming: the addresses that a line names in it.
type Way = fn(&str) -> Vec<String>;

fn named_by(way: Way, text: &[&str], mail: &ParsedMail) -> Vec<(String, String)> {
    let mut named: Vec<(String, String)> = Vec::new();
    for (at, line) in text.iter().enumerate() {
        for address in way(line) {
            let known = named.iter().any(|(known, _)| *known == address);
            if !known && !is_of_the_report(mail, &address) && named.len() < MOST_NAMED {
                named.push((address, after(text, at)));
            }
        }
    }
    named
}

/// What stands in the lines after one that announces recipients: addresses within other words, or, of a provider that
/// writes to its own people, only what stands before the sign.
fn announced(text: &[&str], mail: &ParsedMail) -> Vec<(String, String)> {
    const WORDS: [&str; 11] = [
        "following recipient",
        "following address",
        "following user",
        "following person",
        "these recipients",
        "destinatari seguenti",
        "seguenti destinatari",
        "seguente destinatario",
        "destinatario seguente",
        "folgende empfänger",
        "destinataires suivants",
    ];
    let announces = |line: &&str| {
        let folded = line.to_lowercase();
        WORDS.iter().any(|words| folded.contains(words))
    };
    let Some(at) = text.iter().position(announces) else {
        return Vec::new();
    };
    // The sentence may go on for a line or two before its colon.
    let sentence = || text.iter().skip(at).take(3).take_while(|line| !line.trim().is_empty());
    let Some(colon) = sentence().position(|line| line.trim_end().ends_with(':')) else {
        return Vec::new();
    };
    let first = at + colon + 1;
    let lines = || {
        text.iter()
            .enumerate()
            .skip(first)
            .take(6)
            .filter(|(_, line)| !line.trim().is_empty())
    };
    let whole = lines().flat_map(|(at, line)| addresses_in(line).into_iter().map(move |address| (at, address)));
    let mut named: Vec<(usize, String)> = whole.filter(|(_, address)| !is_of_the_report(mail, address)).collect();
    if named.is_empty() {
        let local = lines().map_while(|(at, line)| Some((at, of_the_provider(line, mail)?)));
        named = local.collect();
    }
    named
        .into_iter()
        .map(|(at, address)| (address, after(text, at)))
        .collect()
}

/// A line that is nothing but a name, with the domain of the report's sender.
fn of_the_provider(line: &str, mail: &ParsedMail) -> Option<String> {
    let name = line.trim();
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+'));
    let domain = mail.from.as_ref()?.domain();
    let address = Address::new("", &format!("{name}@{domain}")).filter(|_| plain)?;
    Some(address.address().to_owned())
}

/// Whether it is the address of the report itself: from whom, to whom.
fn is_of_the_report(mail: &ParsedMail, address: &str) -> bool {
    let own = mail.from.iter().chain(&mail.to).chain(&mail.cc);
    own.into_iter().any(|known| known.is_same_mailbox(address)) || address.to_lowercase().starts_with("postmaster@")
}

/// The line and what follows it, up to eight lines or the next blank ones.
fn after(text: &[&str], at: usize) -> String {
    let lines = text.iter().skip(at).take(9).map(|line| line.trim());
    let said: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    said.join(" ")
}

fn said_of(text: &[&str], address: &str) -> String {
    let folded = address.to_lowercase();
    let named = text.iter().position(|line| line.to_lowercase().contains(&folded));
    named.map_or_else(String::new, |at| after(text, at))
}

/// To whom the mail that came back was sent, when it was to one.
fn sent_to(mail: &ParsedMail) -> Option<String> {
    let limits = Limits {
        size: 256 * 1024,
        parts: 1,
        depth: 0,
        text: 0,
        ..Limits::default()
    };
    let returned = mail
        .attachments
        .iter()
        .find(|part| matches!(part.content_type.as_str(), "message/rfc822" | "text/rfc822-headers"))?;
    let to = match parse(&returned.bytes, &limits) {
        // A mail that a list passed on names the list.
        Ok(returned) if returned.header("List-Id").is_none() && returned.header("List-Post").is_none() => returned.to,
        Ok(_) | Err(_) => return None,
    };
    match to.as_slice() {
        [only] => Some(only.address().to_owned()),
        _ => None,
    }
}
