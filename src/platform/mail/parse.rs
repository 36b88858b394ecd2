// SPDX-License-Identifier: AGPL-3.0-or-later
//! Bytes become a mail: whatever is sent, something readable comes out, within limits and without a panic.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::address::Address;
use super::address_list;
use super::content;
use super::dates;
use super::fields;
use super::parameters::Content;
use super::tree::{self, Entity, Field};
use crate::platform::clock::Timestamp;
use crate::platform::secrets;

/// Longest subject that is kept, in characters.
const MAX_SUBJECT: usize = 998;

/// Most fields of one name that are read together; by the rules there is one.
const MOST_REPEATED: usize = 50;

/// How much of a mail is read. What is over is left out with a [`Notice`]; the raw mail is kept by the caller.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the whole mail; only the beginning of a larger one is read.
    pub size: usize,
    /// Parts.
    pub parts: usize,
    /// Multiparts within multiparts.
    pub depth: usize,
    /// Header fields of one part; ten times as many in the whole mail.
    pub headers: usize,
    /// Bytes of one part's header.
    pub header_bytes: usize,
    /// Identifiers in `References` and `In-Reply-To`; the newest are kept.
    pub references: usize,
    /// Addresses in each of `To`, `Cc` and `Reply-To`.
    pub addresses: usize,
    /// Characters of text.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            size: 30 * 1024 * 1024,
            parts: 1_000,
            depth: 64,
            headers: 1_000,
            header_bytes: 256 * 1024,
            references: 100,
            addresses: 500,
            text: 1_000_000,
        }
    }
}

/// Something about a mail that a reader should know: it was not read whole, or not as it claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// The mail is larger than the limit; only its beginning was read, attachments at the cut are missing.
    TooLarge,
    /// There are more parts than the limit; the rest is missing.
    TooManyParts,
    /// Multiparts are nested deeper than the limit; the inner ones are shown as text.
    TooDeep,
    /// Header fields over the limit are missing.
    TooManyHeaders,
    /// Addresses over the limit are missing.
    TooManyAddresses,
    /// Only the newest identifiers of the thread were kept.
    TooManyReferences,
    /// The text is longer than the limit and was cut.
    TextCut,
    /// The declared character set is unknown or does not fit; the text was read as well as possible.
    CharsetGuessed,
    /// There is no header at all.
    NoHeaders,
    /// `From` occurs more than once or names several people: filters and readers may see different ones.
    SeveralFrom,
    /// It claims to be certified mail, but came to an ordinary mailbox, where anybody can claim that.
    PecNotBelieved,
    /// The signature of the provider does not fit: nothing that the envelope says is certain.
    PecSignatureInvalid,
    /// Ordinary mail that came to a mailbox of certified mail: nobody vouches for its sender.
    PecNotCertified,
    /// There is no readable mail in the envelope; the envelope itself is shown.
    PecWithoutContent,
    /// The mail, or a part of it, is encrypted; nobody here can read that.
    Encrypted,
    /// A file in which others are packed could not be opened; it is kept as it came.
    NotOpened,
    /// It is a piece of a mail or of a file, whose other pieces are in other mails.
    InPieces,
    /// The HTML is larger or deeper than the limit; the text is shown in its place.
    HtmlNotShown,
}

impl Notice {
    /// Each of them.
    pub const ALL: &'static [Self] = &[
        Self::TooLarge,
        Self::TooManyParts,
        Self::TooDeep,
        Self::TooManyHeaders,
        Self::TooManyAddresses,
        Self::TooManyReferences,
        Self::TextCut,
        Self::CharsetGuessed,
        Self::NoHeaders,
        Self::SeveralFrom,
        Self::PecNotBelieved,
        Self::PecSignatureInvalid,
        Self::PecNotCertified,
        Self::PecWithoutContent,
        Self::Encrypted,
        Self::NotOpened,
        Self::InPieces,
        Self::HtmlNotShown,
    ];
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "too-large",
            Self::TooManyParts => "too-many-parts",
            Self::TooDeep => "too-deep",
            Self::TooManyHeaders => "too-many-headers",
            Self::TooManyAddresses => "too-many-addresses",
            Self::TooManyReferences => "too-many-references",
            Self::TextCut => "text-cut",
            Self::CharsetGuessed => "charset-guessed",
            Self::NoHeaders => "no-headers",
            Self::SeveralFrom => "several-from",
            Self::PecNotBelieved => "pec-not-believed",
            Self::PecSignatureInvalid => "pec-signature-invalid",
            Self::PecNotCertified => "pec-not-certified",
            Self::PecWithoutContent => "pec-without-content",
            Self::Encrypted => "encrypted",
            Self::NotOpened => "not-opened",
            Self::InPieces => "in-pieces",
            Self::HtmlNotShown => "html-not-shown",
        })
    }
}

