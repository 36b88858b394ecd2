// SPDX-License-Identifier: AGPL-3.0-or-later
//! What comes back of what went out: bounces, delays, receipts, complaints, absence notices; and a peer that answers
//! everything.

use sportello::event::Actor;
use sportello::ids::TicketId;
use sportello::intake::{InboundMail, mails_before};
use sportello::tickets::{self, Status};
use sportello::tx::Tx;

use crate::on_both;
use crate::support::sink::Received;
use crate::support::town::{ANNA, BRUNO, CARLA, DAVIDE};
use crate::support::{Letter, World};

/// A technician answers Anna's request and resolves it; the mail that told her.
async fn resolved(world: &World) -> (i64, TicketId, Received) {
    let opened = world.request_for(ANNA, "INF-CON-03", "Stampante ferma", "Non stampa.");
    world.settle().await;
    world.sink.take();
    let (id, davide) = (opened.id, world.person(DAVIDE));
    let resolve = move |tx: &mut Tx<'_>| {
        let version = tickets::find(tx.conn(), id)?.version;
        tickets::resolve(tx, id, version, "Cambiata la cartuccia.")
    };
    world.ctx.write(Actor::Person(davide), resolve).unwrap();
    world.settle().await;
    let told = world.sink.one_for(ANNA);
    (opened.number, id, told)
}

/// A report in the standard form about a mail.
fn report(about: &str, fields: &str) -> Vec<u8> {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    format!(
        "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: assistenza@cstpu.example\n\
         Subject: Undelivered Mail Returned to Sender\nMessage-ID: <report.{number}@mx.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
         This is the mail system at host mx.example.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; \
         mx.example\n\n{fields}\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{about}>\nSubject: x\n\n--b--\n"
    )
    .replace('\n', "\r\n")
    .into_bytes()
}

fn failed(address: &str, status: &str, said: &str) -> String {
    format!("Final-Recipient: rfc822; {address}\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; {said}\n")
}

/// A complaint about a mail, the how-manieth.
fn complaint(about: &str, times: u32) -> String {
    format!(
        "From: feedback@portale.example\r\nTo: assistenza@cstpu.example\r\nSubject: FW: Stampante ferma\r\nMessage-ID: \
         <arf{times}@portale.example>\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\n\
         This is an abuse report.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n--b\r\n\
         Content-Type: message/rfc822\r\n\r\nMessage-ID: <{about}>\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
    )
}

fn last(world: &World) -> InboundMail {
    let mut mails = world.ctx.read(|conn| mails_before(conn, None, None, 1)).unwrap();
    mails.remove(0)
}

fn status_of(world: &World, ticket: TicketId) -> Status {
    world.ctx.read(move |conn| tickets::find(conn, ticket)).unwrap().status
}

const UNREACHABLE: &str = "La posta non arriva";
const NOT_DELIVERED: &str = "Un messaggio di posta non è stato consegnato";

