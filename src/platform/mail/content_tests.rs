// SPDX-License-Identifier: AGPL-3.0-or-later
//! Odd structures and odd attachments, one oddity a test, and what must come of each.

use super::super::parse::{Limits, Notice, ParsedMail, parse};

fn read(raw: impl AsRef<[u8]>) -> ParsedMail {
    parse(raw.as_ref(), &Limits::default()).unwrap()
}

fn names(mail: &ParsedMail) -> Vec<&str> {
    mail.attachments.iter().map(|file| file.filename.as_str()).collect()
}

/// A multipart of these parts.
fn parts(kind: &str, parts: &[&str]) -> String {
    let inside: String = parts.iter().map(|part| format!("--b\r\n{part}\r\n")).collect();
    format!("From: a@x.example\r\nContent-Type: {kind}; boundary=b\r\n\r\n{inside}--b--\r\n")
}

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], length.as_slice(), content].concat()
}

/// Opaque-signed content, as RFC 5652 wraps it.
fn signed(content: &[u8]) -> Vec<u8> {
    let kind = |last: u8| value(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last]);
    let inner = value(0x30, &[kind(1), value(0xa0, &value(0x04, content))].concat());
    let data = value(0x30, &[value(0x02, &[1]), value(0x31, b""), inner].concat());
    value(0x30, &[kind(2), value(0xa0, &data)].concat())
}

#[test]
fn mail_in_other_line_ends_and_with_a_mark_at_its_beginning_is_read() {
    let mail = "From: a@x.example\nSubject: perché\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nciao\n--b--\n";
    let wide: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(mail.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let doubled = mail.replace('\n', "\r\r\n");
    for raw in [
        mail.replace('\n', "\r").into_bytes(),
        format!("\u{feff}{mail}").into_bytes(),
        wide,
        doubled.into_bytes(),
    ] {
        let mail = read(&raw);
        assert_eq!(
            (mail.subject.as_str(), mail.text.as_str()),
            ("perché", "ciao"),
            "{:?}",
            &raw[..20]
        );
    }
}

#[test]
fn a_text_that_looks_like_a_field_is_not_taken_for_one() {
    let mail = read("From: a@x.example\nSubject: s\n\nNota: ciao\nOra: 12\n");
    assert_eq!(mail.text, "Nota: ciao\nOra: 12");
    let missing = read("From: a@x.example\nSubject: s\nBuongiorno\nNota: ciao\n");
    assert_eq!(
        (missing.subject.as_str(), missing.text.as_str()),
        ("s", "Buongiorno\nNota: ciao")
    );
}

#[test]
fn what_stands_before_the_header_is_passed_over() {
    let mail = read("+OK 120 octets\nReceived: by x\nSubject: s\n\nciao\n");
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("s", "ciao"));
}

#[test]
fn continuations_with_tabs_and_blanks_belong_to_their_field() {
    let mail = read("Subject: uno\n\tdue\n    tre: x\nTo: a@x.example,\n\tb@x.example\n\nciao\n");
    assert_eq!((mail.subject.as_str(), mail.to.len()), ("uno due tre: x", 2));
}

#[test]
fn boundaries_are_found_when_they_are_badly_written() {
    let blanks = "Content-Type: multipart/mixed; boundary=\"b \"\n\n--b  \n\nuno\n--b-- \n";
    assert_eq!(read(blanks).text, "uno");
    let prefix = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n\nuno\n--b1--\n--b\n\ndue\n--b--\n";
    assert_eq!(read(prefix).text, "uno\n\ndue");
    for unnamed in [
        "multipart/mixed",
        "multipart/mixed; boundary=\"\"",
        "multipart/mixed; charset=x",
    ] {
        let mail = read(format!(
            "Content-Type: {unnamed}\n\n--xyz\n\nuno\n--xyz\n\ndue\n--xyz--\n"
        ));
        assert_eq!(mail.text, "uno\n\ndue", "{unnamed}");
    }
}

