// SPDX-License-Identifier: AGPL-3.0-or-later
//! Connections: which engine a URL means, how each connection is set up, the pool of readers.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{CustomizeConnection, ManageConnection, R2D2Connection};

use super::Conn;

/// Pooled connections.
pub(super) type Pool = diesel::r2d2::Pool<Manager>;

/// Why the database did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The engine said no; the text is the engine's.
    #[error("cannot open the database: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// A connection was made but could not be set up.
    #[error("cannot set up the database connection: {0}")]
    SetUp(#[from] diesel::result::Error),
    /// The pool did not fill.
    #[error("cannot open the pool of database connections: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// This build's PostgreSQL client has no TLS.
    #[error("the database URL asks for TLS, but this build has none: build with `--features postgres-tls`")]
    NoTls,
}

/// Whether the URL names PostgreSQL; everything else is a SQLite file.
pub(super) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Opens the readers, making one connection first so that a wrong URL is an error at once and not a time-out.
pub(super) fn open(url: &str, connections: u32) -> Result<Pool, OpenError> {
    if is_postgres(url)
        && url.contains("sslmode=")
        && !url.contains("sslmode=disable")
        && cfg!(not(feature = "postgres-tls"))
    {
        return Err(OpenError::NoTls);
    }
    let manager = Manager { url: url.to_owned() };
    drop(manager.establish()?);
    let set_up = SetUp {
        read_only: !is_postgres(url),
    };
    Ok(Pool::builder()
        .max_size(connections)
        .min_idle(Some(1))
        .test_on_check_out(is_postgres(url))
        .connection_timeout(std::time::Duration::from_secs(10))
        .connection_customizer(Box::new(set_up))
        .build(manager)?)
}

/// The one connection that writes to a SQLite file.
pub(super) fn sqlite_writer(url: &str) -> Result<Conn, OpenError> {
    let mut conn = Manager { url: url.to_owned() }.establish()?;
    set_up_sqlite(&mut conn, false)?;
    Ok(conn)
}

/// Makes connections of the engine the URL names. The derived `establish` would try each engine in turn and hide
/// the real error.
#[derive(Debug, Clone)]
pub(super) struct Manager {
    url: String,
}

impl Manager {
    fn establish(&self) -> Result<Conn, diesel::ConnectionError> {
        if is_postgres(&self.url) {
            diesel::PgConnection::establish(&self.url).map(Conn::Postgres)
        } else {
            let path = self.url.strip_prefix("sqlite://").unwrap_or(&self.url);
            diesel::SqliteConnection::establish(path).map(Conn::Sqlite)
        }
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        self.establish().map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.is_broken()
    }
}

#[derive(Debug)]
struct SetUp {
    read_only: bool,
}

impl CustomizeConnection<Conn, diesel::r2d2::Error> for SetUp {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), diesel::r2d2::Error> {
        set_up_sqlite(conn, self.read_only).map_err(diesel::r2d2::Error::QueryError)
    }
}

/// `synchronous=FULL`, because with NORMAL a power cut may take back commits that a page already confirmed.
fn set_up_sqlite(conn: &mut Conn, read_only: bool) -> QueryResult<()> {
    if let Conn::Sqlite(conn) = conn {
        conn.batch_execute(
            "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
             PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-16000;",
        )?;
        if read_only {
            conn.batch_execute("PRAGMA query_only=ON")?;
        }
    }
    Ok(())
}
