// SPDX-License-Identifier: AGPL-3.0-or-later
//! The reader of a page: what a handler asks for to know who reads, to read and write in their name, and to answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json};

use crate::context::Context;
use crate::event::Actor;
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::{Locale, has, text};
use crate::platform::templates::render_page;
use crate::platform::web::cookies::{self, Flash, LanguageChoice, Purpose};
use crate::platform::web::failure::Failure;
use crate::platform::web::submissions::{self, FormKey};
use crate::tx::Tx;

/// Who reads, in which browser and language, and the program's surroundings. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    /// The surroundings.
    pub ctx: Context,
    /// Language of the page.
    pub locale: Locale,
    visit: Arc<Visit>,
}

/// What is known about one request.
pub(super) struct Visit {
    pub(super) viewer: Option<Viewer>,
    pub(super) browser: String,
    pub(super) session: Option<String>,
    pub(super) language: Option<LanguageChoice>,
    pub(super) flash: Option<Flash>,
    pub(super) flash_shown: AtomicBool,
    pub(super) path: String,
    pub(super) is_get: bool,
    pub(super) request_id: String,
    pub(super) peer: String,
    pub(super) now: Timestamp,
    /// What asks for a person at the desk.
    pub(super) attention: i64,
}

/// A page to be answered with: its template, its title, the way that led to it.
#[derive(Debug, Clone)]
pub struct View {
    template: &'static str,
    title: String,
    section: &'static str,
    crumbs: Vec<Value>,
    status: StatusCode,
}

impl View {
    /// A page of `templates/`, named by its path without the ending. The title is in the reader's language already.
    pub fn new(template: &'static str, title: impl Into<String>) -> Self {
        Self {
            template,
            title: title.into(),
            section: "",
            crumbs: Vec::new(),
            status: StatusCode::OK,
        }
    }

    /// Which entry of the navigation it belongs to: `home`, `requests`, `catalog`, `results`, `desk`, `manage`, …
    #[must_use]
    pub fn section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// A page on the way from the home page to this one; the page itself and the home page are added by the layout.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.crumbs.push(json!({ "label": label.into(), "url": url.into() }));
        self
    }

    /// Another status than 200: 422 for a form with mistakes.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A form that goes back to its reader with what is wrong (422).
    #[must_use]
    pub fn with_mistakes(self) -> Self {
        self.status(StatusCode::UNPROCESSABLE_ENTITY)
    }
}

impl Reader {
    pub(super) fn new(ctx: Context, locale: Locale, visit: Arc<Visit>) -> Self {
        Self { ctx, locale, visit }
    }

    /// Who reads, when signed in.
    pub fn viewer(&self) -> Option<&Viewer> {
        self.visit.viewer.as_ref()
    }

    /// Who reads.
    ///
    /// # Errors
    /// [`Error::SignInNeeded`], which leads to the sign-in page and back.
    pub fn signed_in(&self) -> Result<&Viewer> {
        self.viewer().ok_or(Error::SignInNeeded)
    }

    /// Who reads, when it is somebody who works on tickets.
    ///
    /// # Errors
    /// [`Error::SignInNeeded`]; `NotFound` for everybody else, as if there were no such page.
    pub fn technician(&self) -> Result<&Viewer> {
        self.having(Viewer::is_technician)
    }

    /// Who reads, when it is anybody who works at the centre.
    ///
    /// # Errors
    /// As [`Reader::technician`].
    pub fn staff(&self) -> Result<&Viewer> {
        self.having(Viewer::is_staff)
    }

    /// Who reads, when it is somebody who publishes results.
    ///
    /// # Errors
    /// As [`Reader::technician`].
    pub fn manager(&self) -> Result<&Viewer> {
        self.having(Viewer::is_manager)
    }

    fn having(&self, right: impl FnOnce(&Viewer) -> bool) -> Result<&Viewer> {
        let viewer = self.signed_in()?;
        if right(viewer) {
            Ok(viewer)
        } else {
            Err(Error::NotFound)
        }
    }

    /// The instant of the request.
    pub fn now(&self) -> Timestamp {
        self.visit.now
    }

    /// The random value of this browser, to which sign-in links are bound.
    pub fn browser(&self) -> &str {
        &self.visit.browser
    }

    /// The secret of the session, for signing out.
    pub fn session(&self) -> Option<&str> {
        self.visit.session.as_deref()
    }

    /// The network address the request comes from, for rate limits; never logged.
    pub fn peer(&self) -> &str {
        &self.visit.peer
    }

    /// The language that was chosen in this browser and is stored with nobody yet.
    pub fn language_to_keep(&self) -> Option<Locale> {
        let chosen = self.visit.language.filter(|choice| !choice.is_kept);
        chosen.map(|choice| choice.locale)
    }

    /// Path and query of the request.
    pub fn path(&self) -> &str {
        &self.visit.path
    }

    pub(super) fn flash_was_shown(&self) -> bool {
        self.visit.flash.is_some() && self.visit.flash_shown.load(Ordering::Relaxed)
    }

    /// A text in the reader's language.
    pub fn text(&self, key: &str) -> String {
        text(self.locale, key, &[])
    }

    /// A text in the reader's language, or another one for a word that this version does not know.
    pub fn text_or(&self, key: &str, other: &str) -> String {
        self.text(if has(self.locale, key) { key } else { other })
    }

    /// A text in the reader's language with values.
    pub fn text_with(&self, key: &str, args: &[(&str, &str)]) -> String {
        text(self.locale, key, args)
    }

