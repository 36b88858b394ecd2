// SPDX-License-Identifier: AGPL-3.0-or-later
//! Around every request: who reads, which forms are accepted, what the answer carries, and the page of an error.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde_json::json;

use super::reader::{Reader, View, Visit};
use crate::context::Context;
use crate::event::Actor;
use crate::people::{OpenSession, session_viewer, touch_session};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::platform::secrets;
use crate::platform::web::cookies::{self, Flash, LanguageChoice, Purpose};
use crate::platform::web::failure::FailurePage;
use crate::platform::web::form::{FormRules, refusal_text};
use crate::platform::web::headers::protect;
use crate::platform::web::room::Room;

/// The middleware: makes the [`Reader`], runs the handler, turns errors into pages, adds headers and cookies, logs one line.
///
/// # Errors
/// None of its own: whatever fails becomes a page.
pub async fn with_reader(
    ctx: web::Data<Context>,
    room: web::Data<Room>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = std::time::Instant::now();
    let https = ctx.config.is_https();
    if is_for_programs(request.path()) {
        let mut response = next.call(request).await?.map_into_boxed_body();
        protect(response.headers_mut(), https);
        return Ok(response);
    }
    let request_id: String = secrets::new_token().chars().take(16).collect();
    let (reader, is_new_browser) = meet(&ctx, request.request(), &request_id).await;
    request.extensions_mut().insert(form_rules(&reader, &room));
    request.extensions_mut().insert(reader.clone());
    let method = request.method().clone();
    let called = next.call(request).await?.map_into_boxed_body();
    let mut response = with_error_page(&reader, called);
    let headers = response.response_mut();
    if is_new_browser && !is_for_everybody(headers) {
        let cookie = cookies::set(Purpose::Browser, reader.browser().to_owned(), Some(24 * 365), https);
        headers
            .add_cookie(&cookie)
            .map_err(actix_web::error::ErrorInternalServerError)?;
    }
    if reader.flash_was_shown() {
        headers
            .add_cookie(&cookies::clear(Purpose::Flash, https))
            .map_err(actix_web::error::ErrorInternalServerError)?;
    }
    protect(response.headers_mut(), https);
    log(&response, &method, &request_id, started);
    Ok(response)
}

/// Whether caches may keep the answer and give it to others; then it must not carry the secret of one browser.
fn is_for_everybody(response: &HttpResponse<BoxBody>) -> bool {
    let rule = response.headers().get(header::CACHE_CONTROL);
    rule.and_then(|rule| rule.to_str().ok())
        .is_some_and(|rule| rule.starts_with("public"))
}

/// Addresses that programs ask for: no session, no cookies, no line in the log.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/static/") || matches!(path, "/healthz" | "/readyz" | "/metrics")
}

/// One line per request: the pattern of the address, because addresses can hold tokens.
fn log(response: &ServiceResponse<BoxBody>, method: &Method, request_id: &str, started: std::time::Instant) {
    let route = response
        .request()
        .match_pattern()
        .unwrap_or_else(|| "(none)".to_owned());
    let (status, micros) = (response.status().as_u16(), started.elapsed().as_micros());
    tracing::info!(%method, route, status, micros, request_id, "request");
}

/// Who reads. A database that does not answer makes nobody be signed in; the handler will meet the same error itself.
async fn meet(ctx: &Context, request: &HttpRequest, request_id: &str) -> (Reader, bool) {
    let https = ctx.config.is_https();
    let session = cookies::read(request, Purpose::Session, https);
    let browser = cookies::read(request, Purpose::Browser, https).filter(|token| is_token(token));
    let is_new_browser = browser.is_none();
    let is_get = request.method() == Method::GET;
    let counted = request.app_data::<Attention>().copied().filter(|_| is_get);
    let (open, attention) = match &session {
        Some(token) => load_session(ctx, token.clone(), counted).await.unwrap_or_else(|error| {
            tracing::error!(error = format!("{error:#}"), "cannot read a session");
            (None, 0)
        }),
        None => (None, 0),
    };
    let viewer = open.map(|open| open.viewer);
    let language = LanguageChoice::read(request, https);
    let locale = choose_locale(request, language, viewer.as_ref().map(|viewer| viewer.person.locale));
    let visit = Visit {
        session: session.filter(|_| viewer.is_some()),
        viewer,
        browser: browser.unwrap_or_else(secrets::new_token),
        language,
        flash: cookies::read(request, Purpose::Flash, https).and_then(|value| Flash::from_cookie_value(&value)),
        flash_shown: AtomicBool::new(false),
        path: request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned(),
        is_get,
        request_id: request_id.to_owned(),
        peer: peer(request, ctx),
        now: ctx.now(),
        attention,
    };
    (Reader::new(ctx.clone(), locale, Arc::new(visit)), is_new_browser)
}

