// SPDX-License-Identifier: AGPL-3.0-or-later
//! From opening to waiting and back.

use crate::platform::failure::Error;
use crate::tickets::testing::{Desk, opening, refused, said};
use crate::tickets::{
    Channel, MessageKind, Opening, Priority, Status, assign, cancel, conversation, hold_until, note, open, reclassify,
    reply_as_requester, reply_as_staff, reprioritize, resume, set_entity, take, wait_for_requester,
    wait_for_third_party, wake_due, watch, watchers_of,
};

#[test]
fn numbers_run_on_and_the_first_message_is_what_was_written() {
    let desk = Desk::new();
    let first = desk.ticket(desk.town.anna, Some(desk.town.vpn));
    let second = desk.ticket(desk.town.dino, None);
    assert_eq!(second.number, first.number + 1);
    assert_eq!((first.status, second.team_id), (Status::New, None));
    let viewer = desk.viewer(desk.town.anna);
    let said = desk.ctx.read(|conn| conversation(conn, &viewer, &first)).unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].author, said[0].from_staff), (Some(desk.town.anna), false));
    assert_eq!(said[0].body, "Buongiorno, non riesco a lavorare.");
    assert_eq!(desk.happened(first.id), ["ticket_opened", "ticket_routed"]);
}

#[test]
fn a_subject_is_one_line_and_an_empty_one_says_so() {
    let desk = Desk::new();
    let spread = desk.opened(opening(desk.town.anna, None, "  VPN\r\nBcc: x  "));
    assert_eq!(spread.subject, "VPN Bcc: x");
    let empty = desk.opened(opening(desk.town.anna, None, " \n "));
    assert_eq!(empty.subject, "(senza oggetto)");
}

#[test]
fn what_a_technician_writes_down_from_a_telephone_call_is_the_requester_s_ticket() {
    let desk = Desk::new();
    let town = desk.town;
    let told = Opening {
        view: crate::tickets::MailView::default(),
        channel: Channel::Phone,
        watchers: vec![town.berto, town.anna, town.berto],
        ..opening(town.anna, Some(town.fano), "Al telefono")
    };
    let opened = desk.by(town.tina, move |tx| open(tx, told)).unwrap();
    let ticket = desk.again(opened.id);
    assert_eq!((ticket.requester_id, ticket.channel), (town.anna, Channel::Phone));
    assert_eq!(
        desk.ctx.read(|conn| watchers_of(conn, ticket.id)).unwrap(),
        [town.berto]
    );
    let viewer = desk.viewer(town.tina);
    let said = desk.ctx.read(|conn| conversation(conn, &viewer, &ticket)).unwrap();
    assert_eq!((said[0].author_name.as_str(), said[0].from_staff), ("Tina", true));
}

#[test]
fn the_first_public_reply_takes_a_new_ticket_into_work_and_is_remembered() {
    let desk = Desk::new();
    let (tina, ticket) = (desk.town.tina, desk.ticket(desk.town.anna, Some(desk.town.vpn)));
    desk.minutes_pass(10);
    desk.by(tina, move |tx| reply_as_staff(tx, ticket.id, said("Guardiamo subito.")))
        .unwrap();
    let answered = desk.again(ticket.id);
    assert_eq!((answered.status, answered.assignee_id), (Status::Open, Some(tina)));
    desk.minutes_pass(10);
    desk.by(desk.town.ada, move |tx| {
        reply_as_staff(tx, ticket.id, said("E anche noi."))
    })
    .unwrap();
    let later = desk.again(ticket.id);
    assert_eq!(
        (later.assignee_id, later.first_reply_at),
        (Some(tina), answered.first_reply_at)
    );
    assert!(answered.first_reply_at.unwrap() > ticket.created_at);
    assert!(later.version > answered.version && later.updated_at > answered.updated_at);
    let told = [
        "ticket_opened",
        "ticket_routed",
        "reply_posted",
        "ticket_assigned",
        "reply_posted",
    ];
    assert_eq!(desk.happened(ticket.id), told);
}

#[test]
fn a_note_is_no_answer() {
    let desk = Desk::new();
    let ticket = desk.ticket(desk.town.anna, Some(desk.town.vpn));
    desk.by(desk.town.tina, move |tx| note(tx, ticket.id, said("Chi ne sa?")))
        .unwrap();
    let noted = desk.again(ticket.id);
    assert_eq!(
        (noted.status, noted.first_reply_at, noted.assignee_id),
        (Status::New, None, None)
    );
    assert_eq!(
        refused(desk.by(desk.town.tina, move |tx| note(tx, ticket.id, said(" ")))),
        "error-ticket-note-empty"
    );
}

#[test]
fn an_automatic_answer_from_the_staff_s_side_is_no_answer_either() {
    let desk = Desk::new();
    let ticket = desk.ticket(desk.town.anna, Some(desk.town.vpn));
    let away = crate::tickets::NewMessage {
        view: crate::tickets::MailView::default(),
        by_person: false,
        ..said("Sono in ferie")
    };
    desk.by(desk.town.tina, move |tx| reply_as_staff(tx, ticket.id, away))
        .unwrap();
    let joined = desk.again(ticket.id);
    assert_eq!((joined.status, joined.first_reply_at), (Status::New, None));
}

