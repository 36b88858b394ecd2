// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/manage`: satisfaction as managers see it, by quarter and by area, group, service or body. Nothing about single
//! technicians, and nothing that people wrote.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::shown::{Distribution, ShownCell, ShownQuarter, quarter_name};
use crate::people::pages::{Reader, View};
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::platform::web::failure::Failure;
use crate::publishing::{self, Dimension, InternalFigures, InternalRow, Label};
use crate::surveys::Quarter;

/// How many quarters the overview goes back.
const OVERVIEW: usize = 4;

/// Which figures are asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    period: Option<String>,
    by: Option<String>,
}

/// The figures of a quarter.
///
/// # Errors
/// Not found for everybody who is not a manager, and for what is not a quarter or not a way to tell figures apart.
pub async fn show(reader: Reader, asked: web::Query<Asked>) -> std::result::Result<HttpResponse, Failure> {
    reader.manager()?;
    let page = reader
        .read(move |conn, reader| Page::load(conn, reader, &asked))
        .await?;
    let view = View::new("publishing/figures", reader.text("manage-title")).section("manage");
    reader.page(view, &page)
}

#[derive(Serialize)]
struct Page {
    quarters: Vec<ShownQuarter>,
    tabs: Vec<Tab>,
    period: String,
    name: String,
    by: Dimension,
    threshold: u64,
    total: Option<ShownCell>,
    distribution: Option<Distribution>,
    rows: Vec<Row>,
    overview: Vec<OverviewRow>,
}

#[derive(Serialize)]
struct Tab {
    by: Dimension,
    current: bool,
}

#[derive(Serialize)]
struct Row {
    name: Option<String>,
    parent: Option<String>,
    cell: Option<ShownCell>,
}

#[derive(Serialize)]
struct OverviewRow {
    quarter: ShownQuarter,
    total: Option<ShownCell>,
}

impl Page {
    fn load(conn: &mut Conn, reader: &Reader, asked: &Asked) -> Result<Self> {
        let locale = reader.locale;
        let this_quarter = Quarter::of(reader.now());
        let quarters = publishing::quarters(conn)?;
        let quarter = match asked.period.as_deref() {
            Some(text) => text.parse().map_err(|_| Error::NotFound)?,
            None => quarters.first().copied().unwrap_or(this_quarter),
        };
        let by = match asked.by.as_deref() {
            Some(text) => text.parse().map_err(|_| Error::NotFound)?,
            None => Dimension::Area,
        };
        let figures = publishing::internal_figures(conn, &reader.ctx.config, quarter, by)?;
        let mut overview = Vec::new();
        for shown in quarters.iter().take(OVERVIEW) {
            overview.push(OverviewRow {
                quarter: ShownQuarter::new(locale, *shown, Some(this_quarter)),
                total: total(conn, reader, *shown)?,
            });
        }
        let quarters = if quarters.contains(&quarter) {
            quarters
        } else {
            [vec![quarter], quarters].concat()
        };
        Ok(Self::new(locale, &quarters, quarter, by, figures, overview))
    }

    fn new(
        locale: Locale,
        quarters: &[Quarter],
        quarter: Quarter,
        by: Dimension,
        figures: InternalFigures,
        overview: Vec<OverviewRow>,
    ) -> Self {
        Self {
            quarters: quarters
                .iter()
                .map(|shown| ShownQuarter::new(locale, *shown, Some(quarter)))
                .collect(),
            tabs: Dimension::ALL
                .iter()
                .map(|tab| Tab {
                    by: *tab,
                    current: *tab == by,
                })
                .collect(),
            period: quarter.to_string(),
            name: quarter_name(locale, quarter),
            by,
            threshold: figures.threshold,
            total: figures.total.as_ref().map(ShownCell::from),
            distribution: figures
                .total
                .as_ref()
                .map(|cell| Distribution::new(locale, &cell.distribution)),
            rows: figures.rows.into_iter().map(|row| Row::new(locale, row)).collect(),
            overview,
        }
    }
}

impl Row {
    fn new(locale: Locale, row: InternalRow) -> Self {
        let name = |label: Label| locale.pick(&label.name_it, &label.name_en).to_owned();
        Self {
            name: row.label.map(name),
            parent: row.parent.map(name),
            cell: row.cell.as_ref().map(ShownCell::from),
        }
    }
}

fn total(conn: &mut Conn, reader: &Reader, quarter: Quarter) -> Result<Option<ShownCell>> {
    let figures = publishing::internal_figures(conn, &reader.ctx.config, quarter, Dimension::Area)?;
    Ok(figures.total.as_ref().map(ShownCell::from))
}