#[test]
fn parts_of_a_digest_are_mails() {
    let mail = read(parts(
        "multipart/digest",
        &["\r\nSubject: uno\r\n\r\nx", "Content-Type: text/plain\r\n\r\nindice"],
    ));
    assert_eq!((names(&mail), mail.text.as_str()), (vec!["uno.eml"], "indice"));
    assert_eq!(mail.attachments[0].content_type, "message/rfc822");
}

#[test]
fn an_attached_mail_in_base64_is_kept_decoded() {
    let mail = read(parts(
        "multipart/mixed",
        &["Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogYQ0KDQpi"],
    ));
    assert_eq!(
        (names(&mail), mail.attachments[0].bytes.as_slice()),
        (vec!["a.eml"], b"Subject: a\r\n\r\nb".as_slice())
    );
}

#[test]
fn of_a_related_set_the_root_is_read_and_the_others_are_its_files() {
    let set = [
        "Content-Type: text/css\r\nContent-ID: <stile@x>\r\n\r\np{}",
        "Content-Type: text/html\r\nContent-ID: <pagina@x>\r\n\r\n<p>ciao</p>",
        "Content-Type: text/plain\r\nContent-ID: <nota@x>\r\n\r\nnota",
    ];
    let mail = read(parts("multipart/related; start=\"<pagina@x>\"", &set));
    assert_eq!(
        (mail.text.as_str(), names(&mail)),
        ("ciao", vec!["allegato-1.css", "allegato-2.txt"])
    );
}

#[test]
fn a_named_form_of_the_text_is_still_the_text() {
    let mail = read(parts(
        "multipart/alternative",
        &["Content-Type: text/html; name=corpo.html\r\n\r\n<p>ciao</p>"],
    ));
    assert_eq!((mail.text.as_str(), mail.attachments.len()), ("ciao", 0));
}

#[test]
fn a_text_file_that_is_to_be_shown_is_the_text_where_there_is_no_other() {
    let file = "Content-Type: text/plain; name=nota.txt\r\nContent-Disposition: inline; filename=nota.txt\r\n\r\nciao";
    let alone = read(parts("multipart/mixed", &[file]));
    assert_eq!((alone.text.as_str(), names(&alone)), ("ciao", vec!["nota.txt"]));
    let beside = read(parts("multipart/mixed", &["\r\ntesto", file]));
    assert_eq!((beside.text.as_str(), names(&beside)), ("testo", vec!["nota.txt"]));
}

#[test]
fn of_several_forms_the_best_is_read() {
    let rich = "Content-Type: text/enriched\r\n\r\n<bold>ciao</bold>";
    let program = "Content-Type: text/x-amp-html\r\n\r\n<p>amp</p>";
    assert_eq!(
        read(parts("multipart/alternative", &[rich, "\r\nsemplice"])).text,
        "semplice"
    );
    assert_eq!(read(parts("multipart/alternative", &[program, rich])).text, "ciao");
    let mail = read(parts(
        "multipart/alternative",
        &["\r\n", program, "Content-Type: text/html\r\n\r\n<p>vero</p>"],
    ));
    assert_eq!(
        (mail.text.as_str(), mail.html.as_deref()),
        ("vero", Some("<p>vero</p>"))
    );
    assert_eq!(
        read(parts("multipart/alternative", &["\r\nuno", "\r\ndue"])).text,
        "uno\n\ndue"
    );
}

#[test]
fn transfer_encodings_are_recognised_in_odd_words() {
    for (encoding, body) in [
        ("BASE64", "Y2lhbw=="),
        ("base64 (comment)", "Y2lhbw=="),
        ("\"base64\"", "Y2lhbw=="),
        ("Quoted-Printable", "ci=61o"),
        ("8-bit", "ciao"),
        ("7 bit", "ciao"),
        ("x-boh", "ciao"),
        ("x-uuencode", "begin 644 a\r\n$8VEA;P``\r\n`\r\nend"),
    ] {
        let mail = read(format!(
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"
        ));
        assert_eq!(mail.text, "ciao", "{encoding}");
    }
}

