// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail from a real server: Dovecot, over TLS.

use sportello::platform::mail::{Imap, ImapSettings, Security};

use crate::support::Letter;
use crate::support::dovecot::Dovecot;
use crate::support::town::ANNA;

fn settings(dovecot: &Dovecot) -> ImapSettings {
    let mailbox = dovecot.mailbox();
    ImapSettings {
        host: mailbox.host,
        port: mailbox.port,
        security: Security::Tls,
        username: mailbox.username,
        password: mailbox.password,
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
