// SPDX-License-Identifier: AGPL-3.0-or-later
//! Notices: who hears what, by which mail. Each is queued in the transaction of its cause and sent by a job after commit.
//!
//! A mail about a confidential ticket carries no content, only a link. A note goes to nobody who is not staff.

mod audience;
pub mod jobs;
mod ledger;
mod letter;
mod telling;
#[cfg(test)]
mod tests;

pub use ledger::{TicketMail, mails_of};

use jiff::civil::Date;

use crate::ids::{MessageId, PersonId, TicketId};
use crate::people::Link;
use crate::platform::clock::Timestamp;
use crate::platform::failure::Result;
use crate::platform::i18n::Locale;
use crate::platform::mail::Address;
use crate::tickets::{self, MessageKind};
use crate::tx::Tx;
use audience::{at_the_desk, on_the_requester_s_side, only};
use letter::Notice;

/// Tells the requester that the request has come in, with its number and a link.
///
/// # Errors
/// When a row cannot be written.
pub fn receipt(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let ticket = tickets::find(tx.conn(), ticket)?;
    if tx.config().pec_mailbox(ticket.mailbox.as_deref()).is_some() {
        // Who writes by certified mail has the receipts of the providers.
        return Ok(());
    }
    let notice = Notice::receipt(&ticket);
    for person in only(tx, [ticket.requester_id])? {
        match telling::brake(tx, &notice, &person)? {
            None => telling::tell(tx, &notice, &person)?,
            Some(brake) => tracing::warn!(ticket = %ticket.id, brake = brake.as_str(), "no receipt"),
        }
    }
    Ok(())
}

/// Tells requester and watchers (but not who wrote it) what the staff said, with its files.
///
/// # Errors
/// When a row cannot be written.
pub fn staff_said(tx: &mut Tx<'_>, ticket: TicketId, message: MessageId) -> Result<()> {
    let (ticket, message) = (tickets::find(tx.conn(), ticket)?, tickets::message(tx.conn(), message)?);
    if message.kind == MessageKind::Note {
        return Ok(());
    }
    for person in on_the_requester_s_side(tx, &ticket, message.author)? {
        telling::tell(tx, &Notice::said("reply", &ticket, &message), &person)?;
    }
    Ok(())
}

/// Tells requester and watchers that it is resolved and how, with a link that reopens.
///
/// # Errors
/// When a row cannot be written.
pub fn resolved(tx: &mut Tx<'_>, ticket: TicketId, message: MessageId) -> Result<()> {
    let (ticket, message) = (tickets::find(tx.conn(), ticket)?, tickets::message(tx.conn(), message)?);
    for person in on_the_requester_s_side(tx, &ticket, message.author)? {
        let token = tickets::reopening_link(tx, ticket.id, person.id)?;
        let link = tx.config().url(&format!("/reopening/{token}"));
        let notice = Notice::said("resolution", &ticket, &message)
            .with_link(link)
            .within_days(tx.config().tickets.close_after_days);
        telling::tell(tx, &notice, &person)?;
    }
    Ok(())
}

/// Tells the requester why it was turned down.
///
/// # Errors
/// When a row cannot be written.
pub fn rejected(tx: &mut Tx<'_>, ticket: TicketId, message: MessageId) -> Result<()> {
    let (ticket, message) = (tickets::find(tx.conn(), ticket)?, tickets::message(tx.conn(), message)?);
    for person in only(tx, [ticket.requester_id])? {
        telling::tell(tx, &Notice::said("rejection", &ticket, &message), &person)?;
    }
    Ok(())
}

/// Tells the requester of a merged ticket where it goes on.
///
/// # Errors
/// When a row cannot be written.
pub fn merged(tx: &mut Tx<'_>, absorbed: TicketId, survivor: TicketId) -> Result<()> {
    let (absorbed, survivor) = (tickets::find(tx.conn(), absorbed)?, tickets::find(tx.conn(), survivor)?);
    for person in only(tx, [absorbed.requester_id])? {
        telling::tell(tx, &Notice::merged(&absorbed, &survivor), &person)?;
    }
    Ok(())
}

/// Tells a technician that a ticket is theirs now; nothing when they took it themselves.
///
/// # Errors
/// When a row cannot be written.
pub fn assigned(tx: &mut Tx<'_>, ticket: TicketId, to: PersonId) -> Result<()> {
    let ticket = tickets::find(tx.conn(), ticket)?;
    for person in at_the_desk(tx, [to])? {
        telling::tell(tx, &Notice::about("assigned", &ticket), &person)?;
    }
    Ok(())
}

