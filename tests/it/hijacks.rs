// SPDX-License-Identifier: AGPL-3.0-or-later
//! Attempts to get into somebody else's ticket by mail: guessed numbers, keys of others, forged senders, copies to oneself.

use diesel::prelude::*;
use sportello::config::Config;
use sportello::platform::mail::ParsedMail;
use sportello::schema::{messages, tickets};
use sportello::tickets::MessageKind;

use crate::support::town::{ANNA, CARLA, DAVIDE};
use crate::support::{Engine, Letter, World};

const UGO: &str = "ugo.riva@altrove.example";
/// Of Anna's body, but of none of its tickets.
const BO: &str = "bo.riva@comune-fano.example";
const SERVER: &str = "mx.cstpu.example";

/// A mailbox with plus addressing behind a server that checks senders, after another help desk.
fn guard(config: &mut Config) {
    config.mail.authserv_id = SERVER.into();
    config.organisation.old_reference_prefixes = vec!["rt.cstpu".into()];
    config
        .mailboxes
        .iter_mut()
        .for_each(|mailbox| mailbox.plus_addressing = true);
}

macro_rules! guarded {
    ($(async fn $name:ident($world:ident: &World) $body:block)*) => {$(
        mod $name {
            use super::*;
            use $crate::support::world::in_world_with;

            async fn story($world: &World) $body

            #[test]
            fn on_sqlite() {
                in_world_with(Engine::Sqlite, guard, story);
            }

            #[test]
            fn on_postgresql() {
                in_world_with(Engine::Postgres, guard, story);
            }
        }
    )*};
}

/// Anna has asked; the receipt that she got.
async fn asked(world: &World) -> ParsedMail {
    world
        .receive(&Letter::from(ANNA, "Problema con la vpn", "Non va."))
        .await;
    world.sink.one_for(ANNA).mail
}

/// A mail that says nothing of the ticket but in the ways that a test adds.
fn bare(from: &str, text: &str) -> Letter {
    Letter::from(from, "Novità", text)
}

/// What is in the first ticket: kinds of its messages, in order.
fn said(world: &World) -> Vec<MessageKind> {
    let all = |conn: &mut sportello::platform::db::Conn| {
        Ok(messages::table
            .inner_join(tickets::table)
            .filter(tickets::number.eq(1))
            .order((messages::created_at, messages::id))
            .select(messages::kind)
            .load(conn)?)
    };
    world.ctx.read(all).unwrap()
}

fn answers_to(receipt: &ParsedMail) -> String {
    receipt.reply_to[0].address().to_owned()
}

fn vouched(letter: Letter, results: &str) -> Letter {
    letter.header("Authentication-Results", &format!("{SERVER}; {results}"))
}

