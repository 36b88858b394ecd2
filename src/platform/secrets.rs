// SPDX-License-Identifier: AGPL-3.0-or-later
//! Secrets: random tokens and their stored hashes, comparison in constant time, passwords by argon2id.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand::RngExt;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::platform::failure::{Error, Result};

/// Stands in for the hash of somebody without one: the same parameters, a digest that nothing fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3BvcnRlbGxvc3BvcnRlbA$ZmFsc2VmYWxzZWZhbHNlZmFsc2VmYWxzZWZhbHNlMDA";

/// A new token of 256 random bits as 64 hexadecimal digits, fit for URLs and cookies.
pub fn new_token() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    hex(&bytes)
}

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes.as_ref()))
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// Hashes a password with argon2id (19 MiB, two passes) and a random salt, in PHC form. Takes tens of milliseconds.
///
/// # Errors
/// When the hasher fails, which it does only for absurdly long input.
pub fn hash_password(password: &str) -> Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Error::bug(format!("argon2: {error}")))
}

/// Whether the password fits the stored hash. Without a hash the same work is done and the answer is no, so that the
/// time does not tell who has a password.
pub fn password_fits(password: &str, stored: Option<&str>) -> bool {
    PasswordHash::new(stored.unwrap_or(NOBODY))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        && stored.is_some()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            if write!(text, "{byte:02x}").is_err() {
                text.clear();
            }
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = hash_password("correct horse").unwrap();
        assert!(password_fits("correct horse", Some(&hash)));
        assert!(!password_fits("wrong horse", Some(&hash)));
        assert!(!password_fits("correct horse", None));
    }

    #[test]
    fn the_stand_in_hash_is_well_formed_so_that_unknown_people_cost_the_same_work() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
