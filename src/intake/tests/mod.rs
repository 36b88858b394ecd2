// SPDX-License-Identifier: AGPL-3.0-or-later
//! Intake, from the bytes of a mail to what became of it.

mod certified;
mod holding;
mod quoting;
mod settling;

use std::sync::Arc;

use diesel::prelude::*;

use super::jobs::{Mailboxes, fetch, settle_due};
use super::{Delivered, Disposition, InboundMail, deliver, ledger, mails_before, unsettled};
use crate::config::{Config, Mailbox, MailboxKind};
use crate::context::Context;
use crate::entities::testing::Office;
use crate::event::Actor;
use crate::ids::{PersonId, TicketId};
use crate::people::{self, MembershipRole, StaffRole, add_staff, begin_membership, by_email, meet};
use crate::platform::failure::Result;
use crate::platform::mail::Maildir;
use crate::schema::{events, persons, tickets as rows};
use crate::tickets::{self, MessageKind, MessageView, Ticket};
use crate::tx::Tx;

const BODIES: &str = "kind,name,istat_code,cadastral_code,ipa_code,province,population,postal_code,domains\n\
    comune,Fano,041013,D488,c_d488,PU,,,fano.example\n\
    comune,Cagli,041007,B352,c_b352,PU,,,cagli.example\n";

fn now<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(work)
}

/// A mail with these header lines and text.
fn mail(lines: &str, text: &str) -> Vec<u8> {
    format!("{lines}\n\n{text}\n").replace('\n', "\r\n").into_bytes()
}

fn letter(from: &str, id: &str, more: &str) -> Vec<u8> {
    let subject = if more.contains("Subject:") {
        ""
    } else {
        "\nSubject: Guasto"
    };
    let more = if more.is_empty() {
        String::new()
    } else {
        format!("\n{more}")
    };
    mail(
        &format!("From: {from}\nTo: assistenza@cstpu.example\nMessage-ID: <{id}>{subject}{more}"),
        &format!("Non va la rete ({id})."),
    )
}

struct Desk {
    office: Office,
}

impl Desk {
    fn new() -> Self {
        Self {
            office: Office::with_entities(BODIES),
        }
    }

    fn ctx(&self) -> &Context {
        &self.office.ctx
    }

    fn receive(&self, raw: Vec<u8>) -> Delivered {
        now(deliver(self.ctx(), "assistenza", raw)).unwrap()
    }

    /// Anna of Fano writes.
    fn opened_by_anna(&self) -> Ticket {
        self.receive(letter("Anna Neri <anna@fano.example>", "1@fano", ""));
        self.ticket(1)
    }

    fn ticket(&self, number: i64) -> Ticket {
        let found = self.ctx().read(|conn| tickets::by_number(conn, number)).unwrap();
        found.unwrap()
    }

    fn messages(&self, ticket: TicketId) -> Vec<MessageView> {
        use crate::schema::messages;
        let read = |conn: &mut _| {
            let ids = messages::table
                .filter(messages::ticket_id.eq(ticket))
                .order((messages::created_at, messages::id))
                .select(messages::id)
                .load(conn)?;
            ids.into_iter().map(|id| tickets::message(conn, id)).collect()
        };
        self.ctx().read(read).unwrap()
    }

    fn person(&self, email: &'static str) -> PersonId {
        self.office.write(move |tx| meet(tx, "", email)).unwrap().id
    }

    fn staff(&self) {
        let add = |tx: &mut Tx<'_>| add_staff(tx, "Tea", "tea@cstpu.example", StaffRole::Technician, &[], None);
        self.office.write(add).unwrap();
    }

    fn contact(&self, email: &'static str) {
        let (person, fano) = (self.person(email), self.ticket(1).entity_id.unwrap());
        let begin = move |tx: &mut Tx<'_>| begin_membership(tx, person, fano, MembershipRole::Contact);
        self.office.write(begin).unwrap();
    }

    /// Whether the last ticket that was opened may be answered automatically.
    fn may_answer(&self) -> bool {
        let read = |conn: &mut _| -> Result<crate::platform::db::sql_types::Json> {
            Ok(events::table
                .filter(events::kind.eq("ticket_opened"))
                .order(events::id.desc())
                .select(events::data)
                .first(conn)?)
        };
        self.ctx().read(read).unwrap().0["may_answer"] == true
    }

    fn ledger(&self) -> Vec<InboundMail> {
        self.ctx().read(|conn| mails_before(conn, None, None, 100)).unwrap()
    }

    fn with(&self, change: impl FnOnce(&mut Config)) -> Context {
        let mut config = Config::default();
        change(&mut config);
        let mut ctx = self.ctx().clone();
        ctx.config = Arc::new(config);
        ctx
    }
}

