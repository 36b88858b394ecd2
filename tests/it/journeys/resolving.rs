// SPDX-License-Identifier: AGPL-3.0-or-later
//! Solved, not solved after all, solved again, and what the requester thinks of it.

use diesel::prelude::*;
use sportello::ids::{PersonId, TicketId};
use sportello::platform::db::Conn;
use sportello::schedule::Job;
use sportello::schema::{events, invitations, responses};
use sportello::surveys::InvitationState;
use sportello::tickets::{self, Status};

use crate::on_both;
use crate::support::World as Town;
use crate::support::town::{ANNA, DAVIDE};

/// The address in a mail that begins with this path.
pub(crate) fn link_in(text: &str, path: &str) -> String {
    let found = text
        .split(|c: char| c.is_whitespace() || c == '<' || c == '>')
        .find(|word| word.contains(path));
    found.unwrap_or_else(|| panic!("no {path} in:\n{text}")).to_owned()
}

fn status(world: &Town, number: i64) -> Status {
    world
        .ctx
        .read(|conn| tickets::by_number(conn, number))
        .unwrap()
        .unwrap()
        .status
}

/// What a link could change: the history, the invitations and the answers.
fn traces(world: &Town) -> (i64, Vec<InvitationState>, i64) {
    let look = |conn: &mut Conn| {
        Ok((
            events::table.count().get_result(conn)?,
            invitations::table
                .order(invitations::resolution_no)
                .select(invitations::state)
                .load(conn)?,
            responses::table.count().get_result(conn)?,
        ))
    };
    world.ctx.read(look).unwrap()
}

/// Davide resolves it, and the page says so.
pub(super) async fn resolved(world: &Town, number: i64, text: &str) {
    let davide = world.browser_of(DAVIDE);
    let ticket = davide.open(&format!("/desk/tickets/{number}")).await;
    let page = davide
        .send(ticket.form("Segna come risolto").fill("Come è stato risolto", text))
        .await;
    page.must_be(200).must_say("Risolto").must_say(text);
}

/// Asks for an opinion after the delay, and gives the address in the mail.
pub(super) async fn asked(world: &Town) -> String {
    world.run(Job::SendMail).await;
    world.sink.take();
    assert_eq!(world.run(Job::SendSurveys).await, 0, "asked too early");
    world.ctx.clock.advance_seconds(25 * 3_600);
    assert_eq!(world.run(Job::SendSurveys).await, 1);
    world.run(Job::SendMail).await;
    link_in(&world.sink.one_for(ANNA).mail.text, "/survey/")
}

