// SPDX-License-Identifier: AGPL-3.0-or-later
//! Whether mail reaches a person: an address that servers call unknown is marked, so that nobody waits for an answer to
//! what never arrived. The mark goes as soon as anything shows that the address lives.

use diesel::prelude::*;

use crate::ids::PersonId;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::text;
use crate::schema::persons;
use crate::tx::Tx;

/// Longest saying of a server that is kept, in characters.
const LONGEST_SAYING: usize = 300;

/// Since when mail to a person comes back for good, and what the server says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFailure {
    /// Since when.
    pub since: Timestamp,
    /// What the server says, on one line.
    pub said: String,
}

/// Marks the person behind an address: mail to it comes back for good. Since when stays as it was; the last words count.
/// Nothing happens when nobody has the address.
///
/// # Errors
/// When a row cannot be written.
pub fn mail_fails(tx: &mut Tx<'_>, address: &str, said: &str) -> Result<()> {
    let theirs = || persons::table.filter(persons::email.eq(address.to_lowercase()));
    let now = tx.now();
    diesel::update(theirs().filter(persons::mail_failing_since.is_null()))
        .set(persons::mail_failing_since.eq(now))
        .execute(tx.conn())?;
    diesel::update(theirs())
        .set(persons::mail_failure.eq(text::one_line(said, LONGEST_SAYING)))
        .execute(tx.conn())?;
    Ok(())
}

/// Takes the mark away: a mail of theirs came, or one of ours arrived.
///
/// # Errors
/// When a row cannot be written.
pub fn mail_reaches(tx: &mut Tx<'_>, address: &str) -> Result<()> {
    let marked = persons::table
        .filter(persons::email.eq(address.to_lowercase()))
        .filter(persons::mail_failing_since.is_not_null());
    diesel::update(marked)
        .set((
            persons::mail_failing_since.eq(None::<Timestamp>),
            persons::mail_failure.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Whether mail to a person comes back for good.
///
/// # Errors
/// When the database does not answer.
pub fn mail_failure(conn: &mut Conn, person: PersonId) -> Result<Option<MailFailure>> {
    let (since, said): (Option<Timestamp>, Option<String>) = persons::table
        .filter(persons::id.eq(person))
        .select((persons::mail_failing_since, persons::mail_failure))
        .first(conn)?;
    Ok(since.map(|since| MailFailure {
        since,
        said: said.unwrap_or_default(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::meet;

    #[test]
    fn an_address_that_fails_is_marked_from_the_first_time_until_it_lives_again() {
        let office = Office::new();
        let anna = office.write(|tx| meet(tx, "Anna", "anna@comune.example")).unwrap().id;
        let failure = || office.ctx.read(|conn| mail_failure(conn, anna)).unwrap();
        assert_eq!(failure(), None);
        let begun = office.ctx.now();
        for words in ["550 unknown", "550 still\nunknown"] {
            office
                .write(move |tx| mail_fails(tx, "Anna@comune.example", words))
                .unwrap();
            office.ctx.clock.advance_seconds(3_600);
        }
        let marked = failure().unwrap();
        assert!(marked.since.seconds_since(begun) < 60, "{marked:?}");
        assert_eq!(marked.said, "550 still unknown");
        office.write(|tx| mail_reaches(tx, "anna@comune.example")).unwrap();
        assert_eq!(failure(), None);
        office
            .write(|tx| mail_fails(tx, "nobody@comune.example", "550"))
            .unwrap();
    }
}
