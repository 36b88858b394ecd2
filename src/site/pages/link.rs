// SPDX-License-Identifier: AGPL-3.0-or-later
//! Signing in with a one-time link: asking for it, what comes next, opening it, confirming it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Doors;
use super::sign_in::{SignIn, enter, signed_in};
use crate::notices;
use crate::people::{LinkState, Reader, View, ask_for_link, link_state, use_link};
use crate::platform::failure::Refusal;
use crate::platform::mail::Address;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Checker, Submitted, field};

/// `POST /sign-in/link`: mails a link when the address may have one. The answer is the same in any case.
///
/// # Errors
/// Busy after too many attempts.
pub async fn ask(reader: Reader, doors: web::Data<Doors>, form: Submitted) -> Result<HttpResponse, Failure> {
    let email = form.value("email").trim().to_owned();
    if Address::new("", &email).is_none() {
        let mut checker = Checker::new(&form, reader.locale);
        checker.wrong("email", &Refusal::new("error-email"));
        let mut page = SignIn::new(&reader, form.value("next"))?;
        page.email = field("email", &form, &checker.errors);
        page.errors = checker.errors;
        return reader.page(SignIn::view(&reader).with_mistakes(), &page);
    }
    doors.count(&email, reader.peer())?;
    let next = form.value("next").to_owned();
    reader
        .write(
            move |tx, reader| match ask_for_link(tx, &email, reader.browser(), &next)? {
                Some(link) => notices::sign_in_link(tx, &link, reader.locale),
                None => Ok(()),
            },
        )
        .await?;
    Ok(reader.redirect("/sign-in/link-sent"))
}

#[derive(Serialize)]
struct LinkSent {
    minutes: u32,
}

/// `GET /sign-in/link-sent`: what happens now, and what to do when no mail comes.
///
/// # Errors
/// When the page cannot be made.
pub async fn link_sent(reader: Reader) -> Result<HttpResponse, Failure> {
    let view = View::new("site/link_sent", reader.text("link-sent-title"))
        .section("sign-in")
        .crumb(reader.text("sign-in-title"), "/sign-in");
    let minutes = reader.ctx.config.sign_in.link_minutes;
    reader.page(view, &LinkSent { minutes })
}

#[derive(Serialize)]
struct OpenLink {
    ready: bool,
    other_browser: bool,
    action: String,
}

/// `GET /sign-in/link/{token}`: what the link is good for. Changes nothing, because mail filters follow links too.
///
/// # Errors
/// When the database does not answer.
pub async fn open_link(reader: Reader, token: web::Path<String>) -> Result<HttpResponse, Failure> {
    let token = token.into_inner();
    let asked = token.clone();
    let state = reader
        .read(move |conn, reader| link_state(conn, &asked, reader.browser(), reader.now()))
        .await?;
    let view = View::new("site/link", reader.text("link-title"))
        .section("sign-in")
        .crumb(reader.text("sign-in-title"), "/sign-in");
    let page = OpenLink {
        ready: state == LinkState::Ready,
        other_browser: state == LinkState::OtherBrowser,
        action: format!("/sign-in/link/{token}"),
    };
    reader.page(view, &page)
}

/// `POST /sign-in/link/{token}`: uses the link up and signs in.
///
/// # Errors
/// Refused when the link does not work here and now.
pub async fn confirm(reader: Reader, token: web::Path<String>, _form: Submitted) -> Result<HttpResponse, Failure> {
    let link = token.into_inner();
    let (session, location) = reader
        .write(move |tx, reader| {
            let used = use_link(tx, &link, reader.browser())?;
            enter(tx, reader, used.person, &used.next_path)
        })
        .await?;
    signed_in(&reader, session, &location)
}
