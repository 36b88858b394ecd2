// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who a mail seems to come from and what it seems to be about, by its first bytes alone: for mails that were not read, or that nothing can read.

use super::{Address, words};
use crate::platform::text;

/// Longest subject that is made readable, in bytes.
const LONGEST_SUBJECT: usize = 2_000;

/// The address of the first `From` in the header, as far as the bytes go. Nothing of the mail is decoded.
pub fn sender_in_header(beginning: &[u8]) -> Option<Address> {
    let value = field_in_header(beginning, "from")?;
    let inside = value.rsplit_once('<').and_then(|(_, rest)| rest.split('>').next());
    Address::new("", inside.unwrap_or(&value).trim())
}

/// The first `Subject` in the header on one line, as it is written there. Nothing of the mail is decoded.
pub fn subject_in_header(beginning: &[u8]) -> Option<String> {
    let value = field_in_header(beginning, "subject")?;
    let value = value.get(..value.floor_char_boundary(LONGEST_SUBJECT))?;
    Some(text::one_line(value, LONGEST_SUBJECT)).filter(|subject| !subject.is_empty())
}

/// A subject as [`subject_in_header`] finds it, with its encoded words read.
pub fn readable_subject(written: &str) -> String {
    text::one_line(&words::decode(written), LONGEST_SUBJECT)
}

/// The value of the first field of that name, with the lines that continue it.
fn field_in_header(beginning: &[u8], wanted: &str) -> Option<String> {
    let text = String::from_utf8_lossy(beginning);
    let mut found: Option<String> = None;
    for line in text.lines() {
        match &mut found {
            // A continued line begins with a blank.
            Some(value) if line.starts_with([' ', '\t']) => value.push_str(line),
            Some(_) => break,
            None if line.trim().is_empty() => break,
            None => {
                let (name, value) = line.split_once(':').unwrap_or_default();
                found = name.trim_end().eq_ignore_ascii_case(wanted).then(|| value.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(raw: &str) -> Option<String> {
        sender_in_header(raw.as_bytes()).map(|sender| sender.address().to_owned())
    }

    #[test]
    fn the_sender_is_found_in_any_honest_header() {
        let anna = Some("anna@fano.example".to_owned());
        assert_eq!(
            sender("To: x@y.example\r\nFROM : Anna <anna@fano.example>\r\n\r\n"),
            anna
        );
        assert_eq!(
            sender("From:\r\n =?utf-8?q?Anna?=\r\n <anna@fano.example>\r\nTo: x"),
            anna
        );
        assert_eq!(sender("From: anna@fano.example"), anna);
    }

    #[test]
    fn the_subject_is_found_and_made_readable() {
        let written =
            subject_in_header(b"From: a@b.example\r\nSUBJECT: =?utf-8?q?Perch=C3=A9?=\r\n non va\x00\r\n\r\n").unwrap();
        assert_eq!(readable_subject(&written), "Perché non va");
        assert_eq!(subject_in_header(b"Subject:\r\n\r\n"), None);
        let endless = format!("Subject: {}", "è".repeat(5_000));
        assert!(subject_in_header(endless.as_bytes()).unwrap().len() <= LONGEST_SUBJECT);
    }

    #[test]
    fn what_stands_below_the_header_is_nobody_s_word() {
        assert_eq!(sender("Subject: a\r\n\r\nFrom: anna@fano.example\r\n"), None);
        assert_eq!(sender("From: nobody\r\n\r\n"), None);
        assert_eq!(sender(""), None);
        assert_eq!(sender_in_header(b"\xff\xfe\x00\nFrom\n:"), None);
    }
}
