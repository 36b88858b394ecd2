// SPDX-License-Identifier: AGPL-3.0-or-later
//! A mail that was recognised takes effect, and gets its disposition in the same transaction.

use super::InboundMail;
use super::disposition::{Disposition, Settlement};
use super::ledger;
use super::reading::{Incoming, subject_of_its_own};
use super::recognising::{self, Meaning};
use super::sender::Standing;
use super::threading::{self, How, Place};
use super::trace::Trace;
use super::{answering, forwarding, receipts, reports, sender};
use crate::event::Event;
use crate::ids::PersonId;
use crate::people::{self, Person, Viewer};
use crate::platform::blobs::BlobStore;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::{Locale, text};
use crate::platform::mail::{Authentication, Kind};
use crate::tickets::{self, Channel, MailView, NewFile, NewMessage, Opening, Priority, Ticket};
use crate::tx::Tx;

/// What the first look at a mail leads to.
pub(super) enum FirstLook {
    /// It is settled: nobody said anything.
    Settled(Settlement),
    /// Somebody wrote it.
    From(Person, Trace),
}

/// Settles what needs no person: second deliveries, our own mail, reports, mail without a sender. Else meets who wrote it.
/// The actor is the program.
pub(super) fn first_look(tx: &mut Tx<'_>, mail: &InboundMail, incoming: &Incoming) -> Result<FirstLook> {
    let mut trace = Trace::after(mail.steps());
    trace.step(format!("kind: {} ({})", incoming.kind.as_str(), incoming.because));
    if let (Some(pec), Some(verdict)) = (&incoming.pec, incoming.signature) {
        let (kind, outcome) = (pec.kind.as_str(), verdict.outcome.as_str());
        trace.step(format!(
            "certified mail: {kind}; signature {outcome}: {}",
            verdict.reason
        ));
    }
    let settlement = match recognising::first_delivery(tx.conn(), mail, incoming)? {
        Some(first) => Settlement {
            ticket: first.ticket_id,
            message: first.message_row_id,
            ..Settlement::without_ticket(Disposition::Duplicate, "the same mail had come before")
        },
        None => match (meaning(tx, incoming, &mut trace)?, &incoming.sender) {
            (Meaning::Loop, _) => {
                Settlement::without_ticket(Disposition::Automatic, format!("loop: {}", incoming.because))
            }
            (Meaning::Receipt, _) => receipts::note(tx, incoming)?,
            (Meaning::Bounce, _) => reports::delivery(tx, incoming)?,
            (Meaning::Read, _) => reports::read(tx, incoming)?,
            (Meaning::Complaint, _) => reports::complaint(tx, incoming)?,
            (Meaning::Letter, Some(sender)) => match sender::standing(tx, mail, incoming, sender, &mut trace)? {
                Standing::LetIn => {
                    let person = people::meet(tx, sender.name(), sender.address())?;
                    // Whoever forges a sender shows nothing about whether mail reaches them.
                    if incoming.marks.authentication != Authentication::Failed {
                        people::mail_reaches(tx, sender.address())?;
                    }
                    return Ok(FirstLook::From(person, trace));
                }
                Standing::Ours => Settlement::without_ticket(
                    Disposition::Automatic,
                    "loop: sent from one of the help desk's own addresses",
                ),
                Standing::Held { why, ask } => {
                    tx.record(Event::InboundMailHeld { mail: mail.id, ask })?;
                    Settlement::without_ticket(Disposition::Held, why)
                }
            },
            (Meaning::Letter, None) => Settlement::without_ticket(
                Disposition::Held,
                "there is no usable sender: a technician has to look at it",
            ),
        },
    };
    settle(tx, mail, incoming, &settlement, trace)?;
    Ok(FirstLook::Settled(settlement))
}

/// What the mail is, also by what we sent.
fn meaning(tx: &mut Tx<'_>, incoming: &Incoming, trace: &mut Trace) -> Result<Meaning> {
    let meaning = recognising::meaning(incoming);
    if meaning == Meaning::Bounce && reports::is_rather_a_letter(tx, incoming)? {
        trace.step("about no mail that we sent, and maybe sent by a person: read as a letter");
        return Ok(Meaning::Letter);
    }
    Ok(meaning)
}

