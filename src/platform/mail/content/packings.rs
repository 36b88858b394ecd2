// SPDX-License-Identifier: AGPL-3.0-or-later
//! Parts in which something else is packed: what came out of them is read, and the original is kept wherever anything of it
//! could be missed, such as a signature.

use super::Reader;
use crate::platform::mail::binhex;
use crate::platform::mail::charset;
use crate::platform::mail::header_block;
use crate::platform::mail::naming;
use crate::platform::mail::parameters::Content;
use crate::platform::mail::parse::{Limits, Notice, note};
use crate::platform::mail::passages::Passage;
use crate::platform::mail::smime::{self, Wrapped};
use crate::platform::mail::tnef;
use crate::platform::mail::tree::{self, Entity};

/// Signed mails within signed mails that are opened.
const MAX_OPENED: usize = 4;
/// Signatures around one document that are taken off: several people sign one after the other.
const MAX_SIGNATURES: usize = 3;

impl Reader<'_> {
    /// How many more files the mail may have.
    pub(super) fn room(&self) -> usize {
        self.limits.parts.saturating_sub(self.attachments.len())
    }

    /// Takes out what Outlook packed; `None` when it cannot be opened.
    pub(super) fn tnef(&mut self, entity: &Entity, content: &Content, bytes: &[u8]) -> Option<()> {
        let packed = tnef::open(bytes, self.room())?;
        let empty = packed.files.is_empty() && packed.text.is_none() && packed.html.is_none();
        if empty {
            // Nothing but Outlook's memory came out: who has Outlook may want it.
            self.attach(entity, content, bytes.to_vec());
        }
        for file in packed.files {
            let kind = file.content_type.filter(|kind| kind.contains('/'));
            self.push(naming::cleaned(&file.name), kind, file.bytes, file.content_id, false);
        }
        let passage = match (packed.html, packed.text) {
            (Some(html), text) => Passage::of_html(html, text),
            (None, text) => Passage::of_text(text.unwrap_or_default()),
        };
        self.packed.extend(passage.filter_empty());
        Some(())
    }

    /// The file that a Macintosh packed, beside the packing: its other half means nothing to anybody else.
    pub(super) fn binhex(&mut self, entity: &Entity, content: &Content, bytes: Vec<u8>) -> Vec<Passage> {
        let file = binhex::whole(&bytes, self.spare);
        self.attach(entity, content, bytes);
        match file {
            Some(file) if self.room() > 0 => {
                let name = naming::cleaned(&charset::repair(&file.name, None));
                self.spare = self.spare.saturating_sub(file.data.len());
                let kind = naming::type_by_name(name.as_deref().unwrap_or_default()).to_owned();
                self.push(name, Some(kind), file.data, None, false);
            }
            Some(_) => {}
            None => note(self.notices, Notice::NotOpened),
        }
        Vec::new()
    }

    /// What is in a signature around it: the text of a mail, or a document that stands beside the signed original.
    pub(super) fn signed(&mut self, id: usize, entity: &Entity, content: &Content, bytes: Vec<u8>) -> Vec<Passage> {
        let inner = match smime::open(&bytes) {
            Wrapped::Signed(inner) => inner,
            Wrapped::Encrypted => {
                note(self.notices, Notice::Encrypted);
                self.attach(entity, content, bytes);
                return Vec::new();
            }
            Wrapped::Nothing => {
                self.attach(entity, content, bytes);
                return Vec::new();
            }
        };
        let own = naming::own(&Content::of(entity.field("Content-Disposition")), content);
        let passages = match naming::is_of_mail(own.as_deref()) {
            true => self.mail_within(&inner, id == 0),
            false => None,
        };
        self.attach(entity, content, bytes);
        if passages.is_none() {
            self.document(inner);
        }
        passages.unwrap_or_default()
    }

    /// Keeps the document of the signed file that was attached last, without any signature around it.
    fn document(&mut self, mut document: Vec<u8>) {
        let Some(signed) = self.attachments.last().map(|file| file.filename.clone()) else {
            return;
        };
        if self.room() == 0 || document.is_empty() {
            return;
        }
        for _ in 1..MAX_SIGNATURES {
            match smime::open(&document) {
                Wrapped::Signed(inner) if !inner.is_empty() => document = inner,
                _ => break,
            }
        }
        let name = naming::document(&signed, &document);
        let kind = naming::type_by_name(&name).to_owned();
        self.push(naming::cleaned(&name), Some(kind), document, None, false);
    }

    /// The mail within a signature around it; its files are kept on the way. `None` when it is no mail.
    /// `is_alone` says that the mail is nothing else: then a text without any field is a mail, too.
    fn mail_within(&mut self, inner: &[u8], is_alone: bool) -> Option<Vec<Passage>> {
        let first = inner.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let is_mail = header_block::is_known_field(first) || (is_alone && first.trim_ascii().is_empty());
        if !is_mail || self.opened >= MAX_OPENED {
            return None;
        }
        let limits = Limits {
            parts: self.room().max(1),
            ..self.limits.clone()
        };
        let mut notices = Vec::new();
        let entities = tree::read(inner, &limits, &mut notices);
        let told = notices.into_iter().filter(|notice| *notice != Notice::NoHeaders);
        told.for_each(|notice| note(self.notices, notice));
        let mut reader = Reader {
            raw: inner,
            entities: &entities,
            limits: &limits,
            notices: self.notices,
            opened: self.opened + 1,
            spare: self.spare,
            attachments: Vec::new(),
            invitations: Vec::new(),
            elsewhere: Vec::new(),
            shown_files: Vec::new(),
            packed: Vec::new(),
        };
        let passages = reader.passages(0, false);
        self.spare = reader.spare;
        self.invitations.append(&mut reader.invitations);
        self.elsewhere.append(&mut reader.elsewhere);
        self.packed.append(&mut reader.packed);
        let mut attachments = reader.attachments;
        self.attachments.append(&mut attachments);
        Some(passages)
    }
}