#[test]
fn a_file_without_a_name_is_called_by_what_is_known_of_it() {
    for (head, name) in [
        ("Content-Type: image/png\r\nContent-ID: <foto.png@01D>", "foto.png"),
        ("Content-Type: image/png\r\nContent-ID: <parte1.2@x>", "allegato-1.png"),
        (
            "Content-Type: application/pdf\r\nContent-Description: Relazione",
            "Relazione.pdf",
        ),
        (
            "Content-Type: application/pdf\r\nContent-Description: =?utf-8?Q?Perch=C3=A9.pdf?=",
            "Perché.pdf",
        ),
        (
            "Content-Type: application/zip\r\nContent-Location: http://x.example/dati.zip",
            "dati.zip",
        ),
        (
            "Content-Type: application/pdf; name=b.pdf\r\nContent-Disposition: attachment; filename=a.pdf",
            "a.pdf",
        ),
        ("Content-Disposition: attachment", "allegato-1.txt"),
        ("Content-Type: message/rfc822", "allegato-1.eml"),
    ] {
        assert_eq!(names(&read(format!("{head}\r\n\r\nx"))), [name], "{head}");
    }
}

#[test]
fn a_packing_of_outlook_gives_its_text_and_its_files() {
    let attribute = |level: u8, tag: u32, data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        [&[level], tag.to_le_bytes().as_slice(), &length, data, &[0, 0]].concat()
    };
    let packing = [
        vec![0x78, 0x9f, 0x3e, 0x22, 1, 0],
        attribute(1, 0x0002_800c, b"Dentro\0"),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"../nota.txt\0"),
        attribute(2, 0x0006_800f, b"abc\r\n"),
    ];
    let mail = |bytes: &[u8]| {
        let head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream; name=winmail.dat\r\n\r\n";
        read([head.as_slice(), bytes, b"\r\n--b--\r\n"].concat())
    };
    let opened = mail(&packing.concat());
    assert_eq!((opened.text.as_str(), names(&opened)), ("Dentro", vec!["nota.txt"]));
    assert_eq!(opened.attachments[0].bytes, b"abc\r\n");
    // Outlook repeats in the packing what stands beside it.
    let head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n Dentro.\r\n--b\r\nContent-Type: application/ms-tnef\r\n\r\n";
    let beside = read([head.as_slice(), &packing.concat(), b"\r\n--b--\r\n"].concat());
    assert_eq!((beside.text.trim(), names(&beside)), ("Dentro.", vec!["nota.txt"]));
    let broken = mail(b"rotto");
    assert_eq!(
        (names(&broken), broken.notices.as_slice()),
        (vec!["winmail.dat"], [Notice::NotOpened].as_slice())
    );
}

#[test]
fn a_file_written_into_the_text_is_an_attachment() {
    let mail = read("Subject: s\r\n\r\nEcco:\r\nbegin 644 C:\\dati\\nota.txt\r\n#0V%T\r\n`\r\nend\r\nSaluti\r\n");
    assert_eq!((mail.text.as_str(), names(&mail)), ("Ecco:\nSaluti", vec!["nota.txt"]));
    assert_eq!(mail.attachments[0].bytes, b"Cat");
}

#[test]
fn signed_mail_is_opened_and_the_signature_kept() {
    let inner = b"Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nfirmato\r\n--c\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nPDF\r\n--c--\r\n";
    let head =
        b"From: a@x.example\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n\r\n";
    let mail = read([head.as_slice(), &signed(inner)].concat());
    assert_eq!(
        (mail.text.as_str(), names(&mail)),
        ("firmato", vec!["a.pdf", "smime.p7m"])
    );
    let twice = [head.as_slice(), &signed(&[head.as_slice(), &signed(inner)].concat())].concat();
    assert_eq!(read(twice).text, "firmato");
    let bare = [head.as_slice(), &signed(b"\r\nsolo testo\r\n")].concat();
    assert_eq!(read(bare).text, "solo testo");
}

