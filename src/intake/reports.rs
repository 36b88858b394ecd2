// SPDX-License-Identifier: AGPL-3.0-or-later
//! What servers report on mails of ours: bounces, delays, deliveries, read receipts, complaints. They change no state of a
//! ticket, and nobody is written to. Believed is only what is about a mail that we really sent: whoever forges a report
//! knows none of our Message-IDs but those of mails to themselves.

use super::accepting::channel;
use super::disposition::{Disposition, Settlement};
use super::reading::Incoming;
use super::threading::ticket_of;
use crate::event::Event;
use crate::ids::{MessageId, TicketId};
use crate::people;
use crate::platform::failure::Result;
use crate::platform::i18n::{Locale, text};
use crate::platform::mail::outbox::{self, Delivery, Reported as Ours};
use crate::platform::mail::{Bounce, DeliveryAction, Kind, Reported};
use crate::platform::text::paragraphs;
use crate::tickets::{self, MailView, NewMessage};
use crate::tx::Tx;

/// How much of a report is shown in a note, in characters.
const LONGEST_REPORT: usize = 4_000;

/// A mail server tells what became of a mail of ours. What it says is written beside that mail; that it failed stands in
/// the history of the ticket, in a note and, when it failed for good, beside the person.
pub(super) fn delivery(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<Settlement> {
    let silent = Bounce::default();
    let bounce = incoming.bounce.as_ref().unwrap_or(&silent);
    let disposition = match bounce.kind() {
        Kind::Receipt => Disposition::Receipt,
        _ => Disposition::Bounce,
    };
    let because = reason(incoming, bounce);
    let Some(mail) = sent(tx, incoming)? else {
        let reason = format!("{because}; about no mail that we sent");
        return Ok(Settlement::without_ticket(disposition, reason));
    };
    let mut settlement = Settlement {
        ticket: ticket(tx, &mail)?,
        ..Settlement::without_ticket(disposition, because)
    };
    let Some(about) = about(bounce, &mail) else {
        settlement
            .reason
            .push_str("; it names somebody else than the recipient of our mail");
        return Ok(settlement);
    };
    if !is_news(tx, &mail, about)? {
        settlement.reason.push_str("; known already");
        return Ok(settlement);
    }
    if about.is_some_and(|about| about.hard) {
        people::mail_fails(tx, &mail.to, &said(about))?;
    }
    settlement.message = tell(tx, incoming, &mail, settlement.ticket, about)?;
    Ok(settlement)
}

/// Somebody's program tells that a mail of ours was read: then it has arrived.
pub(super) fn read(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<Settlement> {
    let because = incoming.because;
    let Some(mail) = sent(tx, incoming)? else {
        let reason = format!("{because}; about no mail that we sent");
        return Ok(Settlement::without_ticket(Disposition::Receipt, reason));
    };
    let now = tx.now();
    outbox::report(tx.conn(), mail.id, Delivery::Delivered, None, now)?;
    people::mail_reaches(tx, &mail.to)?;
    Ok(Settlement {
        ticket: ticket(tx, &mail)?,
        ..Settlement::without_ticket(Disposition::Receipt, because)
    })
}

/// A provider tells that somebody called a mail of ours unwanted: the staff should know before it writes again.
pub(super) fn complaint(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<Settlement> {
    let because = incoming.because;
    let nothing = || format!("{because}; about no mail of a ticket");
    let Some(mail) = sent(tx, incoming)? else {
        return Ok(Settlement::without_ticket(Disposition::Receipt, nothing()));
    };
    let Some(ticket) = ticket(tx, &mail)? else {
        return Ok(Settlement::without_ticket(Disposition::Receipt, nothing()));
    };
    let now = tx.now();
    let mut settlement = Settlement {
        ticket: Some(ticket),
        ..Settlement::without_ticket(Disposition::Receipt, because)
    };
    if !outbox::complain(tx.conn(), &mail, now)? {
        settlement.reason.push_str("; a note says so since less than a day");
        return Ok(settlement);
    }
    let mut note = note_of(incoming, "intake-complaint");
    let times = outbox::complaints(tx.conn(), mail.id)?;
    if times > 1 {
        let times = text(Locale::It, "intake-complaint-times", &[("count", &times.to_string())]);
        note.body = format!("{}\n\n{times}", note.body);
    }
    settlement.message = Some(tickets::note(tx, ticket, note)?);
    Ok(settlement)
}

/// Whether what looks like a report is rather the letter of somebody who quotes one: it is about no mail of ours, and no
/// program sent it for sure. People whose mail came back ask about it under the subject and in the words of the server.
pub(super) fn is_rather_a_letter(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<bool> {
    Ok(!incoming.by_program && sent(tx, incoming)?.is_none())
}

/// The mail of ours that a report is about: by the Message-ID that it names, else by the key in the address to which it came.
fn sent(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<Option<Ours>> {
    match outbox::sent_as(tx.conn(), &incoming.about)? {
        Some(mail) => Ok(Some(mail)),
        None => outbox::sent_with_key(tx.conn(), &incoming.marks.reply_keys),
    }
}

fn ticket(tx: &mut Tx<'_>, mail: &Ours) -> Result<Option<TicketId>> {
    match mail.thread {
        Some(thread) => ticket_of(tx.conn(), thread),
        None => Ok(None),
    }
}

/// What the report says of the recipient of our mail: `None` when it names only others, `Some(None)` when it names nobody.
/// Words of a server may name an address in passing, so there the recipient that was made out need not fit.
fn about<'a>(bounce: &'a Bounce, mail: &Ours) -> Option<Option<&'a Reported>> {
    let named = bounce.recipients.iter().find(|about| about.is_about(&mail.to));
    match named {
        Some(about) => Some(Some(about)),
        None if bounce.recipients.is_empty() || !bounce.standard => Some(None),
        None => None,
    }
}

/// Writes the report beside the mail; says whether that was news.
fn is_news(tx: &mut Tx<'_>, mail: &Ours, about: Option<&Reported>) -> Result<bool> {
    let delivery = match about.map_or(DeliveryAction::Failed, |about| about.action) {
        DeliveryAction::Failed => Delivery::Failed,
        DeliveryAction::Delayed => Delivery::Delayed,
        DeliveryAction::Delivered | DeliveryAction::Expanded => {
            people::mail_reaches(tx, &mail.to)?;
            Delivery::Delivered
        }
        // The next server takes it from there, and will not say more.
        DeliveryAction::Relayed => return Ok(false),
    };
    let (detail, now) = (said(about), tx.now());
    outbox::report(
        tx.conn(),
        mail.id,
        delivery,
        Some(&detail).filter(|said| !said.is_empty()).map(String::as_str),
        now,
    )
}

/// The words of the server, with its code where they have none.
fn said(about: Option<&Reported>) -> String {
    let Some(about) = about else { return String::new() };
    let words = about.diagnostic.clone().unwrap_or_default();
    match &about.status {
        Some(code) if !words.contains(code.as_str()) => format!("{code} {words}").trim().to_owned(),
        _ => words,
    }
}

/// Bad news stands in the history; a failure also in a note for the staff, with the words of the report.
fn tell(
    tx: &mut Tx<'_>,
    incoming: &Incoming,
    mail: &Ours,
    ticket: Option<TicketId>,
    about: Option<&Reported>,
) -> Result<Option<MessageId>> {
    let Some(ticket) = ticket else { return Ok(None) };
    let (delivery, note) = match about.map_or(DeliveryAction::Failed, |about| about.action) {
        DeliveryAction::Failed => {
            tickets::answer_no_more_at(tx, ticket, &mail.to)?;
            let note = tickets::note(tx, ticket, note_of(incoming, "intake-undelivered"))?;
            (Delivery::Failed, Some(note))
        }
        DeliveryAction::Delayed => (Delivery::Delayed, None),
        DeliveryAction::Delivered | DeliveryAction::Expanded | DeliveryAction::Relayed => return Ok(None),
    };
    tx.record(Event::DeliveryReported {
        ticket,
        mail_kind: mail.kind.clone(),
        delivery: delivery.to_string(),
        certified: false,
    })?;
    Ok(note)
}

fn note_of(incoming: &Incoming, key: &str) -> NewMessage {
    let told = paragraphs(&incoming.text, LONGEST_REPORT);
    NewMessage {
        view: MailView::default(),
        body: format!("{}\n\n{told}", text(Locale::It, key, &[])),
        channel: channel(incoming),
        mail_id: incoming.message_id.clone(),
        files: Vec::new(),
        may_answer: false,
        by_person: false,
    }
}

/// Why it is a report, and what it reports: codes only, whom it is about is in the mail.
fn reason(incoming: &Incoming, bounce: &Bounce) -> String {
    match bounce.outcome() {
        Some(about) => format!(
            "{}; {} {}",
            incoming.because,
            about.action.as_str(),
            about.status.as_deref().unwrap_or("without a code")
        ),
        None => incoming.because.to_owned(),
    }
}
