// SPDX-License-Identifier: AGPL-3.0-or-later
//! The fields of a form: their values as a page needs them, with the errors that belong to them.

use serde::Serialize;

use super::form::Submitted;
use crate::platform::failure::Refusal;
use crate::platform::i18n::{Locale, text};
use crate::platform::text as texts;

/// A field as its page shows it: what was typed, and what is wrong with it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Field {
    /// Name in the form.
    pub name: &'static str,
    /// What was typed or preset.
    pub value: String,
    /// What is wrong, in the reader's language.
    pub error: Option<String>,
}

impl Field {
    /// An empty field.
    pub fn empty(name: &'static str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// A field with a preset value.
    pub fn preset(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            error: None,
        }
    }
}

/// One line of the error summary.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field it links to.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
    /// Whether the page still shows the field; else there is nothing to link to.
    pub is_shown: bool,
}

impl FieldError {
    /// What is wrong with a field that the page shows.
    pub fn new(field: &str, text: String) -> Self {
        Self {
            field: field.to_owned(),
            text,
            is_shown: true,
        }
    }
}

/// Reads fields out of a form and gathers what is wrong with them.
#[derive(Debug)]
pub struct Checker<'f> {
    form: &'f Submitted,
    locale: Locale,
    /// What is wrong so far.
    pub errors: Vec<FieldError>,
}

impl<'f> Checker<'f> {
    /// Starts reading a form for a reader of this language.
    pub fn new(form: &'f Submitted, locale: Locale) -> Self {
        Self {
            form,
            locale,
            errors: Vec::new(),
        }
    }

    /// One line that must be there, of at most `most` characters.
    pub fn line(&mut self, name: &'static str, most: usize) -> String {
        let value = texts::one_line(self.form.value(name), usize::MAX);
        self.measure(name, &value, most);
        value
    }

    /// Text of several lines that must be there, of at most `most` characters.
    pub fn paragraphs(&mut self, name: &'static str, most: usize) -> String {
        let value = texts::paragraphs(self.form.value(name), usize::MAX);
        self.measure(name, value.trim(), most);
        value
    }

    /// Text of several lines that may be missing.
    pub fn optional_paragraphs(&mut self, name: &'static str, most: usize) -> String {
        let value = texts::paragraphs(self.form.value(name), usize::MAX);
        if !value.is_empty() {
            self.measure(name, &value, most);
        }
        value
    }

    /// A value that must be one of those that `parse` knows.
    pub fn choice<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = parse(self.form.value(name).trim());
        if value.is_none() {
            self.wrong(name, &Refusal::new("error-choice"));
        }
        value
    }

    /// Says that the files fit the limits, or why not.
    pub fn uploads(&mut self, name: &'static str, max_file_mb: u32, max_files: u32) {
        if self.form.too_many_files {
            self.wrong(name, &Refusal::new("error-too-many-files").with("max", max_files));
        }
        for upload in self.form.uploads.iter().filter(|upload| upload.too_large) {
            let refusal = Refusal::new("error-file-too-large")
                .with("name", &upload.filename)
                .with("max", max_file_mb);
            self.wrong(name, &refusal);
        }
    }

    /// Adds what a rule of the product says.
    pub fn wrong(&mut self, name: &str, refusal: &Refusal) {
        self.errors
            .push(FieldError::new(name, refusal_text(self.locale, refusal)));
    }

    /// Whether nothing is wrong.
    pub fn is_fine(&self) -> bool {
        self.errors.is_empty()
    }

    fn measure(&mut self, name: &'static str, value: &str, most: usize) {
        if value.is_empty() {
            self.wrong(name, &Refusal::new("error-required"));
        } else if value.chars().count() > most {
            self.wrong(name, &Refusal::new("error-too-long").with("max", most));
        }
    }
}

/// A rule's no in the reader's language.
pub fn refusal_text(locale: Locale, refusal: &Refusal) -> String {
    let args: Vec<(&str, &str)> = refusal
        .args
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    text(locale, refusal.key, &args)
}

/// The field as it goes back to the page: what was typed, with its error.
pub fn field(name: &'static str, form: &Submitted, errors: &[FieldError]) -> Field {
    let error = errors
        .iter()
        .find(|error| error.field == name)
        .map(|error| error.text.clone());
    Field {
        name,
        value: form.value(name).to_owned(),
        error,
    }
}
