// SPDX-License-Identifier: AGPL-3.0-or-later
//! The connection type of the two engines, in a file of its own because the derive writes undocumented items.
#![allow(missing_docs, reason = "the derive macro writes public items without documentation")]

/// A connection to either database; the SQL that features write is the same for both.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Postgres(diesel::PgConnection),
    /// Embedded SQLite.
    Sqlite(diesel::SqliteConnection),
}
