// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who hears what, on SQLite, with tickets as they really are.

use diesel::prelude::*;

use super::jobs::{Postman, send_due};
use super::*;
use crate::config::{Config, Transport};
use crate::entities::testing::Office;
use crate::event::Actor;
use crate::people::{StaffRole, add_staff, meet};
use crate::platform::db::tables::outbound_mails;
use crate::platform::failure::Error;
use crate::platform::i18n::Locale;
use crate::platform::mail::outbox::OutboundState;
use crate::schema::{persons, tickets as ticket_table};
use crate::tickets::{Channel, NewFile, NewMessage, Opened, Opening, Priority};

/// Anna asks, Ugo is in copy, Ada works on it.
struct World {
    office: Office,
    anna: PersonId,
    ugo: PersonId,
    ada: PersonId,
    ticket: Opened,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = outbound_mails)]
struct Queued {
    kind: String,
    message_id: String,
    envelope_from: String,
    to_address: String,
    subject: String,
    body_text: String,
    body_html: String,
    in_reply_to: Option<String>,
    reference_ids: String,
    automatic: String,
    attachments: crate::platform::db::sql_types::Json,
}

const SUBJECT: &str = "Cedolino <sbagliato>";
const BODY: &str = "Manca l'assegno.\nSaluti & grazie";

fn file(office: &Office) -> NewFile {
    NewFile {
        content_id: None,
        inline: false,
        filename: "busta-paga.pdf".into(),
        content_type: "application/pdf".into(),
        stored: office.ctx.blobs.store(b"%PDF-1.7 segreto").unwrap(),
    }
}

fn message(body: &str, files: Vec<NewFile>) -> NewMessage {
    NewMessage {
        view: crate::tickets::MailView::default(),
        body: body.into(),
        channel: Channel::Web,
        mail_id: None,
        files,
        may_answer: true,
        by_person: true,
    }
}

impl World {
    fn new() -> Self {
        let office = Office::new();
        let met = |email: &'static str| office.write(move |tx| meet(tx, "", email)).unwrap().id;
        let (anna, ugo) = (met("anna@comune.example"), met("ugo@comune.example"));
        let ada = office
            .write(|tx| add_staff(tx, "Ada Bo", "ada@cstpu.example", StaffRole::Technician, &[], None))
            .unwrap()
            .id;
        let opening = Opening {
            view: crate::tickets::MailView::default(),
            requester: anna,
            entity: None,
            subject: SUBJECT.into(),
            body: BODY.into(),
            service: None,
            priority: Priority::Normal,
            channel: Channel::Email,
            mailbox: None,
            mail_id: Some("first@comune.example".into()),
            may_answer: true,
            files: vec![file(&office)],
            watchers: vec![ugo],
            follow_up_of: None,
        };
        let ticket = office
            .ctx
            .write(Actor::Person(anna), move |tx| tickets::open(tx, opening))
            .unwrap();
        let world = Self {
            office,
            anna,
            ugo,
            ada,
            ticket,
        };
        world.change(ticket_table::assignee_id.eq(Some(ada)));
        world
    }

    fn change<C>(&self, column: C)
    where
        C: diesel::AsChangeset<Target = ticket_table::table> + Clone + Send + 'static,
        C::Changeset: diesel::query_builder::QueryFragment<crate::platform::db::MultiBackend> + Send,
    {
        let id = self.ticket.id;
        self.office
            .write(move |tx| {
                Ok(diesel::update(ticket_table::table.filter(ticket_table::id.eq(id)))
                    .set(column)
                    .execute(tx.conn())?)
            })
            .unwrap();
    }

    fn by<T: Send + 'static>(
        &self,
        person: PersonId,
        work: impl FnOnce(&mut Tx<'_>, TicketId) -> Result<T> + Clone + Send + 'static,
    ) -> T {
        let id = self.ticket.id;
        let done = self.office.ctx.write(Actor::Person(person), move |tx| work(tx, id));
        done.unwrap()
    }

