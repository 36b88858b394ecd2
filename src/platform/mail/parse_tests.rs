// SPDX-License-Identifier: AGPL-3.0-or-later
//! Odd mails, one oddity a test, and what must come of each.

use super::*;

fn read(raw: impl AsRef<[u8]>) -> ParsedMail {
    parse(raw.as_ref(), &Limits::default()).unwrap()
}

fn names(mail: &ParsedMail) -> Vec<&str> {
    mail.attachments.iter().map(|file| file.filename.as_str()).collect()
}

#[test]
fn an_ordinary_mail_is_read_whole() {
    let mail = read(
        "Message-ID: <1@x.example>\r\nIn-Reply-To: <0@x.example>\r\nReferences: <a@x.example>\r\n\t<0@x.example>\r\n\
         From: \"Neri, Anna\" <Anna@Comune.Example>\r\nTo: a@x.example, Bianchi <b@x.example>\r\nCc: Ufficio: c@x.example;\r\n\
         Reply-To: segreteria@comune.example\r\nDate: Tue, 24 Nov 2026 14:30:00 +0100\r\nSubject: =?utf-8?Q?La_stampante_=C3=A8?=\r\n \
         =?utf-8?Q?_rotta?=\r\n\r\nBuongiorno\r\n",
    );
    assert_eq!(mail.message_id.as_deref(), Some("1@x.example"));
    assert_eq!(mail.in_reply_to, ["0@x.example"]);
    assert_eq!(mail.references, ["a@x.example", "0@x.example"]);
    assert_eq!(mail.subject, "La stampante è rotta");
    assert_eq!(
        mail.from.as_ref().unwrap().to_string(),
        "Neri, Anna <Anna@comune.example>"
    );
    assert_eq!(
        mail.to.iter().map(Address::address).collect::<Vec<_>>(),
        ["a@x.example", "b@x.example"]
    );
    assert_eq!(mail.cc[0].address(), "c@x.example");
    assert_eq!(mail.reply_to[0].address(), "segreteria@comune.example");
    assert_eq!(mail.date.unwrap().micros(), 1_795_527_000_000_000);
    assert_eq!(mail.text, "Buongiorno");
    assert!(mail.notices.is_empty() && mail.attachments.is_empty());
}

#[test]
fn blank_lines_and_a_mailbox_line_before_the_header_do_not_count() {
    for start in [
        "\n\n",
        "  \r\n",
        "From anna@x.example Tue Nov 24 10:00:00 2026\n",
        "\n>From anna@x.example x\n",
    ] {
        let mail = read(format!("{start}From: anna@x.example\nSubject: Guasto\n\nciao\n"));
        assert_eq!(
            (mail.subject.as_str(), mail.text.as_str()),
            ("Guasto", "ciao"),
            "{start:?}"
        );
    }
}

#[test]
fn a_line_that_is_no_field_amid_the_header_is_passed_over() {
    let mail = read("From: anna@x.example\nqualcosa\nSubject: Guasto\n   \nX-A: b\n\nciao\n");
    assert_eq!(
        (mail.subject.as_str(), mail.header("x-a"), mail.text.as_str()),
        ("Guasto", Some("b"), "ciao")
    );
}

#[test]
fn a_mail_without_header_is_its_text() {
    let mail = read("Buongiorno, non va niente.\n\nAnna\n");
    assert_eq!(mail.text, "Buongiorno, non va niente.\n\nAnna");
    assert_eq!((mail.from, mail.notices), (None, vec![Notice::NoHeaders]));
}

#[test]
fn a_header_without_body_is_an_empty_text() {
    assert_eq!(read("Subject: Guasto").subject, "Guasto");
    assert_eq!(read("Subject: Guasto\n\n").text, "");
    assert_eq!(parse(b" \r\n\t\n", &Limits::default()).err(), Some(Unreadable::Empty));
}

#[test]
fn raw_8_bit_headers_and_bodies_are_read() {
    let mail = read(b"From: Andr\xe9 <a@x.example>\nSubject: perch\xe9?\n\ncos\xec\n");
    assert_eq!(
        (
            mail.from.as_ref().unwrap().name(),
            mail.subject.as_str(),
            mail.text.as_str()
        ),
        ("André", "perché?", "così")
    );
    assert_eq!(mail.notices, [Notice::CharsetGuessed]);
    assert_eq!(read("Subject: perché?\n\ncosì\n").subject, "perché?");
}

