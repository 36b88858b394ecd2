// SPDX-License-Identifier: AGPL-3.0-or-later
//! The pages of requesters (`/requests`) and of technicians (`/desk`).

pub mod asking;
pub mod attachment;
mod choices;
mod entries;
mod links;
pub mod list;
pub mod reopening;
pub mod request;
mod uploads;
mod words;