    /// Ada writes, and it is told.
    fn reply(&self, body: &'static str, files: Vec<NewFile>) {
        self.by(self.ada, move |tx, ticket| {
            let said = tickets::reply_as_staff(tx, ticket, message(body, files))?;
            staff_said(tx, ticket, said)
        });
    }

    /// Every kind of mail once.
    fn everything(&self) {
        let (ugo, first) = (self.ugo, self.ticket.message);
        self.reply("La correzione è pronta.", vec![file(&self.office)]);
        self.by(self.anna, move |tx, ticket| {
            receipt(tx, ticket)?;
            requester_said(tx, ticket, first)
        });
        self.by(self.ugo, |tx, ticket| {
            let assignee = tickets::find(tx.conn(), ticket)?.assignee_id.unwrap();
            assigned(tx, ticket, assignee)?;
            contact_requested(tx, ticket)
        });
        self.office.ctx.clock.advance_seconds(60);
        self.by(self.ugo, reopened);
        self.by(self.ugo, undelivered);
        self.by(self.ada, move |tx, ticket| {
            let said = tickets::reply_as_staff(tx, ticket, message("Ecco la soluzione.", Vec::new()))?;
            resolved(tx, ticket, said)?;
            rejected(tx, ticket, said)?;
            merged(tx, ticket, ticket)?;
            survey_invitation(tx, ticket, ugo, "survey-token")?;
            let link = Link {
                token: "sign-in-token".into(),
                email: "anna@comune.example".into(),
                person_name: None,
            };
            let locale = crate::people::find(tx.conn(), ugo)?.locale;
            sign_in_link(tx, &link, locale)
        });
    }

    fn mails(&self) -> Vec<Queued> {
        self.office
            .ctx
            .read(|conn| {
                Ok(outbound_mails::table
                    .order(outbound_mails::id)
                    .select(Queued::as_select())
                    .load(conn)?)
            })
            .unwrap()
    }

    fn of(&self, kind: &str) -> Vec<Queued> {
        self.mails().into_iter().filter(|mail| mail.kind == kind).collect()
    }

    fn recipients(&self, kind: &str) -> Vec<String> {
        self.of(kind).into_iter().map(|mail| mail.to_address).collect()
    }

    fn set_person<C>(&self, person: PersonId, column: C)
    where
        C: diesel::AsChangeset<Target = persons::table> + Clone + Send + 'static,
        C::Changeset: diesel::query_builder::QueryFragment<crate::platform::db::MultiBackend> + Send,
    {
        self.office
            .write(move |tx| {
                Ok(diesel::update(persons::table.filter(persons::id.eq(person)))
                    .set(column)
                    .execute(tx.conn())?)
            })
            .unwrap();
    }
}

