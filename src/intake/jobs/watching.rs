// SPDX-License-Identifier: AGPL-3.0-or-later
//! Keeping watch over the mailboxes: each has its own connection and its own pace, so that a server that hangs keeps
//! nobody else waiting. A look takes what is there; then the server tells of news (RFC 2177), or it is looked again.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use tokio::sync::watch::Receiver;

use crate::config::Config;
use crate::context::Context;
use crate::event::Actor;
use crate::ids::InboundMailId;
use crate::intake::fetching::{GIVEN_AGAIN, Mailbox, OpenMailbox, Waiting, blocking};
use crate::intake::ledger;
use crate::platform::failure::{Error, Result};
use crate::platform::secrets;

/// Mails that are marked on the server together.
const TOGETHER: usize = 20;
/// Most mails that one look takes out of a mailbox.
const MOST_FETCHED: usize = 500;
/// Names of taken mails that are asked for, to know where the last look ended.
const REMEMBERED: i64 = 200;
/// Longest wait for news on a quiet connection. Whether it still lives is seen by asking, and an answer may take as long
/// again: so a dead one is left within a minute. It is far below the half hour after which servers hang up.
const QUIET: Duration = Duration::from_secs(30);
/// Pause after the first failure; twice as long after each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// How long a look may go on after the program was asked to stop; what it took by then is safe.
const GRACE: Duration = Duration::from_secs(3);

/// The mailboxes, with what is remembered about them between two looks.
pub struct Mailboxes {
    all: Vec<Mailbox>,
}

impl Mailboxes {
    /// The mailboxes of the settings.
    pub fn new(config: &Config) -> Self {
        Self {
            all: Mailbox::all(config),
        }
    }
}

/// Takes new mail out of every mailbox into the ledger, once; says how many mails.
///
/// # Errors
/// When a mailbox cannot be read, after the others were.
pub async fn fetch(ctx: &Context, mailboxes: &Mailboxes) -> Result<usize> {
    let looks = mailboxes.all.iter().map(|mailbox| fetch_from(ctx, mailbox));
    let (mut taken, mut failure) = (0, None);
    for (mailbox, looked) in mailboxes.all.iter().zip(join_all(looks).await) {
        match looked {
            Ok(count) => taken += count,
            Err(error) => {
                tracing::warn!(mailbox = mailbox.name, error = format!("{error:#}"), "mailbox not read");
                failure = Some(error);
            }
        }
    }
    failure.map_or(Ok(taken), Err)
}

async fn fetch_from(ctx: &Context, mailbox: &Mailbox) -> Result<usize> {
    let mut open = mailbox.open().await?;
    let taken = look(ctx, mailbox, &mut open).await?;
    open.close().await?;
    Ok(taken)
}

/// Reads every mailbox until `stop` says so. Whatever fails is told and tried again.
pub async fn watch(ctx: &Context, mailboxes: &Mailboxes, stop: Receiver<bool>) {
    join_all(mailboxes.all.iter().map(|mailbox| keep_watch(ctx, mailbox, &stop))).await;
}

async fn keep_watch(ctx: &Context, mailbox: &Mailbox, stop: &Receiver<bool>) {
    let (mut kept, mut failures) = (None, 0_u32);
    while !*stop.borrow() {
        let turn = AssertUnwindSafe(turn(ctx, mailbox, kept.take(), stop)).catch_unwind();
        let ended = tokio::select! {
            ended = turn => ended,
            () = stopped(stop, GRACE) => return,
        };
        match ended.unwrap_or_else(|_| Err((0, Error::bug("reading the mailbox panicked")))) {
            Ok(open) => {
                if failures > 0 {
                    tracing::info!(mailbox = mailbox.name, "the mailbox is read again");
                }
                (kept, failures) = (open, 0);
            }
            Err((taken, error)) => {
                // Who gets on is not held up.
                failures = if taken > 0 { 1 } else { failures.saturating_add(1) };
                recover(mailbox, failures, &error, stop).await;
            }
        }
    }
    if let Some(open) = kept {
        say_goodbye(open).await;
    }
}

/// Waits after a failed look, the longer the more of them there were.
async fn recover(mailbox: &Mailbox, failures: u32, error: &Error, stop: &Receiver<bool>) {
    mailbox.forget_compared();
    let pause = pause_after(failures);
    tracing::warn!(
        mailbox = mailbox.name,
        failures,
        pause = pause.as_secs(),
        error = format!("{error:#}"),
        "mailbox not read"
    );
    wait(pause, stop).await;
}

/// One look and the wait for the next. The connection is given back when it was kept. An error comes with how many mails
/// had been taken before it.
async fn turn(
    ctx: &Context,
    mailbox: &Mailbox,
    kept: Option<OpenMailbox>,
    stop: &Receiver<bool>,
) -> std::result::Result<Option<OpenMailbox>, (usize, Error)> {
    let mut taken = 0;
    let looked = look_and_wait(ctx, mailbox, kept, stop, &mut taken).await;
    looked.map_err(|error| (taken, error))
}

