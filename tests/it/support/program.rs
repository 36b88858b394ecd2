// SPDX-License-Identifier: AGPL-3.0-or-later
//! The real program with an installation of its own: started, stopped, killed, and looked at from outside.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use sportello::ids::MessageId;
use sportello::intake::{Disposition, InboundMail};
use sportello::platform::db::Database;
use sportello::platform::db::tables::outbound_mails;
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
        // Who runs the database or the mail server may be somebody else.
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

    /// On a PostgreSQL of its own.
    pub fn on_cluster(cluster: &Cluster) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = cluster.empty_database("town");
        super::world::found(&database, folder.path());
        Self { folder, database }
    }

    /// With a database somewhere else, which is there by the time it is looked at.
    pub fn elsewhere(database: impl FnOnce(&Path) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = database(folder.path());
        Self { folder, database }
    }

    /// What the program wrote down.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder().join("log")).unwrap_or_default()
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
             [storage]\nblobs = \"{folder}/blobs\"\n[mail.limits]\nseconds = 5\n[mail]\ntransport = \"folder\"\nfolder = \"{folder}/out\"\n{mail}\n{rest}"
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

/// Fails unless every mail has its one fate, every message its one mail, every mail its bytes, and the outbox nothing that
/// nobody would take up again. Says how many mails there are of each fate.
pub fn must_be_whole(database: &Database, blobs: &Path) -> BTreeMap<String, usize> {
    let mails: Vec<InboundMail> = database
        .read(|conn| Ok(inbound_mails::table.select(InboundMail::as_select()).load(conn)?))
        .unwrap();
    let mut fates = BTreeMap::new();
    let mut from_mail = HashSet::new();
    for mail in &mails {
        let fate = mail
            .disposition
            .unwrap_or_else(|| panic!("{} has no fate: {:?}", mail.id, mail.last_error));
        *fates.entry(fate.to_string()).or_default() += 1;
        if matches!(fate, Disposition::Opened | Disposition::Replied) {
            let message = mail.message_row_id.expect("a message");
            assert!(from_mail.insert(message), "two mails became one message");
        }
        let bytes = std::fs::read(blobs.join(&mail.raw_sha256[..2]).join(&mail.raw_sha256)).unwrap();
        assert_eq!(sportello::platform::secrets::sha256(&bytes), mail.raw_sha256);
    }
    let said = database
        .read(|conn| Ok(messages::table.select(messages::id).load::<MessageId>(conn)?))
        .unwrap();
    assert_eq!(
        said.into_iter().collect::<HashSet<_>>(),
        from_mail,
        "messages and mails are not the same"
    );
    let stuck = outbound_mails::table
        .filter(outbound_mails::state.eq("sending"))
        .filter(
            outbound_mails::leased_until
                .is_null()
                .or(outbound_mails::next_attempt_at.gt(outbound_mails::leased_until.assume_not_null())),
        );
    let stuck: i64 = database.read(|conn| Ok(stuck.count().get_result(conn)?)).unwrap();
    assert_eq!(stuck, 0, "mails of the outbox that nobody takes up again");
    fates
}

/// The subjects of all tickets, each once.
pub fn different_subjects(database: &Database) -> usize {
    let mut subjects: Vec<String> = database
        .read(|conn| Ok(tickets::table.select(tickets::subject).load(conn)?))
        .unwrap();
    subjects.sort();
    subjects.dedup();
    subjects.len()
}

/// The program while it serves. It is killed when it is let go.
pub struct Program {
    child: Child,
}

impl Program {
    /// Starts it and waits for its first line, which says that it listens.
    pub fn start(installation: &Installation) -> Self {
        Self::start_by(installation, Command::new(env!("CARGO_BIN_EXE_sportello")))
    }

    /// Starts it by another command that becomes the program.
    pub fn start_by(installation: &Installation, mut command: Command) -> Self {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(installation.folder().join("log"))
            .unwrap();
        let mut child = command
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
            installation.log()
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
    let longest = if super::post::is_long() { 3_600 } else { 180 };
    let deadline = Instant::now() + Duration::from_secs(longest);
    while !holds() {
        assert!(Instant::now() < deadline, "it never came about that {what}");
        // Looking all the time would take the processor from the program that is looked at.
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
