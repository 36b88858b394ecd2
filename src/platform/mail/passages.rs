// SPDX-License-Identifier: AGPL-3.0-or-later
//! The texts of a mail, in the forms in which it brings them, and how they become one.

use super::parameters::Content;
use super::rtf::{self, Said};
use super::{enriched, html, plain};
use crate::platform::text;

/// Most plain forms of one text that are compared and read; honest mail has one.
const MAX_PLAIN: usize = 20;

/// Most texts below the HTML that are looked for in the plain form.
const MAX_FOOTERS: usize = 10;

/// Most HTML that is joined from several parts, in bytes; far less of it is shown.
const MOST_JOINED: usize = 1024 * 1024;

/// So many letters tell whether two texts begin alike.
const COMPARED: usize = 100;

/// Text of one part of the structure.
pub(super) struct Passage {
    pub(super) text: String,
    pub(super) html: Option<String>,
    form: Form,
}

/// In what form a text comes; the last are shown only where there is no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Plain text.
    Plain,
    /// HTML.
    Html,
    /// Text with the marks of RFC 1896.
    Enriched,
    /// Rich text of word processors.
    Rich,
    /// HTML for watches and for mails that are programs: never the best form.
    Odd,
}

impl Form {
    /// The form of content of that type; `None` when it is not read as text. A multipart in which no part was found is
    /// read as the text that it is.
    pub(super) fn of(kind: &str) -> Option<Self> {
        Some(match kind {
            "text/plain" | "text/markdown" | "text/x-markdown" => Self::Plain,
            "text/html" | "application/xhtml+xml" => Self::Html,
            "text/enriched" | "text/richtext" => Self::Enriched,
            "text/rtf" => Self::Rich,
            "text/x-amp-html" | "text/watch-html" => Self::Odd,
            kind if kind.starts_with("multipart/") => Self::Plain,
            _ => return None,
        })
    }

    /// The passage; `None` when there is nothing to read in it.
    pub(super) fn passage(self, text: String, content: &Content) -> Option<Passage> {
        let says = |name: &str, value: &str| {
            content
                .parameter(name)
                .is_some_and(|said| said.eq_ignore_ascii_case(value))
        };
        let passage = match self {
            Self::Plain if says("format", "flowed") => Passage::of_text(flow(&text, says("delsp", "yes"))),
            Self::Plain => Passage::of_text(text),
            Self::Html | Self::Odd => Passage::of_html(text, None),
            Self::Enriched => Passage::of_text(enriched::read(&text)),
            Self::Rich => match rtf::read(text.as_bytes()) {
                Said::Text(text) => Passage::of_text(text),
                Said::Html(html) => Passage::of_html(html, None),
            },
        };
        let passage = Passage { form: self, ..passage };
        passage.filter_empty()
    }
}

impl Passage {
    pub(super) fn of_text(text: String) -> Self {
        Self {
            text,
            html: None,
            form: Form::Plain,
        }
    }

    /// HTML, with the plain text where the mail brings that as well.
    pub(super) fn of_html(html: String, text: Option<String>) -> Self {
        let text = text.filter(|text| !text.trim().is_empty());
        Self {
            text: text.unwrap_or_else(|| plain::from_html(&html)),
            html: Some(html),
            form: Form::Html,
        }
    }

    /// Whether the beginning of the other one stands in it, whatever their blanks and signs.
    pub(super) fn says(&self, other: &Self) -> bool {
        let letters = |text: &str, most: usize| {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .take(most)
                .collect::<String>()
        };
        letters(&self.text, usize::MAX).contains(&letters(&other.text, COMPARED))
    }

    /// Nothing, when there is nothing to read and nothing to see.
    pub(super) fn filter_empty(self) -> Option<Self> {
        let pictures = self
            .html
            .as_ref()
            .is_some_and(|html| html.contains("<img") || html.contains("<IMG"));
        (pictures || !self.text.trim().is_empty()).then_some(self)
    }
}

