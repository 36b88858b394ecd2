// SPDX-License-Identifier: AGPL-3.0-or-later
//! The pages of requesters (`/requests`) and of technicians (`/desk`).

pub mod asking;
pub mod attachment;
mod choices;
pub mod deciding;
pub mod desk;
mod desk_forms;
pub mod desk_ticket;
mod entries;
pub mod intake;
mod links;
pub mod list;
mod mail_text;
mod outgoing;
pub mod pictures;
pub mod reopening;
pub mod request;
pub mod saying;
mod uploads;
mod words;
