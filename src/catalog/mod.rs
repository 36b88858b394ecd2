// SPDX-License-Identifier: AGPL-3.0-or-later
//! The catalogue: areas, groups and services that member bodies can ask help for, and the words that tell them.

mod browsing;
mod importing;
mod keywords;
pub mod pages;
mod service;

pub use browsing::{AreaView, GroupView, ServiceView, service, service_by_code, service_names, tree};
pub use importing::{AreaDoc, BUNDLED, Catalogue, GroupDoc, ServiceDoc, TeamDoc, import, parse_json};
pub use keywords::{Keyword, keywords};
pub use service::{Area, Group, Service, ServiceKind};
