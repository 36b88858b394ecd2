// SPDX-License-Identifier: AGPL-3.0-or-later
//! The log: one line per thing that happened, for people or as JSON, on standard error. What is logged is up to those
//! who log: ids, never people or texts.

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts the log. A second start in the same process changes nothing.
///
/// # Errors
/// When the level is none.
pub(super) fn start(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.level)
        .with_context(|| format!("log.level: {:?} is neither a level nor a filter", log.level))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Text => builder.with_ansi(is_terminal()).try_init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
    };
    if started.is_err() {
        tracing::debug!("the log was started already");
    }
    Ok(())
}

/// Colours are for terminals: in a journal or a file they are noise.
fn is_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stderr())
}
