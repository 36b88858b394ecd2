// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who a person is, and what to call somebody who gave no name. No database.

use diesel::prelude::*;

use crate::ids::PersonId;
use crate::platform::clock::Timestamp;
use crate::platform::i18n::Locale;
use crate::platform::mail::Address;
use crate::platform::text;
use crate::schema::persons;

/// Anybody who writes, answers or manages. The password is not part of it, so that it cannot be shown by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = persons, treat_none_as_default_value = false)]
pub struct Person {
    /// Identifier.
    pub id: PersonId,
    /// Name as the person gave it, or made from the address.
    pub name: String,
    /// Address in lower case; one person has one.
    pub email: String,
    /// Language of pages and mails.
    pub locale: Locale,
    /// When the person became known.
    pub created_at: Timestamp,
    /// Since when the person no longer signs in or is written to.
    pub deactivated_at: Option<Timestamp>,
}

impl Person {
    /// Whether the person may sign in and is written to.
    pub fn is_active(&self) -> bool {
        self.deactivated_at.is_none()
    }

    /// The mail domain of the address.
    pub fn domain(&self) -> &str {
        self.email.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// What to call the owner of an address: the display name, unless it is empty or only an address again; else words
/// made of the local part, so that `anna.neri@` becomes Anna Neri.
pub(super) fn name_for(address: &Address) -> String {
    let given = address.name();
    if !given.is_empty() && !given.contains('@') {
        return given.to_owned();
    }
    let words: Vec<String> = address
        .local_part()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(capitalised)
        .collect();
    if words.is_empty() {
        address.address().to_owned()
    } else {
        text::one_line(&words.join(" "), 200)
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first
            .to_uppercase()
            .chain(letters.flat_map(char::to_lowercase))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str, email: &str) -> String {
        name_for(&Address::new(name, email).unwrap())
    }

    #[test]
    fn who_gives_no_name_is_called_by_the_address() {
        assert_eq!(called("", "anna.NERI@comune.example"), "Anna Neri");
        assert_eq!(called("anna@comune.example", "anna@comune.example"), "Anna");
        assert_eq!(called("", "ufficio_tributi@comune.example"), "Ufficio Tributi");
    }

    #[test]
    fn who_gives_a_name_is_called_by_it() {
        assert_eq!(called("Anna Neri", "a.n@comune.example"), "Anna Neri");
    }
}
