// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/results`, `/results/{period}` and `/open-data`: what everybody may read.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::shown::{ShownFigures, ShownQuarter, quarter_name};
use crate::people::pages::{Reader, View};
use crate::platform::failure::{Error, Result};
use crate::platform::web::failure::Failure;
use crate::publishing::{self, LICENCE, LICENCE_URL, Publication};
use crate::surveys::Quarter;

/// The newest publication, with the list of all.
///
/// # Errors
/// When the database does not answer.
pub async fn index(reader: Reader) -> std::result::Result<HttpResponse, Failure> {
    let all = reader.read(|conn, _| publishing::all(conn)).await?;
    let newest = all.first().map(|publication| publication.figures.period);
    let view = View::new("publishing/results", reader.text("results-title")).section("results");
    reader.page(view, &Results::new(&reader, &all, newest))
}

/// One published quarter.
///
/// # Errors
/// Not found when the quarter is not public.
pub async fn show(reader: Reader, period: web::Path<String>) -> std::result::Result<HttpResponse, Failure> {
    let quarter = published_quarter(&period)?;
    let all = reader.read(|conn, _| publishing::all(conn)).await?;
    if !all.iter().any(|publication| publication.figures.period == quarter) {
        return Err(Error::NotFound.into());
    }
    let view = View::new("publishing/results", quarter_name(reader.locale, quarter))
        .section("results")
        .crumb(reader.text("results-title"), "/results");
    reader.page(view, &Results::new(&reader, &all, Some(quarter)))
}

/// The list of data sets, with their licence and what their fields mean.
///
/// # Errors
/// When the database does not answer.
pub async fn open_data(reader: Reader) -> std::result::Result<HttpResponse, Failure> {
    let all = reader.read(|conn, _| publishing::all(conn)).await?;
    let datasets = all.iter().map(|publication| Dataset {
        quarter: ShownQuarter::new(reader.locale, publication.figures.period, None),
        published_at: publication.published_at.to_string(),
        sha256: publication.sha256.clone(),
    });
    let data = OpenData {
        datasets: datasets.collect(),
        licence: LICENCE,
        licence_url: LICENCE_URL,
    };
    let view = View::new("publishing/open_data", reader.text("open-data-title")).section("results");
    reader.page(view, &data)
}

/// An address that is not a quarter is an address that does not exist.
pub(super) fn published_quarter(period: &str) -> Result<Quarter> {
    period.parse().map_err(|_| Error::NotFound)
}

#[derive(Serialize)]
struct Results {
    quarters: Vec<ShownQuarter>,
    figures: Option<ShownFigures>,
    licence: &'static str,
    licence_url: &'static str,
}

impl Results {
    fn new(reader: &Reader, all: &[Publication], current: Option<Quarter>) -> Self {
        let locale = reader.locale;
        let shown = all
            .iter()
            .find(|publication| Some(publication.figures.period) == current);
        Self {
            quarters: all
                .iter()
                .map(|publication| ShownQuarter::new(locale, publication.figures.period, current))
                .collect(),
            figures: shown.map(|publication| ShownFigures::new(locale, &publication.figures)),
            licence: LICENCE,
            licence_url: LICENCE_URL,
        }
    }
}

#[derive(Serialize)]
struct OpenData {
    datasets: Vec<Dataset>,
    licence: &'static str,
    licence_url: &'static str,
}

#[derive(Serialize)]
struct Dataset {
    quarter: ShownQuarter,
    published_at: String,
    sha256: String,
}