#[test]
fn a_signed_document_stays_a_document_and_is_shown_beside_what_was_signed() {
    let mail = |name: &str, content: &[u8]| {
        let head =
            format!("Content-Type: application/pkcs7-mime; name={name}\r\nContent-Disposition: attachment\r\n\r\n");
        read([head.as_bytes(), &signed(content)].concat())
    };
    for (name, content, document) in [
        ("relazione.pdf.p7m", b"%PDF-1.7: x\r\n".as_slice(), "relazione.pdf"),
        ("lettera.eml.p7m", b"Subject: x\r\n\r\nNo\r\n", "lettera.eml"),
        ("smime.p7m", b"%PDF-1.7", "smime.pdf"),
        ("Prot.7.p7m", b"\0\x01", "Prot.7.bin"),
        ("elenco.csv.P7M.p7m", &signed(&signed(b"a;b")), "elenco.csv"),
    ] {
        let mail = mail(name, content);
        assert_eq!((mail.text.as_str(), names(&mail)), ("", vec![name, document]));
    }
    let four = signed(&signed(&signed(b"x")));
    assert_eq!(mail("a.txt.p7m", &four).attachments[1].bytes, signed(b"x"));
    // Only the signature is there, the document was sent apart.
    assert_eq!(names(&mail("a.txt.p7m", b"")), ["a.txt.p7m"]);
}

#[test]
fn encrypted_mail_is_kept_and_said_to_be_encrypted() {
    let kind = value(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03]);
    let head = b"Content-Type: application/x-pkcs7-mime; name=smime.p7m\r\n\r\n";
    let mail = read([head.as_slice(), &value(0x30, &kind)].concat());
    assert_eq!(
        (names(&mail), mail.notices.as_slice()),
        (vec!["smime.p7m"], [Notice::Encrypted].as_slice())
    );
    let pgp = read(parts(
        "multipart/encrypted",
        &["Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1"],
    ));
    assert_eq!(pgp.notices, [Notice::Encrypted]);
}

#[test]
fn an_invitation_is_told_beside_its_file() {
    let calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Riunione\r\nDTSTART:20261124T133000Z\r\nEND:VEVENT\r\nEND:VCALENDAR";
    let mail = read(parts(
        "multipart/mixed",
        &[
            "\r\nCiao",
            &format!("Content-Type: text/calendar; method=REQUEST; name=invito.ics\r\n\r\n{calendar}"),
        ],
    ));
    assert_eq!(mail.text, "Ciao\n\nInvito: Riunione\nQuando: 24/11/2026 14:30");
    assert_eq!(
        (names(&mail), mail.attachments[0].bytes.as_slice()),
        (vec!["invito.ics"], calendar.as_bytes())
    );
    let alone = read(format!("Content-Type: text/calendar\r\n\r\n{calendar}"));
    assert_eq!(alone.text, "Invito: Riunione\nQuando: 24/11/2026 14:30");
}

#[test]
fn a_page_that_names_its_own_charset_is_read_in_it() {
    let mail = read(b"Content-Type: text/html\r\n\r\n<meta http-equiv=Content-Type content=\"text/html; charset=koi8-r\"><p>\xf0\xd2\xc9\xd7\xc5\xd4</p>");
    assert_eq!(mail.text, "Привет");
}

#[test]
fn flowed_paragraphs_lose_the_blank_where_they_say_so() {
    let mail = read("Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nuna pa \r\nrola\r\n");
    assert_eq!(mail.text, "una parola");
}

#[test]
fn raw_headers_are_read_in_the_charset_of_the_text_beneath() {
    let mail = read(b"Subject: \xf0\xd2\xc9\xd7\xc5\xd4\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n\xf0\xd2\xc9\xd7\xc5\xd4");
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("Привет", "Привет"));
}

