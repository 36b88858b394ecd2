// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail from people nobody knows: held, asked about once, let through by who wrote it or by a technician, gone in the end.

use diesel::prelude::*;
use sportello::people::by_email;
use sportello::schema::{inbound_mails, persons, tickets};
use sportello::tickets::{Channel, Status};

use crate::on_both;
use crate::support::{Letter, World};

const UGO: &str = "ugo.riva@altrove.example";

/// Every disposition with its reason, in the order in which the mails came.
fn fates(world: &World) -> Vec<(Option<String>, Option<String>)> {
    let all = |conn: &mut sportello::platform::db::Conn| {
        Ok(inbound_mails::table
            .order((inbound_mails::received_at, inbound_mails::id))
            .select((inbound_mails::disposition, inbound_mails::reason))
            .load(conn)?)
    };
    world.ctx.read(all).unwrap()
}

fn how_many_tickets(world: &World) -> i64 {
    world
        .ctx
        .read(|conn| Ok(tickets::table.count().get_result(conn)?))
        .unwrap()
}

fn how_many_people(world: &World) -> i64 {
    world
        .ctx
        .read(|conn| Ok(persons::table.count().get_result(conn)?))
        .unwrap()
}

/// The way to the page that lets a mail through.
pub(crate) fn way_in(text: &str) -> String {
    let at = text
        .find("/mail/release/")
        .unwrap_or_else(|| panic!("no link in {text}"));
    text[at..].split_whitespace().next().unwrap().to_owned()
}

on_both! {
    async fn somebody_unknown_is_asked_in_both_languages_and_nothing_is_entered_before_the_answer(world: &World) {
        let before = how_many_people(world);
        world.receive(&Letter::from(UGO, "Compra subito", "Offerta riservata.")).await;
        assert_eq!((how_many_tickets(world), how_many_people(world)), (0, before));
        let question = world.sink.one_for(UGO);
        assert_eq!(question.from, "", "nothing comes back of it");
        assert_eq!(question.mail.header("auto-submitted"), Some("auto-replied"));
        assert!(question.mail.in_reply_to.len() == 1);
        let text = question.mail.text;
        assert!(text.contains("Conferma il messaggio") && text.contains("Confirm the message"), "{text}");
        assert!(!text.contains("Compra") && !text.contains("Offerta"), "we carry nobody's words: {text}");

        let browser = world.browser();
        let page = browser.open(&way_in(&text)).await;
        page.must_be(200).must_say("Compra subito");
        assert_eq!(world.last_fate(), "held", "looking at it changes nothing");
        browser.send(page.form("Conferma il messaggio")).await.must_say("Messaggio confermato");
        world.settle().await;
        assert_eq!(world.last_fate(), "released");
        let ticket = world.ctx.read(|conn| sportello::tickets::by_number(conn, 1)).unwrap().unwrap();
        assert_eq!((ticket.status, ticket.channel, ticket.entity_id), (Status::New, Channel::Email, None));
        assert!(world.sink.one_for(UGO).mail.subject.contains("[CSTPU #1]"));
        browser.open(&way_in(&text)).await.must_be(404);
    }

    async fn whoever_confirms_sees_every_mail_that_goes_through_and_no_other_goes(world: &World) {
        for subject in ["Prima domanda", "Seconda domanda"] {
            world.receive(&Letter::from(UGO, subject, "Ciao.")).await;
        }
        let link = way_in(&world.sink.one_for(UGO).mail.text);
        let browser = world.browser();
        let page = browser.open(&link).await;
        page.must_say("Prima domanda").must_say("Seconda domanda").must_say("Ricevuto il 10/08/2026");
        world.receive(&Letter::from(UGO, "Arrivata dopo", "Ciao.")).await;
        browser.send(page.form("Conferma 2 messaggi")).await.must_say("Messaggi confermati").must_say("2 messaggi");
        world.settle().await;
        assert_eq!(how_many_tickets(world), 2);
        let held: Vec<_> = fates(world).into_iter().filter(|(fate, _)| fate.as_deref() == Some("held")).collect();
        assert_eq!(held.len(), 1, "what came after the page was made waits for somebody who has seen it");
    }

    async fn nobody_is_asked_twice_a_day_whatever_stands_behind_the_plus(world: &World) {
        for from in [UGO, "Ugo.Riva@Altrove.example", "ugo.riva+1@altrove.example", "\"U\" <ugo.riva+x@altrove.example>"] {
            world.receive(&Letter::from(from, "Ancora io", "Ciao.")).await;
        }
        assert_eq!(world.sink.take().len(), 1);
        world.receive(&Letter::from("ugoxriva@altrove.example", "Un altro", "Ciao.")).await;
        assert_eq!(world.sink.take().len(), 1, "somebody else");
        world.ctx.clock.advance_seconds(90_000);
        world.receive(&Letter::from(UGO, "Il giorno dopo", "Ciao.")).await;
        assert_eq!(world.sink.take().len(), 1);
        assert_eq!(how_many_tickets(world), 0);
    }

    async fn a_program_that_nobody_knows_is_held_and_never_asked(world: &World) {
        for (name, value) in [("Auto-Submitted", "auto-generated"), ("List-Id", "<l.altrove.example>"), ("Return-Path", "<>")] {
            world.receive(&Letter::from(UGO, "Novità", "Ciao.").header(name, value)).await;
        }
        world.receive(&Letter::from("noreply@altrove.example", "Il tuo codice", "123456")).await;
        assert!(world.sink.take().is_empty());
        assert!(fates(world).iter().all(|(fate, _)| fate.as_deref() == Some("held")), "{:?}", fates(world));
    }

    async fn what_nobody_confirms_is_discarded_after_two_weeks_with_its_reason(world: &World) {
        world.receive(&Letter::from(UGO, "Ciao", "Ciao.")).await;
        let link = way_in(&world.sink.one_for(UGO).mail.text);
        world.pass_days(13).await;
        assert_eq!(world.last_fate(), "held");
        world.pass_days(2).await;
        let (fate, reason) = fates(world).remove(0);
        assert_eq!(fate.as_deref(), Some("rejected"));
        assert!(reason.unwrap().contains("too long"));
        world.browser().open(&link).await.must_be(404);
        assert!(world.ctx.read(|conn| by_email(conn, UGO)).unwrap().is_none());
    }

    async fn a_wrong_link_looks_like_one_that_is_over(world: &World) {
        let page = world.browser().open(&format!("/mail/release/{}", "0".repeat(64))).await;
        page.must_be(404).must_say("non è più valido");
    }
}
