// SPDX-License-Identifier: AGPL-3.0-or-later
//! One header, one kind.

use super::*;
use crate::platform::mail::{Limits, parse};

fn read(headers: &str) -> ParsedMail {
    let from = if headers.contains("From:") {
        ""
    } else {
        "From: Anna <anna@ente.example>\n"
    };
    parse(format!("{from}{headers}\n\nciao\n").as_bytes(), &Limits::default()).unwrap()
}

fn kind_of(headers: &str) -> (Kind, bool) {
    let found = classify(&read(headers), &[Address::new("", "assistenza@cstpu.example").unwrap()]);
    (found.kind, found.may_answer)
}

#[test]
fn a_plain_mail_is_from_a_person_and_may_be_answered() {
    for headers in [
        "Subject: Guasto",
        "Subject: x\nAuto-Submitted: no",
        "Subject: x\nAuto-Submitted: No (manual)",
        "Subject: Assenteismo nel comune",
        "Subject: Automobile di servizio",
        "Subject: x\nReturn-Path: <anna@ente.example>",
        "Subject: x\nX-Auto-Response-Suppress: DR, RN",
        "Subject: Undeliverable: che significa?",
    ] {
        assert_eq!(kind_of(headers), (Kind::Person, true), "{headers}");
    }
}

#[test]
fn automatic_mail_is_never_answered() {
    for headers in [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; type=x",
        "AUTO-SUBMITTED: AUTO-NOTIFIED",
        "X-Autoreply: yes",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, AutoReply",
        "Precedence: auto_reply",
        "Return-Path: <>",
        "From: noreply@x.example",
        "From: Avvisi <no-reply+12@x.example>",
        "From: non-rispondere@x.example",
        "X-Ricevuta: avvenuta-consegna",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
    ] {
        assert_eq!(kind_of(headers), (Kind::Automatic, false), "{headers}");
    }
}

#[test]
fn an_italian_absence_notice_is_recognised_by_its_subject_alone() {
    for subject in [
        "Risposta automatica: guasto",
        "Fuori ufficio",
        "R: Fuori ufficio: guasto",
        "Assente: Anna Neri",
        "Assente dal 3 al 10 agosto",
        "=?utf-8?Q?Risposta_Automatica:_perch=C3=A9?=",
        "Out of Office Re: x",
        "Automatische Antwort: x",
    ] {
        assert_eq!(
            kind_of(&format!("Subject: {subject}")),
            (Kind::Automatic, false),
            "{subject}"
        );
    }
}

#[test]
fn bounces_are_told_from_other_reports() {
    for headers in [
        "Content-Type: multipart/report; report-type=\"delivery-status\"; boundary=x",
        "X-Failed-Recipients: a@b.example",
        "From: MAILER-DAEMON@x.example",
        "From: postmaster@x.example\nSubject: Undelivered Mail Returned to Sender",
        "Return-Path: <>\nSubject: Mail delivery failed: returning message to sender",
    ] {
        assert_eq!(kind_of(headers), (Kind::Bounce, false), "{headers}");
    }
}

#[test]
fn a_list_is_written_by_people_and_not_answered() {
    for headers in [
        "List-Id: <x.example>",
        "Precedence: bulk",
        "List-Unsubscribe: <mailto:x@y.example>",
    ] {
        assert_eq!(kind_of(headers), (Kind::List, false), "{headers}");
    }
}

#[test]
fn our_own_mail_is_recognised_when_it_comes_back() {
    assert_eq!(kind_of(&format!("{LOOP_HEADER}: cstpu.example")), (Kind::Own, false));
    assert_eq!(
        kind_of("From: Assistenza <ASSISTENZA@cstpu.example>"),
        (Kind::Own, false)
    );
}

#[test]
fn certified_mail_is_from_a_person_and_not_answered_at_the_providers_address() {
    let headers =
        "From: \"Per conto di: anna@pec.example\" <posta-certificata@pec.example>\nX-Trasporto: posta-certificata";
    assert_eq!(kind_of(headers), (Kind::Person, false));
}
