// SPDX-License-Identifier: AGPL-3.0-or-later
//! Addresses of our own pages.

pub(super) use crate::platform::web::query::{encoded, with_query};

/// Where a requester reads a request.
pub(super) fn request(number: i64) -> String {
    format!("/requests/{number}")
}

/// Where a technician works on a ticket.
pub(super) fn desk_ticket(number: i64) -> String {
    format!("/desk/tickets/{number}")
}
