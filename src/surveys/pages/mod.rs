// SPDX-License-Identifier: AGPL-3.0-or-later
//! One file per address.

mod draft;
mod survey;
#[cfg(test)]
mod tests;

pub use survey::{show, submit, thanks};
