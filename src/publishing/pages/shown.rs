// SPDX-License-Identifier: AGPL-3.0-or-later
//! Figures as a page shows them, in the reader's language. The preview and the published page share it, so that what
//! a manager sees before is what everybody sees afterwards.

use serde::Serialize;

use crate::platform::i18n::{Locale, text};
use crate::publishing::{AreaFigures, Bar, Cell, Figures, PublishedCell, distribution_chart};
use crate::surveys::Quarter;

/// The numbers of one row.
#[derive(Debug, Serialize, PartialEq)]
pub(super) struct ShownCell {
    invitations: u64,
    responses: u64,
    rate: Option<f64>,
    mean: Option<f64>,
}

impl From<&PublishedCell> for ShownCell {
    fn from(cell: &PublishedCell) -> Self {
        Self {
            invitations: cell.invitations,
            responses: cell.responses,
            rate: cell.rate,
            mean: Some(cell.mean),
        }
    }
}

impl From<&Cell> for ShownCell {
    fn from(cell: &Cell) -> Self {
        Self {
            invitations: cell.invitations,
            responses: cell.responses(),
            rate: cell.rate(),
            mean: cell.mean(),
        }
    }
}

/// How often each vote was given: the drawing and the table with the same numbers.
#[derive(Debug, Serialize)]
pub(super) struct Distribution {
    /// Markup of our own making, every text in it escaped.
    chart: String,
    rows: Vec<Votes>,
}

#[derive(Debug, Serialize, PartialEq)]
struct Votes {
    stars: String,
    count: u64,
    share: f64,
}

impl Distribution {
    /// Five stars first, as people expect a scale to be read.
    pub(super) fn new(locale: Locale, votes: &[u64; 5]) -> Self {
        let total = votes.iter().sum::<u64>().max(1);
        let rows: Vec<Votes> = (1..=5_u8)
            .zip(votes)
            .rev()
            .map(|(stars, count)| Votes {
                stars: text(locale, "results-stars", &[("count", &stars.to_string())]),
                count: *count,
                share: *count as f64 / total as f64,
            })
            .collect();
        let bars: Vec<Bar> = rows.iter().map(Votes::bar).collect();
        let title = text(locale, "results-chart-title", &[]);
        let description: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.value)).collect();
        let chart = distribution_chart("votes", &title, &description.join("; "), &bars);
        Self { chart, rows }
    }
}

impl Votes {
    fn bar(&self) -> Bar {
        Bar {
            label: self.stars.clone(),
            value: format!("{} ({:.0}%)", self.count, self.share * 100.0),
            count: self.count,
        }
    }
}

/// The figures of a publication.
#[derive(Debug, Serialize)]
pub(super) struct ShownFigures {
    period: String,
    name: String,
    from: String,
    to: String,
    published_on: String,
    threshold: u64,
    people_threshold: u64,
    total: Option<ShownCell>,
    distribution: Option<Distribution>,
    areas: Vec<ShownArea>,
    hidden: usize,
}

#[derive(Debug, Serialize)]
struct ShownArea {
    name: String,
    cell: Option<ShownCell>,
    services: Vec<ShownService>,
}

#[derive(Debug, Serialize)]
struct ShownService {
    name: String,
    cell: Option<ShownCell>,
}

impl ShownFigures {
    pub(super) fn new(locale: Locale, figures: &Figures) -> Self {
        Self {
            period: figures.period.to_string(),
            name: quarter_name(locale, figures.period),
            from: day(figures.period.start()),
            to: day(figures.period.end()),
            published_on: day(figures.published_on),
            threshold: figures.threshold,
            people_threshold: figures.people_threshold,
            total: figures.total.as_ref().map(ShownCell::from),
            distribution: figures
                .total
                .as_ref()
                .map(|cell| Distribution::new(locale, &cell.distribution)),
            areas: figures.areas.iter().map(|area| ShownArea::new(locale, area)).collect(),
            hidden: figures.hidden(),
        }
    }
}

impl ShownArea {
    fn new(locale: Locale, area: &AreaFigures) -> Self {
        let services = area.services.iter().map(|service| ShownService {
            name: locale.pick(&service.name_it, &service.name_en).to_owned(),
            cell: service.cell.as_ref().map(ShownCell::from),
        });
        Self {
            name: locale.pick(&area.name_it, &area.name_en).to_owned(),
            cell: area.cell.as_ref().map(ShownCell::from),
            services: services.collect(),
        }
    }
}

/// A quarter to be chosen or followed.
#[derive(Debug, Serialize)]
pub(super) struct ShownQuarter {
    pub(super) period: String,
    pub(super) name: String,
    pub(super) current: bool,
}

impl ShownQuarter {
    pub(super) fn new(locale: Locale, quarter: Quarter, current: Option<Quarter>) -> Self {
        Self {
            period: quarter.to_string(),
            name: quarter_name(locale, quarter),
            current: current == Some(quarter),
        }
    }
}

/// "terzo trimestre 2026".
pub(super) fn quarter_name(locale: Locale, quarter: Quarter) -> String {
    // A letter before the number: Fluent compares numbers together with how they are to be written.
    let (number, year) = (format!("q{}", quarter.number()), quarter.year().to_string());
    text(locale, "results-quarter", &[("number", &number), ("year", &year)])
}

fn day(date: jiff::civil::Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_vote_comes_first_and_the_table_says_what_the_drawing_shows() {
        let distribution = Distribution::new(Locale::It, &[1, 0, 0, 0, 3]);
        let rows: Vec<_> = distribution
            .rows
            .iter()
            .map(|row| (row.stars.as_str(), row.count, row.share))
            .collect();
        assert_eq!(rows[0], ("5 stelle", 3, 0.75));
        assert_eq!(rows[4], ("1 stella", 1, 0.25));
        assert!(distribution.chart.contains("3 (75%)"));
    }

    #[test]
    fn a_quarter_has_a_name_in_both_languages() {
        let third = "2026-Q3".parse().unwrap();
        assert_eq!(quarter_name(Locale::It, third), "terzo trimestre 2026");
        assert_eq!(quarter_name(Locale::En, third), "third quarter of 2026");
    }

    #[test]
    fn a_hidden_figure_reaches_the_page_as_nothing() {
        let figures = Figures {
            period: "2026-Q3".parse().unwrap(),
            published_on: jiff::civil::date(2026, 10, 15),
            threshold: 10,
            people_threshold: 5,
            total: None,
            areas: Vec::new(),
        };
        let shown = serde_json::to_value(ShownFigures::new(Locale::It, &figures)).unwrap();
        assert!(shown["total"].is_null() && shown["distribution"].is_null());
        assert_eq!(
            (shown["hidden"].as_u64(), shown["from"].as_str()),
            (Some(1), Some("01/07/2026"))
        );
    }
}
