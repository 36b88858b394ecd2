// SPDX-License-Identifier: AGPL-3.0-or-later
//! Bytes become an [`Incoming`]: everything that the following steps need to know of a mail. Pure; no database, no clock.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::envelope::{self, Counter, Opened};
use super::marks::Marks;
use super::viewing;
use crate::config::Config;
use crate::platform::mail::signature::Verdict;
use crate::platform::mail::{
    Address, Bounce, Kind, Limits, Notice, ParsedAttachment, ParsedMail, Pec, Unreadable, about, classify, parse,
    strip_reply_prefixes, ticket_reference,
};
use crate::platform::secrets;
use crate::tickets::MailView;

/// Most characters of text that become a message; the rest is in the raw mail.
const LONGEST_TEXT: usize = 200_000;
/// Most identifiers of earlier mails that are looked up.
const MOST_ANSWERED: usize = 100;
/// Most marks in a subject that are looked at.
const MOST_NUMBERS: usize = 10;

/// What a mail is, as far as the mail itself tells.
#[derive(Debug, Clone)]
pub(super) struct Incoming {
    /// What recognises a second delivery: the Message-ID with the content, or the bytes where there is no Message-ID.
    pub(super) key: String,
    pub(super) message_id: Option<String>,
    pub(super) kind: Kind,
    pub(super) may_answer: bool,
    /// Why it is of that kind.
    pub(super) because: &'static str,
    /// Whether a program sent it for sure.
    pub(super) by_program: bool,
    /// Whether it came as certified mail.
    pub(super) certified: bool,
    pub(super) sender: Option<Address>,
    /// Whether `From` names one sender: nobody else is let into a ticket.
    pub(super) sender_is_clear: bool,
    pub(super) subject: String,
    /// The numbers in the subject that are ours, or of a help desk before ours.
    pub(super) references: Vec<i64>,
    /// What it shows about its sender and about the ticket it means.
    pub(super) marks: Marks,
    pub(super) text: String,
    /// What is shown of it first.
    pub(super) view: MailView,
    /// Whether something was left out of the text or the attachments.
    pub(super) is_incomplete: bool,
    /// Mails that it answers, the surest first.
    pub(super) answers: Vec<String>,
    /// Mails of ours that a bounce or a receipt is about.
    pub(super) about: Vec<String>,
    /// What a mail server reports on it.
    pub(super) bounce: Option<Bounce>,
    /// What the provider of certified mail says, when it came through such a mailbox.
    pub(super) pec: Option<Pec>,
    /// What the provider's signature is worth.
    pub(super) signature: Option<Verdict>,
    pub(super) recipients: Vec<Address>,
    /// Where answers are wanted.
    pub(super) reply_to: Vec<Address>,
    pub(super) attachments: Vec<ParsedAttachment>,
}

/// Reads a mail that came to the mailbox of that name.
///
/// # Errors
/// When there is nothing to read or the reading broke.
pub(super) fn read(raw: &[u8], config: &Config, mailbox: &str) -> Result<Incoming, Unreadable> {
    // The parser guards itself; this guards what is done with its result.
    catch_unwind(AssertUnwindSafe(|| {
        let limits = limits(config);
        let outer = parse(raw, &limits)?;
        let key = match &outer.message_id {
            Some(id) => format!("{id}|{}", outer.content_sha256()),
            None => format!("raw:{}", secrets::sha256(raw)),
        };
        let (message_id, answered) = (outer.message_id.clone(), answers(&outer));
        let opened = envelope::open(raw, outer, Counter::of(config, mailbox), &limits);
        Ok(Incoming {
            key,
            message_id,
            ..understood(opened, answered, config)
        })
    }))
    .unwrap_or(Err(Unreadable::Broken))
}

