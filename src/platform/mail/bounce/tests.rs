// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reports in the standard form, what they are about, and what they may cost.

use super::*;
use crate::platform::mail::classify::{Kind, Post, classify};
use crate::platform::mail::parse::{Limits, parse};
use DeliveryAction::{Delayed, Failed};

/// A report in the standard form, with a mail that came back.
fn report(fields: &str) -> Bounce {
    let raw = format!(
        "From: MAILER-DAEMON@mx.example\nTo: assistenza@cstpu.example\nSubject: Undelivered Mail\nMessage-ID: <b@mx.example>\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nNon consegnato.\n\n--b\n\
         Content-Type: message/delivery-status\n\n{fields}\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <ours@cstpu.example>\n\
         To: ugo@ente.example\nSubject: x\n\nciao\n--b--\n"
    );
    classify(&parse(raw.as_bytes(), &Limits::default()).unwrap(), &[], Post::Ordinary)
        .bounce
        .unwrap()
}

#[test]
fn a_standard_report_tells_recipient_status_words_and_the_mail_that_came_back() {
    let found = report(
        "Reporting-MTA: dns; mx.example\nArrival-Date: x\n\nOriginal-Recipient: rfc822;ufficio@ente.example\nFinal-Recipient: \
         rfc822; Ugo.Verdi@Ente.Example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx\nDiagnostic-Code: smtp; 550 5.1.1\n  \
         <ugo>: User unknown\n",
    );
    assert_eq!(found.original_ids, ["ours@cstpu.example"]);
    let [about] = found.recipients.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(about.address, "Ugo.Verdi@ente.example");
    assert!(about.is_about("ufficio@ente.example") && about.is_about("ugo.verdi@ente.example"));
    assert_eq!(about.diagnostic.as_deref(), Some("550 5.1.1 <ugo>: User unknown"));
    assert!(about.hard && about.action == Failed && found.kind() == Kind::Bounce);
}

