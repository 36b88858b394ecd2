// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/attachments/{id}`: a file of a message, for whoever may read the message.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::links;
use crate::ids::AttachmentId;
use crate::people::Reader;
use crate::platform::failure::Error;
use crate::platform::web::failure::Failure;
use crate::tickets::{Attachment, attachment_visible_to};

/// The only types a browser may show in place: they hold no program.
pub(super) const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Sends the file.
///
/// # Errors
/// `NotFound` when there is none or the reader may not see it.
pub async fn show(reader: Reader, id: web::Path<String>) -> Result<HttpResponse, Failure> {
    reader.signed_in()?;
    let id: AttachmentId = id.parse().map_err(|_| Error::NotFound)?;
    let (file, bytes) = reader
        .read(move |conn, reader| {
            let file = attachment_visible_to(conn, reader.signed_in()?, id)?;
            let bytes = reader.ctx.blobs.read(&file.sha256)?;
            Ok((file, bytes))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type.clone())
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, disposition(&file)))
        .body(bytes))
}

/// The name twice: for old browsers without anything but ASCII, and whole (RFC 6266, RFC 5987).
fn disposition(file: &Attachment) -> String {
    let how = if SHOWN.contains(&file.content_type.as_str()) {
        "inline"
    } else {
        "attachment"
    };
    let plain: String = file
        .filename
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            c if c.is_ascii_graphic() || c == ' ' => c,
            _ => '_',
        })
        .collect();
    format!(
        "{how}; filename=\"{plain}\"; filename*=UTF-8''{}",
        links::encoded(&file.filename)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MessageId;

    fn file(filename: &str, content_type: &str) -> Attachment {
        Attachment {
            id: AttachmentId::new(),
            message: MessageId::new(),
            filename: filename.to_owned(),
            content_type: content_type.to_owned(),
            size: 1,
            sha256: String::new(),
            content_id: None,
        }
    }

    #[test]
    fn a_name_cannot_end_its_header_and_keeps_its_accents() {
        assert_eq!(
            disposition(&file("perché\".pdf", "application/pdf")),
            "attachment; filename=\"perch__.pdf\"; filename*=UTF-8''perch%C3%A9%22.pdf"
        );
    }

    #[test]
    fn only_harmless_pictures_are_shown_in_place() {
        assert!(disposition(&file("a.png", "image/png")).starts_with("inline"));
        assert!(disposition(&file("a.svg", "image/svg+xml")).starts_with("attachment"));
        assert!(disposition(&file("a.html", "text/html")).starts_with("attachment"));
    }
}
