// SPDX-License-Identifier: AGPL-3.0-or-later
//! The due work of intake: fetching, and settling what was fetched; and mail that a command brings.

mod settling;
mod taking;
mod watching;

use super::fetching::blocking;
use super::{Disposition, InboundMail, holding, ledger};
use crate::context::Context;
use crate::event::Actor;
use crate::ids::{InboundMailId, MessageId};
use crate::platform::failure::Result;
use crate::tickets;

pub use settling::settle_due;
pub use watching::{Mailboxes, fetch, watch};

pub(super) use settling::text_of;

use settling::{claim, settle_now};

/// Most held mails that one run turns down.
const MOST_LET_GO: i64 = 500;

/// Turns down what was held too long; says how many mails.
///
/// # Errors
/// When the database does not answer.
pub async fn let_go(ctx: &Context) -> Result<usize> {
    let writer = ctx.clone();
    blocking(move || writer.write(Actor::System, |tx| holding::expire(tx, MOST_LET_GO))).await
}

/// A mail that was delivered and settled at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// What became of it.
    pub disposition: Disposition,
    /// Why, in English.
    pub reason: String,
    /// Number of its ticket.
    pub ticket: Option<i64>,
    /// The message it became.
    pub message: Option<MessageId>,
    /// Whether an automatic answer to it was queued.
    pub auto_response_queued: bool,
}

/// Takes a mail as if it had been fetched from the mailbox, and settles it at once.
///
/// # Errors
/// When the database or the disk does not take it: it can be delivered again, and will then be recognised.
pub async fn deliver(ctx: &Context, mailbox: &str, raw: Vec<u8>) -> Result<Delivered> {
    let (writer, mailbox) = (ctx.clone(), mailbox.to_owned());
    let mail = blocking(move || {
        let stored = writer.blobs.store(&raw)?;
        writer.write(Actor::System, move |tx| ledger::enter_claimed(tx, &mailbox, &stored))
    })
    .await?;
    delivered(ctx, mail).await
}

/// Settles a mail that was let through or is to be read once more, without waiting for the job. `None` when the job has it
/// already.
///
/// # Errors
/// When the database or the disk does not take it: the job goes on trying.
pub async fn settle_released(ctx: &Context, mail: InboundMailId) -> Result<Option<Delivered>> {
    match claim(ctx, mail).await? {
        Some(mail) => delivered(ctx, mail).await.map(Some),
        None => Ok(None),
    }
}

/// Settles a claimed mail and says what became of it.
async fn delivered(ctx: &Context, mail: InboundMail) -> Result<Delivered> {
    let id = mail.id;
    let settlement = settle_now(ctx, mail).await?;
    let reader = ctx.clone();
    blocking(move || {
        reader.read(|conn| {
            let number = match settlement.ticket {
                Some(ticket) => Some(tickets::find(conn, ticket)?.number),
                None => None,
            };
            Ok(Delivered {
                disposition: settlement.disposition,
                reason: settlement.reason,
                ticket: number,
                message: settlement.message,
                auto_response_queued: ledger::find(conn, id)?.answer_queued,
            })
        })
    })
    .await
}
