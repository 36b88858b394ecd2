// SPDX-License-Identifier: AGPL-3.0-or-later
//! The due work of intake: fetching, and settling what was fetched; and mail that a command brings.

use std::sync::Arc;
use std::time::Duration;

use super::accepting::{self, FirstLook};
use super::disposition::Settlement;
use super::fetching::blocking;
use super::reading::{self, Incoming, megabytes};
use super::trace::Trace;
use super::{Disposition, InboundMail, holding, ledger};
use crate::context::Context;
use crate::event::Actor;
use crate::ids::{InboundMailId, MessageId};
use crate::platform::failure::{Error, Result};
use crate::tickets;

pub use super::watching::{Mailboxes, fetch, watch};

/// Most mails that one run settles.
const MOST_SETTLED: i64 = 500;
/// How often a mail may fail by itself before it is set aside.
const MOST_ATTEMPTS: i32 = 3;

/// Gives every mail of the ledger that is due its disposition; says how many. A mail that cannot be settled now does not
/// keep the others waiting.
///
/// # Errors
/// When the database does not answer.
pub async fn settle_due(ctx: &Context) -> Result<usize> {
    let reader = ctx.clone();
    let due = blocking(move || {
        let now = reader.now();
        reader.read(|conn| ledger::due(conn, now, MOST_SETTLED))
    })
    .await?;
    let mut settled = 0;
    for mail in due {
        if let Some(mail) = claim(ctx, mail).await?
            && settle(ctx, mail).await?.is_ok()
        {
            settled += 1;
        }
    }
    Ok(settled)
}

