// SPDX-License-Identifier: AGPL-3.0-or-later
//! Handlebars with our helpers: one registry per language, strict, everything embedded. Pages and mails share it.

mod helpers;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use handlebars::Handlebars;
use rust_embed::RustEmbed;

use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Pages;

#[derive(RustEmbed)]
#[folder = "mail-templates/"]
struct Mails;

/// Renders a page or partial of `templates/`, named by its path without the ending.
///
/// # Errors
/// When the template is missing or asks for something the data does not have.
pub fn render_page(locale: Locale, template: &str, data: &serde_json::Value) -> Result<String> {
    registry(locale)
        .render(template, data)
        .map_err(|error| Error::bug(format!("template {template}: {error}")))
}

/// Renders a part of a mail: `receipt/body.txt` and the like. Only HTML parts are escaped.
///
/// # Errors
/// As [`render_page`].
pub fn render_mail(locale: Locale, template: &str, data: &serde_json::Value) -> Result<String> {
    let registry = if template.ends_with(".html") {
        registry(locale)
    } else {
        plain_registry(locale)
    };
    registry
        .render(&format!("mail/{template}"), data)
        .map_err(|error| Error::bug(format!("mail template {template}: {error}")))
}

/// The names of every page template, for the test that renders them all.
pub fn page_names() -> Vec<String> {
    Pages::iter()
        .filter_map(|path| path.strip_suffix(".hbs").map(str::to_owned))
        .collect()
}

fn registry(locale: Locale) -> &'static Handlebars<'static> {
    static ITALIAN: OnceLock<Handlebars<'static>> = OnceLock::new();
    static ENGLISH: OnceLock<Handlebars<'static>> = OnceLock::new();
    let cell = match locale {
        Locale::It => &ITALIAN,
        Locale::En => &ENGLISH,
    };
    cell.get_or_init(|| build(locale, true))
}

fn plain_registry(locale: Locale) -> &'static Handlebars<'static> {
    static ITALIAN: OnceLock<Handlebars<'static>> = OnceLock::new();
    static ENGLISH: OnceLock<Handlebars<'static>> = OnceLock::new();
    let cell = match locale {
        Locale::It => &ITALIAN,
        Locale::En => &ENGLISH,
    };
    cell.get_or_init(|| build(locale, false))
}

fn build(locale: Locale, escape: bool) -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    // A partial that stands indented must not indent what people wrote in a text field.
    registry.set_prevent_indent(true);
    if !escape {
        registry.register_escape_fn(handlebars::no_escape);
    }
    helpers::register(&mut registry, locale, escape);
    for (prefix, path, source) in sources() {
        let name = format!("{prefix}{}", path.strip_suffix(".hbs").unwrap_or(&path));
        if let Err(error) = registry.register_template_string(&name, source) {
            tracing::error!(%path, %error, "a template has mistakes");
        }
    }
    registry
}

fn sources() -> impl Iterator<Item = (&'static str, String, String)> {
    let read = |file: rust_embed::EmbeddedFile| String::from_utf8_lossy(&file.data).into_owned();
    let pages = Pages::iter().filter_map(move |path| Pages::get(&path).map(|file| ("", path.into_owned(), read(file))));
    let mails =
        Mails::iter().filter_map(move |path| Mails::get(&path).map(|file| ("mail/", path.into_owned(), read(file))));
    pages.chain(mails)
}
