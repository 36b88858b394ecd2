// SPDX-License-Identifier: AGPL-3.0-or-later
//! HTML of strangers as HTML that a page may show. Written anew from what is known to be harmless, element by element,
//! and then put through `ammonia`, which reads it as a browser does: each of the two would be enough, and neither is
//! trusted alone.
//!
//! Style attributes go, since the pages forbid them; what they mean for a reader (a colour, a line through) becomes a
//! class. Pictures from elsewhere are not loaded until somebody asks for them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{CaseSensitivity, Html, Node};

use super::lines::is_unseen;
use super::style;
use crate::platform::text::{escaped, is_unsafe};

/// Elements that stay what they are.
const KEPT: [&str; 49] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h4",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
];
/// Longest address that is kept.
const LONGEST_URL: usize = 4_000;

/// What an element becomes; `None` leaves only what is in it.
fn becomes(name: &str) -> Option<&str> {
    Some(match name {
        // The page has headings of its own; those of a mail come below them.
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "h4",
        // What turns letters around shows another text than it holds.
        "font" | "tt" | "big" | "acronym" | "nobr" | "time" | "data" | "bdo" => "span",
        "strike" => "s",
        "article" | "section" | "header" | "footer" | "main" | "aside" | "nav" | "address" | "center" | "form"
        | "fieldset" | "details" | "summary" | "dir" | "menu" => "div",
        "listing" | "xmp" | "plaintext" => "pre",
        kept => return KEPT.contains(&kept).then_some(kept),
    })
}

/// Writes the page, or the part of it that `part` keeps: of each node the ranges of its text, or whether it is kept.
pub(super) fn write(
    page: &Html,
    part: &dyn Fn(NodeId, &str) -> Option<String>,
    keeps: &dyn Fn(NodeId) -> bool,
) -> String {
    let (mut out, mut unseen) = (String::new(), 0_usize);
    let mut open: Vec<Option<String>> = Vec::new();
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) if unseen > 0 || is_unseen(element) => unseen += 1,
                Node::Element(element) => open.push(begin(&node, element, keeps, &mut out)),
                Node::Text(text) if unseen == 0 => {
                    out.push_str(
                        &part(node.id(), text)
                            .map(|text| escaped(&visible(&text)))
                            .unwrap_or_default(),
                    );
                }
                _ => {}
            },
            Edge::Close(node) => match node.value() {
                Node::Element(_) if unseen > 0 => unseen -= 1,
                Node::Element(_) => {
                    if let Some(name) = open.pop().flatten() {
                        out.push_str(&format!("</{name}>"));
                    }
                }
                _ => {}
            },
        }
    }
    CLEANER.clean(&out).to_string().trim().to_owned()
}

/// Writes the beginning of an element; what has to be written at its end.
fn begin(
    node: &NodeRef<'_, Node>,
    element: &Element,
    keeps: &dyn Fn(NodeId) -> bool,
    out: &mut String,
) -> Option<String> {
    if !keeps(node.id()) {
        return None;
    }
    // Outlook means lines by its paragraphs: there is no space between them.
    let name = match becomes(element.name())? {
        "p" if element.has_class("MsoNormal", CaseSensitivity::CaseSensitive) => "div",
        name => name,
    };
    match name {
        "br" | "hr" | "col" => out.push_str(&format!("<{name}>")),
        "img" => out.push_str(&image(element)),
        _ => {
            let address = element.attr("href").filter(|_| name == "a").and_then(link);
            let name = if name == "a" && address.is_none() { "span" } else { name };
            out.push_str(&format!("<{name}"));
            if let Some(address) = address {
                attribute(out, "href", &address);
            }
            attributes(element, name, out);
            out.push('>');
            return Some(name.to_owned());
        }
    }
    None
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
}

fn attributes(element: &Element, name: &str, out: &mut String) {
    let number = |name: &str, most: u32| {
        let number: Option<u32> = element.attr(name).and_then(|value| value.trim().parse().ok());
        number.filter(|number| (1..=most).contains(number))
    };
    let named: &[(&str, u32)] = match name {
        "td" | "th" => &[("colspan", 100), ("rowspan", 100)],
        "ol" => &[("start", 100_000)],
        "li" => &[("value", 100_000)],
        _ => &[],
    };
    for (name, most) in named {
        if let Some(number) = number(name, *most) {
            attribute(out, name, &number.to_string());
        }
    }
    if let Some(dir) = element
        .attr("dir")
        .map(str::to_ascii_lowercase)
        .filter(|dir| matches!(dir.as_str(), "ltr" | "rtl"))
    {
        attribute(out, "dir", &dir);
    }
    let classes = style::classes(element);
    if !classes.is_empty() {
        attribute(out, "class", &classes.join(" "));
    }
}

