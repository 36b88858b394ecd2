// SPDX-License-Identifier: AGPL-3.0-or-later
//! Both ledgers as the staff reads them: pages of mails with their fate, searched and filtered, one mail, and what waits for
//! somebody.
//!
//! A mail about a ticket that the reader may not see stays in the lists without its content, so that nothing seems lost; a
//! search never finds it, because finding it would tell what stands in it.

mod incoming;
mod outgoing;

use std::collections::{HashMap, HashSet};

use crate::ids::TicketId;
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::text::fold;
use crate::platform::web::paging::{Cursor, cut};
use crate::tickets;

pub use incoming::{InboundLine, Standing, inbound_visible_to, mails_in};
pub use outgoing::{OutboundLine, mails_out, outbound_visible_to, send_again};

use super::{Disposition, ledger};
use crate::platform::mail::outbox::{self, Fill, OutboundState};

/// How far back a search without a first day goes, in days: it reads every mail of that time.
pub const SEARCHED_DAYS: i64 = 90;
/// After so many days a mail that nobody did anything about is not called to anybody's attention any more.
pub const REMINDED_DAYS: i64 = 30;
/// Words of a search that are looked for.
const MOST_WORDS: usize = 10;
/// How often a search goes on because what it found must not be shown.
const MOST_FETCHES: usize = 50;

/// Which mails of a ledger, from where.
#[derive(Debug, Clone)]
pub struct Sieve {
    /// Words of addresses, subject or Message-ID.
    pub text: String,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Where the page begins.
    pub cursor: Option<Cursor>,
    /// Rows of a page.
    pub size: usize,
}

impl Sieve {
    /// The words that are looked for, as patterns: folded, so letters and digits only, and nothing in them means something
    /// to LIKE.
    fn patterns(&self) -> Vec<String> {
        let folded = fold(&self.text);
        let words = folded.split(' ').filter(|word| !word.is_empty());
        words.take(MOST_WORDS).map(|word| format!("%{word}%")).collect()
    }

    /// Not before: a search reads every row of its time, so it has a beginning.
    fn begins(&self, now: Timestamp) -> Option<Timestamp> {
        let searched = || (!fold(&self.text).is_empty()).then(|| now.plus_days(-SEARCHED_DAYS));
        self.since.or_else(searched)
    }
}

/// A page of a ledger.
#[derive(Debug, Clone)]
pub struct MailPage<T> {
    /// The rows, the newest first.
    pub rows: Vec<T>,
    /// Leads to the page before, when there is one.
    pub before: Option<Cursor>,
    /// Leads to the page after, when there is one.
    pub after: Option<Cursor>,
}

/// A mail of a ledger, as far as paging and seeing need to know it.
trait Kept {
    fn at(&self) -> Timestamp;
    fn id(&self) -> String;
    fn ticket(&self) -> Option<TicketId>;
}

/// A mail with the number of its ticket, when the viewer may see it, and whether it belongs to one that he may not see.
type Shown<T> = (T, Option<i64>, bool);

/// Fills a page with what `fetch` finds after a place. A search leaves out what the viewer may not see and goes on until the
/// page is full; how often, has an end.
fn gathered<T: Kept>(
    conn: &mut Conn,
    viewer: &Viewer,
    sieve: &Sieve,
    fetch: impl Fn(&mut Conn, Option<&Cursor>, i64) -> Result<Vec<T>>,
) -> Result<MailPage<Shown<T>>> {
    let most = i64::try_from(sieve.size).map_err(Error::unexpected)?.saturating_add(1);
    let searches = !sieve.patterns().is_empty();
    let backwards = sieve.cursor.as_ref().is_some_and(|cursor| cursor.backwards);
    let (mut place, mut found) = (sieve.cursor.clone(), Vec::new());
    for _ in 0..MOST_FETCHES {
        let fetched = fetch(conn, place.as_ref(), most)?;
        let is_last = fetched.len() <= sieve.size;
        place = fetched.last().map(|mail| place_of(mail, backwards));
        let seen = Seen::among(conn, viewer, fetched.iter().filter_map(Kept::ticket))?;
        let shown = fetched.into_iter().map(|mail| {
            let (number, is_hidden) = seen.of(mail.ticket());
            (mail, number, is_hidden)
        });
        found.extend(shown.filter(|(_, _, is_hidden)| !(searches && *is_hidden)));
        if is_last || found.len() > sieve.size {
            break;
        }
    }
    let (rows, before, after) = cut(found, sieve.size, sieve.cursor.as_ref());
    let cursor = |row: Option<&Shown<T>>, backwards| row.map(|(mail, _, _)| place_of(mail, backwards));
    Ok(MailPage {
        before: cursor(rows.first(), true).filter(|_| before),
        after: cursor(rows.last(), false).filter(|_| after),
        rows,
    })
}

