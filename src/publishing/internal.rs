// SPDX-License-Identifier: AGPL-3.0-or-later
//! The figures as managers see them: every dimension, a lower threshold, and nothing about single technicians.
//!
//! Not protected against subtraction: who manages is bound to secrecy, and what becomes public is judged apart.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::figures::Tally;
use super::{Cell, Dimension, Label};
use crate::config::Config;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::schema::{invitations, responses};
use crate::surveys::Quarter;

/// A quarter by one dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalFigures {
    /// All together, unless hidden.
    pub total: Option<Cell>,
    /// One row for each area, group, service or body with questions or answers.
    pub rows: Vec<InternalRow>,
    /// Fewest answers behind each figure.
    pub threshold: u64,
}

/// One row of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalRow {
    /// What it is about; nothing when the people's body is unknown.
    pub label: Option<Label>,
    /// The area of a group, the group of a service.
    pub parent: Option<Label>,
    /// The figures, unless they stand on too few answers.
    pub cell: Option<Cell>,
}

/// Satisfaction of a quarter by one dimension.
///
/// # Errors
/// When the database does not answer.
pub fn internal_figures(
    conn: &mut Conn,
    config: &Config,
    quarter: Quarter,
    dimension: Dimension,
) -> Result<InternalFigures> {
    let threshold = u64::from(config.results.internal_threshold);
    let enough = |cell: Cell| Some(cell).filter(|cell| cell.responses() >= threshold);
    let tally = Tally::of(conn, quarter)?;
    let rows = tally.by(dimension).into_iter();
    let rows = rows
        .map(|row| InternalRow {
            label: row.label,
            parent: row.parent,
            cell: enough(row.cell),
        })
        .collect();
    Ok(InternalFigures {
        total: enough(tally.total()),
        rows,
        threshold,
    })
}

/// The quarters in which somebody was asked or answered, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn quarters(conn: &mut Conn) -> Result<Vec<Quarter>> {
    let asked: Vec<Option<String>> = invitations::table
        .filter(invitations::sent_period.is_not_null())
        .select(invitations::sent_period)
        .distinct()
        .load(conn)?;
    let answered: Vec<String> = responses::table.select(responses::period).distinct().load(conn)?;
    let quarters: std::result::Result<BTreeSet<Quarter>, _> = asked
        .into_iter()
        .flatten()
        .chain(answered)
        .map(|text| text.parse())
        .collect();
    Ok(quarters.map_err(Error::unexpected)?.into_iter().rev().collect())
}