#[test]
fn an_employee_s_mail_opens_a_ticket_for_the_body_and_may_be_answered() {
    let desk = Desk::new();
    let outcome = desk.receive(letter("Anna Neri <anna@fano.example>", "1@fano", ""));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Opened, Some(1)));
    let ticket = desk.ticket(1);
    assert!(ticket.entity_id.is_some() && desk.may_answer());
    let messages = desk.messages(ticket.id);
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].author_email, "anna@fano.example");
    assert_eq!(messages[0].mail_id.as_deref(), Some("1@fano"));
    assert!(!messages[0].from_staff);
}

#[test]
fn who_was_deactivated_opens_a_ticket_is_not_answered_and_joins_nothing() {
    let desk = Desk::new();
    let first = desk.opened_by_anna();
    let (anna, instant) = (first.requester_id, desk.ctx().now());
    let leave = move |tx: &mut Tx<'_>| {
        Ok(diesel::update(persons::table.filter(persons::id.eq(anna)))
            .set(persons::deactivated_at.eq(instant))
            .execute(tx.conn())?)
    };
    desk.office.write(leave).unwrap();
    let outcome = desk.receive(letter("anna@fano.example", "2@fano", "In-Reply-To: <1@fano>"));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Opened, Some(2)));
    assert!(!desk.may_answer());
}

#[test]
fn the_same_mail_twice_is_one_message() {
    let desk = Desk::new();
    let raw = letter("anna@fano.example", "1@fano", "");
    let first = desk.receive(raw.clone());
    let by_another_road = [b"Received: from other.example\r\n".as_slice(), &raw].concat();
    for copy in [raw, by_another_road] {
        let again = desk.receive(copy);
        assert_eq!(again.disposition, Disposition::Duplicate);
        assert_eq!((again.ticket, again.message), (first.ticket, first.message));
    }
    assert_eq!(desk.messages(desk.ticket(1).id).len(), 1);
    assert_eq!(desk.ledger().len(), 3);
}

#[test]
fn one_message_id_with_other_content_is_another_message() {
    let desk = Desk::new();
    desk.receive(mail("From: a@fano.example\nMessage-ID: <same@x>\nSubject: a", "uno"));
    let other = desk.receive(mail("From: a@fano.example\nMessage-ID: <same@x>\nSubject: a", "due"));
    assert_eq!((other.disposition, other.ticket), (Disposition::Opened, Some(2)));
}

#[test]
fn an_answer_of_the_requester_joins_by_its_references_or_by_the_number() {
    let desk = Desk::new();
    let ticket = desk.opened_by_anna();
    let by_references = desk.receive(letter(
        "anna@fano.example",
        "2@fano",
        "References: <0@old> <1@fano> <9@lost>",
    ));
    let by_number = desk.receive(letter("ANNA@Fano.example", "3@fano", "Subject: R: [cstpu #1] Guasto"));
    for outcome in [by_references, by_number] {
        assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Replied, Some(1)));
    }
    assert_eq!(desk.messages(ticket.id).len(), 3);
}

#[test]
fn knowing_a_number_or_an_identifier_opens_a_ticket_of_its_own_and_tells_nothing() {
    let desk = Desk::new();
    let ticket = desk.opened_by_anna();
    let more = "In-Reply-To: <1@fano>\nSubject: Re: [CSTPU #1] Guasto";
    let outcome = desk.receive(letter("bo@fano.example", "2@x", more));
    assert_eq!(outcome.disposition, Disposition::Opened);
    assert!(outcome.reason.contains("no part in"), "{}", outcome.reason);
    let new = desk.ticket(outcome.ticket.unwrap());
    assert_eq!((new.subject.as_str(), new.follow_up_of), ("Guasto", None));
    let stranger = desk.receive(letter("ugo@elsewhere.example", "3@x", more));
    assert_eq!((stranger.disposition, stranger.ticket), (Disposition::Held, None));
    assert_eq!(desk.messages(ticket.id).len(), 1);
}

#[test]
fn two_from_fields_join_nothing_even_when_the_first_is_the_requester() {
    let desk = Desk::new();
    let ticket = desk.opened_by_anna();
    let outcome = desk.receive(letter(
        "anna@fano.example\nFrom: eva@evil.example",
        "2@x",
        "In-Reply-To: <1@fano>",
    ));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Held, None));
    assert_eq!(desk.messages(ticket.id).len(), 1);
}