on_both! {
    async fn a_bounce_stands_on_the_ticket_of_our_mail_and_changes_nothing_else(world: &World) {
        let (number, ticket, mail) = resolved(world).await;
        let id = mail.mail.message_id.clone().unwrap();
        let bounce = report(&id, &failed(ANNA, "5.1.1", "550 5.1.1 no such user here"));
        world.receive_bytes(&bounce).await;
        let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        page.must_say(NOT_DELIVERED).must_say("no such user here").must_say(UNREACHABLE);
        assert!(page.first("#mails").unwrap().contains("Non consegnata"), "{:?}", page.first("#mails"));
        assert_eq!(status_of(world, ticket), Status::Resolved);
        assert_eq!(world.sink.take().len(), 0, "a bounce is never answered");
        let entry = last(world);
        assert_eq!((entry.disposition.unwrap().as_str(), entry.ticket_id), ("bounce", Some(ticket)));
        let hers = world.browser_of(ANNA).open(&format!("/requests/{number}")).await;
        hers.must_be(200).must_not_say("no such user here").must_not_say(UNREACHABLE);
    }

    async fn a_bounce_in_words_is_understood_as_well(world: &World) {
        let (number, _, mail) = resolved(world).await;
        let id = mail.mail.message_id.clone().unwrap();
        let words = format!(
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: assistenza@cstpu.example\r\nSubject: failure notice\r\n\r\n\
             Hi. This is the qmail-send program at mx.example.\r\n\r\n<{ANNA}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\
             \r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <{id}>\r\nSubject: x\r\n"
        );
        world.receive_bytes(words.as_bytes()).await;
        world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await.must_say(UNREACHABLE).must_say(NOT_DELIVERED);
    }

    async fn a_forged_bounce_moves_nothing_but_a_line_of_the_ledger(world: &World) {
        let (number, _, mail) = resolved(world).await;
        let unknown = report("nobody.sent.this@cstpu.example", &failed(ANNA, "5.1.1", "550 forged"));
        world.receive_bytes(&unknown).await;
        let entry = last(world);
        assert_eq!((entry.disposition.unwrap().as_str(), entry.ticket_id), ("bounce", None));
        // Whoever got a mail of ours knows its Message-ID, and can still say nothing about anybody else.
        let id = mail.mail.message_id.clone().unwrap();
        world.receive_bytes(&report(&id, &failed(CARLA, "5.1.1", "550 forged"))).await;
        let carla = world.person(CARLA);
        let marked = world.ctx.read(move |conn| sportello::people::mail_failure(conn, carla)).unwrap();
        assert_eq!(marked, None);
        let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        page.must_not_say(NOT_DELIVERED).must_not_say(UNREACHABLE).must_not_say("forged");
        assert_eq!(world.sink.take().len(), 0);
    }

    async fn a_full_mailbox_is_a_failure_and_no_mark_on_the_address(world: &World) {
        let (number, _, mail) = resolved(world).await;
        let id = mail.mail.message_id.clone().unwrap();
        world.receive_bytes(&report(&id, &failed(ANNA, "5.2.2", "552 5.2.2 mailbox full"))).await;
        let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        page.must_say(NOT_DELIVERED).must_say("mailbox full").must_not_say(UNREACHABLE);
    }

    async fn a_second_report_of_the_same_is_no_news_and_a_mark_goes_when_a_mail_arrives(world: &World) {
        let (number, _, mail) = resolved(world).await;
        let id = mail.mail.message_id.clone().unwrap();
        for _ in 0..2 {
            world.receive_bytes(&report(&id, &failed(ANNA, "5.1.1", "550 5.1.1 no such user"))).await;
        }
        let page = async || world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        let told = page().await.all(".timeline li").iter().filter(|line| line.contains(NOT_DELIVERED)).count();
        assert_eq!(told, 1);
        let next = world.request_of(ANNA, "Altro", "Altro guasto.");
        world.settle().await;
        let receipt = world.sink.one_for(ANNA);
        let id = receipt.mail.message_id.clone().unwrap();
        let arrived = format!("Final-Recipient: rfc822; {ANNA}\nAction: delivered\nStatus: 2.0.0\n");
        world.receive_bytes(&report(&id, &arrived)).await;
        assert_eq!(last(world).disposition.unwrap().as_str(), "receipt");
        page().await.must_not_say(UNREACHABLE);
        let other = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{}", next.number)).await;
        assert!(other.first("#mails").unwrap().contains("Consegnata"), "{:?}", other.first("#mails"));
    }

    async fn a_delay_is_a_line_of_the_history_and_nobody_s_failure(world: &World) {
        let (number, ticket, mail) = resolved(world).await;
        let id = mail.mail.message_id.clone().unwrap();
        let late = format!("Final-Recipient: rfc822; {ANNA}\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; timed out\n");
        world.receive_bytes(&report(&id, &late)).await;
        let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        assert!(page.first("#mails").unwrap().contains("In ritardo"), "{:?}", page.first("#mails"));
        page.must_not_say(NOT_DELIVERED).must_not_say(UNREACHABLE);
        assert!(page.all(".timeline li").iter().any(|line| line.contains("in ritardo")), "{:?}", page.all(".timeline li"));
        assert!(page.all(".message-note").is_empty());
        assert_eq!((status_of(world, ticket), last(world).message_row_id), (Status::Resolved, None));
    }

    async fn a_read_receipt_is_kept_with_its_ticket_and_nobody_is_bothered(world: &World) {
        let (number, ticket, mail) = resolved(world).await;
        let id = mail.mail.message_id.clone().unwrap();
        let receipt = format!(
            "From: {ANNA}\r\nTo: assistenza@cstpu.example\r\nSubject: Letto: Stampante ferma\r\nMessage-ID: <mdn@comune-fano.example>\r\n\
             Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\nLetto.\r\n--b\r\n\
             Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; {ANNA}\r\nOriginal-Message-ID: <{id}>\r\n\
             Disposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n"
        );
        world.receive_bytes(receipt.as_bytes()).await;
        let entry = last(world);
        assert_eq!((entry.disposition.unwrap().as_str(), entry.ticket_id), ("receipt", Some(ticket)));
        assert_eq!((status_of(world, ticket), entry.message_row_id), (Status::Resolved, None));
        let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        page.must_not_say("Letto.");
        assert_eq!(world.sink.take().len(), 0);
    }

    async fn a_complaint_is_noted_for_the_staff(world: &World) {
        let (number, ticket, mail) = resolved(world).await;
        let id = mail.mail.message_id.clone().unwrap();
        let complaint = complaint(&id, 1);
        world.receive_bytes(complaint.as_bytes()).await;
        let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
        page.must_say("This is an abuse report.").must_say("indesiderata");
        assert_eq!(status_of(world, ticket), Status::Resolved);
        world.browser_of(ANNA).open(&format!("/requests/{number}")).await.must_not_say("abuse report");
    }

    async fn repeated_complaints_of_one_address_make_one_note_a_day_and_all_count(world: &World) {
        let (number, _, mail) = resolved(world).await;
        let id = mail.mail.message_id.clone().unwrap();
        let notes = async || {
            let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
            page.text().matches("This is an abuse report.").count()
        };
        for times in 1..=3 {
            world.receive_bytes(complaint(&id, times).as_bytes()).await;
        }
        assert_eq!(notes().await, 1);
        assert!(last(world).reason.unwrap().contains("a note says so"), "the ledger has them all");
        world.ctx.clock.advance_seconds(86_500);
        world.receive_bytes(complaint(&id, 4).as_bytes()).await;
        assert_eq!(notes().await, 2);
        let browser = world.browser_of(DAVIDE);
        browser.open(&format!("/desk/tickets/{number}")).await.must_say("Segnalazioni finora: 4.");
        let list = browser.open(&format!("/desk/mail/out?text={id}")).await;
        let page = browser.follow(&list, &mail.mail.subject).await;
        page.must_say("Segnalata come indesiderata 4 volte");
    }

    async fn an_absence_notice_joins_its_ticket_and_reopens_nothing(world: &World) {
        let (number, ticket, mail) = resolved(world).await;
        let notice = Letter::answer(ANNA, &mail.mail, "Sono in ferie.").header("Subject", "Risposta automatica: Stampante ferma");
        world.receive(&notice).await;
        assert_eq!(status_of(world, ticket), Status::Resolved);
        assert_eq!(last(world).ticket_id, Some(ticket));
        assert_eq!(world.sink.take().len(), 0);
        world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await.must_say("Sono in ferie.");
    }

    async fn a_peer_that_answers_everything_and_says_nowhere_that_it_is_a_program_meets_an_end(world: &World) {
        world.receive(&Letter::from(ANNA, "Guasto", "Non va.")).await;
        let mut rounds = 0;
        loop {
            let answers = world.sink.take_for(ANNA);
            if answers.is_empty() {
                break;
            }
            rounds += 1;
            assert!(rounds < 50, "the loop finds no end");
            for answer in answers {
                // Without any header that threads, each answer is a new request; that is the worst peer.
                let echo = format!("Abbiamo ricevuto: {}", answer.mail.subject.replace(['[', ']', '#'], ""));
                world.receive(&Letter::from(ANNA, &echo, "Grazie per averci scritto.")).await;
            }
            world.ctx.clock.advance_seconds(60);
        }
        assert_eq!(rounds, 10);
        let entry = last(world);
        assert!(entry.reason.unwrap().contains("too many automatic answers to this address within an hour"));
        // Others are answered meanwhile, and after an hour so is she.
        world.receive(&Letter::from(BRUNO, "Guasto", "Non va.")).await;
        world.sink.one_for(BRUNO);
        world.ctx.clock.advance_seconds(3_600);
        world.receive(&Letter::from(ANNA, "Altro guasto", "Non va.")).await;
        world.sink.one_for(ANNA);
    }
}

