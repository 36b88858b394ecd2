// SPDX-License-Identifier: AGPL-3.0-or-later
//! The due work of surveys: asking, when the time after a resolution has come.

use crate::context::Context;
use crate::event::Actor;
use crate::notices;
use crate::platform::failure::{Error, Result};
use crate::surveys::{due, prepare_sending};

/// Most invitations of one run.
const MOST: i64 = 200;

/// Queues the mail of every invitation that is due; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(ctx: &Context) -> Result<usize> {
    let ctx = ctx.clone();
    let work = move || {
        let now = ctx.now();
        let due = ctx.read(|conn| due(conn, now, MOST))?;
        let mut asked = 0;
        for invitation in due {
            let sent = ctx.write(Actor::System, move |tx| {
                let Some(ready) = prepare_sending(tx, invitation)? else {
                    return Ok(0);
                };
                notices::survey_invitation(tx, ready.ticket, ready.person, &ready.token)?;
                Ok(1)
            })?;
            asked += sent;
        }
        Ok(asked)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::unexpected)?
}
