// SPDX-License-Identifier: AGPL-3.0-or-later
//! Web parts that any site would need: assets, cookies, forms, errors, headers, limits, paging, room for files.

pub mod assets;
pub mod cookies;
pub mod failure;
mod fields;
pub mod form;
pub mod headers;
pub mod limits;
pub mod paging;
pub mod query;
pub mod room;
pub mod submissions;
