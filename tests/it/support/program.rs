// SPDX-License-Identifier: AGPL-3.0-or-later
//! The real program with an installation of its own: started, stopped, killed, and looked at from outside.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use sportello::platform::db::Database;
use sportello::schema::{inbound_mails, messages, tickets};

use super::cluster::Cluster;
use super::world::{Engine, postgres_template, town_file};

/// A folder with settings, blobs, mail that goes out, and a database with the town in it.
pub struct Installation {
    folder: tempfile::TempDir,
    database: String,
}

/// What stands in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Mails in the ledger.
    pub mails: i64,
    /// Mails without a disposition.
    pub unsettled: i64,
    /// Tickets.
    pub tickets: i64,
    /// Messages.
    pub messages: i64,
}

impl Installation {
    /// On a database of this kind.
    pub fn on(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match engine {
            Engine::Sqlite => {
                let file = folder.path().join("sportello.db");
                std::fs::copy(town_file(), &file).unwrap();
                file.display().to_string()
            }
            Engine::Postgres => {
                let cluster = Cluster::get();
                cluster.url(&cluster.database_like(postgres_template()))
            }
        };
        Self { folder, database }
    }

    /// On SQLite.
    pub fn on_sqlite() -> Self {
        Self::on(Engine::Sqlite)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How its database is reached.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Its settings file.
    pub fn settings(&self) -> PathBuf {
        self.folder().join("sportello.toml")
    }

    /// Writes the settings: further lines of `[mail]`, and what follows.
    pub fn configure(&self, mail: &str, rest: &str) {
        let (folder, database) = (self.folder().display(), &self.database);
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n[database]\nurl = \"{database}\"\nconnections = 4\n\
             [storage]\nblobs = \"{folder}/blobs\"\n[mail]\ntransport = \"folder\"\nfolder = \"{folder}/out\"\n{mail}\n{rest}"
        );
        std::fs::write(self.settings(), text).unwrap();
    }

    /// The database, for looking.
    pub fn open(&self) -> Database {
        Database::open(&self.database, 1).unwrap()
    }

    /// What stands in it.
    pub fn figures(&self) -> Figures {
        figures(&self.open())
    }
}

/// What stands in a database.
pub fn figures(database: &Database) -> Figures {
    let unsettled = inbound_mails::table
        .filter(inbound_mails::disposition.is_null())
        .count();
    let counted = database.read(|conn| {
        Ok(Figures {
            mails: inbound_mails::table.count().get_result(conn)?,
            unsettled: unsettled.get_result(conn)?,
            tickets: tickets::table.count().get_result(conn)?,
            messages: messages::table.count().get_result(conn)?,
        })
    });
    counted.unwrap()
}

/// The program while it serves. It is killed when it is let go.
pub struct Program {
    child: Child,
}

impl Program {
    /// Starts it and waits for its first line, which says that it listens.
    pub fn start(installation: &Installation) -> Self {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(installation.folder().join("log"))
            .unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_sportello"))
            .args(["serve", "--config"])
            .arg(installation.settings())
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(
            lines.any(|line| line.is_ok_and(|line| line.contains("http://"))),
            "it did not start: {}",
            std::fs::read_to_string(installation.folder().join("log")).unwrap_or_default()
        );
        std::thread::spawn(move || lines.for_each(drop));
        Self { child }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it without a word.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub fn ask_to_stop(mut self) {
        self.signal("TERM");
        assert!(self.child.wait().unwrap().success());
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and need not be.
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}

/// Waits until something holds, and fails when it never does.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(180);
    while !holds() {
        assert!(Instant::now() < deadline, "it never came about that {what}");
        // Looking all the time would take the processor from the program that is looked at.
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
