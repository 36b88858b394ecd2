// SPDX-License-Identifier: AGPL-3.0-or-later
//! Sportello: the self-service help desk of a provincial service centre.
//!
//! The modules in reading order: first what the product does, then what it stands on.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests make files and tasks of their own")
)]

pub mod app;
pub mod commands;
pub mod flow;
pub mod routes;
pub mod schedule;

pub mod entities;
pub mod people;
// The features follow in the order in which they may know each other: each only those before it.
pub mod catalog;
pub mod intake;
pub mod notices;
pub mod publishing;
pub mod routing;
pub mod site;
pub mod surveys;
pub mod tickets;

pub mod config;
pub mod context;
pub mod event;
pub mod ids;
pub mod schema;
pub mod tx;

pub mod platform;
