// SPDX-License-Identifier: AGPL-3.0-or-later
//! Routing: which service a new request is about and so which team it goes to, always with the reason.

mod deciding;
mod matching;

pub use deciding::{Decision, decide};
