// SPDX-License-Identifier: AGPL-3.0-or-later
//! The one place that knows which error is which status code, and what an error leaves for the page that shows it.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

use crate::platform::failure::{Error, Refusal};

/// An error on its way to a browser.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Failure(#[from] pub Error);

/// What the error page is made of; a middleware that knows the reader turns it into a page.
#[derive(Debug, Clone)]
pub struct FailurePage {
    /// The status.
    pub status: StatusCode,
    /// Beginning of the keys of title and text: `failure-not-found` has `-title` and `-text`.
    pub key: &'static str,
    /// The rule's own words, when a rule said no.
    pub refusal: Option<Refusal>,
    /// Whether the reader should quote the reference of the request.
    pub unexpected: bool,
    /// Where to go instead of showing a page.
    pub sign_in: bool,
}

impl Failure {
    fn page(&self) -> FailurePage {
        let page = |status, key| FailurePage {
            status,
            key,
            refusal: None,
            unexpected: false,
            sign_in: false,
        };
        match &self.0 {
            Error::NotFound => page(StatusCode::NOT_FOUND, "failure-not-found"),
            Error::SignInNeeded => FailurePage {
                sign_in: true,
                ..page(StatusCode::UNAUTHORIZED, "failure-sign-in")
            },
            Error::ForeignForm => page(StatusCode::FORBIDDEN, "failure-form"),
            Error::TooLarge => page(StatusCode::PAYLOAD_TOO_LARGE, "failure-too-large"),
            Error::Malformed(_) => page(StatusCode::BAD_REQUEST, "failure-malformed"),
            Error::Refused(refusal) => FailurePage {
                refusal: Some(refusal.clone()),
                ..page(StatusCode::CONFLICT, "failure-refused")
            },
            Error::Busy { .. } => page(StatusCode::TOO_MANY_REQUESTS, "failure-busy"),
            Error::Full { .. } => page(StatusCode::SERVICE_UNAVAILABLE, "failure-full"),
            Error::Unexpected(_) => FailurePage {
                unexpected: true,
                ..page(StatusCode::INTERNAL_SERVER_ERROR, "failure-unexpected")
            },
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.page().status
    }

    fn error_response(&self) -> HttpResponse {
        if let Error::Unexpected(error) = &self.0 {
            tracing::error!(error = format!("{error:#}"), "unexpected");
        }
        let page = self.page();
        let mut response = HttpResponse::build(page.status);
        if let Error::Busy { retry_after } | Error::Full { retry_after } = &self.0 {
            response.insert_header((header::RETRY_AFTER, *retry_after));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(page);
        response
    }
}
