// SPDX-License-Identifier: AGPL-3.0-or-later
//! What the HTML of a mail says of its text: the two hold the same words in the same order, laid out differently, and only
//! the HTML has the marks of programs. Words that it does not have are the text's own, and stay.

use super::lines::Line;

/// How many words further on the same place is looked for.
const AHEAD: usize = 200;
/// So many words in a row are the same place.
const TOGETHER: usize = 3;
/// Of a line at least one word in so many must be found to know its place.
const FOUND: usize = 3;

/// Which lines of the text stand in folded lines of the HTML, by what is known of each of its lines: its text, and whether
/// it is folded. Takes time in proportion to the text.
pub(super) fn folded_along(lines: &[Line<'_>], known: &[(String, bool)]) -> Vec<bool> {
    let known: Vec<(String, bool)> = known
        .iter()
        .flat_map(|(line, folded)| words(line).into_iter().map(|(word, _)| (word, *folded)))
        .collect();
    let said: Vec<Vec<(String, bool)>> = lines.iter().map(|line| words(line.text)).collect();
    let all: Vec<&str> = said.iter().flatten().map(|(word, _)| word.as_str()).collect();
    let (mut at, mut number) = (0, 0);
    let mut folded = Vec::with_capacity(lines.len());
    for line in &said {
        let (mut hidden, mut shown, mut read) = (0_usize, 0_usize, 0_usize);
        for (_, is_of_link) in line {
            let found = place(&known, at, all.get(number..).unwrap_or_default(), *is_of_link);
            number += 1;
            read += usize::from(found.is_some() || !is_of_link);
            if let Some(found) = found {
                match known.get(found) {
                    Some((_, true)) => hidden += 1,
                    _ => shown += 1,
                }
                at = found + 1;
            }
        }
        folded.push(shown == 0 && hidden > 0 && hidden * FOUND >= read);
    }
    between(lines, folded)
}

/// Lines without words, such as a rule, are folded with what stands below them, else above.
fn between(lines: &[Line<'_>], mut folded: Vec<bool>) -> Vec<bool> {
    let is_bare = |line: &Line<'_>| !line.text.contains(char::is_alphanumeric);
    let mut below: Option<bool> = None;
    for (line, folded) in lines.iter().zip(folded.iter_mut()).rev() {
        match below {
            Some(below) if is_bare(line) && !line.is_blank() => *folded = below,
            _ if !is_bare(line) => below = Some(*folded),
            _ => {}
        }
    }
    folded
}

/// The words of a line, and whether each belongs to the address of a link: where the HTML only shows what it is called, the
/// text names the address, too.
fn words(line: &str) -> Vec<(String, bool)> {
    let tokens = line.split_whitespace();
    let words = tokens.flat_map(|token| {
        let is_of_link = token.contains("://");
        let words = token.split(|c: char| !c.is_alphanumeric());
        words.map(move |word| (word.to_lowercase(), is_of_link))
    });
    words.filter(|(word, _)| !word.is_empty()).collect()
}

/// Where the first of these words stands next: here, or further on together with the words after it. The address of a link
/// is looked for here only, since most addresses begin alike.
fn place(known: &[(String, bool)], at: usize, said: &[&str], is_of_link: bool) -> Option<usize> {
    let first = said.first()?;
    let is = |at: usize, word: &str| known.get(at).is_some_and(|(known, _)| known == word);
    if is(at, first) {
        return Some(at);
    }
    if is_of_link {
        return None;
    }
    let run = said.get(..TOGETHER)?;
    let together = |at: &usize| run.iter().enumerate().all(|(after, word)| is(at + after, word));
    (at + 1..known.len().min(at + AHEAD)).find(together)
}

#[cfg(test)]
mod tests {
    use super::super::lines::Hint;
    use super::*;

    fn folded(text: &str, known: &[(&str, bool)]) -> Vec<String> {
        let lines: Vec<Line<'_>> = text.lines().map(|line| Line::new(line, Hint::None)).collect();
        let known: Vec<(String, bool)> = known
            .iter()
            .map(|(line, folded)| ((*line).to_owned(), *folded))
            .collect();
        let folded = folded_along(&lines, &known);
        let kept = text.lines().zip(folded).filter(|(_, folded)| *folded);
        kept.map(|(line, _)| line.to_owned()).collect()
    }

    #[test]
    fn lines_broken_elsewhere_and_links_in_between_are_found_again() {
        let text = "Fatto, grazie di\ntutto.\n\n-----\nMario Rossi (https://ente.example/mario)\nUfficio tributi\n";
        let known = [
            ("Fatto, grazie di tutto.", false),
            ("Mario Rossi", true),
            ("Ufficio tributi", true),
        ];
        assert_eq!(
            folded(text, &known),
            ["-----", "Mario Rossi (https://ente.example/mario)", "Ufficio tributi"]
        );
    }

    #[test]
    fn the_address_of_a_link_is_not_taken_for_one_further_down() {
        let text = "Fatto.\nMario (https://ente.example/guida/1)\n12 marzo\nGentile utente\nVedi https://ente.example/guida/2\n";
        let known = [
            ("Fatto.", false),
            ("Mario", true),
            ("12 marzo", true),
            ("Gentile utente", true),
            ("Vedi https://ente.example/guida/2", true),
        ];
        let all: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(folded(text, &known), all);
    }

    #[test]
    fn what_the_html_does_not_say_stays() {
        let text = "Solo qui.\nFatto.\nMario\nAnche questo solo qui.\n";
        assert_eq!(folded(text, &[("Fatto.", false), ("Mario", true)]), ["Mario"]);
        assert!(folded("a b c\n", &[("d e f", true)]).is_empty());
    }

    #[test]
    fn a_word_that_stands_in_both_is_found_in_its_own_place() {
        let text = "Va bene così\n> Va bene così?\n";
        let known = [("Va bene così", false), ("Va bene così?", true)];
        assert_eq!(folded(text, &known), ["> Va bene così?"]);
    }

    #[test]
    fn many_words_that_fit_nowhere_take_one_pass() {
        let text = "a b ".repeat(30_000);
        let known: Vec<(&str, bool)> = std::iter::repeat_n(("a c", true), 30_000).collect();
        folded(&text, &known);
    }
}
