// SPDX-License-Identifier: AGPL-3.0-or-later
//! A technician forwarded somebody's mail without asking for anything; on the page of the ticket a button gives it to whoever
//! wrote it.

use diesel::prelude::*;
use sportello::entities;
use sportello::event::Actor;
use sportello::ids::PersonId;
use sportello::people::{MembershipRole, begin_membership};
use sportello::platform::clock::Timestamp;
use sportello::schema::persons;
use sportello::tickets::{self, Ticket};
use sportello::tx::Tx;

use crate::on_both;
use crate::support::html::Page;
use crate::support::town::{ANNA, BRUNO, CARLA, DAVIDE, ELENA, MARTA, ROBERTA};
use crate::support::{Letter, World};

const BUTTON: &str = "Attribuisci al mittente originale";
const TICKET: &str = "/desk/tickets/1";
const UGO: &str = "ugo.riva@altrove.example";

/// What Davide's mail program makes of somebody's mail that he passes on.
fn forward(from: &str, of: &str) -> Letter {
    let text = format!(
        "Ve lo giro.\n\n-----Messaggio originale-----\nDa: Anna Neri <{of}>\nInviato: lunedì\nA: Davide\nOggetto: rete\n\nNon va la rete.\n"
    );
    Letter::from(from, "I: rete", &text)
}

async fn forwarded(world: &World, of: &str) {
    world.receive(&forward(DAVIDE, of)).await;
    world.sink.take();
}

fn first(world: &World) -> Ticket {
    world.ctx.read(|conn| tickets::by_number(conn, 1)).unwrap().unwrap()
}

fn has_button(page: &Page) -> bool {
    page.attributes("main form", "action")
        .iter()
        .any(|action| action.ends_with("/attribution"))
}

fn leaves(world: &World, person: PersonId) {
    let leave = move |tx: &mut Tx<'_>| {
        let at: Option<Timestamp> = Some(tx.now());
        Ok(diesel::update(persons::table.filter(persons::id.eq(person)))
            .set(persons::deactivated_at.eq(at))
            .execute(tx.conn())?)
    };
    world.ctx.write(Actor::System, leave).unwrap();
}

