// SPDX-License-Identifier: AGPL-3.0-or-later
//! Fetching, failures and mails that are set aside: none is lost, none keeps the others waiting.

use super::*;

#[test]
fn an_empty_mail_and_one_that_is_too_large_are_set_aside_and_kept() {
    let desk = Desk::new();
    let empty = desk.receive(b" \r\n\r\n".to_vec());
    assert_eq!(empty.disposition, Disposition::Quarantined);
    let ctx = desk.with(|config| config.mail.max_mail_mb = 1);
    let large = letter(
        "anna@fano.example",
        "1@x",
        &format!("X-Long: {}", "x".repeat(1024 * 1024)),
    );
    let outcome = now(deliver(&ctx, "assistenza", large.clone())).unwrap();
    assert_eq!(outcome.disposition, Disposition::Quarantined);
    assert!(outcome.reason.contains("larger than 1 MiB"), "{}", outcome.reason);
    assert_eq!(ctx.blobs.read(&desk.ledger()[0].raw_sha256).unwrap(), large);
}

#[test]
fn mail_is_marked_as_taken_after_it_is_in_the_ledger_and_a_second_fetch_is_harmless() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let maildir = Maildir::create(folder.path()).unwrap();
    let path = folder.path().to_owned();
    let ctx = desk.with(|config| {
        let lost = Mailbox {
            name: "lost".to_owned(),
            kind: MailboxKind::Maildir,
            maildir: "/nowhere/at/all".into(),
            ..Mailbox::default()
        };
        let found = Mailbox {
            name: "found".to_owned(),
            maildir: path,
            ..lost.clone()
        };
        config.mailboxes = vec![lost, found];
    });
    let raw = letter("anna@fano.example", "1@x", "");
    let name = maildir.deliver(&raw, 1).unwrap();
    // As if the process had ended between the commit and the mark.
    let stored = ctx.blobs.store(&raw).unwrap();
    let enter = move |tx: &mut Tx<'_>| ledger::enter(tx, "found", &name, &stored);
    ctx.write(Actor::System, enter).unwrap();
    maildir.deliver(&letter("bo@fano.example", "2@x", ""), 2).unwrap();
    let mailboxes = Mailboxes::new(&ctx.config);
    assert!(now(fetch(&ctx, &mailboxes)).is_err(), "the lost mailbox is told of");
    assert!(maildir.waiting().unwrap().is_empty());
    assert_eq!(ctx.read(unsettled).unwrap(), 2);
    assert_eq!(now(settle_due(&ctx)).unwrap(), 2);
    assert_eq!(now(settle_due(&ctx)).unwrap(), 0);
    assert_eq!(desk.ticket(1).number + 1, desk.ticket(2).number);
    assert!(
        desk.ledger()
            .iter()
            .all(|mail| mail.disposition == Some(Disposition::Opened))
    );
}

#[test]
fn a_failure_of_ours_postpones_a_mail_without_counting_and_the_others_go_on() {
    let desk = Desk::new();
    let ctx = desk.ctx();
    let lost = crate::platform::blobs::Stored {
        sha256: "0".repeat(64),
        size: 10,
    };
    let kept = ctx.blobs.store(&letter("anna@fano.example", "1@x", "")).unwrap();
    let first = ctx
        .write(Actor::System, move |tx| ledger::enter(tx, "m", "1", &lost))
        .unwrap();
    ctx.write(Actor::System, move |tx| ledger::enter(tx, "m", "2", &kept))
        .unwrap();
    assert_eq!(now(settle_due(ctx)).unwrap(), 1);
    for _ in 0..5 {
        ctx.clock.advance_seconds(1000);
        assert_eq!(now(settle_due(ctx)).unwrap(), 0);
    }
    let waiting = ctx.read(|conn| ledger::find(conn, first)).unwrap();
    assert_eq!((waiting.disposition, waiting.attempts), (None, 0));
    assert!(waiting.next_attempt_at > ctx.now() && waiting.last_error.is_some());
}

