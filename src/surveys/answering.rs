// SPDX-License-Identifier: AGPL-3.0-or-later
//! Opening a survey link, which changes nothing, and answering it, once.

use diesel::prelude::*;

use super::{About, Answer, InvitationState, Quarter, Survey, SurveyState};
use crate::event::{Actor, Event};
use crate::ids::{EntityId, InvitationId, ResponseId, ServiceId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::secrets;
use crate::schema::{invitations, responses, services, tickets};
use crate::tx::Tx;

/// What stands behind the link. Mail scanners and previews open links: nothing is written here, not even a visit.
///
/// # Errors
/// When the database does not answer.
pub fn open(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Survey> {
    let Some(invitation) = find(conn, token)? else {
        return Ok(Survey {
            state: SurveyState::Unknown,
            about: None,
        });
    };
    let (service_name_it, service_name_en, confidential) = services::table
        .filter(services::id.eq(invitation.service_id))
        .select((services::name_it, services::name_en, services::confidential))
        .first(conn)?;
    let ticket_number = tickets::table
        .filter(tickets::id.eq(invitation.ticket_id))
        .select(tickets::number)
        .first(conn)?;
    let about = About {
        ticket_number,
        service: invitation.service_id,
        service_name_it,
        service_name_en,
        confidential,
    };
    Ok(Survey {
        state: invitation.survey_state(now),
        about: Some(about),
    })
}

/// Stores an answer cut off from who gave it: with the service, the body and the quarter it remains a vote among
/// others. Only who asks to be contacted is kept together with the ticket.
///
/// # Errors
/// Refused when the link is unknown, used, too old or taken back.
pub fn answer(tx: &mut Tx<'_>, token: &str, answer: &Answer) -> Result<()> {
    // The event would carry the name of an actor, and its time would carry it on to the vote.
    if tx.actor() != Actor::Nobody {
        return Err(Error::bug("a survey is answered by nobody in particular"));
    }
    let now = tx.now();
    let invitation = find(tx.conn(), token)?.ok_or_else(|| Error::refused("error-survey-unknown"))?;
    if let Some(key) = refusal(invitation.survey_state(now)) {
        return Err(Error::refused(key));
    }
    let period = Quarter::of(now).to_string();
    mark_as_answered(tx.conn(), invitation.id, &period)?;
    let response = NewResponse {
        id: ResponseId::random(),
        period: &period,
        service_id: invitation.service_id,
        entity_id: invitation.entity_id,
        score: i32::from(answer.vote().stars()),
        reason: answer.reason().map(super::Reason::as_str),
        comment: answer.comment(),
        contact_ticket_id: answer.contact().then_some(invitation.ticket_id),
    };
    diesel::insert_into(responses::table)
        .values(&response)
        .execute(tx.conn())?;
    tx.record(Event::SurveyAnswered { period })?;
    if answer.contact() {
        tx.record(Event::SurveyContactRequested {
            ticket: invitation.ticket_id,
        })?;
    }
    Ok(())
}

/// Compare and set, so that of two posts at the same time one is refused. No time is kept but the quarter.
fn mark_as_answered(conn: &mut Conn, invitation: InvitationId, period: &str) -> Result<()> {
    let changed = diesel::update(
        invitations::table
            .filter(invitations::id.eq(invitation))
            .filter(invitations::state.eq(InvitationState::Sent)),
    )
    .set((
        invitations::state.eq(InvitationState::Answered),
        invitations::answer_period.eq(period),
    ))
    .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::refused("error-survey-answered"))
    }
}

fn refusal(state: SurveyState) -> Option<&'static str> {
    match state {
        SurveyState::Open => None,
        SurveyState::Answered => Some("error-survey-answered"),
        SurveyState::Expired => Some("error-survey-expired"),
        SurveyState::Voided => Some("error-survey-voided"),
        SurveyState::Unknown => Some("error-survey-unknown"),
    }
}

fn find(conn: &mut Conn, token: &str) -> Result<Option<Invitation>> {
    Ok(invitations::table
        .filter(invitations::token_hash.eq(secrets::sha256(token)))
        .select(Invitation::as_select())
        .first(conn)
        .optional()?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = invitations)]
struct Invitation {
    id: InvitationId,
    ticket_id: TicketId,
    service_id: ServiceId,
    entity_id: Option<EntityId>,
    state: InvitationState,
    expires_at: Option<Timestamp>,
}

impl Invitation {
    fn survey_state(&self, now: Timestamp) -> SurveyState {
        match self.state {
            InvitationState::Answered => SurveyState::Answered,
            InvitationState::Voided => SurveyState::Voided,
            InvitationState::Sent if self.expires_at.is_some_and(|end| end > now) => SurveyState::Open,
            InvitationState::Sent => SurveyState::Expired,
            // Without a mail there is no link yet.
            InvitationState::Scheduled => SurveyState::Unknown,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = responses, treat_none_as_default_value = false)]
struct NewResponse<'a> {
    id: ResponseId,
    period: &'a str,
    service_id: ServiceId,
    entity_id: Option<EntityId>,
    score: i32,
    reason: Option<&'static str>,
    comment: &'a str,
    contact_ticket_id: Option<TicketId>,
}
