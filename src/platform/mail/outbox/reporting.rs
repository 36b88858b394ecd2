// SPDX-License-Identifier: AGPL-3.0-or-later
//! What became of a mail after a server took it: bounces and the receipts of certified mail, written beside the mail.

use diesel::prelude::*;
use uuid::Uuid;

use super::{OutboundMailId, ThreadId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::tables::outbound_mails;
use crate::platform::failure::Result;
use crate::platform::text;
use crate::text_enum;

/// Longest detail that is kept, in characters.
const MAX_DETAIL: usize = 500;

text_enum!(
    /// What became of a mail, as far as its reports say.
    Delivery {
        /// The sender's provider of certified mail took it.
        Accepted = "accepted",
        /// A mail server could not deliver it yet and goes on trying.
        Delayed = "delayed",
        /// It is late; another report will follow.
        Doubtful = "doubtful",
        /// It is in the recipient's mailbox.
        Delivered = "delivered",
        /// It will never be.
        Failed = "failed",
    }
);

impl Delivery {
    /// What may still change into this: reports arrive in any order, and an early one never undoes a later one.
    fn overwritten(self) -> &'static [Self] {
        match self {
            Self::Accepted => &[],
            Self::Delayed | Self::Doubtful => &[Self::Accepted],
            Self::Delivered | Self::Failed => &[Self::Accepted, Self::Delayed, Self::Doubtful],
        }
    }
}

/// A mail that we queued, as far as its reports need to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Identifier.
    pub id: OutboundMailId,
    /// What it is.
    pub kind: String,
    /// The conversation it belongs to.
    pub thread: Option<Uuid>,
    /// Who it goes to.
    pub to: String,
}

/// The mail of ours with one of these Message-IDs (without brackets), the first one that there is.
///
/// # Errors
/// When the database does not answer.
pub fn sent_as(conn: &mut Conn, message_ids: &[String]) -> Result<Option<Reported>> {
    for message_id in message_ids {
        let found: Option<(OutboundMailId, String, Option<ThreadId>, String)> = outbound_mails::table
            .filter(outbound_mails::message_id.eq(message_id))
            .select((
                outbound_mails::id,
                outbound_mails::kind,
                outbound_mails::thread_id,
                outbound_mails::to_address,
            ))
            .first(conn)
            .optional()?;
        if let Some((id, kind, thread, to)) = found {
            let thread = thread.map(Uuid::from);
            return Ok(Some(Reported { id, kind, thread, to }));
        }
    }
    Ok(None)
}

/// The mail of ours with one of these keys, the first one that there is: reports come back to the address that held it, also
/// where somebody on the way wrote another Message-ID.
///
/// # Errors
/// When the database does not answer.
pub fn sent_with_key(conn: &mut Conn, keys: &[String]) -> Result<Option<Reported>> {
    let keys: Vec<String> = keys.iter().map(|key| key.to_ascii_lowercase()).collect();
    let found: Vec<String> = outbound_mails::table
        .filter(outbound_mails::reply_key.eq_any(keys))
        .order(outbound_mails::id)
        .select(outbound_mails::message_id)
        .limit(1)
        .load(conn)?;
    sent_as(conn, &found)
}

/// Writes down what a report says of a mail; says whether that was news. A second report of the same, or one that comes
/// late, changes nothing.
///
/// # Errors
/// When the row cannot be written.
pub fn report(
    conn: &mut Conn,
    mail: OutboundMailId,
    delivery: Delivery,
    detail: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let open = outbound_mails::delivery
        .is_null()
        .or(outbound_mails::delivery.eq_any(delivery.overwritten()));
    let changed = diesel::update(outbound_mails::table.filter(outbound_mails::id.eq(mail)).filter(open))
        .set((
            outbound_mails::delivery.eq(delivery),
            outbound_mails::delivery_detail.eq(detail.map(|detail| text::one_line(detail, MAX_DETAIL))),
            outbound_mails::delivery_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Learns the identifier under which a provider of certified mail passes a mail on: answers cite it in place of ours.
///
/// # Errors
/// When the row cannot be written.
pub fn learn_provider_id(conn: &mut Conn, mail: OutboundMailId, provider_id: &str) -> Result<()> {
    let unknown = outbound_mails::table
        .filter(outbound_mails::id.eq(mail))
        .filter(outbound_mails::provider_id.is_null());
    diesel::update(unknown)
        .set(outbound_mails::provider_id.eq(provider_id))
        .execute(conn)?;
    Ok(())
}

/// The conversation of a mail of ours by the identifier of its provider: the whole, else what stands before its `@`, since
/// some providers write another domain behind it.
///
/// # Errors
/// When the database does not answer.
pub fn thread_of_provider_id(conn: &mut Conn, provider_id: &str) -> Result<Option<Uuid>> {
    let whole: Option<Option<ThreadId>> = outbound_mails::table
        .filter(outbound_mails::provider_id.eq(provider_id))
        .select(outbound_mails::thread_id)
        .first(conn)
        .optional()?;
    let local = provider_id.split('@').next().unwrap_or_default();
    if whole.is_some() || local.len() < SHORTEST_LOCAL {
        return Ok(whole.flatten().map(Uuid::from));
    }
    let written = local.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let found: Vec<Option<ThreadId>> = outbound_mails::table
        .filter(outbound_mails::provider_id.like(format!("{written}@%")).escape('\\'))
        .select(outbound_mails::thread_id)
        .limit(2)
        .load(conn)?;
    // Two mails with one beginning: then it says nothing.
    match found.as_slice() {
        [only] => Ok(only.map(Uuid::from)),
        _ => Ok(None),
    }
}

/// A local part that is shorter names too little to be compared alone.
const SHORTEST_LOCAL: usize = 12;
