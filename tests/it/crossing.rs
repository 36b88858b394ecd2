// SPDX-License-Identifier: AGPL-3.0-or-later
//! What happens when two people change the same things in the opposite order.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};

use diesel::prelude::*;
use sportello::event::Actor;
use sportello::platform::db::next_in_series;
use sportello::platform::db::tables::counters;
use sportello::platform::failure::Result;
use sportello::tx::Tx;

use crate::support::world::in_world;
use crate::support::{Engine, World};

/// Two writes that cannot both go on: each takes its own series, waits until the other has done so, and wants the other's.
#[derive(Clone)]
struct Crossing {
    met: Arc<Barrier>,
    begun: Arc<AtomicU32>,
}

impl Crossing {
    fn go(&self, tx: &mut Tx<'_>, first: &str, second: &str) -> Result<()> {
        // So that the database looks after a moment, not after a second.
        diesel::sql_query("SET LOCAL deadlock_timeout = '20ms'").execute(tx.conn())?;
        next_in_series(tx.conn(), first)?;
        if self.begun.fetch_add(1, Ordering::SeqCst) < 2 {
            self.met.wait();
        }
        next_in_series(tx.conn(), second).map(|_| ())
    }
}

#[test]
fn of_two_writes_that_wait_for_each_other_none_is_lost() {
    in_world(Engine::Postgres, async |world: &World| {
        let found = |tx: &mut Tx<'_>| {
            for name in ["left", "right"] {
                let row = (counters::name.eq(name), counters::value.eq(0));
                diesel::insert_into(counters::table).values(row).execute(tx.conn())?;
            }
            Ok(())
        };
        world.ctx.write(Actor::System, found).unwrap();
        let crossing = Crossing {
            met: Arc::new(Barrier::new(2)),
            begun: Arc::default(),
        };
        std::thread::scope(|scope| {
            for (first, second) in [("left", "right"), ("right", "left")] {
                let crossing = crossing.clone();
                let write = move |tx: &mut Tx<'_>| crossing.go(tx, first, second);
                scope.spawn(move || world.ctx.write(Actor::System, write).unwrap());
            }
        });
        let counted = |name| {
            let value = counters::table.find(name).select(counters::value);
            world.ctx.read(move |conn| Ok(value.first::<i64>(conn)?)).unwrap()
        };
        assert_eq!((counted("left"), counted("right")), (2, 2));
        let begun = crossing.begun.load(Ordering::SeqCst);
        assert!(begun >= 3, "they did not cross");
    });
}
