// SPDX-License-Identifier: AGPL-3.0-or-later
//! One file per address.

mod doors;
mod health;
mod home;
mod language;
mod link;
pub mod lost_mail;
mod mailbox;
mod metrics;
mod notes;
mod password;
mod sign_in;
mod sign_out;

pub use doors::Doors;
pub use health::{healthz, readyz};
pub use home::home;
pub use language::choose_language;
pub use link::{ask, confirm, link_sent, open_link};
pub use mailbox::{mail, mailbox};
pub use metrics::metrics;
pub use notes::{accessibility, legal, privacy};
pub use password::with_password;
pub use sign_in::sign_in;
pub use sign_out::sign_out;