#[test]
fn taking_and_assigning_put_it_into_work() {
    let desk = Desk::new();
    let town = desk.town;
    let taken = desk.ticket(town.anna, Some(town.vpn));
    desk.by(town.tina, move |tx| take(tx, taken.id, taken.version)).unwrap();
    let taken = desk.again(taken.id);
    assert_eq!((taken.status, taken.assignee_id), (Status::Open, Some(town.tina)));
    desk.by(town.tina, move |tx| {
        assign(tx, taken.id, taken.version, Some(town.piero))
    })
    .unwrap();
    let given = desk.again(taken.id);
    desk.by(town.tina, move |tx| assign(tx, given.id, given.version, None))
        .unwrap();
    let let_go = desk.again(taken.id);
    assert_eq!((given.assignee_id, let_go.assignee_id), (Some(town.piero), None));
    assert_eq!(let_go.status, Status::Open);
}

#[test]
fn a_form_that_shows_an_older_state_is_refused_and_changes_nothing() {
    let desk = Desk::new();
    let town = desk.town;
    let shown = desk.ticket(town.anna, Some(town.vpn));
    let (id, version) = (shown.id, shown.version);
    desk.by(town.ada, move |tx| take(tx, id, version)).unwrap();
    let now = desk.again(id);
    for stale in [
        desk.by(town.tina, move |tx| take(tx, id, version)),
        desk.by(town.tina, move |tx| assign(tx, id, version, None)),
        desk.by(town.tina, move |tx| reclassify(tx, id, version, town.payroll)),
        desk.by(town.tina, move |tx| reprioritize(tx, id, version, Priority::Urgent)),
        desk.by(town.tina, move |tx| set_entity(tx, id, version, town.cagli)),
        desk.by(town.tina, move |tx| {
            crate::tickets::resolve(tx, id, version, "Fatto").map(|_| ())
        }),
        desk.by(town.tina, move |tx| {
            crate::tickets::reject(tx, id, version, "No").map(|_| ())
        }),
    ] {
        assert_eq!(refused(stale), "error-ticket-changed");
    }
    assert_eq!(desk.again(id), now);
    assert_eq!(desk.happened(id).len(), 3);
    let nowhere = crate::ids::TicketId::new();
    assert!(matches!(
        desk.by(town.tina, move |tx| take(tx, nowhere, 1)),
        Err(Error::NotFound)
    ));
}

#[test]
fn only_who_solves_tickets_is_given_one_and_a_confidential_one_stays_in_its_team() {
    let desk = Desk::new();
    let town = desk.town;
    let plain = desk.ticket(town.anna, Some(town.vpn));
    let secret = desk.ticket(town.anna, Some(town.payroll));
    assert!(secret.confidential && !plain.confidential);
    for (ticket, person) in [
        (&plain, town.mara),
        (&plain, town.anna),
        (&secret, town.tina),
        (&secret, town.ada),
    ] {
        let (id, version) = (ticket.id, ticket.version);
        let given = desk.by(town.piero, move |tx| assign(tx, id, version, Some(person)));
        assert_eq!(refused(given), "error-ticket-assignee");
    }
    let (id, version) = (secret.id, secret.version);
    desk.by(town.piero, move |tx| take(tx, id, version)).unwrap();
}

#[test]
fn a_ticket_that_moves_to_a_confidential_service_becomes_so_and_leaves_its_assignee() {
    let desk = Desk::new();
    let town = desk.town;
    let ticket = desk.ticket(town.anna, Some(town.vpn));
    let id = ticket.id;
    desk.by(town.tina, move |tx| take(tx, id, ticket.version)).unwrap();
    let version = desk.again(id).version;
    desk.by(town.tina, move |tx| reclassify(tx, id, version, town.payroll))
        .unwrap();
    let moved = desk.again(id);
    assert!(moved.confidential);
    assert_eq!((moved.team_id, moved.assignee_id), (Some(town.wages), None));
    desk.by(town.piero, move |tx| reclassify(tx, id, moved.version, town.vpn))
        .unwrap();
    let back = desk.again(id);
    assert!(back.confidential, "what was confidential stays so");
    assert_eq!((back.team_id, back.service_id), (Some(town.network), Some(town.vpn)));
    let told = desk.happened(id);
    assert_eq!(
        told[3..],
        ["ticket_reclassified", "ticket_assigned", "ticket_reclassified"]
    );
}

#[test]
fn priority_and_body_change_and_say_so_once() {
    let desk = Desk::new();
    let town = desk.town;
    let ticket = desk.ticket(town.anna, None);
    let id = ticket.id;
    desk.by(town.tina, move |tx| {
        reprioritize(tx, id, ticket.version, Priority::Urgent)
    })
    .unwrap();
    let version = desk.again(id).version;
    desk.by(town.tina, move |tx| reprioritize(tx, id, version, Priority::Urgent))
        .unwrap();
    let version = desk.again(id).version;
    desk.by(town.tina, move |tx| set_entity(tx, id, version, town.cagli))
        .unwrap();
    let changed = desk.again(id);
    assert_eq!(
        (changed.priority, changed.entity_id),
        (Priority::Urgent, Some(town.cagli))
    );
    assert_eq!(desk.happened(id)[2..], ["ticket_reprioritized", "ticket_entity_set"]);
}

