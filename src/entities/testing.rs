// SPDX-License-Identifier: AGPL-3.0-or-later
//! An office for the tests of bodies, people, catalogue and routing: an empty database on a day in November 2026.

use std::sync::Arc;

use super::{import, parse_csv};
use crate::config::Config;
use crate::context::Context;
use crate::event::Actor;
use crate::platform::blobs::BlobStore;
use crate::platform::clock::{Clock, Timestamp};
use crate::platform::db::Database;
use crate::platform::failure::Result;
use crate::tx::Tx;

pub(crate) struct Office {
    pub(crate) ctx: Context,
    _folder: tempfile::TempDir,
}

impl Office {
    pub(crate) fn new() -> Self {
        Self::reacting(|_, _| Ok(()))
    }

    pub(crate) fn reacting(react: crate::tx::Reaction) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path().join("office.db").to_str().unwrap(), 2).unwrap();
        database.migrate().unwrap();
        let blobs = BlobStore::open(folder.path()).unwrap();
        let ctx = Context::new(Arc::new(Config::default()), database, blobs, Clock::system(), react);
        let there = Timestamp::from_jiff("2026-11-24T10:00:00Z".parse().unwrap());
        ctx.clock.advance_seconds(there.seconds_since(ctx.now()));
        Self { ctx, _folder: folder }
    }

    pub(crate) fn with_entities(csv: &str) -> Self {
        let office = Self::new();
        let rows = parse_csv(csv).unwrap();
        office.ctx.write(Actor::System, move |tx| import(tx, &rows)).unwrap();
        office
    }

    /// Writes as the program itself.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        self.ctx.write(Actor::System, work)
    }

    /// How many events of the kind the history has.
    pub(crate) fn events(&self, of_kind: &str) -> i64 {
        use crate::schema::events::dsl::{events, kind};
        use diesel::prelude::*;
        self.ctx
            .read(|conn| Ok(events.filter(kind.eq(of_kind)).count().get_result(conn)?))
            .unwrap()
    }
}
