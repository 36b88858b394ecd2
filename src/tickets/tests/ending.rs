// SPDX-License-Identifier: AGPL-3.0-or-later
//! Resolving, closing, reopening, following up, rejecting.

use crate::ids::{PersonId, TicketId};
use crate::platform::blobs::Stored;
use crate::platform::failure::Error;
use crate::tickets::testing::{Desk, refused, said};
use crate::tickets::{
    Joined, MailView, NewFile, NewMessage, Status, Ticket, close_due, message, reject, reopen, reopen_by_link,
    reopening_link, reopening_target, reply_as_requester, reply_as_staff, resolve, take, undo_rejection,
    wait_for_requester, watch, watchers_of,
};

/// A ticket of Anna's that Tina has resolved.
fn resolved(desk: &Desk) -> Ticket {
    let town = desk.town;
    let ticket = desk.ticket(town.anna, Some(town.vpn));
    let (id, version) = (ticket.id, ticket.version);
    desk.by(town.tina, move |tx| {
        resolve(tx, id, version, "Riavviato il concentratore.")
    })
    .unwrap();
    desk.again(id)
}

/// One that is closed as well.
fn closed(desk: &Desk) -> Ticket {
    let id = resolved(desk).id;
    desk.days_pass(10);
    desk.itself(|tx| close_due(tx, 100)).unwrap();
    let ticket = desk.again(id);
    assert_eq!(ticket.status, Status::Closed);
    ticket
}

fn answer(desk: &Desk, person: PersonId, ticket: TicketId, message: NewMessage) -> Joined {
    desk.by(person, move |tx| reply_as_requester(tx, ticket, message))
        .unwrap()
}

#[test]
fn resolving_needs_a_text_and_a_service_and_work_to_do() {
    let desk = Desk::new();
    let town = desk.town;
    let lost = desk.ticket(town.anna, None);
    let (id, version) = (lost.id, lost.version);
    let no_text = desk.by(town.tina, move |tx| resolve(tx, id, version, "  "));
    assert_eq!(refused(no_text), "error-ticket-resolution-empty");
    let no_service = desk.by(town.tina, move |tx| resolve(tx, id, version, "Fatto"));
    assert_eq!(refused(no_service), "error-ticket-no-service");
    let done = resolved(&desk);
    assert_eq!((done.status, done.assignee_id), (Status::Resolved, Some(town.tina)));
    assert!(done.resolved_at.is_some() && done.first_reply_at.is_some());
    let again = desk.by(town.tina, move |tx| resolve(tx, done.id, done.version, "Fatto"));
    assert_eq!(refused(again), "error-ticket-finished");
    let taken = desk.by(town.tina, move |tx| take(tx, done.id, done.version));
    assert_eq!(refused(taken), "error-ticket-finished");
    let asked = desk.by(town.tina, move |tx| wait_for_requester(tx, done.id, said("Ma?")));
    assert_eq!(refused(asked), "error-ticket-finished");
}

#[test]
fn a_reply_to_a_resolved_ticket_reopens_it_and_thanks_do_not() {
    let desk = Desk::new();
    let (anna, id) = (desk.town.anna, resolved(&desk).id);
    answer(&desk, anna, id, said("Grazie mille, ora funziona!\nAnna Neri"));
    assert_eq!(desk.again(id).status, Status::Resolved);
    answer(&desk, anna, id, said("Grazie, ma stamattina non va più."));
    let reopened = desk.again(id);
    assert_eq!(
        (reopened.status, reopened.reopened_count, reopened.resolved_at),
        (Status::Open, 1, None)
    );
    assert_eq!(reopened.resolution_no(), 2);
    let told = desk.happened(id);
    assert_eq!(
        told[told.len() - 3..],
        ["reply_posted", "reply_posted", "ticket_reopened"]
    );
}

#[test]
fn thanks_with_a_file_say_more_than_thanks() {
    let desk = Desk::new();
    let id = resolved(&desk).id;
    let file = NewFile {
        content_id: None,
        inline: false,
        filename: "errore.png".to_owned(),
        content_type: "image/png".to_owned(),
        stored: Stored {
            sha256: "a".repeat(64),
            size: 3,
        },
    };
    let with_file = NewMessage {
        view: crate::tickets::MailView::default(),
        files: vec![file],
        ..said("Grazie")
    };
    answer(&desk, desk.town.anna, id, with_file);
    assert_eq!(desk.again(id).status, Status::Open);
}

