// SPDX-License-Identifier: AGPL-3.0-or-later
//! Writes that crossed: when two transactions wait for each other PostgreSQL breaks one of them off, and that one is done
//! again. SQLite has one writer, where nothing crosses.

use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error as DatabaseError};

use crate::platform::failure::{Error, Result};

/// Pauses before a write that was broken off is done again; after the last one it is tried for the last time. Whoever waits
/// for its rows must get them first: a write that begins again at once takes them back from the other one, which has not
/// yet woken up on a busy machine, and crosses it once more.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(10),
    Duration::from_millis(50),
    Duration::from_millis(250),
    Duration::from_millis(1000),
];

/// Does a write, and does it again after a moment when the database broke it off to let another one through. Blocks.
///
/// # Errors
/// Those of the write; the last one when it was broken off every time.
pub fn again_when_crossed<T>(mut write: impl FnMut() -> Result<T>) -> Result<T> {
    for pause in PAUSES {
        match write() {
            Err(error) if is_crossed(&error) => tracing::info!(?pause, "two writes crossed: one is done again"),
            done => return done,
        }
        std::thread::sleep(pause);
    }
    write()
}

/// Whether nothing is wrong with the write itself: a deadlock (40P01), or a serialization failure (40001) where an operator
/// has set a stricter isolation.
fn is_crossed(error: &Error) -> bool {
    let Error::Unexpected(error) = error else { return false };
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<DatabaseError>())
        .any(|cause| match cause {
            DatabaseError::RollbackErrorOnCommit { commit_error, .. } => is_broken_off(commit_error),
            cause => is_broken_off(cause),
        })
}

/// Diesel does not pass the code of a deadlock on, and the text is in the language of the server. English, Italian, German,
/// French, Spanish and Swedish all have the word in it.
fn is_broken_off(error: &DatabaseError) -> bool {
    match error {
        DatabaseError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        DatabaseError::DatabaseError(DatabaseErrorKind::Unknown, told) => {
            told.message().to_lowercase().contains("deadlock")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: DatabaseErrorKind, text: &str) -> Error {
        DatabaseError::DatabaseError(kind, Box::new(text.to_owned())).into()
    }

    /// How often a write is tried that fails so, `failures` times.
    fn tries(failures: u32, error: impl Fn() -> Error) -> (u32, bool) {
        let mut tries = 0;
        let done = again_when_crossed(|| {
            tries += 1;
            if tries <= failures { Err(error()) } else { Ok(()) }
        });
        (tries, done.is_ok())
    }

    #[test]
    fn a_write_that_crossed_another_one_is_done_again_whatever_language_the_server_speaks() {
        for text in [
            "deadlock detected",
            "rilevato deadlock",
            "Verklemmung (Deadlock) entdeckt",
        ] {
            assert_eq!(tries(2, || told(DatabaseErrorKind::Unknown, text)), (3, true));
        }
        let serialization = || told(DatabaseErrorKind::SerializationFailure, "could not serialize access");
        assert_eq!(tries(1, serialization), (2, true));
    }

    #[test]
    fn a_write_that_crosses_every_time_fails_in_the_end() {
        let deadlock = || told(DatabaseErrorKind::Unknown, "deadlock detected");
        assert_eq!(tries(u32::MAX, deadlock), (5, false));
    }

    #[test]
    fn a_write_that_failed_for_another_reason_is_not_done_again() {
        let broken = || told(DatabaseErrorKind::Unknown, "division by zero");
        assert_eq!(tries(1, broken), (1, false));
        let taken = || told(DatabaseErrorKind::UniqueViolation, "duplicate key");
        assert_eq!(tries(1, taken), (1, false));
        assert_eq!(tries(1, || Error::refused("error-required")), (1, false));
    }
}
