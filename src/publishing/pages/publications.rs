// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/manage/publications`: what is public, what could be, what it would look like, and the button that publishes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::results::published_quarter;
use super::shown::{ShownFigures, ShownQuarter, quarter_name};
use crate::people::pages::{Reader, View};
use crate::platform::failure::{Error, Refusal, Result};
use crate::platform::web::cookies::Flash;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{FieldError, Submitted, refusal_text};
use crate::publishing::{self, Preview};
use crate::surveys::Quarter;

/// The quarters that can be published and those that are.
///
/// # Errors
/// Not found for everybody who is not a manager.
pub async fn index(reader: Reader) -> std::result::Result<HttpResponse, Failure> {
    reader.manager()?;
    let (publishable, all) = reader
        .read(|conn, reader| Ok((publishing::publishable(conn, reader.now())?, publishing::all(conn)?)))
        .await?;
    let shown = |quarter: Quarter| ShownQuarter::new(reader.locale, quarter, None);
    let published = all.iter().map(|publication| Published {
        quarter: shown(publication.figures.period),
        at: publication.published_at.to_string(),
        visible: publication.figures.visible(),
        hidden: publication.figures.hidden(),
    });
    let data = Index {
        publishable: publishable.into_iter().map(shown).collect(),
        published: published.collect(),
    };
    let view = View::new("publishing/publications", reader.text("publications-title"))
        .section("manage")
        .crumb(reader.text("manage-title"), "/manage");
    reader.page(view, &data)
}

/// What publishing a quarter would show and hide.
///
/// # Errors
/// Not found for everybody who is not a manager, and for what is not a quarter.
pub async fn show(reader: Reader, period: web::Path<String>) -> std::result::Result<HttpResponse, Failure> {
    reader.manager()?;
    let quarter = published_quarter(&period)?;
    preview_page(&reader, quarter, None).await
}

/// Publishes a quarter, for ever.
///
/// # Errors
/// Not found for everybody who is not a manager, and for what is not a quarter.
pub async fn create(reader: Reader, form: Submitted) -> std::result::Result<HttpResponse, Failure> {
    reader.manager()?;
    let quarter = published_quarter(form.value("period"))?;
    if form.value("confirm") != "yes" {
        return preview_page(&reader, quarter, Some(Refusal::new("error-publish-confirm"))).await;
    }
    let published = reader
        .write_once(form.key()?, move |tx, _| {
            publishing::publish(tx, quarter)?;
            Ok(format!("/results/{quarter}"))
        })
        .await;
    match published {
        Ok(location) => Ok(reader.redirect_with(&location, &Flash::success("flash-results-published"))),
        Err(Error::Refused(refusal)) => preview_page(&reader, quarter, Some(refusal)).await,
        Err(error) => Err(error.into()),
    }
}

async fn preview_page(
    reader: &Reader,
    quarter: Quarter,
    refusal: Option<Refusal>,
) -> std::result::Result<HttpResponse, Failure> {
    let preview = load(reader, quarter).await?;
    let status = refusal
        .as_ref()
        .map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    let error = refusal.map(|refusal| refusal_text(reader.locale, &refusal));
    let name = quarter_name(reader.locale, quarter);
    let view = View::new(
        "publishing/preview",
        reader.text_with("preview-title", &[("quarter", &name)]),
    )
    .section("manage")
    .crumb(reader.text("manage-title"), "/manage")
    .crumb(reader.text("publications-title"), "/manage/publications")
    .status(status);
    let can_publish = preview.ended && !preview.published;
    let data = PreviewPage {
        figures: ShownFigures::new(reader.locale, &preview.figures),
        visible: preview.visible,
        hidden: preview.hidden,
        total: preview.visible + preview.hidden,
        ended: preview.ended,
        published: preview.published,
        can_publish,
        errors: error
            .iter()
            .map(|text| FieldError {
                is_shown: can_publish,
                ..FieldError::new("confirm", text.clone())
            })
            .collect(),
        error,
    };
    reader.page(view, &data)
}

async fn load(reader: &Reader, quarter: Quarter) -> Result<Preview> {
    reader
        .read(move |conn, reader| publishing::preview(conn, &reader.ctx.config, quarter, reader.now()))
        .await
}

#[derive(Serialize)]
struct Index {
    publishable: Vec<ShownQuarter>,
    published: Vec<Published>,
}

#[derive(Serialize)]
struct Published {
    quarter: ShownQuarter,
    at: String,
    visible: usize,
    hidden: usize,
}

#[derive(Serialize)]
struct PreviewPage {
    figures: ShownFigures,
    visible: usize,
    hidden: usize,
    total: usize,
    ended: bool,
    published: bool,
    can_publish: bool,
    errors: Vec<FieldError>,
    error: Option<String>,
}
