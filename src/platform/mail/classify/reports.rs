// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reports on mail: deliveries, receipts, complaints. The standard forms are known by their type; the many others by a
//! subject or words that mail servers use, and only when something else says that a program sent it: people forward what
//! was returned to them, and ask about it.

use super::automatic::{has_precedence, is_auto_submitted};
use super::senders::{
    has_empty_return_path, is_a_mail_program, is_mailer_daemon, is_named, is_unattended, speaks_for_a_mail_system,
};
use crate::platform::mail::bounce::{names_a_code, names_an_address_alone};
use crate::platform::mail::parse::ParsedMail;

/// A mail with such a part, or that says it is such a report.
fn is_report(mail: &ParsedMail, report_type: &str, part: &str) -> bool {
    let says = mail.content_type() == "multipart/report"
        && mail
            .content_type_parameter("report-type")
            .is_some_and(|kind| kind.trim().trim_matches(['"', '\'']).starts_with(report_type));
    let has = mail.content_type() == part || mail.attachments.iter().any(|file| file.content_type == part);
    // Who forwards a report as a file of an ordinary mail has not sent one.
    says || (has && (mail.content_type() != "multipart/mixed" || is_from_a_program(mail)))
}

/// A report on deliveries (RFC 3464, RFC 6533).
pub(super) fn is_delivery_status(mail: &ParsedMail) -> bool {
    is_report(mail, "delivery-status", "message/delivery-status")
        || is_report(mail, "global-delivery-status", "message/global-delivery-status")
}

/// Parts that tell what became of a mail after delivery.
const DISPOSITIONS: [&str; 2] = [
    "message/disposition-notification",
    "message/global-disposition-notification",
];

/// A report on what became of a mail after delivery (RFC 8098).
pub(super) fn is_disposition(mail: &ParsedMail) -> bool {
    is_report(mail, "disposition-notification", "message/disposition-notification")
        || is_report(
            mail,
            "global-disposition-notification",
            "message/global-disposition-notification",
        )
}

/// The sum of a day's mail in our name, which providers send to whoever asks for it (RFC 7489 7.2.1.1, RFC 8460).
pub(super) fn is_summary(mail: &ParsedMail) -> bool {
    let subject = mail.subject.to_lowercase();
    let dmarc =
        subject.contains("report domain:") && (subject.contains("submitter:") || subject.contains("report-id:"));
    dmarc || mail.header("TLS-Report-Domain").is_some()
}

/// A refusal in the form of a report that the mail was deleted: so the filters of the recipient say that they turned it
/// away (RFC 5429). A person who deletes unread mail makes a report of the same form, but no such words.
pub(super) fn is_refusal(mail: &ParsedMail) -> bool {
    is_disposition(mail)
        && disposition(mail).is_some_and(|said| said.contains("automatic-action") && said.contains("deleted"))
        && (auto_submitted_as_rejected(mail) || begins_with_one_of(mail, &BOUNCE_SUBJECTS))
}

/// The field `Disposition`, in lower case.
fn disposition(mail: &ParsedMail) -> Option<String> {
    let part = mail
        .attachments
        .iter()
        .find(|file| DISPOSITIONS.contains(&file.content_type.as_str()))?;
    let report = String::from_utf8_lossy(&part.bytes).to_lowercase();
    let line = report.lines().find_map(|line| line.strip_prefix("disposition:"))?;
    Some(line.to_owned())
}

fn auto_submitted_as_rejected(mail: &ParsedMail) -> bool {
    mail.header("Auto-Submitted")
        .is_some_and(|said| said.to_ascii_lowercase().contains("reject"))
}

/// A complaint: in the standard form (RFC 5965), or in Microsoft's own, which is the mail in an envelope.
pub(super) fn is_feedback(mail: &ParsedMail) -> bool {
    let complaint = mail.subject.to_lowercase().starts_with("complaint about message from ");
    is_report(mail, "feedback-report", "message/feedback-report") || (complaint && has_returned_mail(mail))
}

