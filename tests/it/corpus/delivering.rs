// SPDX-License-Identifier: AGPL-3.0-or-later
//! The whole collection delivered, and delivered once more: each mail has one fate, and the second copy none of its own.

use diesel::dsl::count_star;
use diesel::prelude::*;
use sportello::config::{Mailbox, MailboxKind};
use sportello::intake::{self, Delivered, Disposition};
use sportello::platform::db::tables::outbound_mails;
use sportello::schema::{inbound_mails, messages};

use super::{Specimen, specimens};
use crate::support::World;
use crate::support::world::{Engine, in_world_with};

/// The name of the mailbox of certified mail.
const CERTIFIED: &str = "pec";

/// How much there is of everything that mails leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Traces {
    ledger: i64,
    messages: i64,
    outbox: i64,
}

#[test]
fn every_mail_of_the_collection_has_one_fate_and_its_second_copy_changes_nothing_on_sqlite() {
    deliver_all(Engine::Sqlite);
}

#[test]
fn every_mail_of_the_collection_has_one_fate_and_its_second_copy_changes_nothing_on_postgresql() {
    deliver_all(Engine::Postgres);
}

fn deliver_all(engine: Engine) {
    let certified = |config: &mut sportello::config::Config| {
        config.mailboxes.push(Mailbox {
            name: CERTIFIED.into(),
            address: "cstpu@pec.cstpu.example".into(),
            pec: true,
            kind: MailboxKind::Maildir,
            ..Mailbox::default()
        });
    };
    in_world_with(engine, certified, async |world| {
        let before = traces(world);
        let first = delivered(world).await;
        let after = traces(world);
        let wrong: Vec<String> = first.iter().filter_map(|(mail, fate)| unexpected(mail, fate)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let count = |holds: fn(&Delivered) -> bool| first.iter().filter(|(_, fate)| holds(fate)).count() as i64;
        assert_eq!(after.ledger - before.ledger, first.len() as i64);
        assert_eq!(after.messages - before.messages, count(|fate| fate.message.is_some()));
        assert_eq!(undisposed(world), 0, "mails of the ledger without a disposition");

        let second = delivered(world).await;
        let wrong: Vec<String> = second
            .iter()
            .filter_map(|(mail, fate)| not_a_copy(mail, fate))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let end = traces(world);
        assert_eq!(
            (end.messages, end.outbox),
            (after.messages, after.outbox),
            "second copies said or sent something"
        );
        assert_eq!((end.ledger - after.ledger, undisposed(world)), (first.len() as i64, 0));
    });
}

/// Delivers every mail to the mailbox that it is for.
async fn delivered(world: &World) -> Vec<(Specimen, Delivered)> {
    let mut all = Vec::new();
    for mail in specimens() {
        let mailbox = if mail.is_certified() { CERTIFIED } else { "assistenza" };
        let fate = intake::deliver(&world.ctx, mailbox, mail.bytes.clone()).await;
        all.push((mail, fate.unwrap()));
    }
    all
}

/// What is wrong with the fate of a mail that came for the first time.
fn unexpected(mail: &Specimen, fate: &Delivered) -> Option<String> {
    let told = mail.inspected();
    let unreadable = told["error"].is_string();
    let wrong = if matches!(fate.disposition, Disposition::Duplicate | Disposition::Released) {
        "is not new"
    } else if fate.auto_response_queued && told["may_be_answered"] != true {
        "was answered by a program, and must not be"
    } else if unreadable != (fate.disposition == Disposition::Quarantined) {
        "is set aside though readable, or the other way round"
    } else if told["classification"]["is_bounce"] == true && fate.message.is_some() {
        "is a bounce and became a message"
    } else if told["classification"]["is_pec_receipt"] == true && fate.disposition != Disposition::Receipt {
        "is a receipt and was not taken for one"
    } else {
        return None;
    };
    Some(format!("{} {wrong}: {fate:?}", mail.name))
}

fn not_a_copy(mail: &Specimen, fate: &Delivered) -> Option<String> {
    let expected = matches!(fate.disposition, Disposition::Duplicate | Disposition::Quarantined);
    (!expected || fate.auto_response_queued).then(|| format!("{} came twice: {fate:?}", mail.name))
}

fn traces(world: &World) -> Traces {
    let counted = world.ctx.read(|conn| {
        Ok(Traces {
            ledger: inbound_mails::table.select(count_star()).first(conn)?,
            messages: messages::table.select(count_star()).first(conn)?,
            outbox: outbound_mails::table.select(count_star()).first(conn)?,
        })
    });
    counted.unwrap()
}

fn undisposed(world: &World) -> i64 {
    let open = world.ctx.read(|conn| {
        Ok(inbound_mails::table
            .filter(inbound_mails::disposition.is_null())
            .select(count_star())
            .first(conn)?)
    });
    open.unwrap()
}