#[test]
fn what_a_program_wrote_joins_and_changes_nothing() {
    let desk = Desk::new();
    let town = desk.town;
    let waiting = desk.ticket(town.anna, Some(town.vpn)).id;
    desk.by(town.tina, move |tx| {
        wait_for_requester(tx, waiting, said("Quale sede?"))
    })
    .unwrap();
    let rejected = desk.ticket(town.anna, Some(town.vpn));
    let (id, version) = (rejected.id, rejected.version);
    desk.by(town.tina, move |tx| reject(tx, id, version, "Non è per noi."))
        .unwrap();
    for ticket in [waiting, resolved(&desk).id, closed(&desk).id, id] {
        let before = desk.again(ticket).status;
        let away = NewMessage {
            view: crate::tickets::MailView::default(),
            by_person: false,
            ..said("Sono fuori ufficio fino a lunedì.")
        };
        let joined = answer(&desk, town.anna, ticket, away);
        assert_eq!((joined.ticket, joined.new_ticket), (ticket, false));
        assert_eq!(desk.again(ticket).status, before);
    }
}

#[test]
fn five_working_days_after_a_resolution_it_closes_once() {
    let desk = Desk::new();
    let id = resolved(&desk).id;
    desk.days_pass(6);
    assert_eq!(desk.itself(|tx| close_due(tx, 100)).unwrap(), 0);
    desk.days_pass(1);
    assert_eq!(desk.itself(|tx| close_due(tx, 100)).unwrap(), 1);
    assert_eq!(desk.itself(|tx| close_due(tx, 100)).unwrap(), 0);
    let ticket = desk.again(id);
    assert_eq!(
        (ticket.status, ticket.closed_at),
        (Status::Closed, Some(ticket.updated_at))
    );
    assert_eq!(desk.happened(id).last().unwrap(), "ticket_closed");
}

#[test]
fn a_ticket_reopened_before_its_closing_does_not_close() {
    let desk = Desk::new();
    let id = resolved(&desk).id;
    desk.days_pass(1);
    answer(&desk, desk.town.anna, id, said("Non va ancora."));
    desk.days_pass(20);
    assert_eq!(desk.itself(|tx| close_due(tx, 100)).unwrap(), 0);
}

#[test]
fn a_reply_within_thirty_days_of_closing_reopens() {
    let desk = Desk::new();
    let id = closed(&desk).id;
    desk.days_pass(30);
    let joined = answer(&desk, desk.town.anna, id, said("È tornato come prima."));
    let ticket = desk.again(id);
    assert_eq!((joined.new_ticket, ticket.status), (false, Status::Open));
    assert_eq!((ticket.closed_at, ticket.reopened_count), (None, 1));
}

#[test]
fn a_later_reply_becomes_a_new_ticket_and_both_know_of_each_other() {
    let desk = Desk::new();
    let town = desk.town;
    let old = closed(&desk);
    desk.by(town.tina, move |tx| watch(tx, old.id, town.berto)).unwrap();
    desk.days_pass(31);
    answer(&desk, town.anna, old.id, said("Grazie ancora"));
    assert_eq!(desk.again(old.id).status, Status::Closed, "thanks open nothing");
    let joined = answer(&desk, town.berto, old.id, said("È tornato come prima."));
    assert!(joined.new_ticket);
    let new = desk.again(joined.ticket);
    assert_eq!(
        (new.status, new.follow_up_of, new.number),
        (Status::New, Some(old.id), joined.number)
    );
    assert_eq!((new.requester_id, new.entity_id), (town.berto, old.entity_id));
    assert_eq!(desk.ctx.read(|conn| watchers_of(conn, new.id)).unwrap(), [town.anna]);
    assert_eq!(desk.again(old.id).status, Status::Closed);
    assert_eq!(desk.happened(old.id).last().unwrap(), "ticket_followed_up");
}

#[test]
fn a_mail_that_comes_too_late_is_shown_as_any_other_with_what_a_reader_should_know() {
    let desk = Desk::new();
    let town = desk.town;
    let old = closed(&desk);
    desk.days_pass(31);
    let view = MailView {
        reply_text: Some("È tornato.".into()),
        notices: vec!["sender-not-verified".into()],
        ..MailView::default()
    };
    let late = NewMessage {
        view: view.clone(),
        ..said("È tornato.\n> Risolto.")
    };
    let joined = answer(&desk, town.anna, old.id, late);
    assert!(joined.new_ticket);
    let shown = desk.ctx.read(|conn| message(conn, joined.message)).unwrap();
    assert_eq!(shown.view, view);
}