/// Outlook and Notes tell that a mail was read by its subject alone. So do people, who then write by hand.
pub(super) fn is_receipt_by_subject(mail: &ParsedMail) -> bool {
    const SUBJECTS: [&str; 22] = [
        "letto:",
        "non letto:",
        "conferma di lettura",
        "ricevuta di ritorno",
        "ricevuta di lettura",
        "read:",
        "not read:",
        "read receipt",
        "return receipt",
        "gelesen:",
        "ungelesen gelöscht:",
        "lesebestätigung",
        "lu:",
        "lu :",
        "non lu :",
        "accusé de réception",
        "accusé de lecture",
        "leído:",
        "confirmación de lectura",
        "gelezen:",
        "leesbevestiging",
        "lida:",
    ];
    let subject = mail.subject.to_lowercase();
    SUBJECTS.iter().any(|known| subject.starts_with(known))
        && (has_empty_return_path(mail) || is_auto_submitted(mail) || is_exchange_report(mail))
}

/// The class that Exchange gives to receipts and reports.
fn is_exchange_report(mail: &ParsedMail) -> bool {
    ["X-MS-Exchange-Message-Class", "Thread-Topic-Class", "X-Message-Class"]
        .iter()
        .filter_map(|name| mail.header(name))
        .any(|class| class.trim().to_ascii_lowercase().starts_with("report."))
}

/// Beginnings of the subjects under which mail servers return mail or say that it is late, in lower case. Nobody else
/// uses them.
const BOUNCE_SUBJECTS: [&str; 56] = [
    // English
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery unsuccessful",
    "delayed mail",
    "email delivery failure",
    "mail delivery fail",
    "mail delivery status",
    "mail delivery subsystem",
    "mail delivery system",
    "mail delivery error",
    "mail delivery problem",
    "mail could not be delivered",
    "mail not delivered",
    "mail returned",
    "mail system error",
    "message delivery failure",
    "message could not be delivered",
    "message not delivered",
    "message you sent blocked",
    "message undeliverable",
    "message status - undeliverable",
    "failed mail",
    "failure delivery",
    "failure notice",
    "could not send message",
    "unable to deliver",
    "nondeliverable",
    "non-deliverable",
    "nondelivery",
    "non-delivery",
    "permanent delivery failure",
    "returned mail",
    "returned to sender",
    "rejected mail",
    "there was an error sending your mail",
    "undeliverable",
    "undelivered mail",
    "undelivered message",
    "user unknown",
    "warning: could not send",
    "your message was not delivered",
    "your message could not",
    "postmaster notify",
    "automatically rejected mail",
    // Italian
    "posta non recapitata",
    "avviso di mancato recapito",
    "notifica di mancato recapito",
    "notifica sullo stato del recapito",
    "notifica di stato del recapito",
    "notifica dello stato di recapito",
    "recapito non riuscito",
    "messaggio non recapitato",
    "messaggio non consegnato",
    // German, Chinese
    "unzustellbar",
    "系统退信",
];

/// Beginnings under which others write as well, couriers of parcels before all.
const DOUBTFUL_SUBJECTS: [&str; 37] = [
    "delivery notification",
    "delivery report",
    "delivery failed",
    "delivery error",
    "delivery problem",
    "delivery delay",
    "delayed:",
    "mail delivery",
    "mail error",
    "mail failure",
    "error sending",
    "failed delivery",
    "bounce",
    "could not deliver",
    "not delivered",
    "rejected",
    "status report",
    "undelivered",
    "warning: message",
    "invalid recipient",
    "address not found",
    "mailbox full",
    "notice: mail delivery status",
    "non recapitabile",
    "mancata consegna",
    "mancato recapito",
    "avviso di mancata consegna",
    "notifica di mancata consegna",
    "impossibile recapitare",
    "impossibile consegnare",
    "recapito ritardato",
    "consegna non riuscita",
    "errore di consegna",
    "errore nella consegna",
    "zustellung",
    "non remis",
    "no se p",
];

