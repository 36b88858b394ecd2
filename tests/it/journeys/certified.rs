// SPDX-License-Identifier: AGPL-3.0-or-later
//! A request by certified mail: it comes in, is answered by its own road, and the providers' receipts tell how that went.

use std::net::TcpListener;

use sportello::config::{Config, Mailbox, MailboxKind};
use sportello::intake::{self, Delivered, Disposition};

use crate::support::html::Page;
use crate::support::provider::{ADDRESS, Provider};
use crate::support::sink::{Received, Sink};
use crate::support::town::DAVIDE;
use crate::support::world::in_world_with;
use crate::support::{Engine, World};

const OFFICE: &str = "protocollo@comune-fano.example";
const OURS: &str = "cstpu@pec.cstpu.example";
const THEIR_ID: &str = "opec2941.20260810090000.1.1@gestore.example";
const OUR_ID: &str = "opec2941.20260810100000.2.1@gestore.example";

/// A world with a mailbox of certified mail, whose server takes mail through a door of its own.
fn in_certified_world(story: impl AsyncFn(&World, &Sink)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = door.local_addr().unwrap().port();
        let settings = |config: &mut Config| {
            let mut pec = Mailbox {
                name: "pec".into(),
                address: OURS.into(),
                pec: true,
                kind: MailboxKind::None,
                pec_authorities: Provider::get().authority(),
                smtp: config.mail.smtp.clone(),
                ..Mailbox::default()
            };
            pec.smtp.port = port;
            config.mailboxes.push(pec);
        };
        in_world_with(engine, settings, async |world| story(world, &Sink::at(door)).await);
    }
}

async fn arrives(world: &World, raw: Vec<u8>) -> Delivered {
    let delivered = intake::deliver(&world.ctx, "pec", raw).await.unwrap();
    world.settle().await;
    delivered
}

/// The office writes; the number of the ticket.
async fn request(world: &World) -> i64 {
    let letter =
        format!("From: Ufficio Protocollo <{OFFICE}>\nMessage-ID: <{THEIR_ID}>\nSubject: VPN ferma\n\nLa VPN non va.");
    let delivered = arrives(world, Provider::get().envelope(OFFICE, THEIR_ID, &letter)).await;
    assert_eq!(delivered.disposition, Disposition::Opened, "{}", delivered.reason);
    delivered.ticket.unwrap()
}

async fn receipt(world: &World, kind: &str, about: &Received) {
    let about = about.mail.message_id.clone().unwrap();
    let delivered = arrives(world, Provider::get().receipt(kind, &about, OFFICE, OUR_ID)).await;
    assert_eq!(delivered.disposition, Disposition::Receipt, "{}", delivered.reason);
}

/// Davide takes the ticket and answers it; what left by the road of certified mail.
async fn answer(world: &World, pec: &Sink, number: i64) -> Received {
    let davide = world.browser_of(DAVIDE);
    let ticket = davide.open(&format!("/desk/tickets/{number}")).await;
    ticket.must_say("PEC").must_say("La VPN non va.");
    ticket.must_say("La firma del gestore PEC è stata verificata.");
    let ticket = davide.send(ticket.form("Prendi in carico")).await;
    let reply = ticket
        .form("Invia la risposta")
        .fill("Testo della risposta", "Provate adesso.");
    davide.send(reply).await.must_be(200);
    world.settle().await;
    assert_eq!(world.sink.take_for(OFFICE).len(), 0, "never by the usual road");
    pec.one_for(OFFICE)
}

async fn ticket(world: &World, number: i64) -> Page {
    world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await
}

