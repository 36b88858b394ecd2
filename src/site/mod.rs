// SPDX-License-Identifier: AGPL-3.0-or-later
//! The front door: the home page, signing in and out, the language, the pages the law asks for, and the mailbox of the demo.

mod demo;
pub mod pages;
mod state;

/// The password of every member of staff in the demonstration. It exists nowhere else.
pub const DEMO_PASSWORD: &str = "sportello-demo";
