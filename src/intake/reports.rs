// SPDX-License-Identifier: AGPL-3.0-or-later
//! What servers report on mails of ours: bounces and the receipts of certified mail. They change no state of a ticket, and
//! nobody is written to.

use super::accepting::channel;
use super::disposition::{Disposition, Settlement};
use super::reading::Incoming;
use super::threading::of_a_mail_we_sent;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::i18n::{Locale, text};
use crate::platform::mail::Bounce;
use crate::platform::text::paragraphs;
use crate::tickets::{self, NewMessage, Ticket};
use crate::tx::Tx;

/// How much of a report is shown in a note, in characters.
const LONGEST_REPORT: usize = 4_000;

/// A report on a mail of ours: noted for the staff on its ticket where it matters. It changes no state, nobody is written to.
pub(super) fn report(
    tx: &mut Tx<'_>,
    incoming: &Incoming,
    disposition: Disposition,
    matters: bool,
) -> Result<Settlement> {
    let because = reason(incoming);
    let Some(ticket) = reported(tx.conn(), incoming)? else {
        let reason = format!("{because}; about no mail that we know");
        return Ok(Settlement::without_ticket(disposition, reason));
    };
    let message = match matters {
        true => Some(tickets::note(tx, ticket.id, note_of(incoming))?),
        false => None,
    };
    Ok(Settlement {
        disposition,
        reason: because,
        ticket: Some(ticket.id),
        message,
    })
}

/// Why it is a report, and what it reports: codes only, whom it is about is in the mail.
fn reason(incoming: &Incoming) -> String {
    let worst = incoming.bounce.as_ref().and_then(Bounce::worst);
    match worst {
        Some(about) => format!(
            "{}; {} {}",
            incoming.because,
            about.action.as_str(),
            about.status.as_deref().unwrap_or("without a code")
        ),
        None => incoming.because.to_owned(),
    }
}

fn note_of(incoming: &Incoming) -> NewMessage {
    let told = paragraphs(&incoming.text, LONGEST_REPORT);
    NewMessage {
        view: crate::tickets::MailView::default(),
        body: format!("{}\n\n{told}", text(Locale::It, "intake-undelivered", &[])),
        channel: channel(incoming),
        mail_id: incoming.message_id.clone(),
        files: Vec::new(),
        may_answer: false,
        by_person: false,
    }
}

/// The ticket about which we sent the mail that a report is about.
fn reported(conn: &mut Conn, incoming: &Incoming) -> Result<Option<Ticket>> {
    for id in &incoming.about {
        if let Some(ticket) = of_a_mail_we_sent(conn, id)? {
            return tickets::survivor(conn, ticket).map(Some);
        }
    }
    Ok(None)
}
