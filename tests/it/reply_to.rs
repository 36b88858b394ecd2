// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail whose writer wants the answers elsewhere (`Reply-To`): where they go, and that it gives nobody anything else.

use diesel::prelude::*;
use sportello::config::Config;
use sportello::event::Actor;
use sportello::platform::mail::ParsedMail;
use sportello::schema::persons;

use crate::on_both;
use crate::support::town::{ANNA, BRUNO, CARLA, DAVIDE};
use crate::support::world::in_world_with;
use crate::support::{Engine, Letter, World};

/// The office in which Anna works; nobody knows the address yet.
const OFFICE: &str = "ufficio.tributi@comune-fano.example";
const UGO: &str = "ugo.riva@altrove.example";
const ELSEWHERE: &str = "Chi scrive chiede la risposta a";

fn request(reply_to: &str) -> Letter {
    Letter::from(ANNA, "Stampante ferma", "Non stampa.").header("Reply-To", reply_to)
}

/// Davide answers the ticket, or ends it.
async fn davide(world: &World, number: i64, button: &str, label: &str, words: &str) {
    let browser = world.browser_of(DAVIDE);
    let page = browser.open(&format!("/desk/tickets/{number}")).await;
    browser.send(page.form(button).fill(label, words)).await.must_be(200);
    world.settle().await;
}

async fn davide_answers(world: &World, number: i64, words: &str) {
    davide(world, number, "Invia la risposta", "Testo della risposta", words).await;
}

/// The receipt went to Anna, not where her mail asks for answers, and the page of the ticket says so.
async fn is_answered_at_her_own(world: &World, number: i64, wanted: &str) {
    assert_eq!(world.sink.take_for(wanted).len(), 0, "{wanted}");
    let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
    page.must_say(&format!("{ELSEWHERE} {wanted}"))
        .must_say(&format!("La risposta va a {ANNA}"));
    davide_answers(world, number, "Arriviamo.").await;
    assert_eq!(world.sink.take_for(wanted).len(), 0, "{wanted}");
    assert!(!world.sink.take_for(ANNA).is_empty(), "{wanted}");
}

fn answer(from: &str, mail: &ParsedMail, words: &str) -> Letter {
    Letter::answer(from, mail, words)
}

