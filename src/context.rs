// SPDX-License-Identifier: AGPL-3.0-or-later
//! What every page, job and command works with: the database, the clock, the settings, the stored files.

use std::sync::Arc;

use crate::config::Config;
use crate::event::Actor;
use crate::platform::blobs::BlobStore;
use crate::platform::clock::{Clock, Timestamp};
use crate::platform::db::{Conn, Database, again_when_crossed};
use crate::platform::failure::Result;
use crate::tx::{Reaction, Tx};

/// The program's surroundings; cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The settings of this installation.
    pub config: Arc<Config>,
    /// Stored files.
    pub blobs: BlobStore,
    /// What time it is.
    pub clock: Clock,
    database: Database,
    react: Reaction,
}

impl Context {
    /// Puts the surroundings together. The reaction comes from above, so that features never know what follows.
    pub fn new(config: Arc<Config>, database: Database, blobs: BlobStore, clock: Clock, react: Reaction) -> Self {
        Self {
            config,
            blobs,
            clock,
            database,
            react,
        }
    }

    /// The database itself, for migrations and checks.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Reads. Blocks the thread: call it through `web::block` or from a job.
    ///
    /// # Errors
    /// Those of `work`, and when the database is not there.
    pub fn read<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        self.database.read(work)
    }

    /// Writes: runs the work and everything that follows from it in one transaction, and returns when it is on disk.
    /// An error leaves nothing behind. Blocks the thread. Where two writes wait for each other one of them begins again, so
    /// the work may run several times, each time as if the earlier ones had not been.
    ///
    /// # Errors
    /// Those of `work` and of the reactions, and when the database does not commit.
    pub fn write<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        let (now, react) = (self.now(), self.react);
        again_when_crossed(|| {
            let (config, work) = (Arc::clone(&self.config), work.clone());
            self.database.write(move |conn| {
                let mut tx = Tx::new(conn, actor, now, &config);
                let value = work(&mut tx)?;
                tx.settle(react)?;
                Ok(value)
            })
        })
    }
}
