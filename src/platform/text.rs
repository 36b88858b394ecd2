// SPDX-License-Identifier: AGPL-3.0-or-later
//! Small operations on text that both databases and both languages need done the same way.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without accents, runs of anything but letters and digits become one space: the form in which words are
/// compared, because the databases disagree on case and accents.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        if c.is_alphanumeric() {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Longest text that is looked in, in characters.
const MOST_SEARCHED: usize = 1_000;

/// These texts, folded, as one text to look in; bounded.
pub fn searchable<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut searched = String::new();
    for text in texts {
        searched.push_str(&one_line(text, MOST_SEARCHED));
        searched.push(' ');
    }
    fold(&searched).chars().take(MOST_SEARCHED).collect()
}

/// Whether `phrase` stands in `text` as whole words; both folded.
pub fn contains_phrase(text: &str, phrase: &str) -> bool {
    !phrase.is_empty() && format!(" {text} ").contains(&format!(" {phrase} "))
}

/// One line without control characters or bidirectional overrides, trimmed, at most `most` characters.
pub fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    for c in text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unsafe(*c))
    {
        if !(c == ' ' && (line.is_empty() || line.ends_with(' '))) {
            line.push(c);
        }
    }
    line.trim_end()
        .chars()
        .take(most)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// Text of several lines: line ends become `\n`, other control characters and bidirectional overrides go, blank ends
/// go, at most `most` characters.
pub fn paragraphs(text: &str, most: usize) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = unified
        .chars()
        .filter(|c| *c == '\n' || *c == '\t' || !is_unsafe(*c))
        .take(most)
        .collect();
    clean.trim_end().trim_start_matches('\n').to_owned()
}

/// Characters that a reader cannot see and that change what he sees: controls and bidirectional overrides.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The text with what means something in HTML written as entities.
pub fn escaped(text: &str) -> String {
    // The ampersand first, or it would escape the others again.
    [
        ('&', "&amp;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
        ('"', "&quot;"),
        ('\'', "&#39;"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (character, entity)| {
        text.replace(*character, entity)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_case_accents_and_punctuation() {
        assert_eq!(fold("  Perché la VPN… non-va?"), "perche la vpn non va");
    }

    #[test]
    fn an_address_and_a_message_id_can_be_looked_for_by_their_words() {
        let searched = searchable(["Anna.Neri@Fano.example", "Perché?", "<a+b@x>"]);
        assert_eq!(searched, "anna neri fano example perche a b x");
        assert!(searchable(["x".repeat(5_000).as_str()]).len() <= 1_000);
    }

    #[test]
    fn a_phrase_is_found_only_as_whole_words() {
        assert!(contains_phrase(&fold("La vpn sede è lenta"), "vpn sede"));
        assert!(!contains_phrase(&fold("rettangolo"), "rete"));
    }

    #[test]
    fn a_line_cannot_smuggle_a_second_header_or_reorder_itself() {
        assert_eq!(one_line("Mario\r\nBcc: x\u{202e}", 100), "Mario Bcc: x");
    }
}
