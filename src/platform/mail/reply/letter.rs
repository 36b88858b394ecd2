// SPDX-License-Identifier: AGPL-3.0-or-later
//! The runs of lines of a mail: what somebody wrote, what is quoted, what is signature; and which of them are folded.

use std::ops::Range;

use super::lines::{
    Hint, Line, Mark, is_added, is_contact, is_list_footer, is_open, is_rule, is_said, is_signature, is_thin_rule,
};

/// Most lines of a signature under a drawn rule; more is content.
const LONGEST_SIGNATURE: usize = 14;
/// What Mailman draws above its own lines.
const LIST_RULE: &str = "_______________________________________________";
/// The same under the sign of RFC 3676, disclaimers included.
const LONGEST_SURE: usize = 80;
/// Most lines that tell who wrote what is quoted below them.
const MOST_ATTRIBUTED: usize = 24;
/// Lines of a signature without address or telephone.
const SHORT_SIGNATURE: usize = 5;
/// From this length on a quoted line may have been broken, so that its end lost the mark.
const BROKEN_LINE: usize = 60;

/// What a run of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Somebody wrote it.
    Own,
    /// Quoted lines.
    Quote,
    /// Quoted lines under a line that says so.
    AttributedQuote,
    /// Everything from here on is repeated, whether it is marked or not.
    Rest,
    /// Signature, or what a device or a list added.
    Signature,
}

/// A run of lines.
#[derive(Debug)]
pub(super) struct Piece {
    kind: Kind,
    lines: Range<usize>,
}

/// What begins at a line, and how many lines it takes.
enum Beginning {
    Forward,
    Piece(Kind, usize),
    Nothing,
}

/// The lines of a mail, and what begins at each.
pub(super) struct Letter<'a> {
    pub(super) lines: &'a [Line<'a>],
    pub(super) marks: &'a [Option<Mark>],
    /// Where the first rule is drawn; with a second one it is a frame.
    pub(super) first_rule: Option<usize>,
}

