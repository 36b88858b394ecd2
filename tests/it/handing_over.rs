// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail on its way out, to a mail server as mail servers are: it puts off, refuses, hangs, and loses what it had confirmed.

use diesel::prelude::*;
use sportello::platform::db::Conn;
use sportello::platform::db::tables::outbound_mails;
use sportello::platform::mail::outbox::OutboundState;
use sportello::schedule::Job;

use crate::on_both;
use crate::support::town::{ANNA, BRUNO, CARLA, DAVIDE};
use crate::support::{Letter, World};

/// State, attempts and seconds until the next attempt of the one mail to somebody.
fn fate(world: &World, address: &'static str) -> (OutboundState, i32, i64) {
    let now = world.ctx.now();
    let look = move |conn: &mut Conn| {
        let (state, attempts, next): (OutboundState, i32, sportello::platform::clock::Timestamp) =
            outbound_mails::table
                .filter(outbound_mails::to_address.eq(address))
                .select((
                    outbound_mails::state,
                    outbound_mails::attempts,
                    outbound_mails::next_attempt_at,
                ))
                .first(conn)?;
        Ok((state, attempts, next.seconds_since(now)))
    };
    world.ctx.read(look).unwrap()
}

on_both! {
    async fn a_mail_that_the_server_puts_off_goes_out_at_its_next_attempt(world: &World) {
        world.request_of(ANNA, "Stampante ferma", "Non stampa.");
        world.sink.put_off(ANNA, 1);
        world.run(Job::SendMail).await;
        let (state, attempts, pause) = fate(world, ANNA);
        assert_eq!((state, attempts), (OutboundState::Queued, 1));
        assert!((290..=300).contains(&pause), "{pause}");
        world.run(Job::SendMail).await;
        assert!(world.sink.take_for(ANNA).is_empty());
        world.ctx.clock.advance_seconds(301);
        world.run(Job::SendMail).await;
        world.sink.one_for(ANNA);
        assert_eq!(fate(world, ANNA).0, OutboundState::Sent);
    }

    async fn a_mail_that_is_put_off_for_days_is_tried_ever_more_rarely_and_given_up_on_the_fifth(world: &World) {
        let number = world.request_of(ANNA, "Stampante ferma", "Non stampa.").number;
        world.sink.put_off(ANNA, 10_000);
        let (begun, mut pauses) = (world.ctx.now(), Vec::new());
        loop {
            world.run(Job::SendMail).await;
            let (state, _, pause) = fate(world, ANNA);
            if state == OutboundState::Dead {
                break;
            }
            pauses.push(pause);
            world.ctx.clock.advance_seconds(pause + 1);
        }
        assert!(pauses[0] <= 300 && pauses.iter().all(|pause| *pause <= 4_000), "{pauses:?}");
        assert!((100..=120).contains(&pauses.len()), "{} attempts", pauses.len());
        let hours = (world.ctx.now().seconds_since(begun) + 1_800) / 3_600;
        assert_eq!(hours, 120);
        let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        page.must_say("come back later").must_not_say("La posta non arriva");
    }

    async fn a_mail_whose_confirmation_was_lost_comes_a_second_time_under_the_same_message_id(world: &World) {
        world.request_of(ANNA, "Stampante ferma", "Non stampa.");
        world.sink.lose_confirmations(1);
        world.run(Job::SendMail).await;
        world.ctx.clock.advance_seconds(301);
        world.run(Job::SendMail).await;
        world.ctx.clock.advance_seconds(86_400);
        world.run(Job::SendMail).await;
        let came = world.sink.take_for(ANNA);
        assert_eq!(came.len(), 2);
        assert_eq!(came[0].mail.message_id, came[1].mail.message_id);
        assert_eq!(fate(world, ANNA).0, OutboundState::Sent);
    }

    async fn a_server_that_hangs_at_one_mail_keeps_no_other_back(world: &World) {
        world.request_of(ANNA, "Stampante ferma", "Non stampa.");
        world.request_of(BRUNO, "Rete ferma", "Non va.");
        world.sink.hang_at(ANNA);
        let meanwhile = async {
            world.sink.wait_for(BRUNO).await;
            // What is queued only now goes past it, too.
            world.request_of(CARLA, "Posta ferma", "Non arriva.");
            world.sink.wait_for(CARLA).await;
            // It arrives before that is written down.
            while fate(world, CARLA).0 != OutboundState::Sent {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = world.run(Job::SendMail) => panic!("it does not wait for the server that hangs"),
            () = meanwhile => {}
        }
        assert_eq!(fate(world, ANNA).0, OutboundState::Sending);
        // The program went down amid it: after the claim has run out, somebody takes it up.
        world.sink.hang_no_more_at(ANNA);
        world.ctx.clock.advance_seconds(601);
        world.run(Job::SendMail).await;
        world.sink.one_for(ANNA);
        assert_eq!((world.sink.take_for(BRUNO).len(), world.sink.take_for(CARLA).len()), (1, 1));
    }

    async fn many_mails_go_out_over_few_connections(world: &World) {
        for number in 0..40 {
            world.request_of([ANNA, BRUNO, CARLA][number % 3], &format!("Guasto {number}"), "Non va.");
        }
        world.settle().await;
        let came = world.sink.take().len();
        assert!(came >= 30, "{came}");
        assert!(world.sink.connections() <= 4, "{} connections", world.sink.connections());
    }

    async fn an_address_that_the_server_does_not_know_is_marked_on_the_ticket_until_its_owner_writes(world: &World) {
        let number = world.request_of(ANNA, "Stampante ferma", "Non stampa.").number;
        let page = async || world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        world.sink.forget(ANNA);
        world.run(Job::SendMail).await;
        page().await.must_say("La posta non arriva").must_say("no such mailbox");
        let hers = world.browser_of(ANNA).open(&format!("/requests/{number}")).await;
        hers.must_be(200).must_not_say("La posta non arriva");
        world.sink.know_again(ANNA);
        world.receive(&Letter::from(ANNA, "Eccomi", "La casella funziona di nuovo.")).await;
        page().await.must_not_say("La posta non arriva");
    }
}
