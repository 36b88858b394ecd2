// SPDX-License-Identifier: AGPL-3.0-or-later
//! What became of the mails of one address on one day, for whoever wrote them and asks where they have gone.

use diesel::prelude::*;
use jiff::civil::Date;

use super::{Disposition, InboundMail};
use crate::ids::TicketId;
use crate::platform::blobs::BlobStore;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Address, sender_in_header};
use crate::schema::inbound_mails;

/// Most mails of a day that are told of, the last ones.
const MOST_TOLD: i64 = 30;
/// Most mails of a day whose sender the ledger does not know and that are looked into.
const MOST_LOOKED_INTO: i64 = 200;
/// How much of a mail is looked into for its sender.
const HEADER: usize = 64 * 1024;

/// A mail and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// When it came.
    pub received_at: Timestamp,
    /// Its subject, as far as it was read.
    pub subject: Option<String>,
    /// What became of it; nothing yet where absent.
    pub disposition: Option<Disposition>,
    /// The ticket that it opened or joined.
    pub ticket: Option<TicketId>,
}

/// What became of the mails that came from an address on a day in Italy, the first one first. A mail that could not be read
/// has no sender in the ledger: then its header says whose it seems to be.
///
/// # Errors
/// When the database or the stored files do not answer.
pub fn fates(conn: &mut Conn, blobs: &BlobStore, address: &Address, day: Date) -> Result<Vec<Fate>> {
    let Some((from, until)) = day_of(day) else {
        return Ok(Vec::new());
    };
    let mut mails: Vec<InboundMail> = inbound_mails::table
        .filter(inbound_mails::from_address.eq(address.folded()))
        .filter(inbound_mails::received_at.ge(from))
        .filter(inbound_mails::received_at.lt(until))
        .order(inbound_mails::received_at.desc())
        .limit(MOST_TOLD)
        .select(InboundMail::as_select())
        .load(conn)?;
    for mail in without_sender(conn, from, until)? {
        let header = match blobs.beginning(&mail.raw_sha256, HEADER) {
            // The ledger page shows that its bytes are missing.
            Err(Error::NotFound) => continue,
            read => read?,
        };
        if sender_in_header(&header).is_some_and(|sender| sender.is_same_mailbox(address.address())) {
            mails.push(mail);
        }
    }
    mails.sort_by_key(|mail| (mail.received_at, mail.id));
    Ok(mails.into_iter().map(Fate::from).collect())
}

fn day_of(day: Date) -> Option<(Timestamp, Timestamp)> {
    Timestamp::rome_midnight(day).zip(Timestamp::rome_midnight(day.tomorrow().ok()?))
}

/// Mails that were not read so far, or could not be.
fn without_sender(conn: &mut Conn, from: Timestamp, until: Timestamp) -> Result<Vec<InboundMail>> {
    Ok(inbound_mails::table
        .filter(inbound_mails::from_address.is_null())
        .filter(inbound_mails::received_at.ge(from))
        .filter(inbound_mails::received_at.lt(until))
        .order(inbound_mails::received_at.desc())
        .limit(MOST_LOOKED_INTO)
        .select(InboundMail::as_select())
        .load(conn)?)
}

impl From<InboundMail> for Fate {
    fn from(mail: InboundMail) -> Self {
        Self {
            received_at: mail.received_at,
            subject: mail.subject.filter(|subject| !subject.is_empty()),
            disposition: mail.disposition,
            ticket: mail.ticket_id,
        }
    }
}
