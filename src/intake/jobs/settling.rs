// SPDX-License-Identifier: AGPL-3.0-or-later
//! Giving the mails of the ledger their disposition: read a few at once, let take effect in the order in which they came.
//!
//! What keeps a mail from being settled is ours or theirs. Ours is the database, the disk, time: the mail waits and is tried
//! again for as long as it takes. Theirs is what the mail itself does to who reads it: after three tries it is set aside.

use std::panic::catch_unwind;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, FuturesUnordered, StreamExt as _};
use tokio::task::JoinError;
use tokio::time::{sleep, timeout};

use crate::context::Context;
use crate::event::Actor;
use crate::ids::InboundMailId;
use crate::intake::accepting::{self, FirstLook};
use crate::intake::disposition::Settlement;
use crate::intake::fetching::blocking;
use crate::intake::reading::{self, Incoming, megabytes};
use crate::intake::trace::Trace;
use crate::intake::{Disposition, InboundMail, ledger};
use crate::platform::db::{Blame, blame};
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Address, readable_subject, sender_in_header, subject_in_header};
use crate::platform::text;

/// Most mails that one run settles.
const MOST_SETTLED: i64 = 500;
/// How often a mail may fail by itself before it is set aside.
const MOST_ATTEMPTS: i32 = 3;
/// Mails that are read at the same moment.
const AT_ONCE: usize = 4;
/// How long a mail keeps its turn while it is read; one that takes longer lets the others go first.
const TURN: Duration = Duration::from_secs(2);
/// Mails that lost their turn and are read all the same, at most.
const MOST_SLOW: usize = 4;
/// How much of a mail is looked at for a label.
const HEADER: usize = 64 * 1024;
/// What is said of a mail at which the program died again and again.
const FATAL: &str = "reading it took the program down";
/// Longest error that is kept, in characters.
const LONGEST_ERROR: usize = 500;

/// Why a mail is not settled.
pub(super) enum Setback {
    /// Database or disk: the mail is not to blame.
    Ours(Error),
    /// The mail broke what read it, or took too long, or is refused by the database. It is tried again after so many
    /// seconds.
    Theirs(Error, i64),
}

impl Setback {
    /// How what failed after the reading is to be judged, at this attempt.
    fn of(error: Error, attempts: i32) -> Self {
        let panicked = matches!(&error, Error::Unexpected(cause)
            if cause.downcast_ref::<JoinError>().is_some_and(JoinError::is_panic));
        match error {
            // What a rule refuses it will refuse again.
            Error::Refused(_) | Error::TooLarge | Error::Malformed(_) => Self::Theirs(error, 0),
            error if panicked => Self::Theirs(error, 0),
            error => match blame(&error) {
                Blame::Values => Self::Theirs(error, 0),
                // A minute, then ten: trouble that does not say its name has time to pass.
                Blame::Unclear => Self::Theirs(error, if attempts < 2 { 60 } else { 600 }),
                Blame::Surroundings => Self::Ours(error),
            },
        }
    }
}

/// What came of reading a mail.
type Read = std::result::Result<Incoming, Setback>;
/// The end of a mail's road, or what keeps it from it.
type Settled = std::result::Result<Settlement, Setback>;

/// A mail whose turn it is.
enum Turn {
    /// Somebody else has it.
    Passed,
    /// It was read.
    Read(Box<(InboundMail, Read)>),
    /// It is still being read.
    Slow(Reading),
}

/// A mail on its way to having been read.
type Reading = std::pin::Pin<Box<dyn Future<Output = (InboundMail, Read)> + Send>>;

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
    let mut turns = stream::iter(due).map(|mail| begin(ctx, mail)).buffered(AT_ONCE);
    let mut slow = FuturesUnordered::new();
    let mut settled = 0;
    loop {
        let turn = tokio::select! {
            Some(turn) = turns.next(), if slow.len() < MOST_SLOW => turn?,
            Some(read) = slow.next() => Turn::Read(Box::new(read)),
            else => return Ok(settled),
        };
        match turn {
            Turn::Passed => {}
            Turn::Read(read) => {
                let (mail, read) = *read;
                settled += usize::from(settle(ctx, mail, read).await?.is_ok());
            }
            Turn::Slow(reading) => slow.push(reading),
        }
    }
}

