// SPDX-License-Identifier: AGPL-3.0-or-later
//! `winmail.dat`: what Outlook packs into one file when it believes that everybody has Outlook ([MS-OXTNEF]). Text and files
//! come out of it; calendars, colours and the rest of Outlook's memory stay in.

use super::rtf::{self, Said};
use super::{charset, plain};

const SIGNATURE: u32 = 0x223e_9f78;
const BODY: u32 = 0x0002_800c;
const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
const CODE_PAGE: u32 = 0x0006_9007;
const FILE_BEGINS: u32 = 0x0006_9002;
const FILE_TITLE: u32 = 0x0001_8010;
const FILE_DATA: u32 = 0x0006_800f;
const FILE_PROPERTIES: u32 = 0x0006_9005;

/// Messages within messages that are opened.
const MAX_DEPTH: usize = 4;
/// Most bytes of one rich text.
const MAX_RTF: usize = 8 * 1024 * 1024;
/// Most properties of one message or file.
const MAX_PROPERTIES: usize = 10_000;

/// What was packed.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
    pub(super) files: Vec<PackedFile>,
}

/// A file that was packed.
#[derive(Debug, Default)]
pub(super) struct PackedFile {
    pub(super) name: String,
    pub(super) content_type: Option<String>,
    pub(super) content_id: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// Opens the packing; `None` when it is none. What is cut off is read as far as it goes. At most `most` files.
pub(super) fn open(bytes: &[u8], most: usize) -> Option<Packed> {
    let mut packed = Packed::default();
    unpack(bytes, most, 0, &mut packed)?;
    Some(packed)
}

fn unpack(bytes: &[u8], most: usize, depth: usize, packed: &mut Packed) -> Option<()> {
    let mut input = Input(bytes);
    (input.long()? == SIGNATURE).then_some(())?;
    input.short()?;
    let mut codepage = "windows-1252".to_owned();
    let mut file: Option<PackedFile> = None;
    while let Some((tag, data)) = input.attribute() {
        match tag {
            CODE_PAGE => codepage = format!("windows-{}", Input(data).long().unwrap_or(1252)),
            BODY => packed.text = Some(string(data, &codepage)),
            MESSAGE_PROPERTIES => message(&properties(data, &codepage), &codepage, packed),
            FILE_BEGINS => {
                packed.files.extend(file.replace(PackedFile::default()));
                if packed.files.len() >= most {
                    return Some(());
                }
            }
            FILE_TITLE => {
                if let Some(file) = &mut file
                    && file.name.is_empty()
                {
                    file.name = string(data, &codepage);
                }
            }
            FILE_DATA => {
                if let Some(file) = &mut file {
                    file.bytes = data.to_vec();
                }
            }
            FILE_PROPERTIES => {
                if let Some(file) = &mut file {
                    file_properties(&properties(data, &codepage), file, most, depth, packed);
                }
            }
            _ => {}
        }
    }
    packed.files.extend(file);
    packed
        .files
        .retain(|file| !file.bytes.is_empty() || !file.name.is_empty());
    Some(())
}

/// A property of Outlook: its number, and its first value.
struct Property<'a> {
    id: u16,
    value: Value<'a>,
}

