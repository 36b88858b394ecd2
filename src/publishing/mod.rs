// SPDX-License-Identifier: AGPL-3.0-or-later
//! What becomes of the answers: figures for managers, and publications for everybody.
//!
//! A published figure stands on enough answers of enough people, also when figures are subtracted from each other,
//! and never changes again. No text that people wrote and no single technician appears in any of them.

mod cell;
mod chart;
mod figures;
mod internal;
mod open_data;
pub mod pages;
mod publication;
mod snapshot;
mod suppression;
#[cfg(test)]
mod tests;

pub use cell::Cell;
pub use chart::{Bar, distribution_chart};
pub use figures::{Dimension, Label};
pub use internal::{InternalFigures, InternalRow, internal_figures, quarters};
pub use open_data::{LICENCE, LICENCE_URL, to_csv, to_json};
pub use publication::{Preview, Publication, all, latest, of_period, preview, publish, publishable};
pub use snapshot::{AreaFigures, Figures, PublishedCell, ServiceFigures};
