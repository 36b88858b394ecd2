// SPDX-License-Identifier: AGPL-3.0-or-later
//! What goes out is read again with the parser that reads what comes in.

use super::*;
use crate::platform::mail::{Kind, Limits, ParsedMail, Post, classify, parse};

fn address(name: &str, address: &str) -> Address {
    Address::new(name, address).unwrap()
}

fn mail() -> OutgoingMail {
    OutgoingMail {
        message_id: "0192.abc@cstpu.example".into(),
        from: address("Assistenza CSTPU", "assistenza@cstpu.example"),
        to: address("Nicolò Perché", "nicolo@comune.example"),
        subject: "[CSTPU #12] Perché la stampante è rotta".into(),
        text: "Buongiorno,\n\nè arrivata.\n.\nFrom qui\n".into(),
        html: "<p>Buongiorno, è arrivata.</p>".into(),
        in_reply_to: Some("1@comune.example".into()),
        references: vec!["0@comune.example".into(), "1@comune.example".into()],
        automatic: Automatic::Replied,
        envelope_from: None,
        reply_to: None,
        attachments: Vec::new(),
        date: Timestamp::from_seconds(1_795_527_000).unwrap(),
    }
}

fn sent(mail: &OutgoingMail) -> ParsedMail {
    parse(&compose(mail).unwrap().bytes, &Limits::default()).unwrap()
}

#[test]
fn a_mail_comes_back_as_it_was_written() {
    let written = mail();
    let read = sent(&written);
    assert_eq!(read.message_id.as_deref(), Some(written.message_id.as_str()));
    assert_eq!(read.in_reply_to, ["1@comune.example"]);
    assert_eq!(read.references, written.references);
    assert_eq!(read.subject, written.subject);
    assert_eq!(
        (read.from.as_ref(), read.to.as_slice()),
        (Some(&written.from), [written.to.clone()].as_slice())
    );
    assert_eq!(read.text, written.text.trim_end());
    assert_eq!(read.date, Some(written.date));
    assert_eq!(read.header("Auto-Submitted"), Some("auto-replied"));
    assert_eq!(read.header("X-Auto-Response-Suppress"), Some("All"));
    assert_eq!(read.header("Precedence"), Some("bulk"));
    let own = [address("", "assistenza@cstpu.example")];
    assert_eq!(classify(&read, &own, Post::Ordinary).kind, Kind::Own);
}

#[test]
fn a_persons_mail_is_not_marked_as_automatic() {
    let read = sent(&OutgoingMail {
        automatic: Automatic::No,
        ..mail()
    });
    assert_eq!((read.header("Auto-Submitted"), read.header("Precedence")), (None, None));
    assert_eq!(read.header(LOOP_HEADER), Some("cstpu.example"));
}

#[test]
fn the_same_mail_makes_the_same_bytes_in_ascii_lines_of_mail() {
    let file = OutgoingAttachment {
        filename: "è.txt".into(),
        content_type: "text/plain".into(),
        bytes: b"\xe9\n".to_vec(),
    };
    let written = OutgoingMail {
        attachments: vec![file],
        ..mail()
    };
    let bytes = compose(&written).unwrap().bytes;
    assert_eq!(bytes, compose(&written).unwrap().bytes);
    assert!(bytes.is_ascii());
    assert!(
        bytes
            .split(|b| *b == b'\n')
            .rev()
            .skip(1)
            .all(|line| line.ends_with(b"\r") && line.len() < 1_000)
    );
}

#[test]
fn attachments_arrive_byte_for_byte() {
    let file = |filename: &str, content_type: &str, bytes: &[u8]| OutgoingAttachment {
        filename: filename.into(),
        content_type: content_type.into(),
        bytes: bytes.to_vec(),
    };
    let files = vec![
        file("relazione è.txt", "text/plain", b"uno\ndue\r\ntre \xe9"),
        file("../x\r\nX: y.pdf", "non è un tipo", b""),
        file("", "message/rfc822", b"Subject: x\n\ny"),
    ];
    let read = sent(&OutgoingMail {
        attachments: files.clone(),
        ..mail()
    });
    let names: Vec<&str> = read.attachments.iter().map(|file| file.filename.as_str()).collect();
    assert_eq!(names, ["relazione è.txt", "x X_ y.pdf", "allegato"]);
    assert!(
        read.attachments
            .iter()
            .zip(&files)
            .all(|(read, sent)| read.bytes == sent.bytes)
    );
    assert_eq!(read.attachments[1].content_type, "application/octet-stream");
    assert_eq!(read.text, mail().text.trim_end());
}