#[test]
fn a_contact_joins_the_tickets_of_the_body_but_no_confidential_one() {
    let desk = Desk::new();
    let ticket = desk.opened_by_anna();
    desk.contact("capo@fano.example");
    let joined = desk.receive(letter("capo@fano.example", "2@x", "In-Reply-To: <1@fano>"));
    assert_eq!(joined.disposition, Disposition::Replied);
    let id = ticket.id;
    let hide = move |tx: &mut Tx<'_>| {
        Ok(diesel::update(rows::table.filter(rows::id.eq(id)))
            .set(rows::confidential.eq(true))
            .execute(tx.conn())?)
    };
    desk.office.write(hide).unwrap();
    let kept_out = desk.receive(letter("capo@fano.example", "3@x", "In-Reply-To: <1@fano>"));
    assert_eq!(kept_out.disposition, Disposition::Opened);
    assert_eq!(desk.messages(id).len(), 2);
}

#[test]
fn colleagues_in_copy_become_watchers_and_may_answer_others_do_not() {
    let desk = Desk::new();
    let bo = desk.person("bo@fano.example");
    desk.person("ada@cagli.example");
    desk.receive(letter(
        "anna@fano.example",
        "1@fano",
        "Cc: bo@fano.example, ada@cagli.example, \"Il Capo\" <nuovo@fano.example>, ugo@elsewhere.example, anna@fano.example",
    ));
    let ticket = desk.ticket(1);
    let watchers = desk.ctx().read(|conn| tickets::watchers_of(conn, ticket.id)).unwrap();
    let nuovo = desk
        .ctx()
        .read(|conn| by_email(conn, "nuovo@fano.example"))
        .unwrap()
        .unwrap();
    assert_eq!(watchers, [bo, nuovo.id], "of the same body, known or new by its domain");
    assert_eq!(nuovo.name, "Nuovo", "who writes a mail does not name the others");
    let answer = desk.receive(letter("bo@fano.example", "2@fano", "In-Reply-To: <1@fano>"));
    assert_eq!(answer.disposition, Disposition::Replied);
}

#[test]
fn what_seems_to_come_from_the_staff_is_a_note_that_no_requester_sees() {
    let desk = Desk::new();
    let ticket = desk.opened_by_anna();
    desk.staff();
    let outcome = desk.receive(letter("tea@cstpu.example", "2@x", "In-Reply-To: <1@fano>"));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Replied, Some(1)));
    assert_eq!(desk.messages(ticket.id)[1].kind, MessageKind::Note);
    let own = desk.receive(letter("tea@cstpu.example", "3@x", ""));
    assert_eq!((own.disposition, own.ticket), (Disposition::Opened, Some(2)));
}

#[test]
fn our_own_mail_that_comes_back_opens_nothing() {
    let desk = Desk::new();
    let outcome = desk.receive(letter("assistenza@cstpu.example", "1@x", ""));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Automatic, None));
    assert!(outcome.reason.starts_with("loop"), "{}", outcome.reason);
}

#[test]
fn an_absence_notice_joins_without_waking_the_ticket_and_a_new_one_is_not_answered() {
    let desk = Desk::new();
    let ticket = desk.opened_by_anna();
    let absent = "Auto-Submitted: auto-replied\nIn-Reply-To: <1@fano>";
    let joined = desk.receive(letter("anna@fano.example", "2@x", absent));
    assert_eq!(joined.disposition, Disposition::Replied);
    let read = |conn: &mut _| -> Result<crate::platform::db::sql_types::Json> {
        let said = events::table.filter(events::kind.eq("reply_posted"));
        Ok(said.select(events::data).first(conn)?)
    };
    assert_eq!(desk.ctx().read(read).unwrap().0["by_person"], false);
    assert_eq!(desk.ticket(1).status, ticket.status);
    desk.receive(letter("anna@fano.example", "3@x", "Precedence: bulk"));
    assert!(!desk.may_answer());
}

#[test]
fn a_bounce_of_our_mail_is_noted_on_its_ticket_and_a_foreign_one_opens_nothing() {
    let desk = Desk::new();
    let ticket = desk.opened_by_anna();
    let bounce = |id: &str, returned: &str| {
        let lines = format!(
            "From: MAILER-DAEMON@mx.example\nMessage-ID: <{id}>\nSubject: Undelivered Mail Returned to Sender\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b"
        );
        let text = format!(
            "--b\nContent-Type: text/plain\n\nUser unknown\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n\n\
             --b\nContent-Type: message/rfc822\n\nMessage-ID: <{returned}>\nSubject: x\n\nciao\n--b--"
        );
        mail(&lines, &text)
    };
    let foreign = desk.receive(bounce("b1@mx", "nobody@knows"));
    assert_eq!((foreign.disposition, foreign.ticket), (Disposition::Bounce, None));
    let sent = queued(&desk, ticket.id);
    let ours = desk.receive(bounce("b2@mx", &sent));
    assert_eq!((ours.disposition, ours.ticket), (Disposition::Bounce, Some(1)));
    let messages = desk.messages(ticket.id);
    assert_eq!((messages[1].kind, messages[1].author), (MessageKind::Note, None));
    assert!(messages[1].body.contains("User unknown"));
    assert_eq!(desk.ticket(1).status, ticket.status);
}

