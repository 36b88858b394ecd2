// SPDX-License-Identifier: AGPL-3.0-or-later
//! Rules that may never break, kept through the web.

use diesel::prelude::*;
use sportello::ids::{MessageId, PersonId, ServiceId, TicketId};
use sportello::platform::db::Conn;
use sportello::schema::{events, messages, tickets, watchers};
use sportello::tickets::Status;

use crate::on_both;
use crate::support::html::{Form, Page};
use crate::support::town::{ANNA, BRUNO, CARLA, DAVIDE, ELENA};
use crate::support::{Browser, World as Town};

/// What a merge moves, and what it must give back.
type Arrangement = (
    Vec<(TicketId, Status, Option<PersonId>, Option<ServiceId>)>,
    Vec<(MessageId, TicketId)>,
    Vec<(TicketId, PersonId)>,
);

fn arrangement(world: &Town) -> Arrangement {
    let look = |conn: &mut Conn| {
        Ok((
            tickets::table
                .order(tickets::number)
                .select((tickets::id, tickets::status, tickets::assignee_id, tickets::service_id))
                .load(conn)?,
            messages::table
                .order(messages::id)
                .select((messages::id, messages::ticket_id))
                .load(conn)?,
            watchers::table
                .order((watchers::ticket_id, watchers::person_id))
                .select((watchers::ticket_id, watchers::person_id))
                .load(conn)?,
        ))
    };
    world.ctx.read(look).unwrap()
}

fn how_many_events(world: &Town) -> i64 {
    world
        .ctx
        .read(|conn| Ok(events::table.count().get_result(conn)?))
        .unwrap()
}

/// Sends a form that changes something; the history must have grown by it.
async fn change(world: &Town, browser: &Browser, form: Form) -> Page {
    let (before, action) = (how_many_events(world), form.action.clone());
    let page = browser.send(form).await;
    page.must_be(200);
    assert!(how_many_events(world) > before, "{action} left no trace in the history");
    page
}

/// What is changed elsewhere than on one ticket's page of the desk.
async fn others_change(world: &Town, anna: &Browser, davide: &Browser) {
    let form = davide.open("/desk/tickets/new").await.form_to("/desk/tickets");
    let form = form
        .set("email", CARLA)
        .set("subject", "Al telefono")
        .set("text", "Non stampa.");
    let opened = change(world, davide, form).await;
    opened.must_say("Al telefono").must_say("Telefono");

    let solved = world
        .request_for(ANNA, "INF-CON-03", "VPN ferma", "Non si collega.")
        .number;
    let ticket = davide.open(&format!("/desk/tickets/{solved}")).await;
    change(
        world,
        davide,
        ticket.form("Segna come risolto").set("resolution", "Fatto."),
    )
    .await;
    let request = anna.open(&format!("/requests/{solved}")).await;
    let reopened = change(world, anna, request.form_to(&format!("/requests/{solved}/reopening"))).await;
    assert!(
        reopened.all(".timeline li").join(" ").contains("Riapert"),
        "{:?}",
        reopened.all(".timeline li")
    );

    let english = anna.open("/").await.form_to("/language").set("locale", "en");
    change(world, anna, english).await;
}

