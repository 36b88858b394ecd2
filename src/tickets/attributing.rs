// SPDX-License-Identifier: AGPL-3.0-or-later
//! Somebody on the staff forwarded a mail in an ordinary way, and so became the requester of it: a technician gives the ticket
//! to whoever wrote that mail.

use diesel::prelude::*;
use jiff::civil::Date;

use super::answering::answer_at_own_address;
use super::changing::{lock_version, save};
use super::{Attachment, Channel, Ticket, attachments_of};
use crate::config::Config;
use crate::entities;
use crate::event::Event;
use crate::ids::{MessageId, PersonId, TicketId};
use crate::people::{self, Person, Viewer};
use crate::platform::blobs::BlobStore;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Address, Limits, original_sender, parse};
use crate::schema::{messages, watchers};
use crate::tx::Tx;

/// As much of an attached mail as is read: its header says who wrote it, and the page is shown often.
const HEADER: usize = 64 * 1024;

/// Whose mail the first message of an unfinished ticket passes on, when its requester is on the staff and sent it by mail: whom
/// the text names, else who wrote the first mail that is attached. Nobody vouches for either: whoever attributes the ticket has
/// read it. The ticket must have come from [`super::visible_to`].
///
/// # Errors
/// When the database does not answer, or a file cannot be read.
pub fn forwarded_from(conn: &mut Conn, blobs: &BlobStore, ticket: &Ticket, today: Date) -> Result<Option<Address>> {
    if !ticket.status.is_unfinished() {
        return Ok(None);
    }
    let requester = Viewer::load(conn, ticket.requester_id, today)?;
    if !requester.is_staff() {
        return Ok(None);
    }
    let first: Option<(MessageId, Option<PersonId>, Channel, String)> = messages::table
        .filter(messages::ticket_id.eq(ticket.id))
        .order((messages::created_at, messages::id))
        .select((messages::id, messages::author_id, messages::channel, messages::body))
        .first(conn)
        .optional()?;
    let Some((message, author, Channel::Email | Channel::Pec, text)) = first else {
        return Ok(None);
    };
    if author != Some(requester.person.id) {
        return Ok(None);
    }
    let original = match original_sender(&text) {
        Some(named) => Some(named),
        None => attached(conn, blobs, message)?,
    };
    Ok(original.filter(|original| !original.is_same_mailbox(&requester.person.email)))
}

/// Who wrote the first mail that is attached.
fn attached(conn: &mut Conn, blobs: &BlobStore, message: MessageId) -> Result<Option<Address>> {
    let files = attachments_of(conn, message)?;
    let is_mail = |file: &&Attachment| file.filename.to_lowercase().ends_with(".eml");
    let Some(mail) = files.iter().find(is_mail) else {
        return Ok(None);
    };
    let bytes = blobs.read(&mail.sha256)?;
    let header = bytes.get(..HEADER).unwrap_or(&bytes);
    Ok(parse(header, &Limits::default()).ok().and_then(|mail| mail.from))
}

/// Whether who wrote a forwarded mail may become a requester by it: somebody known who has not left, or of a member body, and
/// never we ourselves.
///
/// # Errors
/// When the database does not answer.
pub fn may_be_requester(conn: &mut Conn, config: &Config, original: &Address) -> Result<bool> {
    if config.is_own_address(original.address()) {
        return Ok(false);
    }
    match people::by_email(conn, original.address())? {
        Some(person) => Ok(person.is_active()),
        None => Ok(!entities::by_domain(conn, original.domain())?.is_empty()),
    }
}

/// Makes whoever wrote the forwarded mail, as [`forwarded_from`] found it, the requester, instead of whoever forwarded it, who
/// keeps what the role allows and nothing more. The body follows, unless somebody has found out another one.
///
/// # Errors
/// Refused when it is finished or changed meanwhile, when it passes nothing on, or when who wrote is nobody who may ask.
pub fn attribute(tx: &mut Tx<'_>, ticket: TicketId, version: i64, original: Option<&Address>) -> Result<()> {
    let mut ticket = lock_version(tx, ticket, version)?;
    ticket.must_be_unfinished()?;
    let original = original.ok_or_else(|| Error::refused("error-ticket-no-forward"))?;
    let config = tx.config();
    if !may_be_requester(tx.conn(), config, original)? {
        return Err(Error::refused("error-ticket-original-sender"));
    }
    let person = people::meet(tx, original.name(), original.address())?;
    hand_to(tx, &mut ticket, person)
}

/// Changes whose request it is.
fn hand_to(tx: &mut Tx<'_>, ticket: &mut Ticket, person: Person) -> Result<()> {
    let today = tx.now().rome_date();
    let before = Viewer::load(tx.conn(), ticket.requester_id, today)?;
    let after = Viewer::load(tx.conn(), person.id, today)?;
    let (of_before, of_after) = (before.asks_for(tx.conn())?, after.asks_for(tx.conn())?);
    let from = ticket.entity_id;
    // The body of who forwarded it says nothing about who asked, and its contact must not read it.
    if from.is_none() || from == of_before {
        ticket.entity_id = of_after;
    }
    ticket.requester_id = person.id;
    save(tx, ticket)?;
    is_from_staff(tx, ticket.id, before.person.id)?;
    is_told_anyway(tx, ticket.id, person.id)?;
    answer_at_own_address(tx.conn(), ticket.id)?;
    tx.record(Event::TicketRequesterChanged {
        ticket: ticket.id,
        from: before.person.id,
        to: person.id,
    })?;
    match ticket.entity_id {
        Some(to) if from != Some(to) => tx.record(Event::TicketEntitySet {
            ticket: ticket.id,
            from,
            to,
        }),
        _ => Ok(()),
    }
}

/// What the person said so far as requester was said on the centre's side.
fn is_from_staff(tx: &mut Tx<'_>, ticket: TicketId, author: PersonId) -> Result<()> {
    let said = messages::table
        .filter(messages::ticket_id.eq(ticket))
        .filter(messages::author_id.eq(author));
    diesel::update(said)
        .set(messages::from_staff.eq(true))
        .execute(tx.conn())?;
    Ok(())
}

/// A requester is no watcher beside it.
fn is_told_anyway(tx: &mut Tx<'_>, ticket: TicketId, person: PersonId) -> Result<()> {
    let rows = watchers::table
        .filter(watchers::ticket_id.eq(ticket))
        .filter(watchers::person_id.eq(person));
    diesel::delete(rows).execute(tx.conn())?;
    Ok(())
}
