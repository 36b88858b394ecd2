// SPDX-License-Identifier: AGPL-3.0-or-later
//! The language in which a person reads pages and is written to.

use diesel::prelude::*;

use crate::event::Event;
use crate::ids::PersonId;
use crate::platform::failure::Result;
use crate::platform::i18n::Locale;
use crate::schema::persons;
use crate::tx::Tx;

/// Keeps the language; nothing happens when it is the same as before.
///
/// # Errors
/// When a row cannot be written.
pub fn choose_language(tx: &mut Tx<'_>, person: PersonId, locale: Locale) -> Result<()> {
    let other = persons::table
        .filter(persons::id.eq(person))
        .filter(persons::locale.ne(locale));
    let changed = diesel::update(other)
        .set(persons::locale.eq(locale))
        .execute(tx.conn())?;
    if changed == 0 {
        return Ok(());
    }
    tx.record(Event::LanguageChosen {
        person,
        locale: locale.as_str().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::{StaffRole, add_staff, find};

    #[test]
    fn a_language_is_kept_with_the_person_and_choosing_it_again_is_no_news() {
        let office = Office::new();
        let ada = office
            .write(|tx| add_staff(tx, "Ada", "ada@cstpu.example", StaffRole::Technician, &[], None))
            .unwrap()
            .id;
        for _ in 0..2 {
            office.write(move |tx| choose_language(tx, ada, Locale::En)).unwrap();
        }
        let kept = office.ctx.read(|conn| find(conn, ada)).unwrap().locale;
        assert_eq!((kept, office.events("language_chosen")), (Locale::En, 1));
    }
}
