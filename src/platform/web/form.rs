// SPDX-License-Identifier: AGPL-3.0-or-later
//! Forms: what a browser posted, read within bounds, its token checked. What its fields must be is in `fields`.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_multipart::{Field as Part, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;

use super::failure::Failure;
pub use super::fields::{Checker, Field, FieldError, field, refusal_text};
use super::room::{Held, Room};
use super::submissions::FormKey;
use crate::platform::failure::{Error, Result};
use crate::platform::filename::clean_filename;
use crate::platform::secrets;

/// What a middleware must put into the request for forms to be accepted: the token this browser's forms carry, how
/// much may be sent, and where there is room for it.
#[derive(Debug, Clone)]
pub struct FormRules {
    /// The token that the hidden field `csrf` must repeat.
    pub token: String,
    /// Largest file in bytes.
    pub max_file: usize,
    /// Most files.
    pub max_files: usize,
    /// Room for the files.
    pub room: Room,
}

/// How long a browser may be silent in the middle of a form.
const PATIENCE: Duration = Duration::from_secs(60);

/// Seconds until there may be room again: a form with files is read and stored in less.
const UNTIL_THERE_IS_ROOM: u64 = 10;

/// Most that all text fields of a form may hold together.
const MAX_TEXT: usize = 1_000_000;

/// Most parts of a form with files, those that are not kept among them.
const MAX_PARTS: usize = 500;

/// Most bytes that are read past, so that the reader is told which file is too large. Beyond it the whole form is refused.
const MAX_SKIPPED: usize = 8_000_000;

/// A file that came with a form.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Name the browser gave, cleaned.
    pub filename: String,
    /// The content; empty when it was over the limit.
    pub bytes: Vec<u8>,
    /// Whether it was over the limit and was not kept.
    pub too_large: bool,
}

/// A posted form whose token was right.
#[derive(Debug, Default)]
pub struct Submitted {
    values: HashMap<String, String>,
    /// The files, in order.
    pub uploads: Vec<Upload>,
    /// Whether there were more files than allowed; those over are not kept.
    pub too_many_files: bool,
    held: Option<Held>,
}

impl Submitted {
    /// The value of a field, as typed; empty when the form has no such field.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The key that makes a second click of the same button harmless.
    pub fn key(&self) -> Result<FormKey> {
        self.value("key")
            .parse()
            .map_err(|_| Error::Malformed("form without a key".into()))
    }

    async fn read_urlencoded(&mut self, request: &HttpRequest, payload: &mut Payload) -> Result<()> {
        let mut body = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| Error::Malformed(error.to_string()))?;
            if body.len() + chunk.len() > MAX_TEXT {
                return Err(Error::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(&String::from_utf8_lossy(&body))
            .map_err(|error| Error::Malformed(format!("{}: {error}", request.path())))?;
        self.values.extend(pairs.into_inner());
        Ok(())
    }

    async fn read_multipart(&mut self, request: &HttpRequest, payload: Payload, rules: &FormRules) -> Result<()> {
        let mut parts = Multipart::new(request.headers(), payload);
        let (mut text_left, mut skip_left) = (MAX_TEXT, rules.most_skipped());
        let mut parts_left = MAX_PARTS;
        let mut held = Held::nothing_of(&rules.room);
        while let Some(part) = soon(parts.next()).await? {
            let mut part = part.map_err(|error| Error::Malformed(error.to_string()))?;
            parts_left = parts_left.checked_sub(1).ok_or(Error::TooLarge)?;
            let Some(name) = part.name().map(str::to_owned) else {
                drop(read_part(&mut part, 0, &mut skip_left, |_| true).await?);
                continue;
            };
            match part
                .content_disposition()
                .and_then(|disposition| disposition.get_filename())
                .map(str::to_owned)
            {
                None => {
                    let (bytes, whole) = read_part(&mut part, text_left, &mut skip_left, |_| true).await?;
                    if !whole {
                        return Err(Error::TooLarge);
                    }
                    text_left -= bytes.len();
                    self.values.insert(name, String::from_utf8_lossy(&bytes).into_owned());
                }
                // An untouched file field arrives as a file without a name.
                Some(filename) if filename.is_empty() => drop(read_part(&mut part, 0, &mut skip_left, |_| true).await?),
                Some(_) if self.uploads.len() >= rules.max_files => {
                    drop(read_part(&mut part, 0, &mut skip_left, |_| true).await?);
                    self.too_many_files = true;
                }
                Some(filename) => {
                    let hold = |bytes| held.take(bytes);
                    let (bytes, whole) = read_part(&mut part, rules.max_file, &mut skip_left, hold).await?;
                    if held.is_full {
                        self.uploads.clear();
                        continue;
                    }
                    let filename = clean_filename(&filename).unwrap_or_else(|| "file".into());
                    self.uploads.push(Upload {
                        filename,
                        bytes: if whole { bytes } else { Vec::new() },
                        too_large: !whole,
                    });
                }
            }
        }
        // Only now, when it is read to its end: a browser that still sends does not see the answer.
        if held.is_full {
            return Err(Error::Full {
                retry_after: UNTIL_THERE_IS_ROOM,
            });
        }
        self.held = Some(held);
        Ok(())
    }
}

impl FormRules {
    /// A file somewhat over the limit, or one too many, is told by its name.
    fn most_skipped(&self) -> usize {
        MAX_SKIPPED.max(self.max_file.saturating_mul(self.max_files))
    }
}

/// What comes next of a form. A line that went dead must not hold what it has sent for ever.
async fn soon<T>(next: impl Future<Output = T>) -> Result<T> {
    let next = tokio::time::timeout(PATIENCE, next).await;
    next.map_err(|_| Error::Malformed("the browser stopped sending".into()))
}

/// Reads a part to its end, keeping at most `most` bytes, and none when `hold` finds no room for them; tells whether that was
/// all. Of all that is not kept no more than `skip_left` bytes are read.
async fn read_part(
    part: &mut Part,
    most: usize,
    skip_left: &mut usize,
    mut hold: impl FnMut(usize) -> bool,
) -> Result<(Vec<u8>, bool)> {
    let (mut bytes, mut whole) = (Vec::new(), true);
    while let Some(chunk) = soon(part.next()).await? {
        let chunk = chunk.map_err(|error| Error::Malformed(error.to_string()))?;
        if !whole || bytes.len() + chunk.len() > most || !hold(chunk.len()) {
            let skipped = chunk.len() + bytes.len();
            *skip_left = skip_left.checked_sub(skipped).ok_or(Error::TooLarge)?;
            whole = false;
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((bytes, whole))
}

impl FromRequest for Submitted {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let rules = request
                .extensions()
                .get::<FormRules>()
                .cloned()
                .ok_or_else(|| Error::bug("a form without rules"))?;
            // Browsers say where a request comes from; another site's form is refused before it is read.
            let foreign = request
                .headers()
                .get("Sec-Fetch-Site")
                .is_some_and(|site| site == "cross-site");
            let mut form = Self::default();
            if is_multipart(&request) {
                form.read_multipart(&request, payload, &rules).await?;
            } else {
                form.read_urlencoded(&request, &mut payload).await?;
            }
            if foreign || !secrets::same(form.value("csrf"), &rules.token) {
                return Err(Error::ForeignForm.into());
            }
            Ok(form)
        })
    }
}

