// SPDX-License-Identifier: AGPL-3.0-or-later
//! `POST /sign-in/password`: staff, with address and password.

use actix_web::{HttpResponse, web};

use super::Doors;
use super::sign_in::{SignIn, enter, signed_in};
use crate::people::{Reader, check_password};
use crate::platform::failure::Refusal;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Checker, Field, Submitted};

/// Longest password that is checked: hashing more would only cost time.
const LONGEST_PASSWORD: usize = 1_000;

/// Longest address that is looked for (RFC 5321); what is longer would only fill the memory of the brakes.
const LONGEST_ACCOUNT: usize = 254;

/// Checks the password, begins a session, leads on.
///
/// # Errors
/// Busy after too many attempts, or when too many passwords wait to be checked.
pub async fn with_password(reader: Reader, doors: web::Data<Doors>, form: Submitted) -> Result<HttpResponse, Failure> {
    let (account, password) = (
        form.value("account").trim().to_owned(),
        form.value("password").to_owned(),
    );
    let next = form.value("next").to_owned();
    let too_long = account.len() > LONGEST_ACCOUNT || password.len() > LONGEST_PASSWORD;
    if account.is_empty() || password.is_empty() || too_long {
        return mistaken(&reader, &form);
    }
    doors.count(&account, reader.peer())?;
    let turn = doors.password_turn().await?;
    // Hashing takes tens of milliseconds: it happens while reading, never while a write waits.
    let person = reader
        .read(move |conn, _| check_password(conn, &account, &password))
        .await?;
    drop(turn);
    let Some(person) = person else {
        return mistaken(&reader, &form);
    };
    let (token, location) = reader.write(move |tx, reader| enter(tx, reader, person, &next)).await?;
    signed_in(&reader, token, &location)
}

/// The page again; it does not tell which of the two was wrong, and the password is not kept.
fn mistaken(reader: &Reader, form: &Submitted) -> Result<HttpResponse, Failure> {
    let mut checker = Checker::new(form, reader.locale);
    checker.wrong("account", &Refusal::new("error-sign-in"));
    let mut page = SignIn::new(reader, form.value("next"))?;
    page.account = Field {
        error: checker.errors.first().map(|error| error.text.clone()),
        ..Field::preset("account", form.value("account"))
    };
    page.errors = checker.errors;
    reader.page(SignIn::view(reader).with_mistakes(), &page)
}
