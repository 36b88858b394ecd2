// SPDX-License-Identifier: AGPL-3.0-or-later
//! The due work of people: forgetting what is over.

use crate::context::Context;
use crate::event::Actor;
use crate::people::purge_expired;
use crate::platform::failure::{Error, Result};
use crate::platform::web::submissions::forget_old;

/// Forgets sessions, sign-in links and form keys that are over; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(ctx: &Context) -> Result<usize> {
    let ctx = ctx.clone();
    let work = move || {
        ctx.write(Actor::System, |tx| {
            let now = tx.now();
            Ok(purge_expired(tx)? + forget_old(tx.conn(), now)?)
        })
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::unexpected)?
}
