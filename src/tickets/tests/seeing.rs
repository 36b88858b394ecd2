// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who sees what: the rule itself, and that every list agrees with it.

use std::collections::BTreeSet;

use crate::people::Viewer;
use crate::platform::blobs::Stored;
use crate::platform::failure::Error;
use crate::platform::i18n::Locale;
use crate::tickets::testing::{Desk, opening, said};
use crate::tickets::{
    MessageKind, NewFile, NewMessage, Opening, QueueFilter, QueueSort, RequestScope, Scope, Ticket,
    attachment_visible_to, attachments_of, conversation, may_see, note, queue, queue_counts, reply_as_staff, requests,
    visible_to, watch, watchers_of,
};

fn sees(desk: &Desk, person: crate::ids::PersonId, ticket: &Ticket) -> bool {
    let viewer = desk.viewer(person);
    match desk.ctx.read(|conn| visible_to(conn, &viewer, ticket.number)) {
        Ok(found) => found.id == ticket.id,
        Err(Error::NotFound) => false,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn an_ordinary_ticket_is_seen_by_its_people_the_contact_and_the_staff() {
    let desk = Desk::new();
    let town = desk.town;
    let ticket = desk.ticket(town.anna, Some(town.vpn));
    for (person, expected) in [
        (town.anna, true),
        (town.berto, false),
        (town.carla, true),
        (town.dino, false),
        (town.tina, true),
        (town.piero, true),
        (town.mara, true),
        (town.ada, true),
    ] {
        assert_eq!(sees(&desk, person, &ticket), expected);
    }
    let id = ticket.id;
    desk.by(town.tina, move |tx| watch(tx, id, town.dino)).unwrap();
    assert!(sees(&desk, town.dino, &ticket));
}

#[test]
fn a_confidential_ticket_is_seen_by_its_people_and_the_team_only() {
    let desk = Desk::new();
    let town = desk.town;
    let ticket = desk.ticket(town.anna, Some(town.payroll));
    for (person, expected) in [
        (town.anna, true),
        (town.carla, false),
        (town.tina, false),
        (town.piero, true),
        (town.mara, false),
        (town.ada, false),
    ] {
        assert_eq!(sees(&desk, person, &ticket), expected);
    }
}

#[test]
fn a_note_and_its_file_never_reach_the_requester() {
    let desk = Desk::new();
    let town = desk.town;
    let ticket = desk.ticket(town.anna, Some(town.vpn));
    let with_file = |body: &str| NewMessage {
        view: crate::tickets::MailView::default(),
        files: vec![NewFile {
            content_id: None,
            inline: false,
            filename: "rete.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            stored: Stored {
                sha256: "b".repeat(64),
                size: 7,
            },
        }],
        ..said(body)
    };
    let (id, private, public) = (ticket.id, with_file("Tra noi"), with_file("Per tutti"));
    let noted = desk.by(town.tina, move |tx| note(tx, id, private)).unwrap();
    let told = desk.by(town.tina, move |tx| reply_as_staff(tx, id, public)).unwrap();
    let files = |message| desk.ctx.read(|conn| attachments_of(conn, message)).unwrap();
    let (secret, open) = (files(noted)[0].id, files(told)[0].id);
    let (anna, tina, dino) = (desk.viewer(town.anna), desk.viewer(town.tina), desk.viewer(town.dino));
    let kinds = |viewer: &_| -> Vec<MessageKind> {
        let said = desk.ctx.read(|conn| conversation(conn, viewer, &ticket)).unwrap();
        said.iter().map(|message| message.kind).collect()
    };
    assert_eq!(kinds(&anna), [MessageKind::Public, MessageKind::Public]);
    assert_eq!(kinds(&tina).len(), 3);
    let gets = |viewer: &_, file| desk.ctx.read(|conn| attachment_visible_to(conn, viewer, file)).is_ok();
    assert!(gets(&tina, secret) && gets(&tina, open) && gets(&anna, open));
    assert!(!gets(&anna, secret) && !gets(&dino, open));
}

/// Numbers that repeat themselves, so that a failure does too (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
}

