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
        .flat_map(|(line, folded)| words(line).into_iter().map(|word| (word, *folded)))
        .collect();
    let said: Vec<Vec<String>> = lines.iter().map(|line| words(line.text)).collect();
    let all: Vec<&str> = said.iter().flatten().map(String::as_str).collect();
    let (mut at, mut number) = (0, 0);
    let mut folded = Vec::with_capacity(lines.len());
    for line in &said {
        let (mut hidden, mut shown) = (0_usize, 0_usize);
        for _ in line {
            let found = place(&known, at, all.get(number..).unwrap_or_default());
            number += 1;
            if let Some(found) = found {
                match known.get(found) {
                    Some((_, true)) => hidden += 1,
                    _ => shown += 1,
                }
                at = found + 1;
            }
        }
        folded.push(shown == 0 && hidden > 0 && hidden * FOUND >= line.len());
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

fn words(line: &str) -> Vec<String> {
    let words = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Where the first of these words stands next: here, or further on together with the words after it.
fn place(known: &[(String, bool)], at: usize, said: &[&str]) -> Option<usize> {
    let first = said.first()?;
    let is = |at: usize, word: &str| known.get(at).is_some_and(|(known, _)| known == word);
    if is(at, first) {
        return Some(at);
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
