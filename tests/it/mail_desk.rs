// SPDX-License-Identifier: AGPL-3.0-or-later
//! Both ledgers of mail as the staff sees them, and the answer to who asks where a mail has gone.

use diesel::prelude::*;
use sportello::event::Actor;
use sportello::ids::{MessageId, TicketId};
use sportello::platform::mail::outbox;
use sportello::platform::web::query::encoded;
use sportello::schema::inbound_mails;
use sportello::tickets;
use sportello::tx::Tx;

use crate::on_both;
use crate::support::html::Page;
use crate::support::town::{ANNA, CARLA, DAVIDE, ELENA};
use crate::support::{Letter, World};

/// The mail server refuses for good whatever waits.
fn refuse_everything(world: &World, words: &'static str) {
    let refuse = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        for mail in outbox::claim(tx.conn(), now, 100)?.mails {
            assert!(outbox::mark_dead(tx.conn(), &mail, words)?);
        }
        Ok(())
    };
    world.ctx.write(Actor::System, refuse).unwrap();
}

on_both! {
    async fn the_desk_sees_at_once_that_a_mail_of_the_ticket_did_not_leave(world: &World) {
        let number = world.request_of(ANNA, "Stampante ferma", "Non stampa.").number;
        let address = format!("/desk/tickets/{number}");
        let page = world.browser_of(DAVIDE).open(&address).await;
        assert!(page.all(".alert").is_empty(), "{:?}", page.all(".alert"));
        assert!(page.first("#mails").unwrap().contains("In coda"), "{:?}", page.first("#mails"));
        refuse_everything(world, "550 5.1.1 no such user");
        let page = world.browser_of(DAVIDE).open(&address).await;
        let alert = page.first(".alert").expect("an alert");
        assert!(alert.contains(ANNA) && alert.contains("non consegnata") && alert.contains("550 5.1.1"), "{alert}");
        assert!(page.first("#mails").unwrap().contains("Conferma di ricezione Non inviata"), "{:?}", page.first("#mails"));
        let hers = world.browser_of(ANNA).open(&format!("/requests/{number}")).await;
        hers.must_be(200).must_not_say("550 5.1.1");
    }
    async fn every_mail_that_came_in_is_listed_with_its_fate_and_can_be_found(world: &World) {
        world.receive(&Letter::from(ANNA, "Perché la VPN non va", "Da stamattina.").header("Message-ID", "<uno.due@comune-fano.example>")).await;
        world.receive(&Letter::from("ugo@altrove.example", "Offerta", "Compra.")).await;
        let browser = world.browser_of(DAVIDE);
        let list = browser.open("/desk/mail").await;
        list.must_be(200).must_say("Ha aperto un ticket").must_say(ANNA).must_say("Offerta");
        for (looked_for, found) in [("perche vpn", true), ("Anna.Neri@comune-fano", true), ("<uno.due@comune-fano.example>", true), ("fattura", false), ("%", true), ("v%n", true), ("vp_", true), ("w_pn", false)] {
            let page = browser.open(&format!("/desk/mail?text={}", encoded(looked_for))).await;
            assert_eq!(page.says("Perché la VPN non va"), found, "{looked_for}");
        }
        browser.open("/desk/mail?fate=duplicate").await.must_say("Nessun messaggio corrisponde");
        browser.open("/desk/mail?since=2026-08-11").await.must_say("Nessun messaggio corrisponde");
        browser.open("/desk/mail?until=10/08/2026").await.must_say("Perché la VPN non va");
        let mail = browser.follow(&list, "Perché la VPN non va").await;
        mail.must_be(200).must_say("Da stamattina.").must_say("uno.due@comune-fano.example").must_say("Ha aperto un ticket");
        assert!(!mail.all(".timeline li").is_empty(), "the steps are told");
        mail.must_say("#1");
    }

    async fn the_original_is_only_ever_a_file(world: &World) {
        let letter = Letter::from(ANNA, "Guasto", "Non va.");
        world.receive(&letter).await;
        let browser = world.browser_of(DAVIDE);
        let mail = browser.open("/desk/mail").await.link("Guasto");
        let answer = browser.get(&format!("{mail}/raw")).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/octet-stream");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-disposition").starts_with("attachment"));
        assert!(header("content-security-policy").contains("sandbox"));
        assert_eq!(answer.bytes().await.unwrap(), letter.bytes());
        let hers = world.browser_of(ANNA);
        assert_eq!(hers.get(&format!("{mail}/raw")).await.status(), 404);
    }

    async fn of_a_confidential_ticket_one_sees_that_there_is_a_mail_and_nothing_else(world: &World) {
        world.receive(&Letter::from(ANNA, "Busta paga sbagliata", "Mancano dei soldi.")).await;
        let number = 1;
        assert!(world.ctx.read(|conn| tickets::by_number(conn, number)).unwrap().unwrap().confidential, "payroll is confidential");
        let seen = world.browser_of(ELENA).open("/desk/mail").await;
        seen.must_say("Busta paga sbagliata");
        let (mail, out) = (seen.link("Busta paga sbagliata"), world.browser_of(ELENA).open(&format!("/desk/tickets/{number}")).await.link("Conferma di ricezione"));
        world.browser_of(ELENA).open(&mail).await.must_say("Mancano dei soldi.");
        let browser = world.browser_of(DAVIDE);
        for list in ["/desk/mail", "/desk/mail/out"] {
            let page = browser.open(list).await;
            page.must_be(200).must_say("Riguarda un ticket riservato").must_not_say("Busta paga").must_not_say(ANNA).must_not_say("#1");
            assert_eq!(page.all("tbody tr").len(), 1, "{list}");
            assert!(page.attributes("tbody a", "href").is_empty(), "{list}");
        }
        for search in ["/desk/mail?text=busta", "/desk/mail?text=anna", "/desk/mail/out?text=anna"] {
            let page = browser.open(search).await;
            assert!(page.all("tbody tr").is_empty(), "{search}");
        }
        for hidden in [mail.clone(), format!("{mail}/raw"), out] {
            assert_eq!(browser.get(&hidden).await.status(), 404, "{hidden}");
        }
    }

    async fn a_dead_letter_is_sent_again_as_the_same_mail(world: &World) {
        let number = world.request_of(ANNA, "Stampante ferma", "Non stampa.").number;
        refuse_everything(world, "550 5.1.1 no such user");
        let browser = world.browser_of(DAVIDE);
        let desk = browser.open("/desk").await;
        assert!(desk.all("#site-nav a").iter().any(|entry| entry.contains("1 messaggio da vedere")), "{:?}", desk.all("#site-nav a"));
        let list = browser.open("/desk/mail/out?fate=dead").await;
        list.must_say("Non inviata").must_say("550 5.1.1");
        let mail = browser.open(&list.attributes("tbody th a", "href").remove(0)).await;
        let id = mail.all("dd").into_iter().find(|fact| fact.contains('@') && !fact.contains("anna") && !fact.contains("assistenza")).unwrap();
        let again = mail.form("Invia di nuovo");
        browser.send(again.clone()).await.must_be(200).must_say("di nuovo in coda").must_say("In coda");
        browser.send(again).await.must_say("non è (più) tra quelli non inviati");
        world.settle().await;
        let received = world.sink.one_for(ANNA);
        assert_eq!(received.mail.message_id.as_deref(), Some(id.trim()));
        let page = browser.open(&format!("/desk/tickets/{number}")).await;
        assert!(page.all(".alert").is_empty());
        page.must_say("rimesso in coda");
    }

    async fn a_sign_in_link_is_never_shown_and_never_sent_twice(world: &World) {
        let stranger = world.browser();
        let form = stranger.open("/sign-in").await.form_to("/sign-in/link");
        stranger.send(form.set("email", ANNA)).await;
        let browser = world.browser_of(DAVIDE);
        let link = browser.open("/desk/mail/out").await.attributes("tbody th a", "href").remove(0);
        let mail = browser.open(&link).await;
        mail.must_be(200).must_say("Link per accedere").must_say("non si mostra a nessuno").must_not_say("/sign-in/link/");
        refuse_everything(world, "550 no");
        let mail = browser.open(&link).await;
        mail.must_say("non si può inviare di nuovo");
        assert!(mail.attributes("main form", "action").is_empty());
    }
    async fn the_way_of_a_mail_is_told_in_the_language_of_the_page(world: &World) {
        world.receive(&Letter::from(ANNA, "Guasto", "Non va.")).await;
        world.receive(&Letter::from(ANNA, "Re: [CSTPU #1] Guasto", "Ancora niente.")).await;
        world.receive(&Letter::from("ugo@altrove.example", "Offerta", "Compra.")).await;
        let browser = world.browser_of(DAVIDE);
        let list = browser.open("/desk/mail").await;
        for (subject, step) in [("Re: [CSTPU #1] Guasto", "ha il numero del ticket nell’oggetto (#1)"), ("Offerta", "il mittente non appartiene a nessun ente")] {
            let mail = browser.follow(&list, subject).await;
            mail.must_say(step);
            assert_eq!(mail.all(".timeline [lang=en]"), Vec::<String>::new(), "{subject}");
        }
    }

    async fn a_technician_turns_a_held_mail_down_with_a_reason_and_who_comes_later_is_told(world: &World) {
        hold(world, "Chiedo informazioni").await;
        let browser = world.browser_of(DAVIDE);
        let list = browser.open("/desk/mail?fate=held").await;
        let mail = browser.follow(&list, "Chiedo informazioni").await;
        mail.must_say("In attesa di un tecnico").must_say("Vorrei sapere.");
        let form = mail.form("Respingi");
        browser.send(form.clone()).await.must_be(422).must_say("Indica il motivo");
        browser.send(form.clone().set("reason", "pubblicità")).await.must_be(200).must_say("è stato respinto").must_say("pubblicità");
        assert!(browser.open(&mail.path).await.all("main [lang=en]").is_empty(), "a technician's words are not called English");
        browser.send(form.set("reason", "ancora")).await.must_say("non è (più) in attesa").must_not_say("ancora");
        browser.send(mail.form("Lascia passare")).await.must_say("non è (più) in attesa");
    }

    async fn a_held_mail_that_is_let_through_becomes_a_ticket_at_once(world: &World) {
        hold(world, "Chiedo informazioni").await;
        let browser = world.browser_of(DAVIDE);
        let list = browser.open("/desk/mail?fate=held").await;
        let mail = browser.follow(&list, "Chiedo informazioni").await;
        let after = browser.send(mail.form("Lascia passare")).await;
        after.must_be(200).must_say("Lasciato passare");
        let ticket = after.attributes("dd a", "href").remove(0);
        browser.open(&ticket).await.must_be(200).must_say("Vorrei sapere.");
        browser.open("/desk/mail?fate=held").await.must_say("Nessun messaggio corrisponde");
    }

    async fn a_mail_that_could_not_be_read_is_read_again_when_a_technician_says_so(world: &World) {
        world.receive(&Letter::from(ANNA, "Guasto", "Non va la rete.")).await;
        set_aside(world, "quarantined");
        let browser = world.browser_of(DAVIDE);
        let list = browser.open("/desk/mail?fate=quarantined").await;
        list.must_say("In quarantena");
        let mail = browser.follow(&list, "Guasto").await;
        browser.send(mail.form("Leggi di nuovo")).await.must_say("sarà letto di nuovo");
        world.settle().await;
        browser.open(&mail.path).await.must_say("Ha aperto un ticket");
    }

    async fn who_asks_where_a_mail_has_gone_is_told_at_the_address_it_came_from(world: &World) {
        world.receive(&Letter::from(ANNA, "La VPN non va", "Da stamattina.")).await;
        world.receive(&Letter::from(ANNA, "Busta paga sbagliata", "Mancano dei soldi.")).await;
        world.sink.take();
        let page = where_is(world, ANNA, "2026-08-10").await;
        page.must_be(200).must_say("Controlla la tua posta").must_not_say("VPN");
        world.settle().await;
        let told = world.sink.one_for(ANNA);
        let text = told.mail.text.clone();
        assert!(text.contains("«La VPN non va»") && text.contains("Ha aperto una richiesta"), "{text}");
        assert!(text.contains(&format!("{}/requests/1", world.base)), "{text}");
        assert!(!text.contains("Busta paga") && text.contains("/requests/2"), "a confidential request is named by its link only: {text}");
        assert_eq!(told.mail.header("auto-submitted"), Some("auto-generated"));
        where_is(world, ANNA, "2026-08-10").await.must_be(200);
        world.settle().await;
        assert!(world.sink.take().is_empty(), "not twice in a quarter of an hour");
    }

    async fn who_asks_about_another_s_mail_gets_the_same_page_and_no_answer(world: &World) {
        let known = where_is(world, CARLA, "2026-08-10").await;
        let unknown = where_is(world, "nessuno@altrove.example", "2026-08-10").await;
        assert_eq!((known.status, known.text(), known.path), (unknown.status, unknown.text(), unknown.path));
        world.settle().await;
        let told = world.sink.one_for(CARLA);
        assert!(told.mail.text.contains("non è arrivato nessun messaggio"), "{}", told.mail.text);
        assert!(world.sink.take().is_empty(), "a stranger hears nothing");
        let browser = world.browser();
        let form = browser.open("/mail/where").await.form_to("/mail/where");
        browser.send(form.set("email", "no").set("day", "domani")).await.must_be(422).must_say("indirizzo").must_say("Scrivi un giorno");
    }

    async fn one_mailbox_in_other_spellings_is_not_told_again_and_again(world: &World) {
        where_is(world, CARLA, "2026-08-10").await.must_be(200);
        let (name, domain) = CARLA.split_once('@').unwrap();
        let capitals = format!("{}@{domain}", name.to_uppercase());
        for spelling in [capitals, format!("{name}+1@{domain}"), format!("{}+2@{domain}", name.to_uppercase())] {
            where_is(world, &spelling, "2026-08-10").await.must_be(200);
        }
        world.settle().await;
        assert_eq!(world.sink.take().len(), 1);
    }

    async fn a_mail_that_could_not_be_read_is_told_of_as_well(world: &World) {
        world.receive(&Letter::from(ANNA, "Guasto", "Non va la rete.")).await;
        set_aside(world, "quarantined");
        forget_sender(world);
        world.sink.take();
        where_is(world, ANNA, "10/08/2026").await.must_be(200);
        world.settle().await;
        assert!(world.sink.one_for(ANNA).mail.text.contains("non si riesce a leggerlo"));
    }

    async fn monitoring_reads_how_mail_is_and_no_proxy_passes_it_on(world: &World) {
        world.receive(&Letter::from(ANNA, "Guasto", "Non va la rete.")).await;
        let text = world.browser().get("/metrics").await.text().await.unwrap();
        assert!(text.contains("sportello_mail_in{disposition=\"opened\"} 1\n"), "{text}");
        assert!(text.contains("sportello_mail_out{state=\"sent\"} 1\n"), "{text}");
        assert!(!text.contains('@') && !text.contains("Guasto"), "{text}");
        let passed_on = reqwest::Client::new().get(format!("{}/metrics", world.base)).header("X-Forwarded-For", "203.0.113.5");
        assert_eq!(passed_on.send().await.unwrap().status(), 404);
    }
}

