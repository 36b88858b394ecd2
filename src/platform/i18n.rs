// SPDX-License-Identifier: AGPL-3.0-or-later
//! Texts in the reader's language: Fluent files of `locales/`, embedded, one key per text.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use crate::text_enum;

text_enum!(
    /// The languages people can choose; Italian is the first.
    Locale {
        /// Italian.
        It = "it",
        /// English.
        En = "en",
    }
);

impl Locale {
    /// The language's own name.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::It => "Italiano",
            Self::En => "English",
        }
    }

    /// Which of two names is the one in this language.
    pub fn pick<'a>(self, italian: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::It => italian,
            Self::En => english,
        }
    }
}

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

/// The text of a key. A key that no language has is shown as itself and logged: tests keep that from happening.
pub fn text(locale: Locale, key: &str, args: &[(&str, &str)]) -> String {
    let mut named = FluentArgs::new();
    for (name, value) in args {
        named.set((*name).to_owned(), argument(value));
    }
    lookup(locale, key, &named)
        .or_else(|| lookup(Locale::It, key, &named))
        .unwrap_or_else(|| {
            tracing::error!(key, "no language has this text");
            key.to_owned()
        })
}

/// Whether the language has the key itself.
pub fn has(locale: Locale, key: &str) -> bool {
    bundle(locale).has_message(key)
}

/// Every key of a language in the order of its files, one that is there twice twice.
#[cfg(test)]
pub(crate) fn keys(locale: Locale) -> Vec<String> {
    let mut keys = Vec::new();
    for path in Files::iter().filter(|path| path.starts_with(&format!("{locale}/"))) {
        let file = Files::get(&path).unwrap();
        let source = String::from_utf8_lossy(&file.data).into_owned();
        if let Err((_, errors)) = FluentResource::try_new(source.clone()) {
            panic!("{path}: {errors:?}");
        }
        let key_lines = source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        keys.extend(key_lines.filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_owned())));
    }
    keys
}

/// Whole numbers become Fluent numbers, so that texts can choose by number and plural; all else stays text. With other than
/// the default options a number would never equal the one that a text names.
fn argument(value: &str) -> FluentValue<'_> {
    match value.parse::<i64>() {
        Ok(number) if !value.starts_with('0') || value == "0" => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

fn lookup(locale: Locale, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = bundle(locale);
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
    for error in errors {
        tracing::error!(key, %error, "a text does not get what it needs");
    }
    Some(text)
}

fn bundle(locale: Locale) -> &'static Bundle {
    static ITALIAN: OnceLock<Bundle> = OnceLock::new();
    static ENGLISH: OnceLock<Bundle> = OnceLock::new();
    match locale {
        Locale::It => ITALIAN.get_or_init(|| build(locale)),
        Locale::En => ENGLISH.get_or_init(|| build(locale)),
    }
}

fn build(locale: Locale) -> Bundle {
    let language: LanguageIdentifier = locale.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are for mixed writing directions; ours are all left to right, and mails and tests read better.
    bundle.set_use_isolating(false);
    for path in Files::iter().filter(|path| path.starts_with(&format!("{locale}/"))) {
        let source = Files::get(&path)
            .map(|file| String::from_utf8_lossy(&file.data).into_owned())
            .unwrap_or_default();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
            tracing::error!(%path, ?errors, "a text file has mistakes");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%path, ?errors, "a text is there twice");
        }
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_can_choose_by_the_number_itself() {
        let third = text(Locale::It, "home-results-latest", &[("quarter", "3"), ("year", "2026")]);
        assert!(third.contains("terzo trimestre 2026"), "{third}");
    }

    #[test]
    fn a_large_number_is_written_without_marks() {
        let number = text(Locale::It, "error-too-long", &[("max", "20000")]);
        assert!(number.contains("20000"), "{number}");
    }
}
