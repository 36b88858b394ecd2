// SPDX-License-Identifier: AGPL-3.0-or-later
//! The whole road, as people walk it.

mod at_the_desk;
mod by_mail;
mod certified;
mod publishing;
mod resolving;
mod signing_in;
mod strangers;
mod taking_back;
mod undelivered;
mod whole_road;

pub(crate) use resolving::link_in;
