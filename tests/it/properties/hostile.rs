// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mails that are only large, deep or many: made here, because as files they would be nothing but size. Each is told in
//! bounded time, with what could be read and with a notice of what is missing.

use std::time::{Duration, Instant};

use serde_json::Value;
use sportello::config::Config;
use sportello::intake;

/// Longer than any of them takes unoptimised on a busy machine; a quadratic reading takes minutes.
const LONGEST: Duration = Duration::from_secs(30);

fn told(mail: &str) -> Value {
    let begun = Instant::now();
    let inspection = intake::inspect(mail.as_bytes(), &Config::default(), false).unwrap();
    assert!(begun.elapsed() < LONGEST, "took {:?}", begun.elapsed());
    serde_json::to_value(inspection).unwrap()
}

fn notices(told: &Value) -> Vec<&str> {
    told["notices"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect()
}

fn letter(headers: &str, body: &str) -> String {
    format!("From: anna.neri@comune-fano.example\r\nSubject: Guasto\r\n{headers}\r\n{body}")
}

/// A letter of that type, with its first part in front of what is hostile.
fn many(kind: &str, rest: &str) -> String {
    letter(
        &format!("Content-Type: {kind}; boundary=b\r\n"),
        &format!("--b\r\nContent-Type: text/plain\r\n\r\nNon va.\r\n{rest}--b--\r\n"),
    )
}

#[test]
fn of_too_many_parts_the_first_are_read() {
    let part = "--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n";
    let mail = told(&many("multipart/mixed", &part.repeat(20_000)));
    assert!(notices(&mail).contains(&"too-many-parts"), "{:?}", notices(&mail));
    assert_eq!((&mail["subject"], &mail["text"]), (&"Guasto".into(), &"Non va.".into()));
    assert!(mail["attachments"].as_array().unwrap().len() < 2_000);
}

#[test]
fn of_multiparts_within_multiparts_the_outer_are_read() {
    let mut body = String::new();
    for depth in 0..5_000 {
        body.push_str(&format!(
            "--b{depth}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n",
            depth + 1
        ));
    }
    let mail = told(&letter("Content-Type: multipart/mixed; boundary=b0\r\n", &body));
    assert!(notices(&mail).contains(&"too-deep"), "{:?}", notices(&mail));
    assert_eq!(mail["subject"], "Guasto");
}

#[test]
fn of_mails_within_mails_the_outer_is_read() {
    let mut body = "Non va.".to_owned();
    for _ in 0..300 {
        body = format!("Content-Type: message/rfc822\r\n\r\n{body}");
    }
    let mail = told(&letter("", &body));
    assert_eq!(mail["subject"], "Guasto");
}

#[test]
fn of_too_many_fields_the_first_are_read() {
    let fields: String = (0..50_000).map(|number| format!("X-A{number}: b\r\n")).collect();
    let mail = told(&letter(&fields, "Non va."));
    assert!(notices(&mail).contains(&"too-many-headers"), "{:?}", notices(&mail));
    assert_eq!((&mail["subject"], &mail["text"]), (&"Guasto".into(), &"Non va.".into()));
}

#[test]
fn behind_too_many_fields_a_mail_still_has_its_sender_its_subject_and_its_parts() {
    let recipients: Vec<String> = (0..20_000).map(|number| format!("a{number}@x.example")).collect();
    let rest = "From: anna.neri@comune-fano.example\r\nSubject: Guasto\r\n in ufficio\r\nMessage-ID: <uno@x.example>\r\n\
                Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nPerch=C3=A9?\r\n";
    for before in [
        (0..50_000).map(|number| format!("X-A{number}: b\r\n")).collect(),
        format!("X-A: {}\r\n", "a".repeat(2_000_000)),
        format!("X-A: a\r\n{}", " b\r\n".repeat(200_000)),
        format!("To: {}\r\n", recipients.join(",\r\n ")),
        format!(
            "References: {}\r\n",
            "<i@x.example>\r\n ".repeat(50_000) + "<o@x.example>"
        ),
        format!("From: {}\r\n", "a".repeat(2_000_000)),
    ] {
        let mail = told(&format!("{before}{rest}"));
        assert!(notices(&mail).contains(&"too-many-headers"), "{:?}", notices(&mail));
        assert_eq!(
            (&mail["from_addr"], &mail["subject"], &mail["message_id"], &mail["text"]),
            (
                &"anna.neri@comune-fano.example".into(),
                &"Guasto in ufficio".into(),
                &"uno@x.example".into(),
                &"Perché?".into()
            )
        );
    }
}

#[test]
fn of_too_many_addresses_and_references_some_are_kept() {
    let addresses: Vec<String> = (0..20_000).map(|number| format!("a{number}@x.example")).collect();
    let ids: Vec<String> = (0..20_000).map(|number| format!("<i{number}@x.example>")).collect();
    let headers = format!(
        "To: {}\r\nReferences: {}\r\n",
        addresses.join(",\r\n "),
        ids.join("\r\n ")
    );
    let mail = told(&letter(&headers, "Non va."));
    assert!(mail["to"].as_array().unwrap().len() <= 500 && mail["references"].as_array().unwrap().len() <= 100);
    assert_eq!((&mail["subject"], &mail["text"]), (&"Guasto".into(), &"Non va.".into()));
}

#[test]
fn a_text_without_end_is_cut() {
    let mail = told(&letter("", &"parola ".repeat(400_000)));
    assert!(notices(&mail).contains(&"text-cut"), "{:?}", notices(&mail));
    assert!(mail["text"].as_str().unwrap().starts_with("parola parola"));
}

#[test]
fn html_of_nothing_but_tags_ends() {
    let html = |body: &str| letter("Content-Type: text/html; charset=utf-8\r\n", body);
    for body in [
        format!("Non va.{}", "<div>".repeat(50_000)),
        format!("Non va.{}", "<a href='x'>".repeat(20_000)),
        format!("Non va.<p {}>", "a=b ".repeat(50_000)),
        format!("Non va.{}", "<!--".repeat(50_000)),
        format!("Non va.{}", "&lt".repeat(100_000)),
        format!("Non va.{}", "<table><tr><td>".repeat(10_000)),
        format!("Non va.{}", "<svg><math><style>".repeat(5_000)),
    ] {
        let mail = told(&html(&body));
        assert_eq!(mail["subject"], "Guasto");
        assert!(mail["html"].as_str().is_none_or(|html| html.len() < 8_000_000));
    }
}

#[test]
fn quotes_and_attributions_without_end_are_folded_in_time() {
    for line in [
        "> a\r\n",
        ">",
        "On On On ",
        "Il giorno ",
        "Da: a\r\n",
        "-- \r\n",
        "a wrote:\r\n> b\r\n",
        "___\r\n",
        " ",
    ] {
        let mail = told(&letter("", &format!("Non va.\r\n{}", line.repeat(20_000))));
        assert!(mail["text"].as_str().unwrap().starts_with("Non va."), "{line:?}");
    }
}

#[test]
fn encoded_words_and_parameters_without_end_are_read_in_time() {
    let pieces: String = (0..5_000)
        .map(|number| format!(";\r\n filename*{number}*=%61"))
        .collect();
    for headers in [
        format!("X-A: {}\r\n", "=?utf-8?Q?a?= ".repeat(15_000)),
        format!("To: {}\r\n", "\"".repeat(50_000)),
        format!("To: {}\r\n", "(".repeat(50_000)),
        format!("Cc: {}\r\n", "<a@b".repeat(20_000)),
        format!("Content-Disposition: attachment{pieces}\r\n"),
        format!("Content-Type: text/plain{}\r\n", ";a=\"".repeat(30_000)),
    ] {
        assert_eq!(told(&letter(&headers, "Non va."))["subject"], "Guasto");
    }
}

#[test]
fn boundaries_without_end_are_read_in_time() {
    let mail = told(&many("multipart/alternative", &"--b\r\n".repeat(50_000)));
    assert_eq!(mail["subject"], "Guasto");
    let mail = told(&many("multipart/mixed", &"--".repeat(200_000)));
    assert_eq!(mail["subject"], "Guasto");
}

#[test]
fn packings_that_unpack_to_much_are_kept_closed() {
    // A head that promises seventy million bytes, and eight letters that repeat the last byte 762 times, again and again.
    let letters = "!Q&K!&4&@&4dG(Kd!!!%,\"f!!!!!!(Ki".to_owned() + &"N2q3rj$r".repeat(100_000);
    let bomb = format!("Content-Type: application/mac-binhex40; name=a.hqx\r\n\r\n:{letters}:");
    let part = format!("--b\r\n{bomb}\r\n");
    let mail = told(&many("multipart/mixed", &part.repeat(3)));
    assert_eq!(mail["text"], "Non va.");
    let files = mail["attachments"].as_array().unwrap();
    assert!(files.iter().all(|file| file["name"] == "a.hqx"), "{files:?}");
    assert_eq!(files.len(), 3);
    assert!(notices(&mail).contains(&"not-opened"));
}

#[test]
fn beginnings_of_packings_without_end_are_read_in_time() {
    for begin in [
        "(This file must be converted with BinHex 4.0)\r\n",
        "(This file must be converted with BinHex 4.0)\r\n:\r\n",
        "=ybegin line=128 size=1 name=a\r\n",
        "begin 644 a\r\n",
    ] {
        let mail = told(&letter("", &begin.repeat(200_000)));
        assert!(
            mail["text"].as_str().unwrap().contains(begin.lines().next().unwrap()),
            "{begin}"
        );
    }
}
