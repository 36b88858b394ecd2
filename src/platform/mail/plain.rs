// SPDX-License-Identifier: AGPL-3.0-or-later
//! HTML as plain text, for mails that bring nothing else. One pass over the text whatever its shape; nothing is kept of
//! the markup but lines, list marks and the space between cells.

use mail_parser::decoders::html::add_html_token;

/// Longest entity that is looked up, `&` and `;` included.
const MAX_ENTITY: usize = 32;

/// The text a reader would see, roughly laid out as he would see it.
pub(super) fn from_html(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some((before, markup)) = rest.split_once('<') {
        page.text(before);
        rest = page.markup(markup);
    }
    page.text(rest);
    page.out.trim().to_owned()
}

/// What has been written so far.
#[derive(Default)]
struct Page {
    out: String,
    /// Depth of `pre`, in which spaces and lines count.
    pre: usize,
    /// A search for the end of a comment failed: none can succeed any more, and looking again would be quadratic.
    comments_open: bool,
    /// The same for the quotes of attributes.
    quotes_open: bool,
}

impl Page {
    /// Takes what follows a `<`, and returns what follows the markup.
    fn markup<'a>(&mut self, markup: &'a str) -> &'a str {
        if let Some(comment) = markup.strip_prefix("!--") {
            return self.after_comment(comment);
        }
        if !markup.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            self.out.push('<');
            return markup;
        }
        let Some((tag, rest)) = self.split_tag(markup) else {
            return "";
        };
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag.get(..end).unwrap_or_default().to_ascii_lowercase();
        if !closing && matches!(name.as_str(), "script" | "style" | "title" | "template") {
            return after_closing(rest, &name);
        }
        self.tag(&name, closing, tag);
        rest
    }

    fn after_comment<'a>(&mut self, comment: &'a str) -> &'a str {
        if !self.comments_open {
            if let Some((_, rest)) = comment.split_once("-->") {
                return rest;
            }
            self.comments_open = true;
        }
        comment.split_once('>').map_or("", |(_, rest)| rest)
    }

    /// The inside of a tag and what follows it; a `>` within quotes does not end a tag.
    fn split_tag<'a>(&mut self, markup: &'a str) -> Option<(&'a str, &'a str)> {
        if !self.quotes_open {
            let mut quote = None;
            for (at, c) in markup.char_indices() {
                match (quote, c) {
                    (None, '>') => return Some((markup.get(..at)?, markup.get(at + 1..)?)),
                    (None, '"' | '\'') => quote = Some(c),
                    (Some(open), c) if open == c => quote = None,
                    _ => {}
                }
            }
            self.quotes_open = true;
        }
        markup.split_once('>')
    }

    fn tag(&mut self, name: &str, closing: bool, tag: &str) {
        match name {
            "br" => self.out.push('\n'),
            "p" if tag.contains("MsoNormal") => self.break_lines(1),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "blockquote" => self.break_lines(2),
            "pre" => {
                self.break_lines(2);
                self.pre = if closing {
                    self.pre.saturating_sub(1)
                } else {
                    self.pre + 1
                };
            }
            "li" if !closing => {
                self.break_lines(1);
                self.out.push_str("- ");
            }
            "td" | "th" if closing => self.out.push(' '),
            "div" | "li" | "tr" | "hr" | "dt" | "dd" | "dl" | "section" | "article" | "header" | "footer"
            | "address" | "form" | "fieldset" | "figure" | "center" | "body" => self.break_lines(1),
            _ => {}
        }
    }

    /// Ends the line, so that at least so many line ends separate what was from what comes.
    fn break_lines(&mut self, lines: usize) {
        self.out.truncate(self.out.trim_end_matches([' ', '\t']).len());
        let present = self.out.bytes().rev().take(lines).take_while(|b| *b == b'\n').count();
        if !self.out.is_empty() {
            (present..lines).for_each(|_| self.out.push('\n'));
        }
    }

    /// Text between tags: entities become characters, blanks one space except in `pre`.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            self.words(before);
            rest = self.entity(after);
        }
        self.words(rest);
    }

    /// Takes what follows a `&`, and returns what follows the entity.
    fn entity<'a>(&mut self, after: &'a str) -> &'a str {
        let end = after
            .bytes()
            .take(MAX_ENTITY)
            .position(|b| !b.is_ascii_alphanumeric() && b != b'#');
        let entity = end.and_then(|end| Some((after.get(..end)?, after.get(end..)?.strip_prefix(';')?)));
        let Some((name, rest)) = entity else {
            self.out.push('&');
            return after;
        };
        let mut decoded = String::new();
        add_html_token(&mut decoded, format!("&{name};").as_bytes(), false);
        self.out.push_str(&decoded.replace('\u{a0}', " "));
        rest
    }

    fn words(&mut self, text: &str) {
        if self.pre > 0 {
            self.out.push_str(text);
            return;
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\r' | '\n' if self.out.is_empty() || self.out.ends_with([' ', '\n']) => {}
                ' ' | '\t' | '\r' | '\n' => self.out.push(' '),
                c => self.out.push(c),
            }
        }
    }
}

/// What follows the closing tag of an element whose content is not text; nothing when it is never closed.
fn after_closing<'a>(text: &'a str, name: &str) -> &'a str {
    for (at, _) in text.match_indices("</") {
        let inside = text.get(at + 2..).unwrap_or_default();
        if inside
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
        {
            return inside.split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lists_and_entities_are_read_as_on_the_screen() {
        let html = "<html><head><title>x</title><style>p{color:red}</style></head><body><p>Buongiorno,<br>la stampante\n \
                    &egrave; rotta &amp; <b>calda</b>.</p><ul><li>uno<li>due</ul><div>A&nbsp;B</div><div>C</div></body></html>";
        assert_eq!(
            from_html(html),
            "Buongiorno,\nla stampante è rotta & calda.\n\n- uno\n- due\n\nA B\nC"
        );
    }

    #[test]
    fn scripts_comments_and_attributes_are_not_text() {
        let html = "a<!-- no > no --><script>if (a<b) x()</SCRIPT > b<img alt=\"1 > 2\" src=x> c <3 & d";
        assert_eq!(from_html(html), "a b c <3 & d");
    }

    #[test]
    fn markup_that_never_ends_is_read_in_one_pass() {
        let hostile = ["<!--", "<a \"", "</", "<style>", "&", "<"].map(|piece| piece.repeat(200_000));
        for html in hostile {
            assert!(from_html(&html).len() <= html.len());
        }
        assert_eq!(from_html(&"<div>".repeat(200_000)), "");
    }
}
