// SPDX-License-Identifier: AGPL-3.0-or-later
//! The command line: one file per subcommand. Commands open the house from the settings, do one thing, and end with a
//! code that a program can read: 0 done, 1 failed, 2 used wrongly (`check` and `mail` have their own).

mod check;
mod demo;
mod export;
mod import;
mod logging;
pub mod mail;
mod migrate;
mod output;
mod people;
mod serve;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::app;
use crate::config::{self, Config};
use crate::context::Context;
use crate::platform::clock::Clock;

/// The settings file that is read when none is named, if it is there.
const USUAL_FILE: &str = "sportello.toml";

/// Self-service help desk of a service centre: requests by mail and web, satisfaction, open results.
#[derive(Parser)]
#[command(
    name = "sportello",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "First steps:\n  sportello demo                    try everything with invented people\n  \
                  sportello check --config FILE     see whether an installation is in order\n\n\
                  Exit codes: 0 done, 1 failed, 2 used wrongly. `check`, `mail deliver` and `mail inspect` explain their own."
)]
struct Cli {
    /// Settings file; without it, sportello.toml in the current folder when there is one. SPORTELLO_* variables and
    /// DATABASE_URL override what it says.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site and do the due work (mail in and out, surveys, closing) until stopped
    Serve,
    /// Bring the database to the form that this version needs
    Migrate,
    /// Enter the member bodies and the catalogue of services
    Import(import::Import),
    /// Enter and list the people of the centre
    #[command(subcommand)]
    People(people::People),
    /// Bring mail in by command
    Mail(mail::MailArgs),
    /// Look whether everything is in order: settings, database, mail servers, stored files
    Check(check::Check),
    /// Write data out for other programs
    #[command(subcommand)]
    Export(export::Export),
    /// Start a demonstration with invented people, requests and results
    Demo(demo::Demo),
}

/// Runs the command that was typed; errors become one readable line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Serve => serve::run(cli.config.as_deref()),
        Command::Migrate => migrate::run(cli.config.as_deref()),
        // A mail server reads its exit code: it explains also why the settings could not be read.
        Command::Mail(arguments) => Ok(bring_mail(arguments, cli.config.as_deref())),
        Command::Import(command) => command.run(cli.config.as_deref()),
        Command::People(command) => command.run(cli.config.as_deref()),
        // Its exit code is a message of its own, also when the settings cannot be read.
        Command::Check(command) => Ok(command.run(cli.config.as_deref())),
        Command::Export(command) => command.run(cli.config.as_deref()),
        Command::Demo(command) => command.run(cli.config.as_deref()),
    };
    done.unwrap_or_else(|error| {
        output::complain(&error);
        ExitCode::FAILURE
    })
}

fn bring_mail(arguments: mail::MailArgs, file: Option<&Path>) -> ExitCode {
    let not_now = arguments.code_of_failure();
    let brought = || {
        let config = match arguments.needs_no_settings() && file.is_none() && !Path::new(USUAL_FILE).exists() {
            true => Config::default(),
            false => settings(file)?,
        };
        logging::start(&config.log)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .context("threads")?;
        runtime.block_on(mail::run(arguments, config))
    };
    brought().unwrap_or_else(|error| {
        output::complain(&error);
        ExitCode::from(not_now)
    })
}

/// The settings of this installation.
#[allow(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn settings(file: Option<&Path>) -> anyhow::Result<Config> {
    let usual = Path::new(USUAL_FILE);
    let file = file.or_else(|| usual.exists().then_some(usual));
    Ok(config::load(file, std::env::vars())?)
}

/// The house as commands need it: settings read, log started, database open and of the form that this version needs.
fn open(file: Option<&Path>) -> anyhow::Result<Context> {
    let config = settings(file)?;
    logging::start(&config.log)?;
    let ctx = app::open(config, Clock::system())?;
    ctx.database().migrate().context("the database")?;
    Ok(ctx)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed_and_every_command_and_argument_is_explained() {
        fn explained(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{} has no help", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {} has no help",
                    command.get_name(),
                    argument.get_id()
                );
            }
            command.get_subcommands().for_each(explained);
        }
        let command = Cli::command();
        command.clone().debug_assert();
        explained(&command);
    }

    #[test]
    fn a_mail_that_cannot_be_taken_now_is_kept_by_who_brings_it() {
        let folder = tempfile::tempdir().unwrap();
        let (file, missing) = (folder.path().join("a.toml"), folder.path().join("missing.toml"));
        std::fs::write(
            &file,
            format!("[database]\nurl = \"{}/no/db\"\n", folder.path().display()),
        )
        .unwrap();
        for (settings, command, code) in [(&missing, "deliver", 75), (&file, "deliver", 75), (&missing, "poll", 1)] {
            let mut typed = vec!["sportello", "mail", command];
            typed.extend((command == "deliver").then_some("-"));
            let Command::Mail(arguments) = Cli::try_parse_from(typed).unwrap().command else {
                panic!("not a command of mail");
            };
            assert_eq!(bring_mail(arguments, Some(settings)), ExitCode::from(code), "{command}");
        }
    }

    #[test]
    fn the_settings_file_can_be_named_before_and_after_the_command() {
        for arguments in [
            ["sportello", "--config", "a.toml", "serve"],
            ["sportello", "serve", "--config", "a.toml"],
        ] {
            let cli = Cli::try_parse_from(arguments).unwrap();
            assert_eq!(cli.config.as_deref(), Some(Path::new("a.toml")));
        }
    }
}