/// Forty tickets of anybody about anything, some watched by anybody.
fn any_tickets(desk: &Desk) -> Vec<Ticket> {
    let town = desk.town;
    let anybody = [
        town.anna, town.berto, town.carla, town.dino, town.tina, town.piero, town.mara, town.ada,
    ];
    let mut dice = Dice(7);
    let mut made = Vec::new();
    for at in 0..40 {
        let entity = [None, Some(town.fano), Some(town.cagli)][dice.below(3)];
        let service = [None, Some(town.vpn), Some(town.payroll)][dice.below(3)];
        let watchers = (0..dice.below(3)).map(|_| anybody[dice.below(8)]).collect();
        desk.minutes_pass(1);
        made.push(desk.opened(Opening {
            view: crate::tickets::MailView::default(),
            service,
            watchers,
            ..opening(anybody[dice.below(8)], entity, &format!("Ticket {at}"))
        }));
    }
    made
}

fn filter() -> QueueFilter {
    QueueFilter {
        scope: Scope::All,
        status: None,
        priority: None,
        team: None,
        service: None,
        entity: None,
        assignee: None,
        text: String::new(),
        sort: QueueSort::Number,
        cursor: None,
        size: 100,
    }
}

/// What the rule lets one person see of the tickets.
struct Allowed<'d> {
    desk: &'d Desk,
    viewer: Viewer,
    tickets: &'d [Ticket],
}

impl Allowed<'_> {
    fn watches(&self, ticket: &Ticket) -> bool {
        let watchers = self.desk.ctx.read(|conn| watchers_of(conn, ticket.id)).unwrap();
        watchers.contains(&self.viewer.person.id)
    }

    fn that(&self, which: impl Fn(&Ticket) -> bool) -> BTreeSet<i64> {
        self.tickets
            .iter()
            .filter(|ticket| may_see(&self.viewer, ticket, self.watches(ticket)))
            .filter(|ticket| which(ticket))
            .map(|ticket| ticket.number)
            .collect()
    }

    fn all(&self) -> BTreeSet<i64> {
        self.that(|_| true)
    }

    /// Every page of a list of requests.
    fn listed(&self, scope: RequestScope) -> BTreeSet<i64> {
        let mut found = BTreeSet::new();
        let mut cursor = None;
        loop {
            let read = |conn: &mut _| requests(conn, &self.viewer, scope, false, cursor.as_ref(), Locale::It);
            let page = self.desk.ctx.read(read).unwrap();
            found.extend(page.rows.iter().map(|row| row.number));
            match page.after {
                Some(after) => cursor = Some(after),
                None => return found,
            }
        }
    }
}

/// Compares, for everybody, what the lists show with what the rule allows.
fn for_everybody(compare: impl Fn(&Allowed<'_>)) {
    let desk = Desk::new();
    let town = desk.town;
    let tickets = any_tickets(&desk);
    let mut shown_at_all = 0;
    for person in [
        town.anna, town.berto, town.carla, town.dino, town.tina, town.piero, town.mara, town.ada,
    ] {
        let allowed = Allowed {
            desk: &desk,
            viewer: desk.viewer(person),
            tickets: &tickets,
        };
        shown_at_all += allowed.all().len();
        compare(&allowed);
    }
    assert!(shown_at_all > 40, "the tickets are too few to prove anything");
}

#[test]
fn the_queue_shows_and_counts_exactly_what_the_rule_allows() {
    for_everybody(|allowed| {
        let (ctx, viewer) = (&allowed.desk.ctx, &allowed.viewer);
        let page = ctx.read(|conn| queue(conn, viewer, &filter(), Locale::It)).unwrap();
        let queued: BTreeSet<i64> = page.rows.iter().map(|row| row.number).collect();
        assert_eq!(queued, allowed.all());
        for (scope, count) in ctx.read(|conn| queue_counts(conn, viewer)).unwrap() {
            let expected = match scope {
                Scope::Unfinished | Scope::Unassigned => allowed.all().len(),
                Scope::Triage => allowed.that(|ticket| ticket.team_id.is_none()).len(),
                _ => 0,
            };
            assert_eq!(usize::try_from(count).unwrap(), expected, "{scope}");
        }
    });
}

#[test]
fn the_lists_of_requests_show_exactly_what_the_rule_allows() {
    for_everybody(|allowed| {
        let viewer = &allowed.viewer;
        let own = allowed.that(|ticket| ticket.requester_id == viewer.person.id || allowed.watches(ticket));
        assert_eq!(allowed.listed(RequestScope::Own), own);
        let of_bodies = allowed
            .that(|ticket| !ticket.confidential && ticket.entity_id.is_some_and(|entity| viewer.is_contact_of(entity)));
        assert_eq!(allowed.listed(RequestScope::Entity), of_bodies);
    });
}
