// SPDX-License-Identifier: AGPL-3.0-or-later
//! The MIME structure of a mail: which header fields, which parts, where each begins and ends.
//!
//! One pass over the lines, without recursion and within limits. The parsing library has no limits of its own, and
//! nested messages make it use memory and stack in proportion to what a stranger sends; so it only ever sees single
//! header values.

use super::charset;
use super::parse::{Limits, Notice};

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
    };
    let start = beginning(raw);
    let mut at = match lines(raw, start).next() {
        Some(line) if is_field(line.content) => reader.entity(start),
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
        if let Some(parent) = parent.and_then(|parent| self.entities.get_mut(parent)) {
            parent.children.push(id);
        }
        Some(self.entity(next))
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
        let boundary = entity.field("Content-Type").and_then(super::fields::boundary);
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

    /// The fields of a header and where the content after it begins. Fields over the limits are passed over.
    fn header(&mut self, at: usize) -> (Vec<Field>, usize) {
        let mut block: Vec<&[u8]> = Vec::new();
        let (mut content, mut size, mut count) = (self.raw.len(), 0_usize, 0_usize);
        let mut over = false;
        for line in lines(self.raw, at) {
            let text = line.content;
            let folded = text.first().is_some_and(|b| matches!(b, b' ' | b'\t')) && !text.trim_ascii().is_empty();
            let at_boundary = self.boundary(text).is_some();
            if !folded && (at_boundary || !is_field(text)) {
                // A line that is no field amid fields is passed over; otherwise the content begins without a blank line.
                let more = lines(self.raw, line.next)
                    .next()
                    .is_some_and(|next| is_field(next.content));
                if more && !at_boundary && !text.is_empty() {
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
            if !folded {
                count += 1;
                self.fields += 1;
                over = count > self.limits.headers || self.fields > self.limits.headers.saturating_mul(10);
            }
            if over || size > self.limits.header_bytes {
                self.note(Notice::TooManyHeaders);
            } else {
                block.push(text);
            }
        }
        (unfold(&block), content)
    }
}

/// Joins continuation lines to their field.
fn unfold(block: &[&[u8]]) -> Vec<Field> {
    let mut fields: Vec<(&[u8], Vec<u8>)> = Vec::new();
    for line in block {
        match (is_field(line), fields.last_mut()) {
            (true, _) => {
                let colon = line.iter().position(|b| *b == b':').unwrap_or_default();
                let (name, value) = line.split_at(colon);
                fields.push((name, value.get(1..).unwrap_or_default().trim_ascii().to_vec()));
            }
            (false, Some((_, value))) => {
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            }
            (false, None) => {}
        }
    }
    fields
        .into_iter()
        .map(|(name, value)| Field {
            name: charset::repair(name.trim_ascii()),
            value: charset::repair(&value),
        })
        .collect()
}

/// Whether a line begins a header field: a printable name, then a colon (RFC 5322 2.2; blanks before it are obsolete
/// but met).
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|b| *b == b':') else {
        return false;
    };
    let name = line.get(..colon).unwrap_or_default().trim_ascii_end();
    !name.is_empty() && name.iter().all(|b| b.is_ascii_graphic())
}

/// Where the mail begins: after blank lines and the `From ` line that mailbox files put before each mail.
fn beginning(raw: &[u8]) -> usize {
    let first = first_written(raw, 0);
    match lines(raw, first).next() {
        Some(line) if line.content.starts_with(b"From ") || line.content.starts_with(b">From ") => {
            let next = first_written(raw, line.next);
            let headed = lines(raw, next).next().is_some_and(|line| is_field(line.content));
            if headed { next } else { first }
        }
        _ => first,
    }
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