/// Tells the assignee, when there is one, what the requester said.
///
/// # Errors
/// When a row cannot be written.
pub fn requester_said(tx: &mut Tx<'_>, ticket: TicketId, message: MessageId) -> Result<()> {
    let (ticket, message) = (tickets::find(tx.conn(), ticket)?, tickets::message(tx.conn(), message)?);
    for person in at_the_desk(tx, ticket.assignee_id)? {
        telling::tell(tx, &Notice::said("requester_said", &ticket, &message), &person)?;
    }
    Ok(())
}

/// Tells the assignee that a resolved ticket is open again; not whom the answer that reopened it has just reached.
///
/// # Errors
/// When a row cannot be written.
pub fn reopened(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let ticket = tickets::find(tx.conn(), ticket)?;
    for person in at_the_desk(tx, ticket.assignee_id)? {
        if !telling::is_told_already(tx, "requester_said", &ticket, &person)? {
            telling::tell(tx, &Notice::about("reopened", &ticket), &person)?;
        }
    }
    Ok(())
}

/// Tells the assignee, when there is one, that a mail to the requester's side never arrived.
///
/// # Errors
/// When a row cannot be written.
pub fn undelivered(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let ticket = tickets::find(tx.conn(), ticket)?;
    for person in at_the_desk(tx, ticket.assignee_id)? {
        telling::tell(tx, &Notice::about("undelivered", &ticket), &person)?;
    }
    Ok(())
}

/// Tells assignee and team's managers that who answered the survey wants to be contacted; the whole team when there are
/// neither.
///
/// # Errors
/// When a row cannot be written.
pub fn contact_requested(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let ticket = tickets::find(tx.conn(), ticket)?;
    for person in audience::who_makes_contact(tx, &ticket)? {
        telling::tell(tx, &Notice::about("contact_requested", &ticket), &person)?;
    }
    Ok(())
}

/// Sends a one-time sign-in link.
///
/// # Errors
/// When a row cannot be written.
pub fn sign_in_link(tx: &mut Tx<'_>, link: &Link, locale: Locale) -> Result<()> {
    telling::send_sign_in_link(tx, link, locale)
}

/// A mail of somebody's, and what became of it, as the answer to who asks for it tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFate {
    /// When it came.
    pub received_at: Timestamp,
    /// Its subject, unless nothing may be said of it.
    pub subject: Option<String>,
    /// Key of the text that says what became of it and what to do.
    pub fate: &'static str,
    /// The number of its ticket, when the recipient may see it.
    pub number: Option<i64>,
}

/// Tells an address what became of the mails that came from it on a day; says whether it does. Nothing is queued when the
/// address was told since `not_since`: the answer goes to whoever was typed in, and must be no means to fill a mailbox.
///
/// # Errors
/// When a row cannot be written.
pub fn mail_fates(
    tx: &mut Tx<'_>,
    to: &Address,
    day: Date,
    fates: &[MailFate],
    locale: Locale,
    not_since: Timestamp,
) -> Result<bool> {
    telling::send_mail_fates(tx, to, day, fates, locale, not_since)
}

/// Asks somebody unknown, in both languages, whether a mail that is held is theirs; `token` is the secret of the link that
/// lets it through, `answered` the Message-ID of the mail.
///
/// # Errors
/// When a row cannot be written.
pub fn held(tx: &mut Tx<'_>, to: Address, token: &str, answered: Option<&str>) -> Result<()> {
    telling::ask_unknown(tx, to, token, answered)
}

/// Asks the requester for an opinion; `token` is the secret of the survey link.
///
/// # Errors
/// When a row cannot be written.
pub fn survey_invitation(tx: &mut Tx<'_>, ticket: TicketId, person: PersonId, token: &str) -> Result<()> {
    let ticket = tickets::find(tx.conn(), ticket)?;
    let link = tx.config().url(&format!("/survey/{token}"));
    for person in only(tx, [person])? {
        let notice = Notice::about("survey_invitation", &ticket)
            .with_link(link.clone())
            .within_days(tx.config().surveys.open_days);
        telling::tell(tx, &notice, &person)?;
    }
    Ok(())
}
