// SPDX-License-Identifier: AGPL-3.0-or-later
//! What happens when programs, connections, databases and disks fail while mails come in: none is lost, none counts twice.
//!
//! Short here; in the long form (`bin/test --long`) with the numbers that `docs/RELIABILITY.md` promises. A run prints its
//! seed and its figures; `SPORTELLO_SEED` repeats one.

mod mailbox;
mod surroundings;

use std::time::Instant;

use crate::support::dovecot::{Dovecot, mailbox_of};
use crate::support::post::{Dice, Post, amount, is_long, seed};
use crate::support::program::{Installation, Program, different_subjects, must_be_whole, wait_until};
use crate::support::{Engine, Letter};

/// One line for `docs/RELIABILITY.md`.
fn report(test: &str, mails: usize, different: usize, faults: usize, begun: Instant) {
    eprintln!(
        "{{\"test\": \"{test}\", \"mails\": {mails}, \"different\": {different}, \"faults\": {faults}, \"lost\": 0, \
         \"duplicates\": 0, \"seconds\": {}, \"seed\": {}}}",
        begun.elapsed().as_secs(),
        seed()
    );
}

/// Fails unless each of the different mails became exactly one ticket.
fn must_be_one_ticket_each(installation: &Installation, post: &Post) {
    let database = installation.open();
    let fates = must_be_whole(&database, &installation.folder().join("blobs"));
    assert_eq!(fates.get("opened").copied(), Some(post.different), "{fates:?}");
    let named: usize = ["opened", "duplicate"].iter().filter_map(|fate| fates.get(*fate)).sum();
    assert_eq!(named, fates.values().sum::<usize>(), "other fates: {fates:?}");
    assert_eq!(
        different_subjects(&database),
        post.different,
        "a mail became two tickets and another none"
    );
}

fn all_are_settled(installation: &Installation, mails: usize) {
    let database = installation.open();
    wait_until("every mail is settled", || {
        let figures = crate::support::program::figures(&database);
        figures.mails >= mails as i64 && figures.unsettled == 0
    });
}

fn kills(engine: Engine, mails: usize, kills: usize) {
    let (begun, mut dice) = (Instant::now(), Dice::new(seed()));
    let (dovecot, installation) = (Dovecot::start(), Installation::on(engine));
    installation.configure("poll_seconds = 1\n", &mailbox_of(&dovecot.mailbox()));
    let post = Post::mixed(mails, seed());
    let database = installation.open();
    let mut shares = post.mails.chunks(mails.div_ceil(kills));
    for _ in 0..kills {
        let program = Program::start(&installation);
        let before = crate::support::program::figures(&database).mails;
        let share = shares.next().unwrap_or_default();
        dovecot.deliver_all(share);
        // It dies at any moment, but not before it has done something.
        let goal = before + 1 + dice.roll(share.len().max(2) as u64 / 2) as i64;
        let goal = goal.min(before + share.len() as i64);
        wait_until("some are in", || {
            crate::support::program::figures(&database).mails >= goal
        });
        std::thread::park_timeout(std::time::Duration::from_millis(dice.roll(300)));
        program.kill();
    }
    let program = Program::start(&installation);
    all_are_settled(&installation, mails);
    wait_until("every mail is marked", || dovecot.unread_and_read() == (0, mails));
    program.kill();
    must_be_one_ticket_each(&installation, &post);
    report(&format!("kills on {engine:?}"), mails, post.different, kills, begun);
}

#[test]
fn killing_the_process_while_mails_come_in_loses_and_duplicates_none_on_sqlite() {
    let (mails, times) = (amount(80, 10_000), amount(4, 200));
    kills(Engine::Sqlite, mails, times);
}

#[test]
fn killing_the_process_while_mails_come_in_loses_and_duplicates_none_on_postgresql() {
    let (mails, times) = (amount(40, 10_000), amount(2, 200));
    kills(Engine::Postgres, mails, times);
}
