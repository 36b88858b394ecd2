// SPDX-License-Identifier: AGPL-3.0-or-later
//! A real Postfix in front of `sportello mail deliver`, with the lines of `docs/MAIL.md`: what it hands over, what it keeps
//! while we cannot take it, what it sends back, and what it must not send back.

use diesel::SqliteConnection;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use sportello::platform::db::tables::outbound_mails;
use sportello::schema::inbound_mails;

use crate::support::cluster::Cluster;
use crate::support::postfix::{Postfix, Road};
use crate::support::program::{Installation, must_be_whole, wait_until};
use crate::support::sink::Sink;
use crate::support::town::ANNA;
use crate::support::{Engine, Letter};

const DESK: &str = "assistenza@cstpu.example";
const MEGABYTE: usize = 1_048_576;

/// An installation behind Postfix, and where Postfix sends back what nobody takes.
struct Front {
    postfix: Postfix,
    installation: Installation,
    sink: Sink,
    _runtime: tokio::runtime::Runtime,
}

impl Front {
    fn of(road: Road, installation: Installation, mailbox: &str) -> Option<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let sink = runtime.block_on(Sink::open());
        installation.configure(
            "max_mail_mb = 1\n",
            &format!(
                "[[mailboxes]]\nname = \"{mailbox}\"\naddress = \"{DESK}\"\nkind = \"none\"\nplus_addressing = true\n"
            ),
        );
        let postfix = Postfix::start(road, &installation, sink.port)?;
        Some(Self {
            postfix,
            installation,
            sink,
            _runtime: runtime,
        })
    }

    fn takes(&self, from: &str, to: &str, letter: &Letter) {
        self.postfix.bring(from, to, &letter.bytes()).unwrap();
    }

    /// Waits until Postfix is rid of everything.
    fn is_rid_of_all(&self) {
        wait_until("Postfix is rid of all its mail", || self.postfix.queue().is_empty());
    }

    /// What the ledger says of each mail, oldest first.
    fn fates(&self) -> Vec<String> {
        let look = |conn: &mut sportello::platform::db::Conn| {
            Ok(inbound_mails::table
                .order((inbound_mails::received_at, inbound_mails::id))
                .select(inbound_mails::disposition)
                .load::<Option<String>>(conn)?)
        };
        let fates = self.installation.open().read(look).unwrap();
        fates.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// The bytes of a mail of the ledger.
    fn raw(&self, number: usize) -> String {
        let look = |conn: &mut sportello::platform::db::Conn| {
            Ok(inbound_mails::table
                .order((inbound_mails::received_at, inbound_mails::id))
                .select(inbound_mails::raw_sha256)
                .load::<String>(conn)?)
        };
        let digests = self.installation.open().read(look).unwrap();
        let folder = self.installation.folder().join("blobs").join(&digests[number][..2]);
        String::from_utf8(std::fs::read(folder.join(&digests[number])).unwrap()).unwrap()
    }

    /// The mails that wait to go out: to whom, and the key with which they can be answered.
    fn answers(&self) -> Vec<(String, Option<String>)> {
        let look = |conn: &mut sportello::platform::db::Conn| {
            Ok(outbound_mails::table
                .select((outbound_mails::to_address, outbound_mails::reply_key))
                .load(conn)?)
        };
        self.installation.open().read(look).unwrap()
    }
}

fn request() -> Letter {
    Letter::from(ANNA, "Stampante ferma", "Non stampa.")
}

/// What Postfix tells of the envelope reaches us, and the key in it leads to the ticket although no field of the mail has it.
fn the_envelope_arrives(road: Road, engine: Engine) {
    let Some(front) = Front::of(road, Installation::on(engine), "assistenza") else {
        return;
    };
    front.takes(ANNA, DESK, &request());
    front.is_rid_of_all();
    assert_eq!(front.fates(), ["opened"], "{}", front.postfix.log());
    let raw = front.raw(0);
    assert!(raw.contains(&format!("Return-Path: <{ANNA}>\n")), "{raw}");
    assert!(raw.contains(&format!("Delivered-To: {DESK}\n")), "{raw}");
    let answers = front.answers();
    let [(to, Some(key))] = answers.as_slice() else {
        panic!("{answers:?}")
    };
    assert_eq!(to, ANNA);
    let with_key = DESK.replace('@', &format!("+{key}@"));
    let answer = Letter::from(ANNA, "Dimenticavo", "È quella al piano terra.").header("To", "undisclosed-recipients:;");
    front.takes(ANNA, &with_key, &answer);
    front.is_rid_of_all();
    assert_eq!(front.fates(), ["opened", "replied"], "{}", front.raw(1));
    let automatic = Letter::from(ANNA, "Altro", "Questo lo scrive un programma.");
    front.takes("", DESK, &automatic);
    front.is_rid_of_all();
    assert!(front.raw(2).contains("Return-Path: <>\n"), "{}", front.raw(2));
    assert_eq!(front.answers().len(), 1, "a mail without a sender is not answered");
    must_be_whole(&front.installation.open(), &front.installation.folder().join("blobs"));
}

