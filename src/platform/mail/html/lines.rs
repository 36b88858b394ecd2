// SPDX-License-Identifier: AGPL-3.0-or-later
//! The lines that a reader of the HTML sees, and what the markup of each mail program says of them: quoted, signature,
//! or the beginning of what is repeated.

use std::collections::HashMap;
use std::ops::Range;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use crate::platform::mail::reply::{Hint, is_header};

/// Where a piece of text, an image or a line end stands: which part of the node belongs to which line.
pub(super) type Places = HashMap<NodeId, Vec<(Range<usize>, usize)>>;

/// The lines of a page.
#[derive(Default)]
pub(super) struct Lines {
    /// Text and hint of each.
    pub(super) lines: Vec<(String, Hint)>,
    pub(super) places: Places,
}

/// Elements of which nothing is shown.
const UNSEEN: [&str; 18] = [
    "head", "script", "style", "title", "template", "noscript", "iframe", "object", "embed", "applet", "video",
    "audio", "canvas", "textarea", "select", "datalist", "map", "noframes",
];
/// Elements that do not begin a line.
const INLINE: [&str; 34] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "tt", "u", "var",
];

/// Whether the element and all in it are left out: programs, frames, drawings, and what the writer hid from the reader.
pub(super) fn is_unseen(element: &Element) -> bool {
    let style = element
        .attr("style")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace(' ', "");
    element.name.ns != *"http://www.w3.org/1999/xhtml"
        || UNSEEN.contains(&element.name())
        || element.attr("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || style.contains("mso-hide:all")
}

/// Reads the lines.
pub(super) fn read(page: &Html) -> Lines {
    let mut reader = Reader::default();
    let mut unseen = 0_usize;
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) if unseen > 0 || is_unseen(element) => unseen += 1,
                Node::Element(element) => reader.begin(node.id(), element, &node),
                Node::Text(text) if unseen == 0 => reader.text(node.id(), text),
                _ => {}
            },
            Edge::Close(node) => match node.value() {
                Node::Element(_) if unseen > 0 => unseen -= 1,
                Node::Element(element) => reader.end(element),
                _ => {}
            },
        }
    }
    reader.break_line();
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Lines,
    line: String,
    /// Whether something stands in the line, if only an image.
    is_begun: bool,
    hints: Vec<Hint>,
    /// Depth of elements in which line ends count.
    pre: usize,
    /// Everything from here on is repeated.
    is_rest: bool,
    line_hint: Hint,
}

impl Reader {
    fn begin(&mut self, id: NodeId, element: &Element, node: &ego_tree::NodeRef<'_, Node>) {
        let name = element.name();
        if !INLINE.contains(&name) && name != "br" {
            self.break_line();
        }
        let outer = self.hint();
        if begins_rest(element, node) {
            self.is_rest = true;
        }
        let hint = match outer {
            Hint::Quoted | Hint::Signature => outer,
            outer => hint(element, node).unwrap_or(outer),
        };
        if hint != outer {
            self.break_line();
        }
        self.hints.push(hint);
        match name {
            "br" => {
                self.place(id, 0..0);
                self.end_line();
            }
            "hr" => {
                self.put("________");
                self.place(id, 0..0);
                self.break_line();
            }
            "img" if !super::clean::is_tiny(element) => {
                self.place(id, 0..0);
                self.begun();
                // A picture is content, although it has no words.
                self.line.push_str(if self.line.is_empty() { "\u{fffc}" } else { " " });
            }
            "pre" => self.pre += 1,
            _ => {}
        }
    }

    fn end(&mut self, element: &Element) {
        let (hint, name) = (self.hints.pop().unwrap_or_default(), element.name());
        if name == "pre" {
            self.pre = self.pre.saturating_sub(1);
        }
        let outer = self.hint();
        if name != "br" && (!INLINE.contains(&name) || hint != outer) {
            self.break_line();
        }
        if matches!(name, "td" | "th") {
            self.put(" ");
        }
    }

    fn text(&mut self, id: NodeId, text: &str) {
        if self.pre == 0 {
            self.put(text);
            self.place(id, 0..text.len());
            return;
        }
        let mut at = 0;
        for part in text.split_inclusive('\n') {
            self.put(part);
            self.place(id, at..at + part.len());
            at += part.len();
            if part.ends_with('\n') {
                self.end_line();
            }
        }
    }

    fn put(&mut self, text: &str) {
        for c in text.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if !(c == ' ' && (self.line.is_empty() || self.line.ends_with(' '))) {
                if c != ' ' {
                    self.begun();
                }
                self.line.push(c);
            }
        }
    }

    /// Something stands in the line: what is said of it is said of the line.
    fn begun(&mut self) {
        if !self.is_begun {
            self.is_begun = true;
            self.line_hint = self.hint();
        }
    }

    fn hint(&self) -> Hint {
        self.hints.last().copied().unwrap_or_default()
    }

    fn place(&mut self, id: NodeId, range: Range<usize>) {
        let line = self.found.lines.len();
        self.found.places.entry(id).or_default().push((range, line));
    }

    /// Ends the line when something stands in it.
    fn break_line(&mut self) {
        if self.is_begun {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let hint = match (self.is_rest, self.is_begun) {
            (true, _) => Hint::Rest,
            (false, true) => self.line_hint,
            (false, false) => self.hint(),
        };
        let line = std::mem::take(&mut self.line);
        self.found.lines.push((line, hint));
        self.is_begun = false;
    }
}

