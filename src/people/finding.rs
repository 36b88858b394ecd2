// SPDX-License-Identifier: AGPL-3.0-or-later
//! Looking up people.

use diesel::prelude::*;

use super::Person;
use crate::ids::PersonId;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::Address;
use crate::schema::persons;

/// One person.
///
/// # Errors
/// `NotFound` when there is none.
pub fn find(conn: &mut Conn, person: PersonId) -> Result<Person> {
    Ok(persons::table
        .filter(persons::id.eq(person))
        .select(Person::as_select())
        .first(conn)?)
}

/// The person with this address, whatever its case.
///
/// # Errors
/// When the database does not answer.
pub fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Person>> {
    let Some(address) = Address::new("", email) else {
        return Ok(None);
    };
    Ok(persons::table
        .filter(persons::email.eq(address.folded()))
        .select(Person::as_select())
        .first(conn)
        .optional()?)
}
