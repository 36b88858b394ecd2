// SPDX-License-Identifier: AGPL-3.0-or-later
//! What the tests stand on: a known small town, a running server for each test, browsers, mails, and a real database,
//! mail server and sink behind them.
#![allow(dead_code, unreachable_pub, reason = "each test uses its part of it")]

pub mod browser;
pub mod cluster;
pub mod dovecot;
pub mod html;
pub mod letter;
pub mod post;
pub mod postfix;
pub mod program;
pub mod provider;
pub mod proxy;
pub mod sink;
pub mod town;
pub mod warden;
pub mod world;

pub use browser::Browser;
pub use letter::Letter;
pub use world::{Engine, World, in_world};

/// The same story on SQLite and on PostgreSQL: two tests, each with a world of its own.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident: &World) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "stories use what their file uses")]
            use super::*;
            use $crate::support::{Engine, World, in_world};

            async fn story($world: &World) $body

            #[test]
            fn on_sqlite() {
                in_world(Engine::Sqlite, story);
            }

            #[test]
            fn on_postgresql() {
                in_world(Engine::Postgres, story);
            }
        }
    )*};
}
