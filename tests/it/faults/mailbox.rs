// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mailboxes whose connection breaks, whose numbers change, that two programs read, that hold hostile mail.

use std::time::Duration;

use sportello::platform::mail::Maildir;

use super::*;
use crate::support::proxy::{Fault, Proxy};

#[test]
fn a_connection_that_is_cut_in_the_middle_of_mails_and_numbers_that_begin_anew_lose_and_duplicate_none() {
    let begun = Instant::now();
    let (mails, most) = (amount(60, 3_000), amount(5, 120));
    let (dovecot, installation) = (Dovecot::start(), Installation::on_sqlite());
    let proxy = Proxy::cutting(dovecot.port, most, seed());
    let mailbox = sportello::config::Mailbox {
        port: proxy.port,
        ..dovecot.mailbox()
    };
    installation.configure("poll_seconds = 1\n", &mailbox_of(&mailbox));
    let post = Post::mixed(mails, seed() + 1);
    dovecot.deliver_all(&post.mails);
    let program = Program::start(&installation);
    all_are_settled(&installation, mails);
    wait_until("every mail is marked", || dovecot.unread_and_read() == (0, mails));
    program.ask_to_stop();
    must_be_one_ticket_each(&installation, &post);
    assert!(proxy.cuts() >= most / 2, "it was hardly cut: {}", proxy.cuts());
    report(
        "cuts in the middle of a mail",
        mails,
        post.different,
        proxy.cuts(),
        begun,
    );

    dovecot.renumber();
    let program = Program::start(&installation);
    all_are_settled(&installation, 2 * mails);
    wait_until("every mail is marked", || dovecot.unread_and_read() == (0, mails));
    program.ask_to_stop();
    must_be_one_ticket_each(&installation, &post);
    let warned = installation.log().matches("numbers its mails anew").count();
    assert_eq!(warned, 1, "somebody is told once");
    report("a mailbox made anew", mails, post.different, 1, begun);
}

#[test]
fn a_line_that_never_lasts_for_all_the_mails_that_are_marked_together_brings_them_all_the_same() {
    let (dovecot, installation) = (Dovecot::start(), Installation::on_sqlite());
    let proxy = Proxy::cutting_always(dovecot.port, 24_000);
    let mailbox = sportello::config::Mailbox {
        port: proxy.port,
        ..dovecot.mailbox()
    };
    installation.configure("poll_seconds = 1\n", &mailbox_of(&mailbox));
    let mut post = Post::mixed(16, 7);
    for mail in &mut post.mails {
        mail.extend_from_slice("e ancora non si stampa\r\n".repeat(200).as_bytes());
    }
    dovecot.deliver_all(&post.mails);
    let program = Program::start(&installation);
    all_are_settled(&installation, 16);
    wait_until("every mail is marked", || dovecot.unread_and_read() == (0, 16));
    program.ask_to_stop();
    must_be_one_ticket_each(&installation, &post);
    assert!(proxy.cuts() > 1, "it was hardly cut: {}", proxy.cuts());
}

/// Every mail is taken whole, although what the server says does not come whole, or not at all.
fn on_a_line_that(fault: Fault) {
    let begun = Instant::now();
    let (mails, most) = (amount(40, 400), amount(2, 20));
    let (dovecot, installation) = (Dovecot::start(), Installation::on_sqlite());
    let proxy = Proxy::failing(dovecot.plain_port, fault, most, seed());
    let mailbox = format!(
        "[[mailboxes]]\nkind = \"imap\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nusername = \"assistenza\"\n\
         password = \"segreta\"\nanswer_seconds = 2\n",
        proxy.port
    );
    installation.configure("poll_seconds = 1\n", &mailbox);
    // Without second deliveries each mail must be there byte by byte.
    let mails: Vec<Vec<u8>> = (0..mails)
        .map(|number| {
            let text = format!("Guasto {number}.\n").repeat(400);
            let letter = Letter::from(
                &format!("a{number}@comune-fano.example"),
                &format!("Guasto {number}"),
                &text,
            );
            letter.bytes()
        })
        .collect();
    dovecot.deliver_all(&mails);
    let program = Program::start(&installation);
    all_are_settled(&installation, mails.len());
    wait_until("every mail is marked", || dovecot.unread_and_read() == (0, mails.len()));
    program.ask_to_stop();
    let database = installation.open();
    let mut taken: Vec<String> = database
        .read(|conn| {
            use diesel::prelude::*;
            use sportello::schema::inbound_mails;
            Ok(inbound_mails::table.select(inbound_mails::raw_sha256).load(conn)?)
        })
        .unwrap();
    let mut sent: Vec<String> = mails.iter().map(sportello::platform::secrets::sha256).collect();
    taken.sort();
    sent.sort();
    assert!(taken == sent, "not every mail came whole and once");
    assert_eq!(proxy.cuts(), most);
    report(&format!("{fault:?} on the line"), mails.len(), mails.len(), most, begun);
}

