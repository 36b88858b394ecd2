// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a mail contains: one text to read, and everything else as attachments with their exact bytes.

use super::charset;
use super::fields::{self, Content};
use super::parse::{Limits, Notice, ParsedAttachment, encoded, note};
use super::plain;
use super::tree::{self, Entity};
use crate::platform::filename::{clean_filename, invent_filename};
use crate::platform::text;

/// Text and attachments of a mail.
pub(super) struct Body {
    pub(super) text: String,
    pub(super) html: Option<String>,
    pub(super) attachments: Vec<ParsedAttachment>,
}

/// Text of one part of the structure.
struct Passage {
    text: String,
    html: Option<String>,
}

/// Reads the content of a mail whose structure is known.
pub(super) fn read(raw: &[u8], entities: &[Entity], limits: &Limits, notices: &mut Vec<Notice>) -> Body {
    let mut reader = Reader {
        raw,
        entities,
        limits,
        notices,
        attachments: Vec::new(),
    };
    let passages = reader.passages(0);
    let html = as_html(&passages);
    let whole = join(passages);
    let text = text::paragraphs(&whole, limits.text);
    if whole.chars().nth(limits.text).is_some() {
        note(reader.notices, Notice::TextCut);
    }
    Body {
        text,
        html,
        attachments: reader.attachments,
    }
}

struct Reader<'a> {
    raw: &'a [u8],
    entities: &'a [Entity],
    limits: &'a Limits,
    notices: &'a mut Vec<Notice>,
    attachments: Vec<ParsedAttachment>,
}

impl Reader<'_> {
    /// The texts of a part in order; attachments met on the way are kept. Goes no deeper than the structure's limit.
    fn passages(&mut self, id: usize) -> Vec<Passage> {
        let Some(entity) = self.entities.get(id) else {
            return Vec::new();
        };
        let content = Content::of(entity.field("Content-Type"));
        if entity.children.is_empty() {
            return self.leaf(id, entity, &content).into_iter().collect();
        }
        let children: Vec<Vec<Passage>> = entity.children.iter().map(|child| self.passages(*child)).collect();
        if content.kind == "multipart/alternative" {
            return best(children);
        }
        children.into_iter().flatten().collect()
    }

    /// A part without parts: text to read, or an attachment.
    fn leaf(&mut self, id: usize, entity: &Entity, content: &Content) -> Option<Passage> {
        let disposition = Content::of(entity.field("Content-Disposition"));
        let name = name(&disposition, content);
        if is_text(&content.kind) && disposition.kind != "attachment" && (name.is_none() || id == 0) {
            return self.passage(entity, content);
        }
        let bytes = decoded(self.raw, entity);
        let cut = self.notices.contains(&Notice::TooLarge) && entity.end == self.raw.len();
        if cut || (bytes.is_empty() && name.is_none()) {
            return None;
        }
        let content_type = Some(content.kind.clone()).filter(|kind| kind.contains('/'));
        let content_type = content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
        let number = self.attachments.len() + 1;
        let filename = name.unwrap_or_else(|| self.invented(&content_type, number, entity, &bytes));
        let content_id = entity
            .field("Content-ID")
            .and_then(|value| fields::ids(value).into_iter().next());
        let inline = disposition.kind == "inline" || (disposition.kind.is_empty() && content_id.is_some());
        self.attachments.push(ParsedAttachment {
            filename,
            content_type,
            bytes,
            content_id,
            inline,
        });
        None
    }

    fn passage(&mut self, entity: &Entity, content: &Content) -> Option<Passage> {
        let bytes = decoded(self.raw, entity);
        let (text, fits) = charset::decode(&bytes, content.parameter("charset"));
        if !fits {
            note(self.notices, Notice::CharsetGuessed);
        }
        let html = (content.kind == "text/html").then(|| text.clone());
        let text = match html {
            Some(_) => plain::from_html(&text),
            None if content
                .parameter("format")
                .is_some_and(|format| format.eq_ignore_ascii_case("flowed")) =>
            {
                flow(&text)
            }
            None => text,
        };
        Some(Passage { text, html }).filter(|passage| !passage.text.trim().is_empty())
    }

    /// A name from the subject of an attached mail, the description of the part, or its type.
    fn invented(&self, content_type: &str, number: usize, entity: &Entity, bytes: &[u8]) -> String {
        let title = match content_type {
            "message/rfc822" | "message/global" => {
                let nested = tree::read(
                    bytes,
                    &Limits {
                        parts: 1,
                        depth: 0,
                        ..self.limits.clone()
                    },
                    &mut Vec::new(),
                );
                nested
                    .first()
                    .and_then(|mail| mail.field("Subject").map(|value| fields::line(value, 120)))
            }
            _ => entity
                .field("Content-Description")
                .map(|value| fields::line(value, 120)),
        };
        invent_filename(content_type, number, title.as_deref())
    }
}

