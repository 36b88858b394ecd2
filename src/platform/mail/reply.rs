// SPDX-License-Identifier: AGPL-3.0-or-later
//! What somebody wrote in an answer, and what his mail program only repeated below it. A view: the repeated part and
//! the signature are folded away, never deleted. Forwards are left alone, what they quote being their content.

mod added;
mod along;
mod attribution;
mod headers;
mod letter;
mod lines;
mod words;

use std::ops::Range;

use self::attribution::words_before;
use self::letter::Letter;
pub(super) use self::lines::{Hint, Line, is_header};
use self::lines::{Mark, is_rule, mark};

/// An answer as it is read first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What is shown.
    pub shown: String,
    /// Where in the whole text the folded parts are, in bytes.
    pub folded: Vec<Range<usize>>,
}

/// Folds what the text of a mail quotes and the signature; `None` when there is nothing to fold, nothing would be left,
/// or the mail passes another one on. Takes time in proportion to the text.
pub fn fold_reply(text: &str, subject: &str) -> Option<Reply> {
    let (lines, lengths) = plain_lines(text);
    reply(text, &lines, &lengths, &folded_lines(&lines, subject)?)
}

/// The same for a mail that has HTML as well, of which the lines and what of it is folded are known: its marks say more.
/// With `is_made`, the text was made from it and has no marks of its own.
pub fn fold_reply_along(text: &str, subject: &str, html: &[(String, bool)], is_made: bool) -> Option<Reply> {
    let (lines, lengths) = plain_lines(text);
    let mut hidden = along::folded_along(&lines, html);
    if let Some(own) = (!is_made).then(|| folded_lines(&lines, subject)).flatten() {
        for (hidden, own) in hidden.iter_mut().zip(own) {
            *hidden |= own;
        }
    }
    reply(text, &lines, &lengths, &hidden)
}

/// The lines of a text, and how many bytes each takes with its end. Where somebody's words and the line that says who wrote
/// stand in one, they are two.
fn plain_lines(text: &str) -> (Vec<Line<'_>>, Vec<usize>) {
    let whole: Vec<Line<'_>> = text.lines().map(|line| Line::new(line, Hint::None)).collect();
    let (mut lines, mut lengths) = (Vec::with_capacity(whole.len()), Vec::with_capacity(whole.len()));
    for (at, (line, written)) in whole.iter().zip(text.split_inclusive('\n')).enumerate() {
        let parted = words_before(&whole, at).and_then(|place| line.text.split_at_checked(place));
        let Some((own, mark)) = parted else {
            lines.push(line.clone());
            lengths.push(written.len());
            continue;
        };
        lines.extend([Line::new(own, Hint::None), Line::new(mark, Hint::None)]);
        lengths.extend([own.len(), written.len() - own.len()]);
    }
    (lines, lengths)
}

fn reply(text: &str, lines: &[Line<'_>], lengths: &[usize], hidden: &[bool]) -> Option<Reply> {
    let reply = Reply {
        shown: shown(lines, hidden),
        folded: ranges(text, lengths, hidden),
    };
    (!reply.shown.is_empty() && !reply.folded.is_empty()).then_some(reply)
}

/// Which of the lines are folded; `None` when the mail passes another one on, or nothing would be left.
pub(super) fn folded_lines(lines: &[Line<'_>], subject: &str) -> Option<Vec<bool>> {
    if is_forward(subject) {
        return None;
    }
    let marks: Vec<Option<Mark>> = (0..lines.len()).map(|at| mark(lines, at)).collect();
    let letter = Letter {
        lines,
        marks: &marks,
        first_rule: lines.iter().position(|line| is_rule(line.text)),
    };
    let pieces = letter.pieces()?;
    let hidden = letter.hidden(&pieces);
    let is_left = lines
        .iter()
        .zip(&hidden)
        .any(|(line, hidden)| !hidden && !line.is_blank());
    is_left.then_some(hidden)
}

/// Whether the subject begins with the mark of a mail that is passed on.
pub(super) fn is_forward(subject: &str) -> bool {
    let Some((mark, _)) = subject.split_once([':', '：']) else {
        return false;
    };
    let mark = mark.trim().trim_end_matches([']', ')', '.']);
    let mark = mark
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches(['[', '(']);
    words::FORWARD_MARKS.contains(&mark.trim().to_lowercase().as_str())
}

/// What is left, without the gaps that the folded lines leave.
fn shown(lines: &[Line<'_>], hidden: &[bool]) -> String {
    let mut shown = String::new();
    let mut gap = false;
    for (line, hidden) in lines.iter().zip(hidden) {
        let blank_end = shown.ends_with("\n\n") || shown.is_empty();
        match (hidden, line.is_blank()) {
            (true, _) => gap = true,
            (false, true) if gap && blank_end => {}
            (false, _) => {
                if gap && !blank_end && !line.is_blank() {
                    shown.push('\n');
                }
                gap = false;
                shown.push_str(line.text);
                shown.push('\n');
            }
        }
    }
    shown.trim_end().trim_start_matches('\n').to_owned()
}

/// The folded lines as places in the text, blank ones alone not counted.
fn ranges(text: &str, lengths: &[usize], hidden: &[bool]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for (length, hidden) in lengths.iter().zip(hidden) {
        let end = at + length;
        match ranges.last_mut() {
            _ if !hidden => {}
            Some(last) if last.end == at => last.end = end,
            _ => ranges.push(at..end),
        }
        at = end;
    }
    ranges.retain(|range| !text.get(range.clone()).unwrap_or_default().trim().is_empty());
    ranges
}

#[cfg(test)]
mod mark_tests;
#[cfg(test)]
mod tests;