/// How much of a mail is read.
pub(super) fn limits(config: &Config) -> Limits {
    let limits = &config.mail.limits;
    Limits {
        size: megabytes(config.mail.max_mail_mb),
        parts: limits.parts,
        depth: limits.depth,
        headers: limits.headers,
        header_bytes: limits.header_kb.saturating_mul(1024),
        references: limits.references,
        addresses: limits.addresses,
        text: LONGEST_TEXT,
    }
}

/// The largest mail that is read, in bytes.
pub(super) fn megabytes(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(1024 * 1024)
}

/// What the letter says, which the mail was or had in it; `answered` are the mails that the mail itself answers.
fn understood(opened: Opened, mut answered: Vec<String>, config: &Config) -> Incoming {
    let own: Vec<Address> = config.own_addresses().filter_map(Address::parse).collect();
    let certified = opened.is_certified();
    let marks = Marks::of(&opened.letter, config, opened.pec.is_some());
    let is_one = (certified || (marks.from_is_plain && !marks.names_several)) && !opened.is_forged();
    // Who else a mail names may be asked, but is nobody's identity, also when somebody let the mail through.
    let sender_is_clear = is_one && (certified || opened.letter.from.is_some());
    let sender = opened.writer().or_else(|| sender(&opened.letter));
    let classification = classify(&opened.letter, &own, opened.post());
    let mut view = viewing::view(&opened.letter, classification.kind, config).stored();
    for notice in opened.notices() {
        if !view.notices.contains(&notice) {
            view.notices.push(notice);
        }
    }
    if certified {
        view.letter_id = opened.letter.message_id.clone();
    }
    let Opened { letter, pec, signature } = opened;
    for id in answers(&letter) {
        if !answered.contains(&id) {
            answered.push(id);
        }
    }
    answered.truncate(MOST_ANSWERED);
    let references = references(&letter.subject, &config.reference_prefixes());
    Incoming {
        key: String::new(),
        message_id: None,
        kind: classification.kind,
        may_answer: classification.may_answer && is_one && pec.is_none(),
        because: match &pec {
            Some(_) if classification.may_answer => "certified mail: the receipts of its provider answer it",
            _ => classification.reason,
        },
        by_program: classification.signs.program,
        certified,
        sender,
        sender_is_clear,
        references,
        marks,
        view,
        is_incomplete: letter.notices.iter().any(|notice| is_loss(*notice)),
        answers: answered,
        about: about(&letter),
        bounce: classification.bounce,
        recipients: letter.to.iter().chain(&letter.cc).cloned().collect(),
        reply_to: letter.reply_to,
        subject: letter.subject,
        text: letter.text,
        attachments: letter.attachments,
        pec,
        signature,
    }
}

fn is_loss(notice: Notice) -> bool {
    matches!(notice, Notice::TooLarge | Notice::TooManyParts | Notice::TextCut)
}

/// Who wrote: the first `From`; where its address is unusable, who else the mail names, under the name that `From` gives.
pub(super) fn sender(mail: &ParsedMail) -> Option<Address> {
    let other = || other_sender(mail).map(|other| other.named(&mail.from_name));
    mail.from.clone().or_else(other)
}

fn other_sender(mail: &ParsedMail) -> Option<Address> {
    let named = |name| mail.header(name).and_then(Address::parse);
    mail.reply_to
        .first()
        .cloned()
        .or_else(|| named("Sender"))
        .or_else(|| named("Return-Path"))
}

/// Identifiers of the mails that it answers: `In-Reply-To`, then `References` from the newest.
fn answers(mail: &ParsedMail) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in mail.in_reply_to.iter().chain(mail.references.iter().rev()) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// The numbers in a subject, the first one first.
fn references(subject: &str, prefixes: &[&str]) -> Vec<i64> {
    let marked = subject.match_indices('[').take(MOST_NUMBERS);
    let mut numbers: Vec<i64> = marked
        .filter_map(|(at, _)| subject.get(at..)?.split_inclusive(']').next())
        .filter_map(|inside| ticket_reference(inside, prefixes))
        .collect();
    numbers.dedup();
    numbers
}

