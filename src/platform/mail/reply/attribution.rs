// SPDX-License-Identifier: AGPL-3.0-or-later
//! The line that says who wrote what is quoted below it, as "Il giorno … ha scritto:", in any language and over several
//! lines.

use super::lines::{Hint, LONGEST_MARK, Line, Mark, is_marked};
use super::words::{BEGINS, QUOTING, WROTE, WROTE_UNSPACED};
use crate::platform::text::fold;

/// Most lines over which a program breaks "On … wrote:".
const MOST_WRAPPED: usize = 5;
/// Words after which a time may be written with a point.
const DOTTED: [&str; 4] = [" alle ", " ore ", " klo ", " kl. "];
/// How programs begin the line that says who wrote, as they write it also behind what somebody wrote.
const STRONG: [&str; 9] = [
    "On ",
    "Il giorno ",
    "Il ",
    "Am ",
    "Le ",
    "El ",
    "Em ",
    "Op ",
    "In data ",
];
/// Most places of a line where it may begin.
const MOST_PLACES: usize = 3;

/// Where in this line, in bytes, "On … wrote:" begins after what somebody wrote before it; `None` when it does not.
pub(super) fn words_before(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let line = lines.get(at)?;
    if line.is_quoted() || line.role.is_some() || line.text.len() > LONGEST_MARK {
        return None;
    }
    let begins = STRONG.iter().flat_map(|begin| line.text.match_indices(begin));
    let mut places: Vec<usize> = begins.map(|(place, _)| place).collect();
    places.sort_unstable();
    places.into_iter().rev().take(MOST_PLACES).find(|place| {
        let Some((before, mark)) = line.text.split_at_checked(*place) else {
            return false;
        };
        let is_written = before.contains(char::is_alphanumeric) && !before.ends_with(char::is_alphanumeric);
        // A day follows, if only after its name and that of its month.
        let mut words = mark.split_whitespace().skip(1).take(4);
        let dated = words.any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        is_written && dated && matches!(attribution(mark, lines, at), Some(Mark::Wrote(_)))
    })
}

