// SPDX-License-Identifier: AGPL-3.0-or-later
//! Encoded words (RFC 2047) become text, also those that mailers write wrongly: with blanks inside, next to other text, cut
//! within a character, without their end.

use super::charset;
use super::transfer;

/// Longest name of a charset that is taken for one.
const MAX_CHARSET: usize = 60;
/// Longest word in a list of addresses. RFC 2047 allows 75 characters, mailers write whole names.
const MAX_WORD: usize = 2_000;

/// Text with its encoded words decoded. Words of one charset that follow each other are joined before they are decoded,
/// because mailers cut within characters and between shifts.
pub(super) fn decode(value: &str) -> String {
    if !value.contains("=?") {
        return value.to_owned();
    }
    let mut text = Decoded::default();
    let mut rest = value;
    let mut ended = false;
    while let Some((before, after)) = rest.split_once("=?") {
        match word(after, &mut ended) {
            Some((word, following)) => {
                text.plain(before);
                text.word(word);
                rest = following;
            }
            None => {
                text.plain(before);
                text.plain("=?");
                rest = after;
            }
        }
    }
    text.plain(rest);
    text.finish()
}

/// Whether the text begins with an encoded word, and how long it is: no comma or bracket in it separates anything.
pub(super) fn length(value: &str) -> Option<usize> {
    let near = value.get(..value.floor_char_boundary(MAX_WORD))?;
    let (_, following) = word(near.strip_prefix("=?")?, &mut false)?;
    Some(near.len() - following.len())
}

/// A word that is not yet text.
struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
}

/// The word that begins after `=?`, and what follows it. `ended` remembers that there is no further end of a word: looking
/// again for each beginning would be quadratic.
fn word<'a>(after: &'a str, ended: &mut bool) -> Option<(Word<'a>, &'a str)> {
    let (charset, rest) = split_early(after)?;
    if charset.contains(char::is_whitespace) {
        return None;
    }
    let (encoding, rest) = rest
        .split_at_checked(1)
        .and_then(|(encoding, rest)| Some((encoding, rest.strip_prefix('?')?)))?;
    let end = if *ended { None } else { rest.split_once("?=") };
    let (text, following) = match end {
        Some(found) => found,
        None => {
            *ended = true;
            // The end was cut off: a word has no blanks, so it goes on to the next one.
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            rest.split_at_checked(end)
                .map(|(text, following)| (text.trim_end_matches('?'), following))?
        }
    };
    let bytes = match encoding {
        "b" | "B" => transfer::base64(text.as_bytes()),
        "q" | "Q" => {
            let mut bytes = Vec::with_capacity(text.len());
            transfer::unescape(text.replace('_', " ").as_bytes(), &mut bytes);
            bytes
        }
        _ => return None,
    };
    Some((Word { charset, bytes }, following))
}

/// The name of a charset and what follows it.
fn split_early(after: &str) -> Option<(&str, &str)> {
    let end = after.bytes().take(MAX_CHARSET).position(|byte| byte == b'?')?;
    Some((after.get(..end)?, after.get(end + 1..)?))
}

#[derive(Default)]
struct Decoded {
    text: String,
    charset: Option<String>,
    bytes: Vec<u8>,
}

impl Decoded {
    /// Text that is not encoded. Blanks between two words do not count.
    fn plain(&mut self, plain: &str) {
        if self.charset.is_some() && plain.trim().is_empty() {
            return;
        }
        self.flush();
        self.text.push_str(plain);
    }

    fn word(&mut self, word: Word<'_>) {
        let same = self
            .charset
            .as_deref()
            .is_some_and(|known| known.eq_ignore_ascii_case(word.charset));
        if !same {
            self.flush();
            self.charset = Some(word.charset.to_owned());
        }
        self.bytes.extend(word.bytes);
    }

    fn flush(&mut self) {
        if let Some(charset) = self.charset.take() {
            let bytes = std::mem::take(&mut self.bytes);
            self.text.push_str(&charset::decode(&bytes, Some(&charset)).0);
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read_however_they_are_written() {
        for (written, text) in [
            ("=?utf-8?Q?perch=C3=A9?=", "perché"),
            ("=?UTF-8?b?cGVyY2jDqQ?=", "perché"),
            (
                "=?utf-8?Q?La_stampante?= =?utf-8?Q?_=C3=A8?=\t=?utf-8?Q?_rotta?=",
                "La stampante è rotta",
            ),
            ("=?utf-8?Q?perch=C3?= =?utf-8?Q?=A9?=", "perché"),
            ("=?utf-8?B?w?= =?utf-8?Q?=C3=A9?=", "é"),
            ("=?utf-8?B?cGVyY2jD?= =?UTF-8?B?qQ==?=", "perché"),
            ("Re: =?iso-8859-1?q?perch=E9?=, no", "Re: perché, no"),
            ("a=?utf-8?Q?b?=c =?utf-8?Q?d?= e", "abc d e"),
            ("=?utf-8?Q?due parole?=", "due parole"),
            ("=?utf-8?Q?what??=", "what?"),
            ("=?utf-8?Q?=41?=", "A"),
            ("=?utf-8?Q??=x", "x"),
            ("=?utf-8*it?Q?perch=C3=A9?=", "perché"),
            ("=?iso-2022-jp?B?GyRCJUYlOQ==?= =?iso-2022-jp?B?JUgbKEI=?=", "テスト"),
            ("=?x-klingon?Q?perch=C3=A9?=", "perché"),
            ("=??Q?perch=C3=A9?=", "perché"),
            ("=?utf-8?Q?tronc=C3=A0to", "troncàto"),
            ("=?utf-8?Q?un=?= =?utf-8?Q?o?=", "un=o"),
        ] {
            assert_eq!(decode(written), text, "{written}");
        }
    }

    #[test]
    fn what_only_looks_like_an_encoded_word_stays() {
        for written in ["=?", "=?utf-8?X?abc?=", "a =? b", "=?utf 8?Q?a?=", "1=?2", "=?utf-8?"] {
            assert_eq!(decode(written), written);
        }
    }

    #[test]
    fn a_megabyte_of_beginnings_is_read_in_one_pass() {
        for piece in ["=?", "=?a?q?", "=?a?q?b", "=?utf-8?B?YQ==?= "] {
            assert!(decode(&piece.repeat(200_000)).len() <= piece.len() * 200_000);
        }
    }
}
