// SPDX-License-Identifier: AGPL-3.0-or-later
//! The cookies of this site, all technical: who is signed in, which browser this is, the language, the last outcome.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use serde::{Deserialize, Serialize};

use crate::platform::i18n::Locale;
use crate::platform::secrets;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The session of somebody who signed in.
    Session,
    /// A random value that tells this browser from others: form tokens and sign-in links depend on it.
    Browser,
    /// The chosen language.
    Language,
    /// What the last action came to, shown once.
    Flash,
}

impl Purpose {
    /// Over TLS the name has the prefix that makes browsers refuse copies from other hosts and paths (RFC 6265bis).
    fn name(self, secure: bool) -> String {
        let plain = match self {
            Self::Session => "session",
            Self::Browser => "browser",
            Self::Language => "language",
            Self::Flash => "flash",
        };
        if secure {
            format!("__Host-{plain}")
        } else {
            plain.to_owned()
        }
    }
}

/// The value a browser sent.
pub fn read(request: &HttpRequest, purpose: Purpose, secure: bool) -> Option<String> {
    request
        .cookie(&purpose.name(secure))
        .map(|cookie| cookie.value().to_owned())
}

/// A cookie to set; without `hours` it goes when the browser closes.
pub fn set(purpose: Purpose, value: String, hours: Option<u32>, secure: bool) -> Cookie<'static> {
    let cookie = Cookie::build(purpose.name(secure), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure);
    match hours {
        Some(hours) => cookie.max_age(Duration::hours(i64::from(hours))).finish(),
        None => cookie.finish(),
    }
}

/// A cookie that takes itself away.
pub fn clear(purpose: Purpose, secure: bool) -> Cookie<'static> {
    let mut cookie = set(purpose, String::new(), None, secure);
    cookie.make_removal();
    cookie
}

/// The token that a form must carry: derived from secrets that only this browser holds.
pub fn form_token(browser: &str, session: Option<&str>) -> String {
    secrets::sha256(format!("form:{browser}:{}", session.unwrap_or_default()))
}

/// How long a browser keeps the language.
const LANGUAGE_HOURS: u32 = 24 * 365;

/// A language that somebody chose in this browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanguageChoice {
    /// The language.
    pub locale: Locale,
    /// Whether it is stored with the person who chose it. Whoever signs in later in this browser has a language of their own.
    pub is_kept: bool,
}

impl LanguageChoice {
    /// The choice of this browser, if there was one.
    pub fn read(request: &HttpRequest, secure: bool) -> Option<Self> {
        let value = read(request, Purpose::Language, secure)?;
        let (locale, is_kept) = match value.split_once('.') {
            Some((locale, "kept")) => (locale, true),
            Some(_) => return None,
            None => (value.as_str(), false),
        };
        let locale = locale.parse().ok()?;
        Some(Self { locale, is_kept })
    }

    /// As a cookie.
    pub fn cookie(self, secure: bool) -> Cookie<'static> {
        let kept = if self.is_kept { ".kept" } else { "" };
        set(
            Purpose::Language,
            format!("{}{kept}", self.locale),
            Some(LANGUAGE_HOURS),
            secure,
        )
    }
}

/// What the last action came to: the key of a text and how it is coloured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// `success`, `info`, `warning` or `danger`.
    pub kind: FlashKind,
    /// Key of the text, beginning with `flash-`.
    pub key: String,
    /// A ticket number for the text.
    pub number: Option<i64>,
}

/// How a flash message is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlashKind {
    /// It is done.
    Success,
    /// For information.
    Info,
    /// It is not done, or not quite.
    Warning,
}

impl Flash {
    /// It is done.
    pub fn success(key: &str) -> Self {
        Self {
            kind: FlashKind::Success,
            key: key.to_owned(),
            number: None,
        }
    }

    /// It is not done, or not quite.
    pub fn warning(key: &str) -> Self {
        Self {
            kind: FlashKind::Warning,
            key: key.to_owned(),
            number: None,
        }
    }

    /// Names the ticket.
    #[must_use]
    pub fn about(mut self, number: i64) -> Self {
        self.number = Some(number);
        self
    }

    /// As the value of a cookie.
    pub fn to_cookie_value(&self) -> String {
        let kind = match self.kind {
            FlashKind::Success => "success",
            FlashKind::Info => "info",
            FlashKind::Warning => "warning",
        };
        format!(
            "{kind}.{}.{}",
            self.key,
            self.number.map(|number| number.to_string()).unwrap_or_default()
        )
    }

    /// From the value of a cookie; anything else than our own form is ignored.
    pub fn from_cookie_value(value: &str) -> Option<Self> {
        let mut parts = value.split('.');
        let kind = match parts.next()? {
            "success" => FlashKind::Success,
            "info" => FlashKind::Info,
            "warning" => FlashKind::Warning,
            _ => return None,
        };
        // A refusal's text serves, too, where the form that it belongs to is gone.
        let is_ours = |key: &&str| key.starts_with("flash-") || key.starts_with("error-");
        let key = parts.next().filter(is_ours)?.to_owned();
        Some(Self {
            kind,
            key,
            number: parts.next().and_then(|number| number.parse().ok()),
        })
    }
}