#[test]
fn a_japanese_mail_is_read() {
    let mail = read(
        b"Subject: =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=\nContent-Type: text/plain; charset=ISO-2022-JP\n\n\x1b$B%F%9%H\x1b(B\n",
    );
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("テスト", "テスト"));
}

#[test]
fn an_encoded_name_cannot_smuggle_a_header() {
    let mail =
        read("From: =?utf-8?q?Mario=0D=0ABcc=3A_x=40y.example=00?= <a@b.example>\nSubject: =?utf-8?q?a=0Ab?=\n\nx");
    assert_eq!(mail.from.unwrap().name(), "Mario Bcc: x@y.example");
    assert_eq!(mail.subject, "a b");
}

#[test]
fn a_sender_below_one_without_an_address_counts_and_is_flagged() {
    let mail = read("From: [??????]\nReply-To: altro@y.example\nFrom: Vero <vero@x.example>\n\nx");
    assert_eq!(mail.from.unwrap().to_string(), "Vero <vero@x.example>");
    assert_eq!(
        (mail.from_name, mail.notices),
        ("Vero".to_owned(), vec![Notice::SeveralFrom])
    );
}

#[test]
fn the_first_of_two_senders_counts_and_is_flagged() {
    let mail = read("From: vero@x.example\nFrom: falso@y.example\n\nx");
    assert_eq!(
        (mail.from.unwrap().address(), mail.from_header_count),
        ("vero@x.example", 2)
    );
    assert_eq!(mail.notices, [Notice::SeveralFrom]);
    assert_eq!(
        read("From: a@x.example, b@x.example\n\nx").notices,
        [Notice::SeveralFrom]
    );
}

#[test]
fn identifiers_are_found_in_odd_fields() {
    let mail = read("In-Reply-To: Your message of Monday <1@x.example> (ciao)\nReferences: <a@x>,<b@x> <c@x\n\nx");
    assert_eq!(mail.in_reply_to, ["1@x.example"]);
    assert_eq!(mail.references, ["a@x", "b@x", "c@x"]);
    assert_eq!(
        read("Message-ID: senza@brackets.example\n\nx").message_id.as_deref(),
        Some("senza@brackets.example")
    );
    assert_eq!(read("In-Reply-To: Your message of Monday\n\nx").in_reply_to, [""; 0]);
}

#[test]
fn of_two_forms_of_a_text_the_plain_one_is_read_unless_it_is_an_excuse() {
    let both = |plain: &str| {
        read(format!(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{plain}\n--b\n\
             Content-Type: multipart/related; boundary=c\n\n--c\nContent-Type: text/html\n\n<p>Testo lungo <b>in</b> HTML e basta.\n\
             --c\nContent-Type: image/png\nContent-ID: <img1>\nContent-Transfer-Encoding: base64\n\niVBORw0K\n--c--\n--b--\n"
        ))
    };
    let mail = both("In breve");
    assert_eq!(mail.text, "In breve");
    assert_eq!(names(&mail), ["allegato-1.png"]);
    assert_eq!(
        (mail.attachments[0].content_id.as_deref(), mail.attachments[0].inline),
        (Some("img1"), true)
    );
    assert_eq!(mail.attachments[0].bytes, b"\x89PNG\r\n");
    assert_eq!(both("").text, "Testo lungo in HTML e basta.");
    assert_eq!(both("Questo è HTML").text, "Testo lungo in HTML e basta.");
}

#[test]
fn texts_between_pictures_are_joined_in_order() {
    let mail = read(
        "Content-Type: multipart/mixed; boundary=\"=_x:1\"\n\npreambolo\n--=_x:1\n\nprima\n--=_x:1\nContent-Type: image/png; name=foto.png\n\
         Content-Disposition: inline\n\nx\n--=_x:1\nContent-Type: text/plain\n\ndopo\n--=_x:1--\nepilogo\n",
    );
    assert_eq!((mail.text.as_str(), names(&mail)), ("prima\n\ndopo", vec!["foto.png"]));
    assert!(mail.attachments[0].inline);
}

