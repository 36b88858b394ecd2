// SPDX-License-Identifier: AGPL-3.0-or-later
//! The ledger of every mail that came in: entered once, claimed for a while, settled once.

use std::collections::HashMap;

use diesel::prelude::*;

use super::Disposition;
use super::disposition::Settlement;
use super::reading::Incoming;
use super::trace::Trace;
use crate::event::Event;
use crate::ids::{InboundMailId, MessageId, TicketId};
use crate::platform::blobs::Stored;
use crate::platform::clock::Timestamp;
use crate::platform::db::sql_types::Json;
use crate::platform::db::{Conn, OnEither};
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Address, outbox};
use crate::platform::text;
use crate::schema::inbound_mails;
use crate::tx::Tx;

/// Seconds that one reader may hold a mail beside twice the time that reading may take, so that nobody else begins
/// meanwhile.
const LEASE: i64 = 5;
/// Most recipients of a mail that are noted.
const MOST_RECIPIENTS: usize = 100;

/// A mail that came in, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = inbound_mails, treat_none_as_default_value = false)]
pub struct InboundMail {
    /// Identifier.
    pub id: InboundMailId,
    /// Name of the mailbox it came to.
    pub mailbox: String,
    /// Its name there.
    pub source_key: String,
    /// Digest of its bytes: their place in the blob folder.
    pub raw_sha256: String,
    /// Its length in bytes.
    pub size: i64,
    /// When it was taken in.
    pub received_at: Timestamp,
    /// Its Message-ID, without brackets.
    pub message_id: Option<String>,
    /// The address it seems to come from.
    pub from_address: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// What makes two deliveries of one mail recognisable.
    pub accepted_key: Option<String>,
    /// What became of it; absent until it is settled.
    pub disposition: Option<Disposition>,
    /// Why, in English.
    pub reason: Option<String>,
    /// The ticket it opened or joined.
    pub ticket_id: Option<TicketId>,
    /// The message it became.
    pub message_row_id: Option<MessageId>,
    /// How often reading began without coming to an end that was not our fault.
    pub attempts: i32,
    /// When it is (again) due.
    pub next_attempt_at: Timestamp,
    /// What kept it from being settled the last time.
    pub last_error: Option<String>,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// What kind of mail it is, in a word; absent until it was read.
    pub kind: Option<String>,
    /// Whom it names, folded, with blanks between them.
    pub recipients: String,
    /// How it came to its disposition; see [`steps`](Self::steps).
    pub trace: Json,
    /// Whether an automatic answer to it was queued.
    pub answer_queued: bool,
    /// Until when it waits, when it is held.
    pub held_until: Option<Timestamp>,
    /// When somebody let it through.
    pub released_at: Option<Timestamp>,
}

impl InboundMail {
    /// How it came to its disposition: what was looked at and what it said, in English, the first step first.
    pub fn steps(&self) -> Vec<String> {
        self.trace.to().unwrap_or_default()
    }
}

/// Enters a mail whose bytes are on disk. Nothing happens when it is there already.
pub(super) fn enter(tx: &mut Tx<'_>, mailbox: &str, source_key: &str, raw: &Stored) -> Result<InboundMailId> {
    let mail = fresh(tx, mailbox, source_key, raw);
    insert(tx, &mail)?;
    Ok(mail.id)
}

/// Enters a mail that is settled at once by who brings it, under a name that no other delivery has.
pub(super) fn enter_claimed(tx: &mut Tx<'_>, mailbox: &str, raw: &Stored) -> Result<InboundMail> {
    let mut mail = fresh(tx, mailbox, "", raw);
    mail.source_key = format!("deliver:{}:{}", raw.sha256, mail.id);
    mail.attempts = 1;
    mail.next_attempt_at = lease_end(tx);
    insert(tx, &mail)?;
    Ok(mail)
}

fn fresh(tx: &Tx<'_>, mailbox: &str, source_key: &str, raw: &Stored) -> InboundMail {
    InboundMail {
        id: InboundMailId::new(),
        mailbox: mailbox.to_owned(),
        source_key: source_key.to_owned(),
        raw_sha256: raw.sha256.clone(),
        size: raw.size,
        received_at: tx.now(),
        message_id: None,
        from_address: None,
        subject: None,
        accepted_key: None,
        disposition: None,
        reason: None,
        ticket_id: None,
        message_row_id: None,
        attempts: 0,
        next_attempt_at: tx.now(),
        last_error: None,
        settled_at: None,
        kind: None,
        recipients: String::new(),
        trace: Json(serde_json::Value::Array(Vec::new())),
        answer_queued: false,
        held_until: None,
        released_at: None,
    }
}

fn insert(tx: &mut Tx<'_>, mail: &InboundMail) -> Result<()> {
    let entered = diesel::insert_into(inbound_mails::table)
        .values(mail)
        .on_conflict_do_nothing();
    OnEither(entered).execute(tx.conn())?;
    Ok(())
}

