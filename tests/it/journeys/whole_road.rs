// SPDX-License-Identifier: AGPL-3.0-or-later
//! One request on its whole road, through the servers of a real installation: in by IMAP over TLS, out by SMTP, from the
//! employee's first mail to the figure that a manager reads.

use sportello::schedule::Job;
use sportello::tickets::{self, Status};

use super::by_mail::{how_many, number_of};
use super::resolving::{asked, link_in, resolved};
use crate::support::dovecot::Dovecot;
use crate::support::html::Page;
use crate::support::sink::Received;
use crate::support::town::{ANNA, DAVIDE, ROBERTA};
use crate::support::world::in_world_with;
use crate::support::{Engine, Letter, World};

const SERVICE: &str = "Accesso remoto VPN";

#[test]
fn a_mail_travels_the_whole_road_to_a_figure_on_sqlite() {
    on_the_road(Engine::Sqlite);
}

#[test]
fn a_mail_travels_the_whole_road_to_a_figure_on_postgresql() {
    on_the_road(Engine::Postgres);
}

fn on_the_road(engine: Engine) {
    let dovecot = Dovecot::start();
    let settings = |config: &mut sportello::config::Config| {
        config.mailboxes = vec![dovecot.mailbox()];
        // The story has one opinion, and its end is to see it counted.
        config.results.internal_threshold = 1;
    };
    in_world_with(engine, settings, async |world| {
        let (number, receipt) = it_comes_in(world, &dovecot).await;
        let reply = it_is_replied_to(world, number, &receipt).await;
        the_answer_joins(world, &dovecot, number, &reply).await;
        it_is_resolved(world, number).await;
        the_opinion_counts(world).await;
    });
}

/// Mails are put into the mailbox on the server; the jobs fetch them and do what follows.
async fn arrives(world: &World, dovecot: &Dovecot, letter: &Letter, taken: usize) {
    dovecot.deliver(&letter.bytes());
    world.settle().await;
    assert_eq!(dovecot.unread_and_read(), (0, taken), "{}", dovecot.log());
}

async fn it_comes_in(world: &World, dovecot: &Dovecot) -> (i64, Received) {
    let letter = Letter::from(ANNA, "La vpn è ferma", "Da casa non entro.").file("errore.txt", "text/plain", b"619");
    arrives(world, dovecot, &letter, 1).await;
    let receipt = world.sink.one_for(ANNA);
    let number = number_of(&receipt.mail.subject);
    assert_eq!(receipt.mail.subject, format!("[CSTPU #{number}] La vpn è ferma"));
    assert!(
        receipt.mail.text.contains(&format!("{}/requests/{number}", world.base)),
        "{}",
        receipt.mail.text
    );
    assert_eq!(receipt.mail.in_reply_to, [letter.id()]);
    assert_eq!(receipt.mail.references, [letter.id()]);
    assert_eq!(receipt.mail.header("auto-submitted"), Some("auto-replied"));
    assert_eq!(receipt.from, "", "nobody is told when a receipt does not arrive");
    (number, receipt)
}

async fn it_is_replied_to(world: &World, number: i64, receipt: &Received) -> Received {
    let davide = world.browser();
    davide.sign_in(DAVIDE).await;
    let queue = davide.open("/desk").await;
    let ticket = davide.follow(&queue, "La vpn è ferma").await;
    ticket
        .must_be(200)
        .must_say("Da casa non entro.")
        .must_say("Fano")
        .must_say(SERVICE)
        .must_say("«vpn»");
    let file = davide.get(&ticket.link("errore.txt")).await;
    assert_eq!(file.bytes().await.unwrap().as_ref(), b"619");
    let ticket = davide.send(ticket.form("Prendi in carico")).await;
    let form = ticket
        .form("Invia la risposta")
        .fill("Testo della risposta", "Prova adesso, per favore.");
    davide.send(form).await.must_be(200);
    world.settle().await;
    let reply = world.sink.one_for(ANNA);
    assert_eq!(number_of(&reply.mail.subject), number);
    assert!(
        reply.mail.text.contains("Prova adesso, per favore."),
        "{}",
        reply.mail.text
    );
    assert_eq!(reply.mail.header("auto-submitted"), None, "a person wrote it");
    let first = &receipt.mail.in_reply_to[0];
    assert!(
        reply.mail.references.contains(first),
        "{:?} without {first}",
        reply.mail.references
    );
    assert!(
        reply
            .mail
            .in_reply_to
            .iter()
            .all(|id| reply.mail.references.contains(id))
    );
    reply
}

async fn the_answer_joins(world: &World, dovecot: &Dovecot, number: i64, reply: &Received) {
    let answer = Letter::answer(ANNA, &reply.mail, "Ancora niente.");
    arrives(world, dovecot, &answer, 2).await;
    assert_eq!(
        how_many(world),
        (1, 3),
        "the mail, the reply and the answer are one ticket"
    );
    let told = world.sink.one_for(DAVIDE);
    assert!(
        told.mail.text.contains(&format!("/desk/tickets/{number}")),
        "{}",
        told.mail.text
    );
    world
        .browser_of(ANNA)
        .open(&format!("/requests/{number}"))
        .await
        .must_say("Ancora niente.");
}

async fn it_is_resolved(world: &World, number: i64) {
    resolved(world, number, "Rinnovato il certificato.").await;
    world.run(Job::SendMail).await;
    let resolution = world.sink.one_for(ANNA).mail;
    assert_eq!(number_of(&resolution.subject), number);
    assert!(
        resolution.text.contains("Rinnovato il certificato."),
        "{}",
        resolution.text
    );
    let link = link_in(&resolution.text, "/reopening/");
    world
        .browser()
        .open(&link)
        .await
        .must_be(200)
        .must_say("La vpn è ferma");
    let ticket = world
        .ctx
        .read(|conn| tickets::by_number(conn, number))
        .unwrap()
        .unwrap();
    assert_eq!(ticket.status, Status::Resolved, "opening the link is not reopening");
}

/// The service's row among the figures: name, area, invitations, responses, rate, mean.
fn row_of(figures: &Page) -> String {
    let rows = figures.must_be(200).all("tbody tr");
    rows.into_iter().find(|row| row.contains(SERVICE)).expect("its row")
}

async fn the_opinion_counts(world: &World) {
    let link = asked(world).await;
    let roberta = world.browser();
    roberta.sign_in(ROBERTA).await;
    let figures = "/manage?period=2026-Q3&by=service";
    let before = row_of(&roberta.open(figures).await);
    let anna = world.browser();
    let vote = anna.open(&link).await.form("Avanti").tick("Valuta 4 stelle su 5");
    let reasons = anna.send(vote).await;
    let details = anna
        .send(reasons.form("Avanti").tick("Le indicazioni erano chiare"))
        .await;
    let thanks = anna.send(details.form("Invia il parere")).await;
    thanks.must_be(200).must_say("Grazie");
    let after = row_of(&roberta.open(figures).await);
    assert!(before.contains("dato non mostrato"), "{before}");
    assert!(
        after.ends_with(" 1 1 100,0% 4,00"),
        "asked, answered, rate and mean: {after}"
    );
}
