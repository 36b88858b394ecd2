// SPDX-License-Identifier: AGPL-3.0-or-later
//! Handing mails over: claimed for a while, so that two nodes never send the same one; then the outcome is written down.

use diesel::prelude::*;

use super::{OutboundFile, OutboundMailId, OutboundState, ThreadId, automatic_of};
use crate::platform::clock::Timestamp;
use crate::platform::db::sql_types::Json;
use crate::platform::db::tables::outbound_mails;
use crate::platform::db::{Conn, LockedOrSkipped, OnEither};
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Address, OutgoingMail};
use crate::platform::text;

/// How long a claim holds; whoever claimed must be done by then.
pub const LEASE_SECONDS: i64 = 600;
/// Pause after the first failure.
const FIRST_PAUSE: i64 = 300;
/// Longest pause: Postfix's own, about 67 minutes.
const LONGEST_PAUSE: i64 = 4_000;
/// After so many days without success a mail is given up (RFC 5321 4.5.4.1 asks for four to five).
const GIVE_UP_AFTER_DAYS: i64 = 5;
/// Longest error that is kept, in characters.
const MAX_ERROR: usize = 500;

/// A mail that is to be handed over now, by whoever claimed it.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Identifier.
    pub id: OutboundMailId,
    /// What it is.
    pub kind: String,
    /// The conversation it belongs to.
    pub thread: Option<uuid::Uuid>,
    /// The mail, without its files.
    pub mail: OutgoingMail,
    /// Its files, to be read from the blob folder.
    pub files: Vec<OutboundFile>,
    /// The mailbox through whose server it leaves; `None` for the usual one.
    pub via: Option<String>,
    /// Attempts before this one.
    pub attempts: i32,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// Until when nobody else takes it.
    pub leased_until: Timestamp,
}

/// What one look at the outbox brought.
#[derive(Debug, Default)]
pub struct Due {
    /// To be handed over.
    pub mails: Vec<Claimed>,
    /// Rows that make no mail, given up on the spot: what each was, and the conversation it belonged to.
    pub given_up: Vec<(String, Option<uuid::Uuid>)>,
}