fn begins_with_one_of(mail: &ParsedMail, subjects: &[&str]) -> bool {
    let subject = mail.subject.trim().to_lowercase();
    let bare = subject.trim_start_matches(['*', '[', '"', '!', ' ']);
    subjects.iter().any(|known| bare.starts_with(known))
}

/// A bounce by its subject. What only servers write is believed of every program; what others write as well, of those that
/// carry mail; of everybody else, when the mail looks like a server's: people ask about what was returned to them.
pub(super) fn is_bounce_by_subject(mail: &ParsedMail) -> bool {
    let sure = begins_with_one_of(mail, &BOUNCE_SUBJECTS);
    if !sure && !begins_with_one_of(mail, &DOUBTFUL_SUBJECTS) {
        return false;
    }
    carries_mail(mail) || (sure && is_from_a_program(mail)) || reads_like_a_server(mail)
}

/// Whether a mail begins with the words of a server and shows a code, the mail that came back, or the address in a line of
/// its own. A person greets, asks, and quotes further down; a server may begin with a line of signs.
fn reads_like_a_server(mail: &ParsedMail) -> bool {
    let asks = mail.subject.contains('?');
    let text = mail.text.trim_start();
    let framed = ["***", "---", "==="].iter().any(|signs| text.starts_with(signs));
    let beginning = match framed {
        true => text,
        false => text.split("\n\n").next().unwrap_or_default(),
    };
    !asks && says_it_bounced(beginning) && (shows_evidence(mail) || names_an_address_alone(&mail.text))
}

/// A bounce by its words, under whatever subject: only from a program that carries mail, or with a server's code from one
/// that reads nothing. People who keep mail servers quote such words, too.
pub(super) fn is_bounce_by_text(mail: &ParsedMail) -> bool {
    let system = is_unattended(mail) || is_named(mail, &["postmaster", "root", "daemon", "nobody"]);
    let unattended = system && shows_evidence(mail);
    let program = is_a_mail_program(mail) && (shows_evidence(mail) || has_precedence(mail, &["bulk", "junk"]));
    (has_empty_return_path(mail) || unattended || program || is_between_lines_of_signs(mail)) && has_bounce_words(mail)
}

/// Whether a mail begins with a line of signs, as programs draw them, and names an address in a line of its own.
fn is_between_lines_of_signs(mail: &ParsedMail) -> bool {
    let first = mail.text.trim_start().lines().next().unwrap_or_default().trim();
    let drawn = first.len() >= 10 && first.bytes().all(|b| matches!(b, b'*' | b'=' | b'#'));
    drawn && names_an_address_alone(&mail.text)
}

/// A program that carries mail: by its name, or because nobody else leaves the envelope empty.
fn carries_mail(mail: &ParsedMail) -> bool {
    has_empty_return_path(mail)
        || is_mailer_daemon(mail)
        || speaks_for_a_mail_system(mail)
        || mail.content_type() == "multipart/report"
}

/// A program for sure: by the envelope, by an address from which nobody writes, or by what only reports have. A name such
/// as "Amministratore di sistema" is borne by people, too, and so are the words of a server, which they quote.
pub(super) fn is_surely_from_a_program(mail: &ParsedMail) -> bool {
    has_empty_return_path(mail)
        || is_mailer_daemon(mail)
        || is_a_mail_program(mail)
        || is_named(mail, &["postmaster"])
        || is_unattended(mail)
        || is_auto_submitted(mail)
        || is_delivery_status(mail)
        || mail.content_type() == "multipart/report"
        || mail.header("X-Failed-Recipients").is_some()
        || mail.header("X-MS-Exchange-Message-Is-Ndr").is_some()
}