guarded! {
    async fn an_answer_to_the_address_of_our_mail_joins_whatever_else_is_lost(world: &World) {
        let receipt = asked(world).await;
        assert!(answers_to(&receipt).starts_with("assistenza+"), "{:?}", receipt.reply_to);
        world.receive(&bare(ANNA, "Ancora.").header("To", &answers_to(&receipt).to_uppercase())).await;
        assert_eq!((world.last_fate().as_str(), said(world).len()), ("replied", 2));
    }

    async fn the_address_of_our_mail_lets_in_nobody_who_has_no_part(world: &World) {
        let receipt = asked(world).await;
        for (from, fate) in [(UGO, "held"), (BO, "opened"), (CARLA, "opened"), ("noreply@slack.example", "held")] {
            world.receive(&bare(from, "Codice 123456").header("To", &answers_to(&receipt))).await;
            assert_eq!((world.last_fate().as_str(), said(world).len()), (fate, 1), "{from}");
        }
        let anna = world.browser_of(ANNA);
        anna.open("/requests/1").await.must_not_say("123456");
        anna.open("/requests/2").await.must_be(404);
        assert_eq!(world.sink.take_for(ANNA).len(), 0, "Anna is not told of the others' words");
    }

    async fn what_is_quoted_of_our_mail_leads_back_who_has_a_part(world: &World) {
        let receipt = asked(world).await;
        assert!(receipt.text.contains("Rif. "), "{}", receipt.text);
        let quoted: String = receipt.text.lines().map(|line| format!("> {line}\n")).collect();
        world.receive(&bare(CARLA, &format!("Anch’io.\n\n{quoted}"))).await;
        assert_eq!((world.last_fate().as_str(), said(world).len()), ("opened", 1));
        world.receive(&bare(ANNA, &format!("Ancora.\n\n{quoted}"))).await;
        assert_eq!((world.last_fate().as_str(), said(world).len()), ("replied", 2));
    }

    async fn a_number_of_the_former_help_desk_still_leads_its_requester_and_nobody_else(world: &World) {
        asked(world).await;
        for (from, fate, messages) in [(CARLA, "opened", 1), (ANNA, "replied", 2)] {
            let letter = bare(from, "E adesso?").header("Subject", "R: [altro #9] [rt.cstpu #1] vpn");
            world.receive(&letter).await;
            assert_eq!((world.last_fate().as_str(), said(world).len()), (fate, messages));
        }
    }

    async fn who_writes_as_a_technician_and_fails_at_our_server_says_nothing_at_all(world: &World) {
        let receipt = asked(world).await;
        for results in ["dmarc=fail header.from=cstpu.example", "spf=fail; dkim=none", "dkim=pass header.d=evil.example; spf=softfail"] {
            let forged = Letter::answer(DAVIDE, &receipt, "Mandami la password.").header("To", &answers_to(&receipt));
            world.receive(&vouched(forged, results)).await;
            assert_eq!((world.last_fate().as_str(), said(world).len()), ("held", 1), "{results}");
        }
        assert!(world.sink.take().is_empty(), "nobody is asked, nobody is told");
    }

    async fn a_technician_s_mail_is_a_note_that_no_requester_reads(world: &World) {
        let receipt = asked(world).await;
        world.receive(&vouched(Letter::answer(DAVIDE, &receipt, "Sarà il firewall."), "dmarc=pass")).await;
        let foreign = Letter::answer(DAVIDE, &receipt, "Dite la password.").header("Authentication-Results", "mx.evil.example; dmarc=pass");
        world.receive(&foreign).await;
        assert_eq!(said(world), [MessageKind::Public, MessageKind::Note, MessageKind::Note]);
        let page = world.browser_of(ANNA).open("/requests/1").await;
        page.must_not_say("firewall").must_not_say("password");
        assert_eq!(world.sink.take_for(ANNA).len(), 0);
    }

    async fn a_requester_whom_nobody_vouches_for_is_marked(world: &World) {
        let receipt = asked(world).await;
        world.receive(&vouched(Letter::answer(ANNA, &receipt, "Chiudete pure."), "dmarc=fail")).await;
        assert_eq!(said(world).len(), 2);
        world.browser_of(DAVIDE).open("/desk/tickets/1").await.must_say("Mittente non verificato");
        world.receive(&vouched(bare(ANNA, "Un’altra cosa."), "dmarc=fail")).await;
        assert!(world.sink.take_for(ANNA).is_empty(), "what may be forged is not answered");
    }

    async fn a_copy_to_a_colleague_counts_only_in_an_answer_to_our_mail_that_is_not_forged(world: &World) {
        let receipt = asked(world).await;
        let guessed = bare(ANNA, "Leggi anche tu.").header("Subject", "R: [CSTPU #1] vpn").header("Cc", BO);
        world.receive(&guessed).await;
        let failing = vouched(Letter::answer(ANNA, &receipt, "Leggi anche tu."), "dmarc=fail").header("Cc", BO);
        world.receive(&failing).await;
        assert_eq!((said(world).len(), world.watchers()), (3, 0));
        let honest = Letter::answer(ANNA, &receipt, "Leggi anche tu.").header("Cc", &format!("{BO}, {UGO}, {CARLA}, {}", answers_to(&receipt)));
        world.receive(&honest).await;
        assert_eq!((said(world).len(), world.watchers()), (4, 1), "only the colleague of the same body");
        world.receive(&Letter::answer(BO, &receipt, "Anche da me.")).await;
        assert_eq!(said(world).len(), 5);
    }

    async fn an_identifier_that_somebody_else_used_first_does_not_lead_astray(world: &World) {
        let letter = Letter::from(ANNA, "Problema con la vpn", "Non va.").header("Message-ID", "<atteso@comune-fano.example>");
        world.receive(&bare(CARLA, "Trappola.").header("Message-ID", "<atteso@comune-fano.example>")).await;
        world.receive(&letter).await;
        let again = bare(ANNA, "Segreto.").header("In-Reply-To", "<atteso@comune-fano.example>");
        world.receive(&again).await;
        assert_eq!((world.last_fate().as_str(), said(world).len()), ("replied", 1), "it is in Anna's own");
    }

    async fn a_forward_of_a_technician_is_the_request_of_its_sender_when_our_server_vouches_for_the_technician(world: &World) {
        let text = format!("@fwd\n\n-----Messaggio originale-----\nDa: Anna Neri <{ANNA}>\nInviato: lunedì\nOggetto: vpn\n\nNon va.");
        world.receive(&bare(DAVIDE, &text)).await;
        world.browser_of(ANNA).open("/requests/1").await.must_be(404);
        world.receive(&vouched(bare(DAVIDE, &text), "dmarc=pass")).await;
        world.browser_of(ANNA).open("/requests/2").await.must_be(200).must_say("Non va.").must_not_say("@fwd");
        assert!(world.sink.one_for(ANNA).mail.subject.contains("#2"));
        world.receive(&bare(CARLA, &text)).await;
        world.browser_of(ANNA).open("/requests/3").await.must_be(404);
        world.receive(&vouched(bare(DAVIDE, &text.replace(ANNA, UGO)), "dmarc=pass")).await;
        assert!(world.sink.take_for(UGO).is_empty(), "a stranger does not become a requester so");
    }

    async fn names_and_several_senders_fool_nobody(world: &World) {
        let receipt = asked(world).await;
        let named = Letter::answer(&format!("\"{DAVIDE}\" <{BO}>"), &receipt, "Sono io.");
        world.receive(&named).await;
        assert_eq!(said(world).len(), 1);
        world.browser_of(DAVIDE).open("/desk/tickets/2").await.must_say("Il nome del mittente mostra un altro indirizzo");
        let two = Letter::answer(&format!("{ANNA}, {UGO}"), &receipt, "Siamo noi.");
        world.receive(&two).await;
        for hidden in ["=?utf-8?q?anna.neri=40comune-fano.example?=", "Comune: anna.neri@comune-fano.example;"] {
            world.receive(&Letter::answer(hidden, &receipt, "Sono Anna.")).await;
            assert_eq!((world.last_fate().as_str(), said(world).len()), ("held", 1), "{hidden}");
        }
        let elsewhere = Letter::answer(UGO, &receipt, "Rispondi a lei.").header("Reply-To", ANNA).header("Sender", ANNA);
        world.receive(&elsewhere).await;
        assert_eq!((world.last_fate().as_str(), said(world).len()), ("held", 1));
        assert_eq!(world.sink.take_for(ANNA).len(), 0);
        world.receive(&bare("assistenza+abc@cstpu.example", "Nostra.")).await;
        assert_eq!(world.last_fate(), "automatic");
    }
}
