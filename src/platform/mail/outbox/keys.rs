// SPDX-License-Identifier: AGPL-3.0-or-later
//! The keys of mails: unguessable, one for each mail and so for each recipient, they lead an answer back to its
//! conversation where a provider changed the Message-ID. A key tells where, never who: that is asked by whoever uses it.

use diesel::prelude::*;
use rand::RngExt;
use uuid::Uuid;

use super::ThreadId;
use crate::platform::db::Conn;
use crate::platform::db::tables::outbound_mails;
use crate::platform::failure::Result;

/// Letters of a key: one case only, because mail programs change the case of addresses, and none that look alike.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// So many of 32 letters are 130 random bits.
const LENGTH: usize = 26;

/// A new key.
pub fn new_reply_key() -> String {
    let bytes: [u8; LENGTH] = rand::rng().random();
    let letter = |byte: &u8| {
        LETTERS
            .get(usize::from(byte % 32))
            .map_or('a', |letter| char::from(*letter))
    };
    bytes.iter().map(letter).collect()
}

/// Whether a word has the form of a key, in any case.
pub fn is_reply_key(word: &str) -> bool {
    word.len() == LENGTH && word.bytes().all(|byte| LETTERS.contains(&byte.to_ascii_lowercase()))
}

/// The conversation of the mail with this key.
///
/// # Errors
/// When the database does not answer.
pub fn thread_of_key(conn: &mut Conn, key: &str) -> Result<Option<Uuid>> {
    let found: Option<Option<ThreadId>> = outbound_mails::table
        .filter(outbound_mails::reply_key.eq(key.to_ascii_lowercase()))
        .select(outbound_mails::thread_id)
        .first(conn)
        .optional()?;
    Ok(found.flatten().map(Uuid::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_keys_are_the_same_and_each_looks_like_one_in_any_case() {
        let keys: std::collections::HashSet<String> = (0..1_000).map(|_| new_reply_key()).collect();
        assert_eq!(keys.len(), 1_000);
        assert!(
            keys.iter()
                .all(|key| is_reply_key(key) && is_reply_key(&key.to_uppercase()))
        );
        assert!(!is_reply_key("12") && !is_reply_key("abcdefghijklmnopqrstuvwx21"));
    }
}
