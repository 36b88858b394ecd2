// SPDX-License-Identifier: AGPL-3.0-or-later
//! What commands say: results on standard output, complaints on standard error.

use std::io::{self, Write};

/// Says one line. A reader that has gone away (`| head`) is the end of the command, not a defect of it.
pub(super) fn say(line: impl AsRef<str>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(line.as_ref().as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Tells what went wrong, with its causes, in one line. A pipe that nobody reads any more is no news.
pub(super) fn complain(error: &anyhow::Error) {
    let broken_pipe = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
    if broken_pipe {
        return;
    }
    let line = format!("sportello: {}\n", chain(error));
    if io::stderr().write_all(line.as_bytes()).is_err() {
        tracing::error!(error = line, "there is nowhere to complain");
    }
}

/// An error with its causes. A cause that its effect already quotes is not told twice.
pub(super) fn chain(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if told.contains(&text) {
            continue;
        }
        if !told.is_empty() {
            told.push_str(": ");
        }
        told.push_str(&text);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_told_once_in_one_line() {
        let error = anyhow::anyhow!("no such file")
            .context("settings: no such file")
            .context("start");
        assert_eq!(chain(&error), "start: settings: no such file");
    }
}
