// SPDX-License-Identifier: AGPL-3.0-or-later
//! Whether HTML is small and flat enough to be cleaned. Cleaning takes time with the square of the depth, so a stranger
//! must not choose it: one pass over the tags, before anything builds a tree.

/// How much HTML is shown as HTML; more is shown as text.
#[derive(Debug, Clone)]
pub struct HtmlLimits {
    /// Bytes.
    pub bytes: usize,
    /// Elements within elements.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
}

/// Most elements that a parser may have to repeat because formatting was left open across blocks.
const MOST_REPEATED: usize = 400_000;

/// Elements without content.
const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "basefont",
];
/// Elements that a parser opens again in each following block until they are closed.
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// Elements out of which a closing tag does not reach.
const WALLS: [&str; 6] = ["table", "td", "th", "caption", "template", "object"];
/// Elements that end where the next of their kind begins, and what they do not reach out of.
const SIBLINGS: [(&[&str], &[&str]); 4] = [
    (&["li"], &["ul", "ol"]),
    (&["dd", "dt"], &["dl"]),
    (&["tr"], &["table"]),
    (&["td", "th"], &["tr", "table"]),
];

/// Whether the HTML keeps the limits.
pub(super) fn fits(html: &str, limits: &HtmlLimits) -> bool {
    html.len() <= limits.bytes && Scan::default().passes(html, limits)
}

#[derive(Default)]
struct Scan<'a> {
    open: Vec<&'a str>,
    formatting: usize,
    repeated: usize,
}

impl<'a> Scan<'a> {
    fn passes(mut self, html: &'a str, limits: &HtmlLimits) -> bool {
        let mut rest = html;
        while let Some((_, markup)) = rest.split_once('<') {
            if let Some(comment) = markup.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            if !markup.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
                rest = markup;
                continue;
            }
            let (tag, after) = split_tag(markup);
            rest = after;
            if attributes(tag) > limits.attributes {
                return false;
            }
            if let Some(name) = tag.strip_prefix('/') {
                self.close(name_of(name));
            } else {
                let name = name_of(tag);
                self.begin(name);
                if is_raw(name) {
                    rest = after_raw(rest, name);
                    self.open.pop();
                }
            }
            if self.open.len() > limits.depth || self.repeated > MOST_REPEATED {
                return false;
            }
        }
        true
    }

    fn begin(&mut self, name: &'a str) {
        self.repeated += self.formatting;
        if is(name, &VOID) {
            return;
        }
        if is(name, &FORMATTING) {
            self.formatting += 1;
        } else if name.eq_ignore_ascii_case("p") {
            self.cut(&["p"], &WALLS);
        }
        if let Some((kind, walls)) = SIBLINGS.iter().find(|(kind, _)| is(name, kind)) {
            self.cut(kind, walls);
        }
        self.open.push(name);
    }

    fn close(&mut self, name: &str) {
        if is(name, &FORMATTING) {
            self.formatting = self.formatting.saturating_sub(1);
        }
        let walls: &[&str] = if is(name, &WALLS) { &["template"] } else { &WALLS };
        self.cut(&[name], walls);
    }

    /// Closes the innermost element of that kind with all in it, unless a wall is in between.
    fn cut(&mut self, kind: &[&str], walls: &[&str]) {
        let found = self.open.iter().rposition(|open| is(open, kind) || is(open, walls));
        if let Some(at) = found.filter(|at| self.open.get(*at).is_some_and(|open| is(open, kind))) {
            self.open.truncate(at);
        }
    }
}

fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn name_of(tag: &str) -> &str {
    let end = tag
        .find(|c: char| c.is_ascii_whitespace() || c == '/')
        .unwrap_or(tag.len());
    tag.get(..end).unwrap_or_default()
}

/// Elements whose content is not markup.
fn is_raw(name: &str) -> bool {
    is(
        name,
        &[
            "script", "style", "title", "textarea", "xmp", "noscript", "iframe", "noframes",
        ],
    )
}

/// What follows the closing tag of an element whose content is not markup; nothing when it is never closed.
fn after_raw<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, inside)) = rest.split_once("</") {
        if inside
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
        {
            return inside.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = inside;
    }
    ""
}

/// The inside of a tag and what follows it; a `>` within a quoted value does not end a tag.
fn split_tag(markup: &str) -> (&str, &str) {
    let (mut quote, mut is_value) = (None, false);
    for (at, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => {
                return (
                    markup.get(..at).unwrap_or_default(),
                    markup.get(at + 1..).unwrap_or_default(),
                );
            }
            (None, b'"' | b'\'') if is_value => quote = Some(byte),
            (None, b'=') => is_value = true,
            (None, byte) if !byte.is_ascii_whitespace() => is_value = false,
            (Some(open), byte) if open == byte => {
                quote = None;
                is_value = false;
            }
            _ => {}
        }
    }
    (markup, "")
}

/// How many attributes a tag has at most: words outside quotes.
fn attributes(tag: &str) -> usize {
    let (mut quote, mut count, mut in_word) = (None, 0_usize, false);
    for byte in tag.bytes() {
        match quote {
            Some(open) if open == byte => quote = None,
            Some(_) => {}
            None if byte.is_ascii_whitespace() || byte == b'/' => in_word = false,
            None => {
                if matches!(byte, b'"' | b'\'') {
                    quote = Some(byte);
                    in_word = false;
                } else if !in_word {
                    count += 1;
                    in_word = true;
                }
            }
        }
    }
    count.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(html: &str) -> bool {
        fits(
            html,
            &HtmlLimits {
                bytes: 256 * 1024,
                depth: 256,
                attributes: 64,
            },
        )
    }

    #[test]
    fn ordinary_mails_pass_even_when_their_tags_are_never_closed() {
        assert!(passes(&"<p class=x>uno<br>due".repeat(2_000)));
        assert!(passes(&format!("<table>{}</table>", "<tr><td>a<td>b".repeat(2_000))));
        assert!(passes(&format!("<ul>{}</ul>", "<li>voce".repeat(2_000))));
        assert!(passes(
            "<div title='a > b' style=\"x\"><script>if (a<b) '<div>'</script></div>"
        ));
        assert!(passes(&format!("{}x{}", "<div>".repeat(200), "</div>".repeat(200))));
    }

    #[test]
    fn depth_attributes_and_size_are_limited() {
        assert!(!passes(&"<div>".repeat(300)));
        assert!(!passes(&"<div></x>".repeat(300)));
        assert!(!passes(&"<div><table><tr><td></div>".repeat(300)));
        assert!(!passes(&format!("<a {}>", "x=1 ".repeat(100))));
        assert!(!passes(&format!("<a {}>", "x='1'".repeat(100))));
        assert!(!passes(&"a".repeat(300 * 1024)));
    }

    #[test]
    fn formatting_that_is_repeated_in_every_block_is_limited() {
        let open: String = (0..100).map(|n| format!("<font size={n}>")).collect();
        assert!(!passes(&format!("<div>{open}</div>{}", "<p>x".repeat(20_000))));
    }

    #[test]
    fn tags_that_never_end_are_passed_once() {
        for piece in ["<a \"", "<!--", "<style>", "</", "<a b='", "<"] {
            passes(&piece.repeat(256 * 1024 / piece.len()));
        }
    }
}