fn is_multipart(request: &HttpRequest) -> bool {
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.starts_with("multipart/form-data"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const TOKEN: &str = "token";

    async fn posted(body: String, max_files: usize) -> std::result::Result<Submitted, Failure> {
        posted_into(&Room::for_forms_of(0), 1_000, body, max_files).await
    }

    async fn posted_into(
        room: &Room,
        max_file: usize,
        body: String,
        max_files: usize,
    ) -> std::result::Result<Submitted, Failure> {
        let (request, mut payload) = TestRequest::post()
            .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=b"))
            .set_payload(body)
            .to_http_parts();
        request.extensions_mut().insert(FormRules {
            token: TOKEN.to_owned(),
            max_file,
            max_files,
            room: room.clone(),
        });
        Submitted::from_request(&request, &mut payload).await
    }

    fn part(name: &str, file: &str, value: &str) -> String {
        let file = if file.is_empty() {
            String::new()
        } else {
            format!("; filename=\"{file}\"")
        };
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
    }

    fn form(parts: &str) -> String {
        format!("{}{parts}--b--\r\n", part("csrf", "", TOKEN))
    }

    #[actix_web::test]
    async fn a_form_with_files_is_read_whole() {
        let form = posted(form(&(part("text", "", "ciao") + &part("files", "a.txt", "uno"))), 2)
            .await
            .unwrap();
        assert_eq!((form.value("text"), form.uploads.len()), ("ciao", 1));
    }

    #[actix_web::test]
    async fn files_over_the_limits_are_read_past_and_told() {
        let files = part("files", "a", &"x".repeat(1_001)) + &part("files", "b", "x") + &part("files", "c", "x");
        let form = posted(form(&files), 2).await.unwrap();
        assert!(form.uploads[0].too_large && form.too_many_files);
    }

    #[actix_web::test]
    async fn a_form_of_very_many_parts_is_refused() {
        let fields: String = (0..2_000)
            .map(|number| part(&format!("field-{number}"), "", ""))
            .collect();
        assert!(matches!(posted(form(&fields), 2).await, Err(Failure(Error::TooLarge))));
        let files: String = (0..2_000).map(|_| part("files", "a", "")).collect();
        assert!(matches!(posted(form(&files), 2).await, Err(Failure(Error::TooLarge))));
    }

    #[actix_web::test]
    async fn what_is_far_more_than_all_files_together_is_not_read_to_its_end() {
        let files = part("files", "a", &"x".repeat(9_000_000));
        assert!(matches!(posted(form(&files), 2).await, Err(Failure(Error::TooLarge))));
    }

    #[actix_web::test]
    async fn when_many_send_files_at_once_the_next_is_told_to_come_back_and_then_gets_through() {
        const LARGE: usize = 5_000_000;
        let room = Room::for_forms_of(0);
        let large = || form(&part("files", "a", &"x".repeat(LARGE)));
        let mut read = Vec::new();
        for _ in 0..3 {
            read.push(posted_into(&room, LARGE, large(), 1).await.unwrap());
        }
        let refused = posted_into(&room, LARGE, large(), 1).await;
        assert!(matches!(refused, Err(Failure(Error::Full { .. }))));
        let text = form(&part("text", "", "ciao"));
        assert!(posted_into(&room, LARGE, text, 1).await.is_ok());
        read.pop();
        assert!(posted_into(&room, LARGE, large(), 1).await.is_ok());
    }

    #[actix_web::test]
    async fn a_form_without_the_token_of_this_browser_is_foreign() {
        let parts = format!("{}--b--\r\n", part("csrf", "", "another"));
        assert!(matches!(posted(parts, 2).await, Err(Failure(Error::ForeignForm))));
    }
}
