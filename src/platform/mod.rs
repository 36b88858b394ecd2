// SPDX-License-Identifier: AGPL-3.0-or-later
//! The technical floor: database, mail, web, blobs, clock. It knows nothing of help desks.

pub mod blobs;
pub mod clock;
pub mod db;
pub mod failure;
pub mod filename;
pub mod i18n;
pub mod mail;
pub mod secrets;
pub mod templates;
pub mod text;
pub mod web;
