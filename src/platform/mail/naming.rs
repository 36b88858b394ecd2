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

/// The name of a part: its own, or what its description, its place or its identifier says, where that looks like one.
pub(super) fn of(disposition: &Content, content: &Content, entity: &Entity) -> Option<String> {
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
    own(disposition, content).or_else(said).or_else(|| {
        let title = entity.field("Content-Description")?;
        let title = cleaned(&fields::line(title, MAX_TITLE))?;
        Some(invent_filename(&content.kind, 0, Some(&title)))
    })
}

/// The name of an attached mail: its subject.
pub(super) fn from_content(kind: &str, bytes: &[u8], limits: &Limits) -> Option<String> {
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

/// Whether its name says that it is signed.
pub(super) fn is_p7m(disposition: &Content, content: &Content) -> bool {
    own(disposition, content).is_some_and(|name| name.to_lowercase().ends_with(".p7m"))
}
