// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail from a real server: Dovecot, over TLS.

use sportello::platform::mail::{Imap, ImapSettings, Security};

use crate::support::Letter;
use crate::support::dovecot::{Dovecot, mailbox_of};
use crate::support::program::{Installation, Program, wait_until};
use crate::support::town::ANNA;

fn settings(dovecot: &Dovecot) -> ImapSettings {
    let mailbox = dovecot.mailbox();
    ImapSettings {
        host: mailbox.host,
        port: mailbox.port,
        security: Security::Tls,
        username: mailbox.username,
        password: mailbox.password,
        token_file: None,
        folder: mailbox.folder,
        processed_folder: None,
        ca_file: Some(mailbox.ca_file),
        timeout: std::time::Duration::from_secs(20),
    }
}

#[tokio::test]
async fn a_mail_is_fetched_unchanged_over_tls_and_marked_only_when_told() {
    let dovecot = Dovecot::start();
    let letter = Letter::from(ANNA, "Perché la VPN?", "Non va.\n.\nSaluti").bytes();
    dovecot.deliver(&letter);
    let settings = settings(&dovecot);
    let mut imap = Imap::connect(&settings)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{}", dovecot.log()));
    let waiting = imap.waiting(None).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(imap.fetch_raw(waiting[0]).await.unwrap().unwrap(), letter);
    assert_eq!(dovecot.unread_and_read(), (1, 0), "looking marks nothing");
    imap.mark_taken(&waiting).await.unwrap();
    imap.close().await.unwrap();
    assert_eq!(dovecot.unread_and_read(), (0, 1));
}

#[tokio::test]
async fn a_server_of_an_unknown_authority_is_not_trusted() {
    let dovecot = Dovecot::start();
    let settings = ImapSettings {
        ca_file: None,
        ..settings(&dovecot)
    };
    assert!(Imap::connect(&settings).await.is_err());
}

#[tokio::test]
async fn the_server_tells_of_a_mail_at_once() {
    let dovecot = Dovecot::start();
    let imap = Imap::connect(&settings(&dovecot)).await.unwrap();
    assert!(imap.tells_news());
    let hour = std::time::Duration::from_secs(3600);
    let begun = std::time::Instant::now();
    let (told, ()) = tokio::join!(imap.news(hour, std::future::pending()), async {
        dovecot.deliver(&Letter::from(ANNA, "Novità", "Non va.").bytes());
    });
    assert!(begun.elapsed().as_secs() < 20);
    assert_eq!(told.unwrap().waiting(None).await.unwrap().len(), 1);
}

#[test]
fn a_mail_is_a_ticket_long_before_the_next_look_while_another_server_hangs() {
    let dovecot = Dovecot::start();
    let hanging = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let installation = Installation::on_sqlite();
    let mailbox = dovecot.mailbox();
    installation.configure(
        "poll_seconds = 3600\n",
        &format!(
            "[[mailboxes]]\nname = \"muta\"\naddress = \"muta@cstpu.example\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n{}",
            hanging.local_addr().unwrap().port(),
            mailbox_of(&mailbox),
        ),
    );
    let program = Program::start(&installation);
    for number in 1..=2 {
        // The second one comes when the connection waits already.
        dovecot.deliver(&Letter::from(ANNA, &format!("Guasto {number}"), "Non va.").bytes());
        wait_until("it is a ticket", || installation.figures().tickets == number);
    }
    let begun = std::time::Instant::now();
    program.ask_to_stop();
    assert!(begun.elapsed().as_secs() < 15, "it stops within seconds");
    wait_until("it is marked", || dovecot.unread_and_read() == (0, 2));
}
