// SPDX-License-Identifier: AGPL-3.0-or-later
//! Which word of the catalogue a text is about. No database.

use std::cmp::Reverse;

use crate::catalog::Keyword;
use crate::platform::text;

/// How much of a text is read, in characters: further down stand old mails and signatures.
const READ_OF_BODY: usize = 2_000;

/// The word that a text is about, whatever case and accents: the longest that stands in it as whole words, because
/// "rete intranet" says more than "intranet"; of equally long ones the first in the text.
pub(super) fn best_match<'k>(keywords: &'k [Keyword], text: &str) -> Option<&'k Keyword> {
    let folded = text::fold(text);
    let found = keywords.iter().filter_map(|keyword| {
        let phrase = text::fold(&keyword.word);
        let at = place_of(&folded, &phrase)?;
        Some((Reverse(phrase.chars().count()), at, keyword))
    });
    found
        .min_by_key(|(length, at, _)| (*length, *at))
        .map(|(_, _, keyword)| keyword)
}

/// The part of a body that its writer wrote: without quoted lines, cut after some length but never inside a word.
pub(super) fn own_words(body: &str) -> String {
    let own: Vec<&str> = body
        .lines()
        .filter(|line| !line.trim_start().starts_with('>'))
        .collect();
    let own = own.join("\n");
    match own.char_indices().nth(READ_OF_BODY) {
        Some((end, next)) => without_half_word(own.get(..end).unwrap_or(&own), next).to_owned(),
        None => own,
    }
}

fn without_half_word(text: &str, next: char) -> &str {
    if next.is_alphanumeric() {
        text.trim_end_matches(char::is_alphanumeric)
    } else {
        text
    }
}

fn place_of(folded: &str, phrase: &str) -> Option<usize> {
    text::contains_phrase(folded, phrase)
        .then(|| format!(" {folded} ").find(&format!(" {phrase} ")))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ServiceId, TeamId};

    fn catalogue(words: &[&str]) -> Vec<Keyword> {
        words
            .iter()
            .map(|word| Keyword {
                service: ServiceId::new(),
                team: TeamId::new(),
                word: (*word).to_owned(),
            })
            .collect()
    }

    fn found(words: &[&str], text: &str) -> Option<String> {
        best_match(&catalogue(words), text).map(|keyword| keyword.word.clone())
    }

    #[test]
    fn the_longest_phrase_wins_wherever_it_stands() {
        let words = ["intranet", "rete intranet", "vpn"];
        assert_eq!(
            found(&words, "VPN e rete  INTRANET lente").as_deref(),
            Some("rete intranet")
        );
    }

    #[test]
    fn of_equally_long_words_the_first_in_the_text_wins() {
        let words = ["ftp", "vpn", "dns"];
        assert_eq!(found(&words, "il DNS della vpn").as_deref(), Some("dns"));
        assert_eq!(found(&words, "la vpn e il dns").as_deref(), Some("vpn"));
    }

    #[test]
    fn a_word_is_found_without_case_and_accents_and_reported_as_the_catalogue_has_it() {
        assert_eq!(
            found(&["Connettività"], "problemi di CONNETTIVITA'!").as_deref(),
            Some("Connettività")
        );
    }

    #[test]
    fn a_part_of_a_word_is_not_the_word() {
        assert_eq!(found(&["rete", "dns"], "una parete, un dnsmasq"), None);
        assert_eq!(found(&["vpn"], ""), None);
    }

    #[test]
    fn what_is_quoted_was_written_by_somebody_else() {
        let own = own_words("Buongiorno,\n> la vpn non va\n  > nemmeno oggi\ngrazie");
        assert_eq!(own, "Buongiorno,\ngrazie");
    }

    #[test]
    fn a_long_text_is_read_only_at_its_beginning_and_never_cut_inside_a_word() {
        let before = "a ".repeat(998);
        assert_eq!(
            found(&["vpn"], &own_words(&format!("{before}vpn x"))).as_deref(),
            Some("vpn")
        );
        assert_eq!(found(&["vpn"], &own_words(&format!("{before}xx vpn"))), None);
        assert_eq!(found(&["rete"], &own_words(&format!("{before}retemax"))), None);
        assert_eq!(own_words(&"è".repeat(3_000)), "");
    }
}
