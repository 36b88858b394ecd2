// SPDX-License-Identifier: AGPL-3.0-or-later
//! The pages of mail (`/desk/mail`): every mail in and out with its fate, for who works on tickets.

mod filter;
pub mod incoming;
pub mod incoming_mail;
pub mod outgoing;
pub mod outgoing_mail;
mod phrases;
mod reasons;
pub mod releasing;
mod words;
