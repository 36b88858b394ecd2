// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello mail deliver` as a mail server runs it: a mail through the pipe, an answer as an exit code.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::Letter;
use crate::support::town::ANNA;
use crate::support::world::town_file;

const MEGABYTE: usize = 1_048_576;

/// Pipes bytes into the program; more than it takes is no mistake of ours.
fn deliver(folder: &Path, file: &str, mail: &[u8]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sportello"))
        .args(["mail", "deliver", "--json", "--config"])
        .args([folder.join("sportello.toml").as_os_str(), file.as_ref()])
        .env_remove("DATABASE_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let written = program.stdin.take().unwrap().write_all(mail);
    assert!(written.is_ok() || written.is_err_and(|error| error.kind() == ErrorKind::BrokenPipe));
    program.wait_with_output().unwrap()
}

fn installation(database: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "[database]\nurl = \"{database}\"\n[storage]\nblobs = \"blobs\"\n[mail]\ntransport = \"folder\"\nfolder = \"out\"\nmax_mail_mb = 1\n"
    );
    std::fs::write(folder.path().join("sportello.toml"), text).unwrap();
    folder
}

fn mail_of(size: usize) -> Vec<u8> {
    Letter::from(ANNA, "Stampante", &"Non stampa.\r\n".repeat(size / 13)).bytes()
}

#[test]
fn a_mail_over_the_limit_is_kept_and_one_far_over_it_is_refused_for_good() {
    let folder = installation("sportello.db");
    std::fs::copy(town_file(), folder.path().join("sportello.db")).unwrap();
    let answer = |mail: &[u8]| {
        let done = deliver(folder.path(), "-", mail);
        let line: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_default();
        (done.status.code(), line["disposition"].as_str().map(str::to_owned))
    };
    assert_eq!(answer(&mail_of(100)), (Some(0), Some("opened".to_owned())));
    assert_eq!(
        answer(&mail_of(3 * MEGABYTE)),
        (Some(0), Some("quarantined".to_owned()))
    );
    assert_eq!(answer(&mail_of(6 * MEGABYTE)), (Some(65), None));
}

#[test]
fn a_mail_server_keeps_what_cannot_be_taken_now_and_gives_up_what_is_not_there() {
    let folder = installation("sportello.db");
    let code = |file: &str| deliver(folder.path(), file, b"").status.code();
    assert_eq!(code(&folder.path().join("missing.eml").display().to_string()), Some(66));
    assert_eq!(code(&folder.path().display().to_string()), Some(75));
    let nowhere = installation("missing/sportello.db");
    assert_eq!(deliver(nowhere.path(), "-", &mail_of(100)).status.code(), Some(75));
}

#[test]
fn what_mails_say_is_told_without_a_database_and_a_bad_file_does_not_stop_the_next() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vuoto.eml"), b"").unwrap();
    std::fs::write(folder.path().join("buono.eml"), mail_of(100)).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_sportello"))
        .args(["mail", "inspect", "--json", "vuoto.eml", "manca.eml", "buono.eml"])
        .current_dir(folder.path())
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let lines: Vec<serde_json::Value> = String::from_utf8(done.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (&line["file"], line["error"].is_string()))
        .collect();
    assert_eq!(
        told,
        [
            (&"vuoto.eml".into(), true),
            (&"manca.eml".into(), true),
            (&"buono.eml".into(), false)
        ]
    );
    assert_eq!(lines[2]["subject"], "Stampante");
    assert_eq!(done.status.code(), Some(66));
}

#[test]
fn a_delivered_mail_is_told_with_what_it_says_and_what_became_of_it() {
    let folder = installation("sportello.db");
    std::fs::copy(town_file(), folder.path().join("sportello.db")).unwrap();
    let done = deliver(folder.path(), "-", &mail_of(100));
    let line: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(
        (
            &line["file"],
            &line["subject"],
            &line["disposition"],
            &line["auto_response_queued"]
        ),
        (&"-".into(), &"Stampante".into(), &"opened".into(), &true.into())
    );
    assert!(line["ticket"].is_i64() && line["raw_sha256"].is_string());
}