#[test]
fn all_together_are_braked_as_well() {
    use crate::support::world::{Engine, in_world_with};
    let few = |config: &mut sportello::config::Config| config.mail.brakes.overall = 2;
    in_world_with(Engine::Sqlite, few, async |world: &World| {
        for email in [ANNA, BRUNO, CARLA] {
            world.receive(&Letter::from(email, "Guasto", "Non va.")).await;
        }
        assert_eq!(world.sink.take().len(), 2);
    });
}

#[test]
fn a_bounce_that_names_no_message_id_of_ours_is_known_by_the_address_to_which_it_came() {
    use crate::support::world::{Engine, in_world_with};
    let plus = |config: &mut sportello::config::Config| config.mailboxes[0].plus_addressing = true;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        in_world_with(engine, plus, async |world: &World| {
            let (number, _, mail) = resolved(world).await;
            assert!(mail.from.starts_with("assistenza+"), "{}", mail.from);
            let bounce = report("rewritten@mx.example", &failed(ANNA, "5.1.1", "550 5.1.1 no such user"));
            let bounce = String::from_utf8(bounce).unwrap();
            let bounce = bounce.replace("To: assistenza@cstpu.example", &format!("To: {}", mail.from));
            world.receive_bytes(bounce.as_bytes()).await;
            let page = world.browser_of(DAVIDE).open(&format!("/desk/tickets/{number}")).await;
            page.must_say(NOT_DELIVERED).must_say(UNREACHABLE);
        });
    }
}

#[test]
fn a_mail_whose_sender_is_forged_is_no_sign_that_mail_reaches_the_sender() {
    use crate::support::world::{Engine, in_world_with};
    let guard = |config: &mut sportello::config::Config| config.mail.authserv_id = "mx.cstpu.example".into();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        in_world_with(engine, guard, async |world: &World| {
            let (number, _, mail) = resolved(world).await;
            let id = mail.mail.message_id.clone().unwrap();
            world
                .receive_bytes(&report(&id, &failed(ANNA, "5.1.1", "550 5.1.1 no such user")))
                .await;
            let address = format!("/desk/tickets/{number}");
            let letter = |result: &str| {
                let said = format!("mx.cstpu.example; dmarc={result} header.from=comune-fano.example");
                Letter::from(ANNA, "Altro", "Ciao.").header("Authentication-Results", &said)
            };
            world.receive(&letter("fail")).await;
            world.browser_of(DAVIDE).open(&address).await.must_say(UNREACHABLE);
            world.receive(&letter("pass")).await;
            world.browser_of(DAVIDE).open(&address).await.must_not_say(UNREACHABLE);
        });
    }
}
