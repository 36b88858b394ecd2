// SPDX-License-Identifier: AGPL-3.0-or-later
//! One database, two engines: embedded SQLite or PostgreSQL behind one connection type and one code path.
//!
//! Reads take any pooled connection. Writes go through [`Database::write`]: on SQLite to a single writer thread that
//! commits several callers' work together, on PostgreSQL to a pooled connection in a transaction of its own.

mod blaming;
mod conn;
mod dialect;
mod pool;
mod repeating;
pub mod sql_types;
pub mod tables;
mod writer;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub use blaming::{Blame, blame};
pub use conn::{Conn, MultiBackend};
pub use dialect::{LockedOrSkipped, OnEither};
pub use pool::OpenError;
pub use repeating::again_when_crossed;

use crate::platform::failure::{Error, Result};

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number serves, as long as every node uses the same one.
const MIGRATION_LOCK: i64 = 0x5350_4f52_5445;

/// The open database: cheap to clone, shared by everything that runs.
#[derive(Clone)]
pub struct Database {
    readers: pool::Pool,
    writer: Option<writer::Writer>,
}

impl Database {
    /// Opens the database that the URL names: `postgres://…` (or `postgresql://…`), else a path, with or without
    /// `sqlite://` in front; SQLite creates the file.
    ///
    /// # Errors
    /// When the database cannot be reached or the file cannot be opened; the text says why.
    pub fn open(url: &str, connections: u32) -> std::result::Result<Self, OpenError> {
        let writer = if pool::is_postgres(url) {
            None
        } else {
            let file = url.to_owned();
            Some(writer::Writer::start(move || pool::sqlite_writer(&file))?)
        };
        Ok(Self {
            readers: pool::open(url, connections)?,
            writer,
        })
    }

    /// Runs a read on a pooled connection. SQLite refuses changes here.
    ///
    /// # Errors
    /// Those of `work`, and when no connection becomes free in time.
    pub fn read<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut conn = self.readers.get().map_err(Error::unexpected)?;
        work(&mut conn)
    }

    /// Runs a write in one transaction and returns after it is on disk; any error leaves nothing behind.
    ///
    /// # Errors
    /// Those of `work`, and of beginning or committing.
    pub fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        match &self.writer {
            Some(writer) => writer.write(work),
            None => (*self.readers.get().map_err(Error::unexpected)?).transaction(work),
        }
    }

    /// Applies the migrations that are not applied yet; several nodes may try at once. Returns their names.
    ///
    /// # Errors
    /// When a migration fails; those before it stay applied.
    pub fn migrate(&self) -> Result<Vec<String>> {
        match &self.writer {
            Some(writer) => writer.exclusive(apply_migrations),
            None => apply_migrations(&mut *self.readers.get().map_err(Error::unexpected)?),
        }
    }

    /// Names of the migrations that are not applied yet. Changes nothing but the list of migrations, which is made when
    /// it is missing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn pending_migrations(&self) -> Result<Vec<String>> {
        match &self.writer {
            Some(writer) => writer.exclusive(list_pending),
            None => list_pending(&mut *self.readers.get().map_err(Error::unexpected)?),
        }
    }

    /// Takes every migration back, newest first. For tests of the migrations.
    ///
    /// # Errors
    /// When a migration cannot be reverted.
    pub fn revert_migrations(&self) -> Result<()> {
        match &self.writer {
            Some(writer) => writer.exclusive(revert_migrations),
            None => revert_migrations(&mut *self.readers.get().map_err(Error::unexpected)?),
        }
    }

    /// Which engine this is, for people: `SQLite` or `PostgreSQL`.
    pub fn engine(&self) -> &'static str {
        if self.writer.is_some() { "SQLite" } else { "PostgreSQL" }
    }
}

fn apply_migrations(conn: &mut Conn) -> Result<Vec<String>> {
    let applied = match conn {
        Conn::Sqlite(conn) => conn.run_pending_migrations(SQLITE_MIGRATIONS).map(names),
        Conn::Postgres(conn) => {
            conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
            let applied = conn.run_pending_migrations(POSTGRES_MIGRATIONS).map(names);
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
            applied
        }
    };
    applied.map_err(|error| Error::unexpected(anyhow::anyhow!("migrations: {error}")))
}

fn list_pending(conn: &mut Conn) -> Result<Vec<String>> {
    let pending = match conn {
        Conn::Sqlite(conn) => conn.pending_migrations(SQLITE_MIGRATIONS).map(|all| titles(&all)),
        Conn::Postgres(conn) => conn.pending_migrations(POSTGRES_MIGRATIONS).map(|all| titles(&all)),
    };
    pending.map_err(|error| Error::unexpected(anyhow::anyhow!("migrations: {error}")))
}

fn titles<DB: diesel::backend::Backend>(migrations: &[Box<dyn diesel::migration::Migration<DB>>]) -> Vec<String> {
    migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect()
}

fn revert_migrations(conn: &mut Conn) -> Result<()> {
    let reverted = match conn {
        Conn::Sqlite(conn) => conn.revert_all_migrations(SQLITE_MIGRATIONS).map(|_| ()),
        Conn::Postgres(conn) => conn.revert_all_migrations(POSTGRES_MIGRATIONS).map(|_| ()),
    };
    reverted.map_err(|error| Error::unexpected(anyhow::anyhow!("migrations: {error}")))
}

fn names(versions: Vec<diesel::migration::MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

/// Begins the kind of transaction that may write: `BEGIN IMMEDIATE` on SQLite, because a plain one that reads first
/// and writes later fails at once when somebody else wrote in between.
fn begin_write(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
        Conn::Postgres(_) => <Conn as TransactionManager<Conn>>::begin_transaction(conn),
    }
}

/// Commits what [`begin_write`] began.
fn commit_write(conn: &mut Conn) -> QueryResult<()> {
    <Conn as TransactionManager<Conn>>::commit_transaction(conn)
}

/// Columns of a `Selectable` model without naming a backend (`as_returning` names one).
pub fn columns<T: diesel::Selectable<MultiBackend>>() -> T::SelectExpression {
    T::construct_selection()
}

/// Takes the next value of a running series, kept without gaps: the row stays locked until the transaction ends.
///
/// # Errors
/// When there is no such series.
pub fn next_in_series(conn: &mut Conn, series: &str) -> Result<i64> {
    use tables::counters::dsl::{counters, name, value};
    Ok(diesel::update(counters.filter(name.eq(series)))
        .set(value.eq(value + 1))
        .returning(value)
        .get_result(conn)?)
}
