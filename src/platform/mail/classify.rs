// SPDX-License-Identifier: AGPL-3.0-or-later
//! What kind of mail it is, and whether it may be answered: two questions, because a list is written by people and must
//! not be answered, and an automatic mail still belongs in its ticket.

use super::address::Address;
use super::compose::LOOP_HEADER;
use super::parse::ParsedMail;
use super::subject::strip_reply_prefixes;

/// Who or what wrote a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Somebody.
    Person,
    /// A program: an absence notice, a notification, a receipt.
    Automatic,
    /// A mail server, about a mail that it could not deliver.
    Bounce,
    /// Somebody, through a mailing list or in bulk.
    List,
    /// This help desk itself.
    Own,
}

impl Kind {
    /// The word by which it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Automatic => "automatic",
            Self::Bounce => "bounce",
            Self::List => "list",
            Self::Own => "own",
        }
    }
}

/// The answer, with its reason for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classification {
    /// What kind of mail it is.
    pub kind: Kind,
    /// Whether anything may be sent in answer without a person deciding so.
    pub may_answer: bool,
    /// The fact that decided, in English, for logs and the mail page.
    pub reason: &'static str,
}

/// The first fact that holds decides; the surest come first.
type Fact = (fn(&ParsedMail, &[Address]) -> bool, Kind, bool, &'static str);

const FACTS: [Fact; 22] = [
    // Certified mail first: its receipts come from addresses and with subjects that no other test knows.
    (
        |m, _| m.header("X-Ricevuta").is_some(),
        Kind::Automatic,
        false,
        "receipt of certified mail (X-Ricevuta)",
    ),
    (
        |m, _| m.header(LOOP_HEADER).is_some(),
        Kind::Own,
        false,
        "sent by this help desk (loop header)",
    ),
    (
        is_own_address,
        Kind::Own,
        false,
        "sent from one of the help desk's own addresses",
    ),
    (
        |m, _| m.headers("Received").len() > 100,
        Kind::Automatic,
        false,
        "more than 100 Received headers",
    ),
    (
        is_delivery_report,
        Kind::Bounce,
        false,
        "delivery report (multipart/report or message/delivery-status)",
    ),
    (
        |m, _| m.header("X-Failed-Recipients").is_some(),
        Kind::Bounce,
        false,
        "X-Failed-Recipients",
    ),
    (
        |m, _| from_is(m, &["mailer-daemon", "mail-daemon"]),
        Kind::Bounce,
        false,
        "from mailer-daemon",
    ),
    (
        is_bounce_by_subject,
        Kind::Bounce,
        false,
        "subject of a bounce from postmaster or without return path",
    ),
    (
        |m, _| m.content_type() == "multipart/report",
        Kind::Automatic,
        false,
        "report (multipart/report)",
    ),
    (is_auto_submitted, Kind::Automatic, false, "Auto-Submitted"),
    (has_auto_header, Kind::Automatic, false, "header of an automatic answer"),
    (
        |m, _| value_has(m, "X-Auto-Response-Suppress", &["all", "autoreply"]),
        Kind::Automatic,
        false,
        "X-Auto-Response-Suppress",
    ),
    (
        |m, _| value_is(m, "Precedence", &["auto_reply", "auto-reply"]),
        Kind::Automatic,
        false,
        "Precedence: auto_reply",
    ),
    (
        is_out_of_office,
        Kind::Automatic,
        false,
        "subject of an automatic answer",
    ),
    (has_empty_return_path, Kind::Automatic, false, "empty Return-Path"),
    (
        |m, _| m.header("List-Id").is_some() || m.header("List-Post").is_some(),
        Kind::List,
        false,
        "mailing list (List-Id)",
    ),
    (
        |m, _| value_is(m, "Precedence", &["bulk", "list", "junk"]),
        Kind::List,
        false,
        "Precedence: bulk, list or junk",
    ),
    (
        |m, _| m.header("List-Unsubscribe").is_some_and(|v| v.len() > 2),
        Kind::List,
        false,
        "mailing list (List-Unsubscribe)",
    ),
    (
        is_unattended,
        Kind::Automatic,
        false,
        "from an address that nobody reads",
    ),
    (
        |m, _| m.header("X-Trasporto").is_some(),
        Kind::Person,
        false,
        "envelope of certified mail (X-Trasporto)",
    ),
    (
        |m, _| from_is(m, &["posta-certificata"]),
        Kind::Person,
        false,
        "from posta-certificata",
    ),
    (|m, _| m.from.is_none(), Kind::Person, false, "no usable sender"),
];

/// Classifies a mail; `own` are the addresses at which the help desk receives and from which it sends.
pub fn classify(mail: &ParsedMail, own: &[Address]) -> Classification {
    let (kind, may_answer, reason) = FACTS.iter().find(|(holds, ..)| holds(mail, own)).map_or(
        (Kind::Person, true, "no sign of an automatic mail"),
        |(_, kind, may_answer, reason)| (*kind, *may_answer, *reason),
    );
    Classification {
        kind,
        may_answer,
        reason,
    }
}

fn is_own_address(mail: &ParsedMail, own: &[Address]) -> bool {
    mail.from
        .as_ref()
        .is_some_and(|from| own.iter().any(|address| address.is_same_mailbox(from.address())))
}

fn is_delivery_report(mail: &ParsedMail, _: &[Address]) -> bool {
    let reported = mail
        .content_type_parameter("report-type")
        .is_some_and(|kind| kind.starts_with("delivery-status"));
    let status = mail
        .attachments
        .iter()
        .any(|part| part.content_type == "message/delivery-status");
    (mail.content_type() == "multipart/report" && reported) || (status && mail.content_type() != "multipart/mixed")
}

/// Subjects under which mail servers return mail, in lower case; trusted only where the sender fits.
const BOUNCE_SUBJECTS: [&str; 11] = [
    "delivery status notification",
    "undelivered mail returned",
    "undeliverable",
    "mail delivery failed",
    "delivery failure",
    "returned mail",
    "failure notice",
    "mail delivery failure",
    "non recapitabile",
    "mancata consegna",
    "impossibile recapitare",
];

fn is_bounce_by_subject(mail: &ParsedMail, own: &[Address]) -> bool {
    let subject = mail.subject.to_lowercase();
    let sender = from_is(mail, &["postmaster"]) || has_empty_return_path(mail, own);
    sender && BOUNCE_SUBJECTS.iter().any(|known| subject.starts_with(known))
}

/// RFC 3834: anything but `no`, whatever follows it.
fn is_auto_submitted(mail: &ParsedMail, _: &[Address]) -> bool {
    let said = mail.header("Auto-Submitted").map(first_word);
    said.is_some_and(|word| !word.is_empty() && word != "no")
}

/// Headers that only automatic answers carry.
fn has_auto_header(mail: &ParsedMail, _: &[Address]) -> bool {
    const NAMES: [&str; 8] = [
        "X-Autoreply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-Autoresponse",
        "X-Mail-Autoreply",
        "X-AutoReply-From",
        "X-Autogenerated",
        "X-FC-MachineGenerated",
    ];
    NAMES.iter().any(|name| {
        mail.header(name)
            .is_some_and(|value| !matches!(first_word(value).as_str(), "no" | "false"))
    }) || value_is(mail, "X-Loop", &["yes", "true"])
        || value_is(mail, "Delivered-To", &["autoresponder"])
        || value_is(mail, "X-Amazon-Mail-Relay-Type", &["notification"])
}

/// Beginnings of the subjects of absence notices and automatic answers, in lower case. The last three are common words,
/// so they must be the whole subject or end in a colon.
const OUT_OF_OFFICE: [&str; 24] = [
    "risposta automatica",
    "risposta non al computer",
    "fuori ufficio",
    "fuori sede",
    "assente dall'ufficio",
    "assenza dall'ufficio",
    "messaggio automatico",
    "auto:",
    "automatic reply",
    "autoreply",
    "auto reply",
    "auto response",
    "automatic response",
    "out of office",
    "out of the office",
    "abwesenheitsnotiz",
    "automatische antwort",
    "réponse automatique",
    "respuesta automática",
    "automatisch antwoord",
    "automatisk svar",
    "autosvar",
    "frånvaro",
    "resposta automática",
];

fn is_out_of_office(mail: &ParsedMail, _: &[Address]) -> bool {
    let subject = mail.subject.trim().to_lowercase();
    let bare = strip_reply_prefixes(&subject);
    let absent = ["assente", "assenza"].iter().any(|word| {
        bare.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest.starts_with(" dal "))
    });
    absent || OUT_OF_OFFICE.iter().any(|known| bare.starts_with(known))
}

