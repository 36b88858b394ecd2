// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mails that become tickets and replies, and what goes out in answer.

use diesel::prelude::*;
use sportello::platform::mail::ticket_reference;
use sportello::schema::{inbound_mails, messages, tickets};
use sportello::tickets::Status;

use crate::on_both;
use crate::support::town::{ANNA, BRUNO, CARLA, DAVIDE};
use crate::support::{Letter, World};

/// The number in the subject of a mail.
pub(super) fn number_of(subject: &str) -> i64 {
    ticket_reference(subject, &["CSTPU"]).unwrap_or_else(|| panic!("no reference in {subject:?}"))
}

/// Tickets and messages.
pub(super) fn how_many(world: &World) -> (i64, i64) {
    let count = |conn: &mut sportello::platform::db::Conn| {
        Ok((
            tickets::table.count().get_result(conn)?,
            messages::table.count().get_result(conn)?,
        ))
    };
    world.ctx.read(count).unwrap()
}

fn dispositions(world: &World) -> Vec<Option<String>> {
    let all = |conn: &mut sportello::platform::db::Conn| {
        Ok(inbound_mails::table
            .order(inbound_mails::received_at)
            .select(inbound_mails::disposition)
            .load(conn)?)
    };
    world.ctx.read(all).unwrap()
}

on_both! {
    async fn a_mail_becomes_a_ticket_and_its_writer_gets_a_receipt(world: &World) {
        let letter = Letter::from(ANNA, "Problema con la vpn", "Non mi collego da casa.").file("errore.txt", "text/plain", b"619");
        world.receive(&letter).await;
        let receipt = world.sink.one_for(ANNA);
        let number = number_of(&receipt.mail.subject);
        assert_eq!(receipt.mail.header("auto-submitted"), Some("auto-replied"));
        assert!(receipt.mail.text.contains(&format!("{}/requests/{number}", world.base)), "{}", receipt.mail.text);
        let page = world.browser_of(ANNA).open(&format!("/requests/{number}")).await;
        page.must_be(200).must_say("Problema con la vpn").must_say("Non mi collego da casa.").must_say("errore.txt").must_say("Fano");
        let ticket = world.ctx.read(|conn| sportello::tickets::by_number(conn, number)).unwrap().unwrap();
        assert_eq!(ticket.status, Status::New);
        assert!(ticket.team_id.is_some() && ticket.service_id.is_some(), "«vpn» tells the service");
    }

    async fn an_answer_of_the_requester_joins_the_ticket(world: &World) {
        world.receive(&Letter::from(ANNA, "Problema con la vpn", "Non va.")).await;
        let receipt = world.sink.one_for(ANNA);
        world.receive(&Letter::answer(ANNA, &receipt.mail, "Adesso va di nuovo male.")).await;
        assert_eq!(how_many(world), (1, 2));
        let number = number_of(&receipt.mail.subject);
        world.browser_of(ANNA).open(&format!("/requests/{number}")).await.must_say("Adesso va di nuovo male.");
    }

    async fn knowing_a_number_is_not_enough_to_join_a_ticket(world: &World) {
        world.receive(&Letter::from(ANNA, "Problema con la vpn", "Non va.")).await;
        let receipt = world.sink.one_for(ANNA);
        world.receive(&Letter::answer(CARLA, &receipt.mail, "Dimmi tutto.")).await;
        let number = number_of(&receipt.mail.subject);
        let page = world.browser_of(ANNA).open(&format!("/requests/{number}")).await;
        page.must_not_say("Dimmi tutto.");
        world.browser_of(CARLA).open(&format!("/requests/{number}")).await.must_be(404);
    }

    async fn a_stranger_puts_no_files_before_people_who_did_not_ask_for_them(world: &World) {
        world.receive(&Letter::from(ANNA, "Problema con la vpn", "Non va.")).await;
        let receipt = world.sink.one_for(ANNA);
        let number = number_of(&receipt.mail.subject);
        let bait = Letter::answer("Assistenza <ugo@altrove.example>", &receipt.mail, "Apri l’allegato.")
            .header("Cc", &format!("{ANNA}, {BRUNO}"))
            .file("esca.html", "text/html", b"<script>alert(1)</script>");
        world.receive(&bait).await;
        let question = world.sink.one_for("ugo@altrove.example");
        assert_eq!(world.sink.take().len(), 0, "nobody else is written to because of a stranger");
        let ugo = world.browser();
        let page = ugo.open(&crate::journeys::strangers::way_in(&question.mail.text)).await;
        ugo.send(page.form("Conferma il messaggio")).await.must_say("Messaggio confermato");
        world.settle().await;

        let davide = world.browser_of(DAVIDE);
        let ticket = davide.open(&format!("/desk/tickets/{}", number + 1)).await;
        ticket.must_say("ugo@altrove.example");
        let file = ticket.link("esca.html");
        let shown = davide.get(&file).await;
        assert_eq!(shown.status(), 200);
        let how = shown.headers()["content-disposition"].to_str().unwrap();
        assert!(how.starts_with("attachment"), "{how}");
        davide.open(&format!("/desk/tickets/{number}")).await.must_be(200).must_not_say("esca.html");
        for email in [ANNA, BRUNO, CARLA] {
            let browser = world.browser_of(email);
            browser.open(&file).await.must_be(404).must_not_say("alert(1)");
            browser.open("/requests?scope=entity").await.must_be(200).must_not_say("Apri l’allegato");
        }
        world.browser_of(ANNA).open(&format!("/requests/{number}")).await.must_not_say("esca.html");
        let nobody = world.browser().open(&file).await;
        assert!(nobody.path.starts_with("/sign-in"), "{}", nobody.path);
    }

    async fn the_same_mail_delivered_twice_is_one_message(world: &World) {
        let letter = Letter::from(ANNA, "Problema con la vpn", "Non va.");
        world.receive(&letter).await;
        world.receive(&letter).await;
        assert_eq!(how_many(world), (1, 1));
        let dispositions = dispositions(world);
        assert_eq!(dispositions.len(), 2);
        assert!(dispositions.iter().all(Option::is_some), "{dispositions:?}");
        world.sink.one_for(ANNA);
    }

    async fn an_automatic_mail_is_never_answered_automatically(world: &World) {
        for (name, value) in [("Auto-Submitted", "auto-replied"), ("List-Id", "<lista.comune-fano.example>"), ("Precedence", "bulk")] {
            world.receive(&Letter::from(ANNA, "Fuori ufficio", "Torno lunedì.").header(name, value)).await;
        }
        world.receive(&Letter::from("assistenza@cstpu.example", "Nostra", "Nostra.")).await;
        assert_eq!(world.sink.take().len(), 0);
        assert!(dispositions(world).iter().all(Option::is_some));
    }

    async fn a_mail_that_is_none_breaks_nothing_and_gets_its_disposition(world: &World) {
        world.receive_bytes(b"\xff\xfe\x00 no mail at all").await;
        world.receive_bytes(b"From: <\r\nSubject: =?utf-8?B?////?=\r\nContent-Type: multipart/mixed\r\n\r\n--").await;
        world.receive(&Letter::from(ANNA, "Dopo", "Questa arriva.")).await;
        assert!(dispositions(world).iter().all(Option::is_some));
        world.sink.one_for(ANNA);
    }
}