/// While we cannot take it, the mail stays with Postfix; afterwards it comes in once.
fn comes_later<Stopped>(front: &Front, stop: impl FnOnce() -> Stopped, resume: impl FnOnce(Stopped)) {
    let stopped = stop();
    front.takes(ANNA, DESK, &request());
    let is_kept = || front.postfix.queue().iter().any(|queue| queue == "deferred");
    wait_until("Postfix keeps the mail", is_kept);
    resume(stopped);
    assert_eq!(front.installation.figures().tickets, 0);
    front.postfix.flush();
    front.is_rid_of_all();
    assert_eq!(front.fates(), ["opened"], "{}", front.postfix.log());
    assert_eq!(front.installation.figures().tickets, 1);
    assert!(front.sink.take().is_empty(), "nothing is sent back");
}

fn while_sqlite_is_locked(road: Road) {
    let installation = Installation::on_sqlite();
    let database = installation.database().to_owned();
    let Some(front) = Front::of(road, installation, "assistenza") else {
        return;
    };
    let lock = || {
        let mut locker = SqliteConnection::establish(&database).unwrap();
        let locked = locker.batch_execute("PRAGMA busy_timeout=10000; BEGIN EXCLUSIVE");
        locked.map(|()| locker).unwrap()
    };
    comes_later(&front, lock, |mut locker| locker.batch_execute("ROLLBACK").unwrap());
}

fn while_postgresql_is_stopped(road: Road) {
    let cluster = Cluster::start();
    let Some(front) = Front::of(road, Installation::on_cluster(&cluster), "assistenza") else {
        return;
    };
    comes_later(&front, || cluster.halt(), |()| cluster.resume());
}

/// A mail that we set aside is not sent back; one that is larger than anything we keep is, and one over the limit of
/// Postfix is refused at its door.
fn sizes(engine: Engine) {
    let Some(front) = Front::of(Road::Transport, Installation::on(engine), "assistenza") else {
        return;
    };
    let letter = |size: usize| Letter::from(ANNA, "Grande", &"Non stampa.\n".repeat(size / 13));
    front.takes(ANNA, DESK, &letter(2 * MEGABYTE));
    front.is_rid_of_all();
    assert_eq!(front.fates(), ["quarantined"]);
    assert!(front.sink.take().is_empty(), "who wrote it hears nothing");
    front.takes(ANNA, DESK, &letter(6 * MEGABYTE));
    front.is_rid_of_all();
    let back = front.sink.one_for(ANNA);
    assert_eq!((back.from.as_str(), front.fates().len()), ("", 1));
    assert!(
        String::from_utf8_lossy(&back.raw).contains("larger than 4 MiB"),
        "it says why"
    );
    let refused = front
        .postfix
        .bring(ANNA, DESK, &vec![b'x'; 130 * MEGABYTE])
        .unwrap_err();
    assert!(refused.starts_with("552 "), "{refused}");
}

/// Whom nobody is there for, the sender hears of: from Postfix at once, or from us by a mail that comes back.
fn nobody_there(engine: Engine) {
    let Some(front) = Front::of(Road::Transport, Installation::on(engine), "segreteria") else {
        return;
    };
    let refused = front
        .postfix
        .bring(ANNA, "altro@cstpu.example", &request().bytes())
        .unwrap_err();
    assert!(refused.starts_with("550 "), "{refused}");
    // The pipe names a mailbox that the settings do not have.
    front.takes(ANNA, DESK, &request());
    front.is_rid_of_all();
    let back = front.sink.one_for(ANNA);
    assert!(String::from_utf8_lossy(&back.raw).contains("there is no mailbox"));
    assert!(front.fates().is_empty());
}

#[test]
fn the_envelope_of_a_mail_through_the_pipe_reaches_the_ticket_on_sqlite() {
    the_envelope_arrives(Road::Transport, Engine::Sqlite);
}

#[test]
fn the_envelope_of_a_mail_through_the_pipe_reaches_the_ticket_on_postgresql() {
    the_envelope_arrives(Road::Transport, Engine::Postgres);
}

#[test]
fn the_envelope_of_a_mail_through_an_alias_reaches_the_ticket_on_sqlite() {
    the_envelope_arrives(Road::Alias, Engine::Sqlite);
}

#[test]
fn the_envelope_of_a_mail_through_an_alias_reaches_the_ticket_on_postgresql() {
    the_envelope_arrives(Road::Alias, Engine::Postgres);
}

#[test]
fn postfix_keeps_a_mail_while_sqlite_is_locked_and_hands_it_over_once() {
    while_sqlite_is_locked(Road::Transport);
}

#[test]
fn postfix_keeps_a_mail_while_postgresql_is_stopped_and_hands_it_over_once() {
    while_postgresql_is_stopped(Road::Transport);
}

#[test]
fn an_alias_keeps_a_mail_while_sqlite_is_locked_and_hands_it_over_once() {
    while_sqlite_is_locked(Road::Alias);
}

#[test]
fn an_alias_keeps_a_mail_while_postgresql_is_stopped_and_hands_it_over_once() {
    while_postgresql_is_stopped(Road::Alias);
}

#[test]
fn postfix_does_not_send_back_what_is_set_aside_but_what_is_too_large_for_anything_on_sqlite() {
    sizes(Engine::Sqlite);
}

#[test]
fn postfix_does_not_send_back_what_is_set_aside_but_what_is_too_large_for_anything_on_postgresql() {
    sizes(Engine::Postgres);
}

#[test]
fn a_mail_for_nobody_of_ours_goes_back_on_sqlite() {
    nobody_there(Engine::Sqlite);
}

#[test]
fn a_mail_for_nobody_of_ours_goes_back_on_postgresql() {
    nobody_there(Engine::Postgres);
}