/// What the element says of the lines in it.
fn hint(element: &Element, node: &ego_tree::NodeRef<'_, Node>) -> Option<Hint> {
    let marker = element.attr("data-marker").unwrap_or_default();
    let name = element.name();
    if marks(element, &SIGNATURES) || marker.starts_with("__SIG_") {
        return Some(Hint::Signature);
    }
    if marks(element, &ATTRIBUTIONS) || matches!(marker, "__HEADERS__" | "__DIVIDER__") {
        return Some(Hint::Attribution);
    }
    if name == "blockquote" {
        let is_cited = element
            .attr("type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("cite"));
        // Alone, Gmail's is what its writer set apart himself.
        let is_gmails = marks(element, &["gmail_quote"]) && is_within(node, "gmail_quote");
        let quoted = is_cited || is_gmails || marks(element, &["front-blockquote", "protonmail_quote"]);
        return Some(if quoted { Hint::Quoted } else { Hint::Apart });
    }
    if marks(element, &["gmail_quote"]) {
        // With quotes of its own in it, answers may stand between them.
        let parts = node.children().any(|child| {
            let element = child.value().as_element();
            element.is_some_and(|child| child.name() == "blockquote" || marks(child, &["gmail_quote"]))
        });
        let forwards = first_words(node).is_some_and(|words| words.trim_start().starts_with("-----"));
        return (!parts && !forwards).then_some(Hint::Quoted);
    }
    if marks(element, &["domino-section"]) {
        // People fold away what they wrote themselves in such a section, too; the mail above has its header in it.
        return repeats_a_header(node).then_some(Hint::Quoted);
    }
    (marks(element, &QUOTES) || marker == "__QUOTED_TEXT__").then_some(Hint::Quoted)
}

/// Whether the header of a mail stands near the beginning of the element: two lines that name sender, date or subject.
fn repeats_a_header(node: &ego_tree::NodeRef<'_, Node>) -> bool {
    let mut texts = node.descendants().take(60).filter_map(|inner| inner.value().as_text());
    let mut next = || texts.any(|text| is_header(text.trim_start()));
    next() && next()
}

/// Whether an element so marked is around it.
fn is_within(node: &ego_tree::NodeRef<'_, Node>, mark: &str) -> bool {
    let mut around = node.ancestors().filter_map(|outer| outer.value().as_element());
    around.any(|outer| outer.name() == "div" && marks(outer, &[mark]))
}

/// Class, id or name by which programs mark what they quote.
const QUOTES: [&str; 14] = [
    "yahoo_quoted",
    "protonmail_quote",
    "zmail_extra",
    "olk_src_body_section",
    "messagereplysection",
    "mail-editor-reference-message-container",
    "cm_quote",
    "front-quote",
    "tutanota_quote",
    "missive_quote",
    "gmx_quote",
    "bloop_original_html",
    "ms-outlook-mobile-reference-message",
    "wmquote",
];
/// The same for signatures.
const SIGNATURES: [&str; 14] = [
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "applemailsignature",
    "signature",
    "ms-outlook-mobile-signature",
    "protonmail_signature_block",
    "yahoo-signature",
    "ymail_android_signature",
    "edo-signature",
    "messagesignaturesection",
    "io-ox-signature",
    "front-signature",
    "_rc_sig",
];
/// The same for the line that says who wrote.
const ATTRIBUTIONS: [&str; 6] = [
    "gmail_attr",
    "gmail_quote_attribution",
    "moz-cite-prefix",
    "zwchr",
    "airmail_on",
    "reply-intro",
];

/// Whether class, id or name are among the marks. Outlook renames those of others to `x_…`, and programs add numbers.
fn marks(element: &Element, marks: &[&str]) -> bool {
    let named = ["class", "id", "name"]
        .into_iter()
        .filter_map(|attribute| element.attr(attribute));
    named.flat_map(str::split_ascii_whitespace).take(50).any(|name| {
        let name = name.to_ascii_lowercase();
        let mut own = name.as_str();
        while let Some(rest) = own.strip_prefix("x_") {
            own = rest;
        }
        marks.iter().any(|mark| {
            own.strip_prefix(mark)
                .is_some_and(|rest| rest.is_empty() || (*mark == "yahoo_quoted" && rest.starts_with('_')))
        })
    })
}

/// Whether everything from this element on is repeated: what Outlook puts above it, and our own mark.
fn begins_rest(element: &Element, node: &ego_tree::NodeRef<'_, Node>) -> bool {
    let begins = ["divrplyfwdmsg", "appendonsend", "stopspelling", "outlookmessageheader"];
    if element.attr("data-sportello-ref").is_some() || marks(element, &begins) {
        return true;
    }
    let style = element
        .attr("style")
        .filter(|_| element.name() == "div")
        .unwrap_or_default();
    let style = style.to_ascii_lowercase().replace(' ', "");
    let drawn = |colour: &str| style.contains("border-top") && style.contains(colour);
    if !drawn("solid") {
        return false;
    }
    let is_outlooks = drawn("#e1e1e1") || drawn("#b5c4df");
    first_words(node).is_some_and(|words| (is_outlooks && words.contains(':')) || is_header(words))
}

/// The first text near the beginning of an element.
fn first_words<'a>(node: &ego_tree::NodeRef<'a, Node>) -> Option<&'a str> {
    node.descendants().take(12).find_map(|node| match node.value() {
        Node::Text(text) if !text.trim().is_empty() => Some(&**text),
        _ => None,
    })
}