/// A mail waits for a technician.
async fn hold(world: &World, subject: &str) {
    world
        .receive(&Letter::from("ugo@altrove.example", subject, "Vorrei sapere."))
        .await;
    set_aside(world, "held");
}

/// What every mail so far came to is that it needs somebody.
fn set_aside(world: &World, disposition: &'static str) {
    let aside = move |tx: &mut Tx<'_>| {
        let none = (
            inbound_mails::ticket_id.eq(None::<TicketId>),
            inbound_mails::message_row_id.eq(None::<MessageId>),
            inbound_mails::accepted_key.eq(None::<String>),
        );
        Ok(diesel::update(inbound_mails::table)
            .set((inbound_mails::disposition.eq(disposition), none))
            .execute(tx.conn())?)
    };
    world.ctx.write(Actor::System, aside).unwrap();
}

/// The ledger never came to know who wrote.
fn forget_sender(world: &World) {
    let forget = |tx: &mut Tx<'_>| {
        Ok(diesel::update(inbound_mails::table)
            .set(inbound_mails::from_address.eq(None::<String>))
            .execute(tx.conn())?)
    };
    world.ctx.write(Actor::System, forget).unwrap();
}

/// Somebody asks where the mails of an address have gone.
async fn where_is(world: &World, address: &str, day: &str) -> Page {
    let browser = world.browser();
    let form = browser.open("/mail/where").await.form_to("/mail/where");
    browser.send(form.set("email", address).set("day", day)).await
}

#[test]
fn a_mail_in_quarantine_is_told_from_others_by_its_sender_and_its_subject() {
    use crate::support::Engine;
    use crate::support::world::in_world_with;
    let small = |config: &mut sportello::config::Config| config.mail.max_mail_mb = 1;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        in_world_with(engine, small, async |world: &World| {
            let large = Letter::from(ANNA, "=?utf-8?q?Cos=C3=AC_grande?=", &"Non stampa.\n".repeat(200_000));
            world.receive(&large).await;
            let headless = format!("\r\n\r\n{}", "x".repeat(2_000_000));
            world.receive_bytes(headless.as_bytes()).await;
            let browser = world.browser_of(DAVIDE);
            let list = browser.open("/desk/mail?fate=quarantined").await;
            list.must_say(ANNA).must_say("Così grande");
            assert_eq!(list.all("tbody tr").len(), 2);
            browser.follow(&list, "Così grande").await.must_be(200).must_say(ANNA);
            browser.open("/desk/mail?text=grande").await.must_say("Così grande");
        });
    }
}
