// SPDX-License-Identifier: AGPL-3.0-or-later
//! Keeping watch over the mailboxes: each has its own connection and its own pace, so that a server that hangs keeps
//! nobody else waiting. A look takes what is there; then the server tells of news (RFC 2177), or it is looked again.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use tokio::sync::watch::Receiver;

use super::taking::{MOST_TAKEN, Progress, take_waiting};
use crate::config::Config;
use crate::context::Context;
use crate::intake::fetching::{Mailbox, OpenMailbox};
use crate::platform::failure::{Error, Result};

/// Longest wait for news on a quiet connection. Whether it still lives is seen by asking, and an answer may take as long
/// again: so a dead one is left within a minute. It is far below the half hour after which servers hang up.
const QUIET: Duration = Duration::from_secs(30);
/// Pause after the first failure; twice as long after each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause while a server cannot be reached or does not let us in.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// Longest pause when it lets us in and the connection breaks afterwards: the line is bad, and each try may bring a mail.
const LONGEST_PAUSE_INSIDE: Duration = Duration::from_secs(15);
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
    let (mut open, mut progress) = (mailbox.open().await?, Progress::default());
    take_waiting(ctx, mailbox, &mut open, &mut progress).await?;
    open.close().await?;
    Ok(progress.taken)
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
        match ended.unwrap_or_else(|_| Err((Progress::default(), Error::bug("reading the mailbox panicked")))) {
            Ok(open) => {
                if failures > 0 {
                    tracing::info!(mailbox = mailbox.name, "the mailbox is read again");
                }
                (kept, failures) = (open, 0);
            }
            Err((progress, error)) => {
                // Who gets on is not held up.
                failures = if progress.any() { 1 } else { failures.saturating_add(1) };
                recover(mailbox, failures, progress.inside, &error, stop).await;
            }
        }
    }
    if let Some(open) = kept {
        say_goodbye(open).await;
    }
}

/// Waits after a failed look, the longer the more of them there were.
async fn recover(mailbox: &Mailbox, failures: u32, inside: bool, error: &Error, stop: &Receiver<bool>) {
    mailbox.forget_compared();
    let pause = pause_after(failures, inside);
    tracing::warn!(
        mailbox = mailbox.name,
        failures,
        pause = pause.as_secs(),
        error = format!("{error:#}"),
        "mailbox not read"
    );
    wait(pause, stop).await;
}

/// One look and the wait for the next. The connection is given back when it was kept. An error comes with how far it had
/// got.
async fn turn(
    ctx: &Context,
    mailbox: &Mailbox,
    kept: Option<OpenMailbox>,
    stop: &Receiver<bool>,
) -> std::result::Result<Option<OpenMailbox>, (Progress, Error)> {
    let mut progress = Progress::default();
    let looked = look_and_wait(ctx, mailbox, kept, stop, &mut progress).await;
    looked.map_err(|error| (progress, error))
}

async fn look_and_wait(
    ctx: &Context,
    mailbox: &Mailbox,
    kept: Option<OpenMailbox>,
    stop: &Receiver<bool>,
    progress: &mut Progress,
) -> Result<Option<OpenMailbox>> {
    let mut open = match kept {
        Some(open) => open,
        None => mailbox.open().await?,
    };
    progress.inside = true;
    take_waiting(ctx, mailbox, &mut open, progress).await?;
    if progress.taken > 0 {
        tracing::info!(mailbox = mailbox.name, taken = progress.taken, "mail taken");
    }
    let pause = Duration::from_secs(u64::from(ctx.config.mail.poll_seconds));
    if progress.taken >= MOST_TAKEN {
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

/// One second, two, four, up to five minutes, or to a quarter of a minute when the server had let us in.
fn pause_after(failures: u32, inside: bool) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(if inside { LONGEST_PAUSE_INSIDE } else { LONGEST_PAUSE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_after_failures_grow_and_end_at_five_minutes() {
        let seconds: Vec<u64> = [1, 2, 3, 9, 10, 100]
            .map(|failures| pause_after(failures, false).as_secs())
            .to_vec();
        assert_eq!(seconds, [1, 2, 4, 256, 300, 300]);
    }

    #[test]
    fn on_a_bad_line_the_pauses_stay_short() {
        let seconds: Vec<u64> = [1, 4, 5, 100]
            .map(|failures| pause_after(failures, true).as_secs())
            .to_vec();
        assert_eq!(seconds, [1, 8, 15, 15]);
    }
}
