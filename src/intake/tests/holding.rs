// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail that waits for somebody: let through, turned down, read once more, or over.

use super::super::{held_behind, question, reject, release, release_by_token, retry};
use super::*;
use crate::ids::InboundMailId;

/// Ugo, whom nobody knows, writes; his mail in the ledger.
fn from_a_stranger(desk: &Desk, id: &str, more: &str) -> InboundMail {
    let outcome = desk.receive(letter("Ugo <ugo@elsewhere.example>", id, more));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Held, None));
    desk.ledger().remove(0)
}

/// Whether the sender of the mail that was held last may be asked.
fn may_be_asked(desk: &Desk) -> bool {
    let read = |conn: &mut _| -> Result<crate::platform::db::sql_types::Json> {
        Ok(events::table
            .filter(events::kind.eq("inbound_mail_held"))
            .order(events::id.desc())
            .select(events::data)
            .first(conn)?)
    };
    desk.ctx().read(read).unwrap().0["ask"] == true
}

fn is_known(desk: &Desk) -> bool {
    let found = desk.ctx().read(|conn| by_email(conn, "ugo@elsewhere.example"));
    found.unwrap().is_some()
}

#[test]
fn a_stranger_s_mail_is_held_and_nobody_is_entered() {
    let desk = Desk::new();
    let held = from_a_stranger(&desk, "1@x", "");
    assert!(held.reason.unwrap().contains("no member body"));
    assert!(may_be_asked(&desk) && !is_known(&desk));
    assert!(held.held_until.unwrap() > desk.ctx().now());
}

#[test]
fn a_program_or_a_list_that_nobody_knows_is_held_and_not_asked() {
    let desk = Desk::new();
    for (id, more) in [
        ("1@x", "Auto-Submitted: auto-generated"),
        ("2@x", "List-Id: <l.example>"),
        ("3@x", "Precedence: bulk"),
    ] {
        from_a_stranger(&desk, id, more);
        assert!(!may_be_asked(&desk), "{more}");
    }
    let unattended = desk.receive(letter("noreply@slack.example", "4@x", ""));
    assert_eq!(unattended.disposition, Disposition::Held);
    assert!(!may_be_asked(&desk));
}

#[test]
fn a_technician_lets_a_stranger_s_mail_through_once_and_its_sender_is_known_from_then_on() {
    let desk = Desk::new();
    let held = from_a_stranger(&desk, "1@x", "").id;
    desk.office.write(move |tx| release(tx, held)).unwrap();
    assert!(desk.office.write(move |tx| release(tx, held)).is_err());
    assert_eq!(now(settle_due(desk.ctx())).unwrap(), 1);
    let mail = desk.ledger().remove(0);
    assert_eq!(
        (mail.disposition, mail.ticket_id),
        (Some(Disposition::Released), Some(desk.ticket(1).id))
    );
    assert!(
        mail.steps().iter().any(|step| step.starts_with("held: ")),
        "{:?}",
        mail.steps()
    );
    assert_eq!(desk.ticket(1).entity_id, None, "a technician says for which body");
    assert!(is_known(&desk) && desk.may_answer());
    let next = desk.receive(letter("ugo@elsewhere.example", "2@x", ""));
    assert_eq!(next.disposition, Disposition::Opened);
    assert_eq!(
        desk.receive(letter("Ugo <ugo@elsewhere.example>", "1@x", ""))
            .disposition,
        Disposition::Duplicate
    );
}

#[test]
fn the_link_lets_through_what_waits_from_the_same_address_and_works_once() {
    let desk = Desk::new();
    let first = from_a_stranger(&desk, "1@x", "").id;
    let ask = move |tx: &mut Tx<'_>| question(tx, first);
    let token = desk.office.write(ask).unwrap().unwrap().token;
    let second = from_a_stranger(&desk, "2@x", "").id;
    desk.office.write(move |tx| question(tx, second)).unwrap();
    from_a_stranger(&desk, "3@x", "Precedence: bulk");
    let shown = [first, second];
    let (wrong, used, again) = (format!("{token}0"), token.clone(), token);
    assert!(
        desk.office
            .write(move |tx| release_by_token(tx, &wrong, &shown))
            .is_err()
    );
    let released = desk
        .office
        .write(move |tx| release_by_token(tx, &used, &shown))
        .unwrap();
    assert_eq!(released, 2);
    assert!(
        desk.office
            .write(move |tx| release_by_token(tx, &again, &shown))
            .is_err(),
        "it works once"
    );
    assert_eq!(
        now(settle_due(desk.ctx())).unwrap(),
        2,
        "the list's mail waits for a technician"
    );
    assert_eq!(desk.ledger()[0].disposition, Some(Disposition::Held));
}

#[test]
fn the_link_lets_nothing_through_that_its_page_did_not_show() {
    let desk = Desk::new();
    let late = from_a_stranger(&desk, "1@x", "").id;
    let asked = from_a_stranger(&desk, "2@x", "").id;
    let token = desk.office.write(move |tx| question(tx, asked)).unwrap().unwrap().token;
    let shown: Vec<InboundMailId> = desk
        .ctx()
        .read(|conn| held_behind(conn, &token, desk.ctx().clock.now()))
        .unwrap()
        .iter()
        .map(|mail| mail.id)
        .collect();
    // It came before, and waits for an answer only now: reading it had failed at first.
    desk.office.write(move |tx| question(tx, late)).unwrap();
    let released = desk
        .office
        .write(move |tx| release_by_token(tx, &token, &shown))
        .unwrap();
    assert_eq!(released, 1);
    assert_eq!(now(settle_due(desk.ctx())).unwrap(), 1);
    let still_held = |mail: &InboundMail| mail.id == late && mail.disposition == Some(Disposition::Held);
    assert!(desk.ledger().iter().any(still_held));
}

#[test]
fn a_link_is_over_with_its_mail() {
    let desk = Desk::new();
    let held = from_a_stranger(&desk, "1@x", "").id;
    let token = desk.office.write(move |tx| question(tx, held)).unwrap().unwrap().token;
    desk.ctx().clock.advance_seconds(15 * 86_400);
    assert!(
        desk.office
            .write(move |tx| release_by_token(tx, &token, &[held]))
            .is_err()
    );
}

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

#[test]
fn a_mail_without_from_that_was_let_through_joins_nothing_by_who_else_it_names() {
    let desk = Desk::new();
    let ticket = desk.opened_by_anna();
    let named = "Reply-To: anna@fano.example\nMessage-ID: <2@x>\nIn-Reply-To: <1@fano>\nSubject: Re: [CSTPU #1] Guasto";
    assert_eq!(desk.receive(mail(named, "Codice 1")).disposition, Disposition::Held);
    let held = desk.ledger().remove(0).id;
    desk.office.write(move |tx| release(tx, held)).unwrap();
    assert_eq!(now(settle_due(desk.ctx())).unwrap(), 1);
    assert_eq!(desk.messages(ticket.id).len(), 1);
    assert_eq!(desk.messages(desk.ticket(2).id).len(), 1);
}
