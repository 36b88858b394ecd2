// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who is asked for an opinion, when, and when the question is taken back.

use diesel::prelude::*;

use super::{InvitationState, Quarter};
use crate::event::{Actor, Event};
use crate::ids::{EntityId, InvitationId, PersonId, ServiceId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::Result;
use crate::platform::secrets;
use crate::schema::{events, invitations, persons, tickets};
use crate::tx::Tx;

/// An invitation that is ready to be written: the token exists only here and in the mail.
#[derive(Clone)]
pub struct ToSend {
    /// The invitation.
    pub invitation: InvitationId,
    /// The request it asks about.
    pub ticket: TicketId,
    /// Who is asked.
    pub person: PersonId,
    /// The secret of the link, `/survey/{token}`.
    pub token: String,
}

/// Plans the question after a resolution, once per resolution. Nobody is asked about a request without a service,
/// one that a machine sent, or one that was closed because nobody answered; nor is anybody who has left.
///
/// # Errors
/// When the ticket is not there or a row cannot be written.
pub fn schedule(tx: &mut Tx<'_>, ticket: TicketId, resolution_no: i32) -> Result<()> {
    let Some(asked) = who_is_asked(tx, ticket)? else {
        return Ok(());
    };
    let already = invitations::table
        .filter(invitations::ticket_id.eq(ticket))
        .filter(invitations::resolution_no.eq(resolution_no))
        .count()
        .get_result::<i64>(tx.conn())?;
    if already > 0 {
        return Ok(());
    }
    let now = tx.now();
    let row = NewInvitation {
        id: InvitationId::new(),
        ticket_id: ticket,
        resolution_no,
        person_id: asked.person,
        service_id: asked.service,
        entity_id: asked.entity,
        state: InvitationState::Scheduled,
        created_at: now,
        send_after: now.plus_minutes(i64::from(tx.config().surveys.delay_hours) * 60),
    };
    diesel::insert_into(invitations::table)
        .values(&row)
        .execute(tx.conn())?;
    tx.record(Event::SurveyInvited {
        ticket,
        invitation: row.id,
    })
}

/// Takes the question back because the request was reopened; an answer already given stays.
///
/// # Errors
/// When a row cannot be written.
pub fn void(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let open: Vec<InvitationId> = invitations::table
        .filter(invitations::ticket_id.eq(ticket))
        .filter(invitations::state.eq_any([InvitationState::Scheduled, InvitationState::Sent]))
        .select(invitations::id)
        .load(tx.conn())?;
    for invitation in open {
        void_one(tx, ticket, invitation)?;
    }
    Ok(())
}

/// The invitations whose time has come, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<InvitationId>> {
    Ok(invitations::table
        .filter(invitations::state.eq(InvitationState::Scheduled))
        .filter(invitations::send_after.le(now))
        .order((invitations::send_after, invitations::id))
        .limit(limit)
        .select(invitations::id)
        .load(conn)?)
}

/// Makes an invitation ready to be mailed: its link begins to work. `None` when it is no longer to be sent, so that
/// a second run or a second server sends nothing.
///
/// # Errors
/// When a row cannot be written.
pub fn prepare_sending(tx: &mut Tx<'_>, invitation: InvitationId) -> Result<Option<ToSend>> {
    let found: Option<(TicketId, PersonId, Option<Timestamp>)> = invitations::table
        .inner_join(persons::table)
        .filter(invitations::id.eq(invitation))
        .filter(invitations::state.eq(InvitationState::Scheduled))
        .select((invitations::ticket_id, invitations::person_id, persons::deactivated_at))
        .first(tx.conn())
        .optional()?;
    let Some((ticket, person, left)) = found else {
        return Ok(None);
    };
    if left.is_some() {
        void_one(tx, ticket, invitation)?;
        return Ok(None);
    }
    let token = secrets::new_token();
    let now = tx.now();
    let open_days = i64::from(tx.config().surveys.open_days);
    let changed = diesel::update(
        invitations::table
            .filter(invitations::id.eq(invitation))
            .filter(invitations::state.eq(InvitationState::Scheduled)),
    )
    .set((
        invitations::state.eq(InvitationState::Sent),
        invitations::token_hash.eq(secrets::sha256(&token)),
        invitations::sent_at.eq(now),
        invitations::sent_period.eq(Quarter::of(now).to_string()),
        invitations::expires_at.eq(now.plus_days(open_days)),
    ))
    .execute(tx.conn())?;
    Ok((changed == 1).then_some(ToSend {
        invitation,
        ticket,
        person,
        token,
    }))
}

struct Asked {
    person: PersonId,
    service: ServiceId,
    entity: Option<EntityId>,
}

fn who_is_asked(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<Asked>> {
    // The program resolves by itself only what the requester left unanswered: there is nothing to judge.
    if tx.actor() == Actor::System || sent_by_a_machine(tx.conn(), ticket)? {
        return Ok(None);
    }
    let (person, service, entity, left): (PersonId, Option<ServiceId>, Option<EntityId>, Option<Timestamp>) =
        tickets::table
            .inner_join(persons::table.on(persons::id.eq(tickets::requester_id)))
            .filter(tickets::id.eq(ticket))
            .select((
                tickets::requester_id,
                tickets::service_id,
                tickets::entity_id,
                persons::deactivated_at,
            ))
            .first(tx.conn())?;
    Ok(service.filter(|_| left.is_none()).map(|service| Asked {
        person,
        service,
        entity,
    }))
}

/// Whether the request came by a mail that must not be answered automatically; its history says so.
fn sent_by_a_machine(conn: &mut Conn, ticket: TicketId) -> Result<bool> {
    let opened: Option<Json> = events::table
        .filter(events::ticket_id.eq(ticket))
        .filter(events::kind.eq("ticket_opened"))
        .select(events::data)
        .first(conn)
        .optional()?;
    Ok(match opened.map(|document| document.to::<Event>()).transpose()? {
        Some(Event::TicketOpened { may_answer, .. }) => !may_answer,
        _ => false,
    })
}

/// Compare and set: an answer that came first wins.
fn void_one(tx: &mut Tx<'_>, ticket: TicketId, invitation: InvitationId) -> Result<()> {
    let changed = diesel::update(
        invitations::table
            .filter(invitations::id.eq(invitation))
            .filter(invitations::state.eq_any([InvitationState::Scheduled, InvitationState::Sent])),
    )
    .set(invitations::state.eq(InvitationState::Voided))
    .execute(tx.conn())?;
    if changed == 1 {
        tx.record(Event::SurveyVoided { ticket, invitation })
    } else {
        Ok(())
    }
}

#[derive(Insertable)]
#[diesel(table_name = invitations, treat_none_as_default_value = false)]
struct NewInvitation {
    id: InvitationId,
    ticket_id: TicketId,
    resolution_no: i32,
    person_id: PersonId,
    service_id: ServiceId,
    entity_id: Option<EntityId>,
    state: InvitationState,
    created_at: Timestamp,
    send_after: Timestamp,
}
