// SPDX-License-Identifier: AGPL-3.0-or-later
//! Sportello: the self-service help desk of a provincial service centre.
//!
//! The modules in reading order: first what the product does, then what it stands on.

pub mod catalog;
pub mod config;
pub mod context;
pub mod entities;
pub mod event;
pub mod ids;
pub mod people;
pub mod platform;
pub mod publishing;
pub mod routing;
pub mod schema;
pub mod surveys;
pub mod tx;
