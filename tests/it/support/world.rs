// SPDX-License-Identifier: AGPL-3.0-or-later
//! A world for one test: its own database, folders, server, sink and clock. The test moves the clock and steps the jobs;
//! nothing runs by itself, and nobody sleeps.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use sportello::config::{Config, Mailbox, MailboxKind, Security, Transport};
use sportello::context::Context;
use sportello::event::Actor;
use sportello::ids::{PersonId, ServiceId};
use sportello::platform::clock::{Clock, Timestamp};
use sportello::platform::db::Conn;
use sportello::platform::mail::Maildir;
use sportello::schedule::{Job, Workers};
use sportello::schema::{inbound_mails, watchers};
use sportello::tickets::{self, Channel, Opened, Opening, Priority};
use sportello::tx::Tx;
use sportello::{app, catalog, people};

use super::cluster::Cluster;
use super::sink::Sink;
use super::{Browser, Letter, town};

/// When every story begins: a Monday morning in the third quarter of 2026.
pub const BEGINNING: &str = "2026-08-10T07:00:00Z";

/// Which database a world stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// Our own server.
    Postgres,
}

/// Everything a story needs.
pub struct World {
    /// The program's surroundings.
    pub ctx: Context,
    /// Which database it is.
    pub engine: Engine,
    /// Where outgoing mail arrives.
    pub sink: Sink,
    /// Where the server listens, without a slash at the end.
    pub base: String,
    /// Where incoming mail is put.
    pub maildir: Maildir,
    workers: Workers,
    folder: tempfile::TempDir,
}

/// Runs a story in a world of its own.
pub fn in_world(engine: Engine, story: impl AsyncFnOnce(&World)) {
    in_world_with(engine, |_| (), story);
}

/// Runs a story in a world with other settings.
pub fn in_world_with(engine: Engine, settings: impl FnOnce(&mut Config), story: impl AsyncFnOnce(&World)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = new_database(engine, folder.path());
    runtime.block_on(async {
        let (world, server) = World::begin(engine, folder, &database.url, settings).await;
        let handle = server.handle();
        let serving = tokio::spawn(server);
        story(&world).await;
        handle.stop(false).await;
        serving.await.unwrap().unwrap();
    });
    drop(runtime);
    if let Some(name) = database.name {
        Cluster::get().drop_database(&name);
    }
}

impl World {
    /// What became of the mail that came last; empty when that is not yet known.
    pub fn last_fate(&self) -> String {
        let last = |conn: &mut Conn| {
            Ok(inbound_mails::table
                .order((inbound_mails::received_at.desc(), inbound_mails::id.desc()))
                .select(inbound_mails::disposition)
                .first::<Option<String>>(conn)?)
        };
        self.ctx.read(last).unwrap().unwrap_or_default()
    }

    /// How many people watch a ticket, in all.
    pub fn watchers(&self) -> i64 {
        self.ctx
            .read(|conn| Ok(watchers::table.count().get_result(conn)?))
            .unwrap()
    }

    async fn begin(
        engine: Engine,
        folder: tempfile::TempDir,
        url: &str,
        settings: impl FnOnce(&mut Config),
    ) -> (Self, actix_web::dev::Server) {
        let sink = Sink::open().await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut config = config_of(folder.path(), url, &base, sink.port);
        settings(&mut config);
        let ctx = app::open(config, clock_at(BEGINNING)).unwrap();
        let maildir = Maildir::create(&folder.path().join("in")).unwrap();
        let workers = app::workers(&ctx).unwrap();
        let server = app::serve(&ctx, listener).unwrap();
        let world = Self {
            ctx,
            engine,
            sink,
            base,
            maildir,
            workers,
            folder,
        };
        (world, server)
    }

    /// The folder of this world.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A browser that was never here before.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// A browser in which somebody of the town is signed in.
    pub fn browser_of(&self, email: &str) -> Browser {
        self.browser().signed_in_as(self, email)
    }

