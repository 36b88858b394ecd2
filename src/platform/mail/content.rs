// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a mail contains: one text to read, and everything else as attachments with their exact bytes.

mod elsewhere;
mod packings;

use super::calendar::{self, Told};
use super::charset;
use super::naming;
use super::parameters::Content;
use super::parse::{Limits, Notice, ParsedAttachment, encoded, note};
use super::passages::{self, Form, Passage};
use super::tree::Entity;
use super::{fields, pgp, plain, transfer, uuencode, written};
use crate::platform::text;

/// So many bytes tell whether a file is an encrypted message.
const ARMOURED: usize = 1_000;
/// Packed texts that are compared with what stands beside them.
const MAX_COMPARED: usize = 10;

/// Text and attachments of a mail.
pub(super) struct Body {
    pub(super) text: String,
    pub(super) html: Option<String>,
    pub(super) attachments: Vec<ParsedAttachment>,
}

/// Reads the content of a mail whose structure is known.
pub(super) fn read(raw: &[u8], entities: &[Entity], limits: &Limits, notices: &mut Vec<Notice>) -> Body {
    let mut reader = Reader {
        raw,
        entities,
        limits,
        notices,
        opened: 0,
        spare: limits.size,
        attachments: Vec::new(),
        invitations: Vec::new(),
        elsewhere: Vec::new(),
        shown_files: Vec::new(),
        packed: Vec::new(),
    };
    let mut passages = reader.passages(0, false);
    if passages.is_empty() {
        passages = std::mem::take(&mut reader.shown_files);
    }
    for (at, packed) in std::mem::take(&mut reader.packed).into_iter().enumerate() {
        if at >= MAX_COMPARED || !passages.iter().any(|known| known.says(&packed)) {
            passages.push(packed);
        }
    }
    let is_silent = passages.is_empty();
    for told in std::mem::take(&mut reader.invitations) {
        passages.push(Passage::of_text(told.events));
        // Beside a text it would be said twice.
        passages.extend(Passage::of_text(told.description).filter_empty().filter(|_| is_silent));
    }
    let elsewhere = std::mem::take(&mut reader.elsewhere);
    passages.extend(elsewhere.into_iter().map(Passage::of_text));
    let html = passages::as_html(&passages);
    let whole = passages::join(passages);
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
    /// Signed mails that were opened on the way here.
    opened: usize,
    /// Bytes that may still come out of packings that repeat bytes by number.
    spare: usize,
    attachments: Vec<ParsedAttachment>,
    /// What calendars say.
    invitations: Vec<Told>,
    /// Where files lie that were not sent.
    elsewhere: Vec<String>,
    /// Text files that are meant to be shown: the text, where there is no other.
    shown_files: Vec<Passage>,
    /// Texts that Outlook packed; most of them stand beside their packing as well.
    packed: Vec<Passage>,
}