    /// Reads the database, on a thread that may wait.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn, &Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let reader = self.clone();
        web::block(move || reader.ctx.clone().read(|conn| work(conn, &reader)))
            .await
            .map_err(Error::unexpected)?
    }

    /// Writes in the reader's name, or in nobody's when nobody is signed in.
    ///
    /// # Errors
    /// Those of `work` and of what follows from it; then nothing is written.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &Self) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        let actor = self
            .viewer()
            .map_or(Actor::Nobody, |viewer| Actor::Person(viewer.person.id));
        self.write_as(actor, work).await
    }

    /// Writes in nobody's name, whoever is signed in: a survey is answered so.
    ///
    /// # Errors
    /// As [`Reader::write`].
    pub async fn write_as_nobody<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &Self) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        self.write_as(Actor::Nobody, work).await
    }

    async fn write_as<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl FnOnce(&mut Tx<'_>, &Self) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        let reader = self.clone();
        let wrote = web::block(move || {
            let ctx = reader.ctx.clone();
            ctx.write(actor, move |tx| work(tx, &reader))
        });
        wrote.await.map_err(Error::unexpected)?
    }

    /// Writes what a form asks for, once: `work` says where to go afterwards, and a second posting of the same form goes
    /// there without doing anything.
    ///
    /// # Errors
    /// As [`Reader::write`].
    pub async fn write_once(
        &self,
        key: FormKey,
        work: impl FnOnce(&mut Tx<'_>, &Self) -> Result<String> + Clone + Send + 'static,
    ) -> Result<String> {
        let written = self
            .write(move |tx, reader| {
                if let Some(location) = submissions::earlier_result(tx.conn(), key)? {
                    return Ok(location);
                }
                let location = work(tx, reader)?;
                let now = tx.now();
                submissions::remember(tx.conn(), key, &location, now)?;
                Ok(location)
            })
            .await;
        match written {
            // Two postings at the same instant: the other one was first, and says where to go.
            Err(Error::Unexpected(error)) => {
                let earlier = self.read(move |conn, _| submissions::earlier_result(conn, key)).await?;
                earlier.ok_or(Error::Unexpected(error))
            }
            written => written,
        }
    }

    /// Answers with a page. `data` becomes the context of the template, beside `page`, which every page has.
    ///
    /// # Errors
    /// When the template asks for what is not there.
    pub fn page(&self, view: View, data: &impl Serialize) -> std::result::Result<HttpResponse, Failure> {
        let mut context = serde_json::to_value(data).map_err(Error::from)?;
        let Value::Object(fields) = &mut context else {
            return Err(Error::bug(format!("the data of {} is not an object", view.template)).into());
        };
        fields.insert("page".to_owned(), self.page_data(&view));
        let html = render_page(self.locale, view.template, &context)?;
        self.visit.flash_shown.store(true, Ordering::Relaxed);
        Ok(HttpResponse::build(view.status)
            .content_type("text/html; charset=utf-8")
            .body(html))
    }

    /// Leads on after a form was accepted (303).
    pub fn redirect(&self, location: &str) -> HttpResponse {
        HttpResponse::SeeOther()
            .insert_header((header::LOCATION, location))
            .finish()
    }

    /// Leads on after a form was accepted, with a message that the next page shows.
    pub fn redirect_with(&self, location: &str, flash: &Flash) -> HttpResponse {
        let cookie = cookies::set(
            Purpose::Flash,
            flash.to_cookie_value(),
            None,
            self.ctx.config.is_https(),
        );
        HttpResponse::SeeOther()
            .insert_header((header::LOCATION, location))
            .cookie(cookie)
            .finish()
    }

    fn page_data(&self, view: &View) -> Value {
        let config = &self.ctx.config;
        let organisation = &config.organisation;
        json!({
            "title": view.title,
            "section": view.section,
            "crumbs": view.crumbs,
            "locale": self.locale.as_str(),
            "languages": Locale::ALL.iter().map(|locale| json!({
                "code": locale.as_str(),
                "name": locale.own_name(),
                "current": *locale == self.locale,
            })).collect::<Vec<_>>(),
            "path": self.visit.path,
            "back": if self.visit.is_get { self.visit.path.as_str() } else { "/" },
            "now": self.visit.now,
            "csrf": cookies::form_token(&self.visit.browser, self.session()),
            "key": FormKey::random().to_string(),
            "request_id": self.visit.request_id,
            "viewer": self.viewer().map(|viewer| json!({
                "name": viewer.person.name,
                "email": viewer.person.email,
                "staff": viewer.is_staff(),
                "technician": viewer.is_technician(),
                "manager": viewer.is_manager(),
                "admin": viewer.is_admin(),
                "contact": !viewer.contact_entities().is_empty(),
            })),
            "flash": self.visit.flash.as_ref().map(|flash| {
                let number = flash.number.map(|number| number.to_string()).unwrap_or_default();
                json!({ "kind": flash.kind, "text": self.text_with(&flash.key, &[("number", &number)]) })
            }),
            "organisation": {
                "name": organisation.name,
                "full_name": organisation.full_name,
                "owner": organisation.owner,
                "owner_url": organisation.owner_url,
                "help_address": organisation.help_address,
                "phone": organisation.phone,
                "accessibility_url": organisation.accessibility_url,
                "source_url": organisation.source_url,
            },
            "attention": Some(self.visit.attention).filter(|count| *count > 0),
            "demo": config.demo,
            "version": env!("CARGO_PKG_VERSION"),
        })
    }
}

impl FromRequest for Reader {
    type Error = Failure;
    type Future = std::future::Ready<std::result::Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let reader = request.extensions().get::<Self>().cloned();
        std::future::ready(reader.ok_or_else(|| Error::bug("a page without a reader").into()))
    }
}
