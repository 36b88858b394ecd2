// SPDX-License-Identifier: AGPL-3.0-or-later
//! Headers that every answer carries.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Everything from this site only, no inline code, no frames, no plug-ins.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same with pictures from anywhere, for the one page that shows those of a mail when somebody asked for them.
const WITH_PICTURES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; \
    font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of a page with pictures from elsewhere.
pub fn with_pictures_from_elsewhere() -> HeaderValue {
    HeaderValue::from_static(WITH_PICTURES)
}

/// Adds the headers that are missing; an answer that set its own keeps it.
pub fn protect(headers: &mut HeaderMap, https: bool) {
    let mut add = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    add(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::REFERRER_POLICY, "same-origin");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    // Pages are for one reader; a shared cache must never keep them.
    add(header::CACHE_CONTROL, "no-store");
    if https {
        add(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
