// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a technician decides about a ticket. Each form is a noun of its own; each is refused on the page of the ticket when
//! a rule says no or the ticket has changed since the form was shown.

use std::str::FromStr;

use actix_web::web;

use super::desk_ticket::{Answer, refused};
use super::links;
use crate::catalog;
use crate::people::Reader;
use crate::platform::clock::{Timestamp, typed_day};
use crate::platform::failure::{Error, Result};
use crate::platform::text;
use crate::platform::web::cookies::Flash;
use crate::platform::web::form::Submitted;
use crate::tickets::{self, Ticket, forwarded_from, visible_to};
use crate::tx::Tx;

/// The form that gives a forward to its original sender.
pub(super) const ATTRIBUTION: &str = "attribution";

/// A form about a ticket.
type Asked = (Reader, web::Path<i64>, Submitted);

/// What was typed, as far as a decision needs it.
#[derive(Clone)]
struct Decision {
    version: i64,
    value: String,
    take: bool,
}

impl Decision {
    /// The entry of a list that was chosen.
    fn chosen<T: FromStr>(&self) -> Result<T> {
        self.value.parse().map_err(|_| Error::refused("error-choice"))
    }
}

/// Takes the ticket, or gives it to somebody or nobody.
///
/// # Errors
/// `NotFound` when the reader may not see the ticket.
pub async fn assign(asked: Asked) -> Answer {
    decide(asked, "assignee", "flash-ticket-assigned", |tx, _, ticket, decision| {
        if decision.take {
            return tickets::take(tx, ticket.id, decision.version);
        }
        let is_nobody = decision.value.is_empty();
        let to = (!is_nobody).then(|| decision.chosen()).transpose()?;
        tickets::assign(tx, ticket.id, decision.version, to)
    })
    .await
}

/// Changes how urgent it is.
///
/// # Errors
/// As [`assign`].
pub async fn reprioritize(asked: Asked) -> Answer {
    decide(asked, "level", "flash-ticket-saved", |tx, _, ticket, decision| {
        tickets::reprioritize(tx, ticket.id, decision.version, decision.chosen()?)
    })
    .await
}

/// Moves it to another service. Becoming another team's confidential ticket may hide it from who moved it.
///
/// # Errors
/// As [`assign`].
pub async fn reclassify(asked: Asked) -> Answer {
    decide(asked, "service", "flash-ticket-saved", |tx, _, ticket, decision| {
        let service = catalog::service_by_code(tx.conn(), &decision.value)?;
        let service = service.ok_or_else(|| Error::refused("error-choice"))?;
        tickets::reclassify(tx, ticket.id, decision.version, service.id)
    })
    .await
}

/// Says which body it is for.
///
/// # Errors
/// As [`assign`].
pub async fn set_entity(asked: Asked) -> Answer {
    decide(asked, "entity", "flash-ticket-saved", |tx, _, ticket, decision| {
        tickets::set_entity(tx, ticket.id, decision.version, decision.chosen()?)
    })
    .await
}

/// Gives it to whoever wrote the mail that somebody on the staff forwarded.
///
/// # Errors
/// As [`assign`].
pub async fn attribute(asked: Asked) -> Answer {
    let (reader, number, _) = &asked;
    let number = **number;
    let original = reader
        .read(move |conn, reader| {
            let ticket = visible_to(conn, reader.technician()?, number)?;
            forwarded_from(conn, &reader.ctx.blobs, &ticket, reader.now().rome_date())
        })
        .await?;
    decide(
        asked,
        ATTRIBUTION,
        "flash-ticket-attributed",
        move |tx, _, ticket, decision| tickets::attribute(tx, ticket.id, decision.version, original.as_ref()),
    )
    .await
}

/// Puts it aside until a date.
///
/// # Errors
/// As [`assign`].
pub async fn hold(asked: Asked) -> Answer {
    decide(asked, "until", "flash-ticket-held", |tx, _, ticket, decision| {
        let until = typed_day(&decision.value).and_then(Timestamp::rome_midnight);
        tickets::hold_until(tx, ticket.id, until.ok_or_else(|| Error::refused("error-date"))?)
    })
    .await
}