/// Which of the names of a mailbox are in the ledger, each with the digest of its mail.
pub(super) fn known(conn: &mut Conn, mailbox: &str, source_keys: &[String]) -> Result<HashMap<String, String>> {
    let found: Vec<(String, String)> = inbound_mails::table
        .filter(inbound_mails::mailbox.eq(mailbox))
        .filter(inbound_mails::source_key.eq_any(source_keys))
        .select((inbound_mails::source_key, inbound_mails::raw_sha256))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// The names of the mails that were last entered for a mailbox.
pub(super) fn newest_keys(conn: &mut Conn, mailbox: &str, most: i64) -> Result<Vec<String>> {
    Ok(inbound_mails::table
        .filter(inbound_mails::mailbox.eq(mailbox))
        .order(inbound_mails::id.desc())
        .limit(most)
        .select(inbound_mails::source_key)
        .load(conn)?)
}

/// Mails that wait for their disposition and whose time has come, oldest first.
pub(super) fn due(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<InboundMailId>> {
    Ok(inbound_mails::table
        .filter(inbound_mails::disposition.is_null())
        .filter(inbound_mails::next_attempt_at.le(now))
        .order((inbound_mails::received_at, inbound_mails::id))
        .limit(most)
        .select(inbound_mails::id)
        .load(conn)?)
}

/// Takes a due mail for a while, counting the attempt before it begins: a mail that takes the process down is counted
/// too. `None` when somebody else has it or it is settled.
pub(super) fn claim(tx: &mut Tx<'_>, mail: InboundMailId) -> Result<Option<InboundMail>> {
    let (now, lease_end) = (tx.now(), lease_end(tx));
    let claimed = diesel::update(
        inbound_mails::table
            .filter(inbound_mails::id.eq(mail))
            .filter(inbound_mails::disposition.is_null())
            .filter(inbound_mails::next_attempt_at.le(now)),
    )
    .set((
        inbound_mails::attempts.eq(inbound_mails::attempts + 1),
        inbound_mails::next_attempt_at.eq(lease_end),
    ))
    .execute(tx.conn())?;
    if claimed == 0 {
        return Ok(None);
    }
    find(tx.conn(), mail).map(Some)
}

/// The mail by which a message came: the first, when it was delivered twice.
///
/// # Errors
/// `NotFound` when it came by none.
pub fn inbound_of(conn: &mut Conn, message: MessageId) -> Result<InboundMailId> {
    Ok(inbound_mails::table
        .filter(inbound_mails::message_row_id.eq(message))
        .order((inbound_mails::received_at, inbound_mails::id))
        .select(inbound_mails::id)
        .first(conn)?)
}

/// Until when a mail is held that is taken now.
fn lease_end(tx: &Tx<'_>) -> Timestamp {
    let reading = i64::from(tx.config().mail.limits.seconds);
    tx.now().plus_seconds(2 * reading + LEASE)
}

/// One mail.
pub(super) fn find(conn: &mut Conn, mail: InboundMailId) -> Result<InboundMail> {
    Ok(inbound_mails::table
        .filter(inbound_mails::id.eq(mail))
        .select(InboundMail::as_select())
        .first(conn)?)
}

/// Puts a mail back until `at`, with the reason, and so many attempts against it.
pub(super) fn postpone(tx: &mut Tx<'_>, mail: InboundMailId, at: Timestamp, attempts: i32, why: &str) -> Result<()> {
    diesel::update(
        inbound_mails::table
            .filter(inbound_mails::id.eq(mail))
            .filter(inbound_mails::disposition.is_null()),
    )
    .set((
        inbound_mails::attempts.eq(attempts),
        inbound_mails::next_attempt_at.eq(at),
        inbound_mails::last_error.eq(why),
    ))
    .execute(tx.conn())?;
    Ok(())
}

/// Gives a mail its disposition. What was read of it is noted; the key that recognises a second delivery only where this
/// is the first.
///
/// # Errors
/// When it has one already: then nothing of this transaction may stay.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    mail: InboundMailId,
    incoming: Option<&Incoming>,
    settlement: &Settlement,
    trace: &Trace,
) -> Result<()> {
    let first = settlement.disposition != Disposition::Duplicate;
    let key = incoming.filter(|_| first).map(|incoming| incoming.key.as_str());
    let days = i64::from(tx.config().mail.hold_days);
    let held = settlement.disposition == Disposition::Held;
    let held_until = held.then(|| tx.now().plus_days(days));
    let settled = diesel::update(
        inbound_mails::table
            .filter(inbound_mails::id.eq(mail))
            .filter(inbound_mails::disposition.is_null()),
    )
    .set((
        inbound_mails::message_id.eq(incoming.and_then(|incoming| incoming.message_id.as_deref())),
        inbound_mails::from_address.eq(incoming.and_then(|incoming| incoming.sender.as_ref().map(|s| s.folded()))),
        inbound_mails::subject.eq(incoming.map(|incoming| incoming.subject.as_str())),
        inbound_mails::search.eq(incoming.map(searchable).unwrap_or_default()),
        inbound_mails::accepted_key.eq(key),
        inbound_mails::disposition.eq(settlement.disposition),
        inbound_mails::reason.eq(settlement.reason.as_str()),
        inbound_mails::ticket_id.eq(settlement.ticket),
        inbound_mails::message_row_id.eq(settlement.message),
        inbound_mails::settled_at.eq(tx.now()),
        inbound_mails::kind.eq(incoming.map(|incoming| incoming.kind.as_str())),
        inbound_mails::recipients.eq(incoming.map(recipients).unwrap_or_default()),
        inbound_mails::trace.eq(Json::of(&trace.steps())?),
        inbound_mails::held_until.eq(held_until),
    ))
    .execute(tx.conn())?;
    if settled != 1 {
        return Err(Error::bug("a mail was settled by somebody else meanwhile"));
    }
    tx.record(Event::InboundMailSettled {
        mail,
        ticket: settlement.ticket,
        disposition: settlement.disposition.to_string(),
    })
}

/// Notes whose a mail seems to be and what about, that nobody could read.
pub(super) fn label(
    tx: &mut Tx<'_>,
    mail: InboundMailId,
    sender: Option<&Address>,
    subject: Option<&str>,
) -> Result<()> {
    let words = sender.map(Address::address).into_iter().chain(subject);
    diesel::update(inbound_mails::table.filter(inbound_mails::id.eq(mail)))
        .set((
            inbound_mails::from_address.eq(sender.map(Address::folded)),
            inbound_mails::subject.eq(subject),
            inbound_mails::search.eq(text::searchable(words)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// What the mail page looks in.
fn searchable(incoming: &Incoming) -> String {
    let sender = incoming.sender.iter();
    let people = sender
        .chain(&incoming.recipients)
        .flat_map(|who| [who.address(), who.name()]);
    let words = [
        incoming.subject.as_str(),
        incoming.message_id.as_deref().unwrap_or_default(),
    ];
    text::searchable(words.into_iter().chain(people))
}

/// Whom a mail names, folded, with blanks between them.
fn recipients(incoming: &Incoming) -> String {
    let named = incoming.recipients.iter().map(Address::folded);
    // A quoted local part may have a blank in it; such an address is left out, because it would read as two.
    let named = named.filter(|address| !address.contains(char::is_whitespace));
    named.take(MOST_RECIPIENTS).collect::<Vec<_>>().join(" ")
}

/// Notes whether an automatic answer to a mail was queued in this transaction; told when everything has followed from it.
///
/// # Errors
/// When the database does not answer.
pub fn note_answer(tx: &mut Tx<'_>, mail: InboundMailId) -> Result<()> {
    let now = tx.now();
    let Some(sender) = find(tx.conn(), mail)?.from_address else {
        return Ok(());
    };
    if !outbox::is_answered_at(tx.conn(), &sender, now)? {
        return Ok(());
    }
    diesel::update(inbound_mails::table.filter(inbound_mails::id.eq(mail)))
        .set(inbound_mails::answer_queued.eq(true))
        .execute(tx.conn())?;
    Ok(())
}

/// The mail that was accepted under this key, when it is another one.
pub(super) fn accepted(conn: &mut Conn, key: &str, than: InboundMailId) -> Result<Option<InboundMail>> {
    Ok(inbound_mails::table
        .filter(inbound_mails::accepted_key.eq(key))
        .filter(inbound_mails::id.ne(than))
        .select(InboundMail::as_select())
        .first(conn)
        .optional()?)
}

/// Whether the very same bytes lie in quarantine already, as another mail.
pub(super) fn set_aside_before(conn: &mut Conn, mail: &InboundMail) -> Result<bool> {
    let same = inbound_mails::table
        .filter(inbound_mails::raw_sha256.eq(&mail.raw_sha256))
        .filter(inbound_mails::disposition.eq(Disposition::Quarantined))
        .filter(inbound_mails::id.ne(mail.id));
    Ok(diesel::select(diesel::dsl::exists(same)).get_result(conn)?)
}

/// The ledger as people read it, newest first, from below `before`.
///
/// # Errors
/// When the database does not answer.
pub fn mails_before(
    conn: &mut Conn,
    disposition: Option<Disposition>,
    before: Option<InboundMailId>,
    most: i64,
) -> Result<Vec<InboundMail>> {
    let mut query = inbound_mails::table.select(InboundMail::as_select()).into_boxed();
    if let Some(disposition) = disposition {
        query = query.filter(inbound_mails::disposition.eq(disposition));
    }
    if let Some(before) = before {
        query = query.filter(inbound_mails::id.lt(before));
    }
    Ok(query.order(inbound_mails::id.desc()).limit(most).load(conn)?)
}

/// How many mails wait for their disposition.
///
/// # Errors
/// When the database does not answer.
pub fn unsettled(conn: &mut Conn) -> Result<i64> {
    Ok(inbound_mails::table
        .filter(inbound_mails::disposition.is_null())
        .count()
        .get_result(conn)?)
}
