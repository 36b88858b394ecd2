// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who a mail seems to come from, by its first bytes alone: for mails that were not read, or that nothing can read.

use super::Address;

/// The address of the first `From` in the header, as far as the bytes go. Nothing of the mail is decoded.
pub fn sender_in_header(beginning: &[u8]) -> Option<Address> {
    let text = String::from_utf8_lossy(beginning);
    let mut from: Option<String> = None;
    for line in text.lines() {
        match &mut from {
            // A continued line begins with a blank.
            Some(value) if line.starts_with([' ', '\t']) => value.push_str(line),
            Some(_) => break,
            None if line.trim().is_empty() => break,
            None => {
                let (name, value) = line.split_once(':').unwrap_or_default();
                from = name.trim_end().eq_ignore_ascii_case("from").then(|| value.to_owned());
            }
        }
    }
    let value = from?;
    let inside = value.rsplit_once('<').and_then(|(_, rest)| rest.split('>').next());
    Address::new("", inside.unwrap_or(&value).trim())
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
    fn what_stands_below_the_header_is_nobody_s_word() {
        assert_eq!(sender("Subject: a\r\n\r\nFrom: anna@fano.example\r\n"), None);
        assert_eq!(sender("From: nobody\r\n\r\n"), None);
        assert_eq!(sender(""), None);
        assert_eq!(sender_in_header(b"\xff\xfe\x00\nFrom\n:"), None);
    }
}