/// Takes a mail and reads it, for as long as its turn lasts.
async fn begin(ctx: &Context, mail: InboundMailId) -> Result<Turn> {
    let Some(mail) = claim(ctx, mail).await? else {
        return Ok(Turn::Passed);
    };
    let work = ctx.clone();
    let mut reading: Reading = Box::pin(async move {
        let read = read(work, mail.clone()).await;
        (mail, read)
    });
    Ok(tokio::select! {
        read = &mut reading => Turn::Read(Box::new(read)),
        () = sleep(TURN) => Turn::Slow(reading),
    })
}

/// Settles a mail that its bringer waits for: what would be tried again later because the mail is to blame, is tried now.
pub(super) async fn settle_now(ctx: &Context, mail: InboundMail) -> Result<Settlement> {
    let (id, mut mail) = (mail.id, mail);
    loop {
        let read = read(ctx.clone(), mail.clone()).await;
        match settle(ctx, mail, read).await? {
            Ok(settlement) => return Ok(settlement),
            Err(Setback::Ours(error)) => return Err(error),
            Err(Setback::Theirs(error, _)) => mail = claim(ctx, id).await?.ok_or(error)?,
        }
    }
}

pub(super) async fn claim(ctx: &Context, mail: InboundMailId) -> Result<Option<InboundMail>> {
    let writer = ctx.clone();
    blocking(move || writer.write(Actor::System, move |tx| ledger::claim(tx, mail))).await
}

