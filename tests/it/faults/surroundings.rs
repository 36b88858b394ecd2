// SPDX-License-Identifier: AGPL-3.0-or-later
//! The database is away, the disk is full. What a mail server for outgoing mail may do is in `handing_over`.

use std::process::{Command, Stdio};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use sportello::platform::db::Database;
use sportello::platform::mail::Maildir;

use super::*;
use crate::support::cluster::Cluster;
use crate::support::world::town_file;

fn times() -> usize {
    if is_long() { 10 } else { 1 }
}

#[test]
fn while_postgresql_is_stopped_mail_stays_where_it_is_and_comes_in_afterwards() {
    let begun = Instant::now();
    let cluster = Cluster::start();
    let (dovecot, installation) = (Dovecot::start(), Installation::on_cluster(&cluster));
    installation.configure("poll_seconds = 1\n", &mailbox_of(&dovecot.mailbox()));
    let post = Post::mixed(20 * times(), seed() + 4);
    let program = Program::start(&installation);
    let mut delivered = 0;
    for share in post.mails.chunks(20) {
        let (before, during) = share.split_at(10);
        dovecot.deliver_all(before);
        all_are_settled(&installation, delivered + 10);
        cluster.halt();
        let told = installation.log().matches("mailbox not read").count();
        dovecot.deliver_all(during);
        wait_until("it is told", || {
            installation.log().matches("mailbox not read").count() > told
        });
        assert_eq!(dovecot.unread_and_read().0, 10, "nothing is acknowledged");
        cluster.resume();
        delivered += 20;
        all_are_settled(&installation, delivered);
    }
    wait_until("every mail is marked", || dovecot.unread_and_read() == (0, delivered));
    program.ask_to_stop();
    must_be_one_ticket_each(&installation, &post);
    report("PostgreSQL stopped", delivered, post.different, times(), begun);
}

#[test]
fn while_the_sqlite_file_is_locked_mail_stays_where_it_is_and_comes_in_afterwards() {
    let begun = Instant::now();
    let (dovecot, installation) = (Dovecot::start(), Installation::on_sqlite());
    installation.configure("poll_seconds = 1\n", &mailbox_of(&dovecot.mailbox()));
    let post = Post::mixed(10 * times(), seed() + 5);
    let program = Program::start(&installation);
    let mut delivered = 0;
    for share in post.mails.chunks(10) {
        let mut locker = SqliteConnection::establish(installation.database()).unwrap();
        locker
            .batch_execute("PRAGMA busy_timeout=10000; BEGIN EXCLUSIVE")
            .unwrap();
        let told = installation.log().matches("mailbox not read").count();
        dovecot.deliver_all(share);
        wait_until("it is told", || {
            installation.log().matches("mailbox not read").count() > told
        });
        assert_eq!(dovecot.unread_and_read().0, 10, "nothing is acknowledged");
        locker.batch_execute("ROLLBACK").unwrap();
        delivered += 10;
        all_are_settled(&installation, delivered);
    }
    wait_until("every mail is marked", || dovecot.unread_and_read() == (0, delivered));
    program.ask_to_stop();
    must_be_one_ticket_each(&installation, &post);
    report("SQLite locked", delivered, post.different, times(), begun);
}

/// Whether this kernel lets us have a small disk of our own.
fn may_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"])
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

#[test]
fn while_the_disk_is_full_mail_stays_where_it_is_and_comes_in_afterwards() {
    if !may_mount() {
        eprintln!("SKIPPED: this kernel lets nobody mount a small disk (unshare -rm mount -t tmpfs)");
        return;
    }
    let begun = Instant::now();
    let installation = Installation::elsewhere(|folder| format!("{}/disk/sportello.db", folder.display()));
    let folder = installation.folder().display().to_string();
    std::fs::create_dir(installation.folder().join("disk")).unwrap();
    installation.configure(
        "poll_seconds = 1\n",
        &format!("[[mailboxes]]\nname = \"assistenza\"\nkind = \"maildir\"\nmaildir = \"{folder}/in\"\n"),
    );
    let settings = std::fs::read_to_string(installation.settings()).unwrap();
    let settings = settings.replace(&format!("{folder}/blobs"), &format!("{folder}/disk/blobs"));
    std::fs::write(installation.settings(), settings).unwrap();
    let maildir = Maildir::create(&installation.folder().join("in")).unwrap();
    let mut command = Command::new("unshare");
    let script = "mount -t tmpfs -o size=64m none \"$1/disk\" && cp \"$2\" \"$1/disk/sportello.db\" && shift 2 && exec \"$0\" \"$@\"";
    command
        .args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_sportello"), &folder])
        .arg(town_file());
    let program = Program::start_by(&installation, command);
    // The disk is only there for who lives on it.
    let disk = std::path::PathBuf::from(format!("/proc/{}/root{folder}/disk", program.id()));
    fill(&disk.join("ballast"));
    let post = Post::mixed(amount(30, 500).max(30), seed() + 6);
    for (number, mail) in post.mails.iter().enumerate() {
        maildir.deliver(mail, 1_800_000_000_000_000 + number as i64).unwrap();
    }
    wait_until("it is told", || installation.log().contains("mailbox not read"));
    assert!(!maildir.waiting().unwrap().is_empty(), "not all can be in");
    std::fs::remove_file(disk.join("ballast")).unwrap();
    wait_until("every mail is marked", || maildir.waiting().unwrap().is_empty());
    let copy = installation.folder().join("copy");
    wait_until("every mail is settled", || {
        copied(&program, &disk, &copy);
        let database = Database::open(&copy.join("sportello.db").display().to_string(), 1).unwrap();
        let figures = crate::support::program::figures(&database);
        figures.mails == post.mails.len() as i64 && figures.unsettled == 0
    });
    let database = Database::open(&copy.join("sportello.db").display().to_string(), 1).unwrap();
    let fates = must_be_whole(&database, &copy.join("blobs"));
    assert_eq!(fates.get("opened").copied(), Some(post.different), "{fates:?}");
    assert!(!fates.contains_key("quarantined"), "{fates:?}");
    report("disk full", post.mails.len(), post.different, 1, begun);
}

/// Copies a disk that only the program sees, while the program stands still: SQLite itself would look for the file elsewhere.
fn copied(program: &Program, disk: &std::path::Path, to: &std::path::Path) {
    std::fs::remove_dir_all(to).unwrap_or_default();
    program.signal("STOP");
    let copied = Command::new("cp").arg("-a").args([disk, to]).status();
    program.signal("CONT");
    assert!(copied.unwrap().success());
    std::fs::remove_file(to.join("sportello.db-shm")).unwrap_or_default();
}

/// Writes until there is no room any more.
fn fill(file: &std::path::Path) {
    use std::io::Write as _;
    let mut ballast = std::fs::File::create(file).unwrap();
    for size in [65_536, 4_096, 512] {
        while ballast.write_all(&vec![b'x'; size]).is_ok() {}
    }
}
