// SPDX-License-Identifier: AGPL-3.0-or-later
//! The outbox on SQLite.

use super::*;
use crate::platform::db::Database;
use crate::platform::mail::compose;

struct Box {
    database: Database,
    _folder: tempfile::TempDir,
}

fn outbox() -> Box {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(folder.path().join("mails.db").to_str().unwrap(), 2).unwrap();
    database.migrate().unwrap();
    Box {
        database,
        _folder: folder,
    }
}

impl Box {
    fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> T {
        self.database.write(work).unwrap()
    }

    fn queue(&self, mail: NewOutbound, at: Timestamp) -> String {
        self.write(move |conn| queue(conn, &mail, at))
    }

    fn claim(&self, at: Timestamp) -> Vec<Claimed> {
        self.write(move |conn| claim(conn, at, 20)).mails
    }

    fn bodies(&self) -> Vec<(String, String)> {
        let bodies = (outbound_mails::body_text, outbound_mails::body_html);
        self.write(move |conn| Ok(outbound_mails::table.select(bodies).load(conn)?))
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_795_527_000 + seconds).unwrap()
}

fn mail(thread: Option<Uuid>, secret: bool) -> NewOutbound {
    NewOutbound {
        kind: "reply",
        thread,
        from: Address::new("Assistenza CSTPU", "assistenza@cstpu.example").unwrap(),
        to: Address::new("Anna Neri", "anna@comune.example").unwrap(),
        subject: "[CSTPU #12] La stampante".into(),
        text: "Ecco.".into(),
        html: "<p>Ecco.</p>".into(),
        in_reply_to: Some("1@comune.example".into()),
        references: vec!["0@comune.example".into(), "1@comune.example".into()],
        automatic: Automatic::No,
        envelope_from: Some(Address::new("", "assistenza@cstpu.example").unwrap()),
        reply_key: None,
        reply_to: None,
        files: Vec::new(),
        secret,
        via: None,
    }
}

#[test]
fn a_queued_mail_keeps_its_message_id_and_leads_back_to_its_conversation() {
    let (outbox, thread) = (outbox(), Uuid::from(ThreadId::new()));
    let id = outbox.queue(mail(Some(thread), false), at(0));
    assert!(id.ends_with("@cstpu.example"), "{id}");
    let again = id.clone();
    assert_eq!(outbox.write(move |conn| thread_of(conn, &again)), Some(thread));
    assert_eq!(outbox.write(|conn| thread_of(conn, "other@cstpu.example")), None);
    let listed = outbox.write(move |conn| of_thread(conn, thread));
    assert_eq!((listed[0].message_id.as_str(), listed.len()), (id.as_str(), 1));
    let claimed = outbox.claim(at(0)).remove(0);
    assert_eq!(claimed.mail.message_id, id);
    let written = String::from_utf8(compose(&claimed.mail).unwrap().bytes).unwrap();
    assert!(
        written.contains("References: <0@comune.example> <1@comune.example>"),
        "{written}"
    );
}

#[test]
fn a_claimed_mail_is_nobody_else_s_until_the_claim_runs_out() {
    let outbox = outbox();
    outbox.queue(mail(None, false), at(0));
    assert_eq!(outbox.claim(at(0)).len(), 1);
    assert!(outbox.claim(at(LEASE_SECONDS - 1)).is_empty());
    assert_eq!(outbox.claim(at(LEASE_SECONDS)).len(), 1);
}

#[test]
fn who_lost_the_claim_neither_delays_nor_buries_the_mail_but_what_was_sent_is_sent() {
    let outbox = outbox();
    outbox.queue(mail(None, false), at(0));
    let first = outbox.claim(at(0)).remove(0);
    let second = outbox.claim(at(LEASE_SECONDS)).remove(0);
    let late = first.clone();
    assert!(!outbox.write(move |conn| mark_dead(conn, &late, "too late")));
    outbox.write(move |conn| mark_sent(conn, &first, at(LEASE_SECONDS + 1)));
    assert!(!outbox.write(move |conn| mark_dead(conn, &second, "refused")));
    assert!(outbox.claim(at(9 * LEASE_SECONDS)).is_empty());
}

#[test]
fn a_failed_mail_waits_and_a_dead_one_is_never_tried_again() {
    let (outbox, thread) = (outbox(), Uuid::from(ThreadId::new()));
    outbox.queue(mail(Some(thread), false), at(0));
    let claimed = outbox.claim(at(0)).remove(0);
    outbox.write(move |conn| mark_for_retry(conn, &claimed, at(300), "greylisted"));
    assert!(outbox.claim(at(299)).is_empty());
    let claimed = outbox.claim(at(300)).remove(0);
    assert_eq!(claimed.attempts, 1);
    assert!(outbox.write(move |conn| mark_dead(conn, &claimed, "no such\r\nuser")));
    assert!(outbox.claim(at(1_000_000)).is_empty());
    let listed = outbox.write(move |conn| of_thread(conn, thread)).remove(0);
    assert_eq!((listed.state, listed.attempts), (OutboundState::Dead, 2));
    assert_eq!(listed.last_error.as_deref(), Some("no such user"));
}

