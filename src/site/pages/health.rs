// SPDX-License-Identifier: AGPL-3.0-or-later
//! `GET /healthz`, `GET /readyz`: for monitoring and for proxies; no cookies, no page.

use actix_web::{HttpResponse, web};

use crate::context::Context;
use crate::people;
use crate::platform::failure::{Error, Result};

/// The process answers.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}

/// Database and stored files can be used; 503 and which cannot otherwise.
pub async fn readyz(ctx: web::Data<Context>) -> HttpResponse {
    let checked = web::block(move || (database(&ctx), ctx.blobs.check())).await;
    let (database, files) = match checked {
        Ok(checked) => checked,
        Err(error) => (Err(Error::unexpected(error)), Ok(())),
    };
    let mut wrong = Vec::new();
    for (name, result) in [("database", database), ("stored files", files)] {
        if let Err(error) = result {
            tracing::error!(what = name, error = format!("{error:#}"), "not ready");
            wrong.push(name);
        }
    }
    if wrong.is_empty() {
        return HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("ready\n");
    }
    HttpResponse::ServiceUnavailable()
        .content_type("text/plain; charset=utf-8")
        .body(format!("not ready: {}\n", wrong.join(", ")))
}

/// Asks the database something small of the real tables, so that a missing migration shows too.
fn database(ctx: &Context) -> Result<()> {
    ctx.read(people::teams).map(drop)
}
