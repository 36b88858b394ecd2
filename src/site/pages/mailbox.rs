// SPDX-License-Identifier: AGPL-3.0-or-later
//! `GET /demo/mailbox`: every mail that the demonstration would have sent, so that the whole road can be walked without a
//! mail server. Outside the demonstration these addresses do not exist.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::people::{Reader, View};
use crate::platform::clock::Timestamp;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Address, EmlFolder, Limits, ParsedMail, parse};
use crate::platform::text;
use crate::platform::web::failure::Failure;

/// Most mails on the page, the newest.
const MOST: usize = 100;

/// Most mails that are looked through for those to one address.
const MOST_READ: usize = 2_000;

/// Which mails are asked for.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// Part of the address they went to.
    #[serde(default)]
    to: String,
}

#[derive(Serialize)]
struct Mailbox {
    to: String,
    mails: Vec<Line>,
    total: usize,
    help_address: String,
}

#[derive(Serialize)]
struct Line {
    url: String,
    subject: String,
    to: String,
    date: Option<Timestamp>,
}

/// The mails, newest first.
///
/// # Errors
/// `NotFound` outside the demonstration.
pub async fn mailbox(reader: Reader, query: web::Query<Wanted>) -> std::result::Result<HttpResponse, Failure> {
    let folder = demo_folder(&reader)?;
    let to = text::one_line(&query.to, 200);
    let wanted = to.to_lowercase();
    let (mails, total) = web::block(move || list(&folder, &wanted))
        .await
        .map_err(Error::unexpected)??;
    let page = Mailbox {
        to,
        mails,
        total,
        help_address: reader.ctx.config.organisation.help_address.clone(),
    };
    reader.page(
        View::new("site/mailbox", reader.text("mailbox-title")).section("mailbox"),
        &page,
    )
}

#[derive(Serialize)]
struct Letter {
    from: String,
    to: String,
    date: Option<Timestamp>,
    passages: Vec<Passage>,
    attachments: Vec<Attachment>,
}

#[derive(Serialize)]
struct Attachment {
    filename: String,
    content_type: String,
    size: usize,
}

/// A piece of text, or an address of a page.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Passage {
    text: String,
    link: bool,
}

/// One mail.
///
/// # Errors
/// `NotFound` outside the demonstration, and when there is no such mail.
pub async fn mail(reader: Reader, id: web::Path<String>) -> std::result::Result<HttpResponse, Failure> {
    let folder = demo_folder(&reader)?;
    let id = id.into_inner();
    let mail = web::block(move || read(&folder, &id))
        .await
        .map_err(Error::unexpected)??
        .ok_or(Error::NotFound)?;
    let view = View::new("site/mail", mail.subject.clone())
        .section("mailbox")
        .crumb(reader.text("mailbox-title"), "/demo/mailbox");
    let page = Letter {
        from: mail.from.as_ref().map(shown).unwrap_or_default(),
        to: recipients(&mail),
        date: mail.date,
        passages: passages(&mail.text),
        attachments: mail
            .attachments
            .iter()
            .map(|attachment| Attachment {
                filename: attachment.filename.clone(),
                content_type: attachment.content_type.clone(),
                size: attachment.bytes.len(),
            })
            .collect(),
    };
    reader.page(view, &page)
}

fn demo_folder(reader: &Reader) -> Result<EmlFolder> {
    if !reader.ctx.config.demo {
        return Err(Error::NotFound);
    }
    Ok(EmlFolder::create(&reader.ctx.config.mail.folder)?)
}

fn list(folder: &EmlFolder, wanted: &str) -> Result<(Vec<Line>, usize)> {
    let ids = folder.list()?;
    let total = ids.len();
    let mut lines = Vec::new();
    for id in ids.iter().rev().take(MOST_READ) {
        if lines.len() == MOST {
            break;
        }
        let Some(mail) = read(folder, id)? else { continue };
        let to = recipients(&mail);
        if !to.to_lowercase().contains(wanted) {
            continue;
        }
        lines.push(Line {
            url: format!("/demo/mailbox/{id}"),
            subject: mail.subject,
            to,
            date: mail.date,
        });
    }
    Ok((lines, total))
}

/// A mail that is gone or cannot be read is none.
fn read(folder: &EmlFolder, id: &str) -> Result<Option<ParsedMail>> {
    let Some(raw) = folder.read(id)? else { return Ok(None) };
    match parse(&raw, &Limits::default()) {
        Ok(mail) => Ok(Some(mail)),
        Err(error) => {
            tracing::warn!(%error, "a mail of the demonstration cannot be read");
            Ok(None)
        }
    }
}

fn recipients(mail: &ParsedMail) -> String {
    let all: Vec<String> = mail.to.iter().chain(&mail.cc).map(shown).collect();
    all.join(", ")
}

fn shown(address: &Address) -> String {
    match address.name() {
        "" => address.address().to_owned(),
        name => format!("{name} <{}>", address.address()),
    }
}

/// Splits a text where addresses of pages begin and end.
fn passages(text: &str) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut rest = text;
    while let Some(start) = next_link(rest) {
        let (before, from_link) = rest.split_at(start);
        let end = from_link
            .find(|c: char| c.is_whitespace() || "<>\"'()[]".contains(c))
            .unwrap_or(from_link.len());
        let (whole, _) = from_link.split_at(end);
        let link = whole.trim_end_matches(['.', ',', ';', ':']);
        push(&mut passages, before, false);
        push(&mut passages, link, true);
        rest = from_link.split_at(link.len()).1;
    }
    push(&mut passages, rest, false);
    passages
}

fn next_link(text: &str) -> Option<usize> {
    ["http://", "https://"]
        .into_iter()
        .filter_map(|scheme| text.find(scheme))
        .min()
}

fn push(passages: &mut Vec<Passage>, text: &str, link: bool) {
    if !text.is_empty() {
        passages.push(Passage {
            text: text.to_owned(),
            link,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        passages(text)
            .into_iter()
            .filter(|passage| passage.link)
            .map(|passage| passage.text)
            .collect()
    }

    #[test]
    fn a_link_ends_before_the_full_stop_of_its_sentence() {
        assert_eq!(links("Apri http://a.example/x?y=1. Grazie"), ["http://a.example/x?y=1"]);
        assert_eq!(links("(<https://a.example/b>)"), ["https://a.example/b"]);
        assert!(links("niente da aprire").is_empty());
        assert_eq!(links("http://").len(), 1);
    }

    #[test]
    fn nothing_of_the_text_is_lost_between_links() {
        let text = "Uno http://a.example/1, due https://b.example/è: tre.";
        let whole: String = passages(text).into_iter().map(|passage| passage.text).collect();
        assert_eq!(whole, text);
    }
}
