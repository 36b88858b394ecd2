// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mails that their recipients called unwanted: each complaint counts, but not each is worth a note.

use diesel::prelude::*;

use super::{OutboundMailId, Reported, ThreadId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::tables::{complaints, outbound_mails};
use crate::platform::failure::Result;
use crate::unique_id;

unique_id!(/// A complaint about a mail of ours.
    ComplaintId);

/// Writes down that the recipient of a mail called it unwanted; says whether that is worth a note: not again within a day of
/// the same address in the same conversation.
///
/// # Errors
/// When the row cannot be written.
pub fn complain(conn: &mut Conn, mail: &Reported, now: Timestamp) -> Result<bool> {
    let theirs: Vec<OutboundMailId> = outbound_mails::table
        .filter(outbound_mails::thread_id.eq(mail.thread.map(ThreadId::from)))
        .filter(outbound_mails::to_address.eq(&mail.to))
        .select(outbound_mails::id)
        .load(conn)?;
    let noted_lately: i64 = complaints::table
        .filter(complaints::mail_id.eq_any(theirs))
        .filter(complaints::noted.eq(true))
        .filter(complaints::complained_at.gt(now.plus_days(-1)))
        .count()
        .get_result(conn)?;
    let is_worth_a_note = noted_lately == 0;
    let row = (
        complaints::id.eq(ComplaintId::new()),
        complaints::mail_id.eq(mail.id),
        complaints::complained_at.eq(now),
        complaints::noted.eq(is_worth_a_note),
    );
    diesel::insert_into(complaints::table).values(row).execute(conn)?;
    Ok(is_worth_a_note)
}

/// How often the recipient of a mail called it unwanted.
///
/// # Errors
/// When the database does not answer.
pub fn complaints(conn: &mut Conn, mail: OutboundMailId) -> Result<i64> {
    Ok(complaints::table
        .filter(complaints::mail_id.eq(mail))
        .count()
        .get_result(conn)?)
}