/// Why nothing could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is nothing but blanks.
    #[error("the mail is empty")]
    Empty,
    /// The parser failed on it: a defect of ours, and a mail to set aside.
    #[error("the mail broke the parser")]
    Broken,
}

/// A mail as a person would have read it.
#[derive(Debug, Clone)]
pub struct ParsedMail {
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// Identifiers in `In-Reply-To`.
    pub in_reply_to: Vec<String>,
    /// Identifiers in `References`, oldest first.
    pub references: Vec<String>,
    /// Decoded subject on one line; may be empty.
    pub subject: String,
    /// The first address of the first `From` that has one.
    pub from: Option<Address>,
    /// The name in the first `From`, also where no address stands beside it; may be empty.
    pub from_name: String,
    /// How many `From` fields there are: one, in honest mail.
    pub from_header_count: usize,
    /// Where answers are wanted.
    pub reply_to: Vec<Address>,
    /// Addresses in `To`.
    pub to: Vec<Address>,
    /// Addresses in `Cc`.
    pub cc: Vec<Address>,
    /// When the sender says that it was written.
    pub date: Option<Timestamp>,
    /// The text, made from HTML where there is nothing else; lines end in LF.
    pub text: String,
    /// The body as its writer's program made it, in order and **not clean**; `None` when there is only text.
    pub html: Option<String>,
    /// Everything else, in order.
    pub attachments: Vec<ParsedAttachment>,
    /// What the reader should know about the reading.
    pub notices: Vec<Notice>,
    fields: Vec<Field>,
}

/// A file that came with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedAttachment {
    /// Clean name, never empty.
    pub filename: String,
    /// Declared type in lower case; `application/octet-stream` when none.
    pub content_type: String,
    /// Exactly the bytes that were attached.
    pub bytes: Vec<u8>,
    /// `Content-ID` without angle brackets, to which HTML refers.
    pub content_id: Option<String>,
    /// Whether it was meant to be shown within the text.
    pub inline: bool,
}

/// Reads a mail.
///
/// # Errors
/// [`Unreadable::Empty`] when there is nothing, [`Unreadable::Broken`] when a defect made the parser fail.
pub fn parse(raw: &[u8], limits: &Limits) -> Result<ParsedMail, Unreadable> {
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    // The library has been seen to panic on mutated mail; that must cost one mail, not the process.
    catch_unwind(AssertUnwindSafe(|| read(raw, limits))).map_err(|_| Unreadable::Broken)
}

fn read(raw: &[u8], limits: &Limits) -> ParsedMail {
    let mut notices = Vec::new();
    let readable = raw.get(..limits.size).unwrap_or(raw);
    if readable.len() < raw.len() {
        notices.push(Notice::TooLarge);
    }
    let readable = tree::readable(readable);
    let mut entities = tree::read(&readable, limits, &mut notices);
    let body = content::read(&readable, &entities, limits, &mut notices);
    let fields = entities
        .first_mut()
        .map(|mail| std::mem::take(&mut mail.fields))
        .unwrap_or_default();
    let header = Header {
        fields: &fields,
        limits,
    };
    let (from, from_header_count) = header.from(&mut notices);
    ParsedMail {
        message_id: header.first("Message-ID").and_then(fields::message_id),
        in_reply_to: header.ids("In-Reply-To", &mut notices),
        references: header.ids("References", &mut notices),
        subject: header
            .first("Subject")
            .map(|value| fields::line(value, MAX_SUBJECT))
            .unwrap_or_default(),
        from_name: match &from {
            Some(from) => from.name().to_owned(),
            None => header.first("From").map(address_list::name_alone).unwrap_or_default(),
        },
        from,
        from_header_count,
        reply_to: header.addresses("Reply-To", &mut notices),
        to: header.addresses("To", &mut notices),
        cc: header.addresses("Cc", &mut notices),
        date: header.first("Date").and_then(dates::read),
        text: body.text,
        html: body.html,
        attachments: body.attachments,
        notices,
        fields,
    }
}

