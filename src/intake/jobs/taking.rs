// SPDX-License-Identifier: AGPL-3.0-or-later
//! Taking what waits in a mailbox: the bytes on disk, the row committed, and only then the mark on the server. What was
//! done stays done when the connection breaks, so that on the worst of lines each connection brings it further.

use std::collections::HashMap;

use crate::context::Context;
use crate::event::Actor;
use crate::ids::InboundMailId;
use crate::intake::fetching::{GIVEN_AGAIN, Mailbox, OpenMailbox, Waiting, blocking};
use crate::intake::ledger;
use crate::platform::failure::Result;
use crate::platform::secrets;

/// Most mails that one look takes out of a mailbox.
pub(super) const MOST_TAKEN: usize = 500;
/// Mails whose names are asked for together, and that are marked together.
const TOGETHER: usize = 20;
/// Bytes after which is marked what has come.
const ENOUGH: usize = 256 * 1024;
/// Mails that had come before and are marked together: as many as even a very bad line lets be compared.
const COMPARED_TOGETHER: usize = 4;
/// Bytes at the beginning of a mail by which it is told from any other. The servers on its way write when and under which
/// number they took it; a mail that no server touched is told by its sender, its day and its Message-ID.
const BEGINNING: usize = 2048;
/// Names of taken mails that are asked for, to know where the last look ended.
const REMEMBERED: i64 = 200;

/// How far a look has got.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    /// Mails that are new in the ledger.
    pub(super) taken: usize,
    /// Whether the mailbox was open.
    pub(super) inside: bool,
    marked: usize,
}

impl Progress {
    /// Whether it got on at all.
    pub(super) fn any(self) -> bool {
        self.taken > 0 || self.marked > 0
    }
}

/// Takes what waits in an open mailbox, counting as it goes.
pub(super) async fn take_waiting(
    ctx: &Context,
    mailbox: &Mailbox,
    open: &mut OpenMailbox,
    progress: &mut Progress,
) -> Result<()> {
    let (reader, name) = (ctx.clone(), mailbox.name.clone());
    let newest = blocking(move || reader.read(|conn| ledger::newest_keys(conn, &name, REMEMBERED))).await?;
    mailbox.tell_renumbered(open.renumbered(&newest));
    let waiting = mailbox.in_turn(open.waiting(&newest).await?);
    for mails in waiting.chunks(TOGETHER).take(MOST_TAKEN / TOGETHER) {
        let mut taking = Taking {
            ctx,
            mailbox,
            open: &mut *open,
            progress: &mut *progress,
            entered: Vec::new(),
            bytes: 0,
        };
        taking.take(mails).await?;
    }
    Ok(())
}

/// Some mails that are being taken.
struct Taking<'a> {
    ctx: &'a Context,
    mailbox: &'a Mailbox,
    open: &'a mut OpenMailbox,
    progress: &'a mut Progress,
    /// What is in the ledger, and not yet marked.
    entered: Vec<Waiting>,
    /// How much of it came over the line.
    bytes: usize,
}

impl Taking<'_> {
    /// Those that had come before first: their mark is all that is missing.
    async fn take(&mut self, mails: &[Waiting]) -> Result<()> {
        let digests = self.known(mails).await?;
        let known = mails
            .iter()
            .filter_map(|mail| Some((mail, digests.get(&mail.source_key)?)));
        for (mail, digest) in known {
            self.compare(mail, digest).await?;
            if self.entered.len() >= COMPARED_TOGETHER {
                self.mark().await?;
            }
        }
        self.mark().await?;
        for mail in mails.iter().filter(|mail| !digests.contains_key(&mail.source_key)) {
            // Gone, or not given out: it is not in the ledger, and the next look will tell.
            let Some(raw) = self.fetch(mail).await? else { continue };
            self.enter(&mail.source_key, raw).await?;
            self.entered.push(mail.clone());
            if self.bytes >= ENOUGH {
                self.mark().await?;
            }
        }
        self.mark().await
    }

    /// Digests of those that are in the ledger, by their names.
    async fn known(&self, mails: &[Waiting]) -> Result<HashMap<String, String>> {
        let keys: Vec<String> = mails.iter().map(|mail| mail.source_key.clone()).collect();
        let (reader, name) = (self.ctx.clone(), self.mailbox.name.clone());
        blocking(move || reader.read(|conn| ledger::known(conn, &name, &keys))).await
    }

    /// Makes sure that a mail is the one that the ledger means by its name. A number that means another mail than before,
    /// as after a restored backup, is a mail of its own.
    async fn compare(&mut self, mail: &Waiting, digest: &str) -> Result<()> {
        if !self.mailbox.was_compared(mail) && !self.begins_like(mail, digest).await? {
            let Some(raw) = self.fetch(mail).await? else {
                return Ok(());
            };
            let found = secrets::sha256(&raw);
            if found != digest {
                self.mailbox.tell_renumbered(Some(GIVEN_AGAIN));
                self.enter(&format!("{}:{found}", mail.source_key), raw).await?;
            }
        }
        self.mailbox.compared(mail);
        self.entered.push(mail.clone());
        Ok(())
    }

    async fn begins_like(&mut self, mail: &Waiting, digest: &str) -> Result<bool> {
        let begun = self.open.beginning(mail, BEGINNING).await;
        if begun.is_err() {
            self.mailbox.failed(mail);
        }
        let Some(begun) = begun? else { return Ok(false) };
        let (blobs, digest) = (self.ctx.blobs.clone(), digest.to_owned());
        let ours = blocking(move || blobs.beginning(&digest, BEGINNING)).await?;
        Ok(begun == ours)
    }

    async fn fetch(&mut self, mail: &Waiting) -> Result<Option<Vec<u8>>> {
        let fetched = self.open.fetch(mail).await;
        if fetched.is_err() {
            self.mailbox.failed(mail);
        }
        fetched
    }

    async fn enter(&mut self, source_key: &str, raw: Vec<u8>) -> Result<()> {
        self.bytes += raw.len();
        enter(self.ctx, &self.mailbox.name, source_key, raw).await?;
        self.progress.taken += 1;
        Ok(())
    }

    /// What is not in the ledger is never marked.
    async fn mark(&mut self) -> Result<()> {
        self.open.mark_taken(&self.entered).await?;
        self.progress.marked += self.entered.len();
        self.entered.clear();
        self.bytes = 0;
        Ok(())
    }
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
