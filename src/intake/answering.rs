// SPDX-License-Identifier: AGPL-3.0-or-later
//! Where a mail asks for answers (`Reply-To`), and whether they may go there. It says nothing about who wrote, and gives
//! nobody a part in the ticket.

use super::reading::Incoming;
use super::sender;
use super::trace::Trace;
use crate::ids::{EntityId, TicketId};
use crate::platform::failure::Result;
use crate::platform::mail::{Address, Authentication, Kind, may_be_a_person};
use crate::tickets::{self, Ticket};
use crate::tx::Tx;

/// What a reader of an answer should know whose `Reply-To` counts for nothing.
pub(super) const NOT_USED: &str = "reply-to-not-used";

/// Keeps where the mail that opened a ticket asks for answers, and decides whether they go there.
pub(super) fn note(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    incoming: &Incoming,
    entity: Option<EntityId>,
    trace: &mut Trace,
) -> Result<()> {
    let Some(wanted) = wanted(tx, incoming).cloned() else {
        return Ok(());
    };
    let against = against(tx, incoming, &wanted, entity)?;
    match against {
        None => trace.step("answers go where Reply-To asks for them"),
        Some(why) => trace.step(format!("answers do not go where Reply-To asks for them: {why}")),
    }
    tickets::answer_at(tx, ticket, &wanted, against.is_none())
}

/// Whether an answer in a ticket asks for answers elsewhere than they go.
pub(super) fn is_wanted_elsewhere(tx: &mut Tx<'_>, incoming: &Incoming, ticket: &Ticket) -> Result<bool> {
    let Some(wanted) = wanted(tx, incoming) else {
        return Ok(false);
    };
    let today = tx.now().rome_date();
    Ok(!tickets::is_answered_at(tx.conn(), ticket, wanted.address(), today)?)
}

/// The first address that is neither the sender's nor one of ours.
fn wanted<'a>(tx: &Tx<'_>, incoming: &'a Incoming) -> Option<&'a Address> {
    let sender = incoming.sender.as_ref()?;
    let is_other =
        |wanted: &&Address| !sender.is_same_mailbox(wanted.address()) && !tx.config().is_own_address(wanted.address());
    incoming.reply_to.iter().find(is_other)
}

/// Why answers may not go there, if so. Whoever forges a sender would have the answers sent to themselves, so it must be
/// somebody of the body for which is asked, who could as well have asked for it.
fn against(
    tx: &mut Tx<'_>,
    incoming: &Incoming,
    wanted: &Address,
    entity: Option<EntityId>,
) -> Result<Option<&'static str>> {
    if incoming.certified {
        return Ok(Some("certified mail is answered where it came from"));
    }
    if incoming.kind != Kind::Person {
        return Ok(Some("no person wrote the mail"));
    }
    if !incoming.sender_is_clear {
        return Ok(Some("it is not clear who wrote"));
    }
    if incoming.marks.authentication == Authentication::Failed {
        return Ok(Some("our mail server says that the mail does not come from its sender"));
    }
    if incoming.reply_to.len() != 1 {
        return Ok(Some("it names several addresses"));
    }
    if !may_be_a_person(wanted) {
        return Ok(Some("it is no person's address"));
    }
    let belongs = match entity {
        Some(entity) => sender::belongs(tx, wanted, entity)?,
        None => false,
    };
    Ok((!belongs).then_some("it is nobody's of the body for which is asked"))
}