enum Value<'a> {
    Text(String),
    Bytes(&'a [u8]),
    Object(&'a [u8]),
    Number(u32),
    Other,
}

fn message(properties: &[Property<'_>], codepage: &str, packed: &mut Packed) {
    for property in properties {
        match (property.id, &property.value) {
            (0x1000, Value::Text(text)) => packed.text = Some(text.clone()),
            (0x1013, Value::Text(html)) => packed.html = Some(html.clone()),
            (0x1013, Value::Bytes(html)) => packed.html = Some(page(html, properties, codepage)),
            (0x1009, Value::Bytes(compressed)) => match rtf::decompress(compressed, MAX_RTF).map(|rtf| rtf::read(&rtf))
            {
                Some(Said::Html(html)) => {
                    packed.html.get_or_insert(html);
                }
                Some(Said::Text(text)) => {
                    packed.text.get_or_insert(text);
                }
                None => {}
            },
            _ => {}
        }
    }
}

/// HTML in the code page that the message names for it, else in the one that the page itself names.
fn page(html: &[u8], properties: &[Property<'_>], codepage: &str) -> String {
    let named = properties.iter().find_map(|property| match property.value {
        Value::Number(number) if property.id == 0x3fde => label(number),
        _ => None,
    });
    let in_page = || plain::declared_charset(html);
    let label = named.or_else(in_page).unwrap_or_else(|| codepage.to_owned());
    charset::decode(html, Some(&label)).0
}

/// The name of a code page of Windows; `None` when it is none that says anything.
fn label(codepage: u32) -> Option<String> {
    Some(match codepage {
        65001 => "utf-8".to_owned(),
        28591..=28605 => format!("iso-8859-{}", codepage - 28590),
        874 | 932 | 936 | 949 | 950 | 1250..=1258 => format!("windows-{codepage}"),
        50220..=50222 => "iso-2022-jp".to_owned(),
        51932 => "euc-jp".to_owned(),
        51949 => "euc-kr".to_owned(),
        52936 => "hz-gb-2312".to_owned(),
        54936 => "gb18030".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        _ => return None,
    })
}

fn file_properties(properties: &[Property<'_>], file: &mut PackedFile, most: usize, depth: usize, packed: &mut Packed) {
    let (mut long_name, mut extension) = (None, None);
    for property in properties {
        match (property.id, &property.value) {
            (0x3707, Value::Text(name)) => long_name = Some(name.clone()),
            (0x3704 | 0x3001, Value::Text(name)) if file.name.is_empty() => file.name = name.clone(),
            (0x370e, Value::Text(kind)) => file.content_type = Some(kind.to_ascii_lowercase()),
            (0x3712, Value::Text(id)) => file.content_id = Some(id.trim_matches(['<', '>']).to_owned()),
            (0x3701, Value::Bytes(bytes)) if file.bytes.is_empty() => file.bytes = bytes.to_vec(),
            // A mail within the mail: sixteen bytes that say so, then a packing of its own.
            (0x3701, Value::Object(bytes)) if depth < MAX_DEPTH => {
                let mut inner = Packed::default();
                let room = most.saturating_sub(packed.files.len());
                if unpack(bytes.get(16..).unwrap_or_default(), room, depth + 1, &mut inner).is_none() {
                    file.bytes = bytes.get(16..).unwrap_or_default().to_vec();
                    continue;
                }
                packed.files.append(&mut inner.files);
                extension = Some(message_within(inner, bytes, file));
            }
            _ => {}
        }
    }
    if let Some(name) = long_name.filter(|name| !name.is_empty()) {
        file.name = name;
    }
    if let Some(extension) = extension.filter(|_| !file.name.contains('.')) {
        file.name.push_str(extension);
    }
}

/// What becomes of a message within the message: its text, its HTML, or where there is neither, as in a list of people, all that
/// Outlook packed. Returns how such files end.
fn message_within(message: Packed, object: &[u8], file: &mut PackedFile) -> &'static str {
    let text = message.text.filter(|text| !text.trim().is_empty());
    let (bytes, kind, extension) = match (text, message.html) {
        (Some(text), _) => (text.into_bytes(), "text/plain", ".txt"),
        (None, Some(html)) => (html.into_bytes(), "text/html", ".html"),
        (None, None) => {
            let packing = object.get(16..).unwrap_or_default();
            (packing.to_vec(), "application/ms-tnef", ".tnef")
        }
    };
    file.bytes = bytes;
    file.content_type = Some(kind.to_owned());
    extension
}

fn properties<'a>(data: &'a [u8], codepage: &str) -> Vec<Property<'a>> {
    let mut input = Input(data);
    let count = input
        .long()
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or_default();
    let mut found = Vec::new();
    for _ in 0..count.min(MAX_PROPERTIES) {
        match input.property(codepage) {
            Some(property) => found.push(property),
            None => break,
        }
    }
    found
}

/// Text up to its zero.
fn string(data: &[u8], codepage: &str) -> String {
    let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    charset::decode(data.get(..end).unwrap_or_default(), Some(codepage)).0
}

fn wide_string(data: &[u8]) -> String {
    let text = encoding_rs::UTF_16LE.decode_without_bom_handling(data).0;
    text.trim_end_matches('\0').to_owned()
}

/// Bytes that are still to be read; numbers are little-endian.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.long()?).ok()
    }

    /// Level, tag, length, data, check sum.
    fn attribute(&mut self) -> Option<(u32, &'a [u8])> {
        self.take(1)?;
        let tag = self.long()?;
        let length = self.length()?;
        let data = self.take(length.min(self.0.len()))?;
        self.take(self.0.len().min(2))?;
        Some((tag, data))
    }

    fn property(&mut self, codepage: &str) -> Option<Property<'a>> {
        let (kind, id) = (self.short()?, self.short()?);
        if id >= 0x8000 {
            self.take(16)?;
            match self.long()? {
                0 => drop(self.long()?),
                _ => {
                    let length = self.length()?;
                    self.padded(length)?;
                }
            }
        }
        let (many, kind) = (kind & 0x1000 != 0, kind & 0x0fff);
        let variable = matches!(kind, 0x000d | 0x001e | 0x001f | 0x0102);
        let count = if many || variable { self.length()? } else { 1 };
        let mut first = None;
        for _ in 0..count.min(MAX_PROPERTIES) {
            let data = match kind {
                0x000d | 0x001e | 0x001f | 0x0102 => {
                    let length = self.length()?;
                    self.padded(length)?
                }
                0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => self.take(8)?,
                0x0048 => self.take(16)?,
                _ => self.take(4)?,
            };
            first.get_or_insert(data);
        }
        let value = match (kind, first) {
            (0x001e, Some(data)) => Value::Text(string(data, codepage)),
            (0x001f, Some(data)) => Value::Text(wide_string(data)),
            (0x0102, Some(data)) => Value::Bytes(data),
            (0x000d, Some(data)) => Value::Object(data),
            (0x0003, Some(data)) => Input(data).long().map_or(Value::Other, Value::Number),
            _ => Value::Other,
        };
        Some(Property { id, value })
    }

    /// Data that is filled up to a multiple of four.
    fn padded(&mut self, length: usize) -> Option<&'a [u8]> {
        let data = self.take(length)?;
        let padding = (4 - length % 4) % 4;
        self.take(padding.min(self.0.len()))?;
        Some(data)
    }
}

#[cfg(test)]
#[path = "tnef_tests.rs"]
mod tests;
