// SPDX-License-Identifier: AGPL-3.0-or-later
//! The mails that came in.

use std::collections::HashMap;
use std::str::FromStr;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{Kept, MailPage, Seen, Sieve, gathered};
use crate::ids::{InboundMailId, TicketId};
use crate::intake::{Disposition, InboundMail, ledger};
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::sql_types::UniqueId;
use crate::platform::db::{Conn, MultiBackend};
use crate::platform::failure::{Error, Result};
use crate::platform::web::paging::Cursor;
use crate::schema::inbound_mails;

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Without a disposition so far.
    Waiting,
    /// With this one.
    Settled(Disposition),
}

impl FromStr for Standing {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "waiting" => Ok(Self::Waiting),
            other => other.parse().map(Self::Settled),
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundLine {
    /// The mail; where it is hidden, only when it came and what became of it may be shown.
    pub mail: InboundMail,
    /// The number of its ticket, when the viewer may see it.
    pub ticket: Option<i64>,
    /// Whether it belongs to a ticket that the viewer may not see.
    pub is_hidden: bool,
}

/// A page of the mails that came in, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn mails_in(
    conn: &mut Conn,
    viewer: &Viewer,
    sieve: &Sieve,
    standing: Option<Standing>,
    now: Timestamp,
) -> Result<MailPage<InboundLine>> {
    let page = gathered(conn, viewer, sieve, |conn, from, most| {
        let ids: Vec<InboundMailId> = sorted(sifted(sieve, standing, now), from).limit(most).load(conn)?;
        these(conn, &ids)
    })?;
    let line = |(mail, ticket, is_hidden)| InboundLine {
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

impl Kept for InboundMail {
    fn at(&self) -> Timestamp {
        self.received_at
    }

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn ticket(&self) -> Option<TicketId> {
        self.ticket_id
    }
}

/// These mails, in this order.
fn these(conn: &mut Conn, ids: &[InboundMailId]) -> Result<Vec<InboundMail>> {
    let found: Vec<InboundMail> = inbound_mails::table
        .filter(inbound_mails::id.eq_any(ids.iter().copied()))
        .select(InboundMail::as_select())
        .load(conn)?;
    let mut by_id: HashMap<InboundMailId, InboundMail> = found.into_iter().map(|mail| (mail.id, mail)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// One mail, when the viewer may see its ticket or it has none.
///
/// # Errors
/// `NotFound` when there is none or the viewer may not see its ticket: the two look the same.
pub fn inbound_visible_to(conn: &mut Conn, viewer: &Viewer, id: InboundMailId) -> Result<InboundLine> {
    let mail = ledger::find(conn, id)?;
    let (ticket, is_hidden) = Seen::among(conn, viewer, mail.ticket_id)?.of(mail.ticket_id);
    if is_hidden {
        return Err(Error::NotFound);
    }
    Ok(InboundLine {
        mail,
        ticket,
        is_hidden,
    })
}

/// How many mails have a disposition, since an instant.
pub(super) fn count(conn: &mut Conn, disposition: Disposition, since: Option<Timestamp>) -> Result<i64> {
    let mut query = inbound_mails::table
        .filter(inbound_mails::disposition.eq(disposition))
        .select(count_star())
        .into_boxed();
    if let Some(since) = since {
        query = query.filter(inbound_mails::received_at.ge(since));
    }
    Ok(query.get_result(conn)?)
}

/// When the oldest mail came in that has no disposition yet.
pub(super) fn oldest_waiting(conn: &mut Conn) -> Result<Option<Timestamp>> {
    Ok(inbound_mails::table
        .filter(inbound_mails::disposition.is_null())
        .order(inbound_mails::received_at)
        .select(inbound_mails::received_at)
        .first(conn)
        .optional()?)
}

type Ids = inbound_mails::BoxedQuery<'static, MultiBackend, UniqueId>;

fn sifted(sieve: &Sieve, standing: Option<Standing>, now: Timestamp) -> Ids {
    let mut query = inbound_mails::table.select(inbound_mails::id).into_boxed();
    query = match standing {
        Some(Standing::Waiting) => query.filter(inbound_mails::disposition.is_null()),
        Some(Standing::Settled(disposition)) => query.filter(inbound_mails::disposition.eq(disposition)),
        None => query,
    };
    if let Some(since) = sieve.begins(now) {
        query = query.filter(inbound_mails::received_at.ge(since));
    }
    if let Some(until) = sieve.until {
        query = query.filter(inbound_mails::received_at.lt(until));
    }
    for pattern in sieve.patterns() {
        query = query.filter(inbound_mails::search.like(pattern));
    }
    query
}

fn sorted(query: Ids, from: Option<&Cursor>) -> Ids {
    let (at, id) = (inbound_mails::received_at, inbound_mails::id);
    let backwards = from.is_some_and(|cursor| cursor.backwards);
    let place = from.and_then(|cursor| cursor.instant().zip(cursor.id.parse::<InboundMailId>().ok()));
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