on_both! {
    async fn a_confidential_request_is_read_by_its_people_and_its_team_and_travels_in_no_mail(world: &World) {
        let number = world.request_for(ANNA, "GES-STI-01", "Cedolino sbagliato", "Mancano trecento euro.").number;
        world.settle().await;
        let elena = world.browser_of(ELENA);
        let ticket = elena.open(&format!("/desk/tickets/{number}")).await;
        ticket.must_be(200).must_say("Mancano trecento euro.");
        let form = ticket.form("Invia la risposta").fill("Testo della risposta", "Il conguaglio arriva a settembre.");
        elena.send(form).await.must_be(200);
        world.settle().await;
        let mails = world.sink.take();
        assert!(mails.iter().filter(|mail| mail.to == [ANNA]).count() >= 2, "a receipt and a reply");
        for mail in mails {
            let raw = String::from_utf8_lossy(&mail.raw);
            for secret in ["Cedolino", "trecento", "conguaglio", "tipendi"] {
                for text in [&mail.mail.subject, &mail.mail.text, raw.as_ref()] {
                    assert!(!text.contains(secret), "{secret} travels in a mail:\n{text}");
                }
            }
            assert!(mail.mail.text.contains(&format!("/{number}")), "no link: {}", mail.mail.text);
        }
        world.browser_of(ANNA).open(&format!("/requests/{number}")).await.must_say("Il conguaglio arriva a settembre.");
        for (who, address) in [
            (BRUNO, format!("/requests/{number}")),
            (CARLA, format!("/requests/{number}")),
            (DAVIDE, format!("/requests/{number}")),
            (DAVIDE, format!("/desk/tickets/{number}")),
        ] {
            world.browser_of(who).open(&address).await.must_be(404).must_not_say("Cedolino");
        }
        for (who, address) in [(BRUNO, "/requests"), (DAVIDE, "/desk"), (DAVIDE, "/desk?text=Cedolino&scope=all")] {
            let page = world.browser_of(who).open(address).await;
            page.must_be(200);
            assert!(!page.all("tbody tr").iter().any(|row| row.contains("Cedolino")), "{who} finds it on {address}");
        }
    }

    async fn undoing_a_merge_gives_everything_back(world: &World) {
        let kept = world.request_for(ANNA, "INF-CON-01", "Internet lento", "Da stamattina.").number;
        let gone = world.request_for(CARLA, "INF-CON-03", "VPN ferma", "Anche da noi.").number;
        world.settle().await;
        let (davide, anna, carla) = (world.browser_of(DAVIDE), world.browser_of(ANNA), world.browser_of(CARLA));
        let (theirs, own) = (format!("/requests/{kept}"), format!("/requests/{gone}"));
        let before = arrangement(world);
        let conversations = (
            anna.open(&theirs).await.all(".conversation .message-body"),
            carla.open(&own).await.all(".conversation .message-body"),
        );
        carla.open(&theirs).await.must_be(404);

        let address = format!("/desk/tickets/{gone}");
        let ticket = davide.open(&address).await;
        let form = ticket.form_to(&format!("{address}/merge")).fill("Numero dell’altro ticket", &kept.to_string());
        davide.send(form).await.must_be(200);
        assert_ne!(arrangement(world), before);
        let page = carla.open(&own).await;
        page.must_be(200).must_say("Internet lento");
        assert_eq!(page.path, theirs, "the old number leads to the new one");

        let ticket = davide.open(&address).await;
        davide.send(ticket.form_to(&format!("{address}/separation"))).await.must_be(200);
        assert_eq!(arrangement(world), before);
        let after = (
            anna.open(&theirs).await.all(".conversation .message-body"),
            carla.open(&own).await.all(".conversation .message-body"),
        );
        assert_eq!(after, conversations);
        carla.open(&theirs).await.must_be(404);
        anna.open(&own).await.must_be(404);
    }

    async fn every_change_writes_the_history(world: &World) {
        let anna = world.browser_of(ANNA);
        let form = anna.open("/requests/new").await.form("Invia la richiesta");
        let form = form.fill("Oggetto", "Non riesco a lavorare").fill("Che cosa succede", "Non va.");
        let request = change(world, &anna, form).await;
        let number: i64 = request.path.rsplit('/').next().unwrap().parse().unwrap();
        let form = request.form("Invia la risposta").fill("La tua risposta", "Ancora adesso.");
        change(world, &anna, form).await;

        let davide = world.browser();
        let form = davide.open("/sign-in").await.form_to("/sign-in/password");
        let form = form.set("account", DAVIDE).set("password", crate::support::town::PASSWORD);
        change(world, &davide, form).await;
        let address = format!("/desk/tickets/{number}");
        let other = world.request_of(ANNA, "Un'altra", "Uguale.").number.to_string();
        let mut ticket = davide.open(&address).await;
        // Where, and what is chosen or written there.
        let steps: &[(&str, &[(&str, &str)])] = &[
            ("Prendi in carico", &[]),
            ("Sposta al servizio", &[("service", "INF-CON-03")]),
            ("Imposta la priorità", &[("level", "urgent")]),
            ("Salva la nota", &[("note", "Una nota.")]),
            ("Invia la risposta", &[("reply", "Una risposta.")]),
            ("Invia la domanda e attendi", &[("question", "Una domanda?")]),
            ("Riprendi la lavorazione", &[]),
            ("Metti in attesa di terzi", &[("third_party", "Il fornitore.")]),
            ("Riprendi la lavorazione", &[]),
            ("Sospendi", &[("until", "2026-08-31")]),
            ("Riprendi la lavorazione", &[]),
            ("Respingi il ticket", &[("reason", "Non è per noi.")]),
            ("Annulla il respingimento", &[]),
            ("Segna come risolto", &[("resolution", "Fatto.")]),
            ("Riapri il ticket", &[]),
        ];
        for (button, values) in steps {
            let form = values.iter().fold(ticket.form(button), |form, (name, value)| form.set(name, value));
            change(world, &davide, form).await;
            ticket = davide.open(&address).await;
        }
        change(world, &davide, ticket.form("Salva l’ente").choose("Ente", "Pesaro")).await;
        let ticket = davide.open(&address).await;
        let form = ticket.form_to(&format!("{address}/assignment")).set("assignee", &world.person(ELENA).to_string());
        change(world, &davide, form).await;
        let form = davide.open(&address).await.form_to(&format!("{address}/merge")).set("into", &other);
        change(world, &davide, form).await;
        let form = davide.open(&address).await.form_to(&format!("{address}/separation"));
        change(world, &davide, form).await;
        let unwanted = world.request_of(ANNA, "Ho già risolto", "Non serve più.").number;
        let form = anna.open(&format!("/requests/{unwanted}")).await.form("Annulla la richiesta");
        change(world, &anna, form).await;
        others_change(world, &anna, &davide).await;
        change(world, &davide, davide.open("/").await.form_to("/sign-out")).await;

        let nameless = |conn: &mut Conn| {
            Ok(events::table
                .filter(events::ticket_id.is_not_null())
                .filter(events::kind.ne_all(["ticket_routed", "inbound_mail_settled"]))
                .filter(events::person_id.is_null())
                .select(events::kind)
                .load::<String>(conn)?)
        };
        assert_eq!(world.ctx.read(nameless).unwrap(), Vec::<String>::new(), "who did it?");
    }
}
