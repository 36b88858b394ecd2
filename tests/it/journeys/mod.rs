// SPDX-License-Identifier: AGPL-3.0-or-later
//! The whole road, as people walk it.

mod by_mail;
mod signing_in;
