// SPDX-License-Identifier: AGPL-3.0-or-later
//! What follows from each event: the whole product on one page. Everything here is written in the transaction of its cause.
//!
//! A new event does not compile until somebody says here what follows from it, even when it is nothing.

use crate::event::{Event, RoutingReason, WaitingFor};
use crate::ids::{MessageId, ServiceId, TicketId};
use crate::platform::failure::Result;
use crate::tx::Tx;
use crate::{intake, notices, routing, surveys, tickets};

/// Does what follows from an event. May write rows and record further events; never touches the network.
///
/// # Errors
/// When a row cannot be written: then the cause is not written either.
#[allow(clippy::too_many_lines, reason = "one exhaustive match: the product on one page")]
pub fn react(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    match event {
        // A request comes in: it is sent on its way, and the requester hears of it.
        Event::TicketOpened {
            ticket,
            message,
            service,
            mailbox,
            may_answer,
        } => {
            route(tx, *ticket, *message, *service, mailbox.as_deref())?;
            if *may_answer {
                notices::receipt(tx, *ticket)
            } else {
                Ok(())
            }
        }

        // It turns out whose request it is: they hear of it as if it had come from them.
        Event::TicketRequesterChanged { ticket, .. } => notices::receipt(tx, *ticket),

        // Somebody says something: the other side hears of it, unless a program said it.
        Event::ReplyPosted {
            ticket,
            message,
            from_staff: true,
            by_person: true,
        } => notices::staff_said(tx, *ticket, *message),
        Event::ReplyPosted {
            ticket,
            message,
            from_staff: false,
            by_person: true,
        } => notices::requester_said(tx, *ticket, *message),
        Event::TicketWaiting {
            ticket,
            waiting_for: WaitingFor::Requester,
            message: Some(message),
            ..
        } => notices::staff_said(tx, *ticket, *message),

        // Work changes hands or ends.
        Event::TicketAssigned {
            ticket, to: Some(to), ..
        } => notices::assigned(tx, *ticket, *to),
        Event::TicketResolved {
            ticket,
            message,
            resolution_no,
        } => {
            notices::resolved(tx, *ticket, *message)?;
            surveys::schedule(tx, *ticket, *resolution_no)
        }
        Event::TicketReopened { ticket, .. } => {
            surveys::void(tx, *ticket)?;
            notices::reopened(tx, *ticket)
        }
        Event::TicketRejected { ticket, message } => notices::rejected(tx, *ticket, *message),
        Event::TicketMerged { ticket, into } => {
            surveys::void(tx, *ticket)?;
            notices::merged(tx, *ticket, *into)
        }
        Event::SurveyContactRequested { ticket } => notices::contact_requested(tx, *ticket),

        // Somebody unknown writes: they are asked whether they did, if that may be.
        Event::InboundMailHeld { mail, ask: true } => match intake::question(tx, *mail)? {
            Some(question) => notices::held(tx, question.to, &question.token, question.answered.as_deref()),
            None => Ok(()),
        },

        // Everything has followed from a mail: was it answered?
        Event::InboundMailSettled { mail, .. } => intake::note_answer(tx, *mail),
        // A certified mail never arrived: who works on the ticket has to find another way.
        Event::DeliveryReported {
            ticket,
            delivery,
            certified: true,
            ..
        } if delivery == "failed" => notices::undelivered(tx, *ticket),

        // Facts that stand in the history and need nothing else.
        Event::ReplyPosted { by_person: false, .. }
        | Event::TicketWaiting { .. }
        | Event::TicketAssigned { to: None, .. }
        | Event::EntityAdded { .. }
        | Event::PersonAdded { .. }
        | Event::PasswordSet { .. }
        | Event::RoleGranted { .. }
        | Event::TeamJoined { .. }
        | Event::MembershipBegun { .. }
        | Event::SignedIn { .. }
        | Event::SignedOut { .. }
        | Event::LanguageChosen { .. }
        | Event::TicketRouted { .. }
        | Event::TicketEntitySet { .. }
        | Event::TicketReclassified { .. }
        | Event::TicketReprioritized { .. }
        | Event::NotePosted { .. }
        | Event::TicketResumed { .. }
        | Event::TicketClosed { .. }
        | Event::TicketRejectionUndone { .. }
        | Event::TicketCancelled { .. }
        | Event::TicketAbsorbed { .. }
        | Event::TicketUnmerged { .. }
        | Event::TicketFollowedUp { .. }
        | Event::WatcherAdded { .. }
        | Event::InboundMailHeld { ask: false, .. }
        | Event::InboundMailReleased { .. }
        | Event::InboundMailRetried { .. }
        | Event::OutboundMailFailed { .. }
        | Event::DeliveryReported { .. }
        | Event::OutboundMailQueuedAgain { .. }
        | Event::SurveyInvited { .. }
        | Event::SurveyVoided { .. }
        | Event::SurveyAnswered { .. }
        | Event::ResultsPublished { .. } => Ok(()),
    }
}

/// Decides where a new ticket goes, and sends it there.
pub(crate) fn route(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    message: MessageId,
    chosen: Option<ServiceId>,
    mailbox: Option<&str>,
) -> Result<()> {
    let config = tx.config();
    let mailbox = mailbox.and_then(|name| config.mailboxes.iter().find(|mailbox| mailbox.name == name));
    let subject = tickets::find(tx.conn(), ticket)?.subject;
    let body = tickets::message(tx.conn(), message)?.body;
    let decision = routing::decide(tx.conn(), mailbox, chosen, &subject, &body)?;
    let reason: RoutingReason = decision.reason;
    tickets::route(tx, ticket, decision.service, decision.team, reason)
}