fn is_from_a_program(mail: &ParsedMail) -> bool {
    carries_mail(mail) || is_auto_submitted(mail) || is_unattended(mail)
}

/// A server's code, or the mail that came back.
fn shows_evidence(mail: &ParsedMail) -> bool {
    has_returned_mail(mail) || names_a_code(&mail.text.chars().take(SEARCHED).collect::<String>())
}

/// Whether a mail, or its header, lies in this one.
fn has_returned_mail(mail: &ParsedMail) -> bool {
    mail.attachments
        .iter()
        .any(|file| matches!(file.content_type.as_str(), "message/rfc822" | "text/rfc822-headers"))
}

/// How much of a text is searched for words, in characters.
const SEARCHED: usize = 3_000;

/// What mail servers say when they return a mail, in lower case and with single spaces.
const BOUNCE_WORDS: [&str; 76] = [
    // qmail, Exim, Postfix, sendmail, Courier, James, MMDF
    "this is the qmail-send program",
    "this message was created automatically by mail delivery software",
    "this message was created automatically by the mail system",
    "this is the mail system at host",
    "this is the postfix program",
    "following addresses had permanent fatal errors",
    "following addresses had transient",
    "following addresses had delivery problems",
    "transcript of session follows",
    "original message was received at",
    "i'm afraid i wasn't able to deliver your message",
    "i wasn't able to deliver your message",
    "your message cannot be delivered to the following recipients",
    "your message to the following recipients cannot be delivered",
    "this is a delivery status notification",
    "unable to deliver the message to",
    // Exchange, Exchange Online, Notes, GroupWise
    "did not reach the following recipient",
    "did not reach some or all of the intended recipients",
    "delivery has failed to these recipients",
    "delivery to the following recipient",
    "delivery to these recipients",
    "couldn't be delivered",
    "wasn't delivered to",
    "was not delivered to",
    "were not delivered",
    "message that you sent was undeliverable",
    "not listed in public name & address book",
    "not listed in domino directory",
    // Large providers and gateways
    "unable to deliver message to the following address",
    "unable to deliver your message",
    "we were unable to deliver",
    "could not be delivered",
    "cannot be delivered",
    "can not be delivered",
    "could not deliver",
    "has not been delivered",
    "has not yet been delivered",
    "could not be sent",
    "is undeliverable",
    "delivery failed",
    "delivery failure",
    "address not found",
    "an error occurred while trying to deliver",
    "addresses failed",
    "address failed",
    "undeliverable to",
    "returned to sender",
    "user unknown",
    "unknown user",
    "no such user",
    "not a valid user",
    "failed recipients",
    "did not receive your message",
    "did not receive a copy of your message",
    "was automatically rejected",
    // Italian
    "è stato respinto automaticamente",
    "non è stato recapitato",
    "non è stato consegnato",
    "non è stato possibile recapitare",
    "non è stato possibile consegnare",
    "non è arrivato ad alcuni o a tutti i destinatari",
    "non può essere recapitato",
    "non può essere consegnato",
    "recapito non riuscito",
    "impossibile recapitare",
    "impossibile consegnare",
    "indirizzo non trovato",
    // German, French, Spanish, Japanese
    "konnte nicht zugestellt werden",
    "nicht zugestellt werden konnte",
    "n'a pas pu être remis",
    "n'a pas pu être distribué",
    "n'a pas pu être délivré",
    "n'a pas pu être envoyé",
    "no se pudo entregar",
    "no se ha podido entregar",
    "配信できませんでした",
];

fn has_bounce_words(mail: &ParsedMail) -> bool {
    says_it_bounced(&mail.text)
}

fn says_it_bounced(text: &str) -> bool {
    let beginning: String = text.chars().take(SEARCHED).collect();
    let words: Vec<&str> = beginning.split_whitespace().collect();
    let said = words.join(" ").to_lowercase().replace('\u{2019}', "'");
    BOUNCE_WORDS.iter().any(|known| said.contains(known))
}
