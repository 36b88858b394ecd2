// SPDX-License-Identifier: AGPL-3.0-or-later
//! Style sheets, icons, fonts and scripts: built into the binary, served under their digest and cached for ever.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

/// A file that browsers fetch.
#[derive(Debug)]
pub struct Asset {
    /// Name without a folder.
    pub name: &'static str,
    /// Media type.
    pub content_type: &'static str,
    /// First twelve digits of the SHA-256 of the content.
    pub digest: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    /// The content compressed with gzip, when that is smaller.
    pub gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an asset; an unknown name gets one that answers 404.
pub fn url(name: &str) -> String {
    let digest = find(name).map_or("0", |asset| asset.digest);
    format!("/static/{digest}/{name}")
}

/// The content of an asset.
#[cfg(test)]
pub(crate) fn bytes(name: &str) -> Option<&'static [u8]> {
    find(name).map(|asset| asset.bytes)
}

/// `GET /static/{digest}/{name}`.
pub async fn serve(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (digest, name) = path.into_inner();
    let Some(asset) = find(&name).filter(|asset| asset.digest == digest) else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    match asset.gzip.filter(|_| accepts_gzip(&request)) {
        Some(gzip) => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(gzip),
        None => response.body(asset.bytes),
    }
}

fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

fn accepts_gzip(request: &HttpRequest) -> bool {
    let accepted = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|value| value.split(',').any(|coding| coding.trim().starts_with("gzip")))
}