/// Claims at most `most` mails whose time has come, the oldest first, also those whose claim ran out. To be called in a
/// transaction of its own. A row that makes no mail is given up.
///
/// # Errors
/// When the database does not answer.
pub fn claim(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Due> {
    let due = outbound_mails::table
        .filter(outbound_mails::state.eq_any([OutboundState::Queued, OutboundState::Sending]))
        .filter(outbound_mails::next_attempt_at.le(now))
        .order((outbound_mails::next_attempt_at, outbound_mails::id))
        .limit(most)
        .select(outbound_mails::id);
    let ids: Vec<OutboundMailId> = OnEither(LockedOrSkipped(due)).load(conn)?;
    let leased_until = now.plus_seconds(LEASE_SECONDS);
    let mut found = Due::default();
    for id in ids {
        let free = outbound_mails::table
            .filter(outbound_mails::id.eq(id))
            .filter(outbound_mails::state.eq_any([OutboundState::Queued, OutboundState::Sending]))
            .filter(outbound_mails::next_attempt_at.le(now));
        let taken = diesel::update(free)
            .set((
                outbound_mails::state.eq(OutboundState::Sending),
                outbound_mails::leased_until.eq(leased_until),
                // The index on the next attempt finds claims that ran out, too.
                outbound_mails::next_attempt_at.eq(leased_until),
            ))
            .execute(conn)?;
        if taken == 1 {
            match read(conn, id, leased_until) {
                Ok(mail) => found.mails.push(mail),
                // One row that makes no mail must not keep back all the others.
                Err(error) => found.given_up.push(bury(conn, id, &error)?),
            }
        }
    }
    Ok(found)
}

/// A server has taken it. That is so even when the claim ran out meanwhile.
///
/// # Errors
/// When the row cannot be written.
pub fn mark_sent(conn: &mut Conn, mail: &Claimed, now: Timestamp) -> Result<()> {
    let unfinished = outbound_mails::table
        .filter(outbound_mails::id.eq(mail.id))
        .filter(outbound_mails::state.ne(OutboundState::Sent));
    diesel::update(unfinished)
        .set((
            outbound_mails::state.eq(OutboundState::Sent),
            outbound_mails::sent_at.eq(now),
            outbound_mails::attempts.eq(outbound_mails::attempts + 1),
            outbound_mails::leased_until.eq(None::<Timestamp>),
            outbound_mails::last_error.eq(None::<String>),
        ))
        .execute(conn)?;
    wipe_secret(conn, mail.id)
}

/// It failed for now and waits for `at`. Nothing happens when the claim was lost.
///
/// # Errors
/// When the row cannot be written.
pub fn mark_for_retry(conn: &mut Conn, mail: &Claimed, at: Timestamp, error: &str) -> Result<()> {
    diesel::update(outbound_mails::table)
        .filter(outbound_mails::id.eq(mail.id))
        .filter(outbound_mails::state.eq(OutboundState::Sending))
        .filter(outbound_mails::leased_until.eq(mail.leased_until))
        .set((
            outbound_mails::state.eq(OutboundState::Queued),
            outbound_mails::next_attempt_at.eq(at),
            outbound_mails::attempts.eq(outbound_mails::attempts + 1),
            outbound_mails::leased_until.eq(None::<Timestamp>),
            outbound_mails::last_error.eq(text::one_line(error, MAX_ERROR)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Given up. Says whether it was: not when the claim was lost, and then it is somebody else's to tell of it.
///
/// # Errors
/// When the row cannot be written.
pub fn mark_dead(conn: &mut Conn, mail: &Claimed, error: &str) -> Result<bool> {
    let given_up = diesel::update(outbound_mails::table)
        .filter(outbound_mails::id.eq(mail.id))
        .filter(outbound_mails::state.eq(OutboundState::Sending))
        .filter(outbound_mails::leased_until.eq(mail.leased_until))
        .set((
            outbound_mails::state.eq(OutboundState::Dead),
            outbound_mails::attempts.eq(outbound_mails::attempts + 1),
            outbound_mails::leased_until.eq(None::<Timestamp>),
            outbound_mails::last_error.eq(text::one_line(error, MAX_ERROR)),
        ))
        .execute(conn)?;
    if given_up == 1 {
        wipe_secret(conn, mail.id)?;
    }
    Ok(given_up == 1)
}

/// Gives a claim back without an attempt: too little of it was left to begin.
///
/// # Errors
/// When the row cannot be written.
pub fn release(conn: &mut Conn, mail: &Claimed, now: Timestamp) -> Result<()> {
    diesel::update(outbound_mails::table)
        .filter(outbound_mails::id.eq(mail.id))
        .filter(outbound_mails::state.eq(OutboundState::Sending))
        .filter(outbound_mails::leased_until.eq(mail.leased_until))
        .set((
            outbound_mails::state.eq(OutboundState::Queued),
            outbound_mails::next_attempt_at.eq(now),
            outbound_mails::leased_until.eq(None::<Timestamp>),
        ))
        .execute(conn)?;
    Ok(())
}

/// When a mail that has failed `attempts` times is tried again: after 5 minutes, then twice as long each time up to
/// 67 minutes, for the last time five days after it was queued. `None`: it is given up.
pub fn next_attempt(queued_at: Timestamp, attempts: i32, now: Timestamp) -> Option<Timestamp> {
    let end = queued_at.plus_days(GIVE_UP_AFTER_DAYS);
    if now >= end {
        return None;
    }
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(16);
    let pause = FIRST_PAUSE.saturating_mul(2_i64.pow(doublings)).min(LONGEST_PAUSE);
    Some(now.plus_seconds(pause).min(end))
}

/// A row that cannot be read as a mail: given up at once. When the database itself is ill, this fails as well.
fn bury(conn: &mut Conn, id: OutboundMailId, error: &Error) -> Result<(String, Option<uuid::Uuid>)> {
    tracing::error!(mail = %id, "a row of the outbox is no mail and was given up");
    diesel::update(outbound_mails::table.filter(outbound_mails::id.eq(id)))
        .set((
            outbound_mails::state.eq(OutboundState::Dead),
            outbound_mails::leased_until.eq(None::<Timestamp>),
            outbound_mails::last_error.eq(text::one_line(&error.to_string(), MAX_ERROR)),
        ))
        .execute(conn)?;
    wipe_secret(conn, id)?;
    let (kind, thread): (String, Option<ThreadId>) = outbound_mails::table
        .filter(outbound_mails::id.eq(id))
        .select((outbound_mails::kind, outbound_mails::thread_id))
        .first(conn)?;
    Ok((kind, thread.map(Into::into)))
}

/// Secrets are kept no longer than the mail needs them.
fn wipe_secret(conn: &mut Conn, id: OutboundMailId) -> Result<()> {
    diesel::update(outbound_mails::table)
        .filter(outbound_mails::id.eq(id))
        .filter(outbound_mails::secret.eq(true))
        .set((outbound_mails::body_text.eq(""), outbound_mails::body_html.eq("")))
        .execute(conn)?;
    Ok(())
}

fn read(conn: &mut Conn, id: OutboundMailId, leased_until: Timestamp) -> Result<Claimed> {
    let row: Row = outbound_mails::table
        .filter(outbound_mails::id.eq(id))
        .select(Row::as_select())
        .first(conn)?;
    let address = |name: &str, address: &str| {
        Address::new(name, address).ok_or_else(|| Error::bug("a mail of the outbox has an address that is none"))
    };
    let from = Address::parse(&row.from_header).ok_or_else(|| Error::bug("a mail of the outbox has no sender"))?;
    let envelope_from = match row.envelope_from.as_str() {
        "" => None,
        given => Some(address("", given)?),
    };
    Ok(Claimed {
        id: row.id,
        kind: row.kind,
        thread: row.thread_id.map(Into::into),
        mail: OutgoingMail {
            message_id: row.message_id,
            from,
            to: address(&row.to_name, &row.to_address)?,
            subject: row.subject,
            text: row.body_text,
            html: row.body_html,
            in_reply_to: row.in_reply_to,
            references: row.reference_ids.split_whitespace().map(str::to_owned).collect(),
            automatic: automatic_of(&row.automatic),
            envelope_from,
            reply_to: row.reply_to.as_deref().and_then(Address::parse),
            attachments: Vec::new(),
            date: row.queued_at,
        },
        files: row.attachments.to()?,
        via: row.via,
        attempts: row.attempts,
        queued_at: row.queued_at,
        leased_until,
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbound_mails)]
struct Row {
    id: OutboundMailId,
    kind: String,
    thread_id: Option<ThreadId>,
    message_id: String,
    envelope_from: String,
    from_header: String,
    to_address: String,
    to_name: String,
    subject: String,
    body_text: String,
    body_html: String,
    in_reply_to: Option<String>,
    reference_ids: String,
    automatic: String,
    reply_to: Option<String>,
    attachments: Json,
    via: Option<String>,
    attempts: i32,
    queued_at: Timestamp,
}
