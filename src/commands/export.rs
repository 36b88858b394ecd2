// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello export`: data for other programs, written as it is read.

use std::path::Path;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};

use super::open;

#[derive(Subcommand)]
pub(super) enum Export {
    /// Every ticket with its messages, the data of its files, and its history: one JSON object per line
    ///
    /// Nothing is left out: notes, confidential tickets and addresses are in it. Keep the result as safe as the database.
    Tickets {
        /// Form of the result
        #[arg(long, value_enum, default_value_t = Format::Jsonl)]
        format: Format,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// One JSON object per line
    Jsonl,
}

impl Export {
    pub(super) fn run(self, file: Option<&Path>) -> anyhow::Result<ExitCode> {
        let _ctx = open(file)?;
        match self {
            Self::Tickets { format: Format::Jsonl } => {}
        }
        Ok(ExitCode::SUCCESS)
    }
}
