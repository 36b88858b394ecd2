// SPDX-License-Identifier: AGPL-3.0-or-later
//! The rules of the survey on a real database.

use diesel::prelude::*;

use super::testing::{Town, refused};
use super::*;
use crate::event::Actor;
use crate::ids::{EntityId, InvitationId, PersonId, ResponseId, ServiceId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::sql_types::Json;
use crate::platform::secrets;
use crate::schema::{events, invitations, persons, responses};

type InvitationRow = (
    (InvitationId, TicketId, PersonId, Option<String>, InvitationState),
    (
        Timestamp,
        Timestamp,
        Option<Timestamp>,
        Option<String>,
        Option<Timestamp>,
        Option<String>,
    ),
);
type ResponseRow = (
    ResponseId,
    String,
    ServiceId,
    Option<EntityId>,
    i32,
    Option<String>,
    String,
    Option<TicketId>,
);
type EventRow = (String, String, Option<PersonId>, Option<TicketId>, Json);

/// Everything the survey ever writes.
fn everything(town: &Town) -> (Vec<InvitationRow>, Vec<ResponseRow>, Vec<EventRow>) {
    town.ctx
        .read(|conn| {
            use invitations as i;
            let invited = i::table
                .order(i::id)
                .select((
                    (i::id, i::ticket_id, i::person_id, i::token_hash, i::state),
                    (
                        i::created_at,
                        i::send_after,
                        i::sent_at,
                        i::sent_period,
                        i::expires_at,
                        i::answer_period,
                    ),
                ))
                .load(conn)?;
            let answered = responses::table.order(responses::id).load(conn)?;
            let happened = events::table
                .order(events::id)
                .select((
                    events::kind,
                    events::actor,
                    events::person_id,
                    events::ticket_id,
                    events::data,
                ))
                .load(conn)?;
            Ok((invited, answered, happened))
        })
        .unwrap()
}

fn state_of(town: &Town, token: &str) -> SurveyState {
    town.ctx.read(|conn| open(conn, token, town.ctx.now())).unwrap().state
}

#[test]
fn opening_the_link_changes_nothing_however_often() {
    let town = Town::with_services(&[1]);
    let sent = town.ask(town.person(), 0);
    let before = everything(&town);
    for _ in 0..3 {
        let survey = town.ctx.read(|conn| open(conn, &sent.token, town.ctx.now())).unwrap();
        assert_eq!(survey.state, SurveyState::Open);
        assert_eq!(survey.about.unwrap().service_name_it, "Servizio A1");
    }
    assert_eq!(everything(&town), before);
    town.answer(&sent.token, 4).unwrap();
}

#[test]
fn an_invitation_gives_at_most_one_response() {
    let town = Town::with_services(&[1]);
    let sent = town.ask(town.person(), 0);
    let outcomes: Vec<bool> = std::thread::scope(|scope| {
        let posts: Vec<_> = (1..=5)
            .map(|stars| {
                scope.spawn({
                    let (town, token) = (&town, &sent.token);
                    move || town.answer(token, stars).is_ok()
                })
            })
            .collect();
        posts.into_iter().map(|post| post.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|accepted| **accepted).count(), 1);
    assert_eq!(everything(&town).1.len(), 1);
    assert_eq!(refused(town.answer(&sent.token, 5)), "error-survey-answered");
    assert_eq!(state_of(&town, &sent.token), SurveyState::Answered);
}

#[test]
fn a_response_cannot_be_joined_to_a_ticket_a_person_or_a_moment() {
    let town = Town::with_services(&[1]);
    let sent = town.ask(town.person(), 0);
    let before = everything(&town);
    town.answer(&sent.token, 2).unwrap();
    let (invited, answered, happened) = everything(&town);

    let (id, period, _, _, score, reason, comment, contact) = answered[0].clone();
    assert_eq!(
        id.to_string().chars().nth(14),
        Some('4'),
        "a random id, not one that tells the time"
    );
    assert_eq!(
        (period.as_str(), score, reason, comment.as_str(), contact),
        ("2026-Q3", 2, None, "", None)
    );

    // Of the invitation only the state and the quarter changed.
    let mut expected = before.0[0].clone();
    expected.0.4 = InvitationState::Answered;
    expected.1.5 = Some("2026-Q3".into());
    assert_eq!(invited, [expected]);

    // The one event that was added names nobody and nothing.
    let added: Vec<_> = happened.iter().skip(before.2.len()).collect();
    let event = Json(serde_json::json!({"kind": "survey_answered", "period": "2026-Q3"}));
    assert_eq!(
        added,
        [&("survey_answered".to_owned(), "nobody".to_owned(), None, None, event)]
    );
}

#[test]
fn only_who_asks_to_be_contacted_is_kept_with_the_ticket() {
    let town = Town::with_services(&[1]);
    let sent = town.ask(town.person(), 0);
    let answer = Answer::new(
        Vote::new(1).unwrap(),
        Some(Reason::Technical),
        "  Non stampa\r\nancora ",
        true,
    )
    .unwrap();
    town.answer_with(&sent.token, answer).unwrap();
    let (_, answered, happened) = everything(&town);
    assert_eq!(answered[0].5.as_deref(), Some("technical"));
    assert_eq!(answered[0].6, "Non stampa\nancora");
    assert_eq!(answered[0].7, Some(sent.ticket));
    let last = happened.last().unwrap();
    assert_eq!(
        (last.0.as_str(), last.1.as_str(), last.3),
        ("survey_contact_requested", "nobody", Some(sent.ticket))
    );
}

#[test]
fn an_answer_is_never_written_down_under_a_name() {
    let town = Town::with_services(&[1]);
    let person = town.person();
    let sent = town.ask(person, 0);
    let given = Answer::new(Vote::new(5).unwrap(), None, "", false).unwrap();
    assert!(
        town.write(Actor::Person(person), move |tx| answer(tx, &sent.token, &given))
            .is_err()
    );
    assert!(everything(&town).1.is_empty());
}

#[test]
fn a_late_answer_counts_in_the_quarter_in_which_it_is_given() {
    let town = Town::with_services(&[1]);
    town.travel_to("2026-09-30T21:00:00Z");
    let sent = town.ask(town.person(), 0);
    town.travel_to("2026-09-30T22:00:02Z");
    town.answer(&sent.token, 3).unwrap();
    let (invited, answered, _) = everything(&town);
    assert_eq!(
        (invited[0].1.3.as_deref(), invited[0].1.5.as_deref()),
        (Some("2026-Q3"), Some("2026-Q4"))
    );
    assert_eq!(answered[0].1, "2026-Q4");
}

#[test]
fn there_is_one_invitation_for_each_resolution_and_it_waits() {
    let town = Town::with_services(&[1]);
    let ticket = town.ticket(town.person(), Some(town.services[0]));
    town.resolve(ticket, 1);
    town.resolve(ticket, 1);
    assert_eq!(town.state(ticket).len(), 1);
    let due_now = |town: &Town| town.ctx.read(|conn| due(conn, town.ctx.now(), 10)).unwrap().len();
    assert_eq!(due_now(&town), 0);
    town.travel_days(1);
    assert_eq!(due_now(&town), 1);
    assert!(town.send(ticket).is_some());
    assert_eq!(due_now(&town), 0);
    assert!(town.send(ticket).is_none(), "a second server sends nothing");
    town.resolve(ticket, 2);
    assert_eq!(town.state(ticket).len(), 2);
}

#[test]
fn the_token_is_long_and_only_its_hash_is_stored() {
    let town = Town::with_services(&[1]);
    let sent = town.ask(town.person(), 0);
    assert_eq!(sent.token.len(), 64);
    let everything = everything(&town);
    assert_eq!(everything.0[0].0.3, Some(secrets::sha256(&sent.token)));
    assert!(!format!("{everything:?}").contains(&sent.token));
}

#[test]
fn reopening_takes_the_question_back() {
    let town = Town::with_services(&[1]);
    let person = town.person();
    let sent = town.ask(person, 0);
    town.write(Actor::Person(person), move |tx| void(tx, sent.ticket))
        .unwrap();
    assert_eq!(state_of(&town, &sent.token), SurveyState::Voided);
    assert_eq!(refused(town.answer(&sent.token, 5)), "error-survey-voided");
    assert_eq!(everything(&town).2.last().unwrap().0, "survey_voided");

    let waiting = town.ticket(person, Some(town.services[0]));
    town.resolve(waiting, 1);
    town.write(Actor::Person(person), move |tx| void(tx, waiting)).unwrap();
    assert!(town.send(waiting).is_none());
}

#[test]
fn reopening_does_not_take_back_an_answer() {
    let town = Town::with_services(&[1]);
    let person = town.person();
    let sent = town.ask(person, 0);
    town.answer(&sent.token, 5).unwrap();
    let before = everything(&town);
    town.write(Actor::Person(person), move |tx| void(tx, sent.ticket))
        .unwrap();
    assert_eq!(everything(&town), before);
}

#[test]
fn a_link_works_only_for_its_time() {
    let town = Town::with_services(&[1]);
    let sent = town.ask(town.person(), 0);
    town.travel_days(30);
    assert_eq!(state_of(&town, &sent.token), SurveyState::Expired);
    assert_eq!(refused(town.answer(&sent.token, 5)), "error-survey-expired");
}

#[test]
fn an_unknown_link_tells_nothing() {
    let town = Town::with_services(&[1]);
    let survey = town.ctx.read(|conn| open(conn, "", town.ctx.now())).unwrap();
    assert_eq!(
        survey,
        Survey {
            state: SurveyState::Unknown,
            about: None
        }
    );
    assert_eq!(refused(town.answer("0", 5)), "error-survey-unknown");
}

#[test]
fn nobody_is_asked_about_a_request_without_a_service() {
    let town = Town::with_services(&[1]);
    let ticket = town.ticket(town.person(), None);
    town.resolve(ticket, 1);
    assert!(town.state(ticket).is_empty());
}

#[test]
fn nobody_is_asked_when_the_program_itself_gave_up_waiting() {
    let town = Town::with_services(&[1]);
    let ticket = town.ticket(town.person(), Some(town.services[0]));
    town.write(Actor::System, move |tx| schedule(tx, ticket, 1)).unwrap();
    assert!(town.state(ticket).is_empty());
}

#[test]
fn a_machine_that_wrote_is_not_asked() {
    let town = Town::with_services(&[1]);
    let ticket = town.ticket_of_a_machine(town.person(), Some(town.services[0]));
    town.resolve(ticket, 1);
    assert!(town.state(ticket).is_empty());
}

#[test]
fn who_has_left_in_the_meantime_is_not_written_to() {
    let town = Town::with_services(&[1]);
    let person = town.person();
    let ticket = town.ticket(person, Some(town.services[0]));
    town.resolve(ticket, 1);
    town.write(Actor::System, move |tx| {
        let now = tx.now();
        Ok(diesel::update(persons::table.filter(persons::id.eq(person)))
            .set(persons::deactivated_at.eq(now))
            .execute(tx.conn())?)
    })
    .unwrap();
    assert!(town.send(ticket).is_none());
    assert_eq!(town.state(ticket)[0].1, InvitationState::Voided);
}
