// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a line of a mail is: quoted, the beginning of something quoted, a signature, or what somebody wrote. Each answer
//! looks at a few lines of bounded length, so that no text makes it slow.

use super::added::{ADDED, ADDED_WHOLE, DEVICES, LIST_FOOTERS, SENT_FROM, SENT_FROM_MINE};
use super::attribution::{attribution, tells_who_wrote, words_before};
use super::headers::{HEADERS, Role};
use super::words::{ABOVE, ABOVE_WHOLE, FORWARD_BEGINS, FORWARDED, ORIGINAL};
use crate::platform::text::{contains_phrase, fold};

/// Longest line that can be a mark, in bytes; what people write may be longer.
pub(super) const LONGEST_MARK: usize = 600;
/// Words after "Sent from" within which the device is named.
const NEAR_WORDS: usize = 5;
/// Most lines of the header above a quoted mail.
const MOST_HEADERS: usize = 24;

/// What the markup of a mail says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in super::super) enum Hint {
    /// Nothing; always so in plain text.
    #[default]
    None,
    /// The mail program quoted it.
    Quoted,
    /// It is set apart; quoted when something above says so.
    Apart,
    /// It says who wrote what follows.
    Attribution,
    /// It belongs to a signature.
    Signature,
    /// Everything from here on is repeated.
    Rest,
}

/// A line of a mail.
#[derive(Debug, Clone)]
pub(in super::super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) hint: Hint,
    pub(super) role: Option<Role>,
}

impl<'a> Line<'a> {
    /// A line with what the markup says of it.
    pub(in super::super) fn new(text: &'a str, hint: Hint) -> Self {
        let role = role(text);
        Self { text, hint, role }
    }

    /// Whether nothing is written in it.
    pub(in super::super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether it carries the mark of quoted text.
    pub(super) fn is_quoted(&self) -> bool {
        self.hint == Hint::Quoted || (self.hint == Hint::None && is_marked(self.text))
    }

    /// Whether it can be quoted, when something above says so.
    pub(super) fn may_be_quoted(&self) -> bool {
        self.is_quoted() || self.hint == Hint::Apart
    }
}

/// What stands above a quoted mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// "On … wrote:" over so many lines, with address or time: the quoted text follows in any form.
    Wrote(usize),
    /// "Mario wrote:" over so many lines: only meant when quoted lines follow.
    PerhapsWrote(usize),
    /// From, date, recipient and subject over so many lines.
    Headers(usize),
    /// `-----Original Message-----`.
    Original,
    /// `---------- Forwarded message ---------`.
    Forwarded,
    /// The line above which an answer belongs.
    Above,
}