#[test]
fn every_mail_is_written_in_both_languages_as_text_and_as_html() {
    for locale in [Locale::It, Locale::En] {
        let world = World::new();
        for person in [world.anna, world.ugo, world.ada] {
            world.set_person(person, persons::locale.eq(locale));
        }
        world.everything();
        let mails = world.mails();
        let mut kinds: Vec<&str> = mails.iter().map(|mail| mail.kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let all = "assigned contact_requested merged receipt rejection reopened reply requester_said resolution \
                   sign_in_link survey_invitation undelivered";
        assert_eq!(kinds.join(" "), all);
        for mail in &mails {
            let whole = format!("{}\n{}\n{}", mail.subject, mail.body_text, mail.body_html);
            assert!(!whole.contains("notice-"), "{}: {whole}", mail.kind);
            assert!(mail.body_html.contains(&format!("<html lang=\"{locale}\">")));
            assert!(mail.body_text.contains("http://127.0.0.1:8080/"), "{}", mail.body_text);
            assert!(!mail.body_text.contains("&amp;") && !mail.body_html.contains("<table"));
            let italian = ["Buongiorno", "Apri il ticket"];
            let is_italian = italian.iter().any(|word| mail.body_text.contains(word));
            assert_eq!(is_italian, locale == Locale::It, "{}: {}", mail.kind, mail.body_text);
        }
    }
}

#[test]
fn a_mail_about_a_confidential_ticket_carries_a_number_and_a_link_and_nothing_else() {
    let world = World::new();
    world.change(ticket_table::confidential.eq(true));
    world.everything();
    let mails = world.mails();
    assert!(mails.len() > 10);
    for mail in mails {
        let whole = format!("{}\n{}\n{}", mail.subject, mail.body_text, mail.body_html);
        for secret in ["Cedolino", "assegno", "busta", "correzione", "soluzione", "Ada Bo"] {
            assert!(!whole.contains(secret), "{} says {secret}: {whole}", mail.kind);
        }
        assert_eq!(mail.attachments.0, serde_json::json!([]), "{}", mail.kind);
        if mail.kind != "sign_in_link" {
            assert_eq!(mail.subject, "[CSTPU #1] Pratica riservata");
        }
    }
}

#[test]
fn a_note_and_its_files_are_told_to_nobody() {
    let world = World::new();
    let files = vec![file(&world.office)];
    world.by(world.ada, move |tx, ticket| {
        let note = tickets::note(tx, ticket, message("Chiedere al fornitore.", files))?;
        staff_said(tx, ticket, note)?;
        rejected(tx, ticket, note)
    });
    for mail in world.mails() {
        assert!(!mail.body_text.contains("fornitore") && !mail.body_html.contains("fornitore"));
        assert_eq!(mail.attachments.0, serde_json::json!([]));
    }
    assert!(world.of("reply").is_empty());
}

#[test]
fn what_a_program_writes_says_so_and_takes_no_bounces_and_what_the_staff_writes_does_not() {
    let world = World::new();
    world.everything();
    for mail in world.mails() {
        let by_staff = ["reply", "resolution", "rejection"].contains(&mail.kind.as_str());
        let (word, path) = match (by_staff, mail.kind.as_str()) {
            (true, _) => ("no", "assistenza@cstpu.example"),
            (false, "receipt") => ("replied", ""),
            (false, _) => ("generated", ""),
        };
        assert_eq!(
            (mail.automatic.as_str(), mail.envelope_from.as_str()),
            (word, path),
            "{}",
            mail.kind
        );
    }
}

#[test]
fn nobody_gets_more_than_ten_receipts_in_an_hour() {
    let world = World::new();
    for _ in 0..15 {
        world.by(world.anna, receipt);
    }
    assert_eq!(world.of("receipt").len(), 10);
    world.office.ctx.clock.advance_seconds(3600 + 1);
    world.by(world.anna, receipt);
    assert_eq!(world.of("receipt").len(), 11);
}

#[test]
fn an_answer_of_the_staff_joins_the_conversation_in_the_requester_s_mail_program() {
    let world = World::new();
    world.by(world.anna, receipt);
    world.reply("Eccola.", Vec::new());
    let (receipt, reply) = (world.of("receipt").remove(0), world.of("reply").remove(0));
    assert_eq!(receipt.in_reply_to.as_deref(), Some("first@comune.example"));
    assert_eq!(reply.to_address, "anna@comune.example");
    assert_eq!(reply.in_reply_to.as_deref(), Some("first@comune.example"));
    assert_eq!(
        reply.reference_ids,
        format!("first@comune.example {}", receipt.message_id)
    );
    assert_eq!(reply.subject, "[CSTPU #1] Cedolino <sbagliato>");
    world.by(world.ugo, |tx, ticket| {
        let assignee = tickets::find(tx.conn(), ticket)?.assignee_id.unwrap();
        assigned(tx, ticket, assignee)?;
        reopened(tx, ticket)
    });
    let (assigned, reopened) = (world.of("assigned").remove(0), world.of("reopened").remove(0));
    assert_eq!((assigned.in_reply_to, assigned.reference_ids.as_str()), (None, ""));
    assert_eq!(reopened.reference_ids, assigned.message_id);
}

#[test]
fn everybody_concerned_hears_once_but_neither_who_wrote_nor_who_has_left_nor_ourselves() {
    let world = World::new();
    world.reply("Eccola.", Vec::new());
    assert_eq!(world.recipients("reply"), ["anna@comune.example", "ugo@comune.example"]);
    let now = world.office.ctx.now();
    let ada = world.ada;
    world.by(ada, move |tx, ticket| tickets::watch(tx, ticket, ada));
    world.set_person(world.ugo, persons::deactivated_at.eq(Some(now)));
    world.reply("Ancora.", Vec::new());
    assert_eq!(world.recipients("reply")[2..], ["anna@comune.example"]);
    world.set_person(world.anna, persons::email.eq("assistenza@cstpu.example"));
    world.reply("Di nuovo.", Vec::new());
    assert_eq!(world.recipients("reply").len(), 3);
    world.by(world.ada, move |tx, ticket| assigned(tx, ticket, ada));
    assert!(world.recipients("assigned").is_empty());
}

#[test]
fn an_answer_that_reopens_reaches_the_technician_as_one_mail() {
    let world = World::new();
    let first = world.ticket.message;
    world.by(world.anna, move |tx, ticket| {
        requester_said(tx, ticket, first)?;
        reopened(tx, ticket)
    });
    let told: Vec<String> = world.mails().into_iter().map(|mail| mail.kind).collect();
    assert_eq!(told, ["requester_said"]);
}

#[test]
fn what_people_wrote_is_text_in_html_with_its_lines_kept_and_links_fit_the_reader() {
    let world = World::new();
    let first = world.ticket.message;
    world.by(world.anna, move |tx, ticket| requester_said(tx, ticket, first));
    world.reply("Prova <b>questa</b>.\nPoi\n\nscrivimi.", vec![file(&world.office)]);
    let (reply, said) = (world.of("reply").remove(0), world.of("requester_said").remove(0));
    assert!(
        reply
            .body_html
            .contains("<p>Prova &lt;b&gt;questa&lt;/b&gt;.<br>Poi</p>"),
        "{}",
        reply.body_html
    );
    assert!(reply.body_html.contains("<p>scrivimi.</p>"));
    assert!(reply.body_text.contains("Prova <b>questa</b>.\nPoi\n\nscrivimi.\n"));
    assert!(
        reply.body_text.starts_with("— Rispondi sopra questa riga —\n"),
        "{}",
        reply.body_text
    );
    assert!(reply.body_text.contains("/requests/1\n"));
    assert_eq!(reply.attachments.0[0]["filename"], "busta-paga.pdf");
    assert!(said.body_text.contains("/desk/tickets/1\n") && said.body_text.contains("Saluti & grazie"));
    assert_eq!(said.attachments.0, serde_json::json!([]));
}

#[test]
fn what_is_not_committed_is_not_told() {
    let world = World::new();
    let (id, anna) = (world.ticket.id, world.anna);
    let failed: Result<()> = world.office.ctx.write(Actor::Person(anna), move |tx| {
        receipt(tx, id)?;
        Err(Error::bug("the cause fails"))
    });
    assert!(failed.is_err() && world.mails().is_empty());
}

fn to_folder(folder: &std::path::Path) -> Postman {
    let mut config = Config::default();
    config.mail.transport = Transport::Folder;
    config.mail.folder = folder.to_owned();
    Postman::new(&config).unwrap()
}

#[tokio::test]
async fn what_is_queued_is_handed_over_once_with_its_files() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    world.reply("Eccola.", vec![file(&world.office)]);
    let postman = to_folder(folder.path());
    assert_eq!(send_due(&world.office.ctx, &postman).await.unwrap(), 2);
    assert_eq!(send_due(&world.office.ctx, &postman).await.unwrap(), 0);
    let ids = crate::platform::mail::EmlFolder::create(folder.path()).unwrap();
    let written = ids.read(&ids.list().unwrap()[0]).unwrap().unwrap();
    let written = String::from_utf8(written).unwrap();
    assert!(written.contains(&format!("Message-ID: <{}>", world.mails()[0].message_id)));
    assert!(written.contains("busta-paga.pdf"), "{written}");
    let id = world.ticket.id;
    let told = world.office.ctx.read(|conn| mails_of(conn, id)).unwrap();
    assert_eq!(
        (told.len(), told[0].state, told[0].kind.as_str()),
        (2, OutboundState::Sent, "reply")
    );
}