/// Settles a claimed mail that was read, or puts it back with the reason.
async fn settle(ctx: &Context, mail: InboundMail, read: Read) -> Result<Settled> {
    let setback = match take_effect(ctx, &mail, read).await {
        Ok(settlement) => return Ok(Ok(settlement)),
        Err(setback) => setback,
    };
    match &setback {
        Setback::Theirs(error, _) if mail.attempts >= MOST_ATTEMPTS => {
            return quarantine(ctx, &mail, error).await.map(Ok);
        }
        Setback::Theirs(error, pause) => put_back(ctx, &mail, mail.attempts, *pause, error).await?,
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
    let (writer, id) = (ctx.clone(), mail.id);
    let why = text::one_line(&format!("{error:#}"), LONGEST_ERROR);
    blocking(move || {
        let at = writer.now().plus_seconds(wait);
        writer.write(Actor::System, move |tx| ledger::postpone(tx, id, at, attempts, &why))
    })
    .await
}

/// Sets a mail aside whose bytes are kept: somebody must look at it. The very same bytes are set aside once; when they
/// come again, as they do from a mailbox that was made anew, they are a second delivery.
async fn quarantine(ctx: &Context, mail: &InboundMail, error: &Error) -> Result<Settlement> {
    let why = text::one_line(&format!("could not be read: {error:#}"), LONGEST_ERROR);
    let (writer, mail) = (ctx.clone(), mail.clone());
    let id = mail.id;
    let settlement = blocking(move || {
        let (sender, subject) = label_of(&writer, &mail, why.contains(FATAL));
        writer.write(Actor::System, move |tx| {
            let settlement = match ledger::set_aside_before(tx.conn(), &mail)? {
                true => Settlement::without_ticket(Disposition::Duplicate, "the same mail was set aside before"),
                false => Settlement::without_ticket(Disposition::Quarantined, why),
            };
            let mut trace = Trace::after(mail.steps());
            trace.step(format!("{}: {}", settlement.disposition, settlement.reason));
            ledger::settle(tx, mail.id, None, &settlement, &trace)?;
            ledger::label(tx, mail.id, sender.as_ref(), subject.as_deref())?;
            Ok(settlement)
        })
    })
    .await?;
    if settlement.disposition == Disposition::Quarantined {
        tracing::error!(mail = %id, error = format!("{error:#}"), "mail quarantined: it could not be read");
    }
    Ok(settlement)
}

/// Whose a mail seems to be and what about, as far as its first bytes tell: whoever looks at it later must tell it from others.
fn label_of(ctx: &Context, mail: &InboundMail, is_fatal: bool) -> (Option<Address>, Option<String>) {
    let header = match ctx.blobs.beginning(&mail.raw_sha256, HEADER) {
        Ok(header) => header,
        Err(error) => {
            tracing::warn!(mail = %mail.id, %error, "a mail is set aside without a label");
            return (None, None);
        }
    };
    // What broke the reader may sit in the subject: then it stays as it is written.
    let readable = |written: String| match is_fatal {
        true => written,
        false => catch_unwind(|| readable_subject(&written)).unwrap_or(written),
    };
    (sender_in_header(&header), subject_in_header(&header).map(readable))
}

async fn take_effect(ctx: &Context, mail: &InboundMail, read: Read) -> Settled {
    let attempts = mail.attempts;
    let largest = megabytes(ctx.config.mail.max_mail_mb);
    if usize::try_from(mail.size).is_ok_and(|size| size > largest) {
        let error = Error::bug(format!("larger than {} MiB", ctx.config.mail.max_mail_mb));
        return quarantine(ctx, mail, &error).await.map_err(Setback::Ours);
    }
    let incoming = Arc::new(read?);
    let (ctx, mail) = (ctx.clone(), mail.clone());
    let accepted = blocking(move || accept(&ctx, &mail, &incoming)).await;
    accepted.map_err(|error| Setback::of(error, attempts))
}

/// What a mail says, for the eyes of a technician; nothing where it cannot be read, as the page says anyway.
pub(in crate::intake) async fn text_of(ctx: &Context, mail: &InboundMail) -> Option<String> {
    match read(ctx.clone(), mail.clone()).await {
        Ok(incoming) => Some(incoming.text),
        Err(_) => None,
    }
}

/// Reads the stored bytes, on a thread of its own and not longer than the limit.
async fn read(ctx: Context, mail: InboundMail) -> Read {
    let longest = Duration::from_secs(u64::from(ctx.config.mail.limits.seconds));
    let reading = tokio::task::spawn_blocking(move || read_noted(&ctx, &mail));
    match timeout(longest, reading).await {
        Ok(Ok(read)) => read,
        Ok(Err(broken)) => Err(Setback::Theirs(Error::unexpected(broken), 0)),
        Err(_) => Err(Setback::Theirs(Error::bug("reading took too long"), 0)),
    }
}

/// Reads a mail and leaves a note for as long as that lasts: what a mail did that takes the whole program down can only be
/// known afterwards, by who is left. A program that is killed for other reasons is hardly ever killed thrice at one mail.
fn read_noted(ctx: &Context, mail: &InboundMail) -> Read {
    let raw = match ctx.blobs.read(&mail.raw_sha256) {
        Err(Error::NotFound) => Err(Error::bug("the stored bytes of the mail are missing")),
        other => other,
    };
    let raw = raw.map_err(Setback::Ours)?;
    // Another version may know better.
    let name = format!("{}.{}", mail.id, env!("CARGO_PKG_VERSION"));
    let note = ctx.blobs.note(&name).map_err(Setback::Ours)?;
    if note.unended() >= MOST_ATTEMPTS.unsigned_abs() {
        note.stay();
        return Err(Setback::Theirs(Error::bug(FATAL), 0));
    }
    reading::read(&raw, &ctx.config, &mail.mailbox)
        .map_err(|unreadable| Setback::Theirs(Error::unexpected(unreadable), 0))
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
