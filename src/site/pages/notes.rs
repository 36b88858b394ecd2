// SPDX-License-Identifier: AGPL-3.0-or-later
//! The pages the law asks for: privacy, legal notes, accessibility.

use actix_web::HttpResponse;
use serde_json::json;

use crate::people::{Reader, View};
use crate::platform::web::failure::Failure;

/// `GET /privacy`.
///
/// # Errors
/// When the page cannot be made.
pub async fn privacy(reader: Reader) -> Result<HttpResponse, Failure> {
    note(&reader, View::new("site/privacy", reader.text("privacy-title")))
}

/// `GET /legal`.
///
/// # Errors
/// When the page cannot be made.
pub async fn legal(reader: Reader) -> Result<HttpResponse, Failure> {
    note(&reader, View::new("site/legal", reader.text("legal-title")))
}

/// `GET /accessibility`.
///
/// # Errors
/// When the page cannot be made.
pub async fn accessibility(reader: Reader) -> Result<HttpResponse, Failure> {
    note(
        &reader,
        View::new("site/accessibility", reader.text("accessibility-title")),
    )
}

fn note(reader: &Reader, view: View) -> Result<HttpResponse, Failure> {
    let results = &reader.ctx.config.results;
    reader.page(view, &json!({ "threshold": results.threshold }))
}
