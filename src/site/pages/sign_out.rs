// SPDX-License-Identifier: AGPL-3.0-or-later
//! `POST /sign-out`.

use actix_web::HttpResponse;

use crate::people::{Reader, end_session};
use crate::platform::failure::Error;
use crate::platform::web::cookies::{self, Flash, Purpose};
use crate::platform::web::failure::Failure;
use crate::platform::web::form::Submitted;

/// Ends the session and takes its cookie away; harmless when nobody is signed in.
///
/// # Errors
/// When the form is not ours, or the database does not answer.
pub async fn sign_out(reader: Reader, _form: Submitted) -> Result<HttpResponse, Failure> {
    if let Some(session) = reader.session().map(str::to_owned) {
        reader.write(move |tx, _| end_session(tx, &session)).await?;
    }
    let mut response = reader.redirect_with("/", &Flash::success("flash-signed-out"));
    let gone = cookies::clear(Purpose::Session, reader.ctx.config.is_https());
    response.add_cookie(&gone).map_err(Error::unexpected)?;
    Ok(response)
}