fn has_empty_return_path(mail: &ParsedMail, _: &[Address]) -> bool {
    mail.header("Return-Path")
        .is_some_and(|path| matches!(path.trim(), "<>" | "" | "< >"))
}

/// Addresses that send and do not read, with anything after a sign: `noreply+12`, `no-reply-it`.
fn is_unattended(mail: &ParsedMail, _: &[Address]) -> bool {
    const NAMES: [&str; 9] = [
        "noreply",
        "no-reply",
        "no_reply",
        "no.reply",
        "donotreply",
        "do-not-reply",
        "non-rispondere",
        "nonrispondere",
        "noreplay",
    ];
    let Some(from) = &mail.from else { return false };
    let local = from.local_part().to_lowercase();
    let unattended = NAMES
        .iter()
        .any(|name| local.starts_with(name) || local.ends_with(name));
    unattended
        || from_is(
            mail,
            &[
                "postmaster",
                "abuse",
                "root",
                "daemon",
                "autoresponder",
                "autoreply",
                "bounce",
                "bounces",
            ],
        )
}

fn from_is(mail: &ParsedMail, locals: &[&str]) -> bool {
    mail.from.as_ref().is_some_and(|from| {
        let local = from.local_part().to_lowercase();
        let base = local.split('+').next().unwrap_or_default();
        locals.contains(&base)
    })
}

fn value_is(mail: &ParsedMail, header: &str, values: &[&str]) -> bool {
    mail.headers(header)
        .into_iter()
        .any(|value| values.contains(&first_word(value).as_str()))
}

fn value_has(mail: &ParsedMail, header: &str, words: &[&str]) -> bool {
    let said = mail.header(header).unwrap_or_default().to_ascii_lowercase();
    said.split(',').any(|word| words.contains(&word.trim()))
}

/// The first word of a value, without comments and parameters, in lower case.
fn first_word(value: &str) -> String {
    let word = value
        .trim()
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | ','))
        .next();
    word.unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
#[path = "classify_tests.rs"]
mod tests;
