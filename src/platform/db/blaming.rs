// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a failed write says about who is to blame: the values that were to be written, or the database and all around it.

use diesel::result::{DatabaseErrorKind as Kind, Error as DatabaseError};

use super::writer::Panicked;
use crate::platform::failure::Error;

/// Who is to blame for a failed write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The values: they will be refused again.
    Values,
    /// It does not say; by its words it is no known trouble of a database.
    Unclear,
    /// The database, the disk, the way there: it may go well later.
    Surroundings,
}

/// Words of trouble that passes or that somebody must mend, of SQLite, and of PostgreSQL in English and Italian. Codes are not
/// passed on by the library.
const TROUBLE: [&str; 27] = [
    "disk",
    "full",
    "space",
    "spazio",
    "locked",
    "busy",
    "i/o",
    "memory",
    "memoria",
    "readonly",
    "read-only",
    "open",
    "malformed",
    "not a database",
    "no such",
    "does not exist",
    "non esiste",
    "interrupt",
    "connection",
    "connessione",
    "server",
    "shutdown",
    "terminat",
    "timeout",
    "cancel",
    "permission",
    "permesso",
];

/// Who is to blame for a failed write.
pub fn blame(error: &Error) -> Blame {
    let Error::Unexpected(error) = error else {
        return Blame::Surroundings;
    };
    if error.chain().any(|cause| cause.is::<Panicked>()) {
        return Blame::Values;
    }
    let cause = error.chain().find_map(|cause| cause.downcast_ref::<DatabaseError>());
    cause.map_or(Blame::Surroundings, of_database)
}

fn of_database(error: &DatabaseError) -> Blame {
    match error {
        DatabaseError::RollbackErrorOnCommit { commit_error, .. } => of_database(commit_error),
        DatabaseError::DatabaseError(kind, told) => of_kind(kind, told.message()),
        DatabaseError::SerializationError(_)
        | DatabaseError::DeserializationError(_)
        | DatabaseError::QueryBuilderError(_)
        | DatabaseError::InvalidCString(_) => Blame::Values,
        _ => Blame::Surroundings,
    }
}

fn of_kind(kind: &Kind, message: &str) -> Blame {
    match kind {
        // Also when somebody else was first: the next try will see it.
        Kind::UniqueViolation
        | Kind::ForeignKeyViolation
        | Kind::NotNullViolation
        | Kind::CheckViolation
        | Kind::RestrictViolation
        | Kind::ExclusionViolation => Blame::Values,
        Kind::Unknown => {
            let message = message.to_lowercase();
            match TROUBLE.iter().any(|word| message.contains(word)) {
                true => Blame::Surroundings,
                false => Blame::Unclear,
            }
        }
        _ => Blame::Surroundings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: Kind, text: &str) -> Blame {
        blame(&DatabaseError::DatabaseError(kind, Box::new(text.to_owned())).into())
    }

    #[test]
    fn a_full_disk_is_nobodys_mail_and_a_refused_value_is() {
        for text in [
            "database or disk is full",
            "disk I/O error",
            "database is locked",
            "could not extend file \"base/1/2\": No space left on device",
            "terminating connection due to administrator command",
            "no such table: tickets",
        ] {
            assert_eq!(told(Kind::Unknown, text), Blame::Surroundings, "{text}");
        }
        assert_eq!(told(Kind::ClosedConnection, "x"), Blame::Surroundings);
        assert_eq!(told(Kind::SerializationFailure, "x"), Blame::Surroundings);
        assert_eq!(told(Kind::CheckViolation, "x"), Blame::Values);
        let nul = "invalid byte sequence for encoding \"UTF8\": 0x00";
        assert_eq!(told(Kind::Unknown, nul), Blame::Unclear);
        assert_eq!(blame(&Error::bug("the stored bytes are missing")), Blame::Surroundings);
        assert_eq!(blame(&Error::unexpected(Panicked)), Blame::Values);
    }
}