    /// The secret of a session in which somebody of the town is signed in.
    pub fn session_of(&self, email: &str) -> String {
        let email = email.to_owned();
        let begin = move |tx: &mut Tx<'_>| {
            let person = people::by_email(tx.conn(), &email)?.expect("somebody of the town");
            people::begin_session(tx, person.id)
        };
        self.ctx.write(Actor::System, begin).unwrap()
    }

    /// Somebody of the town.
    pub fn person(&self, email: &str) -> PersonId {
        let found = self.ctx.read(|conn| people::by_email(conn, email)).unwrap();
        found.unwrap_or_else(|| panic!("nobody has {email}")).id
    }

    /// A request that somebody wrote on the web.
    pub fn request_of(&self, email: &str, subject: &str, body: &str) -> Opened {
        self.opened(email, subject, body, None)
    }

    /// A request for a service of the catalogue, by its code.
    pub fn request_for(&self, email: &str, service: &str, subject: &str, body: &str) -> Opened {
        let service = self.ctx.read(|conn| catalog::service_by_code(conn, service)).unwrap();
        self.opened(
            email,
            subject,
            body,
            Some(service.expect("a service of the catalogue").id),
        )
    }

    fn opened(&self, email: &str, subject: &str, body: &str, service: Option<ServiceId>) -> Opened {
        let requester = self.person(email);
        let (subject, body) = (subject.to_owned(), body.to_owned());
        let open = move |tx: &mut Tx<'_>| {
            let today = tx.now().rome_date();
            let entity = people::entities_of(tx.conn(), requester, today)?
                .first()
                .map(|entity| entity.id);
            tickets::open(
                tx,
                Opening {
                    view: sportello::tickets::MailView::default(),
                    requester,
                    entity,
                    subject,
                    body,
                    service,
                    priority: Priority::Normal,
                    channel: Channel::Web,
                    mailbox: None,
                    mail_id: None,
                    may_answer: true,
                    files: Vec::new(),
                    watchers: Vec::new(),
                    follow_up_of: None,
                },
            )
        };
        self.ctx.write(Actor::Person(requester), open).unwrap()
    }

    /// Runs one job once.
    pub async fn run(&self, job: Job) -> usize {
        job.run(&self.workers)
            .await
            .unwrap_or_else(|error| panic!("{job:?}: {error:#}"))
    }

    /// Runs every job until none has anything to do.
    pub async fn settle(&self) {
        for _ in 0..50 {
            let mut done = 0;
            for job in Job::ALL {
                done += self.run(job).await;
            }
            if done == 0 {
                return;
            }
        }
        panic!("the jobs find no end");
    }

    /// A mail arrives, and everything follows from it that follows.
    pub async fn receive(&self, letter: &Letter) {
        self.receive_bytes(&letter.bytes()).await;
    }

    /// Bytes arrive as a mail.
    pub async fn receive_bytes(&self, bytes: &[u8]) {
        self.maildir.deliver(bytes, self.ctx.now().micros()).unwrap();
        self.settle().await;
    }

    /// Time passes, and the jobs do what is due.
    pub async fn pass_days(&self, days: i64) {
        self.ctx.clock.advance_seconds(days * 86_400);
        self.settle().await;
    }

    /// The jobs' tools, for tests that run them side by side.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }
}

/// A clock that shows this instant now and goes on from there.
pub fn clock_at(instant: &str) -> Clock {
    let clock = Clock::system();
    let there = Timestamp::from_jiff(instant.parse().unwrap());
    clock.advance_seconds(there.seconds_since(clock.now()));
    clock
}

fn config_of(folder: &Path, url: &str, base: &str, smtp_port: u16) -> Config {
    let mut config = Config::default();
    config.database.url = url.to_owned();
    config.database.connections = 4;
    config.server.base_url = base.to_owned();
    config.server.workers = 2;
    config.storage.blobs = folder.join("blobs");
    config.sign_in.attempts = 50;
    config.mail.transport = Transport::Smtp;
    config.mail.smtp.host = "127.0.0.1".into();
    config.mail.smtp.port = smtp_port;
    config.mail.smtp.security = Security::None;
    config.mailboxes = vec![Mailbox {
        kind: MailboxKind::Maildir,
        maildir: folder.join("in"),
        ..Mailbox::default()
    }];
    config
}

struct NewDatabase {
    url: String,
    name: Option<String>,
}

fn new_database(engine: Engine, folder: &Path) -> NewDatabase {
    match engine {
        Engine::Sqlite => {
            let file = folder.join("sportello.db");
            std::fs::copy(town_file(), &file).unwrap();
            NewDatabase {
                url: file.display().to_string(),
                name: None,
            }
        }
        Engine::Postgres => {
            let name = Cluster::get().database_like(postgres_template());
            NewDatabase {
                url: Cluster::get().url(&name),
                name: Some(name),
            }
        }
    }
}

/// The file of a founded town, made once.
pub fn town_file() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = super::warden::Somebody::ourselves().folder("sportello-town-");
        sweep_later(&folder);
        let file = folder.join("town.db");
        found(&file.display().to_string(), &folder);
        // The last connection to go puts everything into the one file and takes the log away.
        let deadline = Instant::now() + Duration::from_secs(20);
        while folder.join("town.db-wal").exists() {
            assert!(Instant::now() < deadline, "the template stays open");
            std::thread::yield_now();
        }
        file
    })
}

fn sweep_later(folder: &Path) {
    use super::warden::{Somebody, Warden};
    static WARDEN: OnceLock<Warden> = OnceLock::new();
    // The folder's files are ours, and so is the shell that sweeps them.
    WARDEN.get_or_init(|| Warden::over(folder, Somebody::ourselves(), "true"));
}

/// The name of the PostgreSQL database of a founded town, made once.
pub fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<()> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        found(&Cluster::get().empty_database("town"), folder.path());
    });
    "town"
}

/// Founds the town in an empty database.
pub fn found(url: &str, folder: &Path) {
    let mut config = Config::default();
    config.database.url = url.to_owned();
    config.database.connections = 1;
    config.storage.blobs = folder.join("blobs");
    let ctx = app::open(config, clock_at("2026-07-01T07:00:00Z")).unwrap();
    ctx.database().migrate().unwrap();
    town::found(&ctx);
}
