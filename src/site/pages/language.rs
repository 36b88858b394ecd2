// SPDX-License-Identifier: AGPL-3.0-or-later
//! `POST /language`: the language of the pages, and of the mails when somebody is signed in.

use actix_web::HttpResponse;

use crate::people::{self, Reader, local_path};
use crate::platform::failure::Error;
use crate::platform::i18n::Locale;
use crate::platform::web::cookies::LanguageChoice;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::Submitted;

/// Keeps the choice and leads back.
///
/// # Errors
/// When the form names no language we have.
pub async fn choose_language(reader: Reader, form: Submitted) -> Result<HttpResponse, Failure> {
    let locale: Locale = form
        .value("locale")
        .parse()
        .map_err(|_| Error::Malformed("no such language".into()))?;
    if let Some(person) = reader.viewer().map(|viewer| viewer.person.id) {
        reader
            .write(move |tx, _| people::choose_language(tx, person, locale))
            .await?;
    }
    let mut response = reader.redirect(local_path(form.value("next")));
    let choice = LanguageChoice {
        locale,
        is_kept: reader.viewer().is_some(),
    };
    let cookie = choice.cookie(reader.ctx.config.is_https());
    response.add_cookie(&cookie).map_err(Error::unexpected)?;
    Ok(response)
}