impl ParsedMail {
    /// The raw value of the first header field of that name: unfolded, readable, encoded words still encoded.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).into_iter().next()
    }

    /// The raw values of all header fields of that name, from the top.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let named = self.fields.iter().filter(|field| field.name.eq_ignore_ascii_case(name));
        named.map(|field| field.value.as_str()).collect()
    }

    /// All header fields from the top, as name and raw value.
    pub fn all_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|field| (field.name.as_str(), field.value.as_str()))
    }

    /// The type of the whole mail, in lower case and without parameters: `multipart/report`.
    pub fn content_type(&self) -> String {
        Content::of(self.header("Content-Type")).kind
    }

    /// A parameter of the type of the whole mail: `report-type`.
    pub fn content_type_parameter(&self, name: &str) -> Option<String> {
        Content::of(self.header("Content-Type"))
            .parameter(name)
            .map(str::to_lowercase)
    }

    /// A digest of what was written: sender, subject, text and attachments, not the way it took. Two copies of one mail
    /// agree, two mails that share a `Message-ID` do not. Blanks and line ends do not count: relays break lines anew, and
    /// a pipe brings other line ends than IMAP.
    pub fn content_sha256(&self) -> String {
        let from = self.from.as_ref().map(Address::folded).unwrap_or_default();
        let words = |text: &str| secrets::sha256(text.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut parts = vec![secrets::sha256(from), words(&self.subject), words(&self.text)];
        for attachment in &self.attachments {
            parts.push(words(&attachment.filename));
            parts.push(match std::str::from_utf8(&attachment.bytes) {
                Ok(text) => words(text),
                Err(_) => secrets::sha256(without_returns(&attachment.bytes)),
            });
        }
        secrets::sha256(parts.concat())
    }
}

/// Without the CR of line ends. In bytes that are no text the same ones go in every copy.
fn without_returns(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().filter(|byte| **byte != b'\r').copied().collect()
}

/// The fields of the mail itself, read within the limits.
struct Header<'a> {
    fields: &'a [Field],
    limits: &'a Limits,
}

impl<'a> Header<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let fields = self
            .fields
            .iter()
            .filter(move |field| field.name.eq_ignore_ascii_case(name));
        fields.map(|field| field.value.as_str())
    }

    fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The first sender that has an address, and how many fields claim to name one. Programs of bulk mail leave a
    /// `From` unfilled and write another below it.
    fn from(&self, notices: &mut Vec<Notice>) -> (Option<Address>, usize) {
        let read = |value| address_list::addresses(value, self.limits.addresses);
        let named: Vec<Vec<Address>> = self.all("From").take(10).map(read).collect();
        let count = self.all("From").count();
        if count > 1 || named.first().is_some_and(|people| people.len() > 1) {
            notices.push(Notice::SeveralFrom);
        }
        (named.into_iter().flatten().next(), count)
    }

    fn addresses(&self, name: &str, notices: &mut Vec<Notice>) -> Vec<Address> {
        let read = |value| address_list::addresses(value, self.limits.addresses);
        let mut found: Vec<Address> = self.all(name).take(MOST_REPEATED).flat_map(read).collect();
        if found.len() > self.limits.addresses {
            found.truncate(self.limits.addresses);
            note(notices, Notice::TooManyAddresses);
        }
        found
    }

    fn ids(&self, name: &str, notices: &mut Vec<Notice>) -> Vec<String> {
        let mut found: Vec<String> = self.all(name).take(MOST_REPEATED).flat_map(fields::ids).collect();
        if found.len() > self.limits.references {
            note(notices, Notice::TooManyReferences);
            found.drain(..found.len() - self.limits.references);
        }
        found
    }
}

/// Adds a notice once.
pub(super) fn note(notices: &mut Vec<Notice>, notice: Notice) {
    if !notices.contains(&notice) {
        notices.push(notice);
    }
}

/// The content of an entity, still encoded.
pub(super) fn encoded<'a>(raw: &'a [u8], entity: &Entity) -> &'a [u8] {
    raw.get(entity.start..entity.end).unwrap_or_default()
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
