// SPDX-License-Identifier: AGPL-3.0-or-later
//! People whose mail came back ask about it in the words of the server that returned it. Nobody reads a report that is about
//! no mail of ours; what somebody writes must be read.

use super::*;

const SAYS: &str = "Buongiorno, ricevo sempre questo: 550 5.1.1 user unknown. Che cosa devo fare?";

#[test]
fn who_asks_in_the_words_of_a_server_is_read() {
    let desk = Desk::new();
    for (from, subject) in [
        ("anna@fano.example", "Undelivered Mail Returned to Sender"),
        (
            "Amministratore di sistema <ced@fano.example>",
            "Errore di consegna della posta",
        ),
        ("Amministratore di sistema <ced@fano.example>", "Mail delivery"),
    ] {
        let asked = mail(
            &format!("From: {from}\nTo: assistenza@cstpu.example\nSubject: {subject}"),
            SAYS,
        );
        let fate = desk.receive(asked);
        assert_eq!(fate.disposition, Disposition::Opened, "{subject}: {}", fate.reason);
        assert!(!desk.may_answer(), "{subject}");
    }
}

#[test]
fn who_asks_so_and_is_not_known_is_held_and_not_asked() {
    let desk = Desk::new();
    let subject = "Undelivered Mail Returned to Sender";
    let asked = mail(&format!("From: ugo@altrove.example\nSubject: {subject}"), SAYS);
    assert_eq!(desk.receive(asked).disposition, Disposition::Held);
}

#[test]
fn a_report_of_a_program_about_no_mail_of_ours_is_still_nobodys_letter() {
    let desk = Desk::new();
    for headers in [
        "From: postmaster@fano.example",
        "From: MAILER-DAEMON@fano.example",
        "Return-Path: <>\nFrom: ced@fano.example",
        "From: ced@fano.example\nAuto-Submitted: auto-replied",
        "From: ced@fano.example\nX-Failed-Recipients: ugo@altrove.example",
    ] {
        let report = mail(
            &format!("{headers}\nSubject: Undelivered Mail Returned to Sender"),
            SAYS,
        );
        let fate = desk.receive(report);
        assert_eq!(fate.disposition, Disposition::Bounce, "{headers}: {}", fate.reason);
    }
}

#[test]
fn a_mail_of_another_help_desk_with_this_program_is_read_and_not_answered() {
    let desk = Desk::new();
    let other = letter(
        "anna@fano.example",
        "1@fano",
        "X-Sportello-Loop: assistenza.altrove.example",
    );
    assert_eq!(desk.receive(other).disposition, Disposition::Opened);
    assert!(!desk.may_answer());
    let ours = letter("anna@fano.example", "2@fano", "X-Sportello-Loop: cstpu.example");
    assert_eq!(desk.receive(ours).disposition, Disposition::Automatic);
}