#[test]
fn a_question_waits_for_the_requester_whose_answer_takes_it_back_into_work() {
    let desk = Desk::new();
    let town = desk.town;
    let ticket = desk.ticket(town.anna, Some(town.vpn));
    let id = ticket.id;
    let empty = desk.by(town.tina, move |tx| wait_for_requester(tx, id, said(" ")));
    assert_eq!(refused(empty), "error-ticket-question-empty");
    desk.by(town.tina, move |tx| wait_for_requester(tx, id, said("Quale sede?")))
        .unwrap();
    let waiting = desk.again(id);
    assert_eq!(
        (waiting.status, waiting.assignee_id),
        (Status::WaitingRequester, Some(town.tina))
    );
    assert!(waiting.first_reply_at.is_some());
    let joined = desk
        .by(town.anna, move |tx| reply_as_requester(tx, id, said("Quella nuova.")))
        .unwrap();
    assert_eq!((joined.ticket, joined.new_ticket), (id, false));
    assert_eq!(desk.again(id).status, Status::Open);
    let told = desk.happened(id);
    assert_eq!(
        told[2..],
        ["ticket_assigned", "ticket_waiting", "reply_posted", "ticket_resumed"]
    );
}

#[test]
fn what_others_owe_is_a_note_and_work_goes_on_by_hand() {
    let desk = Desk::new();
    let town = desk.town;
    let id = desk.ticket(town.anna, Some(town.vpn)).id;
    desk.by(town.tina, move |tx| {
        wait_for_third_party(tx, id, "Il gestore della linea")
    })
    .unwrap();
    let waiting = desk.again(id);
    assert_eq!(waiting.status, Status::WaitingThirdParty);
    let viewer = desk.viewer(town.tina);
    let said = desk.ctx.read(|conn| conversation(conn, &viewer, &waiting)).unwrap();
    assert_eq!(said.last().unwrap().kind, MessageKind::Note);
    desk.by(town.tina, move |tx| resume(tx, id)).unwrap();
    assert_eq!(desk.again(id).status, Status::Open);
    assert_eq!(
        refused(desk.by(town.tina, move |tx| resume(tx, id))),
        "error-ticket-not-waiting"
    );
}

#[test]
fn a_held_ticket_wakes_on_its_day_once() {
    let desk = Desk::new();
    let town = desk.town;
    let id = desk.ticket(town.anna, Some(town.vpn)).id;
    let now = desk.ctx.now();
    assert_eq!(
        refused(desk.by(town.tina, move |tx| hold_until(tx, id, now))),
        "error-ticket-hold-past"
    );
    desk.by(town.tina, move |tx| hold_until(tx, id, now.plus_days(3)))
        .unwrap();
    desk.days_pass(2);
    assert_eq!(desk.itself(|tx| wake_due(tx, 100)).unwrap(), 0);
    assert_eq!(desk.again(id).status, Status::OnHold);
    desk.days_pass(1);
    assert_eq!(desk.itself(|tx| wake_due(tx, 100)).unwrap(), 1);
    assert_eq!(desk.itself(|tx| wake_due(tx, 100)).unwrap(), 0);
    let woken = desk.again(id);
    assert_eq!((woken.status, woken.on_hold_until), (Status::Open, None));
}

#[test]
fn the_requester_takes_back_what_nobody_has_answered() {
    let desk = Desk::new();
    let town = desk.town;
    let id = desk.ticket(town.anna, Some(town.vpn)).id;
    assert_eq!(
        refused(desk.by(town.carla, move |tx| cancel(tx, id))),
        "error-ticket-cancel-not-yours"
    );
    desk.by(town.anna, move |tx| cancel(tx, id)).unwrap();
    assert_eq!(desk.again(id).status, Status::Cancelled);
    let answered = desk.ticket(town.anna, Some(town.vpn)).id;
    desk.by(town.tina, move |tx| reply_as_staff(tx, answered, said("Ecco")))
        .unwrap();
    assert_eq!(
        refused(desk.by(town.anna, move |tx| cancel(tx, answered))),
        "error-ticket-cancel-too-late"
    );
}

#[test]
fn watching_twice_is_once_and_the_requester_needs_not_watch() {
    let desk = Desk::new();
    let town = desk.town;
    let id = desk.ticket(town.anna, Some(town.vpn)).id;
    for person in [town.dino, town.dino, town.anna] {
        desk.by(town.tina, move |tx| watch(tx, id, person)).unwrap();
    }
    assert_eq!(desk.ctx.read(|conn| watchers_of(conn, id)).unwrap(), [town.dino]);
    assert_eq!(desk.happened(id)[2..], ["watcher_added"]);
}
