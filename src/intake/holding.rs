// SPDX-License-Identifier: AGPL-3.0-or-later
//! Held mail: a technician lets it through or turns it down, its sender lets it through by the link in our question, and
//! what nobody asked for goes after some days. The bytes stay in any case.

use diesel::prelude::*;

use super::{Disposition, InboundMail, brakes, ledger};
use crate::event::Event;
use crate::ids::InboundMailId;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Address, outbox};
use crate::platform::secrets;
use crate::platform::text;
use crate::schema::inbound_mails;
use crate::tx::Tx;

/// Longest reason that a technician can give, in characters.
const LONGEST_REASON: usize = 300;
/// Most mails of one address that one answer lets through.
const MOST_TOGETHER: i64 = 50;

/// Lets a held mail through: it is settled again, as a letter from somebody who is known from now on, and ends as
/// `released`. [`settle_released`](super::settle_released) does that at once; otherwise the next run of the job does.
///
/// # Errors
/// Refused when the mail is not held (any more) or names nobody who could be its requester; otherwise when a row cannot
/// be written.
pub fn release(tx: &mut Tx<'_>, mail: InboundMailId) -> Result<()> {
    if ledger::find(tx.conn(), mail)?.from_address.is_none() {
        return Err(Error::refused("error-mail-no-sender"));
    }
    put_back(tx, mail, Disposition::Held, Some(tx.now()), "error-mail-not-held")?;
    tx.record(Event::InboundMailReleased { mail })
}

/// Turns a held mail down, with the reason that a technician gives. Nobody is written to.
///
/// # Errors
/// Refused without a reason, and when the mail is not held (any more); otherwise when a row cannot be written.
pub fn reject(tx: &mut Tx<'_>, mail: InboundMailId, reason: &str) -> Result<()> {
    let reason = text::one_line(reason, LONGEST_REASON);
    if reason.is_empty() {
        return Err(Error::refused("error-mail-no-reason"));
    }
    turn_down(tx, mail, &reason)
}

/// Lets a mail that was set aside be read once more, or one that waits for its next attempt at once.
///
/// # Errors
/// Refused when the mail was settled in another way; otherwise when a row cannot be written.
pub fn retry(tx: &mut Tx<'_>, mail: InboundMailId) -> Result<()> {
    if ledger::find(tx.conn(), mail)?.disposition.is_some() {
        put_back(tx, mail, Disposition::Quarantined, None, "error-mail-no-retry")?;
    } else {
        hurry(tx, mail)?;
    }
    tx.record(Event::InboundMailRetried { mail })
}

