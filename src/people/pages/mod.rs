// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who is reading, what every page shows around its own content, and how people sign in and out.

mod reader;
mod visit;

pub use reader::{Reader, View};
pub use visit::{Attention, with_reader};
