// SPDX-License-Identifier: AGPL-3.0-or-later
//! One file per address.

mod downloads;
mod figures;
mod publications;
mod results;
mod shown;
#[cfg(test)]
mod tests;

pub use downloads::{csv, json};
pub use figures::show as figures;
pub use publications::{create as publish, index as publications, show as preview};
pub use results::{index as results, open_data, show as quarter};
