// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello mail`: mail brought by hand or by a mail server's pipe, and one look at the mailboxes.

mod inspecting;

use std::io::{self, Read, Write};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::app;
use crate::config::Config;
use crate::context::Context;
use crate::ids::MessageId;
use crate::intake::jobs::{Mailboxes, fetch, settle_due};
use crate::intake::{self, Delivered, Disposition, Inspection};
use crate::platform::clock::Clock;
use crate::platform::failure::Error;

// The codes of sysexits.h, which mail servers understand.
/// Used wrongly: there is no such mailbox.
const USAGE: u8 = 64;
/// The mail is larger than anything that is kept; trying again would not make it smaller.
const BAD_DATA: u8 = 65;
/// There is no such file.
const NO_INPUT: u8 = 66;
/// Not now: whoever brings the mail should keep it and try again.
const TEMPORARY: u8 = 75;

/// A mail over `mail.max_mail_mb` is kept as it came and set aside, up to so many times that size: whoever writes into our
/// standard input must not fill the memory.
const LARGEST_KEPT: u64 = 4;

/// Bring mail in by command
#[derive(Debug, Args)]
pub struct MailArgs {
    #[command(subcommand)]
    command: MailCommand,
}

#[derive(Debug, Subcommand)]
enum MailCommand {
    /// Take mails as if they had been fetched, and settle them at once; also while the site runs
    #[command(
        after_help = "Prints a line for each mail: what became of it and why. A mail that comes twice is recognised.\n\
                            A mail over mail.max_mail_mb is kept but not read; one over four times that size is refused.\n\n\
                            Exit codes: 0 taken, 64 no such mailbox, 65 larger than anything that is kept, 66 no such file,\n\
                            75 not now, try again (settings, database, disk, or a file that is there but cannot be read).\n\
                            Of several files the highest code counts."
    )]
    Deliver(DeliverArgs),
    /// Look once into every mailbox and settle what came
    Poll(PollArgs),
    /// Say what mails contain and what kind they are, without keeping anything; needs neither database nor settings
    #[command(
        after_help = "A file that cannot be read is told as such, and the next one follows.\n\n\
                            Exit codes: 0 all read, 65 empty, unreadable or larger than anything that is kept, 66 no such file,\n\
                            75 a file that is there but cannot be read. Of several files the highest code counts."
    )]
    Inspect(inspecting::InspectArgs),
}

#[derive(Debug, Args)]
struct DeliverArgs {
    /// Name of the mailbox that the mails are for; without it, the first one of the settings
    #[arg(long, value_name = "NAME")]
    mailbox: Option<String>,
    /// One JSON object a line: all that `inspect` tells, and what became of the mail (docs/MAIL.md)
    #[arg(long)]
    json: bool,
    /// Files with one mail each; - is the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
}

#[derive(Debug, Args)]
struct PollArgs {
    /// One JSON object: fetched, settled
    #[arg(long)]
    json: bool,
}

impl MailArgs {
    /// The code when nothing could even begin: a mail server that pipes a mail here must keep it.
    pub(super) fn code_of_failure(&self) -> u8 {
        match self.command {
            MailCommand::Deliver(_) => TEMPORARY,
            MailCommand::Poll(_) | MailCommand::Inspect(_) => 1,
        }
    }

    /// Whether it works without settings.
    pub(super) fn needs_no_settings(&self) -> bool {
        matches!(self.command, MailCommand::Inspect(_))
    }
}

/// Runs what was asked for and answers with a code of `sysexits.h`.
///
/// # Errors
/// When the answer cannot be written, or a mailbox cannot be read.
pub async fn run(args: MailArgs, config: Config) -> anyhow::Result<ExitCode> {
    match args.command {
        MailCommand::Deliver(args) => deliver(args, config).await,
        MailCommand::Poll(args) => poll(args, config).await,
        MailCommand::Inspect(args) => inspecting::run(&args, &config),
    }
}

async fn deliver(args: DeliverArgs, config: Config) -> anyhow::Result<ExitCode> {
    let names: Vec<&str> = config.mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    let usual = names.first().copied().unwrap_or("assistenza").to_owned();
    let mailbox = args.mailbox.unwrap_or(usual);
    if !names.is_empty() && !names.contains(&mailbox.as_str()) {
        complain(&format!(
            "there is no mailbox \"{mailbox}\"; there are: {}",
            names.join(", ")
        ))?;
        return Ok(ExitCode::from(USAGE));
    }
    let ctx = match open(config) {
        Ok(ctx) => ctx,
        Err(error) => {
            complain(&format!("{error:#}"))?;
            return Ok(ExitCode::from(TEMPORARY));
        }
    };
    let most = u64::from(ctx.config.mail.max_mail_mb) * LARGEST_KEPT * 1_048_576;
    let pec = ctx
        .config
        .mailboxes
        .iter()
        .any(|known| known.name == mailbox && known.pec);
    let mut worst = 0;
    for file in args.files {
        let code = match read(&file, most) {
            Err(error) => {
                complain(&format!("{file}: {error}"))?;
                error.code()
            }
            Ok(raw) => {
                // What the mail says is told even when nothing could become of it.
                let inspection = args
                    .json
                    .then(|| intake::inspect(&raw, &ctx.config, pec))
                    .and_then(Result::ok);
                let outcome = intake::deliver(&ctx, &mailbox, raw).await;
                let code = if outcome.is_ok() { 0 } else { TEMPORARY };
                Line::new(file, inspection, outcome).print(args.json);
                code
            }
        };
        worst = worst.max(code);
    }
    Ok(ExitCode::from(worst))
}