#[test]
fn nothing_in_a_mail_adds_a_header() {
    let forged = OutgoingMail {
        subject: "Guasto\r\nBcc: x@y.example\r\n\r\ncorpo\0".into(),
        to: address("Mario\r\nBcc: x@y.example\0", "mario@b.example"),
        in_reply_to: Some("a@b>\r\nBcc: x@y.example".into()),
        references: vec!["a b@c\r\nBcc: x@y.example".into(), "ok@x.example".into()],
        ..mail()
    };
    let read = sent(&forged);
    assert_eq!((read.header("Bcc"), read.in_reply_to.len()), (None, 0));
    assert_eq!(read.references, ["ok@x.example"]);
    assert_eq!(read.subject, "Guasto Bcc: x@y.example corpo");
    assert_eq!(read.to, [address("Mario Bcc: x@y.example", "mario@b.example")]);
}

/// What strangers put into a subject, a name, the name of a file.
const ODD: [&str; 12] = [
    "a\r\nBcc: x@y.example",
    "a\nBcc: x@y.example\n\ncorpo",
    "a\rBcc: x@y.example",
    "a\u{85}Bcc: x@y.example",
    "a\u{2028}Bcc: x@y.example",
    "a\u{b}Bcc: x\u{c}y\u{0}z",
    "=?utf-8?Q?a=0D=0ABcc:_x=40y.example?=",
    "=?utf-8?B?YQ0KQmNjOiB4QHkuZXhhbXBsZQ==?= =?utf-8?Q?=00?=",
    "a\"; name=\"b\" <x@y.example>, \"c",
    "a\\",
    "\u{202e}gpj.exe",
    "..................................................................................................................",
];

#[test]
fn whatever_strangers_write_the_bytes_have_our_fields_and_no_others() {
    let names = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        lines
            .map(|line| line.split(':').next().unwrap_or_default().to_owned())
            .collect()
    };
    let written = |odd: &str| OutgoingMail {
        subject: odd.into(),
        to: address(odd, "mario@b.example"),
        reply_to: Some(address(odd, "risposte@cstpu.example")),
        attachments: vec![OutgoingAttachment {
            filename: format!("{odd}.pdf"),
            content_type: format!("application/pdf; x={odd}"),
            bytes: vec![1],
        }],
        ..mail()
    };
    let ours = names(&compose(&written("a")).unwrap().bytes);
    for odd in ODD {
        let bytes = compose(&written(odd)).unwrap().bytes;
        assert_eq!(names(&bytes), ours, "{odd:?}");
        let whole = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            whole.is_ascii()
                && whole
                    .split("\r\n")
                    .all(|line| line.len() <= 998 && !line.contains(['\r', '\n']))
        );
        let read = parse(&bytes, &Limits::default()).unwrap();
        let said = text::one_line(odd, 998).replace("=?", "= ?");
        assert_eq!(read.subject, said.trim(), "a reader sees what we saw");
        assert_eq!((read.to.len(), read.to[0].address()), (1, "mario@b.example"), "{odd:?}");
        assert_eq!(read.to[0].name(), said.trim(), "{odd:?}");
        assert_eq!((read.attachments.len(), read.header("Bcc")), (1, None), "{odd:?}");
    }
}

#[test]
fn a_mail_that_cannot_be_written_is_an_error_and_not_a_panic() {
    for message_id in ["", "a b@c", "a\r\nBcc: x@y.example", "è@x.example"] {
        let wrong = OutgoingMail {
            message_id: message_id.into(),
            ..mail()
        };
        assert!(
            matches!(compose(&wrong), Err(ComposeError::Invalid(_))),
            "{message_id:?}"
        );
    }
}

#[test]
fn the_envelope_says_where_bounces_go() {
    assert_eq!(
        compose(&mail()).unwrap().envelope,
        Envelope {
            sender: None,
            recipient: "nicolo@comune.example".into()
        }
    );
    let returned = OutgoingMail {
        envelope_from: Some(address("", "rimbalzi@cstpu.example")),
        ..mail()
    };
    assert_eq!(
        compose(&returned).unwrap().envelope.sender.as_deref(),
        Some("rimbalzi@cstpu.example")
    );
}

#[test]
fn a_long_conversation_keeps_its_first_and_newest_identifiers() {
    let references: Vec<String> = (0..300).map(|id| format!("{id}@x.example")).collect();
    let read = sent(&OutgoingMail { references, ..mail() });
    assert_eq!(read.references.len(), 50);
    assert_eq!(
        (read.references[0].as_str(), read.references[49].as_str()),
        ("0@x.example", "299@x.example")
    );
}
