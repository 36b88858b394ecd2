// SPDX-License-Identifier: AGPL-3.0-or-later
//! The suite: the whole program as people meet it, on both databases. Names are sentences of the office.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test says what is wrong by failing"
)]

mod architecture;
mod attributing;
mod behind_postfix;
mod checking;
mod corpus;
mod crossing;
mod crowding;
mod delivering;
mod faults;
mod fields;
mod handing_over;
mod hijacks;
mod imap;
mod journeys;
mod logs;
mod mail_desk;
mod mail_shown;
mod properties;
mod reply_to;
mod reported;
mod routes;
mod rules;
mod schema;
mod support;