/// Of several forms of one text: the plain one as text, unless it is missing or only says to read the HTML; and the HTML.
fn best(forms: Vec<Vec<Passage>>) -> Vec<Passage> {
    let (mut plain, mut html) = (None, None);
    for form in forms.into_iter().filter(|form| !form.is_empty()) {
        let slot = if form.iter().any(|passage| passage.html.is_some()) {
            &mut html
        } else {
            &mut plain
        };
        slot.get_or_insert(form);
    }
    match (plain, html) {
        (Some(plain), Some(html)) if !is_excuse(&plain, &html) => vec![Passage {
            html: as_html(&html),
            text: join(plain),
        }],
        (_, Some(html)) => html,
        (plain, None) => plain.unwrap_or_default(),
    }
}

/// The passages as one HTML, text among them escaped; `None` when they are all text.
fn as_html(passages: &[Passage]) -> Option<String> {
    passages.iter().any(|passage| passage.html.is_some()).then(|| {
        let parts = passages.iter().map(|passage| match &passage.html {
            Some(html) => html.clone(),
            None => format!("<div>{}</div>", text::escaped(&passage.text).replace('\n', "<br>")),
        });
        parts.collect()
    })
}

/// "Your program cannot show HTML": short, says HTML, and the other form says more.
fn is_excuse(plain: &[Passage], html: &[Passage]) -> bool {
    let length = |form: &[Passage]| form.iter().map(|passage| passage.text.len()).sum::<usize>();
    let says_html = plain
        .iter()
        .any(|passage| passage.text.to_ascii_lowercase().contains("html"));
    says_html && length(plain) < 300 && length(html) > length(plain)
}

fn join(passages: Vec<Passage>) -> String {
    let texts: Vec<String> = passages
        .into_iter()
        .map(|passage| passage.text.trim_end().to_owned())
        .collect();
    texts.join("\n\n")
}

/// Whether content of this type is read as the text of the mail. No type means plain text (RFC 2045 5.2), and so does
/// a multipart in which no part was found.
fn is_text(kind: &str) -> bool {
    matches!(kind, "" | "text" | "text/plain" | "text/html") || kind.starts_with("multipart/")
}

/// The clean name that the part gives itself.
fn name(disposition: &Content, content: &Content) -> Option<String> {
    [disposition.parameter("filename"), content.parameter("name")]
        .into_iter()
        .flatten()
        .find_map(|name| clean_filename(&fields::line(name, 1_000)))
}

/// The bytes of a part with its transfer encoding undone.
fn decoded(raw: &[u8], entity: &Entity) -> Vec<u8> {
    let encoded = encoded(raw, entity);
    let encoding = entity
        .field("Content-Transfer-Encoding")
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match encoding.split([' ', ';', '(']).next() {
        Some("base64") => charset::base64(encoded),
        Some("quoted-printable") => charset::quoted_printable(encoded),
        _ => encoded.to_vec(),
    }
}

/// Joins the lines that the sender's program broke (RFC 3676): a space at the end says that the paragraph goes on.
fn flow(text: &str) -> String {
    let mut flowed = String::with_capacity(text.len());
    for line in text.lines() {
        let signature = line == "-- ";
        let line = line.strip_prefix(' ').unwrap_or(line);
        flowed.push_str(line);
        if signature || !line.ends_with(' ') || line.starts_with('>') {
            flowed.push('\n');
        }
    }
    flowed
}
