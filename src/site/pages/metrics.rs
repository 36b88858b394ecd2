// SPDX-License-Identifier: AGPL-3.0-or-later
//! `GET /metrics`: how mail is, in the text format of Prometheus, for a monitoring program on this machine or on a trusted
//! proxy. Numbers only: no person, no address, no subject.

use std::fmt::Write as _;

use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::context::Context;
use crate::intake::{MailHealth, mail_health};
use crate::platform::clock::Timestamp;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::outbox::Fill;
use crate::platform::web::failure::Failure;

/// What a proxy adds to a request that it passes on.
const PASSED_ON: [&str; 4] = ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"];

/// The numbers.
///
/// # Errors
/// `NotFound` for anybody who asks from elsewhere, or through a proxy.
pub async fn metrics(ctx: web::Data<Context>, request: HttpRequest) -> std::result::Result<HttpResponse, Failure> {
    let is_near = request.peer_addr().is_some_and(|peer| {
        let address = peer.ip().to_canonical();
        address.is_loopback() || ctx.config.server.trusted_proxies.contains(&address)
    });
    if !is_near || is_passed_on(request.headers()) {
        return Err(Error::NotFound.into());
    }
    let text = web::block(move || read(&ctx)).await.map_err(Error::unexpected)??;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

fn is_passed_on(headers: &HeaderMap) -> bool {
    PASSED_ON.iter().any(|name| headers.contains_key(*name))
}

fn read(ctx: &Context) -> Result<String> {
    let now = ctx.now();
    let health = ctx.read(|conn| mail_health(conn, now))?;
    exposed(&health, now).map_err(Error::unexpected)
}

/// The exposition format, version 0.0.4.
fn exposed(health: &MailHealth, now: Timestamp) -> std::result::Result<String, std::fmt::Error> {
    let mut text = String::new();
    about(
        &mut text,
        "sportello_mail_in",
        "Mails that came in, by what became of them.",
    )?;
    for (disposition, count) in &health.dispositions {
        writeln!(text, "sportello_mail_in{{disposition=\"{disposition}\"}} {count}")?;
    }
    let Fill {
        states,
        oldest_unsent,
        oldest_due,
    } = &health.outbox;
    about(
        &mut text,
        "sportello_mail_out",
        "Mails to go out, by how far they have come.",
    )?;
    for (state, count) in states {
        writeln!(text, "sportello_mail_out{{state=\"{state}\"}} {count}")?;
    }
    let age = |since: Option<Timestamp>| since.map_or(0, |since| now.seconds_since(since).max(0));
    for (name, help, value) in [
        (
            "sportello_mail_in_waiting",
            "Mails without a disposition.",
            health.waiting,
        ),
        (
            "sportello_mail_in_oldest_waiting_seconds",
            "Age of the oldest mail without a disposition.",
            age(health.oldest_waiting),
        ),
        (
            "sportello_mail_out_oldest_unsent_seconds",
            "Age of the oldest mail that no server has taken.",
            age(*oldest_unsent),
        ),
        (
            "sportello_mail_out_oldest_due_seconds",
            "How long the oldest mail that could be handed over now has waited for it.",
            age(*oldest_due),
        ),
    ] {
        about(&mut text, name, help)?;
        writeln!(text, "{name} {value}")?;
    }
    Ok(text)
}

fn about(text: &mut String, name: &str, help: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {help}")?;
    writeln!(text, "# TYPE {name} gauge")
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;
    use crate::intake::Disposition;

    #[test]
    fn the_numbers_stand_in_the_format_that_monitoring_reads() {
        let now = Timestamp::from_seconds(1_800_000_000).unwrap();
        let health = MailHealth {
            waiting: 2,
            oldest_waiting: Some(now.plus_seconds(-90)),
            dispositions: vec![(Disposition::Opened, 7)],
            ..MailHealth::default()
        };
        let text = exposed(&health, now).unwrap();
        assert!(text.contains("# TYPE sportello_mail_in gauge\nsportello_mail_in{disposition=\"opened\"} 7\n"));
        assert!(text.contains("\nsportello_mail_in_waiting 2\n"));
        assert!(text.ends_with('\n') && text.contains("\nsportello_mail_in_oldest_waiting_seconds 90\n"));
    }

    #[test]
    fn what_a_proxy_passes_on_is_told_by_its_headers() {
        let mut headers = HeaderMap::new();
        assert!(!is_passed_on(&headers));
        headers.insert(
            HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static("203.0.113.5"),
        );
        assert!(is_passed_on(&headers));
    }
}
