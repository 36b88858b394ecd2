// SPDX-License-Identifier: AGPL-3.0-or-later
//! What an attachment is called: as it says, as its surroundings say, or by its type.

use super::fields;
use super::parameters::Content;
use super::parse::Limits;
use super::tree::{self, Entity};
use crate::platform::filename::{clean_filename, invent_filename};

/// Longest name that is read, in characters.
const MAX_NAME: usize = 1_000;
/// Longest title that becomes a name.
const MAX_TITLE: usize = 120;

/// The clean name that the part gives itself. `filename` counts before `name`.
pub(super) fn own(disposition: &Content, content: &Content) -> Option<String> {
    [
        disposition.parameter("filename"),
        content.parameter("name"),
        disposition.parameter("name"),
        content.parameter("filename"),
    ]
    .into_iter()
    .flatten()
    .find_map(cleaned)
}

/// A name without anything dangerous; `None` when nothing is left of it.
pub(super) fn cleaned(name: &str) -> Option<String> {
    clean_filename(&fields::line(name, MAX_NAME))
}

/// The name of a part: its own, or what its description, its place or its identifier says, where that looks like one; else
/// the subject of an attached mail, else any description.
pub(super) fn of(disposition: &Content, content: &Content, entity: &Entity, subject: Option<String>) -> Option<String> {
    let said = || {
        let id = entity.field("Content-ID").map(|id| id.trim_matches(['<', '>', ' ']));
        let id = id.and_then(|id| id.split('@').next());
        [
            entity.field("Content-Description"),
            entity.field("Content-Location"),
            id,
        ]
        .into_iter()
        .flatten()
        .find_map(|said| cleaned(said).filter(|name| has_extension(name)))
    };
    own(disposition, content).or_else(said).or(subject).or_else(|| {
        let title = entity.field("Content-Description")?;
        let title = cleaned(&fields::line(title, MAX_TITLE))?;
        Some(invent_filename(&content.kind, 0, Some(&title)))
    })
}

/// The name of an attached mail: its subject.
pub(super) fn of_mail(kind: &str, bytes: &[u8], limits: &Limits) -> Option<String> {
    if !matches!(kind, "message/rfc822" | "message/global" | "message/news") {
        return None;
    }
    let top = Limits {
        parts: 1,
        depth: 0,
        ..limits.clone()
    };
    let nested = tree::read(bytes, &top, &mut Vec::new());
    let subject = nested.first().and_then(|mail| mail.field("Subject"))?;
    let title = cleaned(&fields::line(subject, MAX_TITLE))?;
    Some(invent_filename(kind, 0, Some(&title)))
}

/// A name from the type alone.
pub(super) fn invented(kind: &str, number: usize) -> String {
    invent_filename(kind, number, None)
}

fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        let letters = extension.bytes().any(|byte| byte.is_ascii_alphabetic());
        let short = (1..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
        !stem.is_empty() && letters && short
    })
}

/// Whether it is what Outlook packs everything into.
pub(super) fn is_tnef(kind: &str, disposition: &Content, content: &Content) -> bool {
    matches!(kind, "application/ms-tnef" | "application/vnd.ms-tnef")
        || own(disposition, content)
            .is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat") || name.eq_ignore_ascii_case("win.dat"))
}

/// Whether its name says that it is a calendar.
pub(super) fn is_calendar(disposition: &Content, content: &Content) -> bool {
    own(disposition, content).is_some_and(|name| name.to_lowercase().ends_with(".ics"))
}

/// Endings of files that hold a document and its signature, or a document and the time at which it was there (RFC 5544).
const SIGNED: [&str; 2] = [".p7m", ".tsd"];

/// Whether its name says that there is a document in it, with who signed it.
pub(super) fn is_signed(disposition: &Content, content: &Content) -> bool {
    own(disposition, content).is_some_and(|name| unsigned(&name).is_some())
}

/// The name of the document in a file of that name: `delibera.pdf` of `delibera.pdf.p7m`. `None` when the name says of no
/// document.
pub(super) fn unsigned(name: &str) -> Option<&str> {
    let at = name.len().checked_sub(4)?;
    let (document, ending) = name.split_at_checked(at)?;
    SIGNED
        .iter()
        .any(|signed| ending.eq_ignore_ascii_case(signed))
        .then_some(document)
}

/// The name of a document that came out of a signed file, as often signed as it may be.
pub(super) fn document(signed: &str, bytes: &[u8]) -> String {
    let mut name = signed;
    while let Some(document) = unsigned(name) {
        name = document;
    }
    let name = name.trim_end_matches(['.', ' ']);
    match has_extension(name) {
        true => name.to_owned(),
        false => {
            let stem = if name.is_empty() { "documento" } else { name };
            format!("{stem}.{}", sniffed(bytes))
        }
    }
}

/// The extension that the first bytes ask for.
fn sniffed(bytes: &[u8]) -> &'static str {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match head {
        head if head.starts_with(b"%PDF-") => "pdf",
        head if head.starts_with(b"<?xml") => "xml",
        head if head.starts_with(b"PK\x03\x04") => "zip",
        head if head.starts_with(b"{\\rtf") => "rtf",
        head if !head.contains(&0) && std::str::from_utf8(head).is_ok() => "txt",
        _ => "bin",
    }
}

/// The type of a file by its name; what has none declared is told by its extension.
pub(super) fn type_by_name(name: &str) -> &'static str {
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref().unwrap_or_default() {
        "pdf" => "application/pdf",
        "xml" => "application/xml",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "htm" | "html" => "text/html",
        "rtf" => "application/rtf",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt" => "application/vnd.oasis.opendocument.text",
        "zip" => "application/zip",
        "json" => "application/json",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "tif" | "tiff" => "image/tiff",
        "eml" => "message/rfc822",
        _ => "application/octet-stream",
    }
}

/// Whether it is a mail of signed text and not a document, as far as the name says: mailers call all of them alike.
pub(super) fn is_of_mail(name: Option<&str>) -> bool {
    name.and_then(unsigned).is_none_or(|document| !has_extension(document))
}
