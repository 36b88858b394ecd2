// SPDX-License-Identifier: AGPL-3.0-or-later
//! Words that travel encoded arrive as they were: subjects, names, names of files.

use proptest::prelude::*;
use sportello::platform::mail::{Limits, ParsedMail, parse};

use super::{cases, is_clean_name};

fn parsed(mail: &str) -> ParsedMail {
    parse(mail.as_bytes(), &Limits::default()).unwrap()
}

/// Text as a person types it into one line: no control characters, no blanks at its ends or in a row.
fn written() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-zàèéìòù€ßñ]{1,12}",
        1 => "[\u{4e00}-\u{4e20}\u{1f600}-\u{1f620}]{1,6}",
        1 => "[=?_!-/:-@]{1,5}",
    ];
    proptest::collection::vec(word, 1..14).prop_map(|words| words.join(" "))
}

/// Encoded words of at most 45 bytes, cut between characters (RFC 2047 5).
fn encoded(text: &str, encode: fn(&[u8]) -> String) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for c in text.chars() {
        if words.last().map_or(0, String::len) + c.len_utf8() > 45 {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    let words: Vec<String> = words.iter().map(|word| encode(word.as_bytes())).collect();
    words.join("\r\n ")
}

fn in_q(bytes: &[u8]) -> String {
    let letters: String = bytes
        .iter()
        .map(|byte| match byte {
            b' ' => "_".to_owned(),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(*byte).to_string(),
            _ => format!("={byte:02X}"),
        })
        .collect();
    format!("=?UTF-8?Q?{letters}?=")
}

fn in_b(bytes: &[u8]) -> String {
    format!(
        "=?utf-8?b?{}?=",
        crate::support::letter::base64(bytes).replace("\r\n", "")
    )
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_subject_in_encoded_words_arrives_as_it_was_written(subject in written()) {
        for encode in [in_q, in_b] {
            let mail = parsed(&format!("Subject: {}\r\n\r\nx", encoded(&subject, encode)));
            prop_assert_eq!(&mail.subject, &subject);
        }
    }

    #[test]
    fn a_file_name_arrives_as_it_was_written_or_clean(name in prop_oneof![written(), any::<String>()]) {
        let mail = parsed(&format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf\r\n\
             Content-Disposition: attachment; filename*=utf-8''{}\r\n\r\nx\r\n--b--\r\n",
            percent(&name)
        ));
        prop_assert_eq!(mail.attachments.len(), 1);
        is_clean_name(&mail.attachments[0].filename)?;
        if name.chars().all(|c| c.is_alphanumeric() || c == ' ') && !name.trim().is_empty() {
            prop_assert_eq!(&mail.attachments[0].filename, &name);
        }
    }
}
