// SPDX-License-Identifier: AGPL-3.0-or-later
//! The satisfaction survey: who is asked after a resolution, and what they answer.
//!
//! An answer is cut off from the person and the ticket when it is given. The mail that carries the question is
//! written by `notices`; what becomes of the answers is for `publishing`.

mod answering;
mod inviting;
pub mod jobs;
pub mod pages;
mod quarter;
mod survey;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use answering::{answer, open};
pub use inviting::{ToSend, due, prepare_sending, schedule, void};
pub use quarter::{NotAQuarter, Quarter};
pub use survey::{About, Answer, InvitationState, MOST_COMMENT, Reason, Survey, SurveyState, Vote};