#[test]
fn an_answer_to_certified_mail_leaves_by_its_road_and_its_receipts_tell_how_it_went() {
    in_certified_world(async |world, pec| {
        let number = request(world).await;
        assert_eq!(
            (pec.take().len(), world.sink.take_for(OFFICE).len()),
            (0, 0),
            "no automatic answer"
        );
        let reply = answer(world, pec, number).await;
        assert_eq!(reply.mail.from.as_ref().unwrap().address(), OURS);
        assert_eq!(reply.from, OURS);
        assert_eq!(reply.mail.in_reply_to, [THEIR_ID]);
        assert!(reply.mail.header("Bcc").is_none() && reply.mail.header("Auto-Submitted").is_none());
        receipt(world, "accettazione", &reply).await;
        ticket(world, number).await.must_say("Accettata");
        receipt(world, "avvenuta-consegna", &reply).await;
        receipt(world, "accettazione", &reply).await;
        ticket(world, number)
            .await
            .must_say("Consegnata")
            .must_not_say("Accettata");
        assert_eq!(pec.take().len(), 0, "receipts are never answered");

        let letter = format!("From: {OFFICE}\nSubject: R: altro\nIn-Reply-To: <{OUR_ID}>\n\nAdesso va.");
        let answered = arrives(
            world,
            Provider::get().envelope(OFFICE, "opec2941.9@gestore.example", &letter),
        )
        .await;
        assert_eq!(
            (answered.disposition, answered.ticket),
            (Disposition::Replied, Some(number))
        );
    });
}

#[test]
fn a_certified_answer_that_never_arrived_is_told_to_who_works_on_the_ticket() {
    in_certified_world(async |world, pec| {
        let number = request(world).await;
        let reply = answer(world, pec, number).await;
        world.sink.take();
        receipt(world, "preavviso-errore-consegna", &reply).await;
        ticket(world, number)
            .await
            .must_say("In dubbio")
            .must_say("La consegna di un messaggio di posta è in dubbio");
        assert_eq!(world.sink.take_for(DAVIDE).len(), 0);
        for _ in 0..2 {
            receipt(world, "errore-consegna", &reply).await;
        }
        let page = ticket(world, number).await;
        page.must_say("Non consegnata")
            .must_say("5.1.1 - Gestore - indirizzo non valido");
        let history = page.all(".timeline li");
        let told = history
            .iter()
            .filter(|line| line.contains("Un messaggio di posta non è stato consegnato"));
        assert_eq!(told.count(), 1, "{history:#?}");
        let notice = world.sink.one_for(DAVIDE);
        assert!(
            notice.mail.text.contains("non è stato consegnato"),
            "{}",
            notice.mail.text
        );
        assert_eq!(pec.take().len(), 0, "the staff is told by the usual road");
    });
}

#[test]
fn the_signature_of_the_provider_is_checked_and_a_changed_mail_changes_nothing() {
    in_certified_world(async |world, pec| {
        let number = request(world).await;
        let reply = answer(world, pec, number).await;
        let about = reply.mail.message_id.clone().unwrap();
        let genuine = Provider::get().receipt("accettazione", &about, OFFICE, OUR_ID);
        let forged = String::from_utf8(genuine)
            .unwrap()
            .replace("Messaggio del gestore", "Messaggio di altri");
        let delivered = arrives(world, forged.into_bytes()).await;
        assert!(delivered.reason.contains("not believed"), "{}", delivered.reason);
        ticket(world, number).await.must_not_say("Accettata");
        let letter = format!("From: {OFFICE}\nSubject: R: VPN\nIn-Reply-To: <{about}>\n\nScrivo io.");
        let envelope = Provider::get().envelope(OFFICE, "opec2941.10@gestore.example", &letter);
        let forged = String::from_utf8(envelope)
            .unwrap()
            .replace("Scrivo io.", "Scrivo qui.");
        let delivered = arrives(world, forged.into_bytes()).await;
        assert_eq!(delivered.disposition, Disposition::Opened);
        assert_ne!(delivered.ticket, Some(number), "not into somebody else's ticket");
        let steps = world
            .ctx
            .read(|conn| intake::mails_before(conn, None, None, 10))
            .unwrap();
        let all: Vec<String> = steps.iter().flat_map(|mail| mail.steps()).collect();
        assert!(all.iter().any(|step| step.contains("signature valid")), "{all:#?}");
        assert!(all.iter().any(|step| step.contains("signature invalid")), "{all:#?}");
    });
}

