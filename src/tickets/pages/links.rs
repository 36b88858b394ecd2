// SPDX-License-Identifier: AGPL-3.0-or-later
//! Addresses of our own pages.

pub(super) use crate::platform::web::query::{encoded, with_query};

use crate::ids::MessageId;

/// Where a requester reads a request.
pub(super) fn request(number: i64) -> String {
    format!("/requests/{number}")
}

/// Where a message is shown with its pictures from elsewhere.
pub(super) fn pictures(message: MessageId) -> String {
    format!("/messages/{message}/pictures")
}

/// Where the mail by which a message came is, as it came: intake answers there.
pub(super) fn original(message: MessageId) -> String {
    format!("/desk/messages/{message}/original")
}

/// Where a technician works on a ticket.
pub(super) fn desk_ticket(number: i64) -> String {
    format!("/desk/tickets/{number}")
}