async fn look_and_wait(
    ctx: &Context,
    mailbox: &Mailbox,
    kept: Option<OpenMailbox>,
    stop: &Receiver<bool>,
    taken: &mut usize,
) -> Result<Option<OpenMailbox>> {
    let mut open = match kept {
        Some(open) => open,
        None => mailbox.open().await?,
    };
    look_counting(ctx, mailbox, &mut open, taken).await?;
    if *taken > 0 {
        tracing::info!(mailbox = mailbox.name, taken, "mail taken");
    }
    let pause = Duration::from_secs(u64::from(ctx.config.mail.poll_seconds));
    if *taken >= MOST_FETCHED {
        return Ok(Some(open));
    }
    if mailbox.idle && open.tells_news() {
        return open
            .news(pause.min(QUIET), stopped(stop, Duration::ZERO))
            .await
            .map(Some);
    }
    open.close().await?;
    wait(pause, stop).await;
    Ok(None)
}

async fn look(ctx: &Context, mailbox: &Mailbox, open: &mut OpenMailbox) -> Result<usize> {
    let mut taken = 0;
    look_counting(ctx, mailbox, open, &mut taken).await?;
    Ok(taken)
}

async fn look_counting(ctx: &Context, mailbox: &Mailbox, open: &mut OpenMailbox, taken: &mut usize) -> Result<()> {
    let (reader, name) = (ctx.clone(), mailbox.name.clone());
    let newest = blocking(move || reader.read(|conn| ledger::newest_keys(conn, &name, REMEMBERED))).await?;
    mailbox.tell_renumbered(open.renumbered(&newest));
    let waiting = mailbox.in_turn(open.waiting(&newest).await?);
    for mails in waiting.chunks(TOGETHER).take(MOST_FETCHED / TOGETHER) {
        take(ctx, mailbox, open, mails, taken).await?;
    }
    Ok(())
}

/// Takes some mails: their bytes on disk, their rows committed, and only then the mark on the server. What is not in the
/// ledger is never marked.
async fn take(
    ctx: &Context,
    mailbox: &Mailbox,
    open: &mut OpenMailbox,
    mails: &[Waiting],
    taken: &mut usize,
) -> Result<()> {
    let keys: Vec<String> = mails.iter().map(|mail| mail.source_key.clone()).collect();
    let (reader, name) = (ctx.clone(), mailbox.name.clone());
    let known = blocking(move || reader.read(|conn| ledger::known(conn, &name, &keys))).await?;
    let mut entered = Vec::with_capacity(mails.len());
    for mail in mails {
        let digest = known.get(&mail.source_key);
        if digest.is_some() && mailbox.was_compared(mail) {
            entered.push(mail.clone());
            continue;
        }
        let fetched = open.fetch(mail).await;
        if fetched.is_err() {
            mailbox.failed(mail);
        }
        // Gone, or not given out: it is not in the ledger, and the next look will tell.
        let Some(raw) = fetched? else { continue };
        match digest {
            Some(digest) if *digest == secrets::sha256(&raw) => mailbox.compared(mail),
            // A number that means another mail than before, as after a restored backup: a mail of its own.
            Some(_) => {
                mailbox.tell_renumbered(Some(GIVEN_AGAIN));
                let name = format!("{}:{}", mail.source_key, secrets::sha256(&raw));
                enter(ctx, &mailbox.name, &name, raw).await?;
                *taken += 1;
            }
            None => {
                enter(ctx, &mailbox.name, &mail.source_key, raw).await?;
                *taken += 1;
            }
        }
        entered.push(mail.clone());
    }
    open.mark_taken(&entered).await
}

async fn enter(ctx: &Context, mailbox: &str, source_key: &str, raw: Vec<u8>) -> Result<InboundMailId> {
    let (ctx, mailbox, source_key) = (ctx.clone(), mailbox.to_owned(), source_key.to_owned());
    blocking(move || {
        let stored = ctx.blobs.store(&raw)?;
        ctx.write(Actor::System, move |tx| {
            ledger::enter(tx, &mailbox, &source_key, &stored)
        })
    })
    .await
}

/// Ends so long after the program was asked to stop.
async fn stopped(stop: &Receiver<bool>, grace: Duration) {
    let mut stop = stop.clone();
    // Whoever could say stop is gone: that is a stop as well.
    if stop.wait_for(|stop| *stop).await.is_err() {
        tracing::debug!("nobody can stop the mailboxes any more");
    }
    tokio::time::sleep(grace).await;
}

/// Waits, unless the program is to stop.
async fn wait(pause: Duration, stop: &Receiver<bool>) {
    if tokio::time::timeout(pause, stopped(stop, Duration::ZERO)).await.is_ok() {
        tracing::debug!("stopped while waiting for mail");
    }
}

/// The server is told, when it listens; the mails are safe either way.
async fn say_goodbye(open: OpenMailbox) {
    if let Ok(Err(error)) = tokio::time::timeout(GRACE, open.close()).await {
        tracing::debug!(%error, "a mail server did not take leave");
    }
}

/// One second, two, four, up to five minutes.
fn pause_after(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_after_failures_grow_and_end_at_five_minutes() {
        let seconds: Vec<u64> = [1, 2, 3, 9, 10, 100]
            .map(|failures| pause_after(failures).as_secs())
            .to_vec();
        assert_eq!(seconds, [1, 2, 4, 256, 300, 300]);
    }
}
