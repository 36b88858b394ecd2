// SPDX-License-Identifier: AGPL-3.0-or-later
//! The MIME structure of a mail: which header fields, which parts, where each begins and ends.
//!
//! One pass over the lines, without recursion and within limits. The parsing library has no limits of its own, and
//! nested messages make it use memory and stack in proportion to what a stranger sends; so it only ever sees single
//! header values.

use std::borrow::Cow;

use super::charset;
use super::header_block;
use super::parameters::{self, Content};
use super::parse::{Limits, Notice};

/// Lines at the beginning of a multipart among which a boundary is looked for when its type names none.
const LOOKED_THROUGH: usize = 100;
/// Folded lines that are looked at after a line of blanks within a header.
const MAX_FOLDED: usize = 20;
/// Most multiparts of one mail whose boundary is looked for.
const MAX_SEARCHES: usize = 5;
/// The whole mail may have as many times the header bytes of one part.
const HEADERS_OF_ALL: usize = 8;
/// Most fields of one mail that are kept beyond the limits, because without them nobody knows what it is.
const MOST_BEYOND: usize = 100;

/// One header field: its name as written, its value unfolded and readable, encoded words still encoded.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: String,
}

/// A part: the mail itself, a multipart, or a leaf with content.
#[derive(Debug, Default)]
pub(super) struct Entity {
    pub(super) fields: Vec<Field>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) children: Vec<usize>,
    /// Whether it is a part of a digest, whose parts are mails unless they say otherwise (RFC 2046 5.1.5).
    pub(super) in_digest: bool,
}

impl Entity {
    /// The first field of that name.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
            .map(|field| field.value.as_str())
    }
}

/// The bytes as they can be read: old Macintosh line ends become LF, two-byte text becomes UTF-8, a byte order mark goes.
pub(super) fn readable(raw: &[u8]) -> Cow<'_, [u8]> {
    if let Some(text) = charset::wide_text(raw) {
        return Cow::Owned(text.into_bytes());
    }
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(
        raw.iter()
            .map(|byte| if *byte == b'\r' { b'\n' } else { *byte })
            .collect(),
    )
}

/// Reads the structure; the first entity is the mail itself.
pub(super) fn read(raw: &[u8], limits: &Limits, notices: &mut Vec<Notice>) -> Vec<Entity> {
    let mut reader = Reader {
        raw,
        limits,
        notices,
        entities: Vec::new(),
        open: Vec::new(),
        leaf: None,
        fields: 0,
        header_bytes: 0,
        beyond: Beyond {
            fields: MOST_BEYOND,
            bytes: limits.header_bytes,
        },
        searches: 0,
        searched: 0,
    };
    let start = beginning(raw);
    let mut at = match lines(raw, start).next() {
        Some(line) if header_block::begins(line.content) || is_before_field(raw, &line) => reader.entity(start),
        _ => {
            reader.note(Notice::NoHeaders);
            reader.add(Entity {
                start,
                ..Entity::default()
            })
        }
    };
    while let Some(line) = lines(raw, at).next() {
        at = line.next;
        match reader.boundary(line.content) {
            Some((level, closing)) => match reader.cross(level, closing, line.start, at) {
                Some(next) => at = next,
                None => return reader.finish(line.start),
            },
            None => continue,
        }
    }
    reader.finish(raw.len())
}

/// A multipart whose parts are being read.
struct Open {
    boundary: Vec<u8>,
    entity: usize,
}

/// Room for what a header says that is over the limits, so that a mail with a thousand recipients, or with the tracks of
/// many filters, still has its sender, its subject and its parts.
struct Beyond {
    fields: usize,
    bytes: usize,
}

impl Beyond {
    /// Whether there is room for this line, which begins a field or goes on with one that was kept.
    fn takes(&mut self, line: &[u8], begins: bool) -> bool {
        let takes = line.len() <= self.bytes && (!begins || (self.fields > 0 && header_block::is_essential(line)));
        if takes {
            self.bytes -= line.len();
            self.fields -= usize::from(begins);
        }
        takes
    }
}

struct Reader<'a> {
    raw: &'a [u8],
    limits: &'a Limits,
    notices: &'a mut Vec<Notice>,
    entities: Vec<Entity>,
    open: Vec<Open>,
    /// The entity whose content is being passed.
    leaf: Option<usize>,
    /// Header fields kept so far, in all parts.
    fields: usize,
    /// Their bytes.
    header_bytes: usize,
    /// What may still be kept beyond the limits.
    beyond: Beyond,
    /// How often a boundary was looked for that no type named: each search may read the whole mail.
    searches: usize,
    /// Bytes that were passed to see whether named boundaries occur at all.
    searched: usize,
}