#[tokio::test]
async fn two_nodes_at_once_hand_each_mail_over_once() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    for _ in 0..30 {
        world.reply("Eccola.", Vec::new());
    }
    let postman = to_folder(folder.path());
    let (ctx, again) = (world.office.ctx.clone(), world.office.ctx.clone());
    let (one, other) = tokio::join!(send_due(&ctx, &postman), send_due(&again, &postman));
    assert_eq!(one.unwrap() + other.unwrap(), 60);
}

#[tokio::test]
async fn a_mail_that_nobody_takes_for_five_days_is_given_up_and_its_ticket_says_so() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    world.by(world.anna, receipt);
    let in_the_way = folder.path().join("file");
    std::fs::write(&in_the_way, b"not a folder").unwrap();
    let postman = to_folder(&in_the_way);
    send_due(&world.office.ctx, &postman).await.unwrap();
    assert_eq!(send_due(&world.office.ctx, &postman).await.unwrap(), 0);
    world.office.ctx.clock.advance_seconds(301);
    assert_eq!(send_due(&world.office.ctx, &postman).await.unwrap(), 1);
    assert_eq!(world.office.events("outbound_mail_failed"), 0);
    world.office.ctx.clock.advance_seconds(5 * 86_400);
    send_due(&world.office.ctx, &postman).await.unwrap();
    assert_eq!(world.office.events("outbound_mail_failed"), 1);
    let id = world.ticket.id;
    let told = world.office.ctx.read(|conn| mails_of(conn, id)).unwrap().remove(0);
    assert!(told.state == OutboundState::Dead && told.last_error.is_some());
}

