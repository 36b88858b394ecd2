// SPDX-License-Identifier: AGPL-3.0-or-later
//! The due work of tickets: held ones wake, resolved ones close.

use crate::context::Context;
use crate::event::Actor;
use crate::platform::failure::{Error, Result};
use crate::tickets::{close_due, wake_due};

/// Most tickets of one run, so that other writes are not kept waiting.
const MOST: i64 = 100;

/// Wakes and closes what is due; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn move_due(ctx: &Context) -> Result<usize> {
    let ctx = ctx.clone();
    let work = move || ctx.write(Actor::System, |tx| Ok(wake_due(tx, MOST)? + close_due(tx, MOST)?));
    tokio::task::spawn_blocking(work).await.map_err(Error::unexpected)?
}