#[test]
fn envelopes_and_receipts_are_nothing_special_at_an_ordinary_mailbox() {
    in_certified_world(async |world, pec| {
        let number = request(world).await;
        let reply = answer(world, pec, number).await;
        let about = reply.mail.message_id.clone().unwrap();
        world
            .receive_bytes(&Provider::get().receipt("errore-consegna", &about, OFFICE, OUR_ID))
            .await;
        ticket(world, number).await.must_not_say("Non consegnata");
        let letter = format!("From: {OFFICE}\nSubject: R: VPN\nIn-Reply-To: <{about}>\n\nScrivo io.");
        world
            .receive_bytes(&Provider::get().envelope(OFFICE, "opec2941.11@gestore.example", &letter))
            .await;
        ticket(world, number).await.must_not_say("Scrivo io.");
        assert_eq!(
            world.sink.take_for(ADDRESS).len() + pec.take_for(ADDRESS).len(),
            0,
            "never answered"
        );
    });
}

#[test]
fn what_somebody_put_beside_a_genuine_signature_is_not_what_the_provider_said() {
    in_certified_world(async |world, pec| {
        let number = request(world).await;
        let reply = answer(world, pec, number).await;
        let about = reply.mail.message_id.clone().unwrap();
        let genuine = |kind: &str| String::from_utf8(Provider::get().receipt(kind, &about, OFFICE, OUR_ID)).unwrap();
        // A genuine receipt under another header.
        let forged = genuine("accettazione").replace("X-Ricevuta: accettazione", "X-Ricevuta: errore-consegna");
        let delivered = arrives(world, forged.into_bytes()).await;
        assert!(delivered.reason.contains("not believed"), "{}", delivered.reason);

        // A genuine envelope behind a sheet and a letter of somebody else.
        let letter = format!("From: {OFFICE}\nSubject: Vera\n\nVera.");
        let envelope =
            String::from_utf8(Provider::get().envelope(OFFICE, "opec2941.12@gestore.example", &letter)).unwrap();
        let (head, signed) = envelope.split_once("Content-Type: multipart/signed").unwrap();
        let forged = format!(
            "{head}Content-Type: multipart/mixed; boundary=\"all\"\r\n\r\n--all\r\nContent-Type: application/xml; \
             name=\"daticert.xml\"\r\n\r\n<postacert><intestazione><mittente>sindaco@comune-fano.example</mittente></intestazione>\
             </postacert>\r\n--all\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\n\r\nSubject: Falsa\r\n\r\nFalsa.\r\n\
             --all\r\nContent-Type: multipart/signed{signed}\r\n--all--\r\n"
        );
        let delivered = arrives(world, forged.into_bytes()).await;
        let page = ticket(world, delivered.ticket.unwrap()).await;
        page.must_say("Vera.").must_not_say("Falsa").must_not_say("sindaco@");
    });
}

#[test]
fn an_answer_to_certified_mail_joins_what_its_writer_s_program_knows_of_the_conversation() {
    in_certified_world(async |world, pec| {
        let letter = format!(
            "From: Ufficio Protocollo <{OFFICE}>\nMessage-ID: <mia@comune-fano.example>\nSubject: VPN ferma\n\nLa VPN non va."
        );
        let opened = arrives(world, Provider::get().envelope(OFFICE, THEIR_ID, &letter)).await;
        let number = opened.ticket.unwrap();
        let reply = answer(world, pec, number).await;
        assert_eq!(reply.mail.references, [THEIR_ID, "mia@comune-fano.example"]);
        assert_eq!(reply.mail.in_reply_to, ["mia@comune-fano.example"]);

        let more = format!("From: {OFFICE}\nSubject: Ancora\nReferences: <mia@comune-fano.example>\n\nDimenticavo.");
        let more = arrives(
            world,
            Provider::get().envelope(OFFICE, "opec2941.13@gestore.example", &more),
        )
        .await;
        assert_eq!((more.disposition, more.ticket), (Disposition::Replied, Some(number)));
    });
}