/// Gives the mail its disposition, as the last step of its trace.
fn settle(
    tx: &mut Tx<'_>,
    mail: &InboundMail,
    incoming: &Incoming,
    settlement: &Settlement,
    mut trace: Trace,
) -> Result<()> {
    trace.step(format!("{}: {}", settlement.disposition, settlement.reason));
    ledger::settle(tx, mail.id, Some(incoming), settlement, &trace)
}

/// A letter becomes a reply, a note or a ticket. The actor is who wrote it.
pub(super) fn letter(
    tx: &mut Tx<'_>,
    mail: &InboundMail,
    incoming: &Incoming,
    files: Vec<NewFile>,
    mut trace: Trace,
) -> Result<Settlement> {
    let writer = writer(tx)?;
    let now = tx.now();
    let config = tx.config();
    let silence = sender::silence(tx.conn(), config, &writer, incoming, now)?;
    let message = NewMessage {
        view: view(incoming),
        body: body(incoming),
        channel: channel(incoming),
        mail_id: incoming.message_id.clone(),
        files,
        may_answer: silence.is_none(),
        by_person: incoming.kind == Kind::Person,
    };
    if let Some(requester) = forwarding::requester(tx, &writer, incoming, &mut trace)? {
        let message = NewMessage {
            body: forwarding::rest(&message.body).to_owned(),
            view: MailView {
                notices: message.view.notices.clone(),
                ..MailView::default()
            },
            ..message
        };
        let why = "a technician forwarded it for its original sender";
        let settlement = open(tx, mail, incoming, &requester, message, why, silence)?;
        settle(tx, mail, incoming, &settlement, trace)?;
        return Ok(settlement);
    }
    let today = tx.now().rome_date();
    let mut settlement = match threading::place(tx.conn(), &writer, incoming, &mut trace, today)? {
        Place::With(ticket, how) => {
            let message = with_what_is_not_heeded(tx, incoming, &ticket, message)?;
            let settlement = reply(tx, &ticket, how, message)?;
            watch_whom_it_names(tx, &settlement, &ticket, how, &writer, incoming)?;
            settlement
        }
        Place::AmongStaff(ticket, how) => note(tx, &ticket, how, message)?,
        Place::New(why) => {
            let settlement = open(tx, mail, incoming, &writer, message, why, silence)?;
            if let Some(ticket) = settlement.ticket {
                let entity = tickets::find(tx.conn(), ticket)?.entity_id;
                answering::note(tx, ticket, incoming, entity, &mut trace)?;
            }
            settlement
        }
    };
    if mail.released_at.is_some() {
        settlement.disposition = Disposition::Released;
    }
    settle(tx, mail, incoming, &settlement, trace)?;
    Ok(settlement)
}

/// Whom the requester newly names in an answer is told from now on: who sees a ticket is decided by its requester, not by
/// whoever guessed its number, and never for a confidential one.
fn watch_whom_it_names(
    tx: &mut Tx<'_>,
    settlement: &Settlement,
    ticket: &Ticket,
    how: How,
    writer: &Viewer,
    incoming: &Incoming,
) -> Result<()> {
    let of_the_requester = ticket.requester_id == writer.person.id && incoming.kind == Kind::Person;
    let Some(joined) = settlement
        .ticket
        .filter(|_| of_the_requester && how.is_secret() && !ticket.confidential)
    else {
        return Ok(());
    };
    for person in sender::watchers(tx, incoming, &writer.person, ticket.entity_id, Some(joined))? {
        tickets::watch(tx, joined, person)?;
    }
    Ok(())
}

