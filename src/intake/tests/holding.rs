// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail that waits for somebody: let through, turned down, read once more, or over.

use super::super::{reject, release, retry};
use super::*;

#[test]
fn a_mail_without_sender_can_be_turned_down_once_with_a_reason_and_not_let_through() {
    let desk = Desk::new();
    desk.receive(mail("Message-ID: <1@x>\nSubject: chi sono", "ciao"));
    let held = desk.ledger().remove(0).id;
    assert!(desk.office.write(move |tx| release(tx, held)).is_err());
    assert!(desk.office.write(move |tx| reject(tx, held, " \n")).is_err());
    desk.office.write(move |tx| reject(tx, held, "spam")).unwrap();
    assert!(desk.office.write(move |tx| reject(tx, held, "spam")).is_err());
    let mail = desk.ledger().remove(0);
    assert_eq!(mail.disposition, Some(Disposition::Rejected));
    assert_eq!(mail.reason.as_deref(), Some("spam"));
    assert!(
        mail.steps().iter().any(|step| step.starts_with("held: ")),
        "{:?}",
        mail.steps()
    );
    assert_eq!(mail.steps().last().unwrap(), "rejected: spam");
}

#[test]
fn what_nobody_let_through_goes_after_the_days_of_the_settings_and_its_bytes_stay() {
    let desk = Desk::new();
    desk.receive(mail("Message-ID: <1@x>\nSubject: chi sono", "ciao"));
    desk.ctx().clock.advance_seconds(14 * 86_400 - 60);
    assert_eq!(now(super::super::jobs::let_go(desk.ctx())).unwrap(), 0);
    desk.ctx().clock.advance_seconds(120);
    assert_eq!(now(super::super::jobs::let_go(desk.ctx())).unwrap(), 1);
    let mail = desk.ledger().remove(0);
    assert_eq!(mail.disposition, Some(Disposition::Rejected));
    assert!(mail.reason.unwrap().contains("too long"));
    assert!(desk.ctx().blobs.read(&mail.raw_sha256).is_ok());
}

#[test]
fn a_mail_that_was_set_aside_is_read_once_more_when_somebody_asks_for_it() {
    let desk = Desk::new();
    let small = desk.with(|config| config.mail.max_mail_mb = 0);
    now(deliver(&small, "assistenza", letter("anna@fano.example", "1@x", ""))).unwrap();
    let id = desk.ledger()[0].id;
    assert_eq!(desk.ledger()[0].disposition, Some(Disposition::Quarantined));
    desk.office.write(move |tx| retry(tx, id)).unwrap();
    assert_eq!(now(settle_due(desk.ctx())).unwrap(), 1);
    assert_eq!(desk.ledger()[0].disposition, Some(Disposition::Opened));
    assert!(desk.office.write(move |tx| retry(tx, id)).is_err(), "it was dealt with");
}
