// SPDX-License-Identifier: AGPL-3.0-or-later
//! What happens when the program is killed in the middle of its work.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use sportello::platform::db::Database;
use sportello::platform::mail::Maildir;
use sportello::schema::{inbound_mails, messages, tickets};

use crate::support::Letter;
use crate::support::world::town_file;

#[test]
fn killing_the_process_while_mails_come_in_loses_and_duplicates_none() {
    let (mails, kills) = if std::env::var_os("SPORTELLO_LONG").is_some() {
        (500, 10)
    } else {
        (120, 4)
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sportello.db");
    std::fs::copy(town_file(), &file).unwrap();
    let maildir = Maildir::create(&folder.path().join("in")).unwrap();
    let settings = settings(folder.path());
    let mut delivered = 0;
    for kill in 1..=kills {
        let mut program = start(&settings);
        // A share of the mails arrives while it runs, and it dies when half of them are in the ledger.
        let share = mails * kill / kills - delivered;
        for number in 0..share {
            let subject = format!("Guasto {}", delivered + number);
            maildir
                .deliver(
                    &Letter::from("anna.neri@comune-fano.example", &subject, "Non va.").bytes(),
                    1_800_000_000_000_000,
                )
                .unwrap();
        }
        delivered += share;
        wait_until("half of them are in", || {
            ledger(&file).0 >= (delivered - share / 2) as i64
        });
        program.kill().unwrap();
        program.wait().unwrap();
    }
    let mut program = start(&settings);
    wait_until("all have become tickets", || {
        let (known, open, _, _) = ledger(&file);
        known >= delivered as i64 && open == 0
    });
    program.kill().unwrap();
    program.wait().unwrap();
    let (_, open, tickets, messages) = ledger(&file);
    assert_eq!((open, tickets, messages), (0, delivered as i64, delivered as i64));
    let database = Database::open(&file.display().to_string(), 1).unwrap();
    let mut subjects: Vec<String> = database
        .read(|conn| Ok(tickets::table.select(tickets::subject).load(conn)?))
        .unwrap();
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), delivered, "a mail became two tickets and another none");
    assert_eq!(maildir.waiting().unwrap(), Vec::<String>::new(), "every mail is marked");
}

fn settings(folder: &Path) -> std::path::PathBuf {
    let file = folder.join("sportello.toml");
    let text = "[server]\nlisten = \"127.0.0.1:0\"\n[database]\nurl = \"sportello.db\"\n[storage]\nblobs = \"blobs\"\n\
        [mail]\ntransport = \"folder\"\nfolder = \"out\"\npoll_seconds = 1\n\
        [[mailboxes]]\nname = \"assistenza\"\nkind = \"maildir\"\nmaildir = \"in\"\n";
    std::fs::write(&file, text).unwrap();
    file
}

/// Starts the real program and waits for its first line, which says that it listens.
fn start(settings: &Path) -> Child {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sportello"))
        .args(["serve", "--config"])
        .arg(settings)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.is_ok_and(|line| line.contains("http://"))),
        "it did not start"
    );
    std::thread::spawn(move || lines.for_each(drop));
    program
}

/// Mails in the ledger, those without a disposition, tickets, messages.
fn ledger(file: &Path) -> (i64, i64, i64, i64) {
    let database = Database::open(&file.display().to_string(), 1).unwrap();
    let unsettled = inbound_mails::table
        .filter(inbound_mails::disposition.is_null())
        .count();
    database
        .read(|conn| {
            Ok((
                inbound_mails::table.count().get_result(conn)?,
                unsettled.get_result(conn)?,
                tickets::table.count().get_result(conn)?,
                messages::table.count().get_result(conn)?,
            ))
        })
        .unwrap()
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !holds() {
        assert!(Instant::now() < deadline, "it never came about that {what}");
        std::thread::yield_now();
    }
}
