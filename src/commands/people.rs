// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello people`: who works at the centre. Employees of member bodies are not entered: they become known when they
//! write or ask for a sign-in link.

use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Subcommand;

use super::open;
use super::output::say;
use crate::context::Context;
use crate::event::Actor;
use crate::ids::TeamId;
use crate::people::{self, PasswordHash, SHORTEST_PASSWORD, StaffRole};
use crate::platform::failure::Error;

#[derive(Subcommand)]
pub(super) enum People {
    /// Enter somebody of the centre, or give somebody who is known one more role, more teams or a new password
    ///
    /// The password is one line on standard input, at least 12 characters long. Typed at a terminal it is visible; to keep
    /// it off the screen and out of the shell's history, let another program print it:
    /// `pass show sportello | sportello people add ...`
    Add {
        /// Name, as others read it
        #[arg(long)]
        name: String,
        /// Address to sign in with
        #[arg(long)]
        email: String,
        /// What the person does: technician, manager or admin
        #[arg(long, value_parser = role)]
        role: StaffRole,
        /// Code of a team to join; may be given several times
        #[arg(long, value_name = "CODE")]
        team: Vec<String>,
        /// Ask for no password; the person keeps the one they have, or cannot sign in yet
        #[arg(long)]
        no_password: bool,
    },
    /// List who works at the centre: address, name, roles and teams, separated by tabs
    List {
        /// One JSON object per line instead
        #[arg(long)]
        json: bool,
    },
}

impl People {
    pub(super) fn run(self, file: Option<&Path>) -> anyhow::Result<ExitCode> {
        let ctx = open(file)?;
        match self {
            Self::Add {
                name,
                email,
                role,
                team,
                no_password,
            } => {
                let teams = teams_of(&ctx, &team)?;
                let password = if no_password { None } else { Some(ask_password()?) };
                let added = ctx
                    .write(Actor::System, move |tx| {
                        people::add_staff(tx, &name, &email, role, &teams, password.as_ref())
                    })
                    .map_err(readable)?;
                say(format!("{} <{}>: {role}", added.name, added.email))?;
            }
            Self::List { json } => list(&ctx, json)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Whether somebody who keeps the installation is entered.
pub(super) fn somebody_administers(ctx: &Context) -> anyhow::Result<bool> {
    let staff = ctx.read(people::staff)?;
    Ok(staff.iter().any(|member| member.roles.contains(&StaffRole::Admin)))
}

fn list(ctx: &Context, json: bool) -> anyhow::Result<()> {
    for member in ctx.read(people::staff)? {
        let roles: Vec<&str> = member.roles.iter().map(|role| role.as_str()).collect();
        if json {
            let line = serde_json::json!({
                "email": member.person.email, "name": member.person.name, "roles": roles, "teams": member.teams,
            });
            say(line.to_string())?;
        } else {
            let (roles, teams) = (roles.join(","), member.teams.join(","));
            say(format!(
                "{}\t{}\t{roles}\t{teams}",
                member.person.email, member.person.name
            ))?;
        }
    }
    Ok(())
}

fn teams_of(ctx: &Context, codes: &[String]) -> anyhow::Result<Vec<TeamId>> {
    let known = ctx.read(people::teams)?;
    let mut found = Vec::new();
    for code in codes {
        match known.iter().find(|team| team.code == *code) {
            Some(team) => found.push(team.id),
            None => bail!(
                "there is no team {code}; there are: {}",
                list_of(known.iter().map(|team| team.code.as_str()))
            ),
        }
    }
    Ok(found)
}

fn ask_password() -> anyhow::Result<PasswordHash> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        say(format!(
            "Password, at least {SHORTEST_PASSWORD} characters (it will be visible):"
        ))?;
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).context("reading the password")?;
    let password = line.trim_end_matches(['\r', '\n']);
    PasswordHash::of(password).map_err(readable)
}

/// A refusal as people at a terminal read it.
fn readable(error: Error) -> anyhow::Error {
    use crate::platform::i18n::{Locale, text};
    match error {
        Error::Refused(refusal) => {
            let named: Vec<(&str, &str)> = refusal
                .args
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            anyhow::anyhow!("{}", text(Locale::En, refusal.key, &named))
        }
        other => other.into(),
    }
}

fn role(text: &str) -> Result<StaffRole, String> {
    let all = StaffRole::ALL.iter().map(|role| role.as_str());
    text.parse().map_err(|_| format!("choose one of: {}", list_of(all)))
}

fn list_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