on_both! {
    async fn answers_go_where_the_mail_that_opened_the_ticket_asks_for_them_and_the_page_says_so(world: &World) {
        world.receive(&request(OFFICE)).await;
        world.sink.one_for(OFFICE);
        let page = world.browser_of(DAVIDE).open("/desk/tickets/1").await;
        page.must_say("Anna Neri").must_say(&format!("La risposta va a {OFFICE}")).must_not_say(ELSEWHERE);
        davide_answers(world, 1, "Prova adesso.").await;
        assert!(world.sink.one_for(OFFICE).mail.text.contains("Prova adesso."));
        assert!(world.sink.take_for(ANNA).is_empty());
        world.browser_of(ANNA).open("/requests/1").await.must_be(200).must_say(OFFICE).must_say("Prova adesso.");
    }

    async fn who_gets_the_answers_may_answer_them_and_no_more(world: &World) {
        world.receive(&request(OFFICE)).await;
        let receipt = world.sink.one_for(OFFICE).mail;
        world.receive(&answer(OFFICE, &receipt, "È quella al piano terra.")).await;
        assert_eq!((world.last_fate().as_str(), world.watchers()), ("replied", 0));
        let page = world.browser_of(DAVIDE).open("/desk/tickets/1").await;
        page.must_say("È quella al piano terra.").must_say("Anna Neri");
        world.browser_of(OFFICE).open("/requests/1").await.must_be(404).must_not_say("Stampante");
        world.receive(&Letter::from(OFFICE, "R: [CSTPU #1] Stampante", "Indovinato.")).await;
        assert_eq!(world.last_fate(), "opened", "the number alone leads nobody in");
        world.sink.take();
        davide_answers(world, 1, "Grazie.").await;
        world.sink.one_for(OFFICE);
    }

    async fn the_way_back_into_a_resolved_ticket_is_for_nobody_but_its_requester(world: &World) {
        world.receive(&request(OFFICE)).await;
        world.sink.take();
        let browser = world.browser_of(DAVIDE);
        let page = browser.open("/desk/tickets/1").await;
        let page = browser.send(page.form("Prendi in carico")).await;
        let page = browser.send(page.form("Sposta al servizio").choose("Servizio", "Accesso remoto VPN")).await;
        browser.send(page.form("Segna come risolto").fill("Come è stato risolto", "Sostituito il toner.")).await.must_be(200);
        world.settle().await;
        let told = world.sink.one_for(OFFICE).mail;
        assert!(told.text.contains("Sostituito il toner."), "{}", told.text);
        assert!(!told.text.contains("/reopening/"), "{}", told.text);
        world.receive(&answer(OFFICE, &told, "Non stampa ancora.")).await;
        browser.open("/desk/tickets/1").await.must_say("Non stampa ancora.").must_say("Riaperto una volta");
    }

    async fn answers_go_nowhere_where_nobody_of_the_body_is(world: &World) {
        let wanted = [
            UGO,
            CARLA,
            "noreply@comune-fano.example",
            "postmaster@comune-fano.example",
            "tutti-request@comune-fano.example",
        ];
        for (number, wanted) in (1..).zip(wanted) {
            world.receive(&request(wanted)).await;
            is_answered_at_her_own(world, number, wanted).await;
            world.ctx.clock.advance_seconds(3_700);
        }
        let both = format!("{OFFICE}, {CARLA}");
        world.receive(&request(&both)).await;
        is_answered_at_her_own(world, 6, OFFICE).await;
    }

    async fn our_own_address_and_the_sender_s_are_no_other_address(world: &World) {
        for (number, wanted) in (1..).zip(["assistenza@cstpu.example", "Anna.Neri@Comune-Fano.example"]) {
            world.receive(&request(wanted)).await;
            let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
            page.must_not_say(ELSEWHERE).must_say(&format!("La risposta va a {ANNA}"));
        }
        world.sink.one_for(ANNA);
    }

    async fn an_answer_in_a_ticket_moves_no_answers(world: &World) {
        world.receive(&Letter::from(ANNA, "Stampante ferma", "Non stampa.")).await;
        let receipt = world.sink.one_for(ANNA).mail;
        world.receive(&answer(ANNA, &receipt, "Ancora.").header("Reply-To", OFFICE)).await;
        let page = world.browser_of(DAVIDE).open("/desk/tickets/1").await;
        page.must_say("Chi scrive chiede la risposta a un altro indirizzo").must_say(&format!("La risposta va a {ANNA}"));
        davide_answers(world, 1, "Arriviamo.").await;
        world.sink.one_for(ANNA);
    }

    async fn of_a_confidential_ticket_nothing_goes_elsewhere(world: &World) {
        let letter = Letter::from(ANNA, "Cedolino paghe stipendio", "Il cedolino è sbagliato.").header("Reply-To", OFFICE);
        world.receive(&letter).await;
        let ticket = world.ctx.read(|conn| sportello::tickets::by_number(conn, 1)).unwrap().unwrap();
        assert!(ticket.confidential && ticket.reply_to_used, "payroll is confidential");
        world.sink.one_for(ANNA);
        assert!(world.sink.take_for(OFFICE).is_empty());
    }

    async fn who_left_gets_no_more_answers_and_is_heard_no_more(world: &World) {
        world.receive(&request(BRUNO)).await;
        let receipt = world.sink.one_for(BRUNO).mail;
        world.ctx.write(Actor::System, |tx| {
            let bruno = persons::table.filter(persons::email.eq(BRUNO));
            diesel::update(bruno).set(persons::deactivated_at.eq(tx.now())).execute(tx.conn())?;
            Ok(())
        }).unwrap();
        is_answered_at_her_own(world, 1, BRUNO).await;
        world.receive(&answer(BRUNO, &receipt, "Sono ancora qui.")).await;
        world.browser_of(DAVIDE).open("/desk/tickets/1").await.must_not_say("Sono ancora qui.");
    }

    async fn when_the_ticket_turns_out_to_be_of_another_body_nobody_of_the_first_gets_its_answers(world: &World) {
        world.receive(&request(OFFICE)).await;
        world.sink.one_for(OFFICE);
        let browser = world.browser_of(DAVIDE);
        let page = browser.open("/desk/tickets/1").await;
        browser.send(page.form("Salva l’ente").choose("Ente", "Comune di Pesaro")).await.must_be(200);
        is_answered_at_her_own(world, 1, OFFICE).await;
    }

    async fn when_the_other_address_is_unknown_the_next_answer_goes_to_the_requester(world: &World) {
        world.sink.forget(OFFICE);
        world.receive(&request(OFFICE)).await;
        let page = world.browser_of(DAVIDE).open("/desk/tickets/1").await;
        page.must_say(&format!("La risposta va a {ANNA}")).must_say(&format!("{ELSEWHERE} {OFFICE}"));
        davide_answers(world, 1, "Arriviamo.").await;
        world.sink.one_for(ANNA);
    }
}

/// Behind a server that checks senders.
async fn forged(world: &World) {
    let letter = request(OFFICE).header(
        "Authentication-Results",
        "mx.cstpu.example; dmarc=fail header.from=comune-fano.example",
    );
    world.receive(&letter).await;
    assert!(world.sink.take().is_empty());
    is_answered_at_her_own(world, 1, OFFICE).await;
}

fn guard(config: &mut Config) {
    config.mail.authserv_id = "mx.cstpu.example".into();
}

#[test]
fn whoever_forges_a_sender_gets_no_answers_on_sqlite() {
    in_world_with(Engine::Sqlite, guard, forged);
}

#[test]
fn whoever_forges_a_sender_gets_no_answers_on_postgresql() {
    in_world_with(Engine::Postgres, guard, forged);
}