fn place_of(mail: &impl Kept, backwards: bool) -> Cursor {
    Cursor {
        value: mail.at().micros(),
        id: mail.id(),
        backwards,
    }
}

/// Which of the tickets of some mails the viewer may see.
struct Seen {
    numbers: HashMap<TicketId, i64>,
}

impl Seen {
    fn among(conn: &mut Conn, viewer: &Viewer, tickets: impl IntoIterator<Item = TicketId>) -> Result<Self> {
        let ids: HashSet<TicketId> = tickets.into_iter().collect();
        let ids: Vec<TicketId> = ids.into_iter().collect();
        Ok(Self {
            numbers: tickets::numbers_visible_to(conn, viewer, &ids)?,
        })
    }

    /// The number of the ticket, and whether it must not be told.
    fn of(&self, ticket: Option<TicketId>) -> (Option<i64>, bool) {
        let number = ticket.and_then(|id| self.numbers.get(&id).copied());
        (number, ticket.is_some() && number.is_none())
    }
}

/// How mail is: what waits, and what waits for a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailHealth {
    /// Mails that came in and have no disposition yet.
    pub waiting: i64,
    /// When the oldest of them came in.
    pub oldest_waiting: Option<Timestamp>,
    /// Mails that somebody must let through or turn down.
    pub held: i64,
    /// Mails that could not be read, of the last [`REMINDED_DAYS`].
    pub quarantined: i64,
    /// Mails that were given up, of the last [`REMINDED_DAYS`].
    pub dead: i64,
    /// What is in the outbox.
    pub outbox: Fill,
    /// How many mails came in, by what became of them.
    pub dispositions: Vec<(Disposition, i64)>,
}

impl MailHealth {
    /// Mails that wait for a server to take them.
    pub fn queued(&self) -> i64 {
        self.outbox.of(OutboundState::Queued) + self.outbox.of(OutboundState::Sending)
    }
}

/// How mail is now.
///
/// # Errors
/// When the database does not answer.
pub fn mail_health(conn: &mut Conn, now: Timestamp) -> Result<MailHealth> {
    let reminded = now.plus_days(-REMINDED_DAYS);
    let mut dispositions = Vec::new();
    for disposition in Disposition::ALL {
        dispositions.push((*disposition, incoming::count(conn, *disposition, None)?));
    }
    Ok(MailHealth {
        waiting: ledger::unsettled(conn)?,
        oldest_waiting: incoming::oldest_waiting(conn)?,
        held: incoming::count(conn, Disposition::Held, None)?,
        quarantined: incoming::count(conn, Disposition::Quarantined, Some(reminded))?,
        dead: outbox::dead_since(conn, reminded)?,
        outbox: outbox::fill(conn, now)?,
        dispositions,
    })
}

/// How many mails need a person now: held, not readable, or not to be delivered.
///
/// # Errors
/// When the database does not answer.
pub fn needing_somebody(conn: &mut Conn, now: Timestamp) -> Result<i64> {
    let reminded = now.plus_days(-REMINDED_DAYS);
    let held = incoming::count(conn, Disposition::Held, None)?;
    let quarantined = incoming::count(conn, Disposition::Quarantined, Some(reminded))?;
    Ok(held + quarantined + outbox::dead_since(conn, reminded)?)
}
