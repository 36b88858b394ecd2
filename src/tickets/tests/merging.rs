// SPDX-License-Identifier: AGPL-3.0-or-later
//! Two tickets become one, and two again.

use crate::ids::{PersonId, TicketId};
use crate::platform::failure::Result;
use crate::tickets::testing::{Desk, refused, said};
use crate::tickets::{
    Status, Ticket, merge, note, numbers_visible_to, reply_as_requester, reply_as_staff, resolve, survivor, take,
    unmerge, visible_to, watch,
};

fn join(desk: &Desk, person: PersonId, absorbed: TicketId, into: i64) -> Result<()> {
    let viewer = desk.viewer(person);
    desk.by(person, move |tx| merge(tx, &viewer, absorbed, into))
}

fn part(desk: &Desk, person: PersonId, absorbed: TicketId) -> Result<()> {
    let viewer = desk.viewer(person);
    desk.by(person, move |tx| unmerge(tx, &viewer, absorbed))
}

/// A ticket with a conversation, a note and a watcher.
fn lived(desk: &Desk, requester: PersonId, watcher: PersonId) -> Ticket {
    let town = desk.town;
    let id = desk.ticket(requester, Some(town.vpn)).id;
    desk.minutes_pass(5);
    desk.by(town.tina, move |tx| {
        watch(tx, id, watcher)?;
        note(tx, id, said("Da verificare"))?;
        reply_as_staff(tx, id, said("Ci siamo"))
    })
    .unwrap();
    desk.minutes_pass(5);
    desk.again(id)
}

/// Everything but the version, which goes on.
fn without_version(ticket: Ticket) -> Ticket {
    Ticket { version: 0, ..ticket }
}

#[test]
fn a_merged_ticket_goes_on_in_the_other_and_its_number_still_leads_its_people_there() {
    let desk = Desk::new();
    let town = desk.town;
    let (first, second) = (lived(&desk, town.anna, town.dino), lived(&desk, town.berto, town.carla));
    join(&desk, town.tina, first.id, second.number).unwrap();
    let merged = desk.again(first.id);
    assert_eq!((merged.status, merged.merged_into), (Status::Merged, Some(second.id)));
    assert_eq!(desk.belongings(second.id).0.len(), 6);
    for person in [town.anna, town.dino] {
        let viewer = desk.viewer(person);
        let found = desk.ctx.read(|conn| visible_to(conn, &viewer, first.number)).unwrap();
        let goes_on = desk.ctx.read(|conn| survivor(conn, found)).unwrap();
        assert_eq!(goes_on.id, second.id);
        assert!(desk.ctx.read(|conn| visible_to(conn, &viewer, second.number)).is_ok());
    }
    let joined = desk
        .by(town.anna, move |tx| reply_as_requester(tx, first.id, said("E allora?")))
        .unwrap();
    assert_eq!((joined.ticket, joined.number), (second.id, second.number));
    assert_eq!(desk.happened(first.id).last().unwrap(), "ticket_merged");
    assert_eq!(
        refused(desk.by(town.tina, move |tx| reply_as_staff(tx, first.id, said("Ecco")))),
        "error-ticket-no-replies"
    );
}

#[test]
fn undoing_a_merge_restores_exactly_what_was() {
    let desk = Desk::new();
    let town = desk.town;
    let (first, second) = (lived(&desk, town.anna, town.dino), lived(&desk, town.berto, town.dino));
    let was = [first.id, second.id].map(|id| (without_version(desk.again(id)), desk.belongings(id)));
    join(&desk, town.tina, first.id, second.number).unwrap();
    desk.days_pass(30);
    part(&desk, town.tina, first.id).unwrap();
    let is = [first.id, second.id].map(|id| (without_version(desk.again(id)), desk.belongings(id)));
    assert_eq!(is, was);
    for id in [first.id, second.id] {
        assert_eq!(desk.happened(id).last().unwrap(), "ticket_unmerged");
    }
    assert_eq!(refused(part(&desk, town.tina, first.id)), "error-ticket-not-merged");
}

#[test]
fn what_was_said_since_the_merge_stays_with_the_survivor() {
    let desk = Desk::new();
    let town = desk.town;
    let (first, second) = (lived(&desk, town.anna, town.dino), lived(&desk, town.berto, town.carla));
    let was = (without_version(first.clone()), desk.belongings(first.id));
    let messages = desk.belongings(second.id).0.len();
    join(&desk, town.tina, first.id, second.number).unwrap();
    desk.minutes_pass(5);
    desk.by(town.anna, move |tx| reply_as_requester(tx, first.id, said("Novità?")))
        .unwrap();
    part(&desk, town.tina, first.id).unwrap();
    assert_eq!((without_version(desk.again(first.id)), desk.belongings(first.id)), was);
    assert_eq!(desk.belongings(second.id).0.len(), messages + 1);
}

