// SPDX-License-Identifier: AGPL-3.0-or-later
//! What the two databases do differently, each under a name that says what it does.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;

use super::{Conn, MultiBackend};

/// A statement that both databases understand but the derived enum does not cover (`ON CONFLICT`, row locks).
#[derive(Debug, Clone, Copy)]
pub struct OnEither<T>(pub T);

impl<T: QueryFragment<Pg> + QueryFragment<Sqlite>> QueryFragment<MultiBackend> for OnEither<T> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, pass)
    }
}

impl<T: QueryId> QueryId for OnEither<T> {
    type QueryId = T::QueryId;
    const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
}

impl<T: Query> Query for OnEither<T> {
    type SqlType = T::SqlType;
}

impl<T> RunQueryDsl<Conn> for OnEither<T> {}

/// Locks the rows a query finds and passes over rows that somebody else has locked. SQLite has one writer at a time
/// and needs nothing.
#[derive(Debug, Clone, Copy)]
pub struct LockedOrSkipped<T>(pub T);

impl<T: QueryFragment<Pg>> QueryFragment<Pg> for LockedOrSkipped<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" FOR UPDATE SKIP LOCKED");
        Ok(())
    }
}

impl<T: QueryFragment<Sqlite>> QueryFragment<Sqlite> for LockedOrSkipped<T> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

impl<T: QueryId> QueryId for LockedOrSkipped<T> {
    type QueryId = LockedOrSkipped<T::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
}

impl<T: Query> Query for LockedOrSkipped<T> {
    type SqlType = T::SqlType;
}
