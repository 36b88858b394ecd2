// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello check`: is everything in order? Speaks as a Nagios plugin does: one line that says it, details below, and
//! 0, 1 or 2 as exit code.

mod parts;

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::output::{chain, complain, say};
use super::settings;

/// How a part of the installation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum Health {
    /// As it should be.
    Ok,
    /// It works, but somebody should look.
    Warning,
    /// It does not work.
    Critical,
}

impl Health {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
        }
    }

    /// As the guidelines for Nagios plugins number them.
    fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Critical => 2,
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Finding {
    part: String,
    status: Health,
    text: String,
}

impl Finding {
    fn new(part: impl Into<String>, status: Health, text: impl Into<String>) -> Self {
        Self {
            part: part.into(),
            status,
            // The first line of the answer is what Nagios shows: an error of several lines must not break it.
            text: text.into().replace(['\n', '\r', '|'], " "),
        }
    }
}

#[derive(Args)]
#[command(
    after_help = "Exit codes: 0 OK, 1 WARNING, 2 CRITICAL, as a Nagios plugin. It changes nothing and sends no mail."
)]
pub(super) struct Check {
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self, file: Option<&Path>) -> ExitCode {
        let findings = look(file);
        let worst = findings
            .iter()
            .map(|finding| finding.status)
            .max()
            .unwrap_or(Health::Ok);
        let text = if self.json {
            as_json(worst, &findings)
        } else {
            as_text(worst, &findings)
        };
        if let Err(error) = say(text) {
            complain(&error.into());
        }
        ExitCode::from(worst.code())
    }
}

fn look(file: Option<&Path>) -> Vec<Finding> {
    match settings(file) {
        Ok(config) => {
            let mut findings = vec![Finding::new("settings", Health::Ok, "read")];
            findings.extend(parts::database(&config));
            findings.push(parts::blobs(&config));
            findings.extend(parts::mail(&config));
            findings
        }
        Err(error) => vec![Finding::new("settings", Health::Critical, chain(&error))],
    }
}

fn as_text(worst: Health, findings: &[Finding]) -> String {
    let troubles: Vec<String> = findings
        .iter()
        .filter(|finding| finding.status > Health::Ok)
        .map(|finding| format!("{}: {}", finding.part, finding.text))
        .collect();
    let summary = if troubles.is_empty() {
        format!("{} parts in order", findings.len())
    } else {
        troubles.join("; ")
    };
    let details = findings
        .iter()
        .map(|finding| format!("\n{} {}: {}", finding.status.word(), finding.part, finding.text));
    format!("SPORTELLO {} - {summary}{}", worst.word(), details.collect::<String>())
}

fn as_json(worst: Health, findings: &[Finding]) -> String {
    serde_json::json!({ "status": worst, "findings": findings }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_what_is_wrong_and_the_worst_decides() {
        let findings = [
            Finding::new("settings", Health::Ok, "read"),
            Finding::new("database", Health::Warning, "1 migration\nwaits"),
            Finding::new("smtp", Health::Critical, "no answer"),
        ];
        let text = as_text(Health::Critical, &findings);
        let first = text.lines().next().unwrap();
        assert_eq!(
            first,
            "SPORTELLO CRITICAL - database: 1 migration waits; smtp: no answer"
        );
        assert_eq!(text.lines().count(), 4);
        assert_eq!(findings.iter().map(|f| f.status).max().unwrap().code(), 2);
    }

    #[test]
    fn settings_that_are_not_there_are_critical() {
        let findings = look(Some(Path::new("/nowhere/sportello.toml")));
        assert_eq!((findings.len(), findings[0].status), (1, Health::Critical));
    }
}