impl Letter<'_> {
    /// The runs of lines, in order; `None` when the mail passes another one on.
    pub(super) fn pieces(&self) -> Option<Vec<Piece>> {
        let mut pieces: Vec<Piece> = Vec::new();
        let (mut at, mut in_code, mut has_own) = (0, false, false);
        while let Some(line) = self.lines.get(at) {
            let is_fence = line.text.trim_start().starts_with("```");
            in_code = in_code != is_fence;
            let found = if in_code || is_fence {
                None
            } else {
                match self.beginning(at, has_own) {
                    Beginning::Forward => return None,
                    Beginning::Piece(kind, length) => Some((kind, length.max(1))),
                    Beginning::Nothing => None,
                }
            };
            let (kind, length) = found.unwrap_or((Kind::Own, 1));
            has_own |= kind == Kind::Own && !line.is_blank();
            match pieces.last_mut() {
                Some(last) if last.kind == Kind::Own && kind == Kind::Own => last.lines.end = at + length,
                _ => pieces.push(Piece {
                    kind,
                    lines: at..at + length,
                }),
            }
            at += length;
        }
        Some(pieces)
    }

    fn line(&self, at: usize) -> Option<&Line<'_>> {
        self.lines.get(at)
    }

    fn mark(&self, at: usize) -> Option<Mark> {
        self.marks.get(at).copied().flatten()
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.line(at).is_some_and(Line::is_quoted)
    }

    /// What begins at this line.
    fn beginning(&self, at: usize, has_own: bool) -> Beginning {
        let Some(line) = self.line(at) else {
            return Beginning::Nothing;
        };
        let rest = self.lines.len() - at;
        match line.hint {
            Hint::Rest => return Beginning::Piece(Kind::Rest, rest),
            Hint::Signature => return Beginning::Piece(Kind::Signature, 1),
            Hint::Quoted => {
                return Beginning::Piece(Kind::AttributedQuote, self.quote_length(at, |line| line.is_quoted()));
            }
            Hint::None | Hint::Apart | Hint::Attribution => {}
        }
        if line.is_quoted() {
            return Beginning::Piece(Kind::Quote, self.quote_length(at, |line| line.is_quoted()));
        }
        if is_rule(line.text)
            && self
                .line(self.next_written(at + 1))
                .is_some_and(|line| line.hint == Hint::Rest)
        {
            return Beginning::Piece(Kind::Rest, rest);
        }
        if let Some(length) = self.ruled_length(at) {
            return self.under(at, length, Some(rest));
        }
        match self.mark(at) {
            Some(Mark::Forwarded) => return Beginning::Forward,
            Some(Mark::Above) => return Beginning::Piece(Kind::Rest, rest),
            Some(Mark::Wrote(length) | Mark::Headers(length)) => return self.under(at, length, Some(rest)),
            Some(Mark::Original) => return self.under(at, self.original_length(at), Some(rest)),
            Some(Mark::PerhapsWrote(length)) => {
                if let found @ Beginning::Piece(..) = self.under(at, length, None) {
                    return found;
                }
            }
            None => {
                let hinted = self.attributed_length(at).map(|length| self.under(at, length, None));
                if let Some(found @ Beginning::Piece(..)) = hinted {
                    return found;
                }
            }
        }
        match self.signature_length(at, has_own) {
            Some(length) => Beginning::Piece(Kind::Signature, length),
            None => Beginning::Nothing,
        }
    }

    /// How many lines the markup says to tell who wrote, and which read so: people write into the same place.
    fn attributed_length(&self, at: usize) -> Option<usize> {
        let first = self.line(at).filter(|line| line.hint == Hint::Attribution)?;
        let more = self.lines.iter().skip(at).take(MOST_ATTRIBUTED);
        let run = more.take_while(|line| line.hint == Hint::Attribution && !line.is_blank());
        let (length, last) = (run.clone().count(), run.last()?);
        let tells = last.text.trim_end().ends_with([':', '：']) || first.role.is_some() || is_rule(first.text);
        tells.then_some(length)
    }

    /// A drawn rule together with the header below it.
    fn ruled_length(&self, at: usize) -> Option<usize> {
        self.line(at).filter(|line| is_rule(line.text))?;
        let below = self.next_written(at + 1);
        match self.mark(below)? {
            Mark::Headers(length) => Some(below + length - at),
            _ => None,
        }
    }

    /// The divider together with the header below it.
    fn original_length(&self, at: usize) -> usize {
        let next = self.next_written(at + 1);
        match self.mark(next) {
            Some(Mark::Headers(length) | Mark::Wrote(length)) => next + length - at,
            _ => 1,
        }
    }

    /// What stands under a mark of so many lines: marked quotes as far as they go, else the whole rest, when that is sure.
    fn under(&self, at: usize, length: usize, otherwise: Option<usize>) -> Beginning {
        let next = self.next_written(at + length);
        if self.line(next).is_some_and(Line::may_be_quoted) {
            let end = next + self.quote_length(next, |line| line.may_be_quoted());
            return Beginning::Piece(Kind::AttributedQuote, end - at);
        }
        otherwise.map_or(Beginning::Nothing, |rest| Beginning::Piece(Kind::Rest, rest))
    }

    /// How many lines are quoted from here on: blank lines between them, and ends of lines that were broken, included.
    fn quote_length(&self, at: usize, is_quoted: impl Fn(&Line<'_>) -> bool) -> usize {
        let quoted = |at: usize| self.line(at).is_some_and(&is_quoted);
        let mut end = at;
        while quoted(end) {
            let next = self.next_written(end + 1);
            let broken = self
                .line(end)
                .is_some_and(|line| line.text.chars().count() >= BROKEN_LINE || is_open(line.text));
            let tail = self.is_tail(end + 1);
            if quoted(next) {
                end = next;
            } else if broken && tail && quoted(end + 2) {
                end += 2;
            } else {
                end += 1;
            }
        }
        end - at
    }

    /// Whether this line can be the end of the quoted one above it: a few words, or more where the sentence goes on.
    fn is_tail(&self, at: usize) -> bool {
        let above = at.checked_sub(1).and_then(|above| self.line(above));
        let goes_on = above.is_some_and(|line| !line.text.trim_end().ends_with(['.', '?', '!', ':']));
        self.line(at).is_some_and(|line| {
            let most = match goes_on && line.text.starts_with(char::is_lowercase) {
                true => BROKEN_LINE,
                false => BROKEN_LINE / 2,
            };
            !line.is_blank() && line.text.len() < most
        })
    }

    /// The first line from here on that is not blank; the end when there is none.
    fn next_written(&self, from: usize) -> usize {
        from + self.lines.iter().skip(from).take_while(|line| line.is_blank()).count()
    }

    /// How many lines a signature takes that begins here: up to the next quoted text.
    fn signature_length(&self, at: usize, has_own: bool) -> Option<usize> {
        let line = self.line(at)?.text;
        if is_added(line) {
            return Some(1);
        }
        if line.trim() == "-----BEGIN PGP SIGNATURE-----" {
            return Some(self.lines.len() - at);
        }
        if line.trim() == "-----BEGIN PGP SIGNED MESSAGE-----" {
            let head = self.lines.iter().skip(at).take(5).take_while(|line| !line.is_blank());
            return Some(head.count());
        }
        let (is_announced, is_list) = (is_signature(line), is_list_footer(line));
        let is_drawn = is_rule(line) && !self.is_underline(at);
        if !has_own || !(is_announced || is_list || is_drawn) {
            return None;
        }
        if line.trim() == "--" {
            return self.sure_signature_length(at);
        }
        let most = 4 * LONGEST_SIGNATURE;
        let below = (at + 1..self.lines.len()).take(most);
        let length = 1 + below.take_while(|at| !self.ends_signature(*at)).count();
        let inside = || self.lines.iter().skip(at + 1).take(length - 1);
        let written = inside().filter(|line| !line.is_blank()).count();
        let is_of_list = || is_list || line.trim() == LIST_RULE || inside().any(|line| is_list_footer(line.text));
        let is_framed = || inside().any(|line| is_rule(line.text) || is_said(line.text));
        let reaches = || inside().any(|line| is_contact(line.text));
        let is_signed = match (is_announced, is_thin_rule(line)) {
            (true, _) => !is_framed() && (written <= SHORT_SIGNATURE || reaches()),
            (false, true) => !is_framed() && self.first_rule == Some(at) && (written == 0 || reaches()),
            (false, false) => written == 0,
        };
        (written <= LONGEST_SIGNATURE && length <= most && (is_signed || is_of_list())).then_some(length)
    }

    /// The same under the sign of RFC 3676. Longer than that is none, and not looked through to its end: there may be one
    /// sign on each line.
    fn sure_signature_length(&self, at: usize) -> Option<usize> {
        let mut written = 0;
        let mut end = at + 1;
        while end < self.lines.len() && !self.ends_signature(end) {
            written += usize::from(self.line(end).is_some_and(|line| !line.is_blank()));
            if written > LONGEST_SURE {
                return None;
            }
            end += 1;
        }
        Some(end - at)
    }

    /// A line drawn under a title, or around something, is content.
    fn is_underline(&self, at: usize) -> bool {
        let above = at.checked_sub(1).and_then(|above| self.line(above));
        let line = self.line(at).map_or(0, |line| line.text.trim().len());
        above.is_some_and(|above| !above.is_blank() && above.text.trim().chars().count() >= line)
    }

    fn ends_signature(&self, at: usize) -> bool {
        self.is_quoted(at)
            || match self.mark(at) {
                Some(Mark::PerhapsWrote(length)) => self.is_quoted(self.next_written(at + length)),
                mark => mark.is_some(),
            }
    }

    /// Which lines are folded.
    pub(super) fn hidden(&self, pieces: &[Piece]) -> Vec<bool> {
        let mut hidden = vec![false; self.lines.len()];
        let last_answered = self.last_answered(pieces);
        let is_between = self.is_between(pieces);
        for (at, piece) in pieces.iter().enumerate() {
            let folds = match piece.kind {
                Kind::Own => false,
                Kind::Rest | Kind::Signature => true,
                Kind::Quote | Kind::AttributedQuote => match last_answered {
                    Some(last) if at <= last => !is_between && piece.kind == Kind::AttributedQuote,
                    _ => true,
                },
            };
            for line in hidden.iter_mut().take(piece.lines.end).skip(piece.lines.start) {
                *line = folds;
            }
        }
        hidden
    }

    /// The last quoted run that something written follows.
    fn last_answered(&self, pieces: &[Piece]) -> Option<usize> {
        let last_written = pieces.iter().rposition(|piece| self.is_written(piece))?;
        pieces.iter().take(last_written).rposition(is_quote)
    }

    /// Whether the answers stand between the quoted lines, so that neither can be read without the other: at least two
    /// quoted runs are answered, or a quoted text goes on below the answer.
    fn is_between(&self, pieces: &[Piece]) -> bool {
        let (mut answered, mut open, mut goes_on) = (0, false, false);
        for piece in pieces {
            if is_quote(piece) {
                goes_on |= answered > 0 && !self.is_attributed(piece);
                open = true;
            } else if open && self.is_written(piece) {
                answered += 1;
                open = false;
            }
        }
        answered >= 2 || goes_on
    }

    /// Whether a line above the quoted text says whose it is.
    fn is_attributed(&self, piece: &Piece) -> bool {
        piece.kind == Kind::AttributedQuote && !self.is_quoted(piece.lines.start)
    }

    fn is_written(&self, piece: &Piece) -> bool {
        let mut inside = self.lines.iter().take(piece.lines.end).skip(piece.lines.start);
        piece.kind == Kind::Own && inside.any(|line| !line.is_blank())
    }
}

fn is_quote(piece: &Piece) -> bool {
    matches!(piece.kind, Kind::Quote | Kind::AttributedQuote)
}