#[test]
fn of_an_answer_that_is_shorter_than_it_says_no_mail_is_taken() {
    on_a_line_that(Fault::Swallow);
}

#[test]
fn a_server_that_falls_silent_in_the_middle_of_a_mail_is_left_and_asked_again() {
    on_a_line_that(Fault::Stall);
}

#[test]
fn new_mail_under_numbers_of_before_a_restored_backup_is_taken_and_old_mail_is_not_taken_again() {
    let (dovecot, installation) = (Dovecot::start(), Installation::on_sqlite());
    installation.configure("poll_seconds = 1\n", &mailbox_of(&dovecot.mailbox()));
    let mut post = Post::mixed(12, 3);
    let in_three = |program: &mut Option<Program>, mails: &[Vec<u8>], known: usize| {
        dovecot.deliver_all(mails);
        *program = Some(Program::start(&installation));
        all_are_settled(&installation, known);
        wait_until("every mail is marked", || dovecot.unread_and_read().0 == 0);
        program.take().unwrap().ask_to_stop();
    };
    let mut program = None;
    dovecot.deliver_all(&post.mails[..4]);
    in_three(&mut program, &[], 4);
    dovecot.back_up();
    in_three(&mut program, &post.mails[4..8], 8);
    dovecot.restore();
    // These get the numbers of the four that the restored server does not have any more.
    in_three(&mut program, &post.mails[8..], 12);
    assert!(
        installation.log().contains("gives numbers again"),
        "{}",
        installation.log()
    );
    post.mails.truncate(12);
    must_be_one_ticket_each(&installation, &post);
}

fn two_programs(engine: Engine, mails: usize) {
    let begun = Instant::now();
    let (dovecot, installation) = (Dovecot::start(), Installation::on(engine));
    installation.configure("poll_seconds = 1\n", &mailbox_of(&dovecot.mailbox()));
    let post = Post::mixed(mails, seed() + 2);
    let (one, other) = (Program::start(&installation), Program::start(&installation));
    let (first, second) = post.mails.split_at(mails / 2);
    dovecot.deliver_all(first);
    let database = installation.open();
    wait_until("some are in", || crate::support::program::figures(&database).mails > 0);
    // It holds a connection, claims, perhaps a transaction, and does not know how late it is when it wakes.
    one.signal("STOP");
    dovecot.deliver_all(second);
    let stopped_for = Duration::from_secs(if is_long() { 90 } else { 3 });
    std::thread::park_timeout(stopped_for);
    one.signal("CONT");
    all_are_settled(&installation, mails);
    wait_until("every mail is marked", || dovecot.unread_and_read() == (0, mails));
    one.kill();
    other.kill();
    must_be_one_ticket_each(&installation, &post);
    report(&format!("two programs on {engine:?}"), mails, post.different, 1, begun);
}

#[test]
fn two_programs_on_one_mailbox_of_which_one_sleeps_for_a_while_take_each_mail_once_on_sqlite() {
    two_programs(Engine::Sqlite, amount(40, 5_000));
}

#[test]
fn two_programs_on_one_mailbox_of_which_one_sleeps_for_a_while_take_each_mail_once_on_postgresql() {
    two_programs(Engine::Postgres, amount(40, 5_000));
}