on_both! {
    async fn nothing_is_resolved_without_a_service_and_a_text(world: &World) {
        let number = world.request_of(ANNA, "Non riesco a lavorare", "Non va più niente.").number;
        let davide = world.browser_of(DAVIDE);
        let ticket = davide.open(&format!("/desk/tickets/{number}")).await;
        let form = ticket.form("Segna come risolto").fill("Come è stato risolto", "Sostituito il cavo.");
        let ticket = davide.send(form).await;
        ticket.must_be(422).must_say("Prima di risolvere occorre indicare il servizio.").must_say("Sostituito il cavo.");
        let form = ticket.form("Sposta al servizio").choose("Servizio", "Connettività Internet");
        let ticket = davide.send(form).await;
        let ticket = davide.send(ticket.form("Segna come risolto").fill("Come è stato risolto", "  ")).await;
        ticket.must_be(422).must_say("Scrivere come è stato risolto");
        assert_ne!(status(world, number), Status::Resolved);
        assert_eq!(traces(world).1, []);
    }

    async fn a_resolved_request_is_reopened_by_its_link_and_its_survey_taken_back(world: &World) {
        let number = world.request_for(ANNA, "INF-CON-03", "VPN ferma", "Non si collega.").number;
        world.settle().await;
        world.sink.take();
        resolved(world, number, "Rinnovato il certificato.").await;
        world.settle().await;
        let mail = world.sink.one_for(ANNA).mail;
        assert!(mail.text.contains("Rinnovato il certificato."), "{}", mail.text);
        let link = link_in(&mail.text, "/reopening/");

        let stranger = world.browser();
        let before = traces(world);
        assert_eq!(before.1, [InvitationState::Scheduled]);
        let page = stranger.open(&link).await;
        page.must_be(200).must_say("VPN ferma");
        assert_eq!((traces(world), status(world, number)), (before, Status::Resolved), "opening the link changed something");
        stranger.send(page.form("Riapri")).await.must_be(200);
        assert_eq!(status(world, number), Status::Open);
        assert_eq!(traces(world).1, [InvitationState::Voided]);
        stranger.open(&link).await.must_be(404);
        let ticket = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        ticket.must_say("Riaperto una volta").must_say("Invito al questionario annullato");
        world.ctx.clock.advance_seconds(3 * 86_400);
        assert_eq!(world.run(Job::SendSurveys).await, 0, "nobody is asked about what was reopened");

        resolved(world, number, "Ora davvero.").await;
        asked(world).await;
        assert_eq!(traces(world).1, [InvitationState::Voided, InvitationState::Sent]);
    }

    async fn a_survey_is_answered_once_by_its_form_and_by_nothing_else(world: &World) {
        let number = world.request_for(ANNA, "INF-CON-03", "VPN ferma", "Non si collega.").number;
        world.settle().await;
        resolved(world, number, "Rinnovato il certificato.").await;
        let link = asked(world).await;

        // Even who is signed in answers as nobody in particular.
        let (anna, other) = (world.browser_of(ANNA), world.browser());
        let before = traces(world);
        let vote = anna.open(&link).await;
        vote.must_be(200).must_say("Quanto è stato facile usare questo servizio?");
        let client = reqwest::Client::new();
        client.head(&link).send().await.unwrap();
        let reasons = anna.send(vote.form("Avanti").tick("Valuta 4 stelle su 5")).await;
        let details = anna.send(reasons.form("Avanti").tick("Le indicazioni erano chiare")).await;
        assert_eq!(traces(world), before, "only the last form answers");
        let twice = other.send(other.open(&link).await.form("Avanti").tick("Valuta 1 stella su 5").set("step", "details")).await;
        anna.send(details.form("Invia il parere").fill("Dettaglio", "Tutto bene.")).await.must_be(200).must_say("Grazie");
        other.send(twice.form("Invia il parere")).await.must_be(422).must_say("Hai già risposto a questo questionario.");
        other.open(&link).await.must_be(200).must_say("Hai già risposto a questo questionario.");

        let kept = |conn: &mut Conn| {
            let kept: Vec<(String, i32, String, Option<TicketId>)> = responses::table
                .select((
                    responses::period,
                    responses::score,
                    responses::comment,
                    responses::contact_ticket_id,
                ))
                .load(conn)?;
            Ok(kept)
        };
        let kept = world.ctx.read(kept).unwrap();
        assert_eq!(kept.len(), 1);
        let (period, score, comment, ticket) = &kept[0];
        assert_eq!((period.as_str(), *score, comment.as_str(), *ticket), ("2026-Q3", 4, "Tutto bene.", None));
        let told = |conn: &mut Conn| {
            let told: Vec<(Option<PersonId>, Option<TicketId>)> = events::table
                .filter(events::kind.eq("survey_answered"))
                .select((events::person_id, events::ticket_id))
                .load(conn)?;
            Ok(told)
        };
        assert_eq!(world.ctx.read(told).unwrap(), [(None, None)]);
        let ticket = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        ticket.must_not_say("Tutto bene.");
    }

    async fn who_asks_to_be_contacted_is_made_known_to_the_desk_and_nothing_more(world: &World) {
        let number = world.request_for(ANNA, "INF-CON-03", "VPN ferma", "Non si collega.").number;
        world.settle().await;
        resolved(world, number, "Rinnovato il certificato.").await;
        let link = asked(world).await;
        let anna = world.browser();
        let vote = anna.open(&link).await;
        let details = anna.send(vote.form("Avanti").tick("Valuta 1 stella su 5").set("step", "details")).await;
        let form = details.form("Invia il parere").tick("Vorrei essere ricontattato").fill("Dettaglio", "Sono delusa.");
        anna.send(form).await.must_be(200).must_say("Grazie");
        world.run(Job::SendMail).await;
        let mail = world.sink.one_for(DAVIDE).mail;
        assert!(mail.text.contains(&format!("/desk/tickets/{number}")), "{}", mail.text);
        assert!(!mail.text.contains("Sono delusa.") && !mail.text.contains("1 stella"));
    }
}