/// "On … wrote:", which programs break over several lines; `first` is what is looked at of the first.
pub(super) fn attribution(first: &str, lines: &[Line<'_>], at: usize) -> Option<Mark> {
    let first = plain(first);
    let mut joined = first.to_lowercase();
    let begins = begins(&joined);
    for wrapped in 0..MOST_WRAPPED {
        if wrapped > 0 {
            let next = lines
                .get(at + wrapped)
                .filter(|line| line.hint != Hint::Quoted)?
                .text
                .trim();
            // A bracket that is still open takes the `>` at the beginning of the next line.
            let closes = joined.rfind('<') > joined.rfind('>');
            let lower = plain(next).to_lowercase();
            if next.is_empty() || next.len() > LONGEST_MARK || (is_marked(next) && !closes) || again(&lower) {
                return None;
            }
            joined.push(' ');
            joined.push_str(if closes && is_marked(next) { next } else { &lower });
        }
        if joined.len() > 2 * LONGEST_MARK {
            return None;
        }
        if let Some(mark) = ended(&joined, begins, wrapped + 1) {
            return Some(mark);
        }
        if !begins && !joined.contains('@') {
            return None;
        }
    }
    None
}

/// Whether a line begins another attribution: the one before is then none.
fn again(lower: &str) -> bool {
    let strong = [
        "on ",
        "il giorno ",
        "am ",
        "le ",
        "el ",
        "em ",
        "op ",
        "in data ",
        "dnia ",
    ];
    strong.iter().any(|begin| lower.starts_with(begin)) && lower.chars().any(|c| c.is_ascii_digit())
}

fn ended(joined: &str, begins: bool, lines: usize) -> Option<Mark> {
    let whole = joined.trim_end_matches([' ', '*', '_', '>', '"']);
    let dated = whole.chars().filter(char::is_ascii_digit).count() >= 3;
    let addressed = whole.contains('@');
    let Some(whole) = whole.strip_suffix([':', '：']) else {
        return (lines == 1 && bare(joined, dated)).then_some(Mark::PerhapsWrote(1));
    };
    let timed = has_time(whole) || addressed;
    if tells_who_wrote(whole) {
        return Some(if dated && timed && (begins || names_sender(whole)) {
            Mark::Wrote(lines)
        } else {
            Mark::PerhapsWrote(lines)
        });
    }
    let folded = fold(whole);
    let quoting = QUOTING
        .iter()
        .any(|begin| folded.strip_prefix(begin).is_some_and(|rest| rest.starts_with(' ')));
    // "2014-03-20 10:00 GMT+01:00 Mario Rossi <mario@ente>:"
    let iso = dated && addressed && has_time(whole) && whole.trim_end().ends_with(['>', ')']);
    match lines {
        1 | 2 if iso && begins => Some(Mark::Wrote(lines)),
        1 | 2 if quoting => Some(Mark::PerhapsWrote(lines)),
        // "2014/03/19 10:00, Mario Rossi:"
        1 if dated && has_time(whole) && whole.starts_with(|c: char| c.is_ascii_digit()) => Some(Mark::PerhapsWrote(1)),
        // In a language that is not known here: whose address and which day, directly above marked quotes.
        _ if dated && addressed => Some(Mark::PerhapsWrote(lines)),
        _ => None,
    }
}

/// The same without a colon at its end: "2011/4/7 Mario Rossi <mario@ente>", "In message <4F5A@ente>, Mario Rossi writes".
fn bare(joined: &str, dated: bool) -> bool {
    let begins_dated = dated && joined.starts_with(|c: char| c.is_ascii_digit());
    let of_message = joined.starts_with("in message <") && WROTE.iter().any(|word| joined.ends_with(word));
    begins_dated && joined.contains('@') && joined.ends_with('>') || of_message
}

/// "Mario Rossi <mario@ente> … 10:00": a name with its address, and a time.
fn names_sender(text: &str) -> bool {
    let named = text.split_once('<').is_some_and(|(name, address)| {
        name.ends_with(' ')
            && address
                .split_once('>')
                .is_some_and(|(address, _)| address.contains('@'))
    });
    named && has_time(text)
}

/// Whether the text ends by saying that somebody wrote, with little after it: a name at most.
pub(super) fn tells_who_wrote(lower: &str) -> bool {
    let near = |word: &str| {
        let (before, after) = lower.rsplit_once(word)?;
        let apart = |c: char| !c.is_alphanumeric();
        let whole = before.is_empty() || before.ends_with(apart);
        (whole && (after.is_empty() || after.starts_with(apart)) && after.chars().count() <= 160).then_some(())
    };
    WROTE.iter().any(|word| near(word).is_some()) || WROTE_UNSPACED.iter().any(|word| lower.contains(word))
}

fn begins(lower: &str) -> bool {
    lower.starts_with(|c: char| c.is_ascii_digit())
        || BEGINS.iter().any(|begin| {
            lower.strip_prefix(begin).is_some_and(|rest| {
                !begin.is_ascii() && begin.len() == 3 || rest.starts_with(|c: char| !c.is_alphanumeric())
            })
        })
}

/// Whether a time of day stands in the text: `9:05`, or `alle 9.05`, which without that word is a date.
fn has_time(text: &str) -> bool {
    let time = |w: &[u8]| matches!(w, [a, b':' | b'.', c, d] if [a, c, d].iter().all(|digit| digit.is_ascii_digit()));
    let mut windows = text.as_bytes().windows(4);
    let dotted = || {
        let mut after = DOTTED.iter().filter_map(|word| text.split_once(word));
        after.any(|(_, rest)| rest.as_bytes().windows(4).take(2).any(time))
    };
    windows.any(|w| w.get(1) == Some(&b':') && time(w)) || dotted()
}

/// The line without the marks of emphasis that programs leave in text.
fn plain(line: &str) -> &str {
    line.trim().trim_start_matches(['*', '_', '|', '-', ' '])
}
