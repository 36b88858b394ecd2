// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reports in words: whom the text names, and what it says of them. Servers name the recipient in few ways; the surest way
//! that a text uses counts, and nothing is looked for in the mail that came back with it.

use super::{DeliveryAction, Reported, status};
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
const MOST_NAMED: usize = 20;

/// Who is named, and what is said of them.
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
    if named.is_empty() {
        named.extend(sent_to(mail).map(|address| (address, String::new())));
    }
    named.truncate(MOST_NAMED);
    let whole: String = text.join("\n").chars().take(LONGEST_WORDS).collect();
    let late = is_late(&mail.subject, &whole);
    named
        .into_iter()
        .map(|(address, said)| reported(address, &said, &whole, late))
        .collect()
}

fn reported(address: String, said: &str, whole: &str, late: bool) -> Reported {
    // An address may look like words and codes: it is not among what is said.
    let said_of_it = said.replace(&address, " ");
    let told = status::told(&said_of_it).filter(|code| !code.ends_with(".0.0"));
    let code = told
        .or_else(|| status::told(&whole.replace(&address, " ")))
        .or_else(|| status::told(&said_of_it));
    let action = if late {
        DeliveryAction::Delayed
    } else {
        DeliveryAction::Failed
    };
    let words = if status::cause(&said_of_it).is_some() {
        said_of_it
    } else {
        whole.replace(&address, " ")
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
    const SUBJECTS: [&str; 6] = [
        "delay",
        "warning: could not send",
        "warning: message",
        "ritard",
        "verzöger",
        "retard",
    ];
    const WORDS: [&str; 14] = [
        "this is a warning message only",
        "you do not need to resend",
        "you don't need to resend",
        "has not yet been delivered",
        "has not been delivered yet",
        "delivery is delayed",
        "delivery attempts will continue",
        "will continue to be attempted",
        "will keep trying",
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
    const WAYS: [fn(&str) -> Vec<String>; 4] = [bracketed, alone, labelled, blamed];
    for way in WAYS {
        let mut named: Vec<(String, String)> = Vec::new();
        for (at, line) in text.iter().enumerate() {
            for address in way(line) {
                let known = named.iter().any(|(known, _)| *known == address);
                if !known && !is_of_the_report(mail, &address) && named.len() < MOST_NAMED {
                    named.push((address, after(text, at)));
                }
            }
        }
        if !named.is_empty() {
            return named;
        }
    }
    let any = text.iter().enumerate().find_map(|(at, line)| {
        let mut found = addresses_in(line).into_iter();
        let address = found.find(|address| !is_of_the_report(mail, address))?;
        Some((address, after(text, at)))
    });
    any.into_iter().collect()
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

/// `<anna@ente.example>: host said`, `"anna@ente.example":`.
fn bracketed(line: &str) -> Vec<String> {
    let line = line.trim_start();
    let close = match line.chars().next() {
        Some('<') => '>',
        Some('"') => '"',
        _ => return Vec::new(),
    };
    let inside = line.get(1..).and_then(|rest| rest.split_once(close));
    let Some((inside, rest)) = inside else {
        return Vec::new();
    };
    let ends = rest.is_empty() || rest.starts_with([':', ' ', '.', '\t', '(', ';', ',']);
    let address = Address::new("", inside).filter(|_| ends && !inside.contains(' '));
    address
        .map(|address| address.address().to_owned())
        .into_iter()
        .collect()
}

/// A line that begins with an address, or is nothing else.
fn alone(line: &str) -> Vec<String> {
    let line =
        line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*' | '-' | '+' | '•' | '·' | '['));
    let word = line
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | '<' | ',' | ';' | ']'))
        .next()
        .unwrap_or_default();
    let whole = word.contains('@').then(|| Address::new("", word)).flatten();
    whole.map(|address| address.address().to_owned()).into_iter().collect()
}

/// A line that says whose address follows.
fn labelled(line: &str) -> Vec<String> {
    const LABELS: [&str; 34] = [
        "to:",
        "to ",
        "recipient:",
        "recipients:",
        "recipient address:",
        "failed recipient:",
        "failed recipients:",
        "failed address:",
        "for:",
        "for ",
        "addressed to:",
        "address:",
        "email address:",
        "e-mail address:",
        "mail address:",
        "rcpt to:",
        "unknown user:",
        "unknown recipient:",
        "no such user:",
        "invalid recipient:",
        "undeliverable to ",
        "could not be delivered to:",
        "could not be delivered to",
        "delivered to:",
        "not delivered to",
        "a:",
        "per:",
        "al destinatario",
        "destinatario:",
        "destinatari:",
        "utente:",
        "indirizzo:",
        "an:",
        "empfänger:",
    ];
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let label = LABELS.iter().any(|label| bare.starts_with(label)) || bare.contains("rcpt to:");
    if label { addresses_in(line) } else { Vec::new() }
}

/// A line that says of an address what is wrong.
fn blamed(line: &str) -> Vec<String> {
    const VERBS: [&str; 9] = [
        "deliver",
        "recapit",
        "consegn",
        "zustell",
        "zugestellt",
        "remis",
        "entreg",
        "undeliver",
        "fail",
    ];
    let folded = line.to_lowercase();
    let blames = status::cause(&folded).is_some()
        || status::reply_code(&folded).is_some()
        || VERBS.iter().any(|verb| folded.contains(verb));
    if blames { addresses_in(line) } else { Vec::new() }
}

/// The addresses in a line.
fn addresses_in(line: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let words = line.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | ';' | ':' | '\'' | '«' | '»'
            )
    });
    for word in words.filter(|word| word.contains('@')).take(MOST_NAMED) {
        let address = Address::new("", word.trim_end_matches(['.', '!', '?']));
        if let Some(address) = address.filter(|address| address.domain().contains('.')) {
            found.push(address.address().to_owned());
        }
    }
    found
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
        Ok(returned) => returned.to,
        Err(_) => return None,
    };
    match to.as_slice() {
        [only] => Some(only.address().to_owned()),
        _ => None,
    }
}