#[tokio::test]
async fn the_secret_of_a_link_is_gone_once_it_was_mailed() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let ugo = world.ugo;
    world.by(world.ada, move |tx, ticket| {
        survey_invitation(tx, ticket, ugo, "a-survey-token")
    });
    assert!(world.mails()[0].body_text.contains("/survey/a-survey-token\n"));
    send_due(&world.office.ctx, &to_folder(folder.path())).await.unwrap();
    let sent = world.mails().remove(0);
    assert_eq!((sent.body_text.as_str(), sent.body_html.as_str()), ("", ""));
}

#[test]
fn who_asks_for_many_addresses_where_their_mail_is_meets_an_end() {
    let mut world = World::new();
    let mut config = Config::default();
    config.mail.brakes.overall = 2;
    world.office.ctx.config = std::sync::Arc::new(config);
    let day = world.office.ctx.now().rome_date();
    let asked = |address: &'static str| {
        let tell = move |tx: &mut Tx<'_>| {
            let to = Address::new("", address).unwrap();
            let pause = tx.now().plus_minutes(-15);
            mail_fates(tx, &to, day, &[], Locale::It, pause)
        };
        world.office.write(tell).unwrap()
    };
    assert!(asked("uno@comune.example") && asked("due@comune.example"));
    assert!(!asked("tre@comune.example"));
    world.office.ctx.clock.advance_seconds(3_601);
    assert!(asked("tre@comune.example"));
}
