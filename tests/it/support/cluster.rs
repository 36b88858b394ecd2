// SPDX-License-Identifier: AGPL-3.0-or-later
//! A PostgreSQL of our own for one run of the suite: on a socket in a temporary folder, fast because nothing there needs
//! to survive, stopped when the run is over.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::warden::{Somebody, Warden, must};

/// The server of this run.
pub struct Cluster {
    socket: PathBuf,
    somebody: Somebody,
    _warden: Warden,
}

static NEXT: AtomicU32 = AtomicU32::new(1);

impl Cluster {
    /// The server, started by whoever asks first.
    pub fn get() -> &'static Self {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(Self::start)
    }

    /// A new database: a copy of `template`.
    pub fn database_like(&self, template: &str) -> String {
        let name = format!("w{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let statement = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        let deadline = Instant::now() + Duration::from_secs(20);
        // A template that was just written may still have somebody connected, for a moment.
        while let Err(error) = self.administrator().batch_execute(&statement) {
            assert!(Instant::now() < deadline, "{statement}: {error}");
            std::thread::yield_now();
        }
        name
    }

    /// A new empty database of this name.
    pub fn empty_database(&self, name: &str) -> String {
        self.administrator()
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .expect("an empty database");
        self.url(name)
    }

    /// How a program reaches the database.
    pub fn url(&self, database: &str) -> String {
        let host = self.socket.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{host}/{database}")
    }

    /// Takes a database away.
    pub fn drop_database(&self, name: &str) {
        self.administrator()
            .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .expect("the database goes");
    }

    fn administrator(&self) -> PgConnection {
        PgConnection::establish(&self.url("postgres")).expect("our own server answers")
    }

    /// Stops the server as an administrator does.
    pub fn halt(&self) {
        self.control(&["-m", "fast", "stop"]);
    }

    /// Starts it again.
    pub fn resume(&self) {
        self.control(&["-o", &settings_of(&self.socket), "start"]);
    }

    fn control(&self, arguments: &[&str]) {
        must(
            self.somebody
                .command(programs().join("pg_ctl"))
                .args(["-w", "-s", "-l"])
                .arg(self.socket.join("log"))
                .arg("-D")
                .arg(self.socket.join("data"))
                .args(arguments)
                .stdout(std::process::Stdio::null()),
        );
    }

    /// Another server, for a test that stops it.
    pub fn start() -> Self {
        let (programs, somebody) = (programs(), Somebody::like("postgres"));
        let folder = somebody.folder("sportello-pg-");
        let data = folder.join("data");
        must(
            somebody
                .command(programs.join("initdb"))
                .args([
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                    "-D",
                ])
                .arg(&data),
        );
        let stop = format!(
            "'{}' -D \"$1/data\" -m immediate stop",
            programs.join("pg_ctl").display()
        );
        let warden = Warden::over(&folder, somebody, &stop);
        let cluster = Self {
            socket: folder,
            somebody,
            _warden: warden,
        };
        cluster.resume();
        cluster
    }
}

fn settings_of(folder: &Path) -> String {
    format!(
        "-c listen_addresses='' -c unix_socket_directories={} -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c max_connections=300 -c wal_level=minimal -c max_wal_senders=0 -c shared_buffers=64MB",
        folder.display()
    )
}

fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .max();
    newest.unwrap_or_else(|| Path::new("").to_owned())
}
