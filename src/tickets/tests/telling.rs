// SPDX-License-Identifier: AGPL-3.0-or-later
//! The history, the mails of a conversation, and that every change is told.

use crate::event::Event;
use crate::platform::i18n::{Locale, has};
use crate::tickets::testing::{Desk, said};
use crate::tickets::{
    HistoryEntry, NewMessage, Priority, assign, close_due, history, message, note, public_mail_ids, reclassify, reopen,
    reply_as_requester, reply_as_staff, reprioritize, resolve, set_entity, take, watch,
};

#[test]
fn the_history_names_everything_to_staff_and_only_the_changes_of_state_to_the_requester() {
    let desk = Desk::new();
    let town = desk.town;
    let id = desk.ticket(town.anna, Some(town.vpn)).id;
    let version = || desk.again(id).version;
    let at = version();
    desk.by(town.tina, move |tx| take(tx, id, at)).unwrap();
    let at = version();
    desk.by(town.tina, move |tx| assign(tx, id, at, Some(town.ada)))
        .unwrap();
    let at = version();
    desk.by(town.tina, move |tx| set_entity(tx, id, at, town.cagli))
        .unwrap();
    let at = version();
    desk.by(town.tina, move |tx| reprioritize(tx, id, at, Priority::High))
        .unwrap();
    desk.by(town.tina, move |tx| note(tx, id, said("Tra noi"))).unwrap();
    desk.by(town.tina, move |tx| watch(tx, id, town.berto)).unwrap();
    let at = version();
    desk.by(town.ada, move |tx| resolve(tx, id, at, "Fatto")).unwrap();
    let ticket = desk.again(id);
    let read = |person| -> Vec<HistoryEntry> {
        let viewer = desk.viewer(person);
        desk.ctx
            .read(|conn| history(conn, &viewer, &ticket, Locale::En))
            .unwrap()
    };
    let told: Vec<(Option<String>, Vec<(&str, String)>)> = read(town.tina)
        .into_iter()
        .map(|entry| (entry.actor_name, entry.names))
        .collect();
    let named = |names: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        names.iter().map(|(place, name)| (*place, (*name).to_owned())).collect()
    };
    let (anna, tina) = (Some("Anna Neri".to_owned()), Some("Tina".to_owned()));
    assert_eq!(told[0], (anna.clone(), named(&[("service", "Remote access")])));
    assert_eq!(
        told[1],
        (anna, named(&[("service", "Remote access"), ("team", "Networks")]))
    );
    assert_eq!(told[2], (tina.clone(), named(&[("to", "Tina")])));
    assert_eq!(told[3], (tina.clone(), named(&[("from", "Tina"), ("to", "Ada")])));
    assert_eq!(
        told[4],
        (
            tina.clone(),
            named(&[("from", "Comune di Fano"), ("to", "Comune di Cagli")])
        )
    );
    assert_eq!(told[7], (tina, named(&[("to", "Berto Rossi")])));
    assert_eq!(told.len(), 9);
    let public = read(town.anna);
    assert_eq!(public.len(), 3);
    assert!(matches!(public[0].event, Event::TicketOpened { .. }));
    assert!(matches!(public[1].event, Event::TicketAssigned { .. }));
    assert!(matches!(public[2].event, Event::TicketResolved { .. }));
}

#[test]
fn every_change_writes_an_event() {
    let desk = Desk::new();
    let town = desk.town;
    let id = desk.ticket(town.anna, Some(town.vpn)).id;
    let mut events = desk.happened(id).len();
    let mut told = |desk: &Desk, what: &str| {
        let now = desk.happened(id).len();
        assert!(now > events, "{what} was not told");
        events = now;
    };
    let at = desk.again(id).version;
    desk.by(town.tina, move |tx| take(tx, id, at)).unwrap();
    told(&desk, "taking");
    let at = desk.again(id).version;
    desk.by(town.tina, move |tx| reclassify(tx, id, at, town.payroll))
        .unwrap();
    told(&desk, "reclassifying");
    desk.by(town.piero, move |tx| reply_as_staff(tx, id, said("Ecco")))
        .unwrap();
    told(&desk, "replying");
    desk.by(town.piero, move |tx| note(tx, id, said("Tra noi"))).unwrap();
    told(&desk, "a note");
    let at = desk.again(id).version;
    desk.by(town.piero, move |tx| resolve(tx, id, at, "Fatto")).unwrap();
    told(&desk, "resolving");
    desk.by(town.anna, move |tx| reopen(tx, id)).unwrap();
    told(&desk, "reopening");
    let at = desk.again(id).version;
    desk.by(town.piero, move |tx| resolve(tx, id, at, "Ora sì")).unwrap();
    told(&desk, "resolving again");
    desk.days_pass(10);
    desk.itself(|tx| close_due(tx, 1)).unwrap();
    told(&desk, "closing");
}

#[test]
fn the_thread_of_mails_leaves_notes_out() {
    let desk = Desk::new();
    let town = desk.town;
    let id = desk.ticket(town.anna, Some(town.vpn)).id;
    let mailed = |mail_id: &str| NewMessage {
        view: crate::tickets::MailView::default(),
        mail_id: Some(mail_id.to_owned()),
        ..said("Testo")
    };
    let (first, secret, last) = (
        mailed("1@fano.example"),
        mailed("2@cstpu.example"),
        mailed("3@fano.example"),
    );
    desk.by(town.anna, move |tx| reply_as_requester(tx, id, first)).unwrap();
    desk.by(town.tina, move |tx| note(tx, id, secret)).unwrap();
    desk.minutes_pass(1);
    let joined = desk.by(town.anna, move |tx| reply_as_requester(tx, id, last)).unwrap();
    let ids = desk.ctx.read(|conn| public_mail_ids(conn, id)).unwrap();
    assert_eq!(ids, ["1@fano.example", "3@fano.example"]);
    let written = desk.ctx.read(|conn| message(conn, joined.message)).unwrap();
    assert_eq!(
        (written.ticket, written.author_email.as_str()),
        (id, "anna@fano.example")
    );
}

#[test]
fn every_refusal_has_a_text_in_both_languages() {
    let texts = include_str!("../../../locales/it/tickets_rules.ftl");
    let keys: Vec<&str> = texts
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, _)| key)
        .collect();
    assert!(keys.len() > 20);
    for key in keys {
        assert!(has(Locale::It, key) && has(Locale::En, key), "{key}");
    }
}