impl Reader<'_> {
    fn note(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Which open multipart the line is a boundary of (innermost first), and whether it closes it.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        let line = line.strip_prefix(b"--")?.trim_ascii_end();
        self.open.iter().enumerate().rev().find_map(|(level, open)| {
            match line.strip_prefix(open.boundary.as_slice())? {
                b"" => Some((level, false)),
                b"--" => Some((level, true)),
                _ => None,
            }
        })
    }

    /// A boundary ends what is open inside it and, unless it closes, begins a part. Returns where to go on, or `None`
    /// when there are too many parts.
    fn cross(&mut self, level: usize, closing: bool, line: usize, next: usize) -> Option<usize> {
        self.close_leaf(line);
        let kept = if closing { level } else { level + 1 };
        let end = self.before_line_end(line);
        for ended in self.open.drain(kept..) {
            if let Some(entity) = self.entities.get_mut(ended.entity) {
                entity.end = end;
            }
        }
        if closing {
            return Some(next);
        }
        if self.entities.len() >= self.limits.parts {
            self.note(Notice::TooManyParts);
            return None;
        }
        let (id, parent) = (self.entities.len(), self.open.last().map(|open| open.entity));
        let mut in_digest = false;
        if let Some(parent) = parent.and_then(|parent| self.entities.get_mut(parent)) {
            in_digest = Content::of(parent.field("Content-Type")).kind == "multipart/digest";
            parent.children.push(id);
        }
        let start = self.entity(next);
        if let Some(part) = self.entities.get_mut(id) {
            part.in_digest = in_digest;
        }
        Some(start)
    }

    /// Reads the header of a part and opens it. Returns where its content begins.
    fn entity(&mut self, at: usize) -> usize {
        let (fields, start) = self.header(at);
        self.add(Entity {
            fields,
            start,
            ..Entity::default()
        })
    }

    fn add(&mut self, entity: Entity) -> usize {
        let (id, start) = (self.entities.len(), entity.start);
        let content_type = entity.field("Content-Type");
        let named = content_type.and_then(parameters::boundary);
        let boundary = match named {
            Some(named) if self.occurs(&named, start) => Some(named),
            // Some mailers name one boundary and write another.
            named => content_type.and_then(|value| self.unnamed(value, start)).or(named),
        };
        self.entities.push(entity);
        match boundary {
            Some(boundary) if self.open.len() < self.limits.depth => {
                self.open.push(Open {
                    boundary: boundary.into_bytes(),
                    entity: id,
                });
                self.leaf = None;
            }
            too_deep => {
                if too_deep.is_some() {
                    self.note(Notice::TooDeep);
                }
                self.leaf = Some(id);
            }
        }
        start
    }

    fn close_leaf(&mut self, line: usize) {
        let end = self.before_line_end(line);
        if let Some(leaf) = self.leaf.take().and_then(|id| self.entities.get_mut(id)) {
            leaf.end = end.max(leaf.start);
        }
    }

    /// The line end before a boundary belongs to the boundary (RFC 2046 5.1.1).
    fn before_line_end(&self, line: usize) -> usize {
        let before = self.raw.get(..line).unwrap_or_default();
        let before = before.strip_suffix(b"\n").unwrap_or(before);
        before.strip_suffix(b"\r").unwrap_or(before).len()
    }

    fn finish(mut self, end: usize) -> Vec<Entity> {
        if let Some(leaf) = self.leaf.take().and_then(|id| self.entities.get_mut(id)) {
            leaf.end = end;
        }
        for open in self.open.drain(..) {
            if let Some(entity) = self.entities.get_mut(open.entity) {
                entity.end = end;
            }
        }
        self.entities
    }

    /// Whether the boundary occurs from there on; taken for granted once the search has cost too much.
    fn occurs(&mut self, boundary: &str, start: usize) -> bool {
        let room = self
            .raw
            .len()
            .saturating_mul(MAX_SEARCHES)
            .saturating_sub(self.searched);
        let until = |line: &Line<'_>| line.next - start <= room;
        let mut seen = start;
        let found = lines(self.raw, start).take_while(until).any(|line| {
            seen = line.next;
            let named = line.content.strip_prefix(b"--");
            named.is_some_and(|rest| rest.starts_with(boundary.as_bytes()))
        });
        self.searched += seen - start;
        found || seen < self.raw.len()
    }

    /// The boundary of a multipart that does not name it: the first line that looks like one, and begins a part or comes again.
    fn unnamed(&mut self, content_type: &str, start: usize) -> Option<String> {
        if self.searches >= MAX_SEARCHES || !Content::of(Some(content_type)).kind.starts_with("multipart/") {
            return None;
        }
        self.searches += 1;
        let near = lines(self.raw, start)
            .take(LOOKED_THROUGH)
            .take_while(|line| self.boundary(line.content).is_none());
        let mut closing = None;
        for line in near.filter(|line| line.content.starts_with(b"--") && line.content.len() > 4) {
            let boundary = line.content.strip_prefix(b"--")?.trim_ascii_end();
            let begins_part = lines(self.raw, line.next)
                .next()
                .is_some_and(|next| header_block::describes_content(next.content));
            let single = !boundary.contains(&b' ');
            // A line of the same kind further down tells as well; only one such search, it may pass the whole mail.
            let again = || {
                lines(self.raw, line.next).any(|line| {
                    let rest = line.content.strip_prefix(b"--").map(<[u8]>::trim_ascii_end);
                    rest.and_then(|rest| rest.strip_suffix(b"--")) == Some(boundary)
                })
            };
            if single && (begins_part || *closing.get_or_insert_with(again)) {
                return Some(String::from_utf8_lossy(boundary).into_owned());
            }
        }
        None
    }

    /// The fields of a header and where the content after it begins. Of what is over the limits only the fields remain
    /// without which nobody knows what mail it is.
    fn header(&mut self, at: usize) -> (Vec<Field>, usize) {
        let mut block: Vec<Cow<'_, [u8]>> = Vec::new();
        let (mut content, mut size, mut count) = (self.raw.len(), 0_usize, 0_usize);
        let (mut over, mut essential) = (false, false);
        let mut lines = lines(self.raw, at);
        while let Some(line) = lines.next() {
            let mut text = Cow::Borrowed(line.content);
            if header_block::is_bare_name(&text)
                && let Some(colon) = folded_colon(self.raw, &line)
            {
                text.to_mut().extend_from_slice(colon.content);
                lines.next();
            }
            let folded = text.first().is_some_and(|b| matches!(b, b' ' | b'\t')) && !text.trim_ascii().is_empty();
            let at_boundary = self.boundary(&text).is_some();
            if !folded && (at_boundary || !header_block::is_field(&text)) {
                // A line that is no field amid fields is passed over; otherwise the content begins without a blank line.
                let goes_on = || is_before_field(self.raw, &line) || is_blank_within(self.raw, &line);
                if !at_boundary && !text.is_empty() && goes_on() {
                    continue;
                }
                content = if text.trim_ascii().is_empty() {
                    line.next
                } else {
                    line.start
                };
                break;
            }
            size += text.len();
            self.header_bytes += text.len();
            if !folded {
                count += 1;
                self.fields += 1;
                over = count > self.limits.headers || self.fields > self.limits.headers.saturating_mul(10);
            }
            let of_all = self.header_bytes > self.limits.header_bytes.saturating_mul(HEADERS_OF_ALL);
            if over || of_all || size > self.limits.header_bytes {
                self.note(Notice::TooManyHeaders);
                essential = (essential || !folded) && self.beyond.takes(&text, !folded);
                if !essential {
                    continue;
                }
            }
            block.push(text);
        }
        (header_block::unfold(&block), content)
    }
}

