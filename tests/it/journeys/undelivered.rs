// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mails that will never arrive: given up at once, and told where somebody looks.

use diesel::prelude::*;
use sportello::platform::db::Conn;
use sportello::platform::db::tables::outbound_mails;
use sportello::platform::mail::outbox::OutboundState;
use sportello::schedule::Job;

use crate::on_both;
use crate::support::World as Town;
use crate::support::town::{ANNA, CARLA, DAVIDE};

const GIVEN_UP: &str = "Un messaggio di posta non è stato consegnato";

/// State and attempts of the mails to somebody.
fn mails_to(world: &Town, address: &'static str) -> Vec<(OutboundState, i32)> {
    let look = move |conn: &mut Conn| {
        Ok(outbound_mails::table
            .filter(outbound_mails::to_address.eq(address))
            .select((outbound_mails::state, outbound_mails::attempts))
            .load(conn)?)
    };
    world.ctx.read(look).unwrap()
}

/// Changes what waits in the outbox for somebody.
fn spoil<C>(world: &Town, address: &'static str, column: C)
where
    C: diesel::AsChangeset<Target = outbound_mails::table> + Clone + Send + 'static,
    C::Changeset: diesel::query_builder::QueryFragment<sportello::platform::db::MultiBackend> + Send,
{
    let spoil = move |tx: &mut sportello::tx::Tx<'_>| {
        let theirs = outbound_mails::table.filter(outbound_mails::to_address.eq(address));
        Ok(diesel::update(theirs).set(column).execute(tx.conn())?)
    };
    assert_eq!(world.ctx.write(sportello::event::Actor::System, spoil).unwrap(), 1);
}

/// The mail is given up at the first attempt and never tried again; its ticket says so once, no other ticket does.
async fn is_given_up(world: &Town, number: i64, attempts: i32) {
    world.run(Job::SendMail).await;
    assert_eq!(mails_to(world, ANNA), [(OutboundState::Dead, attempts)]);
    world.ctx.clock.advance_seconds(6 * 86_400);
    world.run(Job::SendMail).await;
    assert_eq!(mails_to(world, ANNA), [(OutboundState::Dead, attempts)]);
    assert_eq!(world.sink.take_for(ANNA).len(), 0);
    let ticket = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
    let told = ticket
        .all(".timeline li")
        .iter()
        .filter(|line| line.contains(GIVEN_UP))
        .count();
    assert_eq!(told, 1, "{:#?}", ticket.all(".timeline li"));
    world.sink.one_for(CARLA);
}

/// One request of Anna, whose receipt will not go out, and one of Carla, whose receipt must.
fn two_requests(world: &Town) -> i64 {
    let number = world.request_of(ANNA, "Non riesco a lavorare", "Non va.").number;
    world.request_of(CARLA, "Stampante ferma", "Non stampa.");
    number
}

on_both! {
    async fn a_mail_that_its_server_refuses_for_good_is_given_up_at_once_and_its_ticket_says_so(world: &World) {
        let number = two_requests(world);
        world.sink.forget(ANNA);
        is_given_up(world, number, 1).await;
    }

    async fn a_mail_that_cannot_be_composed_is_given_up_at_once_and_its_ticket_says_so(world: &World) {
        let number = two_requests(world);
        spoil(world, ANNA, outbound_mails::message_id.eq("no identifier"));
        is_given_up(world, number, 1).await;
    }

    async fn a_row_that_is_no_mail_is_given_up_at_once_and_its_ticket_says_so(world: &World) {
        let number = two_requests(world);
        spoil(world, ANNA, outbound_mails::from_header.eq("nobody"));
        is_given_up(world, number, 0).await;
    }
}
