// SPDX-License-Identifier: AGPL-3.0-or-later
//! The HTML of a mail as a page shows it: clean, without anything from elsewhere, and in two halves, what is read first
//! and what an answer only repeats. The halves are cut along the lines that a reader sees, by the same rules as text, with
//! what the markup adds; each keeps the structure of the whole.

mod clean;
mod limits;
mod lines;
mod style;

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{Html, Node};

pub use self::limits::HtmlLimits;
use self::lines::{Lines, Places};
use super::plain;
use super::reply::{Line, folded_lines};

/// The clean HTML of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanHtml {
    /// What is shown first; the whole when nothing is folded.
    pub shown: String,
    /// What is folded away.
    pub quoted: Option<String>,
    /// The lines that a reader sees, and which of them are folded away; empty when nothing is.
    pub lines: Vec<(String, bool)>,
}

/// Cleans the HTML of a mail and parts what it repeats from what is new. `None` when it is over the limits: then the text
/// is shown, and nothing here has looked at it but a count of its tags.
pub fn clean_html(html: &str, subject: &str, limits: &HtmlLimits) -> Option<CleanHtml> {
    if !limits::fits(html, limits) {
        return None;
    }
    let page = Html::parse_document(html);
    let Lines { lines, places } = lines::read(&page);
    let written: Vec<Line<'_>> = lines.iter().map(|(text, hint)| Line::new(text, *hint)).collect();
    let hidden = folded_lines(&written, subject).map(|hidden| with_gaps(&written, hidden));
    let whole = || CleanHtml {
        shown: clean::write(&page, &|_, text| Some(text.to_owned()), &|_| true),
        quoted: None,
        lines: Vec::new(),
    };
    let Some(hidden) = hidden.filter(|hidden| hidden.contains(&true)) else {
        return Some(whole());
    };
    let (shown, quoted) = (
        half(&page, &places, &hidden, false),
        half(&page, &places, &hidden, true),
    );
    if quoted.is_empty() || (!shown.contains("<img") && plain::from_html(&shown).is_empty()) {
        return Some(whole());
    }
    let lines = lines.into_iter().map(|(text, _)| text).zip(hidden).collect();
    Some(CleanHtml {
        shown,
        quoted: Some(quoted),
        lines,
    })
}

/// How much HTML is closed before it is joined with other parts.
const JOINED: HtmlLimits = HtmlLimits {
    bytes: 1024 * 1024,
    depth: 256,
    attributes: 64,
};

/// A part of a mail that stands beside others, with everything closed that it leaves open: an element, a comment, the quotes
/// of an address. Otherwise it would hide what follows, or carry it away as part of a link. `None` when that cannot be had.
/// What is over the limits stays as it is: it is not shown as HTML, and neither is what stands beside it.
pub(super) fn closed(html: &str) -> Option<String> {
    if !limits::fits(html, &JOINED) {
        return Some(html.to_owned());
    }
    let anew = |html: &str| Html::parse_fragment(html).root_element().inner_html();
    let closed = anew(html);
    // Some elements are read otherwise a second time, or never end.
    let followed = format!("{closed}<hr>");
    (anew(&followed) == followed).then_some(closed)
}

/// Folds the blank lines before what is folded as well.
fn with_gaps(lines: &[Line<'_>], mut hidden: Vec<bool>) -> Vec<bool> {
    let mut below = true;
    for (line, hidden) in lines.iter().zip(hidden.iter_mut()).rev() {
        *hidden |= below && line.is_blank();
        below = *hidden;
    }
    // Blank lines alone are not worth folding.
    let is_worth = lines
        .iter()
        .zip(&hidden)
        .any(|(line, hidden)| *hidden && !line.is_blank());
    if is_worth { hidden } else { vec![false; lines.len()] }
}

/// One half of the page, with the elements that something of it stands in.
fn half(page: &Html, places: &Places, hidden: &[bool], folded: bool) -> String {
    let belongs = |line: &usize| hidden.get(*line).copied().unwrap_or(folded) == folded;
    let mut kept: HashSet<NodeId> = HashSet::new();
    let mut lost: HashSet<NodeId> = HashSet::new();
    for node in page.tree.root().descendants() {
        let (Some(parts), true) = (places.get(&node.id()), is_content(node.value())) else {
            continue;
        };
        let kinds = parts.iter().map(|(_, line)| belongs(line));
        let set = if kinds.clone().any(|belongs| belongs) {
            &mut kept
        } else {
            &mut lost
        };
        set.insert(node.id());
        for outer in node.ancestors() {
            // Those further out were entered with the first one met.
            if !set.insert(outer.id()) {
                break;
            }
        }
    }
    let keeps = |id: NodeId| kept.contains(&id) || (!folded && !lost.contains(&id));
    let part = |id: NodeId, text: &str| {
        let parts = places.get(&id)?.iter().filter(|(_, line)| belongs(line));
        Some(parts.filter_map(|(range, _)| text.get(range.clone())).collect())
    };
    clean::write(page, &part, &keeps)
}

/// Whether something stands there by itself: words, an image, a line end.
fn is_content(node: &Node) -> bool {
    match node {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => matches!(element.name(), "img" | "br" | "hr"),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
