// SPDX-License-Identifier: AGPL-3.0-or-later
//! What holds for every mail, whatever is in it: bytes from nowhere, mails of the collection cut and spoilt, and histories
//! of delivery in any order. Bounded to seconds; `SPORTELLO_LONG` makes twenty times as many.

mod histories;
mod hostile;
mod words;

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseError;
use serde_json::Value;
use sportello::config::Config;
use sportello::intake;
use sportello::platform::mail::fold_reply;

use crate::corpus::{Specimen, specimens};

/// So many cases of a cheap property.
fn cases(usual: u32) -> ProptestConfig {
    let times = if std::env::var_os("SPORTELLO_LONG").is_some() {
        20
    } else {
        1
    };
    ProptestConfig {
        cases: usual * times,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn collection() -> &'static [Specimen] {
    static ALL: OnceLock<Vec<Specimen>> = OnceLock::new();
    ALL.get_or_init(specimens)
}

/// Reads bytes at both kinds of mailbox; whatever they are, what is told can be shown.
fn is_told(bytes: &[u8]) -> Result<(), TestCaseError> {
    for pec in [false, true] {
        match intake::inspect(bytes, &Config::default(), pec) {
            Ok(inspection) => can_be_shown(&serde_json::to_value(inspection).unwrap())?,
            Err(error) => prop_assert!(
                bytes.iter().all(u8::is_ascii_whitespace),
                "{error} though there is something"
            ),
        }
    }
    Ok(())
}

fn can_be_shown(told: &Value) -> Result<(), TestCaseError> {
    let subject = told["subject"].as_str().unwrap();
    prop_assert!(!subject.contains(char::is_control), "subject {subject:?}");
    for name in ["from_addr", "from_name"] {
        let is_clean = told[name].as_str().is_none_or(|text| !text.contains(char::is_control));
        prop_assert!(is_clean, "{name} {}", told[name]);
    }
    prop_assert!(!told["text"].as_str().unwrap().contains(['\0', '\r']));
    let limits = Config::default().mail.limits;
    for (list, most) in [
        ("references", limits.references),
        ("in_reply_to", limits.references),
        ("to", limits.addresses),
        ("cc", limits.addresses),
        ("attachments", limits.parts),
    ] {
        prop_assert!(told[list].as_array().unwrap().len() <= most, "too many {list}");
    }
    for file in told["attachments"].as_array().unwrap() {
        is_clean_name(file["name"].as_str().unwrap())?;
    }
    let is_sure = told["classification"]["is_bounce"] == true || told["classification"]["is_pec_receipt"] == true;
    prop_assert!(!(is_sure && told["may_be_answered"] == true));
    Ok(())
}

fn is_clean_name(name: &str) -> Result<(), TestCaseError> {
    let spoilt =
        |c: char| c.is_control() || matches!(c, '/' | '\\' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    prop_assert!(
        !name.is_empty() && name.len() <= 255 && !name.starts_with('.') && !name.contains(spoilt),
        "{name:?}"
    );
    Ok(())
}

/// What mails are made of, and what they should not be made of.
const PIECES: &[&str] = &[
    "From: ",
    "Subject: ",
    "a@b.example",
    "<",
    ">",
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    ";",
    "=",
    "\"",
    "\r\n\r\n",
    "--b",
    "--b--",
    "Content-Type: ",
    "multipart/mixed; boundary=b",
    "multipart/alternative; boundary=\"b\"",
    "message/rfc822",
    "text/html",
    "text/plain; charset=",
    "utf-7",
    "iso-2022-jp",
    "utf-16",
    "Content-Transfer-Encoding: ",
    "base64",
    "quoted-printable",
    "x-uuencode",
    "=?utf-8?Q?",
    "=?iso-2022-jp?B?",
    "?=",
    "=E9",
    "+AOk-",
    "begin 644 a\n",
    "`\nend\n",
    "M",
    "filename*0*=utf-8''%E9",
    "Content-Disposition: attachment; ",
    "name=",
    "On 1/1/26 A wrote:\n",
    "> ",
    "-- \n",
    "<div class=gmail_quote>",
    "<blockquote type=cite>",
    "<p>",
    "</p>",
    "<!--",
    "-->",
    "&#0;",
    "<img src=cid:x>",
    "application/ms-tnef",
    "application/pkcs7-mime",
    "name=a.pdf.p7m",
    "application/mac-binhex40",
    "message/partial",
    "message/external-body; access-type=URL; url=x",
    "(This file must be converted with BinHex 4.0)\n:",
    "=ybegin line=128 size=1 name=a\n",
    "=yend size=1\n",
    "text/calendar",
    "BEGIN:VCALENDAR\n",
    "X-Ricevuta: accettazione\n",
    "X-Trasporto: posta-certificata\n",
    "multipart/report; report-type=delivery-status; boundary=b",
    "message/delivery-status",
    "Final-Recipient: rfc822; ",
    "Status: 5.1.1\n",
    "Date: ",
    "References: ",
    "\0",
    "\u{202e}",
    "(",
    ")",
    ",",
    "@",
];

/// Pieces of which mails are made, so that chance comes upon structure.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = proptest::sample::select(PIECES.to_vec());
    let bytes = prop_oneof![
        8 => piece.prop_map(|piece| piece.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..12),
    ];
    proptest::collection::vec(bytes, 0..60).prop_map(|pieces| pieces.concat())
}

/// One thing that happens to bytes on the way.
#[derive(Debug, Clone)]
enum Damage {
    Changed(Index, u8),
    Lost(Index, usize),
    Doubled(Index, usize),
    Foreign(Index, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Changed(at, byte)),
        (any::<Index>(), 1..80_usize).prop_map(|(at, length)| Damage::Lost(at, length)),
        (any::<Index>(), 1..200_usize).prop_map(|(at, length)| Damage::Doubled(at, length)),
        (any::<Index>(), pieces()).prop_map(|(at, bytes)| Damage::Foreign(at, bytes)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let place = |at: &Index| at.index(bytes.len() + 1);
        match damage {
            Damage::Changed(at, byte) => {
                let at = place(at).min(bytes.len().saturating_sub(1));
                if let Some(found) = bytes.get_mut(at) {
                    *found = *byte;
                }
            }
            Damage::Lost(at, length) => {
                let at = place(at);
                let end = (at + length).min(bytes.len());
                bytes.drain(at..end);
            }
            Damage::Doubled(at, length) => {
                let at = place(at);
                let end = (at + length).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            Damage::Foreign(at, foreign) => {
                let at = place(at);
                bytes.splice(at..at, foreign.iter().copied());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_bytes_are_told_as_something_that_can_be_shown(bytes in proptest::collection::vec(any::<u8>(), 0..3_000)) {
        is_told(&bytes)?;
    }

    #[test]
    fn any_pieces_of_mail_are_told_as_something_that_can_be_shown(bytes in pieces()) {
        is_told(&bytes)?;
    }

    #[test]
    fn a_mail_of_the_collection_cut_anywhere_is_still_told(which in any::<Index>(), at in any::<Index>()) {
        let mail = which.get(collection());
        is_told(&mail.bytes[..at.index(mail.bytes.len() + 1)])?;
    }

    #[test]
    fn a_mail_of_the_collection_spoilt_on_its_way_is_still_told(
        which in any::<Index>(),
        damages in proptest::collection::vec(damage(), 1..6),
    ) {
        is_told(&damaged(which.get(collection()).bytes.clone(), &damages))?;
    }

    #[test]
    fn folding_an_answer_loses_no_line(
        lines in proptest::collection::vec(reply_line(), 0..40),
        subject in proptest::sample::select(vec!["Re: Guasto", "Guasto", "I: Guasto", ""]),
    ) {
        nothing_is_lost(&lines.join("\n"), subject)?;
    }
}

/// Lines of which answers are made.
fn reply_line() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "",
        "Buongiorno,",
        "non va ancora.",
        "> non va",
        "> > prima",
        ">",
        "-- ",
        "--",
        "___________________",
        "Anna Neri",
        "Il giorno mar 24 nov 2026 alle ore 10:00 Bruno <b@x.example> ha scritto:",
        "On Tue, Bruno wrote:",
        "Am 24.11.2026 schrieb Bruno:",
        "-----Messaggio originale-----",
        "Da: Bruno",
        "Inviato: martedì",
        "A: Anna",
        "Oggetto: Guasto",
        "From: Bruno",
        "Sent: Tuesday",
        "To: Anna",
        "Subject: Guasto",
        "Inviato da iPhone",
        "---------- Forwarded message ---------",
        "```",
        "Tel. 0721 000000",
        "  ",
        "\u{a0}",
        "\u{200b}",
    ]);
    prop_oneof![6 => known.prop_map(str::to_owned), 1 => "[^\r\n]{0,40}"]
}

/// What is shown and what is folded are together the whole text, in its order, but for blank lines.
fn nothing_is_lost(text: &str, subject: &str) -> Result<(), TestCaseError> {
    let Some(reply) = fold_reply(text, subject) else {
        return Ok(());
    };
    let written = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    };
    let (mut left, mut folded, mut end) = (String::new(), 0, 0);
    for range in &reply.folded {
        prop_assert!(end <= range.start && range.end <= text.len());
        left.push_str(&text[end..range.start]);
        folded += written(&text[range.clone()]).len();
        end = range.end;
    }
    left.push_str(&text[end..]);
    prop_assert_eq!(written(&left), written(&reply.shown));
    prop_assert_eq!(written(&left).len() + folded, written(text).len());
    Ok(())
}

#[test]
fn folding_the_answers_of_the_collection_loses_no_line() {
    for mail in collection() {
        let told = mail.inspected();
        if let (Some(text), Some(subject)) = (told["text"].as_str(), told["subject"].as_str()) {
            nothing_is_lost(text, subject).unwrap_or_else(|error| panic!("{}: {error}", mail.name));
        }
    }
}

#[test]
fn every_mail_of_the_collection_cut_at_every_step_is_still_told() {
    let most = if std::env::var_os("SPORTELLO_LONG").is_some() {
        400
    } else {
        4
    };
    for mail in collection() {
        let step = (mail.bytes.len() / most).max(1);
        for at in (0..mail.bytes.len()).step_by(step) {
            is_told(&mail.bytes[..at]).unwrap_or_else(|error| panic!("{} cut at {at}: {error}", mail.name));
        }
    }
}