/// Turns down what was held too long; says how many mails.
///
/// # Errors
/// When the database does not answer.
pub async fn let_go(ctx: &Context) -> Result<usize> {
    let writer = ctx.clone();
    blocking(move || writer.write(Actor::System, |tx| holding::expire(tx, MOST_SETTLED))).await
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

/// Settles a mail that its bringer waits for: what would be tried again later because the mail is to blame, is tried now.
async fn settle_now(ctx: &Context, mail: InboundMail) -> Result<Settlement> {
    let (id, mut mail) = (mail.id, mail);
    loop {
        match settle(ctx, mail).await? {
            Ok(settlement) => return Ok(settlement),
            Err(Setback::Ours(error)) => return Err(error),
            Err(Setback::Theirs(error)) => mail = claim(ctx, id).await?.ok_or(error)?,
        }
    }
}

async fn claim(ctx: &Context, mail: InboundMailId) -> Result<Option<InboundMail>> {
    let writer = ctx.clone();
    blocking(move || writer.write(Actor::System, move |tx| ledger::claim(tx, mail))).await
}

/// Why a mail is not settled.
enum Setback {
    /// Database or disk: the mail is not to blame.
    Ours(Error),
    /// The mail broke what read it, or took too long.
    Theirs(Error),
}

impl From<Error> for Setback {
    fn from(error: Error) -> Self {
        match error {
            // What a rule refuses it will refuse again.
            Error::Refused(_) | Error::TooLarge | Error::Malformed(_) => Self::Theirs(error),
            other => Self::Ours(other),
        }
    }
}

/// Settles a claimed mail, or puts it back with the reason.
async fn settle(ctx: &Context, mail: InboundMail) -> Result<std::result::Result<Settlement, Setback>> {
    let setback = match try_to_settle(ctx, &mail).await {
        Ok(settlement) => return Ok(Ok(settlement)),
        Err(setback) => setback,
    };
    match &setback {
        Setback::Theirs(error) if mail.attempts >= MOST_ATTEMPTS => {
            return quarantine(ctx, mail.id, error).await.map(Ok);
        }
        Setback::Theirs(error) => put_back(ctx, &mail, mail.attempts, 0, error).await?,
        Setback::Ours(error) => {
            // The longer it lasts, the more rarely it is tried: from ten seconds to a quarter of an hour.
            let waited = ctx.now().seconds_since(mail.received_at);
            put_back(ctx, &mail, mail.attempts - 1, (waited / 2).clamp(10, 900), error).await?;
        }
    }
    Ok(Err(setback))
}

async fn put_back(ctx: &Context, mail: &InboundMail, attempts: i32, wait: i64, error: &Error) -> Result<()> {
    tracing::warn!(mail = %mail.id, attempts, error = format!("{error:#}"), "mail not settled");
    let (writer, id, why) = (ctx.clone(), mail.id, format!("{error:#}"));
    blocking(move || {
        let at = writer.now().plus_seconds(wait);
        writer.write(Actor::System, move |tx| ledger::postpone(tx, id, at, attempts, &why))
    })
    .await
}

/// Sets a mail aside whose bytes are kept: somebody must look at it.
async fn quarantine(ctx: &Context, mail: InboundMailId, error: &Error) -> Result<Settlement> {
    tracing::error!(%mail, error = format!("{error:#}"), "mail quarantined: it could not be read");
    let settlement = Settlement::without_ticket(Disposition::Quarantined, format!("could not be read: {error:#}"));
    let (writer, noted) = (ctx.clone(), settlement.clone());
    let mut trace = Trace::default();
    trace.step(format!("quarantined: {}", settlement.reason));
    blocking(move || writer.write(Actor::System, move |tx| ledger::settle(tx, mail, None, &noted, &trace))).await?;
    Ok(settlement)
}

async fn try_to_settle(ctx: &Context, mail: &InboundMail) -> std::result::Result<Settlement, Setback> {
    let largest = megabytes(ctx.config.mail.max_mail_mb);
    if usize::try_from(mail.size).is_ok_and(|size| size > largest) {
        let error = Error::bug(format!("larger than {} MiB", ctx.config.mail.max_mail_mb));
        return Ok(quarantine(ctx, mail.id, &error).await?);
    }
    if mail.attempts > MOST_ATTEMPTS {
        let error = Error::bug("reading it took the program down");
        return Ok(quarantine(ctx, mail.id, &error).await?);
    }
    let incoming = read(ctx, mail).await?;
    let (ctx, mail) = (ctx.clone(), mail.clone());
    Ok(blocking(move || accept(&ctx, &mail, &Arc::new(incoming))).await?)
}

/// What a mail says, for the eyes of a technician; nothing where it cannot be read, as the page says anyway.
pub(super) async fn text_of(ctx: &Context, mail: &InboundMail) -> Option<String> {
    match read(ctx, mail).await {
        Ok(incoming) => Some(incoming.text),
        Err(_) => None,
    }
}

/// Reads the stored bytes, on a thread of its own and not longer than the limit.
async fn read(ctx: &Context, mail: &InboundMail) -> std::result::Result<Incoming, Setback> {
    let (reader, sha256) = (ctx.clone(), mail.raw_sha256.clone());
    let raw = blocking(move || match reader.blobs.read(&sha256) {
        Err(Error::NotFound) => Err(Error::bug("the stored bytes of the mail are missing")),
        other => other,
    })
    .await?;
    let (config, mailbox) = (Arc::clone(&ctx.config), mail.mailbox.clone());
    let reading = tokio::task::spawn_blocking(move || reading::read(&raw, &config, &mailbox));
    let longest = Duration::from_secs(u64::from(ctx.config.mail.limits.seconds));
    match tokio::time::timeout(longest, reading).await {
        Ok(Ok(Ok(incoming))) => Ok(incoming),
        Ok(Ok(Err(unreadable))) => Err(Setback::Theirs(Error::unexpected(unreadable))),
        Ok(Err(broken)) => Err(Setback::Theirs(Error::unexpected(broken))),
        Err(_) => Err(Setback::Theirs(Error::bug("reading took too long"))),
    }
}

/// Lets a mail take effect.
fn accept(ctx: &Context, mail: &InboundMail, incoming: &Arc<Incoming>) -> Result<Settlement> {
    let (ours, theirs) = (mail.clone(), Arc::clone(incoming));
    let writer = match ctx.write(Actor::System, move |tx| accepting::first_look(tx, &ours, &theirs))? {
        FirstLook::Settled(settlement) => return Ok(settlement),
        FirstLook::From(person, trace) => (person, trace),
    };
    let (writer, trace) = writer;
    let files = accepting::store_files(&ctx.blobs, incoming)?;
    let (ours, theirs) = (mail.clone(), Arc::clone(incoming));
    ctx.write(Actor::Person(writer.id), move |tx| {
        accepting::letter(tx, &ours, &theirs, files, trace)
    })
}