impl Reader<'_> {
    /// The texts of a part in order; attachments met on the way are kept. Goes no deeper than the structure's limit.
    /// `is_form` says that it is one of several forms of the same text.
    fn passages(&mut self, id: usize, is_form: bool) -> Vec<Passage> {
        let entities = self.entities;
        let Some(entity) = entities.get(id) else {
            return Vec::new();
        };
        let content = Content::of(entity.field("Content-Type"));
        if entity.children.is_empty() {
            return self.leaf(id, entity, &content, is_form);
        }
        if content.kind == "multipart/encrypted" {
            note(self.notices, Notice::Encrypted);
        }
        let alternative = content.kind == "multipart/alternative";
        let root = (content.kind == "multipart/related").then(|| self.root(entity, &content));
        let mut forms: Vec<Vec<Passage>> = Vec::new();
        for child in &entity.children {
            let passages = match root {
                Some(root) if root != *child && self.is_resource(*child) => {
                    self.keep(*child);
                    Vec::new()
                }
                _ => self.passages(*child, alternative),
            };
            forms.push(passages);
        }
        match alternative {
            true => passages::best(forms),
            false => forms.into_iter().flatten().collect(),
        }
    }

    /// The part of a related set that refers to the others (RFC 2387): the one that is named, else the first.
    fn root(&self, entity: &Entity, content: &Content) -> usize {
        let start = content
            .parameter("start")
            .map(|start| start.trim_matches(['<', '>', ' ']).to_owned());
        let named = entity.children.iter().find(|child| {
            let id = self.entities.get(**child).and_then(|part| part.field("Content-ID"));
            start.is_some() && id.map(|id| id.trim_matches(['<', '>', ' '])) == start.as_deref()
        });
        named.or(entity.children.first()).copied().unwrap_or_default()
    }

    /// Whether the root refers to it, so that it is no text of its own.
    fn is_resource(&self, id: usize) -> bool {
        self.entities
            .get(id)
            .is_some_and(|part| part.children.is_empty() && part.field("Content-ID").is_some())
    }

    fn keep(&mut self, id: usize) {
        if let Some(entity) = self.entities.get(id) {
            let content = Content::of(entity.field("Content-Type"));
            let bytes = self.decoded(entity);
            self.attach(entity, &content, bytes);
        }
    }

    /// A part without parts: text to read, something packed, or an attachment.
    fn leaf(&mut self, id: usize, entity: &Entity, content: &Content, is_form: bool) -> Vec<Passage> {
        let kind = kind(entity, content);
        let disposition = Content::of(entity.field("Content-Disposition"));
        let is_file = disposition.kind == "attachment";
        let named = naming::own(&disposition, content).is_some() && id != 0 && !is_form;
        if !is_file
            && !named
            && let Some(form) = Form::of(&kind)
        {
            return self.text(entity, content, form).into_iter().collect();
        }
        if !is_file
            && named
            && matches!(kind.as_str(), "text/plain" | "text/html")
            && let Some(form) = Form::of(&kind)
        {
            let text = charset::decode(&self.decoded(entity), content.parameter("charset")).0;
            self.shown_files.extend(form.passage(text, content));
        }
        let bytes = self.decoded(entity);
        if self.is_cut(entity) {
            return Vec::new();
        }
        if naming::is_tnef(&kind, &disposition, content) {
            if self.tnef(entity, content, &bytes).is_none() {
                note(self.notices, Notice::NotOpened);
                self.attach(entity, content, bytes);
            }
            return Vec::new();
        }
        if matches!(kind.as_str(), "text/calendar" | "application/ics") || naming::is_calendar(&disposition, content) {
            self.invitation(&bytes, content);
        }
        match kind.as_str() {
            "application/mac-binhex40" | "application/mac-binhex" => return self.binhex(entity, content, bytes),
            "message/partial" => note(self.notices, Notice::InPieces),
            "message/external-body" => self.elsewhere.extend(elsewhere::told(content, &bytes)),
            _ => {}
        }
        if is_pkcs7(&kind) || naming::is_signed(&disposition, content) {
            return self.signed(id, entity, content, bytes);
        }
        self.attach(entity, content, bytes);
        Vec::new()
    }

    /// Whether the mail was cut off within this part.
    fn is_cut(&self, entity: &Entity) -> bool {
        self.notices.contains(&Notice::TooLarge) && entity.end == self.raw.len()
    }

    fn text(&mut self, entity: &Entity, content: &Content, form: Form) -> Option<Passage> {
        let mut bytes = self.decoded(entity);
        if form == Form::Plain
            && let Some(unpacked) = written::unpack(&bytes, self.spare)
            // Where they are more than a mail may have, they stay what they are: text.
            && unpacked.files.len() <= self.room()
        {
            bytes = unpacked.text;
            let length: usize = unpacked.files.iter().map(|(_, file)| file.len()).sum();
            self.spare = self.spare.saturating_sub(length);
            if unpacked.has_pieces {
                note(self.notices, Notice::InPieces);
            }
            for (name, file) in unpacked.files {
                let name = charset::repair(&name, content.parameter("charset"));
                self.push(naming::cleaned(&name), None, file, None, false);
            }
        }
        let declared = content.parameter("charset");
        let in_page = match form {
            Form::Html if declared.is_none() => plain::declared_charset(&bytes),
            _ => None,
        };
        let (text, fits) = charset::decode(&bytes, declared.or(in_page.as_deref()));
        if !fits {
            note(self.notices, Notice::CharsetGuessed);
        }
        let passage = form.passage(text, content)?;
        if pgp::is_encrypted(&passage.text) {
            note(self.notices, Notice::Encrypted);
        }
        Some(passage)
    }

    fn invitation(&mut self, bytes: &[u8], content: &Content) {
        let (calendar, _) = charset::decode(bytes, content.parameter("charset"));
        let told = calendar
            .get(..calendar.floor_char_boundary(self.limits.text))
            .and_then(calendar::told);
        if let Some(told) = told.filter(|told| !self.invitations.contains(told)) {
            self.invitations.push(told);
        }
    }

    /// Keeps a part as an attachment, unless there is nothing in it.
    fn attach(&mut self, entity: &Entity, content: &Content, bytes: Vec<u8>) {
        let disposition = Content::of(entity.field("Content-Disposition"));
        let kind = kind(entity, content);
        let subject = naming::of_mail(&kind, &bytes, self.limits);
        let name = naming::of(&disposition, content, entity, subject);
        if bytes.is_empty() && name.is_none() && disposition.kind != "attachment" {
            return;
        }
        let content_id = entity.field("Content-ID").and_then(|value| {
            fields::ids(value)
                .into_iter()
                .next()
                .or_else(|| fields::message_id(value))
        });
        let inline = disposition.kind == "inline" || (disposition.kind.is_empty() && content_id.is_some());
        let begins = bytes.get(..ARMOURED).unwrap_or(&bytes);
        // An attached mail is a file of its own.
        if !kind.starts_with("message/") && pgp::is_encrypted(&String::from_utf8_lossy(begins)) {
            note(self.notices, Notice::Encrypted);
        }
        self.push(name, Some(kind), bytes, content_id, inline);
    }

    fn push(
        &mut self,
        name: Option<String>,
        kind: Option<String>,
        bytes: Vec<u8>,
        content_id: Option<String>,
        inline: bool,
    ) {
        let content_type = kind.unwrap_or_else(|| "application/octet-stream".to_owned());
        let number = self.attachments.len() + 1;
        self.attachments.push(ParsedAttachment {
            filename: name.unwrap_or_else(|| naming::invented(&content_type, number)),
            content_type,
            bytes,
            // What was packed may hold anything, also what no database takes.
            content_id: content_id.map(|id| id.chars().filter(|c| !text::is_unsafe(*c)).collect()),
            inline,
        });
    }

    /// The bytes of a part with its transfer encoding undone.
    fn decoded(&self, entity: &Entity) -> Vec<u8> {
        let encoded = encoded(self.raw, entity);
        let encoding = entity
            .field("Content-Transfer-Encoding")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let word = encoding
            .split([' ', ';', '(', ','])
            .map(|word| word.trim_matches(['"', '\'', '<', '>', '\t']))
            .find(|word| !word.is_empty() && !word.ends_with(')'));
        match word {
            Some("base64" | "base-64" | "b64" | "b") if !transfer::is_prose(encoded) => transfer::base64(encoded),
            Some("quoted-printable" | "quotedprintable" | "quoted_printable" | "q") => {
                transfer::quoted_printable(encoded)
            }
            Some("x-uuencode" | "uuencode" | "x-uue" | "x-uu" | "uue") => {
                uuencode::whole(encoded).unwrap_or_else(|| encoded.to_vec())
            }
            _ => encoded.to_vec(),
        }
    }
}

/// The type of a part: as declared; where it is missing or none, text, and a mail within a digest (RFC 2045 5.2).
fn kind(entity: &Entity, content: &Content) -> String {
    match content.kind.as_str() {
        "" if entity.in_digest => "message/rfc822".to_owned(),
        "" | "text" => "text/plain".to_owned(),
        "html" => "text/html".to_owned(),
        kind if kind.contains('/') => kind.to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

fn is_pkcs7(kind: &str) -> bool {
    matches!(kind, "application/pkcs7-mime" | "application/x-pkcs7-mime")
}

#[cfg(test)]
#[path = "content_tests.rs"]
mod tests;
