// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/mail/where`: where has my mail gone? Whoever asks gets the same page; what became of the mails goes to the address that
//! they came from, and to nobody else.

use actix_web::{HttpResponse, web};
use jiff::civil::Date;
use serde::Serialize;

use super::Doors;
use crate::intake::{self, Disposition, Fate};
use crate::notices::{self, MailFate};
use crate::people::{self, Person, Reader, View, Viewer};
use crate::platform::clock::typed_day;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Refusal, Result};
use crate::platform::i18n::Locale;
use crate::platform::mail::Address;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Checker, Field, FieldError, Submitted, field};
use crate::tx::Tx;
use crate::{entities, tickets};

/// After so many minutes the same address is answered again, when we know who it is.
const AGAIN_AFTER: i64 = 15;
/// And after so many where we do not: the mail that came from there may not be theirs.
const STRANGERS_AGAIN_AFTER: i64 = 24 * 60;
/// Days back that can be asked for.
const DAYS_BACK: i64 = 90;

#[derive(Serialize)]
struct Asking {
    errors: Vec<FieldError>,
    email: Field,
    day: Field,
}

/// `GET /mail/where`: asks for the address and the day.
///
/// # Errors
/// When the page cannot be made.
pub async fn show(reader: Reader) -> std::result::Result<HttpResponse, Failure> {
    let own = reader.viewer().map(|viewer| viewer.person.email.clone());
    let page = Asking {
        errors: Vec::new(),
        email: Field::preset("email", own.unwrap_or_default()),
        day: Field::preset("day", reader.now().rome_date().to_string()),
    };
    reader.page(view(&reader), &page)
}

/// `POST /mail/where`: mails the answer where there may be one. The page is the same in any case.
///
/// # Errors
/// Busy after too many attempts.
pub async fn ask(
    reader: Reader,
    doors: web::Data<Doors>,
    form: Submitted,
) -> std::result::Result<HttpResponse, Failure> {
    let typed = form.value("email").trim();
    let (address, day) = (Address::new("", typed), day_within_reach(&reader, form.value("day")));
    let (Some(address), Some(day)) = (address.clone(), day) else {
        let mut checker = Checker::new(&form, reader.locale);
        if address.is_none() {
            checker.wrong("email", &Refusal::new("error-email"));
        }
        if day.is_none() {
            checker.wrong("day", &Refusal::new("error-mail-day").with("days", DAYS_BACK));
        }
        let page = Asking {
            email: field("email", &form, &checker.errors),
            day: field("day", &form, &checker.errors),
            errors: checker.errors,
        };
        return reader.page(view(&reader).with_mistakes(), &page);
    };
    doors.count_question(&address.folded(), reader.peer())?;
    // Looking into mails may take a while, so it is done before anything is written.
    let asked = address.clone();
    let answer = reader
        .read(move |conn, reader| found(conn, reader, &asked, day))
        .await?;
    if let Some(answer) = answer {
        reader.write(move |tx, _| tell(tx, &address, day, &answer)).await?;
    }
    Ok(reader.redirect("/mail/where/asked"))
}

/// `GET /mail/where/asked`: what happens now.
///
/// # Errors
/// When the page cannot be made.
pub async fn asked(reader: Reader) -> std::result::Result<HttpResponse, Failure> {
    let view = View::new("site/lost_mail_asked", reader.text("lost-mail-asked-title"))
        .crumb(reader.text("lost-mail-title"), "/mail/where");
    reader.page(view, &serde_json::json!({ "minutes": AGAIN_AFTER }))
}

fn view(reader: &Reader) -> View {
    View::new("site/lost_mail", reader.text("lost-mail-title"))
}

fn day_within_reach(reader: &Reader, typed: &str) -> Option<Date> {
    let (today, first) = (reader.now().rome_date(), reader.now().plus_days(-DAYS_BACK).rome_date());
    typed_day(typed).filter(|day| (first..=today).contains(day))
}

/// What is to be answered.
#[derive(Clone)]
struct Told {
    fates: Vec<MailFate>,
    locale: Locale,
    /// Minutes after which the same address is answered again.
    pause: i64,
}

/// What there is to tell; `None` when nothing may be. Somebody whom we know, or of a body's domain, hears even that nothing
/// came; anybody else only what became of mails that did come from there.
fn found(conn: &mut Conn, reader: &Reader, address: &Address, day: Date) -> Result<Option<Told>> {
    let person = people::by_email(conn, &address.folded())?.filter(Person::is_active);
    let is_known = person.is_some() || !entities::by_domain(conn, address.domain())?.is_empty();
    let found = intake::fates(conn, &reader.ctx.blobs, address, day)?;
    if found.is_empty() && !is_known {
        return Ok(None);
    }
    let today = reader.now().rome_date();
    let viewer = match &person {
        Some(person) => Some(Viewer::load(conn, person.id, today)?),
        None => None,
    };
    let mut fates = Vec::new();
    for fate in found {
        fates.push(told_of(conn, viewer.as_ref(), fate)?);
    }
    Ok(Some(Told {
        fates,
        locale: person.map_or(reader.locale, |person| person.locale),
        pause: if is_known { AGAIN_AFTER } else { STRANGERS_AGAIN_AFTER },
    }))
}

/// Queues the answer.
fn tell(tx: &mut Tx<'_>, address: &Address, day: Date, told: &Told) -> Result<()> {
    let not_since = tx.now().plus_minutes(-told.pause);
    notices::mail_fates(tx, address, day, &told.fates, told.locale, not_since)?;
    Ok(())
}

/// What may be said of a mail: the number of its ticket only to who may see that, and of a confidential one no subject.
fn told_of(conn: &mut Conn, viewer: Option<&Viewer>, fate: Fate) -> Result<MailFate> {
    let ticket = match fate.ticket {
        Some(ticket) => Some(tickets::find(conn, ticket)?),
        None => None,
    };
    let number = match (&ticket, viewer) {
        (Some(ticket), Some(viewer)) => match tickets::visible_to(conn, viewer, ticket.number) {
            Ok(ticket) => Some(ticket.number),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        },
        _ => None,
    };
    let is_confidential = ticket.is_some_and(|ticket| ticket.confidential);
    Ok(MailFate {
        received_at: fate.received_at,
        subject: fate.subject.filter(|_| !is_confidential),
        fate: words(fate.disposition),
        number,
    })
}

fn words(disposition: Option<Disposition>) -> &'static str {
    match disposition {
        None => "notice-fate-waiting",
        Some(Disposition::Opened) => "notice-fate-opened",
        Some(Disposition::Replied) => "notice-fate-replied",
        Some(Disposition::Held) => "notice-fate-held",
        Some(Disposition::Duplicate) => "notice-fate-duplicate",
        Some(Disposition::Bounce) => "notice-fate-bounce",
        Some(Disposition::Receipt) => "notice-fate-receipt",
        Some(Disposition::Automatic) => "notice-fate-automatic",
        Some(Disposition::Released) => "notice-fate-released",
        Some(Disposition::Rejected) => "notice-fate-rejected",
        Some(Disposition::Quarantined) => "notice-fate-quarantined",
    }
}