/// A mail about the ticket is queued; its Message-ID.
fn queued(desk: &Desk, ticket: TicketId) -> String {
    use crate::platform::mail::{Address, Automatic, outbox};
    let address = Address::parse("anna@fano.example").unwrap();
    let mail = outbox::NewOutbound {
        kind: "receipt",
        thread: Some(ticket.to_string().parse().unwrap()),
        from: Address::parse("assistenza@cstpu.example").unwrap(),
        to: address,
        subject: "[CSTPU #1] Guasto".to_owned(),
        text: "ciao".to_owned(),
        html: String::new(),
        in_reply_to: None,
        references: Vec::new(),
        automatic: Automatic::Generated,
        envelope_from: None,
        reply_key: None,
        reply_to: None,
        files: Vec::new(),
        secret: false,
        via: None,
    };
    let queue = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        outbox::queue(tx.conn(), &mail, now)
    };
    desk.office.write(queue).unwrap()
}

#[test]
fn a_mail_without_sender_is_held_for_a_technician() {
    let desk = Desk::new();
    let outcome = desk.receive(mail("Message-ID: <1@x>\nSubject: chi sono", "ciao"));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Held, None));
}

#[test]
fn a_text_that_is_empty_is_said_to_be_and_its_files_are_kept() {
    let desk = Desk::new();
    let outcome = desk.receive(mail(
        "From: anna@fano.example\nMessage-ID: <1@x>\nContent-Type: application/pdf; name=modulo.pdf\n\
         Content-Transfer-Encoding: base64",
        "JVBERi0xLjQK",
    ));
    assert_eq!(outcome.disposition, Disposition::Opened);
    let message = desk.messages(desk.ticket(1).id).remove(0);
    assert_eq!(message.body, "[Il messaggio non contiene testo.]");
    assert_eq!(message.files[0].filename, "modulo.pdf");
    assert_eq!(desk.ctx().blobs.read(&message.files[0].sha256).unwrap(), b"%PDF-1.4\n");
}

#[test]
fn too_many_answers_to_one_sender_within_an_hour_are_the_last_ones() {
    let desk = Desk::new();
    for number in 0..10 {
        desk.receive(letter("anna@fano.example", &format!("{number}@x"), ""));
        assert!(desk.may_answer());
        queued(&desk, desk.ticket(1).id);
    }
    desk.receive(letter("anna@fano.example", "10@x", ""));
    assert!(!desk.may_answer());
    desk.ctx().clock.advance_seconds(3601);
    desk.receive(letter("anna@fano.example", "11@x", ""));
    assert!(desk.may_answer());
}

#[test]
fn who_writes_is_known_afterwards_by_the_name_given_first() {
    let desk = Desk::new();
    desk.receive(letter("Anna Neri <anna@fano.example>", "1@x", ""));
    desk.receive(letter("\"Il Sindaco\" <anna@fano.example>", "2@x", ""));
    let anna = desk
        .ctx()
        .read(|conn| by_email(conn, "anna@fano.example"))
        .unwrap()
        .unwrap();
    assert_eq!(anna.name, "Anna Neri");
    let found = desk.ctx().read(|conn| people::find(conn, anna.id)).unwrap();
    assert_eq!(found.id, anna.id);
}

#[test]
fn a_long_mail_is_kept_to_its_end_although_forms_are_shorter() {
    let desk = Desk::new();
    let forms = desk.ctx().config.storage.max_body;
    let text = "Una riga del registro.\r\n".repeat(forms / 10);
    let head =
        "From: Anna <anna@fano.example>\nTo: assistenza@cstpu.example\nMessage-ID: <long@fano>\nSubject: Registro";
    desk.receive(mail(head, &format!("{text}Ecco la fine.")));
    let body = desk.messages(desk.ticket(1).id).remove(0).body;
    assert!(body.chars().count() > forms && body.ends_with("Ecco la fine."));
}

#[test]
fn a_forward_is_nobody_else_s_request_where_nobody_vouches_for_the_technician() {
    let desk = Desk::new();
    desk.staff();
    let head = "From: Tea <tea@cstpu.example>\nMessage-ID: <1@x>\nSubject: Password";
    let forged = "@fwd\nScriva qui la sua password.\n\nDa: Anna <anna@fano.example>\nInviato: lunedi\nOggetto: x\n\nx";
    desk.receive(mail(head, forged));
    let tea = desk.person("tea@cstpu.example");
    assert_eq!(desk.ticket(1).requester_id, tea);
}
