// SPDX-License-Identifier: AGPL-3.0-or-later
//! The mails that went out, or are to.

use diesel::prelude::*;

use super::{Kept, MailPage, Seen, Sieve, gathered};
use crate::event::Event;
use crate::ids::TicketId;
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::sql_types::UniqueId;
use crate::platform::db::tables::outbound_mails;
use crate::platform::db::{Conn, MultiBackend};
use crate::platform::failure::{Error, Result};
use crate::platform::mail::outbox::{self, Outbound, OutboundMailId, OutboundState, Whole};
use crate::platform::web::paging::Cursor;
use crate::tx::Tx;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundLine {
    /// The mail; where it is hidden, only when it was queued and what became of it may be shown.
    pub mail: Outbound,
    /// The number of its ticket, when the viewer may see it.
    pub ticket: Option<i64>,
    /// Whether it belongs to a ticket that the viewer may not see.
    pub is_hidden: bool,
}

/// A page of the mails that go out, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn mails_out(
    conn: &mut Conn,
    viewer: &Viewer,
    sieve: &Sieve,
    state: Option<OutboundState>,
    now: Timestamp,
) -> Result<MailPage<OutboundLine>> {
    let page = gathered(conn, viewer, sieve, |conn, from, most| {
        let ids: Vec<OutboundMailId> = sorted(sifted(sieve, state, now), from).limit(most).load(conn)?;
        outbox::these(conn, &ids)
    })?;
    let line = |(mail, ticket, is_hidden)| OutboundLine {
        mail,
        ticket,
        is_hidden,
    };
    Ok(MailPage {
        rows: page.rows.into_iter().map(line).collect(),
        before: page.before,
        after: page.after,
    })
}

impl Kept for Outbound {
    fn at(&self) -> Timestamp {
        self.queued_at
    }

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn ticket(&self) -> Option<TicketId> {
        self.thread.map(Into::into)
    }
}

/// One mail with the number of its ticket, when the viewer may see that or it has none.
///
/// # Errors
/// `NotFound` when there is none or the viewer may not see its ticket: the two look the same.
pub fn outbound_visible_to(conn: &mut Conn, viewer: &Viewer, id: OutboundMailId) -> Result<(Whole, Option<i64>)> {
    let whole = outbox::find(conn, id)?;
    let thread: Option<TicketId> = whole.mail.thread.map(Into::into);
    let (ticket, is_hidden) = Seen::among(conn, viewer, thread)?.of(thread);
    if is_hidden {
        return Err(Error::NotFound);
    }
    Ok((whole, ticket))
}

type Ids = outbound_mails::BoxedQuery<'static, MultiBackend, UniqueId>;

fn sifted(sieve: &Sieve, state: Option<OutboundState>, now: Timestamp) -> Ids {
    let mut query = outbound_mails::table.select(outbound_mails::id).into_boxed();
    if let Some(state) = state {
        query = query.filter(outbound_mails::state.eq(state));
    }
    if let Some(since) = sieve.begins(now) {
        query = query.filter(outbound_mails::queued_at.ge(since));
    }
    if let Some(until) = sieve.until {
        query = query.filter(outbound_mails::queued_at.lt(until));
    }
    for pattern in sieve.patterns() {
        query = query.filter(outbound_mails::search.like(pattern));
    }
    query
}

fn sorted(query: Ids, from: Option<&Cursor>) -> Ids {
    let (at, id) = (outbound_mails::queued_at, outbound_mails::id);
    let backwards = from.is_some_and(|cursor| cursor.backwards);
    let place = from.and_then(|cursor| cursor.instant().zip(cursor.id.parse::<OutboundMailId>().ok()));
    let query = match place {
        Some((value, last)) if backwards => query.filter(at.ge(value)).filter(at.gt(value).or(id.gt(last))),
        Some((value, last)) => query.filter(at.le(value)).filter(at.lt(value).or(id.lt(last))),
        None => query,
    };
    if backwards {
        query.order((at.asc(), id.asc()))
    } else {
        query.order((at.desc(), id.desc()))
    }
}

/// Queues a mail that was given up once more, under the same Message-ID, and says so in the history of its ticket.
///
/// # Errors
/// Refused when it is no dead letter (any more) or its text was a secret; otherwise when a row cannot be written.
pub fn send_again(tx: &mut Tx<'_>, mail: &Outbound) -> Result<()> {
    let now = tx.now();
    if !outbox::queue_again(tx.conn(), mail.id, now)? {
        return Err(Error::refused("error-mail-not-dead"));
    }
    tx.record(Event::OutboundMailQueuedAgain {
        mail: mail.id,
        ticket: mail.thread.map(Into::into),
    })
}