pub(super) fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// What begins at this line, if anything does.
pub(super) fn mark(lines: &[Line<'_>], at: usize) -> Option<Mark> {
    let line = lines.get(at)?;
    let text = line.text.trim();
    if line.is_quoted() || text.is_empty() || text.len() > LONGEST_MARK {
        return None;
    }
    // A header first: the address and the date in it read like "On … wrote:", too.
    divider(text)
        .or_else(|| headers(lines, at).map(Mark::Headers))
        .or_else(|| match words_before(lines, at) {
            Some(_) => None,
            None => attribution(line.text, lines, at),
        })
}

/// Lines that divide by what they say.
fn divider(line: &str) -> Option<Mark> {
    let dashed = line.starts_with(['-', '=', '_', '*', '#', '—', '–', '~']);
    let inside = line.trim_matches(|c: char| !c.is_alphanumeric());
    if inside.is_empty() || inside.chars().count() > 140 {
        return None;
    }
    let says = fold(inside);
    let any = |words: &[&str]| words.iter().any(|word| contains_phrase(&says, word));
    if any(ABOVE) || ABOVE_WHOLE.contains(&says.as_str()) {
        return Some(Mark::Above);
    }
    if FORWARD_BEGINS.contains(&says.as_str()) && (dashed || line.ends_with(':')) {
        return Some(Mark::Forwarded);
    }
    let is_framed = dashed && line.chars().take_while(|c| !c.is_alphanumeric() && *c != ' ').count() >= 2;
    if !is_framed {
        return None;
    }
    if any(FORWARDED) {
        return Some(Mark::Forwarded);
    }
    let ends_framed = line.ends_with(['-', '=', '_', '*', '#', '—', '–', '~']);
    let tells = ends_framed && tells_who_wrote(&inside.to_lowercase());
    match (any(ORIGINAL), tells) {
        (false, false) => None,
        (false, true) if !line.contains(':') => Some(Mark::PerhapsWrote(1)),
        _ => Some(Mark::Original),
    }
}

/// How many lines the header above a quoted mail has, when one begins here: sender and at least two others of date,
/// recipient, copy and subject.
fn headers(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let mut seen: Vec<Role> = vec![lines.get(at)?.role?];
    if is_in_one_line(lines.get(at)?.text) {
        return Some(1);
    }
    let (mut end, mut last) = (at + 1, seen.first().copied());
    while end < at + MOST_HEADERS {
        let Some(line) = lines.get(end) else { break };
        if line.is_blank() {
            match lines.get(end + 1).and_then(|line| line.role) {
                Some(_) => end += 1,
                None => break,
            }
            continue;
        }
        match line.role {
            Some(role) => {
                seen.push(role);
                last = Some(role);
            }
            None if is_continued(line.text, last) => last = None,
            None => break,
        }
        end += 1;
    }
    let has = |role| usize::from(seen.contains(&role));
    let others = has(Role::Sent) + has(Role::To) + has(Role::Copy) + has(Role::Subject);
    // "Da: Pesaro, A: Fano, Data: domani" is no header.
    let is_of_mail = || {
        let mut block = lines.iter().take(end).skip(at);
        seen.contains(&Role::Subject) || block.any(|line| line.text.contains('@') || is_of_windows(line))
    };
    (has(Role::From) == 1 && others >= 2 && is_of_mail()).then_some(end - at)
}

/// Whether the date is written with the marks of direction that Windows Mail puts around each part, and nobody types.
fn is_of_windows(line: &Line<'_>) -> bool {
    line.role == Some(Role::Sent) && line.text.contains('\u{200e}') && line.text.contains(|c: char| c.is_ascii_digit())
}

/// Whether sender, date, recipient and subject stand in one line, as some programs that lose the line ends leave them.
fn is_in_one_line(line: &str) -> bool {
    let names = line.split_whitespace().filter(|word| word.ends_with(':'));
    let seen: Vec<Role> = names.filter_map(role).collect();
    let whole = [Role::From, Role::Sent, Role::To, Role::Subject];
    line.contains('@') && whole.iter().all(|role| seen.contains(role))
}

/// A list of recipients, or a subject, goes on in the next line.
fn is_continued(line: &str, last: Option<Role>) -> bool {
    last.is_some_and(|role| role != Role::Sent)
        && (line.starts_with([' ', '\t', '<']) || line.contains('@'))
        && line.len() <= LONGEST_MARK
}

/// What a header line names.
fn role(line: &str) -> Option<Role> {
    let line = line.trim().trim_start_matches(['*', '_', '|', ' ']);
    let (name, value) = line.split_once([':', '：'])?;
    if name.is_empty() || name.len() > 40 || value.len() > LONGEST_MARK * 4 {
        return None;
    }
    let name = fold(name);
    HEADERS
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()))
        .map(|(role, _)| *role)
}

/// Whether a bracket or a link is still open at the end of the line.
pub(super) fn is_open(line: &str) -> bool {
    let inside = line.trim_start_matches(['>', ' ']);
    inside.rfind('(') > inside.rfind(')') || inside.rfind('<') > inside.rfind('>')
}

/// Whether the line, or what it begins with, names sender, date, recipient or subject.
pub(in super::super) fn is_header(line: &str) -> bool {
    role(line).is_some_and(|role| role != Role::Other)
}