/// Mails that mean harm, by their number.
fn hostile(number: usize) -> Vec<u8> {
    let head =
        format!("From: a{number}@comune-fano.example\r\nMessage-ID: <h{number}@x>\r\nSubject: Ostile {number}\r\n");
    let with = |headers: &str, body: &str| format!("{head}{headers}\r\n{body}").into_bytes();
    match number % 10 {
        0 => vec![0; 4096 + number],
        1 => with(&format!("X-Long: {}\r\n", "x".repeat(1_100_000 + number)), "troppo grande"),
        2 => with("Content-Type: text/html\r\n", &"<div>".repeat(40_000)),
        3 => {
            let nested: String = (0..3_000)
                .map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"))
                .collect();
            format!("{head}{nested}").into_bytes()
        }
        4 => with("Content-Type: multipart/mixed; boundary=b\r\n", &"--b\r\n\r\n".repeat(60_000)),
        5 => format!(
            "From: =?utf-8?q?Mario=0D=0ABcc=3A_vittima{number}=40e.example?= <m{number}@comune-fano.example>\r\nSubject: a\0b\r\n\r\nNUL \0 {number}\r\n"
        )
        .into_bytes(),
        6 => with(&"X-A: b\r\n".repeat(50_000), "molte righe"),
        7 => with(&format!("References: {}\r\n", "<a@b> ".repeat(50_000)), "molti riferimenti"),
        8 => with("Content-Type: text/plain; charset=x-nessuno\r\nContent-Transfer-Encoding: base64\r\n", "====\u{fffd}====\r\n"),
        _ => with("Content-Type: message/rfc822\r\n", &"Content-Type: message/rfc822\r\n\r\n".repeat(20_000)),
    }
}

fn hostile_among_good(engine: Engine, good: usize, bad: usize) {
    let begun = Instant::now();
    let installation = Installation::on(engine);
    let folder = installation.folder().display().to_string();
    installation.configure(
        "poll_seconds = 1\nmax_mail_mb = 1\n",
        &format!("[[mailboxes]]\nname = \"assistenza\"\nkind = \"maildir\"\nmaildir = \"{folder}/in\"\n"),
    );
    let maildir = Maildir::create(&installation.folder().join("in")).unwrap();
    let post = Post::mixed(good, seed() + 3);
    let every = good / bad;
    for (number, mail) in post.mails.iter().enumerate() {
        if number % every == 0 {
            maildir
                .deliver(&hostile(number / every), 1_800_000_000_000_000 + 2 * number as i64)
                .unwrap();
        }
        maildir
            .deliver(mail, 1_800_000_000_000_001 + 2 * number as i64)
            .unwrap();
    }
    let program = Program::start(&installation);
    all_are_settled(&installation, good + bad);
    program.ask_to_stop();
    let database = installation.open();
    let fates = must_be_whole(&database, &installation.folder().join("blobs"));
    let guasti = database
        .read(|conn| {
            use diesel::prelude::*;
            use sportello::schema::tickets;
            let good = tickets::table.filter(tickets::subject.like("Guasto %"));
            Ok(good.count().get_result::<i64>(conn)?)
        })
        .unwrap();
    assert_eq!(guasti, post.different as i64, "{fates:?}");
    assert!(fates.contains_key("quarantined"), "{fates:?}");
    report(
        &format!("hostile among good on {engine:?}"),
        good + bad,
        post.different,
        bad,
        begun,
    );
}

#[test]
fn hostile_mail_keeps_no_good_mail_back_and_is_kept_itself_on_sqlite() {
    let (good, bad) = (amount(40, 5_000), amount(20, 500));
    hostile_among_good(Engine::Sqlite, good, bad);
}

#[test]
fn hostile_mail_keeps_no_good_mail_back_and_is_kept_itself_on_postgresql() {
    let (good, bad) = (amount(40, 5_000), amount(20, 500));
    hostile_among_good(Engine::Postgres, good, bad);
}