fn is_token(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What asks for a person at the desk, as a number beside the navigation. It comes from above, as reactions do: people know
/// nothing of mail.
#[derive(Clone, Copy)]
pub struct Attention(pub fn(&mut Conn, Timestamp) -> Result<i64>);

async fn load_session(
    ctx: &Context,
    token: String,
    attention: Option<Attention>,
) -> Result<(Option<OpenSession>, i64)> {
    let ctx = ctx.clone();
    web::block(move || {
        let now = ctx.now();
        let (open, waiting) = ctx.read(|conn| {
            let open = session_viewer(conn, &token, now, &ctx.config.sign_in)?;
            let works = open.as_ref().is_some_and(|open| open.viewer.is_technician());
            let waiting = match attention.filter(|_| works) {
                Some(Attention(count)) => count(conn, now)?,
                None => 0,
            };
            Ok((open, waiting))
        })?;
        if let Some(session) = open.as_ref().filter(|open| open.needs_touch).map(|open| open.id) {
            ctx.write(Actor::System, move |tx| touch_session(tx, session))?;
        }
        Ok((open, waiting))
    })
    .await
    .map_err(Error::unexpected)?
}

/// A language just chosen, else the person's, else the one chosen here by whoever it was, else the browser's, else Italian.
fn choose_locale(request: &HttpRequest, chosen: Option<LanguageChoice>, of_person: Option<Locale>) -> Locale {
    let just_chosen = chosen.filter(|choice| !choice.is_kept).map(|choice| choice.locale);
    let chosen = chosen.map(|choice| choice.locale);
    let accepted = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let of_browser = accepted.and_then(|accepted| {
        accepted
            .split(',')
            .filter_map(|range| range.trim().get(..2))
            .find_map(|code| code.to_lowercase().parse().ok())
    });
    just_chosen
        .or(of_person)
        .or(chosen)
        .or(of_browser)
        .unwrap_or(Locale::It)
}

/// Where the request comes from. A proxy that we trust says it in the last entry of `X-Forwarded-For`.
fn peer(request: &HttpRequest, ctx: &Context) -> String {
    let Some(address) = request.peer_addr().map(|peer| peer.ip()) else {
        return String::new();
    };
    if !ctx.config.server.trusted_proxies.contains(&address) {
        return address.to_string();
    }
    let forwarded = request
        .headers()
        .get("X-Forwarded-For")
        .and_then(|value| value.to_str().ok());
    let last = forwarded
        .and_then(|value| value.rsplit(',').next())
        .map(str::trim)
        .filter(|value| !value.is_empty());
    last.map_or_else(|| address.to_string(), str::to_owned)
}

fn form_rules(reader: &Reader, room: &Room) -> FormRules {
    let storage = &reader.ctx.config.storage;
    FormRules {
        token: cookies::form_token(reader.browser(), reader.session()),
        max_file: storage.max_file_mb as usize * 1_048_576,
        // Forms with files are for who is signed in; strangers must not fill the memory with them.
        max_files: reader.viewer().map_or(0, |_| storage.max_files as usize),
        room: room.clone(),
    }
}

/// Gives an error its page. Answers of the framework itself (no such address, another method) come without one.
fn with_error_page(reader: &Reader, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let left = response.response().extensions().get::<FailurePage>().cloned();
    let has_body = response.headers().contains_key(header::CONTENT_TYPE);
    let Some(failure) = left.or_else(|| (!has_body || response.response().error().is_some()).then(|| plain(status)))
    else {
        return response;
    };
    let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
    let allow = response.headers().get(header::ALLOW).cloned();
    let (request, _) = response.into_parts();
    let mut page = error_page(reader, &request, &failure);
    for (name, value) in [(header::RETRY_AFTER, retry_after), (header::ALLOW, allow)] {
        if let Some(value) = value {
            page.headers_mut().insert(name, value);
        }
    }
    ServiceResponse::new(request, page)
}

fn plain(status: StatusCode) -> FailurePage {
    let key = match status {
        StatusCode::NOT_FOUND => "failure-not-found",
        StatusCode::METHOD_NOT_ALLOWED => "failure-method",
        status if status.is_server_error() => "failure-unexpected",
        _ => "failure-malformed",
    };
    FailurePage {
        status,
        key,
        refusal: None,
        unexpected: status.is_server_error(),
        sign_in: false,
    }
}

fn error_page(reader: &Reader, request: &HttpRequest, failure: &FailurePage) -> HttpResponse {
    if failure.sign_in {
        let next = if request.method() == Method::GET {
            reader.path()
        } else {
            "/"
        };
        return reader.redirect(&sign_in_address(next));
    }
    let text = match &failure.refusal {
        Some(refusal) => refusal_text(reader.locale, refusal),
        None => reader.text(&format!("{}-text", failure.key)),
    };
    let title = reader.text(&format!("{}-title", failure.key));
    let view = View::new("site/failure", title).status(failure.status);
    let data = json!({ "text": text, "unexpected": failure.unexpected });
    reader.page(view, &data).unwrap_or_else(|error| {
        tracing::error!(error = format!("{error:#}"), "cannot show the page of an error");
        HttpResponse::build(failure.status)
            .content_type("text/plain; charset=utf-8")
            .body(text)
    })
}

/// The sign-in page that leads back afterwards.
fn sign_in_address(next: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("/sign-in?{query}")
}