async fn poll(args: PollArgs, config: Config) -> anyhow::Result<ExitCode> {
    let ctx = open(config)?;
    let fetched = fetch(&ctx, &Mailboxes::new(&ctx.config)).await;
    // What is in the ledger is settled even when a mailbox did not answer.
    let settled = settle_due(&ctx).await?;
    let fetched = fetched.context("a mailbox was not read")?;
    let line = match args.json {
        true => serde_json::json!({ "fetched": fetched, "settled": settled }).to_string(),
        false => format!("fetched {fetched}, settled {settled}"),
    };
    writeln!(io::stdout(), "{line}")?;
    Ok(ExitCode::SUCCESS)
}

fn open(config: Config) -> anyhow::Result<Context> {
    app::must_know_authorities(&config)?;
    let ctx = app::open(config, Clock::system())?;
    ctx.database().migrate().context("the database")?;
    Ok(ctx)
}

/// Why there are no bytes of a mail.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("larger than {} MiB, which is more than is kept", .0 / 1_048_576)]
    TooLarge(u64),
    #[error(transparent)]
    Broken(#[from] io::Error),
}

impl Unreadable {
    fn code(&self) -> u8 {
        match self {
            Self::TooLarge(_) => BAD_DATA,
            Self::Broken(error) if error.kind() == io::ErrorKind::NotFound => NO_INPUT,
            Self::Broken(_) => TEMPORARY,
        }
    }
}

/// The bytes of a file or of the standard input, of which no more than `most` are taken into memory.
fn read(file: &str, most: u64) -> Result<Vec<u8>, Unreadable> {
    match file {
        "-" => read_at_most(io::stdin().lock(), most),
        file => read_at_most(std::fs::File::open(file)?, most),
    }
}

fn read_at_most(from: impl Read, most: u64) -> Result<Vec<u8>, Unreadable> {
    let mut raw = Vec::new();
    let read = from.take(most + 1).read_to_end(&mut raw)?;
    if read as u64 > most {
        return Err(Unreadable::TooLarge(most));
    }
    Ok(raw)
}

fn complain(text: &str) -> io::Result<()> {
    writeln!(io::stderr(), "sportello: {text}")
}

/// What is printed for a mail.
#[derive(Debug, Serialize)]
struct Line {
    file: String,
    #[serde(flatten)]
    inspection: Option<Inspection>,
    disposition: Option<Disposition>,
    reason: String,
    ticket: Option<i64>,
    message: Option<MessageId>,
    auto_response_queued: bool,
}

impl Line {
    fn new(file: String, inspection: Option<Inspection>, outcome: Result<Delivered, Error>) -> Self {
        match outcome {
            Ok(delivered) => Self {
                file,
                inspection,
                disposition: Some(delivered.disposition),
                reason: delivered.reason,
                ticket: delivered.ticket,
                message: delivered.message,
                auto_response_queued: delivered.auto_response_queued,
            },
            Err(error) => Self {
                file,
                inspection,
                disposition: None,
                reason: format!("not now, try again: {error:#}"),
                ticket: None,
                message: None,
                auto_response_queued: false,
            },
        }
    }

    /// Says it. Whether anybody reads it must not change the code: the mail is taken.
    fn print(&self, json: bool) {
        let line = match json {
            true => serde_json::to_string(self).map_err(io::Error::from),
            false => Ok(self.to_string()),
        };
        let said = line.and_then(|line| writeln!(io::stdout(), "{line}"));
        if let Err(error) = said {
            tracing::warn!(%error, "nobody reads what became of a mail");
        }
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let disposition = self.disposition.map_or("deferred", Disposition::as_str);
        write!(f, "{}: {disposition}", self.file)?;
        if let Some(ticket) = self.ticket {
            write!(f, " #{ticket}")?;
        }
        write!(f, " ({})", self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_endless_input_no_more_is_read_than_is_kept() {
        assert_eq!(read_at_most(io::repeat(b'x').take(10), 10).unwrap().len(), 10);
        let endless = read_at_most(io::repeat(b'x'), 10).unwrap_err();
        assert_eq!(endless.code(), BAD_DATA);
    }

    #[test]
    fn only_a_file_that_is_not_there_will_never_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing.eml");
        assert_eq!(read(missing.to_str().unwrap(), 10).unwrap_err().code(), NO_INPUT);
        assert_eq!(read(folder.path().to_str().unwrap(), 10).unwrap_err().code(), TEMPORARY);
    }
}