/// The subject for a new ticket: without the reference of another one, and then without the marks of an answer to it.
pub(super) fn subject_of_its_own(incoming: &Incoming, prefixes: &[&str]) -> String {
    if incoming.references.is_empty() {
        return incoming.subject.clone();
    }
    let mut rest = incoming.subject.clone();
    while let Some((from, to)) = reference_span(&rest, prefixes) {
        rest.replace_range(from..to, "");
    }
    strip_reply_prefixes(&rest).trim().to_owned()
}

/// Where the first reference of ours stands.
fn reference_span(subject: &str, prefixes: &[&str]) -> Option<(usize, usize)> {
    let mut opened: Vec<usize> = subject.match_indices('[').map(|(at, _)| at).collect();
    opened.retain(|at| {
        let inside = subject.get(*at..).and_then(|rest| rest.split_inclusive(']').next());
        inside.is_some_and(|inside| ticket_reference(inside, prefixes).is_some())
    });
    let from = *opened.first()?;
    let length = subject.get(from..)?.find(']')? + 1;
    Some((from, from + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incoming(raw: &str) -> Incoming {
        read(raw.replace('\n', "\r\n").as_bytes(), &Config::default(), "assistenza").unwrap()
    }

    #[test]
    fn the_answered_mails_come_with_the_surest_first_and_once() {
        let mail = incoming(
            "From: a@b.example\nIn-Reply-To: <2@x>\nReferences: <1@x> <2@x>\n <3@x>\nSubject: Re: [cstpu #7] vpn\n\nciao\n",
        );
        assert_eq!(mail.answers, ["2@x", "3@x", "1@x"]);
        assert_eq!(mail.references, [7]);
        assert_eq!(subject_of_its_own(&mail, &["CSTPU"]), "vpn");
    }

    #[test]
    fn a_subject_with_brackets_of_others_stays_as_it_is() {
        let mail = incoming("From: a@b.example\nSubject: R: [lista] [Altro #3] guasto\n\nciao\n");
        assert_eq!(mail.references, Vec::<i64>::new());
        assert_eq!(subject_of_its_own(&mail, &["CSTPU"]), "R: [lista] [Altro #3] guasto");
    }

    #[test]
    fn one_message_id_with_other_content_is_another_mail() {
        let first = incoming("From: a@b.example\nMessage-ID: <1@x>\nSubject: a\n\nuno\n");
        let again = incoming("Received: by other\nFrom: a@b.example\nMessage-ID: <1@x>\nSubject: a\n\nuno\n");
        let other = incoming("From: a@b.example\nMessage-ID: <1@x>\nSubject: a\n\ndue\n");
        assert_eq!(first.key, again.key);
        assert_ne!(first.key, other.key);
    }

    #[test]
    fn a_mail_without_message_id_is_known_by_its_bytes() {
        let first = incoming("From: a@b.example\nSubject: a\n\nuno\n");
        assert!(first.key.starts_with("raw:"));
        assert_ne!(first.key, incoming("From: a@b.example\nSubject: a\n\ndue\n").key);
    }

    #[test]
    fn two_senders_are_not_a_clear_one_and_are_not_answered() {
        let mail = incoming("From: a@b.example\nFrom: c@d.example\nSubject: a\n\nuno\n");
        assert!(!mail.sender_is_clear && !mail.may_answer);
        assert_eq!(mail.sender.unwrap().address(), "a@b.example");
    }

    #[test]
    fn a_bounce_tells_which_mail_came_back() {
        let mail = incoming(
            "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nno\n\
             --b\nContent-Type: message/delivery-status\n\nAction: failed\n\n--b\nContent-Type: text/rfc822-headers\n\n\
             Message-ID: <ours@cstpu.example>\nSubject: x\n\n--b--\n",
        );
        assert_eq!(mail.kind, Kind::Bounce);
        assert_eq!(mail.about, ["ours@cstpu.example"]);
    }
}
