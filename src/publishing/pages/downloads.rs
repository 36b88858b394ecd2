// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/results/{period}.csv` and `/results/{period}.json`: publications as data.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::results::published_quarter;
use crate::people::pages::Reader;
use crate::platform::failure::{Error, Result};
use crate::platform::web::failure::Failure;
use crate::publishing::{self, Figures, to_csv, to_json};

/// A publication never changes, but a later version of the program may add a column: a day is long enough.
const CACHE: &str = "public, max-age=86400";

/// A published quarter as CSV.
///
/// # Errors
/// Not found when the quarter is not public.
pub async fn csv(reader: Reader, period: web::Path<String>) -> std::result::Result<HttpResponse, Failure> {
    let body = to_csv(&published(&reader, &period).await?)?;
    Ok(file(body, "text/csv; charset=utf-8; header=present", &period, "csv"))
}

/// A published quarter as JSON.
///
/// # Errors
/// As [`csv()`].
pub async fn json(reader: Reader, period: web::Path<String>) -> std::result::Result<HttpResponse, Failure> {
    let body = to_json(&published(&reader, &period).await?)?;
    Ok(file(body, "application/json", &period, "json"))
}

async fn published(reader: &Reader, period: &str) -> Result<Figures> {
    let quarter = published_quarter(period)?;
    let publication = reader.read(move |conn, _| publishing::of_period(conn, quarter)).await?;
    Ok(publication.ok_or(Error::NotFound)?.figures)
}

/// The period has been read as a quarter, so that nothing else can stand in the name of the file.
fn file(body: Vec<u8>, content_type: &'static str, period: &str, ending: &str) -> HttpResponse {
    let disposition = format!("attachment; filename=\"satisfaction-{period}.{ending}\"");
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::CACHE_CONTROL, CACHE))
        .body(body)
}
