// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello check`: is everything in order? Speaks as a Nagios plugin does: one line that says it, details below, and
//! 0, 1 or 2 as exit code.

mod parts;
mod queues;

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::output::{chain, complain, say};
use super::settings;
use queues::Limits;

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
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<Measure>,
}

/// What monitoring draws a curve of: a number with its unit, and from where on it is too much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Measure {
    label: &'static str,
    value: i64,
    unit: &'static str,
    warning: i64,
    critical: i64,
}

impl Measure {
    fn new(label: &'static str, value: i64, unit: &'static str, limits: Limits) -> Self {
        Self {
            label,
            value,
            unit,
            warning: limits.warning,
            critical: limits.critical,
        }
    }
}

impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A range begins with an alarm above it, so the last value that is in order stands here.
        let (warning, critical) = (self.warning - 1, self.critical - 1);
        write!(f, "{}={}{};{warning};{critical};0", self.label, self.value, self.unit)
    }
}

impl Finding {
    fn new(part: impl Into<String>, status: Health, text: impl Into<String>) -> Self {
        Self {
            part: part.into(),
            status,
            // The first line of the answer is what Nagios shows: an error of several lines must not break it.
            text: text.into().replace(['\n', '\r', '|'], " "),
            measure: None,
        }
    }
}

#[derive(Args)]
#[command(
    after_help = "Exit codes: 0 OK, 1 WARNING, 2 CRITICAL, as a Nagios plugin, with performance data. It changes nothing and sends no mail.\n\n\
        Of mail it says how long the oldest waits to be read or handed over, how long the oldest is being sent, how many are in \
        quarantine or were given up in 30 days, and how many are held; from when on that is too much, mail.alarms says."
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
            let database = parts::database(&config);
            let answers = database.first().is_some_and(|finding| finding.status == Health::Ok);
            findings.extend(database);
            if answers {
                findings.extend(queues::queues(&config));
            }
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
    let measures: Vec<String> = findings
        .iter()
        .filter_map(|finding| finding.measure.as_ref())
        .map(ToString::to_string)
        .collect();
    let measured = if measures.is_empty() {
        String::new()
    } else {
        format!(" | {}", measures.join(" "))
    };
    let first = format!("SPORTELLO {} - {summary}{measured}", worst.word());
    format!("{first}{}", details.collect::<String>())
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
    fn what_is_measured_stands_behind_the_bar_of_the_first_line() {
        let limits = Limits {
            warning: 1,
            critical: 20,
        };
        let finding = Finding {
            measure: Some(Measure::new("dead_letters", 3, "", limits)),
            ..Finding::new("dead letters", Health::Warning, "3")
        };
        let text = as_text(Health::Warning, &[finding]);
        let first = text.lines().next().unwrap();
        assert_eq!(first, "SPORTELLO WARNING - dead letters: 3 | dead_letters=3;0;19;0");
    }

    #[test]
    fn settings_that_are_not_there_are_critical() {
        let findings = look(Some(Path::new("/nowhere/sportello.toml")));
        assert_eq!((findings.len(), findings[0].status), (1, Health::Critical));
    }
}