#[test]
fn a_text_file_keeps_its_exact_bytes() {
    let mail = read(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nciao\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1; \
          name=nota.txt\r\nContent-Disposition: attachment\r\n\r\nperch\xe9 \n\r\n\r\n--b\r\nContent-Type: text/csv\r\n\
          Content-Transfer-Encoding: base64\r\n\r\nYTtiDQrpDQo=\r\n--b--\r\n",
    );
    assert_eq!(mail.text, "ciao");
    assert_eq!(mail.attachments[0].bytes, b"perch\xe9 \n\r\n");
    assert_eq!(mail.attachments[1].bytes, b"a;b\r\n\xe9\r\n");
    assert_eq!(names(&mail), ["nota.txt", "allegato-2.csv"]);
}

#[test]
fn file_names_are_read_in_every_way_of_writing_them_and_cleaned() {
    for (written, name) in [
        ("filename*=utf-8''perch%C3%A9.pdf", "perché.pdf"),
        ("filename*0*=utf-8''perch%C3;\n filename*1*=%A9.pdf", "perché.pdf"),
        (
            "filename*0*=utf-8''il%20perch%C3;filename*1*=%A9;filename*2=\" x.pdf\"; size=3",
            "il perché x.pdf",
        ),
        ("filename*0=\"un nome \"; filename*1=\"lungo.pdf\"", "un nome lungo.pdf"),
        ("filename=\"=?utf-8?Q?perch=C3=A9.pdf?=\"", "perché.pdf"),
        ("filename=\"perché.pdf\"", "perché.pdf"),
        ("filename=\"../../etc/cron.d/x\"", "x"),
        ("filename=\"\"", "allegato-1.pdf"),
        ("x=y", "allegato-1.pdf"),
    ] {
        let mail = read(format!(
            "Content-Type: application/pdf\nContent-Disposition: attachment; {written}\n\nx"
        ));
        assert_eq!(names(&mail), [name], "{written}");
    }
    let raw = b"Content-Type: application/pdf; name=\"perch\xe9.pdf\"\n\nx";
    assert_eq!(names(&read(raw)), ["perché.pdf"]);
}

#[test]
fn an_attached_mail_is_kept_whole_and_named_by_its_subject() {
    let nested =
        "Subject: =?utf-8?Q?L'originale?=\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--";
    let mail = read(format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nvedi\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{nested}\r\n--b--\r\n"
    ));
    assert_eq!((mail.text.as_str(), names(&mail)), ("vedi", vec!["L'originale.eml"]));
    assert_eq!(mail.attachments[0].bytes, nested.as_bytes());
}

#[test]
fn a_multipart_that_is_never_closed_or_never_begins_loses_nothing() {
    let open =
        read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nciao\n--b\nContent-Type: application/pdf\n\nPDF");
    assert_eq!(
        (open.text.as_str(), open.attachments[0].bytes.as_slice()),
        ("ciao", b"PDF".as_slice())
    );
    assert_eq!(
        read("Content-Type: multipart/mixed; boundary=b\n\nsolo testo\n").text,
        "solo testo"
    );
    assert_eq!(read("Content-Type: multipart/mixed\n\nsolo testo\n").text, "solo testo");
}

#[test]
fn an_outer_boundary_ends_an_inner_multipart() {
    let mail = read(
        "Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: multipart/alternative; boundary=out-in\n\n--out-in\n\nuno\n\
         --out\nContent-Type: text/plain\n\ndue\n--out--\n",
    );
    assert_eq!(mail.text, "uno\n\ndue");
}

#[test]
fn flowed_paragraphs_are_joined() {
    let mail = read("Content-Type: text/plain; format=flowed\n\nuna riga \nlunga\naltra\n-- \nAnna\n");
    assert_eq!(mail.text, "una riga lunga\naltra\n-- \nAnna");
}

#[test]
fn two_copies_of_one_mail_agree_and_two_mails_do_not() {
    let copy = |received: &str, text: &str| {
        read(format!(
            "Received: {received}\nDate: x\nFrom: A <a@x.example>\nSubject: s\n\n{text}\n"
        ))
        .content_sha256()
    };
    assert_eq!(copy("one", "ciao"), copy("two", "ciao"));
    assert_ne!(copy("one", "ciao"), copy("one", "ciao!"));
}

