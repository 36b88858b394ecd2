// SPDX-License-Identifier: AGPL-3.0-or-later
//! Safe repetition: each form that creates something has a key, and a second posting leads to the first one's result.

use diesel::prelude::*;

use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::tables::form_submissions;
use crate::platform::failure::Result;
use crate::unique_id;

unique_id!(/// The key of one form on one page.
    FormKey);

/// Days after which a key is forgotten; a page that old is not posted again.
const KEPT_DAYS: i64 = 7;

/// Where the form with this key led the first time; `None` when this is the first time.
///
/// # Errors
/// When the database is not there.
pub fn earlier_result(conn: &mut Conn, key: FormKey) -> Result<Option<String>> {
    let found = form_submissions::table
        .find(key)
        .select(form_submissions::location)
        .first(conn)
        .optional()?;
    Ok(found)
}

/// Remembers where the form led, in the transaction of what it did. Of two postings at the same instant the second
/// fails here and nothing of it stays.
///
/// # Errors
/// When the key is there already.
pub fn remember(conn: &mut Conn, key: FormKey, location: &str, now: Timestamp) -> Result<()> {
    let row = (
        form_submissions::key.eq(key),
        form_submissions::location.eq(location),
        form_submissions::submitted_at.eq(now),
    );
    diesel::insert_into(form_submissions::table).values(row).execute(conn)?;
    Ok(())
}

/// Forgets old keys.
///
/// # Errors
/// When the database is not there.
pub fn forget_old(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    let old = form_submissions::table.filter(form_submissions::submitted_at.lt(now.plus_days(-KEPT_DAYS)));
    Ok(diesel::delete(old).execute(conn)?)
}
