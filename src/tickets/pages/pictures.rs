// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/messages/{id}/pictures`: one message with its pictures from elsewhere, for whoever may read it and asked for them. A page
//! of its own, so that no page with forms ever loads anything from elsewhere.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::entries::MessageLine;
use super::links;
use super::mail_text::Pictures;
use crate::ids::MessageId;
use crate::people::{Reader, View};
use crate::platform::failure::Error;
use crate::platform::web::failure::Failure;
use crate::platform::web::headers;
use crate::tickets::message_visible_to;

#[derive(Serialize)]
struct PicturesPage {
    number: i64,
    subject: String,
    back: String,
    message: MessageLine,
}

/// Shows the message with all its pictures.
///
/// # Errors
/// `NotFound` when there is none or the reader may not see it.
pub async fn show(reader: Reader, id: web::Path<String>) -> Result<HttpResponse, Failure> {
    reader.signed_in()?;
    let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
    let page = reader
        .read(move |conn, reader| {
            let viewer = reader.signed_in()?;
            let (ticket, message) = message_visible_to(conn, viewer, id)?;
            let ticket_page = match viewer.is_technician() {
                true => links::desk_ticket(ticket.number),
                false => links::request(ticket.number),
            };
            Ok(PicturesPage {
                number: ticket.number,
                subject: ticket.subject,
                back: format!("{ticket_page}#message-{id}"),
                message: MessageLine::with_pictures(message, reader, Pictures::All),
            })
        })
        .await?;
    let view = View::new("tickets/pictures", format!("#{} {}", page.number, page.subject));
    let mut answer = reader.page(view, &page)?;
    answer
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, headers::with_pictures_from_elsewhere());
    Ok(answer)
}
