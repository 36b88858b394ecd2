// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a mail says, for programs: the contract of `sportello mail inspect`, described in `docs/MAIL.md`. Reads only; it
//! needs no database and keeps nothing.
//!
//! Every field is filled in one place of its own, and each comes from the same reading that intake uses.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;

use super::envelope::{self, Counter, Opened};
use super::reading::{self, limits};
use super::{marks, viewing};
use crate::config::Config;
use crate::platform::clock::Timestamp;
use crate::platform::mail::{
    Address, Bounce, Classification, CleanHtml, Kind, Notice, ParsedAttachment, ParsedMail, Pec, Unreadable, classify,
    parse,
};
use crate::platform::secrets;

/// A mail as programs are told of it.
#[derive(Debug, Serialize)]
pub struct Inspection {
    /// Digest of the bytes.
    pub raw_sha256: String,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// Identifiers in `In-Reply-To`, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// Identifiers in `References`, oldest first.
    pub references: Vec<String>,
    /// The subject on one line; empty when there is none.
    pub subject: String,
    /// Bare address of who wrote.
    pub from_addr: Option<String>,
    /// The name beside it.
    pub from_name: Option<String>,
    /// Bare addresses in `To`.
    pub to: Vec<String>,
    /// Bare addresses in `Cc`.
    pub cc: Vec<String>,
    /// Bare addresses in `Reply-To`.
    pub reply_to: Vec<String>,
    /// When the sender says that it was written: RFC 3339, in UTC.
    pub date: Option<String>,
    /// The whole text.
    pub text: String,
    /// The HTML as it is shown; `None` when the mail has none.
    pub html: Option<String>,
    /// What the writer added: the text without what it quotes and without the signature.
    pub reply_text: String,
    /// The files, in order.
    pub attachments: Vec<File>,
    /// What kind of mail it is.
    pub classification: Marks,
    /// Whether anything may be sent in answer without a person deciding so.
    pub may_be_answered: bool,
    /// What a reader should know about the reading.
    pub notices: Vec<String>,
}

/// A file of a mail.
#[derive(Debug, Serialize)]
pub struct File {
    /// Clean name, never empty.
    pub name: String,
    /// Its length in bytes.
    pub size: usize,
    /// The type that the mail declares.
    pub content_type: String,
    /// Digest of exactly the bytes that were attached.
    pub sha256: String,
    /// `Content-ID` without angle brackets.
    pub content_id: Option<String>,
    /// Whether it was meant to be shown within the text.
    pub inline: bool,
}

/// What kind of mail it is.
#[derive(Debug, Serialize)]
pub struct Marks {
    /// A program wrote it: an absence notice, a notification, an automatic answer.
    pub is_auto_reply: bool,
    /// A mail server gives back a mail, or says that it is late.
    pub is_bounce: bool,
    /// It has the form of a delivery report (RFC 3464).
    pub is_dsn: bool,
    /// It is a read receipt (RFC 8098).
    pub is_mdn: bool,
    /// It is an abuse report (RFC 5965).
    pub is_feedback_report: bool,
    /// It came through a mailing list or in bulk.
    pub is_mailing_list: bool,
    /// It is a receipt of certified mail.
    pub is_pec_receipt: bool,
    /// It is signed or encrypted with OpenPGP.
    pub pgp: bool,
    /// It is signed or encrypted with S/MIME.
    pub smime: bool,
    /// Somebody may be pretending to be somebody else.
    pub spoof_warning: bool,
    /// What a bounce says.
    pub bounce: Option<Returned>,
    /// What certified mail says.
    pub pec: Option<Certified>,
}

/// What a bounce says about the mail that came back.
#[derive(Debug, Serialize)]
pub struct Returned {
    /// Whom it did not reach.
    pub recipient: Option<String>,
    /// The status code of RFC 3463, as `5.1.1`.
    pub status: Option<String>,
    /// `failed`, `delayed`, …
    pub action: Option<&'static str>,
    /// Whether the address is wrong for good.
    pub hard: bool,
}

/// What certified mail says about itself (`daticert.xml`).
#[derive(Debug, Serialize)]
pub struct Certified {
    /// `posta-certificata`, `accettazione`, `avvenuta-consegna`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Who sent the certified mail.
    pub sender: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// The identifier that its provider gave it.
    pub identifier: Option<String>,
    /// The Message-ID of the mail that it is about.
    pub reference: Option<String>,
    /// What went wrong; `None` when nothing did.
    pub error: Option<String>,
}

/// Reads a mail as intake would, and says what is in it. `pec` says that it came to a mailbox of certified mail.
///
/// # Errors
/// When there is nothing to read or the reading broke.
pub fn inspect(raw: &[u8], config: &Config, pec: bool) -> Result<Inspection, Unreadable> {
    // The parser guards itself; this guards what is done with its result.
    catch_unwind(AssertUnwindSafe(|| {
        let outer = parse(raw, &limits(config))?;
        Ok(told(raw, outer, config, pec))
    }))
    .unwrap_or(Err(Unreadable::Broken))
}

