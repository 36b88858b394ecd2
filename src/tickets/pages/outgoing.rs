// SPDX-License-Identifier: AGPL-3.0-or-later
//! The mails that went out about a ticket, as the desk sees them: to whom, how far each has come, and what went wrong.

use serde::Serialize;

use crate::people::Reader;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::outbox::{self, Outbound, OutboundState};
use crate::tickets::Ticket;

/// What went out.
#[derive(Serialize)]
pub(super) struct Outgoing {
    mails: Vec<MailLine>,
    count: usize,
    /// Those that somebody must look at: shown without unfolding.
    undelivered: Vec<MailLine>,
}

#[derive(Clone, Serialize)]
struct MailLine {
    to: String,
    kind: String,
    fate: String,
    tone: &'static str,
    at: Timestamp,
    error: Option<String>,
    report: Option<String>,
    url: String,
}

impl Outgoing {
    /// The mails of a ticket that the reader may see, the newest first.
    pub(super) fn of(conn: &mut Conn, reader: &Reader, ticket: &Ticket) -> Result<Self> {
        let mut found = outbox::of_thread(conn, ticket.id.into())?;
        found.reverse();
        let undelivered = found.iter().filter(|mail| mail.is_undelivered());
        Ok(Self {
            undelivered: undelivered.map(|mail| line(reader, mail)).collect(),
            count: found.len(),
            mails: found.iter().map(|mail| line(reader, mail)).collect(),
        })
    }
}

fn line(reader: &Reader, mail: &Outbound) -> MailLine {
    let fate = match &mail.delivery {
        Some(delivery) => reader.text_or(&format!("mail-delivery-{delivery}"), "mail-delivery-unknown"),
        None => reader.text(&format!("mail-state-{}", mail.state)),
    };
    MailLine {
        to: mail.to.clone(),
        kind: reader.text_or(&format!("mail-kind-{}", mail.kind).replace('_', "-"), "mail-kind-other"),
        fate,
        tone: mail.tone(),
        at: mail.delivery_at.or(mail.sent_at).unwrap_or(mail.queued_at),
        // What a later attempt has overcome is no news any more.
        error: mail.last_error.clone().filter(|_| mail.state != OutboundState::Sent),
        report: mail.delivery_detail.clone(),
        url: format!("/desk/mail/out/{}", mail.id),
    }
}
