// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reports on mail: deliveries, receipts, complaints. The standard forms are known by their type; the many others by a
//! subject or words that mail servers use, and only when something else says that a program sent it: people forward what
//! was returned to them, and ask about it.

use super::automatic::is_auto_submitted;
use super::senders::{has_empty_return_path, is_mailer_daemon, is_unattended, speaks_for_a_mail_system};
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

/// A report on what became of a mail after delivery (RFC 8098).
pub(super) fn is_disposition(mail: &ParsedMail) -> bool {
    is_report(mail, "disposition-notification", "message/disposition-notification")
        || is_report(
            mail,
            "global-disposition-notification",
            "message/global-disposition-notification",
        )
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

/// Beginnings of the subjects under which mail servers return mail or say that it is late, in lower case.
const BOUNCE_SUBJECTS: [&str; 88] = [
    // English
    "delivery status notification",
    "delivery notification",
    "delivery report",
    "delivery failure",
    "delivery failed",
    "delivery error",
    "delivery problem",
    "delivery delayed",
    "delivery delay",
    "delivery has failed",
    "delivery unsuccessful",
    "delayed mail",
    "delayed:",
    "email delivery failure",
    "mail delivery",
    "mail could not be delivered",
    "mail not delivered",
    "mail error",
    "mail failure",
    "mail returned",
    "mail system error",
    "message delivery failure",
    "message could not be delivered",
    "message not delivered",
    "message you sent blocked",
    "message undeliverable",
    "message status - undeliverable",
    "error sending",
    "failed delivery",
    "failed mail",
    "failure delivery",
    "failure notice",
    "bounce:",
    "bounced",
    "could not deliver",
    "could not send message",
    "unable to deliver",
    "nondeliverable",
    "non-deliverable",
    "nondelivery",
    "non-delivery",
    "not delivered",
    "permanent delivery failure",
    "returned mail",
    "returned to sender",
    "rejected mail",
    "rejected:",
    "status report",
    "there was an error sending your mail",
    "undeliverable",
    "undelivered",
    "user unknown",
    "warning: could not send",
    "warning: message",
    "your message was not delivered",
    "your message could not",
    "postmaster notify",
    "automatically rejected mail",
    "invalid recipient",
    "address not found",
    "mailbox full",
    // Italian
    "non recapitabile",
    "posta non recapitata",
    "mancata consegna",
    "mancato recapito",
    "avviso di mancato recapito",
    "avviso di mancata consegna",
    "notifica di mancato recapito",
    "notifica di mancata consegna",
    "notifica sullo stato del recapito",
    "notifica di stato del recapito",
    "notifica dello stato di recapito",
    "impossibile recapitare",
    "impossibile consegnare",
    "recapito non riuscito",
    "recapito ritardato",
    "consegna non riuscita",
    "messaggio non recapitato",
    "messaggio non consegnato",
    "errore di consegna",
    "errore nella consegna",
    // German, French, Spanish, others
    "unzustellbar",
    "zustellung",
    "non remis",
    "échec de la remise",
    "no se puede entregar",
    "no se pudo entregar",
    "系统退信",
];

fn has_bounce_subject(mail: &ParsedMail) -> bool {
    let subject = mail.subject.trim().to_lowercase();
    let bare = subject.trim_start_matches(['*', '[', '"', '!', ' ']);
    BOUNCE_SUBJECTS.iter().any(|known| bare.starts_with(known))
}

/// A bounce by its subject: a program sent it, or the mail itself came back with it.
pub(super) fn is_bounce_by_subject(mail: &ParsedMail) -> bool {
    has_bounce_subject(mail) && (is_from_a_program(mail) || has_bounce_words(mail))
}

/// A bounce by its words, under whatever subject: only from a program that speaks for a mail system.
pub(super) fn is_bounce_by_text(mail: &ParsedMail) -> bool {
    (speaks_for_a_mail_system(mail) || has_empty_return_path(mail) || is_unattended(mail)) && has_bounce_words(mail)
}

fn is_from_a_program(mail: &ParsedMail) -> bool {
    has_empty_return_path(mail)
        || is_mailer_daemon(mail)
        || speaks_for_a_mail_system(mail)
        || is_auto_submitted(mail)
        || is_unattended(mail)
        || mail.content_type() == "multipart/report"
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
const BOUNCE_WORDS: [&str; 66] = [
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
    // Italian
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
    "no se pudo entregar",
    "no se ha podido entregar",
    "配信できませんでした",
];

fn has_bounce_words(mail: &ParsedMail) -> bool {
    let beginning: String = mail.text.chars().take(SEARCHED).collect();
    let words: Vec<&str> = beginning.split_whitespace().collect();
    let said = words.join(" ").to_lowercase().replace('\u{2019}', "'");
    BOUNCE_WORDS.iter().any(|known| said.contains(known))
}