/// An answer with a word for who reads it, when it asks for answers elsewhere: only the mail that opens a ticket can do that.
fn with_what_is_not_heeded(
    tx: &mut Tx<'_>,
    incoming: &Incoming,
    ticket: &Ticket,
    mut message: NewMessage,
) -> Result<NewMessage> {
    if answering::is_wanted_elsewhere(tx, incoming, ticket)? {
        message.view.notices.push(answering::NOT_USED.to_owned());
    }
    Ok(message)
}

fn writer(tx: &mut Tx<'_>) -> Result<Viewer> {
    let person: PersonId = tx.person().ok_or_else(|| Error::bug("a letter that nobody wrote"))?;
    let today = tx.now().rome_date();
    Viewer::load(tx.conn(), person, today)
}

fn reply(tx: &mut Tx<'_>, ticket: &Ticket, how: How, message: NewMessage) -> Result<Settlement> {
    let joined = tickets::reply_as_requester(tx, ticket.id, message)?;
    let (disposition, reason) = match joined.new_ticket {
        false => (Disposition::Replied, how.to_string()),
        true => (
            Disposition::Opened,
            format!("{how}, which is over: a new ticket follows it up"),
        ),
    };
    Ok(Settlement {
        disposition,
        reason,
        ticket: Some(joined.ticket),
        message: Some(joined.message),
    })
}

fn note(tx: &mut Tx<'_>, ticket: &Ticket, how: How, message: NewMessage) -> Result<Settlement> {
    let message = tickets::note(tx, ticket.id, message)?;
    Ok(Settlement {
        disposition: Disposition::Replied,
        reason: format!("{how}; from the staff, so it is a note"),
        ticket: Some(ticket.id),
        message: Some(message),
    })
}

fn open(
    tx: &mut Tx<'_>,
    mail: &InboundMail,
    incoming: &Incoming,
    writer: &Viewer,
    message: NewMessage,
    why: &'static str,
    silence: Option<String>,
) -> Result<Settlement> {
    let entity = writer.asks_for(tx.conn())?;
    let watchers = sender::watchers(tx, incoming, &writer.person, entity, None)?;
    let opened = tickets::open(
        tx,
        Opening {
            view: message.view,
            requester: writer.person.id,
            entity,
            subject: subject_of_its_own(incoming, &tx.config().reference_prefixes()),
            body: message.body,
            service: None,
            priority: Priority::Normal,
            channel: message.channel,
            mailbox: Some(mail.mailbox.clone()),
            mail_id: message.mail_id,
            may_answer: message.may_answer,
            files: message.files,
            watchers,
            follow_up_of: None,
        },
    )?;
    Ok(Settlement {
        disposition: Disposition::Opened,
        reason: match silence {
            None => why.to_owned(),
            Some(silence) => format!("{why}; not answered: {silence}"),
        },
        ticket: Some(opened.id),
        message: Some(opened.message),
    })
}

/// What is shown beside the text, with what a reader should know about the sender.
fn view(incoming: &Incoming) -> MailView {
    let mut view = incoming.view.clone();
    view.notices.extend(incoming.marks.notices().map(str::to_owned));
    view
}

/// What is shown of the text, with a line where there is none or not all of it.
fn body(incoming: &Incoming) -> String {
    let mut body = incoming.text.trim_end().to_owned();
    if body.trim().is_empty() {
        body = text(Locale::It, "intake-no-text", &[]);
    }
    if incoming.is_incomplete {
        body.push_str("\n\n");
        body.push_str(&text(Locale::It, "intake-incomplete", &[]));
    }
    body
}

pub(super) fn channel(incoming: &Incoming) -> Channel {
    if incoming.certified {
        Channel::Pec
    } else {
        Channel::Email
    }
}

/// Stores the files of a mail; on disk before any row names them.
pub(super) fn store_files(blobs: &BlobStore, incoming: &Incoming) -> Result<Vec<NewFile>> {
    let files = incoming.attachments.iter().map(|file| {
        Ok(NewFile {
            content_id: file.content_id.clone(),
            inline: file.inline,
            filename: file.filename.clone(),
            content_type: tickets::sniff(&file.bytes),
            stored: blobs.store(&file.bytes)?,
        })
    });
    files.collect()
}
