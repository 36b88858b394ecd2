// SPDX-License-Identifier: AGPL-3.0-or-later
//! Saying something in a ticket: the requester's side, the staff's side, and notes among staff.

use super::changing::{lock, lock_survivor, save};
use super::resolving::reopened;
use super::thanks::is_only_thanks;
use super::ticket::AnswerEffect;
use super::waiting::resumed;
use super::working::assign_to_actor;
use super::writing::{Entry, MailView, not_empty, write};
use super::{Channel, MessageKind, NewFile, Opening, Priority, Status, Ticket, open, watchers_of};
use crate::event::Event;
use crate::ids::{MessageId, TicketId};
use crate::people;
use crate::platform::failure::{Error, Result};
use crate::tx::Tx;

/// A message to be written. Its author is the actor of the transaction.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The text.
    pub body: String,
    /// How it comes.
    pub channel: Channel,
    /// Message-ID of the mail, without brackets.
    pub mail_id: Option<String>,
    /// How a mail is shown; empty for what was typed into a form.
    pub view: MailView,
    /// Files, on disk already.
    pub files: Vec<NewFile>,
    /// Whether who wrote it may get an automatic answer (a reply that comes too late opens a new ticket).
    pub may_answer: bool,
    /// Whether a person wrote it. What a program wrote joins the ticket but never changes its state.
    pub by_person: bool,
}

/// What became of a requester's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// The ticket it is in: the one that was meant, the survivor of a merge, or a new one.
    pub ticket: TicketId,
    /// Number of that ticket.
    pub number: i64,
    /// The message.
    pub message: MessageId,
    /// Whether a new ticket was opened, because the old one was closed too long ago, rejected or cancelled.
    pub new_ticket: bool,
}

/// The requester, a watcher or a contact answers. It resumes a waiting ticket, reopens a resolved one (unless it is only
/// thanks) or one closed not too long ago, and opens a new one that follows up an older one. Thanks alone never wake what
/// is over.
///
/// # Errors
/// When a row cannot be written.
pub fn reply_as_requester(tx: &mut Tx<'_>, ticket: TicketId, message: NewMessage) -> Result<Joined> {
    let ticket = lock_survivor(tx, ticket)?;
    let effect = effect_of(tx, &ticket, &message)?;
    if effect == AnswerEffect::OpensAnother {
        return follow_up(tx, &ticket, message);
    }
    let by_person = message.by_person;
    let written = write(tx, Entry::said(tx, ticket.id, message, false))?;
    tx.record(Event::ReplyPosted {
        ticket: ticket.id,
        message: written,
        from_staff: false,
        by_person,
    })?;
    let joined = Joined {
        ticket: ticket.id,
        number: ticket.number,
        message: written,
        new_ticket: false,
    };
    apply(tx, ticket, effect)?;
    Ok(joined)
}

/// A technician answers; the first answer takes a new ticket into work, assigned to who answered.
///
/// # Errors
/// Refused when the ticket is rejected, cancelled or merged.
pub fn reply_as_staff(tx: &mut Tx<'_>, ticket: TicketId, message: NewMessage) -> Result<MessageId> {
    let mut ticket = lock(tx, ticket)?;
    if matches!(ticket.status, Status::Rejected | Status::Cancelled | Status::Merged) {
        return Err(Error::refused("error-ticket-no-replies"));
    }
    if message.files.is_empty() {
        not_empty(&message.body, "error-ticket-reply-empty")?;
    }
    let by_person = message.by_person;
    let written = write(tx, Entry::said(tx, ticket.id, message, true))?;
    tx.record(Event::ReplyPosted {
        ticket: ticket.id,
        message: written,
        from_staff: true,
        by_person,
    })?;
    if by_person {
        ticket.answered(tx.now());
        if ticket.status == Status::New {
            ticket.begin_work();
            assign_to_actor(tx, &mut ticket)?;
        }
        save(tx, &ticket)?;
    }
    Ok(written)
}

/// A technician writes something for colleagues only; in the ticket where it goes on, when it was merged.
///
/// # Errors
/// Refused when nothing was written; otherwise when a row cannot be written.
pub fn note(tx: &mut Tx<'_>, ticket: TicketId, message: NewMessage) -> Result<MessageId> {
    if message.files.is_empty() {
        not_empty(&message.body, "error-ticket-note-empty")?;
    }
    let ticket = lock_survivor(tx, ticket)?.id;
    let mut entry = Entry::said(tx, ticket, message, true);
    entry.kind = MessageKind::Note;
    let written = write(tx, entry)?;
    tx.record(Event::NotePosted {
        ticket,
        message: written,
    })?;
    Ok(written)
}

/// What the message does: nothing when a program wrote it, or when it only thanks for what is over.
fn effect_of(tx: &mut Tx<'_>, ticket: &Ticket, message: &NewMessage) -> Result<AnswerEffect> {
    if !message.by_person {
        return Ok(AnswerEffect::None);
    }
    let effect = ticket.effect_of_answer(tx.now(), tx.config().tickets.reopen_days);
    let is_over = matches!(effect, AnswerEffect::Reopens | AnswerEffect::OpensAnother);
    if !is_over || !message.files.is_empty() {
        return Ok(effect);
    }
    let author = match tx.person() {
        Some(person) => people::find(tx.conn(), person)?.name,
        None => String::new(),
    };
    if is_only_thanks(&message.body, &author) {
        Ok(AnswerEffect::None)
    } else {
        Ok(effect)
    }
}

fn apply(tx: &mut Tx<'_>, ticket: Ticket, effect: AnswerEffect) -> Result<()> {
    match effect {
        AnswerEffect::None | AnswerEffect::OpensAnother => Ok(()),
        AnswerEffect::Resumes => resumed(tx, ticket),
        AnswerEffect::Reopens => reopened(tx, ticket),
    }
}

/// A new ticket goes on from one that is over, with the same people.
fn follow_up(tx: &mut Tx<'_>, old: &Ticket, message: NewMessage) -> Result<Joined> {
    let mut watchers = watchers_of(tx.conn(), old.id)?;
    watchers.push(old.requester_id);
    let opening = Opening {
        view: message.view,
        requester: tx.person().unwrap_or(old.requester_id),
        entity: old.entity_id,
        subject: old.subject.clone(),
        body: message.body,
        service: old.service_id,
        priority: Priority::Normal,
        channel: message.channel,
        mailbox: old.mailbox.clone(),
        mail_id: message.mail_id,
        may_answer: message.may_answer,
        files: message.files,
        watchers,
        follow_up_of: Some(old.id),
    };
    let opened = open(tx, opening)?;
    Ok(Joined {
        ticket: opened.id,
        number: opened.number,
        message: opened.message,
        new_ticket: true,
    })
}