#[test]
fn copies_that_differ_only_on_the_way_have_one_digest() {
    let mail = |ends: &str, received: &str| {
        let text = format!(
            "Received: {received}\nFrom: a@x.example\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nciao  a\nte\n--b\n\
             Content-Type: text/csv; name=a.csv\n\na;b\nc;d\n--b--\n"
        );
        read(text.replace('\n', ends)).content_sha256()
    };
    assert_eq!(mail("\n", "uno"), mail("\r\n", "due"));
}

#[test]
fn searches_for_boundaries_that_no_type_names_are_few() {
    let part = format!("--b\nContent-Type: multipart/mixed\n\n{}", "--x\ny\n".repeat(5_000));
    let raw = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", part.repeat(300));
    assert!(read(raw).text.contains("y"));
}

/// The HTML that a page shows of parts that stand one after the other.
fn shown_of_parts(parts: &[(&str, &str)]) -> String {
    let parts: String = parts
        .iter()
        .map(|(kind, text)| format!("--b\nContent-Type: {kind}\n\n{text}\n"))
        .collect();
    let raw = format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n");
    let html = parse(raw.as_bytes(), &Limits::default()).unwrap().html.unwrap();
    let limits = crate::platform::mail::HtmlLimits {
        bytes: 256 * 1024,
        depth: 256,
        attributes: 64,
    };
    crate::platform::mail::clean_html(&html, "", &limits).unwrap().shown
}

#[test]
fn no_part_hides_the_next_or_carries_it_away() {
    for open in [
        "<p>uno<img src=\"http://spia.example/?",
        "<p>uno<img alt='",
        "<p>uno<a href=\"http://spia.example/?",
        "<p>uno<!-- ",
        "<p>uno<style>",
        "<p>uno<title>",
        "<p>uno<textarea>",
        "<p>uno<xmp>",
        "<p>uno<plaintext>",
        "<p>uno<noscript>",
        "<p>uno<template>",
        "<p>uno<iframe>",
        "<p>uno<select><option>",
        "<p>uno<svg><style><!--",
        "<p>uno<math><mtext><table><mglyph><style>",
        "<p>uno<table><tr><td>",
        "<p>uno<div style=\"display:none\">",
        "<p>uno</div></body></html>",
        "<p>uno<![CDATA[",
    ] {
        let shown = shown_of_parts(&[("text/html", open), ("text/plain", "due"), ("text/html", "<p>tre</p>")]);
        assert!(shown.starts_with("<div>") && shown.contains("uno"), "{open}: {shown}");
        assert!(
            shown.ends_with("<div>due</div><div><p>tre</p></div>"),
            "{open}: {shown}"
        );
        assert!(
            !shown.contains("spia.example/?<") && !shown.contains("&lt;div"),
            "{open}: {shown}"
        );
    }
}

#[test]
fn a_link_that_one_part_leaves_open_does_not_hold_the_words_of_the_next() {
    let shown = shown_of_parts(&[
        ("text/html", "<a href=\"http://x.example/\">uno"),
        ("text/plain", "due"),
    ]);
    assert_eq!(
        shown,
        "<div><a href=\"http://x.example/\" rel=\"noopener noreferrer\">uno</a></div><div>due</div>"
    );
}

#[test]
fn more_files_in_a_text_than_a_mail_may_have_stay_text() {
    let file = "begin 644 a.txt\n#0V%T\n`\nend\n";
    let part = format!("--b\n\nEcco:\n{}\n", file.repeat(3));
    let raw = format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{part}{part}--b--\n");
    let limits = Limits {
        parts: 5,
        ..Limits::default()
    };
    let mail = parse(raw.as_bytes(), &limits).unwrap();
    assert_eq!(mail.attachments.len(), 3);
    assert_eq!(mail.text.matches("begin 644 a.txt").count(), 3);
}
