// SPDX-License-Identifier: AGPL-3.0-or-later
//! HTML as plain text, for mails that bring nothing else. One pass over the text whatever its shape; nothing is kept of
//! the markup but lines, list marks and the space between cells.

use encoding_rs::WINDOWS_1252;
use mail_parser::decoders::html::add_html_token;

/// Longest entity that is looked up, `&` and `;` included.
const MAX_ENTITY: usize = 32;
/// Quotations and lists within each other that are told apart.
const MAX_DEPTH: usize = 20;
/// Pictures whose descriptions are read where there is nothing else, and the longest markup of one.
const MAX_PICTURES: usize = 50;
const MAX_PICTURE: usize = 5_000;
/// Where a page says in which charset it is, if it does.
const PAGE_HEAD: usize = 4_096;

/// The text a reader would see, roughly laid out as he would see it.
pub(super) fn from_html(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some((before, markup)) = rest.split_once('<') {
        page.text(before);
        rest = page.markup(markup);
    }
    page.text(rest);
    let text = page.out.trim();
    if text.is_empty() {
        descriptions(html)
    } else {
        text.to_owned()
    }
}

/// What pictures are said to show: all that there is to read in a mail of pictures.
fn descriptions(html: &str) -> String {
    let tags = html
        .split('<')
        .filter(|tag| tag.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("img ")) && tag.len() <= MAX_PICTURE);
    let told = tags.take(MAX_PICTURES).filter_map(|tag| attribute(tag, "alt"));
    told.filter(|told| !told.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether the text of a mail was made from this HTML, because it brought no other.
pub fn is_made_of(text: &str, html: &str) -> bool {
    let made = from_html(html);
    let (mut made, mut words) = (made.split_whitespace(), text.split_whitespace());
    words.all(|word| made.next() == Some(word))
}

/// The charset that a page names in its head.
pub(super) fn declared_charset(page: &[u8]) -> Option<String> {
    let head = page.get(..PAGE_HEAD).unwrap_or(page).to_ascii_lowercase();
    let at = head.windows(8).position(|word| word == b"charset=")?;
    let label: Vec<u8> = head
        .get(at + 8..)?
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .collect();
    String::from_utf8(label).ok().filter(|label| !label.is_empty())
}

/// What has been written so far.
#[derive(Default)]
struct Page {
    out: String,
    /// Where the open quotations begin.
    quotes: Vec<usize>,
    /// The open lists: the number of the next item where they are numbered.
    lists: Vec<Option<u32>>,
    /// Where the open link leads, and where its text begins.
    link: Option<(String, usize)>,
    /// The element of which nothing is shown, and how often it was opened within itself.
    hidden: Option<(String, usize)>,
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
        if !self.is_hidden(&name, closing, tag) {
            self.tag(&name, closing, tag);
        }
        rest
    }

    fn after_comment<'a>(&mut self, comment: &'a str) -> &'a str {
        // Comments that are closed at once.
        if let Some(rest) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
            return rest;
        }
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

    /// Whether the element is not shown, or stands within one that is not.
    fn is_hidden(&mut self, name: &str, closing: bool, tag: &str) -> bool {
        let Some((open, depth)) = &mut self.hidden else {
            let hides = !closing && matches!(name, "div" | "span" | "p" | "table" | "tr" | "td") && hides(tag);
            if hides {
                self.hidden = Some((name.to_owned(), 0));
            }
            return hides;
        };
        match (open == name, closing) {
            (true, true) if *depth == 0 => self.hidden = None,
            (true, true) => *depth -= 1,
            // A paragraph ends where the next one begins.
            (true, false) if name == "p" => {
                self.hidden = hides(tag).then(|| (name.to_owned(), 0));
                return self.hidden.is_some();
            }
            (true, false) => *depth += 1,
            _ => {}
        }
        true
    }

    /// Quotations are marked as in plain text.
    fn quote(&mut self, closing: bool) {
        self.break_lines(2);
        match closing {
            false if self.quotes.len() < MAX_DEPTH => self.quotes.push(self.out.len()),
            false => {}
            true => {
                let from = self.quotes.pop().unwrap_or(self.out.len()).min(self.out.len());
                let quoted = self.out.split_off(from);
                let lines =
                    quoted
                        .trim_matches('\n')
                        .lines()
                        .map(|line| match line.starts_with('>') || line.is_empty() {
                            true => format!(">{line}\n"),
                            false => format!("> {line}\n"),
                        });
                self.out.extend(lines);
                self.break_lines(2);
            }
        }
    }

    fn list(&mut self, numbered: bool, closing: bool) {
        self.break_lines(if self.lists.len() > usize::from(closing) { 1 } else { 2 });
        match closing {
            true => drop(self.lists.pop()),
            false if self.lists.len() < MAX_DEPTH => self.lists.push(numbered.then_some(1)),
            false => {}
        }
    }

    fn item(&mut self) {
        self.break_lines(1);
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.out.push_str(&format!("{number}. "));
                *number = number.saturating_add(1);
            }
            _ => self.out.push_str("- "),
        }
    }

    /// Where a link leads is told when its text does not.
    fn link(&mut self, closing: bool, tag: &str) {
        if !closing {
            let address = attribute(tag, "href").filter(|address| address.starts_with("http"));
            self.link = address.map(|address| (address, self.out.len()));
        } else if let Some((address, from)) = self.link.take() {
            let shown = self.out.get(from..).unwrap_or_default().trim();
            let bare = |text: &str| {
                text.trim_start_matches("http")
                    .trim_start_matches(['s', ':', '/'])
                    .trim_end_matches('/')
                    .to_owned()
            };
            if !shown.is_empty() && !bare(&address).contains(&bare(shown)) {
                self.out.truncate(self.out.trim_end_matches(' ').len());
                self.out.push_str(&format!(" ({address})"));
            }
        }
    }

    fn tag(&mut self, name: &str, closing: bool, tag: &str) {
        match name {
            "a" => self.link(closing, tag),
            "blockquote" => self.quote(closing),
            "ul" | "ol" => self.list(name == "ol", closing),
            "br" => self.out.push('\n'),
            "p" if tag.contains("MsoNormal") => self.break_lines(1),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" => self.break_lines(2),
            "pre" => {
                self.break_lines(2);
                self.pre = if closing {
                    self.pre.saturating_sub(1)
                } else {
                    self.pre + 1
                };
            }
            "li" if !closing => self.item(),
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
        if self.hidden.is_some() {
            return;
        }
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
        let end = end.unwrap_or_else(|| after.len().min(MAX_ENTITY));
        let entity = after
            .split_at_checked(end)
            .map(|(name, rest)| (name, rest.strip_prefix(';')));
        let (name, rest) = match entity {
            Some((name, Some(rest))) => (name, rest),
            // Some forget the semicolon of what everybody knows.
            Some((name, None)) if matches!(name, "nbsp" | "amp" | "lt" | "gt" | "quot") => {
                (name, after.get(end..).unwrap_or_default())
            }
            _ => {
                self.out.push('&');
                return after;
            }
        };
        if let Some(digits) = name.strip_prefix('#') {
            let Some(c) = numbered(digits) else {
                self.out.push('&');
                return after;
            };
            self.out.push(if c == '\u{a0}' { ' ' } else { c });
            return rest;
        }
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

/// The character of a number. Numbers from 128 to 159 mean windows-1252, as in every browser.
fn numbered(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next(),
        _ => char::from_u32(code).filter(|c| *c != '\0'),
    }
}

/// Whether an element says that it is not shown.
fn hides(tag: &str) -> bool {
    let tag = tag
        .get(..tag.floor_char_boundary(2_000))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let bare: String = tag.chars().filter(|c| !c.is_whitespace()).collect();
    bare.contains("display:none")
        || bare.contains("mso-hide:all")
        || tag.split_whitespace().any(|word| word == "hidden")
}

/// The value of an attribute, entities undone.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(&format!("{name}="))? + name.len() + 1;
    let rest = tag.get(at..)?;
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest.get(1..)?.split(quote).next()?,
        _ => rest.split([' ', '>']).next()?,
    };
    let mut decoded = Page {
        pre: 1,
        ..Page::default()
    };
    decoded.text(value.trim());
    Some(decoded.out)
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
    fn quotations_numbers_and_links_are_read_as_in_plain_text() {
        let html = "<p>Ciao</p><blockquote>uno<br><blockquote>due</blockquote></blockquote><ol><li>a<li>b</ol>\
                    <a href=\"https://x.example/modulo?a=1&amp;b=2\">il modulo</a> e <a href='https://x.example/'>x.example</a>";
        assert_eq!(
            from_html(html),
            "Ciao\n\n> uno\n>\n>> due\n\n1. a\n2. b\n\nil modulo (https://x.example/modulo?a=1&b=2) e x.example"
        );
    }

    #[test]
    fn of_a_mail_of_pictures_their_descriptions_are_read() {
        let pictures =
            "<p><img src=\"a.png\" alt=\"Chiuso per ferie\"></p><IMG ALT='dal 1&deg; agosto' src=b.png><img alt=''>";
        assert_eq!(from_html(pictures), "Chiuso per ferie\ndal 1° agosto");
        assert_eq!(from_html("<p>Ciao <img alt=\"logo\" src=x></p>"), "Ciao");
    }

    #[test]
    fn what_is_hidden_is_not_read_and_what_follows_is() {
        let html = "a<div style=\"DISPLAY: none\">no <div>no</div> no</div>b<span hidden>no</span>c<p style='mso-hide:all'>no<p>d";
        assert_eq!(from_html(html), "abc\n\nd");
    }

    #[test]
    fn characters_are_read_by_number_and_without_semicolon() {
        assert_eq!(
            from_html("l&#146;&#xe8;&#8364; a&nbsp b&ampc &unknown; &#0;"),
            "l’è€ a b&ampc &unknown; &#0;"
        );
    }

    #[test]
    fn a_page_names_its_charset() {
        let page = b"<html><META http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-2\">";
        assert_eq!(declared_charset(page).as_deref(), Some("iso-8859-2"));
        assert_eq!(declared_charset(b"<p>x"), None);
    }

    #[test]
    fn scripts_comments_and_attributes_are_not_text() {
        let html = "a<!-- no > no --><script>if (a<b) x()</SCRIPT > b<img alt=\"1 > 2\" src=x> c <3 & d";
        assert_eq!(from_html(html), "a b c <3 & d");
        assert_eq!(
            from_html("a<!-->b<!--->c<!---->d<!--[if !mso]><!-->e<!--<![endif]-->f"),
            "abcdef"
        );
    }

    #[test]
    fn markup_that_never_ends_is_read_in_one_pass() {
        let hostile =
            ["<!--", "<a \"", "</", "<style>", "&", "<", "<a href=\"http:"].map(|piece| piece.repeat(200_000));
        for html in hostile {
            assert!(from_html(&html).len() <= html.len());
        }
        assert_eq!(from_html(&"<div>".repeat(200_000)), "");
    }
}