#[test]
fn what_follows_a_confidential_ticket_is_confidential() {
    let desk = Desk::new();
    let town = desk.town;
    let ticket = desk.ticket(town.anna, Some(town.payroll));
    let (id, version) = (ticket.id, ticket.version);
    desk.by(town.piero, move |tx| {
        reject(tx, id, version, "Si rivolga al suo ufficio.")
    })
    .unwrap();
    let joined = answer(&desk, town.anna, id, said("Ma la busta paga la fate voi!"));
    assert!(joined.new_ticket && desk.again(joined.ticket).confidential);
}

#[test]
fn a_requester_reopens_in_time_and_staff_at_any_time() {
    let desk = Desk::new();
    let town = desk.town;
    let open = desk.ticket(town.anna, Some(town.vpn)).id;
    assert_eq!(
        refused(desk.by(town.tina, move |tx| reopen(tx, open))),
        "error-ticket-not-resolved"
    );
    let id = closed(&desk).id;
    desk.days_pass(31);
    assert_eq!(
        refused(desk.by(town.anna, move |tx| reopen(tx, id))),
        "error-ticket-reopen-too-late"
    );
    desk.by(town.tina, move |tx| reopen(tx, id)).unwrap();
    assert_eq!(desk.again(id).status, Status::Open);
}

#[test]
fn the_link_of_a_resolution_reopens_it_once_in_the_name_of_who_got_it() {
    let desk = Desk::new();
    let town = desk.town;
    let id = resolved(&desk).id;
    let token = desk.itself(move |tx| reopening_link(tx, id, town.anna)).unwrap();
    let before = desk.again(id);
    let (now, shown) = (desk.ctx.now(), token.clone());
    assert_eq!(
        desk.ctx.read(|conn| reopening_target(conn, &shown, now)).unwrap(),
        before
    );
    assert_eq!(desk.again(id), before, "opening the link changes nothing");
    let used = token.clone();
    let reopened = desk
        .ctx
        .write(crate::event::Actor::Nobody, move |tx| reopen_by_link(tx, &used))
        .unwrap();
    assert_eq!((reopened.status, reopened.reopened_count), (Status::Open, 1));
    assert_eq!(desk.last_actor(id), Some(town.anna));
    let version = desk.again(id).version;
    desk.by(town.tina, move |tx| resolve(tx, id, version, "Ora sì."))
        .unwrap();
    for dead in [token, "x".repeat(64)] {
        let read = desk.ctx.read(|conn| reopening_target(conn, &dead, now));
        assert!(matches!(read, Err(Error::NotFound)));
        assert!(matches!(
            desk.itself(move |tx| reopen_by_link(tx, &dead)),
            Err(Error::NotFound)
        ));
    }
    assert_eq!(desk.again(id).status, Status::Resolved);
}

#[test]
fn a_link_is_no_way_round_the_reopening_period() {
    let desk = Desk::new();
    let id = resolved(&desk).id;
    let anna = desk.town.anna;
    let token = desk.itself(move |tx| reopening_link(tx, id, anna)).unwrap();
    desk.days_pass(10);
    desk.itself(|tx| close_due(tx, 100)).unwrap();
    desk.days_pass(31);
    let by_link = desk
        .ctx
        .write(crate::event::Actor::Nobody, move |tx| reopen_by_link(tx, &token));
    assert_eq!(refused(by_link), "error-ticket-reopen-too-late");
}

#[test]
fn a_rejection_is_told_and_can_be_taken_back_for_thirty_days() {
    let desk = Desk::new();
    let town = desk.town;
    let ticket = desk.ticket(town.anna, Some(town.vpn));
    let (id, version) = (ticket.id, ticket.version);
    assert_eq!(
        refused(desk.by(town.tina, move |tx| reject(tx, id, version, ""))),
        "error-ticket-rejection-empty"
    );
    desk.by(town.tina, move |tx| reject(tx, id, version, "È pubblicità."))
        .unwrap();
    assert_eq!(desk.again(id).status, Status::Rejected);
    assert_eq!(
        refused(desk.by(town.tina, move |tx| reply_as_staff(tx, id, said("Ecco")))),
        "error-ticket-no-replies"
    );
    desk.days_pass(30);
    desk.by(town.tina, move |tx| undo_rejection(tx, id)).unwrap();
    assert_eq!(desk.again(id).status, Status::New);
    let version = desk.again(id).version;
    desk.by(town.tina, move |tx| reject(tx, id, version, "Lo è davvero."))
        .unwrap();
    desk.days_pass(31);
    assert_eq!(
        refused(desk.by(town.tina, move |tx| undo_rejection(tx, id))),
        "error-ticket-undo-too-late"
    );
    let joined = answer(&desk, town.anna, id, said("Non è pubblicità, è la mia VPN."));
    assert!(joined.new_ticket);
}