#[test]
fn a_million_empty_parts_cost_little_and_leave_the_text() {
    let mut raw = b"Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nciao\n".to_vec();
    raw.extend(b"--b\n\n\n".repeat(1_000_000));
    let mail = read(&raw);
    assert_eq!(
        (mail.text.as_str(), mail.notices.as_slice()),
        ("ciao", [Notice::TooManyParts].as_slice())
    );
}

#[test]
fn deep_nesting_ends_at_the_limit_without_using_the_stack() {
    let mut raw = String::from("Subject: s\n");
    for level in 0..10_000 {
        raw.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
        ));
    }
    let mail = read(&raw);
    assert_eq!(
        (mail.subject.as_str(), mail.notices.as_slice()),
        ("s", [Notice::TooDeep].as_slice())
    );
    let nested = read("Content-Type: message/rfc822\n\n".repeat(100_000));
    assert_eq!(nested.attachments.len(), 1);
}

#[test]
fn endless_headers_addresses_and_references_are_cut() {
    let fields = read(format!("Subject: s\n{}\n\nciao", "X: y\n".repeat(100_000).trim_end()));
    assert_eq!((fields.headers("X").len(), fields.text.as_str()), (999, "ciao"));
    assert_eq!(fields.notices, [Notice::TooManyHeaders]);
    let long = read(format!(
        "Subject: s\nX: {}\nFrom: a@x.example\n\nciao",
        "y".repeat(300_000)
    ));
    assert_eq!(
        (long.notices.as_slice(), long.text.as_str()),
        ([Notice::TooManyHeaders].as_slice(), "ciao")
    );
    let people = read(format!("To: {}a@x.example\n\nx", "a@x.example, ".repeat(2_000)));
    assert_eq!(
        (people.to.len(), people.notices.as_slice()),
        (500, [Notice::TooManyAddresses].as_slice())
    );
    let ids: String = (0..2_000).map(|id| format!("<{id}@x> ")).collect();
    let thread = read(format!("References: {ids}\n\nx"));
    assert_eq!(
        (thread.references.len(), thread.references.last().unwrap().as_str()),
        (100, "1999@x")
    );
}

#[test]
fn of_a_mail_that_is_too_large_the_beginning_is_read() {
    let limits = Limits {
        size: 400,
        ..Limits::default()
    };
    let raw = format!(
        "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nciao\n--b\nContent-Type: application/pdf\n\n{}\n--b--\n",
        "x".repeat(1_000)
    );
    let mail = parse(raw.as_bytes(), &limits).unwrap();
    assert_eq!(
        (mail.subject.as_str(), mail.text.as_str(), mail.attachments.len()),
        ("s", "ciao", 0)
    );
    assert_eq!(mail.notices, [Notice::TooLarge]);
}

#[test]
fn mutated_mails_never_break_the_parser() {
    let seed = b"From: =?utf-8?q?A?= <a@x.example>\nTo: g: b@x;\nDate: Tue, 24 Nov 2026 14:30:00 +0100\nReferences: <a@b> <c@d>\n\
        Content-Type: multipart/mixed; boundary=\"b\"; x*0*=utf-8''a\n\n--b\nContent-Type: text/html; charset=utf-7\n\
        Content-Transfer-Encoding: quoted-printable\n\n<p>&egrave;=C3=A8\n--b\nContent-Disposition: attachment; filename*=''x\n\
        Content-Transfer-Encoding: base64\n\nYQ==\n--b--\n";
    // A small generator of our own (xorshift), so that a failure can be repeated.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for round in 0..4_000 {
        let mut raw = seed.to_vec();
        for _ in 0..=next(12) {
            let at = next(raw.len());
            match next(3) {
                0 => raw[at] = u8::try_from(next(256)).unwrap(),
                1 => drop(raw.remove(at)),
                _ => raw.insert(at, b"\n:<>@;=?\"\\(-\0\xff"[next(14)]),
            }
        }
        assert!(
            parse(&raw, &Limits::default()).is_ok(),
            "round {round}: {:?}",
            String::from_utf8_lossy(&raw)
        );
    }
}