#[test]
fn a_report_on_several_recipients_tells_each_also_without_blank_lines_between() {
    let found = report(
        "Reporting-MTA: dns; mx\nFinal-Recipient: rfc822; a@ente.example\nAction: delayed\nStatus: 4.4.1\nFinal-Recipient: rfc822; \
         b@ente.example\nAction: failed (giving up)\nStatus: 5.2.2 (full)\n\nFinal-Recipient: rfc822; c@ente.example\nAction: \
         delivered\nStatus: 2.0.0\n",
    );
    let told: Vec<_> = found
        .recipients
        .iter()
        .map(|about| {
            (
                about.address.as_str(),
                about.action,
                about.status.as_deref().unwrap(),
                about.hard,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a@ente.example", Delayed, "4.4.1", false),
            ("b@ente.example", Failed, "5.2.2", false),
            ("c@ente.example", DeliveryAction::Delivered, "2.0.0", false),
        ]
    );
    assert_eq!(found.worst().unwrap().address, "b@ente.example");
}

#[test]
fn a_delay_and_a_delivery_are_no_bounces() {
    let late = report("Final-Recipient: rfc822; a@ente.example\nAction: delayed\nStatus: 4.0.0\n");
    assert_eq!(late.kind(), Kind::Delay);
    let arrived = report("Final-Recipient: rfc822; a@ente.example\nAction: relayed\nStatus: 2.1.5\n");
    assert_eq!(arrived.kind(), Kind::Receipt);
}

#[test]
fn a_vague_status_gives_way_to_what_the_server_said() {
    let code = |status: &str, said: &str| {
        let found = report(&format!(
            "Final-Recipient: rfc822; a@ente.example\nAction: failed\nStatus: {status}\nDiagnostic-Code: {said}\n"
        ));
        let about = found.recipients.into_iter().next().unwrap();
        (about.status.unwrap(), about.hard)
    };
    assert_eq!(code("5.0.0", "smtp; 550 5.1.1 unknown"), ("5.1.1".into(), true));
    assert_eq!(code("5.0.0", "smtp; 552 mailbox full"), ("5.0.0".into(), false));
    assert_eq!(code("5.7.1", "smtp; 550 blocked"), ("5.7.1".into(), false));
    assert_eq!(code("5.4.4", "smtp; host unknown"), ("5.4.4".into(), true));
    assert_eq!(code("4.4.7", "smtp; 451 expired"), ("4.4.7".into(), false));
    assert_eq!(code("", "smtp; 550 no such user"), ("5.1.1".into(), true));
}

#[test]
fn a_report_in_any_script_and_one_that_stands_in_the_text_are_read() {
    let raw = "From: MAILER-DAEMON@mx.example\nSubject: x\nContent-Type: multipart/report; report-type=global-delivery-status; \
               boundary=b\n\n--b\nContent-Type: message/global-delivery-status\n\nFinal-Recipient: utf-8; perché@ente.example\n\
               Action: failed\nStatus: 5.1.1\n\n--b--\n";
    let mail = parse(raw.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(Bounce::read(&mail).recipients[0].address, "perché@ente.example");
    let raw = "From: MAILER-DAEMON@mx.example\nSubject: x\n\nNon consegnato.\n\nFinal-Recipient: rfc822; ugo@ente.example\nAction: \
               failed\nStatus: 5.1.1\n\nMessage-ID: <3@cstpu.example>\n";
    let found = Bounce::read(&parse(raw.as_bytes(), &Limits::default()).unwrap());
    assert_eq!(found.recipients[0].status.as_deref(), Some("5.1.1"));
    assert_eq!(found.original_ids, ["3@cstpu.example"]);
}

#[test]
fn the_mail_that_came_back_tells_the_recipient_when_the_words_do_not() {
    let raw = "From: MAILER-DAEMON@mx.example\nTo: noi@cstpu.example\nSubject: failure notice\nContent-Type: multipart/mixed; \
               boundary=b\n\n--b\n\nPurtroppo no.\n--b\nContent-Type: message/rfc822\n\nTo: ugo@ente.example\nMessage-ID: \
               <4@cstpu.example>\n\nx\n--b--\n";
    let found = Bounce::read(&parse(raw.as_bytes(), &Limits::default()).unwrap());
    assert_eq!(found.recipients[0].address, "ugo@ente.example");
    assert_eq!(found.original_ids, ["4@cstpu.example"]);
}

#[test]
fn a_quoted_mail_and_the_answered_one_are_found_when_nothing_came_back() {
    let raw = "From: MAILER-DAEMON@mx.example\nIn-Reply-To: <5@cstpu.example>\nSubject: failure\n\nno\n> Message-Id: <6@cstpu.example>\n";
    let found = Bounce::read(&parse(raw.as_bytes(), &Limits::default()).unwrap());
    assert_eq!(found.original_ids, ["6@cstpu.example", "5@cstpu.example"]);
}

#[test]
fn a_report_on_thousands_is_read_as_far_as_its_limit() {
    let many: String = (0..5_000)
        .map(|n| format!("Final-Recipient: rfc822; p{n}@ente.example\nAction: failed\nStatus: 5.1.1\n\n"))
        .collect();
    assert_eq!(report(&many).recipients.len(), MOST_RECIPIENTS);
}

#[test]
fn a_refusal_blames_the_address_only_when_it_is_unknown_or_closed() {
    for said in [
        "550 5.1.1 no such mailbox",
        "permanent error (550): 5.1.1",
        "550 user unknown",
        "5.2.1 mailbox disabled",
    ] {
        assert!(refuses_the_address(said), "{said}");
    }
    for said in [
        "554 5.7.1 relay access denied",
        "552 5.2.2 mailbox full",
        "550 5.7.1 blocked, user unknown to our reputation list",
        "554 transaction failed",
        "451 4.1.1 user unknown, try later",
        "address: it cannot be written",
    ] {
        assert!(!refuses_the_address(said), "{said}");
    }
}

#[test]
fn a_report_that_wants_to_cost_time_costs_little() {
    let begun = std::time::Instant::now();
    let names: String = (0..20).map(|n| format!("p{n}@ente.example, ")).collect();
    let part = "--b\nContent-Type: message/rfc822\n\nMessage-ID: <x@y>\n\n";
    let raw = format!(
        "From: MAILER-DAEMON@mx.example\nX-Failed-Recipients: {names}\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{}\n{}",
        "user 550 mailbox p1@ente.example over and over\n".repeat(20_000),
        part.repeat(900),
    );
    let found = Bounce::read(&parse(raw.as_bytes(), &Limits::default()).unwrap());
    assert_eq!((found.recipients.len(), found.original_ids.len()), (20, 1));
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn an_address_that_only_explains_how_addresses_look_is_nobody_s() {
    let raw = "From: MAILER-DAEMON@mx.example\nSubject: Returned mail: nameserver error report\n\n\
        Message not delivered to the following:\n\n ugo    No matches to nameserver query\n\n\
        Use the most explicit form of the name, e.g., if\nugo.rossi@ente.example fails, try \
        ugo.maria.rossi@ente.example.\n\
        Deliver to NAME@ente.example instead.\n";
    let mail = parse(raw.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(Bounce::read(&mail).recipients, []);
    let raw = "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nNot delivered, e.g. because it is full:\nugo@ente.example\n";
    let mail = parse(raw.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(Bounce::read(&mail).recipients[0].address, "ugo@ente.example");
}
