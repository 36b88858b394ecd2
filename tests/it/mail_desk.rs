// SPDX-License-Identifier: AGPL-3.0-or-later
//! Both ledgers of mail as the staff sees them, and the answer to who asks where a mail has gone.

use sportello::event::Actor;
use sportello::platform::mail::outbox;
use sportello::tx::Tx;

use crate::on_both;
use crate::support::World;
use crate::support::town::{ANNA, DAVIDE};

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
}
