// SPDX-License-Identifier: AGPL-3.0-or-later
//! Passwords, which only staff has. Hashing takes tens of milliseconds on purpose, so it happens before a transaction
//! begins: verbs take the finished [`PasswordHash`].

use diesel::prelude::*;

use super::sessions::end_all_sessions;
use crate::event::Event;
use crate::ids::PersonId;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Refusal, Result};
use crate::platform::mail::Address;
use crate::platform::secrets;
use crate::schema::{persons, staff_roles};
use crate::tx::Tx;

/// Fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;

/// A password that is long enough, hashed. It never shows itself.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Hashes a password. Slow; not for inside a transaction.
    ///
    /// # Errors
    /// Refused when it is too short.
    pub fn of(password: &str) -> Result<Self> {
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(Refusal::new("error-password-short")
                .with("min", SHORTEST_PASSWORD)
                .into());
        }
        secrets::hash_password(password).map(Self)
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Who signs in with this address and password: active staff only. It takes as long for addresses that nobody has,
/// so that time does not tell who works here.
///
/// # Errors
/// When the database does not answer.
pub fn check_password(conn: &mut Conn, email: &str, password: &str) -> Result<Option<PersonId>> {
    let email = Address::new("", email)
        .map(|address| address.folded())
        .unwrap_or_default();
    let staff = staff_roles::table.select(staff_roles::person_id);
    let found: Option<(PersonId, Option<String>)> = persons::table
        .filter(persons::email.eq(email))
        .filter(persons::deactivated_at.is_null())
        .filter(persons::id.eq_any(staff))
        .select((persons::id, persons::password_hash))
        .first(conn)
        .optional()?;
    let stored = found.as_ref().and_then(|(_, hash)| hash.as_deref());
    let fits = secrets::password_fits(password, stored);
    Ok(found.filter(|_| fits).map(|(person, _)| person))
}

/// Gives a person a password. Every browser that was signed in has to sign in again: whoever knew the old password is
/// out.
///
/// # Errors
/// `NotFound` when there is no such person.
pub fn set_password(tx: &mut Tx<'_>, person: PersonId, password: &PasswordHash) -> Result<()> {
    let changed = diesel::update(persons::table.filter(persons::id.eq(person)))
        .set(persons::password_hash.eq(&password.0))
        .execute(tx.conn())?;
    if changed == 0 {
        return Err(Error::NotFound);
    }
    end_all_sessions(tx, person)?;
    tx.record(Event::PasswordSet { person })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::{StaffRole, add_staff, begin_session, meet, session_viewer};

    const GOOD: &str = "correct horse";

    fn office_with_ada() -> (Office, PersonId) {
        let office = Office::new();
        let hash = PasswordHash::of(GOOD).unwrap();
        let ada = office
            .write(move |tx| add_staff(tx, "Ada", "ada@cstpu.example", StaffRole::Technician, &[], Some(&hash)))
            .unwrap();
        (office, ada.id)
    }

    fn checked(office: &Office, email: &str, password: &str) -> Option<PersonId> {
        office.ctx.read(|conn| check_password(conn, email, password)).unwrap()
    }

    #[test]
    fn staff_signs_in_with_the_right_password_only() {
        let (office, ada) = office_with_ada();
        assert_eq!(checked(&office, "ADA@cstpu.example", GOOD), Some(ada));
        assert_eq!(checked(&office, "ada@cstpu.example", "wrong horse!"), None);
        assert_eq!(checked(&office, "nobody@cstpu.example", GOOD), None);
        assert_eq!(checked(&office, "", GOOD), None);
    }

    #[test]
    fn an_employee_has_no_way_in_by_password_even_with_one() {
        let office = Office::new();
        let hash = PasswordHash::of(GOOD).unwrap();
        office
            .write(move |tx| {
                let anna = meet(tx, "", "anna@comune.example")?;
                set_password(tx, anna.id, &hash)
            })
            .unwrap();
        assert_eq!(checked(&office, "anna@comune.example", GOOD), None);
    }

    #[test]
    fn who_was_deactivated_is_not_let_in() {
        let (office, ada) = office_with_ada();
        let now = office.ctx.now();
        office
            .write(move |tx| {
                Ok(diesel::update(persons::table.filter(persons::id.eq(ada)))
                    .set(persons::deactivated_at.eq(now))
                    .execute(tx.conn())?)
            })
            .unwrap();
        assert_eq!(checked(&office, "ada@cstpu.example", GOOD), None);
    }

    #[test]
    fn a_password_of_eleven_characters_is_refused_and_one_of_twelve_is_not() {
        let refused = PasswordHash::of("èlevencháră");
        assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal.key == "error-password-short"));
        assert!(PasswordHash::of("twelve chars").is_ok());
    }

    #[test]
    fn a_new_password_signs_every_browser_out() {
        let (office, ada) = office_with_ada();
        let token = office.write(move |tx| begin_session(tx, ada)).unwrap();
        let hash = PasswordHash::of("another long one").unwrap();
        office.write(move |tx| set_password(tx, ada, &hash)).unwrap();
        let rules = &office.ctx.config.sign_in;
        assert!(
            office
                .ctx
                .read(|conn| session_viewer(conn, &token, office.ctx.now(), rules))
                .unwrap()
                .is_none()
        );
        assert_eq!(checked(&office, "ada@cstpu.example", GOOD), None);
    }
}
