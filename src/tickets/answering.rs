// SPDX-License-Identifier: AGPL-3.0-or-later
//! Where answers to a requester go: to the own address, or where the mail that opened the ticket asked for them (`Reply-To`).
//! Whose ticket it is, and who may see it, does not depend on that.

use diesel::prelude::*;
use jiff::civil::Date;

use super::Ticket;
use crate::ids::TicketId;
use crate::people;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::Address;
use crate::schema::tickets;
use crate::tx::Tx;

/// Keeps where the mail that opened a ticket asked for answers, and whether they go there: whether that is safe is for who
/// has read the mail to know.
///
/// # Errors
/// When a row cannot be written.
pub fn answer_at(tx: &mut Tx<'_>, ticket: TicketId, wanted: &Address, is_safe: bool) -> Result<()> {
    diesel::update(tickets::table.filter(tickets::id.eq(ticket)))
        .set((
            tickets::reply_to.eq(wanted.address()),
            tickets::reply_to_used.eq(is_safe),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// From now on answers go to the requester's own address, when they went to this one: a mail to it never arrived.
///
/// # Errors
/// When a row cannot be written.
pub fn answer_no_more_at(tx: &mut Tx<'_>, ticket: TicketId, address: &str) -> Result<()> {
    let ticket = super::find(tx.conn(), ticket)?;
    if ticket
        .sends_answers_to()
        .is_some_and(|there| there.is_same_mailbox(address))
    {
        diesel::update(tickets::table.filter(tickets::id.eq(ticket.id)))
            .set(tickets::reply_to_used.eq(false))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Nobody asks for answers elsewhere any more: the ticket has another requester.
pub(super) fn answer_at_own_address(conn: &mut Conn, ticket: TicketId) -> Result<()> {
    diesel::update(tickets::table.filter(tickets::id.eq(ticket)))
        .set((tickets::reply_to.eq(None::<String>), tickets::reply_to_used.eq(false)))
        .execute(conn)?;
    Ok(())
}

/// Where the requester's mails about the ticket go instead of to the own address: never of a confidential ticket, and only as
/// long as somebody of the body for which is asked is there, because people leave and tickets move to another body.
///
/// # Errors
/// When the database does not answer.
pub fn answers_go_to(conn: &mut Conn, ticket: &Ticket, on: Date) -> Result<Option<Address>> {
    let (Some(there), Some(entity), false) = (ticket.sends_answers_to(), ticket.entity_id, ticket.confidential) else {
        return Ok(None);
    };
    Ok(people::is_of_body(conn, &there, entity, on)?.then_some(there))
}

/// Whether the requester's mails about the ticket go to this address instead of to the own one.
///
/// # Errors
/// When the database does not answer.
pub fn is_answered_at(conn: &mut Conn, ticket: &Ticket, address: &str, on: Date) -> Result<bool> {
    Ok(answers_go_to(conn, ticket, on)?.is_some_and(|there| there.is_same_mailbox(address)))
}

impl Ticket {
    /// Where it was found safe to send answers when it was opened.
    fn sends_answers_to(&self) -> Option<Address> {
        let wanted = self.reply_to.as_deref().filter(|_| self.reply_to_used)?;
        Address::new("", wanted)
    }
}