/// Whether a line that is no field stands before one that mail really has: then it is rubbish within the header, and not the
/// beginning of a text such as "Nota: …".
fn is_before_field(raw: &[u8], line: &Line<'_>) -> bool {
    let next = lines(raw, line.next).next();
    next.is_some_and(|next| header_block::is_known_field(next.content))
}

/// Whether a line of blanks stands within a header: folded lines, and then a field that mail really has, come after it.
fn is_blank_within(raw: &[u8], line: &Line<'_>) -> bool {
    let is_folded = |line: &Line<'_>| line.content.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
    let mut next = lines(raw, line.next).take(MAX_FOLDED).skip_while(is_folded);
    is_folded(line)
        && next
            .next()
            .is_some_and(|next| header_block::is_known_field(next.content))
}

/// The line that brings the colon to a name that stands alone.
fn folded_colon<'a>(raw: &'a [u8], line: &Line<'a>) -> Option<Line<'a>> {
    let next = lines(raw, line.next).next()?;
    let folded = next.content.starts_with(b" ") || next.content.starts_with(b"\t");
    (folded && next.content.trim_ascii_start().starts_with(b":")).then_some(next)
}

/// Where the mail begins: after blank lines and the `From ` line that mailbox files put before each mail.
fn beginning(raw: &[u8]) -> usize {
    let first = first_written(raw, 0);
    match lines(raw, first).next() {
        Some(line) if is_envelope_line(line.content) => {
            let next = first_written(raw, line.next);
            let headed = lines(raw, next)
                .next()
                .is_some_and(|line| header_block::is_field(line.content));
            if headed { next } else { first }
        }
        _ => first,
    }
}

/// The line of a mailbox file, and not the field with a blank before its colon.
fn is_envelope_line(line: &[u8]) -> bool {
    let line = line.strip_prefix(b">").unwrap_or(line);
    line.strip_prefix(b"From ")
        .is_some_and(|rest| !rest.trim_ascii_start().starts_with(b":"))
}

fn first_written(raw: &[u8], from: usize) -> usize {
    lines(raw, from)
        .find(|line| !line.content.trim_ascii().is_empty())
        .map_or(raw.len(), |line| line.start)
}

/// A line without its end.
struct Line<'a> {
    content: &'a [u8],
    start: usize,
    next: usize,
}

/// The lines from a position on, ended by LF or CR LF.
fn lines(raw: &[u8], from: usize) -> impl Iterator<Item = Line<'_>> {
    let mut start = from;
    std::iter::from_fn(move || {
        let rest = raw.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |at| at + 1);
        let line = rest.get(..length)?;
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        // Some relays double the CR.
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let found = Line {
            content,
            start,
            next: start + length,
        };
        start += length;
        Some(found)
    })
}
