// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello migrate`: the database gets the form that this version needs. `serve` does the same when it starts; this is
//! for those who want to see it happen first.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::output::say;
use super::{logging, settings};
use crate::app;
use crate::platform::clock::Clock;

pub(super) fn run(file: Option<&Path>) -> anyhow::Result<ExitCode> {
    let config = settings(file)?;
    logging::start(&config.log)?;
    let ctx = app::open(config, Clock::system())?;
    let applied = ctx.database().migrate().context("the database")?;
    let engine = ctx.database().engine();
    if applied.is_empty() {
        say(format!("{engine}: nothing to do"))?;
    }
    for name in applied {
        say(format!("{engine}: applied {name}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
