// SPDX-License-Identifier: AGPL-3.0-or-later
//! The due work of intake: fetching, and settling what was fetched.

use crate::config::Config;
use crate::context::Context;
use crate::platform::failure::Result;

/// The mailboxes, with what is remembered about them between two looks.
pub struct Mailboxes {}

impl Mailboxes {
    /// The mailboxes of the settings.
    pub fn new(_config: &Config) -> Self {
        Self {}
    }
}

/// Takes new mail out of every mailbox into the ledger; says how many mails.
///
/// # Errors
/// When a mailbox cannot be read, after the others were.
pub async fn fetch(_ctx: &Context, _mailboxes: &Mailboxes) -> Result<usize> {
    Ok(0)
}

/// Gives every mail of the ledger that is due its disposition; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn settle_due(_ctx: &Context) -> Result<usize> {
    Ok(0)
}
