// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mails as employees write them.

use sportello::platform::mail::ParsedMail;

/// A mail to be written.
#[derive(Clone)]
pub struct Letter {
    headers: Vec<(String, String)>,
    text: String,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Letter {
    /// A letter to the help desk. Its Message-ID is made from a running number.
    pub fn from(sender: &str, subject: &str, text: &str) -> Self {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let domain = sender.trim_end_matches('>').rsplit('@').next().unwrap_or("example");
        let letter = Self {
            headers: Vec::new(),
            text: text.to_owned(),
            files: Vec::new(),
        };
        letter
            .header("From", sender)
            .header("To", "assistenza@cstpu.example")
            .header("Subject", subject)
            .header("Date", "Mon, 10 Aug 2026 09:00:00 +0200")
            .header(
                "Message-ID",
                &format!("<letter.{number}.{}@{domain}>", std::process::id()),
            )
    }

    /// An answer to a mail that was received: same subject, threaded.
    pub fn answer(sender: &str, to: &ParsedMail, text: &str) -> Self {
        let letter = Self::from(sender, &format!("Re: {}", to.subject), text);
        match &to.message_id {
            Some(id) => letter
                .header("In-Reply-To", &format!("<{id}>"))
                .header("References", &format!("<{id}>")),
            None => letter,
        }
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Puts a file with it. Its content is text, or is sent in base64.
    #[must_use]
    pub fn file(mut self, name: &str, kind: &str, bytes: &[u8]) -> Self {
        self.files.push((name.to_owned(), kind.to_owned(), bytes.to_owned()));
        self
    }

    /// Its Message-ID.
    pub fn id(&self) -> String {
        let found = self.headers.iter().find(|(name, _)| name == "Message-ID");
        let (_, id) = found.expect("every letter has one");
        id.trim_matches(['<', '>']).to_owned()
    }

    /// As it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let mut mail = String::new();
        for (name, value) in &self.headers {
            mail.push_str(&format!("{name}: {value}\r\n"));
        }
        let text = self.text.replace('\n', "\r\n");
        mail.push_str("MIME-Version: 1.0\r\n");
        if self.files.is_empty() {
            mail.push_str(&format!(
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
            ));
            return mail.into_bytes();
        }
        mail.push_str("Content-Type: multipart/mixed; boundary=\"=_part\"\r\n\r\n");
        mail.push_str(&format!(
            "--=_part\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
        ));
        for (name, kind, bytes) in &self.files {
            mail.push_str(&format!(
                "--=_part\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                base64(bytes)
            ));
        }
        mail.push_str("--=_part--\r\n");
        mail.into_bytes()
    }
}

/// Base64 in lines of 76 letters.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (line, chunk) in bytes.chunks(3).enumerate() {
        if line > 0 && line % 19 == 0 {
            text.push_str("\r\n");
        }
        let value = chunk.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for position in 0..4 {
            let index = (value >> (18 - 6 * position) & 63) as usize;
            text.push(if position > chunk.len() {
                '='
            } else {
                char::from(LETTERS[index])
            });
        }
    }
    text
}

#[test]
fn a_file_goes_and_comes_back_unchanged() {
    use sportello::platform::mail::{Limits, parse};
    for length in [0, 1, 2, 3, 100, 1_000] {
        let content: Vec<u8> = (0..length).map(|byte| (byte % 251) as u8).collect();
        let letter = Letter::from("anna@comune-fano.example", "Prova", "Perché?").file(
            "a.bin",
            "application/octet-stream",
            &content,
        );
        let mail = parse(&letter.bytes(), &Limits::default()).unwrap();
        assert_eq!(mail.text.trim(), "Perché?");
        assert_eq!(mail.attachments[0].bytes, content);
    }
}
