// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello import`: the member bodies and the catalogue of a new installation. What is known already stays as it is.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::open;
use super::output::say;
use crate::catalog;
use crate::entities::{self, EntityRow};
use crate::event::Actor;

#[derive(Args)]
#[command(
    after_help = "Both files have the form of data/entities.csv and data/catalogue.json, which ship with the program.\n\
                        Doing it again adds what is new and changes nothing else."
)]
pub(super) struct Import {
    /// Member bodies, as CSV; without it, those that ship with the program
    #[arg(long, value_name = "FILE")]
    entities: Option<PathBuf>,
    /// Areas, groups, services, words and teams, as JSON; without it, those that ship with the program
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
}

impl Import {
    pub(super) fn run(self, file: Option<&Path>) -> anyhow::Result<ExitCode> {
        let rows = match &self.entities {
            Some(path) => entities::parse_csv(&text_of(path)?).with_context(|| path.display().to_string())?,
            None => shipped()?,
        };
        let catalogue = match &self.catalogue {
            Some(path) => catalog::parse_json(&text_of(path)?).with_context(|| path.display().to_string())?,
            None => catalog::parse_json(catalog::BUNDLED)?,
        };
        let ctx = open(file)?;
        let (bodies, services) = ctx.write(Actor::System, move |tx| {
            Ok((entities::import(tx, &rows)?, catalog::import(tx, &catalogue)?))
        })?;
        say(format!("added {bodies} bodies and {services} services"))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The bodies as shipped, without the domains that only the demonstration uses.
fn shipped() -> anyhow::Result<Vec<EntityRow>> {
    let mut rows = entities::parse_csv(entities::BUNDLED)?;
    for row in &mut rows {
        let real: Vec<&str> = row
            .domains
            .split_whitespace()
            .filter(|domain| !domain.ends_with(".example"))
            .collect();
        row.domains = real.join(" ");
    }
    Ok(rows)
}

#[allow(clippy::disallowed_methods, reason = "a file that was named on the command line")]
fn text_of(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_does_not_get_the_invented_domains() {
        let rows = shipped().unwrap();
        assert!(rows.len() > 50 && rows.iter().any(|row| !row.domains.is_empty()));
        assert!(rows.iter().all(|row| !row.domains.contains(".example")));
    }
}
