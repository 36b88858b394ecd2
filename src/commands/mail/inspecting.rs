// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello mail inspect`: what mails say, one object a line, without keeping anything.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{BAD_DATA, LARGEST_KEPT, read};
use crate::config::Config;
use crate::intake::{Inspection, inspect};

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Read them as mails of a mailbox of certified mail (PEC): envelopes are opened, receipts are believed
    #[arg(long)]
    pec: bool,
    /// One JSON object a line, as docs/MAIL.md describes it
    #[arg(long)]
    json: bool,
    /// Files with one mail each; - is the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
}

/// What is printed for a file that cannot be read.
#[derive(Debug, Serialize)]
struct Failed<'a> {
    file: &'a str,
    error: String,
}

/// What is printed for a mail.
#[derive(Debug, Serialize)]
struct Read<'a> {
    file: &'a str,
    #[serde(flatten)]
    inspection: Inspection,
}

pub(super) fn run(args: &InspectArgs, config: &Config) -> anyhow::Result<ExitCode> {
    let most = u64::from(config.mail.max_mail_mb) * LARGEST_KEPT * 1_048_576;
    let mut worst = 0;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for file in &args.files {
        match look(file, most, config, args.pec) {
            Ok(inspection) if args.json => {
                writeln!(out, "{}", serde_json::to_string(&Read { file, inspection })?)?;
            }
            Ok(inspection) => write!(out, "{}", readable(file, &inspection))?,
            Err((error, code)) => {
                worst = worst.max(code);
                match args.json {
                    true => writeln!(out, "{}", serde_json::to_string(&Failed { file, error })?)?,
                    false => writeln!(out, "{file}: {error}\n")?,
                }
            }
        }
        // Who reads along sees each mail when it is read.
        out.flush()?;
    }
    Ok(ExitCode::from(worst))
}

/// Reads one mail; on failure the reason, and the code that tells it to a program.
fn look(file: &str, most: u64, config: &Config, pec: bool) -> Result<Inspection, (String, u8)> {
    let raw = read(file, most).map_err(|error| (error.to_string(), error.code()))?;
    inspect(&raw, config, pec).map_err(|error| (error.to_string(), BAD_DATA))
}

/// A mail for people: header, text, files, marks.
fn readable(file: &str, mail: &Inspection) -> String {
    let name = mail.from_name.as_deref().unwrap_or_default();
    let from = format!("{name} <{}>", mail.from_addr.as_deref().unwrap_or_default());
    let mut lines = vec![format!("{file}:"), format!("  from: {}", from.trim())];
    for (label, addresses) in [("to", &mail.to), ("cc", &mail.cc), ("reply-to", &mail.reply_to)] {
        if !addresses.is_empty() {
            lines.push(format!("  {label}: {}", addresses.join(", ")));
        }
    }
    lines.push(format!("  date: {}", mail.date.as_deref().unwrap_or("-")));
    lines.push(format!("  subject: {}", mail.subject));
    lines.push(format!("  may be answered: {}", mail.may_be_answered));
    if !mail.notices.is_empty() {
        lines.push(format!("  notices: {}", mail.notices.join(", ")));
    }
    for file in &mail.attachments {
        lines.push(format!(
            "  file: {} ({}, {} bytes)",
            file.name, file.content_type, file.size
        ));
    }
    lines.extend(mail.text.lines().map(|line| format!("    {line}")));
    lines.push("\n".to_owned());
    lines.join("\n")
}