/// An image: one of ours (`cid:`), one within the text (`data:`), or a place for one from elsewhere. Pictures too small to
/// be seen only report that the mail was read.
fn image(element: &Element) -> String {
    if is_tiny(element) {
        return String::new();
    }
    let description: String = visible(element.attr("alt").unwrap_or_default())
        .chars()
        .take(300)
        .collect();
    let source = element.attr("src").and_then(source);
    let Some((name, address)) = source else {
        return escaped(&description);
    };
    let mut out = "<img".to_owned();
    attribute(&mut out, name, &address);
    attribute(&mut out, "alt", &description);
    for name in ["width", "height"] {
        let size: Option<u32> = element
            .attr(name)
            .and_then(|size| size.trim().trim_end_matches("px").parse().ok());
        if let Some(size) = size.filter(|size| (1..=2_000).contains(size)) {
            attribute(&mut out, name, &size.to_string());
        }
    }
    out + ">"
}

/// Whether a picture is too small to be seen.
pub(super) fn is_tiny(element: &Element) -> bool {
    let small = |name: &str| {
        element
            .attr(name)
            .is_some_and(|size| matches!(size.trim().trim_end_matches("px"), "0" | "1" | "2"))
    };
    let style = element
        .attr("style")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace(' ', "");
    let styled = |name: &str| {
        style.split(';').any(|rule| {
            rule.strip_prefix(name)
                .is_some_and(|size| matches!(size, ":0" | ":0px" | ":1px" | ":2px"))
        })
    };
    (small("width") || styled("width")) && (small("height") || styled("height"))
}

/// Where an image comes from, by the attribute that it gets.
fn source(address: &str) -> Option<(&'static str, String)> {
    let address = without_controls(address)?;
    let lower: String = address.chars().take(40).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("cid:") || is_picture(&lower) {
        return Some(("src", address));
    }
    if address.len() > LONGEST_URL {
        return None;
    }
    if lower.starts_with("//") {
        return Some(("data-remote", format!("https:{address}")));
    }
    is_remote(&lower).then_some(("data-remote", address))
}

/// Whether a `data:` address holds a picture that runs no program.
fn is_picture(address: &str) -> bool {
    let kinds = ["png", "jpeg", "jpg", "gif", "webp"];
    let rest = address.strip_prefix("data:image/").unwrap_or_default();
    kinds
        .iter()
        .any(|kind| rest.strip_prefix(kind).is_some_and(|rest| rest.starts_with(";base64,")))
}

fn is_remote(lower: &str) -> bool {
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// A link that leads somewhere and runs nothing.
fn link(address: &str) -> Option<String> {
    let address = without_controls(address).filter(|address| address.len() <= LONGEST_URL)?;
    let lower: String = address.chars().take(10).collect::<String>().to_ascii_lowercase();
    let leads = is_remote(&lower) || lower.starts_with("mailto:") || lower.starts_with("tel:");
    leads.then_some(address)
}

/// The text without characters that nobody sees and that change what is seen; lines end as in other text.
fn visible(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '\n' | '\r' | '\t' => Some(c),
        '\u{2028}' | '\u{2029}' => Some('\n'),
        c => Some(c).filter(|c| !is_unsafe(*c)),
    });
    kept.collect()
}

/// The address as a browser reads it: without controls, which hide what it does.
fn without_controls(address: &str) -> Option<String> {
    let clean: String = address.chars().filter(|c| !is_unsafe(*c)).collect();
    Some(clean.trim().to_owned()).filter(|clean| !clean.is_empty())
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags: HashSet<&str> = KEPT.into_iter().collect();
    let classes: HashMap<&str, HashSet<&str>> = tags
        .iter()
        .map(|tag| (*tag, style::CLASSES.into_iter().collect()))
        .collect();
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href"])),
        ("img", HashSet::from(["src", "data-remote", "alt", "width", "height"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan"])),
        ("ol", HashSet::from(["start"])),
        ("li", HashSet::from(["value"])),
    ]);
    let mut builder = Builder::empty();
    builder
        .tags(tags)
        .clean_content_tags(HashSet::from([
            "script", "style", "title", "template", "noscript", "iframe",
        ]))
        .tag_attributes(attributes)
        .generic_attributes(HashSet::from(["dir"]))
        .allowed_classes(classes)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid", "data"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("a", "href") => link(value).map(Into::into),
            ("img", "src") => source(value)
                .filter(|(name, _)| *name == "src")
                .map(|(_, address)| address.into()),
            ("img", "data-remote") => source(value)
                .filter(|(name, _)| *name == "data-remote")
                .map(|(_, address)| address.into()),
            _ => Some(value.into()),
        });
    builder
});