#[test]
fn a_chain_of_merges_can_be_undone_in_any_order() {
    for order in [[0, 1], [1, 0]] {
        let desk = Desk::new();
        let town = desk.town;
        let chain = [
            lived(&desk, town.anna, town.dino),
            lived(&desk, town.berto, town.dino),
            lived(&desk, town.carla, town.mara),
        ];
        let state = |desk: &Desk| chain.each_ref().map(|ticket| desk.belongings(ticket.id));
        let was = state(&desk);
        join(&desk, town.tina, chain[0].id, chain[1].number).unwrap();
        join(&desk, town.tina, chain[1].id, chain[2].number).unwrap();
        let last = desk.ctx.read(|conn| survivor(conn, desk.again(chain[0].id))).unwrap();
        assert_eq!(last.id, chain[2].id);
        for at in order {
            part(&desk, town.tina, chain[at].id).unwrap();
        }
        assert_eq!(state(&desk), was, "{order:?}");
    }
}

#[test]
fn finished_unseen_unknown_and_the_same_ticket_cannot_be_merged() {
    let desk = Desk::new();
    let town = desk.town;
    let (first, second) = (lived(&desk, town.anna, town.dino), lived(&desk, town.berto, town.carla));
    let secret = desk.ticket(town.anna, Some(town.payroll));
    for into in [first.number, secret.number, 9999] {
        assert_eq!(
            refused(join(&desk, town.tina, first.id, into)),
            "error-ticket-merge-unknown"
        );
    }
    let (id, version) = (second.id, second.version);
    desk.by(town.tina, move |tx| resolve(tx, id, version, "Fatto")).unwrap();
    assert_eq!(
        refused(join(&desk, town.tina, first.id, second.number)),
        "error-ticket-finished"
    );
    assert_eq!(
        refused(join(&desk, town.tina, second.id, first.number)),
        "error-ticket-finished"
    );
}

#[test]
fn a_merge_never_shows_a_confidential_ticket_to_more_people() {
    let desk = Desk::new();
    let town = desk.town;
    let secret = desk.ticket(town.anna, Some(town.payroll));
    let plain = desk.ticket(town.anna, Some(town.vpn));
    let of_another = desk.ticket(town.berto, Some(town.payroll));
    let of_the_same = desk.ticket(town.anna, Some(town.payroll));
    for (absorbed, into) in [(&secret, &plain), (&secret, &of_another), (&of_another, &secret)] {
        assert_eq!(
            refused(join(&desk, town.piero, absorbed.id, into.number)),
            "error-ticket-merge-confidential"
        );
    }
    join(&desk, town.piero, plain.id, secret.number).unwrap();
    join(&desk, town.piero, secret.id, of_the_same.number).unwrap();
}

#[test]
fn what_was_mailed_about_a_merged_ticket_is_seen_by_who_may_see_where_it_goes_on() {
    let desk = Desk::new();
    let town = desk.town;
    let (plain, between) = (
        desk.ticket(town.anna, Some(town.vpn)),
        desk.ticket(town.anna, Some(town.vpn)),
    );
    let secret = desk.ticket(town.anna, Some(town.payroll));
    let seen = |person, id| {
        let viewer = desk.viewer(person);
        let found = desk.ctx.read(|conn| numbers_visible_to(conn, &viewer, &[id]));
        found.unwrap().get(&id).copied()
    };
    assert_eq!(seen(town.tina, plain.id), Some(plain.number));
    join(&desk, town.piero, plain.id, between.number).unwrap();
    assert_eq!(seen(town.tina, plain.id), Some(plain.number));
    join(&desk, town.piero, between.id, secret.number).unwrap();
    for person in [town.tina, town.carla, town.ada] {
        assert_eq!((seen(person, plain.id), seen(person, between.id)), (None, None));
    }
    for person in [town.piero, town.anna] {
        assert_eq!(seen(person, plain.id), Some(plain.number));
    }
}

#[test]
fn a_merge_cannot_be_undone_after_the_set_days() {
    let desk = Desk::new();
    let town = desk.town;
    let (first, second) = (lived(&desk, town.anna, town.dino), lived(&desk, town.berto, town.carla));
    join(&desk, town.tina, first.id, second.number).unwrap();
    desk.days_pass(31);
    assert_eq!(refused(part(&desk, town.tina, first.id)), "error-ticket-undo-too-late");
    let version = desk.again(first.id).version;
    assert_eq!(
        refused(desk.by(town.tina, move |tx| take(tx, first.id, version))),
        "error-ticket-finished"
    );
}
