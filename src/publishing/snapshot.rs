// SPDX-License-Identifier: AGPL-3.0-or-later
//! The frozen figures of a publication: all that its page, its CSV and its JSON show, and nothing hidden.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Cell;
use super::figures::{AreaTally, Tally};
use super::suppression::{Node, Threshold, Verdict, judge};
use crate::surveys::Quarter;

/// What is published of a quarter. A figure that is hidden is not there at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The quarter.
    pub period: Quarter,
    /// The day of publication.
    pub published_on: Date,
    /// Fewest answers behind each figure.
    pub threshold: u64,
    /// Fewest different people behind each figure.
    pub people_threshold: u64,
    /// All areas together.
    pub total: Option<PublishedCell>,
    /// The areas with questions or answers in the quarter, in the order of the catalogue.
    pub areas: Vec<AreaFigures>,
}

/// An area of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaFigures {
    /// Code in the catalogue.
    pub code: String,
    /// Italian name.
    pub name_it: String,
    /// English name.
    pub name_en: String,
    /// The figures, unless hidden.
    pub cell: Option<PublishedCell>,
    /// Its services with questions or answers in the quarter.
    pub services: Vec<ServiceFigures>,
}

/// A service of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceFigures {
    /// Code in the catalogue.
    pub code: String,
    /// Italian name.
    pub name_it: String,
    /// English name.
    pub name_en: String,
    /// The figures, unless hidden.
    pub cell: Option<PublishedCell>,
}

/// Figures that may be seen. How many people stand behind them is checked but not told: people do not add up, and
/// the difference would tell who answered twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedCell {
    /// Questions sent in the quarter.
    pub invitations: u64,
    /// Answers given in the quarter.
    pub responses: u64,
    /// Answers for each question, 0 to 1 with three decimals; absent when late answers outnumber the questions.
    pub rate: Option<f64>,
    /// Mean of the stars with two decimals.
    pub mean: f64,
    /// How often one to five stars were given.
    pub distribution: [u64; 5],
}

impl PublishedCell {
    fn of(cell: &Cell) -> Option<Self> {
        Some(Self {
            invitations: cell.invitations,
            responses: cell.responses(),
            rate: cell.rate(),
            mean: cell.mean()?,
            distribution: cell.distribution,
        })
    }
}

impl Figures {
    /// Takes from the counts what may be seen.
    pub(super) fn freeze(tally: &Tally, period: Quarter, published_on: Date, threshold: Threshold) -> Self {
        let (total, areas) = (tally.total(), tally.areas());
        let verdict = judge(&tree(&total, &areas), threshold);
        Self {
            period,
            published_on,
            threshold: threshold.responses,
            people_threshold: threshold.people,
            total: seen(&verdict, &total),
            areas: areas
                .into_iter()
                .zip(&verdict.children)
                .map(|(area, verdict)| freeze_area(area, verdict))
                .collect(),
        }
    }

    /// Every figure with its place, hidden ones too.
    fn cells(&self) -> impl Iterator<Item = &Option<PublishedCell>> {
        let areas = self
            .areas
            .iter()
            .flat_map(|area| std::iter::once(&area.cell).chain(area.services.iter().map(|service| &service.cell)));
        std::iter::once(&self.total).chain(areas)
    }

    /// How many figures can be seen.
    pub fn visible(&self) -> usize {
        self.cells().flatten().count()
    }

    /// How many figures are hidden because they, or others by subtraction, would stand on too few.
    pub fn hidden(&self) -> usize {
        self.cells().filter(|cell| cell.is_none()).count()
    }
}

fn tree<'a>(total: &'a Cell, areas: &'a [AreaTally]) -> Node<'a> {
    let areas = areas.iter().map(|area| Node {
        cell: &area.cell,
        children: area
            .services
            .iter()
            .map(|(_, cell)| Node {
                cell,
                children: Vec::new(),
            })
            .collect(),
    });
    Node {
        cell: total,
        children: areas.collect(),
    }
}

fn freeze_area(area: AreaTally, verdict: &Verdict) -> AreaFigures {
    let services = area
        .services
        .into_iter()
        .zip(&verdict.children)
        .map(|((label, cell), verdict)| ServiceFigures {
            code: label.code,
            name_it: label.name_it,
            name_en: label.name_en,
            cell: seen(verdict, &cell),
        });
    AreaFigures {
        services: services.collect(),
        cell: seen(verdict, &area.cell),
        code: area.label.code,
        name_it: area.label.name_it,
        name_en: area.label.name_en,
    }
}

fn seen(verdict: &Verdict, cell: &Cell) -> Option<PublishedCell> {
    if verdict.visible { PublishedCell::of(cell) } else { None }
}