/// Goes on with it.
///
/// # Errors
/// As [`assign`].
pub async fn resume(asked: Asked) -> Answer {
    decide(asked, "resumption", "flash-ticket-resumed", |tx, _, ticket, _| {
        tickets::resume(tx, ticket.id)
    })
    .await
}

/// Resolves it with a public text.
///
/// # Errors
/// As [`assign`].
pub async fn resolve(asked: Asked) -> Answer {
    decide(
        asked,
        "resolution",
        "flash-ticket-resolved",
        |tx, _, ticket, decision| tickets::resolve(tx, ticket.id, decision.version, &decision.value).map(|_| ()),
    )
    .await
}

/// Turns it down with a public reason.
///
/// # Errors
/// As [`assign`].
pub async fn reject(asked: Asked) -> Answer {
    decide(asked, "reason", "flash-ticket-rejected", |tx, _, ticket, decision| {
        tickets::reject(tx, ticket.id, decision.version, &decision.value).map(|_| ())
    })
    .await
}

/// Takes the rejection back.
///
/// # Errors
/// As [`assign`].
pub async fn restore(asked: Asked) -> Answer {
    decide(asked, "restoration", "flash-ticket-restored", |tx, _, ticket, _| {
        tickets::undo_rejection(tx, ticket.id)
    })
    .await
}

/// Reopens it.
///
/// # Errors
/// As [`assign`].
pub async fn reopen(asked: Asked) -> Answer {
    decide(asked, "reopening", "flash-ticket-reopened", |tx, _, ticket, _| {
        tickets::reopen(tx, ticket.id)
    })
    .await
}

/// Merges it into another one.
///
/// # Errors
/// As [`assign`].
pub async fn merge(asked: Asked) -> Answer {
    decide(asked, "into", "flash-ticket-merged", |tx, reader, ticket, decision| {
        let into = decision.value.trim_start_matches('#').parse();
        let into = into.map_err(|_| Error::refused("error-ticket-merge-unknown"))?;
        tickets::merge(tx, reader.technician()?, ticket.id, into)
    })
    .await
}

/// Takes the merge back.
///
/// # Errors
/// As [`assign`].
pub async fn separate(asked: Asked) -> Answer {
    decide(
        asked,
        "separation",
        "flash-ticket-separated",
        |tx, reader, ticket, _| tickets::unmerge(tx, reader.technician()?, ticket.id),
    )
    .await
}

/// Does what the field `name` of the form asks for and says `done`, or shows the form again with a rule's no.
async fn decide(
    (reader, number, form): Asked,
    name: &'static str,
    done: &'static str,
    verb: impl FnOnce(&mut Tx<'_>, &Reader, &Ticket, &Decision) -> Result<()> + Clone + Send + 'static,
) -> Answer {
    let number = *number;
    reader.technician()?;
    let decision = Decision {
        version: form.value("version").parse().unwrap_or_default(),
        value: text::paragraphs(form.value(name).trim(), reader.ctx.config.storage.max_body),
        take: !form.value("take").is_empty(),
    };
    let gone = match name {
        ATTRIBUTION => "flash-ticket-attributed-away",
        _ => "flash-ticket-moved-away",
    };
    let decided = reader
        .write(move |tx, reader| {
            let viewer = reader.technician()?;
            let ticket = visible_to(tx.conn(), viewer, number)?;
            verb(tx, reader, &ticket, &decision)?;
            // Whoever moved it to a confidential service of another team, or was the requester of such a ticket, cannot read
            // it any more.
            match visible_to(tx.conn(), viewer, number) {
                Ok(_) => Ok(true),
                Err(Error::NotFound) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await;
    match decided {
        Ok(true) => Ok(reader.redirect_with(&links::desk_ticket(number), &Flash::success(done).about(number))),
        Ok(false) => Ok(reader.redirect_with("/desk", &Flash::success(gone).about(number))),
        Err(Error::Refused(refusal)) => refused(&reader, number, form, name, &refusal).await,
        Err(error) => Err(error.into()),
    }
}