on_both! {
    async fn a_forward_of_a_technician_becomes_the_request_of_its_sender_by_a_button(world: &World) {
        forwarded(world, ANNA).await;
        world.browser_of(ANNA).open("/requests/1").await.must_be(404);
        let browser = world.browser_of(ELENA);
        let page = browser.open(TICKET).await;
        page.must_say("inoltra un messaggio di").must_say(ANNA);
        let after = browser.send(page.form(BUTTON)).await;
        after.must_be(200).must_say("è attribuito al mittente originale").must_say("Richiedente: Anna Neri al posto di Davide Fabbri");
        assert!(!has_button(&after), "once is enough");
        assert_eq!(first(world).requester_id, world.person(ANNA));
        world.browser_of(ANNA).open("/requests/1").await.must_be(200).must_say("Non va la rete.").must_not_say("al posto di");
        world.settle().await;
        let receipt = world.sink.one_for(ANNA).mail;
        assert!(receipt.subject.contains("#1"), "{}", receipt.subject);
        assert!(world.sink.take().is_empty(), "nobody else is told");
        browser.send(page.form(BUTTON)).await.must_be(422).must_say("cambiato");
        world.settle().await;
        assert!(world.sink.take().is_empty(), "a second press does nothing");
    }

    async fn who_forwarded_it_keeps_what_the_role_allows_and_nothing_more(world: &World) {
        forwarded(world, ANNA).await;
        let browser = world.browser_of(DAVIDE);
        let list = browser.open("/requests").await;
        list.must_say("rete");
        browser.send(browser.open(TICKET).await.form(BUTTON)).await.must_be(200);
        browser.open(TICKET).await.must_be(200);
        browser.open("/requests").await.must_not_say("rete");
        let ticket = first(world);
        assert!(world.ctx.read(move |conn| tickets::watchers_of(conn, ticket.id)).unwrap().is_empty());
        world.browser_of(ANNA).open("/requests").await.must_say("rete");
    }

    async fn a_confidential_forward_is_hidden_from_who_forwarded_it_when_it_is_another_team_s(world: &World) {
        let text = format!("Da: Anna Neri <{ANNA}>\nInviato: lunedì\nOggetto: busta paga\n\nMancano dei soldi.\n");
        world.receive(&Letter::from(DAVIDE, "I: Busta paga sbagliata", &text)).await;
        assert!(first(world).confidential, "payroll is confidential");
        world.sink.take();
        let browser = world.browser_of(DAVIDE);
        let after = browser.send(browser.open(TICKET).await.form(BUTTON)).await;
        after.must_be(200).must_say("da qui non è più visibile");
        browser.open(TICKET).await.must_be(404);
        world.browser_of(ANNA).open("/requests/1").await.must_be(200).must_say("Mancano dei soldi.");
        world.settle().await;
        assert!(!world.sink.one_for(ANNA).mail.text.contains("soldi"), "only a link leaves the house");
    }

    async fn the_body_is_that_of_who_wrote_and_its_contact_reads_it(world: &World) {
        forwarded(world, ANNA).await;
        assert_eq!(first(world).entity_id, None);
        world.browser_of(BRUNO).open("/requests/1").await.must_be(404);
        let browser = world.browser_of(DAVIDE);
        let after = browser.send(browser.open(TICKET).await.form(BUTTON)).await;
        after.must_say("Ente: Comune di Fano");
        world.browser_of(BRUNO).open("/requests/1").await.must_be(200);
    }

    async fn the_body_of_who_forwarded_it_does_not_keep_the_request(world: &World) {
        let (davide, pesaro) = (world.person(DAVIDE), "comune-pesaro.example");
        let join = move |tx: &mut Tx<'_>| {
            let body = entities::by_domain(tx.conn(), pesaro)?.remove(0);
            begin_membership(tx, davide, body.id, MembershipRole::Requester)
        };
        world.ctx.write(Actor::System, join).unwrap();
        forwarded(world, ANNA).await;
        let browser = world.browser_of(DAVIDE);
        let page = browser.open(TICKET).await;
        assert!(first(world).entity_id.is_some());
        browser.send(page.form(BUTTON)).await.must_say("Ente: Comune di Fano");
        world.browser_of(BRUNO).open("/requests/1").await.must_be(200);
    }

    async fn a_body_that_somebody_found_out_stays(world: &World) {
        forwarded(world, ANNA).await;
        let browser = world.browser_of(DAVIDE);
        let form = browser.open(TICKET).await.form("Salva l’ente");
        browser.send(form.choose("Ente", "Comune di Pesaro")).await.must_be(200);
        let found_out = first(world).entity_id;
        browser.send(browser.open(TICKET).await.form(BUTTON)).await.must_be(200);
        assert!(found_out.is_some() && first(world).entity_id == found_out);
        world.browser_of(BRUNO).open("/requests/1").await.must_be(404);
    }

    async fn somebody_new_of_a_member_body_becomes_known_by_it(world: &World) {
        let new = "nadia.verdi@comune-fano.example";
        forwarded(world, new).await;
        let browser = world.browser_of(DAVIDE);
        browser.send(browser.open(TICKET).await.form(BUTTON)).await.must_be(200);
        world.settle().await;
        world.sink.one_for(new);
        world.browser_of(new).open("/requests/1").await.must_be(200);
    }

    async fn a_mail_that_is_attached_whole_says_who_wrote_it(world: &World) {
        let inner = format!("From: Anna Neri <{ANNA}>\r\nTo: {DAVIDE}\r\nSubject: rete\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nNon va la rete.\r\n");
        world.receive(&Letter::from(DAVIDE, "I: rete", "Vedi allegato.").file("rete.eml", "message/rfc822", inner.as_bytes())).await;
        world.sink.take();
        let browser = world.browser_of(ELENA);
        let page = browser.open(TICKET).await;
        page.must_say("inoltra un messaggio di").must_say(ANNA);
        browser.send(page.form(BUTTON)).await.must_be(200).must_say("è attribuito");
        world.browser_of(ANNA).open("/requests/1").await.must_be(200).must_say("rete.eml");
        world.settle().await;
        world.sink.one_for(ANNA);
    }

    async fn a_stranger_or_who_has_left_is_refused_and_nothing_changes(world: &World) {
        forwarded(world, UGO).await;
        let browser = world.browser_of(DAVIDE);
        let refused = browser.send(browser.open(TICKET).await.form(BUTTON)).await;
        refused.must_be(422).must_say("non può diventare richiedente").mistakes_must_lead_to_their_fields();
        world.receive(&forward(DAVIDE, CARLA)).await;
        leaves(world, world.person(CARLA));
        world.sink.take();
        let page = browser.open("/desk/tickets/2").await;
        browser.send(page.form(BUTTON)).await.must_be(422).must_say("non può diventare richiedente");
        assert_eq!(first(world).requester_id, world.person(DAVIDE));
        world.settle().await;
        assert!(world.sink.take().is_empty());
    }

    async fn only_a_forward_of_the_staff_that_is_still_worked_on_has_the_button(world: &World) {
        forwarded(world, ANNA).await;
        world.receive(&forward(CARLA, ANNA)).await;
        world.receive(&Letter::from(DAVIDE, "rete", "Da: domani non va la rete.")).await;
        world.receive(&forward(DAVIDE, DAVIDE)).await;
        world.request_of(DAVIDE, "rete", &format!("Da: Anna <{ANNA}>\nInviato: lunedì\n\nNon va."));
        let browser = world.browser_of(ELENA);
        for (number, shown) in [(1, true), (2, false), (3, false), (4, false), (5, false)] {
            let page = browser.open(&format!("/desk/tickets/{number}")).await;
            page.must_be(200);
            assert_eq!(has_button(&page), shown, "#{number}");
        }
        let page = browser.open(TICKET).await;
        let form = page.form("Respingi il ticket");
        browser.send(form.set("reason", "Non è per noi.")).await.must_be(200);
        assert!(!has_button(&browser.open(TICKET).await));
        browser.send(page.form(BUTTON)).await.must_be(422);
        let version = first(world).version.to_string();
        browser.send(page.form(BUTTON).set("version", &version)).await.must_be(422).must_say("già concluso");
        assert_eq!(first(world).requester_id, world.person(DAVIDE));
    }

    async fn nobody_but_who_works_on_tickets_can_do_it(world: &World) {
        forwarded(world, ANNA).await;
        let form = world.browser_of(DAVIDE).open(TICKET).await.form(BUTTON);
        for email in [ANNA, CARLA, ROBERTA] {
            let browser = world.browser_of(email);
            let csrf = browser.open("/").await.attributes("input[name=csrf]", "value").remove(0);
            browser.send(form.clone().set("csrf", &csrf)).await.must_be(404);
        }
        world.browser_of(MARTA).open(TICKET).await.must_be(200);
        assert_eq!(first(world).requester_id, world.person(DAVIDE));
    }

    async fn what_was_not_forwarded_cannot_be_attributed_by_a_form_of_one_s_own(world: &World) {
        world.request_of(ANNA, "rete", "Non va.");
        let browser = world.browser_of(DAVIDE);
        let page = browser.open(TICKET).await;
        let csrf = page.attributes("input[name=csrf]", "value").remove(0);
        let version = first(world).version.to_string();
        let forged = [("csrf", csrf.as_str()), ("version", version.as_str())];
        let answer = browser.post(&format!("{TICKET}/attribution"), &forged).await;
        answer.must_be(422).must_say("non inoltra");
        assert_eq!(first(world).requester_id, world.person(ANNA));
    }
}