/// Whether the line announces a signature (`-- `, RFC 3676 4.3), as programs and people write it.
pub(super) fn is_signature(line: &str) -> bool {
    matches!(line.trim(), "--" | "—" | "__" | "---" | "––")
}

/// Whether a line drawn above it may announce a signature, which a frame of stars or crosses does not.
pub(super) fn is_thin_rule(line: &str) -> bool {
    is_rule(line) && line.trim().chars().all(|c| "-_—–".contains(c))
}

/// Whether a line is more than a signature says: a question, a note, an item of a list, a change of a program.
pub(super) fn is_said(line: &str) -> bool {
    let line = line.trim();
    let inside = line.strip_prefix('[').unwrap_or(line);
    let after = inside.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = (1..=3).contains(&(inside.len() - after.len())) && after.starts_with([')', '.', ']']);
    line.ends_with('?') || line.starts_with("diff ") || line.starts_with("@@ ") || line.starts_with('•') || is_numbered
}

/// Whether the line is nothing but a drawn rule.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 4 && line.len() <= LONGEST_MARK && line.chars().all(|c| "-_=*~#—–+".contains(c))
}

/// Whether a device or a program added the line by itself.
pub(super) fn is_added(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > 200 || !line.starts_with(|c: char| c.is_alphabetic() || "-[(*<".contains(c)) {
        return false;
    }
    let says = fold(line);
    let is_short = says.chars().count() <= 90;
    let after = |begin: &&str| says.strip_prefix(*begin);
    let names = SENT_FROM.iter().filter_map(after).any(names_device);
    // "Sent from my" and a device that nobody has heard of.
    let mine = SENT_FROM_MINE
        .iter()
        .filter_map(after)
        .any(|rest| rest.split(' ').count() <= 3);
    let begins = ADDED.iter().any(|begin| says.starts_with(begin));
    begins || (is_short && (names || mine || ADDED_WHOLE.contains(&says.as_str())))
}

/// Whether a device or program is named within a few words; further on it is part of a sentence.
fn names_device(rest: &str) -> bool {
    let words: Vec<&str> = rest
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(NEAR_WORDS)
        .collect();
    let near = words.join(" ");
    DEVICES.iter().any(|device| contains_phrase(&near, device))
}

/// Whether a list or a group signs from here on.
pub(super) fn is_list_footer(line: &str) -> bool {
    let line = line.trim();
    if line.len() < 20 || line.len() > LONGEST_MARK || !line.starts_with(|c: char| c.is_alphabetic() || c == '[') {
        return false;
    }
    let says = fold(line);
    LIST_FOOTERS.iter().any(|begin| says.starts_with(begin))
}

/// Whether a line looks like a way to reach somebody: address, page or telephone.
pub(super) fn is_contact(line: &str) -> bool {
    line.contains('@') || line.contains("http") || line.contains("www.") || has_telephone(line)
}

/// Whether six digits or more stand together, as those of a telephone do; those of a date or of a time of day do not count.
fn has_telephone(line: &str) -> bool {
    let inside = |c: char| c.is_ascii_digit() || " -/.()+".contains(c);
    let digits = |run: &str| run.chars().filter(char::is_ascii_digit).count();
    let counted = |run: &str| -> usize { run.split(' ').filter(|word| !is_date(word)).map(digits).sum() };
    line.split(|c| !inside(c)).any(|run| (6..=20).contains(&counted(run)))
}

/// `28/07/2026`, `2026-07-28`, `28.7.26`.
fn is_date(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let parts: Vec<&str> = word.splitn(4, ['/', '-', '.']).collect();
    let &[first, second, third] = parts.as_slice() else {
        return false;
    };
    let short = |part: &str| (1..=2).contains(&part.len());
    let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    parts.iter().all(|part| is_number(part))
        && short(second)
        && (short(first) && (short(third) || is_year(third)) || is_year(first) && short(third))
}
