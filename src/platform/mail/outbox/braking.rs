// SPDX-License-Identifier: AGPL-3.0-or-later
//! The brake on answers by program: how many were queued within the last hour, to an address, in a conversation, in all.
//! It counts what was really queued, so a loop ends whatever the headers of the other side say or leave out.

use diesel::prelude::*;
use uuid::Uuid;

use super::{ThreadId, automatic_word};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::tables::outbound_mails;
use crate::platform::failure::Result;
use crate::platform::mail::Automatic;

/// The time in which answers are counted, in seconds.
const HOUR: i64 = 3_600;

/// How many answers by program may leave within an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerLimits {
    /// To one address.
    pub per_address: i64,
    /// In one conversation.
    pub per_thread: i64,
    /// In all.
    pub overall: i64,
}

/// Which limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brake {
    /// That of the address.
    Address,
    /// That of the conversation.
    Thread,
    /// That of all together.
    Overall,
}

impl Brake {
    /// What to say of it, in English.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "too many automatic answers to this address within an hour",
            Self::Thread => "too many automatic answers about this ticket within an hour",
            Self::Overall => "too many automatic answers in all within an hour",
        }
    }
}

/// Whether one more answer to the address, in the conversation, would be one too many.
///
/// # Errors
/// When the database does not answer.
pub fn brake(
    conn: &mut Conn,
    limits: AnswerLimits,
    to: &str,
    thread: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<Brake>> {
    let since = now.plus_seconds(-HOUR);
    if answers(conn, since, Some(to), None)? >= limits.per_address {
        return Ok(Some(Brake::Address));
    }
    if thread.is_some() && answers(conn, since, None, thread)? >= limits.per_thread {
        return Ok(Some(Brake::Thread));
    }
    let in_all = answers(conn, since, None, None)?;
    Ok((in_all >= limits.overall).then_some(Brake::Overall))
}

fn answers(conn: &mut Conn, since: Timestamp, to: Option<&str>, thread: Option<Uuid>) -> Result<i64> {
    // A confirmation answers also where what it confirms had no Message-ID, or came by the web.
    let mut queued = outbound_mails::table
        .filter(outbound_mails::queued_at.ge(since))
        .filter(
            outbound_mails::automatic
                .eq(automatic_word(Automatic::Replied))
                .or(outbound_mails::kind.eq("receipt")),
        )
        .count()
        .into_boxed();
    if let Some(to) = to {
        queued = queued.filter(outbound_mails::to_address.eq(to));
    }
    if let Some(thread) = thread {
        queued = queued.filter(outbound_mails::thread_id.eq(ThreadId::from(thread)));
    }
    Ok(queued.get_result(conn)?)
}