/// Of several forms of one text: the plain one as text, unless it is missing or only says to read the HTML; and the HTML.
pub(super) fn best(forms: Vec<Vec<Passage>>) -> Vec<Passage> {
    let (mut plain, mut rich, mut other) = (Vec::new(), None, None);
    for form in forms.into_iter().filter(|form| !form.is_empty()) {
        let kinds: Vec<Form> = form.iter().map(|passage| passage.form).collect();
        if kinds
            .iter()
            .any(|kind| matches!(kind, Form::Enriched | Form::Rich | Form::Odd))
        {
            let better = other.as_ref().is_none_or(|(known, _)| kinds < *known);
            if better {
                other = Some((kinds, form));
            }
        } else if form.iter().any(|passage| passage.html.is_some()) {
            rich.get_or_insert(form);
        } else {
            // Two plain forms are none of the same text, whatever the mailer says: both are read.
            let text = join_texts(&form);
            if plain.len() < MAX_PLAIN && !plain.iter().any(|known: &Vec<Passage>| join_texts(known) == text) {
                plain.push(form);
            }
        }
    }
    let plain: Vec<Passage> = plain.into_iter().flatten().collect();
    match rich {
        Some(rich) if plain.is_empty() || is_excuse(&plain, &rich) => rich,
        Some(rich) => vec![Passage {
            html: as_html(&rich),
            text: with_footers(plain, &rich),
            form: Form::Html,
        }],
        None if plain.is_empty() => other.map(|(_, form)| form).unwrap_or_default(),
        None => plain,
    }
}

/// The plain form, and the texts that a server put below the HTML only, such as the footer of a list.
fn with_footers(plain: Vec<Passage>, html: &[Passage]) -> String {
    let whole = Passage::of_text(join(plain));
    let footers = html.iter().skip_while(|passage| passage.html.is_none()).skip(1);
    let missing = footers
        .filter(|passage| passage.html.is_none())
        .take(MAX_FOOTERS)
        .filter(|passage| !whole.says(passage))
        .map(|passage| passage.text.trim_end());
    let texts: Vec<&str> = std::iter::once(whole.text.as_str()).chain(missing).collect();
    texts.join("\n\n")
}

/// The passages as one HTML, text among them escaped; `None` when they are all text. None of several reaches into the next;
/// of so many that closing them takes long, only the text is shown.
pub(super) fn as_html(passages: &[Passage]) -> Option<String> {
    if let [Passage { html, .. }] = passages {
        return html.clone();
    }
    let size = |passage: &Passage| passage.html.as_ref().map_or(0, String::len);
    let fits = passages.iter().map(size).sum::<usize>() <= MOST_JOINED;
    let part = |passage: &Passage| match passage.html.as_deref().filter(|_| fits).and_then(html::closed) {
        Some(html) => format!("<div>{html}</div>"),
        None => format!("<div>{}</div>", text::escaped(&passage.text).replace('\n', "<br>")),
    };
    let any = passages.iter().any(|passage| passage.html.is_some());
    any.then(|| passages.iter().map(part).collect())
}

/// "Your program cannot show HTML": short, says HTML, and the other form says more.
fn is_excuse(plain: &[Passage], html: &[Passage]) -> bool {
    let length = |form: &[Passage]| form.iter().map(|passage| passage.text.len()).sum::<usize>();
    let says_html = plain
        .iter()
        .any(|passage| passage.text.to_ascii_lowercase().contains("html"));
    says_html && length(plain) < 300 && length(html) > length(plain)
}

pub(super) fn join(passages: Vec<Passage>) -> String {
    join_texts(&passages)
}

fn join_texts(passages: &[Passage]) -> String {
    let texts: Vec<&str> = passages
        .iter()
        .map(|passage| passage.text.trim_end())
        .filter(|text| !text.is_empty())
        .collect();
    texts.join("\n\n")
}

/// Joins the lines that the sender's program broke (RFC 3676): a space at the end says that the paragraph goes on.
fn flow(text: &str, space_goes: bool) -> String {
    let mut flowed = String::with_capacity(text.len());
    for line in text.lines() {
        let signature = line == "-- ";
        let line = line.strip_prefix(' ').unwrap_or(line);
        let goes_on = !signature && line.ends_with(' ') && !line.starts_with('>');
        match line.strip_suffix(' ') {
            Some(line) if goes_on && space_goes => flowed.push_str(line),
            _ => flowed.push_str(line),
        }
        if !goes_on {
            flowed.push('\n');
        }
    }
    flowed
}
