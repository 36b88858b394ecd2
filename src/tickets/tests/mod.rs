// SPDX-License-Identifier: AGPL-3.0-or-later
//! Tests of tickets that need a database: the life of a ticket row by row, who sees what, merging, lists, history.

mod ending;
mod life;
mod lists;
mod merging;
mod seeing;
mod telling;