fn told(raw: &[u8], outer: ParsedMail, config: &Config, pec: bool) -> Inspection {
    let own: Vec<Address> = config.own_addresses().filter_map(Address::parse).collect();
    let message_id = outer.message_id.clone();
    let signed = is_smime(&outer);
    let opened = envelope::open(raw, outer, Counter::any(config, pec), &limits(config));
    let (certified, receipt, forged) = (opened.is_certified(), opened.is_receipt(), opened.is_forged());
    let (writer, post) = (opened.writer(), opened.post());
    let Opened { letter, pec, .. } = opened;
    let classification = classify(&letter, &own, post);
    let mut marks = marks_of(&letter, &classification);
    marks.is_pec_receipt = receipt;
    marks.smime |= signed;
    let shown = marks::Marks::of(&letter, config, certified);
    let of_the_sender: Vec<String> = shown.notices().map(str::to_owned).collect();
    let is_one = certified || (shown.from_is_plain && !shown.names_several);
    let sender_is_clear = is_one && !forged;
    marks.spoof_warning |= forged || (!certified && shown.hides_sender) || !of_the_sender.is_empty();
    let date = pec
        .as_ref()
        .filter(|_| certified)
        .and_then(|pec| pec.date)
        .or(letter.date);
    let may_be_answered = classification.may_answer && sender_is_clear && pec.is_none();
    marks.pec = pec.map(told_by_provider);
    let viewed = viewing::view(&letter, classification.kind, config);
    let from = writer.or_else(|| reading::sender(&letter));
    Inspection {
        raw_sha256: secrets::sha256(raw),
        message_id,
        in_reply_to: letter.in_reply_to.clone(),
        references: letter.references.clone(),
        from_addr: from.as_ref().map(|from| from.address().to_owned()),
        from_name: Some(from.map_or_else(|| letter.from_name.clone(), |from| from.name().to_owned()))
            .filter(|name| !name.is_empty()),
        to: bare(&letter.to),
        cc: bare(&letter.cc),
        reply_to: bare(&letter.reply_to),
        date: date.map(rfc_3339),
        html: viewed.html.map(whole),
        reply_text: viewed.reply_text.unwrap_or_else(|| letter.text.clone()),
        attachments: letter.attachments.iter().map(file).collect(),
        classification: marks,
        may_be_answered,
        subject: letter.subject,
        text: letter.text,
        notices: words_of(&viewed.notices).chain(of_the_sender).collect(),
    }
}

fn bare(addresses: &[Address]) -> Vec<String> {
    addresses.iter().map(|address| address.address().to_owned()).collect()
}

fn rfc_3339(date: Timestamp) -> String {
    date.as_jiff().to_string()
}

fn file(attachment: &ParsedAttachment) -> File {
    File {
        name: attachment.filename.clone(),
        size: attachment.bytes.len(),
        content_type: attachment.content_type.clone(),
        sha256: secrets::sha256(&attachment.bytes),
        content_id: attachment.content_id.clone(),
        inline: attachment.inline,
    }
}

/// The words of notices.
fn words_of(notices: &[Notice]) -> impl Iterator<Item = String> {
    notices.iter().map(ToString::to_string)
}

/// The HTML as a page shows it: what is read first, then what is folded away.
fn whole(html: CleanHtml) -> String {
    html.shown + html.quoted.as_deref().unwrap_or_default()
}

fn marks_of(mail: &ParsedMail, found: &Classification) -> Marks {
    Marks {
        is_auto_reply: found.kind == Kind::Automatic,
        is_bounce: matches!(found.kind, Kind::Bounce | Kind::Delay),
        is_dsn: found.signs.dsn,
        is_mdn: found.signs.mdn,
        is_feedback_report: found.signs.feedback_report,
        is_mailing_list: found.signs.mailing_list,
        is_pec_receipt: false,
        pgp: is_pgp(mail),
        smime: is_smime(mail),
        spoof_warning: mail.notices.contains(&Notice::SeveralFrom),
        bounce: found.bounce.as_ref().map(returned),
        pec: None,
    }
}

/// Of several recipients, the one that matters most.
fn returned(bounce: &Bounce) -> Returned {
    let outcome = bounce.outcome();
    Returned {
        recipient: bounce.worst().map(|about| about.written_to().to_owned()),
        action: outcome.as_ref().map(|outcome| outcome.action.as_str()),
        hard: outcome.as_ref().is_some_and(|outcome| outcome.hard),
        status: outcome.and_then(|outcome| outcome.status),
    }
}

fn told_by_provider(pec: Pec) -> Certified {
    Certified {
        kind: pec.kind.as_str().to_owned(),
        sender: pec.sender.map(|sender| sender.address().to_owned()),
        subject: pec.subject,
        identifier: pec.identifier,
        reference: pec.reference,
        error: pec.error,
    }
}

const PGP_MESSAGE: &str = "-----BEGIN PGP MESSAGE-----";