#[test]
fn a_claim_given_back_counts_as_no_attempt() {
    let outbox = outbox();
    outbox.queue(mail(None, false), at(0));
    let claimed = outbox.claim(at(0)).remove(0);
    outbox.write(move |conn| release(conn, &claimed, at(1)));
    assert_eq!(outbox.claim(at(1)).remove(0).attempts, 0);
}

#[test]
fn the_text_of_a_secret_mail_is_gone_once_it_is_sent_or_given_up() {
    let outbox = outbox();
    outbox.queue(mail(None, true), at(0));
    outbox.queue(mail(None, true), at(0));
    outbox.queue(mail(None, false), at(0));
    let claimed = outbox.claim(at(0));
    assert!(outbox.bodies().iter().all(|(text, _)| text == "Ecco."));
    outbox.write(move |conn| {
        mark_sent(conn, &claimed[0], at(1))?;
        mark_dead(conn, &claimed[1], "refused")?;
        mark_sent(conn, &claimed[2], at(1))
    });
    let left: Vec<_> = outbox
        .bodies()
        .into_iter()
        .filter(|(text, html)| !text.is_empty() || !html.is_empty())
        .collect();
    assert_eq!(left, [("Ecco.".to_owned(), "<p>Ecco.</p>".to_owned())]);
}

#[test]
fn pauses_double_from_five_minutes_to_an_hour_and_end_after_five_days() {
    let pauses: Vec<i64> = (1..=7)
        .filter_map(|attempts| next_attempt(at(0), attempts, at(0)))
        .map(|next| next.seconds_since(at(0)))
        .collect();
    assert_eq!(pauses, [300, 600, 1200, 2400, 4000, 4000, 4000]);
    let end = at(0).plus_days(5);
    assert_eq!(next_attempt(at(0), 90, end.plus_seconds(-60)), Some(end));
    assert_eq!(next_attempt(at(0), 91, end), None);
    let (mut attempts, mut now) = (1, at(0));
    while let Some(next) = next_attempt(at(0), attempts, now) {
        (attempts, now) = (attempts + 1, next);
    }
    assert!((100..130).contains(&attempts), "{attempts} attempts");
}

#[test]
fn answers_are_braked_by_address_by_conversation_and_in_all() {
    let outbox = outbox();
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    let answer = |thread: Uuid, to: &str| NewOutbound {
        automatic: Automatic::Replied,
        to: Address::new("", to).unwrap(),
        ..mail(Some(thread), false)
    };
    for seconds in [0, 10] {
        outbox.queue(answer(one, "anna@comune.example"), at(seconds));
        // What people write is not counted.
        outbox.queue(mail(Some(other), false), at(seconds));
    }
    let limits = AnswerLimits {
        per_address: 2,
        per_thread: 3,
        overall: 4,
    };
    let braked = |to: &'static str, thread: Uuid, now: i64| {
        outbox.write(move |conn| brake(conn, limits, to, Some(thread), at(now)))
    };
    assert_eq!(braked("anna@comune.example", other, 20), Some(Brake::Address));
    assert_eq!(braked("ugo@comune.example", one, 20), None);
    outbox.queue(answer(one, "ugo@comune.example"), at(20));
    assert_eq!(braked("ugo@comune.example", one, 30), Some(Brake::Thread));
    assert_eq!(braked("ugo@comune.example", other, 30), None);
    outbox.queue(answer(other, "ivo@comune.example"), at(30));
    assert_eq!(braked("ugo@comune.example", other, 40), Some(Brake::Overall));
    assert_eq!(braked("anna@comune.example", one, 3_700), None);
}

#[test]
fn a_row_that_is_no_mail_is_given_up_and_keeps_no_other_back() {
    let (outbox, thread) = (outbox(), Uuid::from(ThreadId::new()));
    outbox.queue(mail(Some(thread), false), at(0));
    outbox.write(|conn| {
        let spoiled = outbound_mails::to_address.eq("nobody");
        Ok(diesel::update(outbound_mails::table).set(spoiled).execute(conn)?)
    });
    let good = outbox.queue(mail(Some(thread), false), at(1));
    let claimed = outbox.claim(at(1));
    assert_eq!((claimed.len(), claimed[0].mail.message_id.as_str()), (1, good.as_str()));
    let listed = outbox.write(move |conn| of_thread(conn, thread));
    assert!(listed[0].state == OutboundState::Dead && listed[0].last_error.is_some());
}
