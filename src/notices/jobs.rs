// SPDX-License-Identifier: AGPL-3.0-or-later
//! The due work of notices: handing over what waits in the outbox.

use crate::config::Config;
use crate::context::Context;
use crate::platform::failure::Result;
use crate::platform::mail::SettingsError;

/// Where mail goes: a mail server, or a folder in the demonstration.
pub struct Postman {}

impl Postman {
    /// Checks the settings; nothing is connected yet.
    ///
    /// # Errors
    /// When they are unsafe or unusable.
    pub fn new(_config: &Config) -> std::result::Result<Self, SettingsError> {
        Ok(Self {})
    }
}

/// Hands over every mail whose time has come; says how many were handled.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(_ctx: &Context, _postman: &Postman) -> Result<usize> {
    Ok(0)
}
