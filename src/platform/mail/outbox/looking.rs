// SPDX-License-Identifier: AGPL-3.0-or-later
//! Looking at the outbox: one mail with all that is known of it, what waits and since when; and trying a dead letter again.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Outbound, OutboundMailId, OutboundState};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::tables::outbound_mails;
use crate::platform::failure::{Error, Result};

/// A mail with what only its own page shows.
#[derive(Debug, Clone)]
pub struct Whole {
    /// What lists show, too.
    pub mail: Outbound,
    /// Who it comes from.
    pub from: String,
    /// Name of the recipient.
    pub to_name: String,
    /// The Message-ID that it answers.
    pub in_reply_to: Option<String>,
    /// The mailbox through whose server it leaves; the usual one when there is none.
    pub via: Option<String>,
    /// When it is tried (again).
    pub next_attempt_at: Timestamp,
    /// The text; `None` where it holds a secret, which nobody but its recipient may read.
    pub text: Option<String>,
    /// How often its recipient called it unwanted.
    pub complaints: i64,
    /// Whether it can be tried again: it was given up and its text is still there.
    pub can_be_tried: bool,
}

/// What is in the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fill {
    /// How many mails are in each state.
    pub states: Vec<(OutboundState, i64)>,
    /// When the oldest mail that a server has not taken yet was queued.
    pub oldest_unsent: Option<Timestamp>,
    /// Since when the oldest mail that could be handed over now waits for it: nobody hands mail over when this is long ago.
    pub oldest_due: Option<Timestamp>,
}

impl Fill {
    /// How many mails are in a state.
    pub fn of(&self, state: OutboundState) -> i64 {
        let found = self.states.iter().find(|(of, _)| *of == state);
        found.map_or(0, |(_, count)| *count)
    }
}

/// One mail.
///
/// # Errors
/// `NotFound` when there is none.
pub fn find(conn: &mut Conn, id: OutboundMailId) -> Result<Whole> {
    let (row, more): (super::Row, More) = outbound_mails::table
        .filter(outbound_mails::id.eq(id))
        .select((super::Row::as_select(), More::as_select()))
        .first(conn)?;
    let mail = Outbound::from(row);
    Ok(Whole {
        complaints: super::complaints(conn, id)?,
        can_be_tried: mail.state == OutboundState::Dead && !more.body_text.is_empty(),
        mail,
        from: more.from_header,
        to_name: more.to_name,
        in_reply_to: more.in_reply_to,
        via: more.via,
        next_attempt_at: more.next_attempt_at,
        text: Some(more.body_text).filter(|_| !more.secret),
    })
}

/// These mails, in this order.
///
/// # Errors
/// When the database does not answer.
pub fn these(conn: &mut Conn, ids: &[OutboundMailId]) -> Result<Vec<Outbound>> {
    let rows: Vec<super::Row> = outbound_mails::table
        .filter(outbound_mails::id.eq_any(ids.iter().copied()))
        .select(super::Row::as_select())
        .load(conn)?;
    let mut by_id: HashMap<OutboundMailId, Outbound> = rows.into_iter().map(|row| (row.id, row.into())).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Queues a dead letter again, under the same Message-ID. Says whether it was one: somebody else may have been faster.
///
/// # Errors
/// Refused when its text was a secret and is gone; otherwise when the row cannot be written.
pub fn queue_again(conn: &mut Conn, id: OutboundMailId, now: Timestamp) -> Result<bool> {
    let queued = diesel::update(outbound_mails::table)
        .filter(outbound_mails::id.eq(id))
        .filter(outbound_mails::state.eq(OutboundState::Dead))
        .filter(outbound_mails::body_text.ne(""))
        .set((
            outbound_mails::state.eq(OutboundState::Queued),
            outbound_mails::attempts.eq(0),
            outbound_mails::next_attempt_at.eq(now),
            outbound_mails::leased_until.eq(None::<Timestamp>),
            outbound_mails::delivery.eq(None::<String>),
            outbound_mails::delivery_detail.eq(None::<String>),
            outbound_mails::delivery_at.eq(None::<Timestamp>),
        ))
        .execute(conn)?;
    if queued == 0 && find(conn, id)?.mail.state == OutboundState::Dead {
        return Err(Error::refused("error-mail-secret-gone"));
    }
    Ok(queued == 1)
}

/// How many mails were given up since an instant.
///
/// # Errors
/// When the database does not answer.
pub fn dead_since(conn: &mut Conn, since: Timestamp) -> Result<i64> {
    Ok(outbound_mails::table
        .filter(outbound_mails::state.eq(OutboundState::Dead))
        .filter(outbound_mails::queued_at.ge(since))
        .count()
        .get_result(conn)?)
}

/// What is in the outbox now.
///
/// # Errors
/// When the database does not answer.
pub fn fill(conn: &mut Conn, now: Timestamp) -> Result<Fill> {
    let mut states = Vec::new();
    for state in OutboundState::ALL {
        let count = outbound_mails::table
            .filter(outbound_mails::state.eq(*state))
            .count()
            .get_result(conn)?;
        states.push((*state, count));
    }
    let unsent = [OutboundState::Queued, OutboundState::Sending];
    Ok(Fill {
        states,
        oldest_unsent: outbound_mails::table
            .filter(outbound_mails::state.eq_any(unsent))
            .order(outbound_mails::queued_at)
            .select(outbound_mails::queued_at)
            .first(conn)
            .optional()?,
        oldest_due: outbound_mails::table
            .filter(outbound_mails::state.eq_any(unsent))
            .filter(outbound_mails::next_attempt_at.le(now))
            .order(outbound_mails::next_attempt_at)
            .select(outbound_mails::next_attempt_at)
            .first(conn)
            .optional()?,
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbound_mails)]
struct More {
    from_header: String,
    to_name: String,
    in_reply_to: Option<String>,
    via: Option<String>,
    next_attempt_at: Timestamp,
    body_text: String,
    secret: bool,
}
