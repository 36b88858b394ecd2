// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello demo`: the whole product in one folder, with invented people. It needs nothing else installed and is not
//! touched by the environment: a `DATABASE_URL` that lies around must not receive invented data.

mod dice;
mod folder;
mod invented;
mod plan;
mod playing;
mod seed;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;

use self::folder::Folder;
use super::output::say;
use super::{logging, serve};
use crate::app;
use crate::config::{self, Config};
use crate::context::Context;
use crate::platform::clock::Clock;
use crate::site::DEMO_PASSWORD;

const USUAL_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

#[derive(Args)]
pub(super) struct Demo {
    /// Folder of everything the demonstration writes; it is made
    #[arg(long, value_name = "DIR", default_value = "demo")]
    dir: PathBuf,
    /// Address and port to listen on [default: that of the last start, at first 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// Throw away what is in the folder and start over
    #[arg(long)]
    reset: bool,
}

impl Demo {
    pub(super) fn run(self, file: Option<&Path>) -> anyhow::Result<ExitCode> {
        if file.is_some() {
            bail!(
                "the demo writes settings of its own into {}; leave --config away",
                self.dir.display()
            );
        }
        let folder = Folder::at(&self.dir)?;
        let address = match (self.listen, folder.settings_file()) {
            (Some(address), _) => address,
            (None, Some(file)) if !self.reset => config::load(Some(file), std::iter::empty())?.server.listen,
            (None, _) => USUAL_ADDRESS,
        };
        // Before anything is thrown away or written: a demo that cannot start leaves everything as it was.
        let listener = serve::listen(address)?;
        if self.reset {
            folder.clear()?;
        }
        let file = folder.prepare(listener.local_addr()?)?;
        let mut config = config::load(Some(&file), std::iter::empty())?;
        config.demo = true;
        logging::start(&config.log)?;
        let ctx = app::open(config, Clock::system())?;
        ctx.database().migrate().context("the database")?;
        fill(&ctx)?;
        introduce(&ctx.config, &self.dir, &file)?;
        serve::until_stopped(&ctx, listener)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Enters everything invented, all or nothing, unless it is there.
fn fill(ctx: &Context) -> anyhow::Result<()> {
    if !ctx.read(crate::entities::all)?.is_empty() {
        return Ok(());
    }
    let world = seed::World::invent()?;
    let (config, now) = (Arc::clone(&ctx.config), ctx.now());
    ctx.database()
        .write(move |conn| seed::fill(conn, &config, now, world))?;
    Ok(())
}

fn introduce(config: &Config, dir: &Path, file: &Path) -> anyhow::Result<()> {
    let invented = invented::read()?;
    let base = &config.server.base_url;
    say(format!(
        "Sportello, demonstration: {base}\n\nThe centre signs in with address and password:"
    ))?;
    for member in &invented.staff {
        say(format!(
            "  {:<36} {DEMO_PASSWORD}   ({})",
            member.email,
            member.roles.join(", ")
        ))?;
    }
    let employee = invented.employees.iter().find(|employee| !employee.contact);
    let contact = invented.employees.iter().find(|employee| employee.contact);
    say("\nEmployees of member bodies sign in with their address alone; the link comes by mail:")?;
    for (person, role) in [(employee, "requester"), (contact, "contact of the body")] {
        if let Some(person) = person {
            say(format!("  {:<45} ({role})", person.email))?;
        }
    }
    say(format!(
        "\nMail that goes out:  {base}/demo/mailbox, files in {out}\n\
         Mail that comes in:  put a file into {incoming}, or\n                     \
         sportello mail deliver --config {file} message.eml\n\
         Results for everybody: {base}/results\n\n\
         Everything is in {dir}; --reset starts over. Ctrl-C stops.",
        out = config.mail.folder.display(),
        incoming = dir.join(folder::INCOMING).join("new").display(),
        file = file.display(),
        dir = dir.display(),
    ))?;
    Ok(())
}