/// Signed or encrypted with OpenPGP, as parts (RFC 3156) or within the text.
fn is_pgp(mail: &ParsedMail) -> bool {
    let protocol = mail.content_type_parameter("protocol").unwrap_or_default();
    let part = mail
        .attachments
        .iter()
        .any(|file| file.content_type.starts_with("application/pgp-") && file.content_type != "application/pgp-keys");
    let within = [PGP_MESSAGE, "-----BEGIN PGP SIGNED MESSAGE-----"]
        .iter()
        .any(|mark| mail.text.contains(mark));
    // Files that are encrypted or signed one by one, whatever type they declare.
    let marks = [PGP_MESSAGE, "-----BEGIN PGP SIGNATURE-----"];
    let file = mail.attachments.iter().any(|file| {
        let begins = file.bytes.trim_ascii_start();
        marks.iter().any(|mark| begins.starts_with(mark.as_bytes()))
    });
    file || protocol.starts_with("application/pgp-") || part || within
}

/// Signed or encrypted with S/MIME (RFC 8551).
fn is_smime(mail: &ParsedMail) -> bool {
    let pkcs7 = |kind: &str| kind.starts_with("application/pkcs7-") || kind.starts_with("application/x-pkcs7-");
    let protocol = mail.content_type_parameter("protocol").unwrap_or_default();
    // Relays and careless mailers say that it is some file; the name is the one that RFC 8551 3.2.1 asks for.
    let named = |name: &str| ["smime.p7m", "smime.p7s", "smime.p7z"].contains(&name.to_lowercase().as_str());
    let mut files = mail.attachments.iter();
    pkcs7(&protocol)
        || pkcs7(&mail.content_type())
        || files.any(|file| pkcs7(&file.content_type) || named(&file.filename))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(raw: &str) -> serde_json::Value {
        let inspection = inspect(raw.as_bytes(), &Config::default(), false).unwrap();
        serde_json::to_value(inspection).unwrap()
    }

    #[test]
    fn a_program_is_told_every_field_of_the_contract_and_no_other() {
        let mail = told("From: a@x.example\n\nciao");
        let keys = |value: &serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
        let mut fields = keys(&mail);
        fields.sort();
        assert_eq!(
            fields.join(" "),
            "attachments cc classification date from_addr from_name html in_reply_to may_be_answered message_id notices \
             raw_sha256 references reply_text reply_to subject text to"
        );
        let mut marks = keys(&mail["classification"]);
        marks.sort();
        assert_eq!(
            marks.join(" "),
            "bounce is_auto_reply is_bounce is_dsn is_feedback_report is_mailing_list is_mdn is_pec_receipt pec pgp smime \
             spoof_warning"
        );
    }

    #[test]
    fn addresses_and_identifiers_are_bare_and_the_date_is_in_utc() {
        let mail = told(
            "Message-ID: <1@x>\nReferences: <0@x>\nFrom: \"Neri, Anna\" <a@x.example>\nTo: B <b@x.example>\n\
             Date: Tue, 24 Nov 2026 14:30:00 +0100\n\nciao",
        );
        assert_eq!(
            (&mail["from_addr"], &mail["from_name"], &mail["to"][0], &mail["date"]),
            (
                &"a@x.example".into(),
                &"Neri, Anna".into(),
                &"b@x.example".into(),
                &"2026-11-24T13:30:00Z".into()
            )
        );
        assert_eq!(
            (&mail["message_id"], &mail["references"][0]),
            (&"1@x".into(), &"0@x".into())
        );
    }

    #[test]
    fn signed_and_encrypted_mail_is_marked() {
        let pgp = told(
            "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\n\nx\n--b--",
        );
        assert_eq!(
            (&pgp["classification"]["pgp"], &pgp["classification"]["smime"]),
            (&true.into(), &false.into())
        );
        let within = told("From: a@x.example\n\n-----BEGIN PGP MESSAGE-----\n\nx\n");
        assert_eq!(within["classification"]["pgp"], true);
        let smime = told("Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx");
        assert_eq!(smime["classification"]["smime"], true);
    }

    #[test]
    fn a_bounce_tells_whom_it_did_not_reach_and_a_late_mail_is_no_failure() {
        let told_of = |text: &str| {
            let raw =
                format!("From: MAILER-DAEMON@mx.example\nTo: noi@cstpu.example\nSubject: Undelivered Mail\n\n{text}");
            told(&raw)["classification"].clone()
        };
        let failed = told_of("<ugo@ente.example>: 550 5.1.1 User unknown\n");
        let about =
            serde_json::json!({"recipient": "ugo@ente.example", "status": "5.1.1", "action": "failed", "hard": true});
        assert!(failed["is_bounce"] == true && failed["is_auto_reply"] == false);
        assert_eq!(failed["bounce"], about);
        let late =
            told_of("<ugo@ente.example>: Connection timed out\nIt has not yet been delivered and will be retried.\n");
        assert_eq!(
            (&late["bounce"]["action"], &late["bounce"]["hard"]),
            (&"delayed".into(), &false.into())
        );
    }

    #[test]
    fn an_empty_file_cannot_be_read() {
        assert_eq!(
            inspect(b" \n", &Config::default(), false).err(),
            Some(Unreadable::Empty)
        );
    }
}
