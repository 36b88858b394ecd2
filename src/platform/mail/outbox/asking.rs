// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mails that anybody can have sent to an address: how rarely that may be.

use diesel::prelude::*;

use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::tables::outbound_mails;
use crate::platform::failure::Result;
use crate::platform::mail::Address;

/// Whether a mail of a kind was queued for an address since an instant. What stands behind a plus makes no other person:
/// else one mailbox could be asked as often as somebody invents a word.
///
/// # Errors
/// When the database does not answer.
pub fn was_queued_since(conn: &mut Conn, kind: &str, to: &Address, since: Timestamp) -> Result<bool> {
    let (mailbox, domain) = person_of(&to.folded());
    // The pattern finds too many (a line under a name stands for any letter); which are meant is seen below.
    let queued: Vec<String> = outbound_mails::table
        .filter(outbound_mails::queued_at.ge(since))
        .filter(outbound_mails::kind.eq(kind))
        .filter(outbound_mails::to_address.like(format!("{mailbox}%@{domain}")))
        .select(outbound_mails::to_address)
        .load(conn)?;
    Ok(queued
        .iter()
        .any(|address| person_of(&address.to_lowercase()) == (mailbox.clone(), domain.clone())))
}

/// How many mails of a kind were queued since an instant.
///
/// # Errors
/// When the database does not answer.
pub fn queued_since(conn: &mut Conn, kind: &str, since: Timestamp) -> Result<i64> {
    Ok(outbound_mails::table
        .filter(outbound_mails::queued_at.ge(since))
        .filter(outbound_mails::kind.eq(kind))
        .count()
        .get_result(conn)?)
}

/// The mailbox without what stands behind a plus, and the domain.
fn person_of(folded: &str) -> (String, String) {
    let (local, domain) = folded.rsplit_once('@').unwrap_or((folded, ""));
    let mailbox = local.split('+').next().unwrap_or(local);
    (mailbox.to_owned(), domain.to_owned())
}