/// The held mails behind a link, when it still works: the one that was asked about, then what else waits from the same
/// address for the same answer, oldest first. Opening the link changes nothing.
///
/// # Errors
/// `NotFound` when the link is unknown, used, or too old.
pub fn held_behind(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Vec<InboundMail>> {
    let asked: InboundMail = inbound_mails::table
        .filter(inbound_mails::release_hash.eq(secrets::sha256(token)))
        .filter(inbound_mails::disposition.eq(Disposition::Held))
        .filter(inbound_mails::held_until.gt(now))
        .select(InboundMail::as_select())
        .first(conn)?;
    let others: Vec<InboundMail> = inbound_mails::table
        .filter(inbound_mails::from_address.eq(asked.from_address.as_deref()))
        .filter(inbound_mails::disposition.eq(Disposition::Held))
        .filter(inbound_mails::release_hash.is_not_null())
        .filter(inbound_mails::held_until.gt(now))
        .filter(inbound_mails::id.ne(asked.id))
        .order(inbound_mails::id)
        .limit(MOST_TOGETHER - 1)
        .select(InboundMail::as_select())
        .load(conn)?;
    Ok(std::iter::once(asked).chain(others).collect())
}

/// Lets held mails through by the link in our question: of those behind it the ones that its page showed. Works once.
///
/// # Errors
/// `NotFound` when the link does not work (any more); otherwise when a row cannot be written.
pub fn release_by_token(tx: &mut Tx<'_>, token: &str, shown: &[InboundMailId]) -> Result<usize> {
    let now = tx.now();
    let mut behind = held_behind(tx.conn(), token, now)?;
    behind.retain(|mail| shown.contains(&mail.id));
    for mail in &behind {
        release(tx, mail.id)?;
    }
    Ok(behind.len())
}

/// What somebody unknown is asked.
pub struct Question {
    /// Whom to ask.
    pub to: Address,
    /// The secret of the link that lets the mail through.
    pub token: String,
    /// The Message-ID of the mail.
    pub answered: Option<String>,
}

/// The question to the sender of a held mail; `None` when they were asked within a day for another mail, the answer to which
/// lets this one through as well, and when too many answers by program have left.
///
/// # Errors
/// When a row cannot be written.
pub fn question(tx: &mut Tx<'_>, mail: InboundMailId) -> Result<Option<Question>> {
    let held = ledger::find(tx.conn(), mail)?;
    // Folded, so that one mailbox in two spellings is one.
    let Some(to) = held
        .from_address
        .as_deref()
        .and_then(|address| Address::new("", address))
    else {
        return Ok(None);
    };
    let day_ago = tx.now().plus_days(-1);
    let (config, now) = (tx.config(), tx.now());
    let silence = match outbox::was_queued_since(tx.conn(), "held", &to, day_ago)? {
        true => Some("asked within the last day"),
        false => brakes::silence(tx.conn(), config, to.address(), now)?,
    };
    let token = secrets::new_token();
    let mut steps = held.steps();
    steps.push(match silence {
        None => "its sender is asked by mail".to_owned(),
        Some(why) => format!("its sender is not asked now: {why}"),
    });
    diesel::update(inbound_mails::table.filter(inbound_mails::id.eq(mail)))
        .set((
            inbound_mails::release_hash.eq(secrets::sha256(&token)),
            inbound_mails::trace.eq(Json::of(&steps)?),
        ))
        .execute(tx.conn())?;
    Ok(silence.is_none().then_some(Question {
        to,
        token,
        answered: held.message_id,
    }))
}

/// Turns down what was held too long; says how many mails.
///
/// # Errors
/// When the database does not answer.
pub(super) fn expire(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let over: Vec<InboundMailId> = inbound_mails::table
        .filter(inbound_mails::disposition.eq(Disposition::Held))
        .filter(inbound_mails::held_until.le(tx.now()))
        .order(inbound_mails::held_until)
        .limit(most)
        .select(inbound_mails::id)
        .load(tx.conn())?;
    for mail in &over {
        turn_down(
            tx,
            *mail,
            "held too long: neither its sender nor a technician let it through",
        )?;
    }
    Ok(over.len())
}

fn turn_down(tx: &mut Tx<'_>, mail: InboundMailId, reason: &str) -> Result<()> {
    let mut steps = ledger::find(tx.conn(), mail)?.steps();
    steps.push(format!("rejected: {reason}"));
    let held = inbound_mails::table
        .filter(inbound_mails::id.eq(mail))
        .filter(inbound_mails::disposition.eq(Disposition::Held));
    let rejected = diesel::update(held)
        .set((
            inbound_mails::disposition.eq(Disposition::Rejected),
            inbound_mails::reason.eq(reason),
            inbound_mails::trace.eq(Json::of(&steps)?),
            inbound_mails::release_hash.eq(None::<String>),
            inbound_mails::settled_at.eq(tx.now()),
        ))
        .execute(tx.conn())?;
    if rejected == 0 {
        return Err(Error::refused("error-mail-not-held"));
    }
    tx.record(Event::InboundMailSettled {
        mail,
        ticket: None,
        disposition: Disposition::Rejected.to_string(),
    })
}

/// Takes a mail's disposition away, so that it is settled again.
fn put_back(
    tx: &mut Tx<'_>,
    mail: InboundMailId,
    from: Disposition,
    released_at: Option<Timestamp>,
    refusal: &'static str,
) -> Result<()> {
    let settled = inbound_mails::table
        .filter(inbound_mails::id.eq(mail))
        .filter(inbound_mails::disposition.eq(from));
    let put_back = diesel::update(settled)
        .set((
            inbound_mails::disposition.eq(None::<Disposition>),
            inbound_mails::released_at.eq(released_at),
            inbound_mails::release_hash.eq(None::<String>),
            inbound_mails::attempts.eq(0),
            inbound_mails::next_attempt_at.eq(tx.now()),
            inbound_mails::settled_at.eq(None::<Timestamp>),
        ))
        .execute(tx.conn())?;
    match put_back {
        0 => Err(Error::refused(refusal)),
        _ => Ok(()),
    }
}

/// Lets a mail that waits for its next attempt be tried now; one that somebody is reading is left to them.
fn hurry(tx: &mut Tx<'_>, mail: InboundMailId) -> Result<()> {
    diesel::update(
        inbound_mails::table
            .filter(inbound_mails::id.eq(mail))
            .filter(inbound_mails::disposition.is_null())
            .filter(inbound_mails::last_error.is_not_null()),
    )
    .set((
        inbound_mails::attempts.eq(0),
        inbound_mails::next_attempt_at.eq(tx.now()),
    ))
    .execute(tx.conn())?;
    Ok(())
}