#[test]
fn a_mail_that_takes_the_program_down_is_set_aside_after_three_attempts() {
    let desk = Desk::new();
    let ctx = desk.ctx();
    let kept = ctx.blobs.store(&letter("anna@fano.example", "1@x", "")).unwrap();
    let mail = ctx
        .write(Actor::System, move |tx| ledger::enter(tx, "m", "1", &kept))
        .unwrap();
    for _ in 0..3 {
        let claimed = ctx.write(Actor::System, move |tx| ledger::claim(tx, mail)).unwrap();
        assert!(claimed.is_some());
        // It begins to read, and is gone.
        std::mem::forget(
            ctx.blobs
                .note(&format!("{mail}.{}", env!("CARGO_PKG_VERSION")))
                .unwrap(),
        );
        let taken = ctx.write(Actor::System, move |tx| ledger::claim(tx, mail)).unwrap();
        assert!(taken.is_none(), "one at a time");
        ctx.clock.advance_seconds(60);
    }
    assert_eq!(now(settle_due(ctx)).unwrap(), 1);
    let mail = ctx.read(|conn| ledger::find(conn, mail)).unwrap();
    assert_eq!(mail.disposition, Some(Disposition::Quarantined));
}

#[test]
fn a_program_that_is_killed_again_and_again_for_other_reasons_sets_no_mail_aside() {
    let desk = Desk::new();
    let ctx = desk.ctx();
    let kept = ctx.blobs.store(&letter("anna@fano.example", "1@x", "")).unwrap();
    let mail = ctx
        .write(Actor::System, move |tx| ledger::enter(tx, "m", "1", &kept))
        .unwrap();
    for _ in 0..9 {
        let claimed = ctx.write(Actor::System, move |tx| ledger::claim(tx, mail)).unwrap();
        assert!(claimed.is_some());
        ctx.clock.advance_seconds(60);
    }
    assert_eq!(now(settle_due(ctx)).unwrap(), 1);
    let mail = ctx.read(|conn| ledger::find(conn, mail)).unwrap();
    assert_eq!(mail.disposition, Some(Disposition::Opened));
}

/// Makes the database refuse, for good, whatever has this subject.
fn refuse_subject(ctx: &Context, subject: &str) {
    let trigger = format!(
        "CREATE TRIGGER refuse BEFORE INSERT ON tickets WHEN NEW.subject = '{subject}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    );
    let refuse = move |tx: &mut Tx<'_>| {
        diesel::sql_query(trigger).execute(tx.conn())?;
        Ok(())
    };
    ctx.write(Actor::System, refuse).unwrap();
}

#[test]
fn a_mail_that_the_database_refuses_for_good_is_set_aside_and_its_second_copy_is_not_set_aside_again() {
    let desk = Desk::new();
    let ctx = desk.ctx();
    refuse_subject(ctx, "Rifiutata");
    let raw = b"From: anna@fano.example\r\nMessage-ID: <1@x>\r\nSubject: Rifiutata\r\n\r\nNo.\r\n";
    let kept = ctx.blobs.store(raw).unwrap();
    let other = ctx.blobs.store(&letter("anna@fano.example", "2@x", "")).unwrap();
    for (key, stored) in [("1", kept.clone()), ("2", other), ("3", kept)] {
        ctx.write(Actor::System, move |tx| ledger::enter(tx, "m", key, &stored))
            .unwrap();
    }
    assert_eq!(now(settle_due(ctx)).unwrap(), 1, "the one between goes on");
    for _ in 0..4 {
        ctx.clock.advance_seconds(900);
        now(settle_due(ctx)).unwrap();
    }
    let fates: Vec<_> = desk.ledger().iter().map(|mail| mail.disposition).collect();
    let count = |fate| fates.iter().filter(|found| **found == Some(fate)).count();
    assert_eq!(count(Disposition::Quarantined), 1, "{fates:?}");
    assert_eq!(count(Disposition::Duplicate), 1, "{fates:?}");
    assert_eq!(count(Disposition::Opened), 1, "{fates:?}");
}
