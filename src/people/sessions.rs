// SPDX-License-Identifier: AGPL-3.0-or-later
//! Signed-in browsers. The browser has a random token, the database only its hash; a session ends when it is not used
//! for some hours, and at the latest some days after it began.

use diesel::prelude::*;

use super::{Viewer, find};
use crate::config::SignIn;
use crate::event::Event;
use crate::ids::{PersonId, SessionId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::secrets;
use crate::schema::{persons, sessions, sign_in_links};
use crate::tx::Tx;

/// A use is written down at most this often, so that reading pages does not become writing.
const TOUCH_SECONDS: i64 = 60;

/// A session that is in force.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// The session.
    pub id: SessionId,
    /// Who reads.
    pub viewer: Viewer,
    /// Whether this use is to be written down with [`touch_session`].
    pub needs_touch: bool,
}

/// Signs a person in and gives the token for the browser.
///
/// # Errors
/// Refused when the person was deactivated; `NotFound` when there is none.
pub fn begin_session(tx: &mut Tx<'_>, person: PersonId) -> Result<String> {
    if !find(tx.conn(), person)?.is_active() {
        return Err(Error::refused("error-account-closed"));
    }
    let token = secrets::new_token();
    let now = tx.now();
    let row = NewSession {
        id: SessionId::new(),
        token_hash: secrets::sha256(&token),
        person_id: person,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus_minutes(i64::from(tx.config().sign_in.absolute_hours) * 60),
    };
    diesel::insert_into(sessions::table).values(&row).execute(tx.conn())?;
    tx.record(Event::SignedIn { person })?;
    Ok(token)
}

/// Who is behind a token, with today's roles and memberships; `None` when the session is unknown or over, or the
/// person was deactivated.
///
/// # Errors
/// When the database does not answer.
pub fn session_viewer(conn: &mut Conn, token: &str, now: Timestamp, rules: &SignIn) -> Result<Option<OpenSession>> {
    let found: Option<(SessionId, PersonId, Timestamp)> = sessions::table
        .inner_join(persons::table)
        .filter(sessions::token_hash.eq(secrets::sha256(token)))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(idle_since(now, rules)))
        .filter(persons::deactivated_at.is_null())
        .select((sessions::id, sessions::person_id, sessions::last_seen_at))
        .first(conn)
        .optional()?;
    let Some((id, person, seen)) = found else {
        return Ok(None);
    };
    let viewer = Viewer::load(conn, person, now.rome_date())?;
    Ok(Some(OpenSession {
        id,
        viewer,
        needs_touch: now.seconds_since(seen) >= TOUCH_SECONDS,
    }))
}

/// Writes down that a session is in use. Harmless when two requests do it at once or the session is over.
///
/// # Errors
/// When the row cannot be written.
pub fn touch_session(tx: &mut Tx<'_>, session: SessionId) -> Result<()> {
    let now = tx.now();
    diesel::update(
        sessions::table
            .filter(sessions::id.eq(session))
            .filter(sessions::last_seen_at.le(now.plus_seconds(-TOUCH_SECONDS)))
            .filter(sessions::last_seen_at.gt(idle_since(now, &tx.config().sign_in))),
    )
    .set(sessions::last_seen_at.eq(now))
    .execute(tx.conn())?;
    Ok(())
}

/// Signs a browser out; nothing happens when it was not signed in.
///
/// # Errors
/// When a row cannot be written.
pub fn end_session(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    let found: Option<(SessionId, PersonId)> = sessions::table
        .filter(sessions::token_hash.eq(secrets::sha256(token)))
        .select((sessions::id, sessions::person_id))
        .first(tx.conn())
        .optional()?;
    let Some((session, person)) = found else { return Ok(()) };
    diesel::delete(sessions::table.filter(sessions::id.eq(session))).execute(tx.conn())?;
    tx.record(Event::SignedOut { person })
}

/// Forgets sessions that are over and links that no longer work; says how many. Twice is harmless.
///
/// # Errors
/// When rows cannot be deleted.
pub fn purge_expired(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now();
    let idle = idle_since(now, &tx.config().sign_in);
    let over = sessions::table.filter(sessions::expires_at.le(now).or(sessions::last_seen_at.le(idle)));
    let sessions = diesel::delete(over).execute(tx.conn())?;
    let links = diesel::delete(sign_in_links::table.filter(sign_in_links::expires_at.le(now))).execute(tx.conn())?;
    Ok(sessions + links)
}

/// Signs a person out everywhere.
pub(super) fn end_all_sessions(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::person_id.eq(person))).execute(tx.conn())?;
    Ok(())
}

/// Whoever was last seen at this instant or before has been away too long.
fn idle_since(now: Timestamp, rules: &SignIn) -> Timestamp {
    now.plus_minutes(-i64::from(rules.idle_hours) * 60)
}

#[derive(Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct NewSession {
    id: SessionId,
    token_hash: String,
    person_id: PersonId,
    created_at: Timestamp,
    last_seen_at: Timestamp,
    expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::meet;

    const HOUR: i64 = 3600;

    fn signed_in() -> (Office, PersonId, String) {
        let office = Office::new();
        let anna = office.write(|tx| meet(tx, "", "anna@comune.example")).unwrap().id;
        let token = office.write(move |tx| begin_session(tx, anna)).unwrap();
        (office, anna, token)
    }

    fn seen(office: &Office, token: &str) -> Option<OpenSession> {
        office
            .ctx
            .read(|conn| session_viewer(conn, token, office.ctx.now(), &office.ctx.config.sign_in))
            .unwrap()
    }

    fn use_it(office: &Office, token: &str) {
        let session = seen(office, token).unwrap().id;
        office.write(move |tx| touch_session(tx, session)).unwrap();
    }

    #[test]
    fn a_session_knows_its_person_and_the_database_does_not_know_its_token() {
        let (office, anna, token) = signed_in();
        assert_eq!(seen(&office, &token).unwrap().viewer.person.id, anna);
        assert!(seen(&office, "another token").is_none());
        let stored: Vec<String> = office
            .ctx
            .read(|c| Ok(sessions::table.select(sessions::token_hash).load(c)?))
            .unwrap();
        assert_eq!(stored, [secrets::sha256(&token)]);
    }

    #[test]
    fn a_session_that_is_used_stays_and_one_that_is_not_ends() {
        let (office, _, token) = signed_in();
        for _ in 0..3 {
            office.ctx.clock.advance_seconds(7 * HOUR);
            use_it(&office, &token);
        }
        office.ctx.clock.advance_seconds(8 * HOUR);
        assert!(seen(&office, &token).is_none());
    }

    #[test]
    fn a_session_ends_at_the_latest_after_its_absolute_time() {
        let (office, _, token) = signed_in();
        for _ in 0..10 {
            office.ctx.clock.advance_seconds(7 * HOUR);
            use_it(&office, &token);
        }
        office.ctx.clock.advance_seconds(3 * HOUR);
        assert!(seen(&office, &token).is_none());
    }

    #[test]
    fn a_use_is_written_down_once_a_minute() {
        let (office, _, token) = signed_in();
        assert!(!seen(&office, &token).unwrap().needs_touch);
        office.ctx.clock.advance_seconds(61);
        assert!(seen(&office, &token).unwrap().needs_touch);
        use_it(&office, &token);
        assert!(!seen(&office, &token).unwrap().needs_touch);
    }

    #[test]
    fn signing_out_ends_the_session_and_stands_in_the_history_once() {
        let (office, _, token) = signed_in();
        let (first, second) = (token.clone(), token.clone());
        office.write(move |tx| end_session(tx, &first)).unwrap();
        office.write(move |tx| end_session(tx, &second)).unwrap();
        assert!(seen(&office, &token).is_none());
        assert_eq!((office.events("signed_in"), office.events("signed_out")), (1, 1));
    }

    #[test]
    fn who_was_deactivated_is_out_at_once_and_gets_no_new_session() {
        let (office, anna, token) = signed_in();
        let now = office.ctx.now();
        office
            .write(move |tx| {
                Ok(diesel::update(persons::table.filter(persons::id.eq(anna)))
                    .set(persons::deactivated_at.eq(now))
                    .execute(tx.conn())?)
            })
            .unwrap();
        assert!(seen(&office, &token).is_none());
        assert!(office.write(move |tx| begin_session(tx, anna)).is_err());
    }

    #[test]
    fn cleaning_up_forgets_what_is_over_and_keeps_what_is_not() {
        let (office, anna, _) = signed_in();
        office.ctx.clock.advance_seconds(9 * HOUR);
        let fresh = office.write(move |tx| begin_session(tx, anna)).unwrap();
        assert_eq!(office.write(purge_expired).unwrap(), 1);
        assert_eq!(office.write(purge_expired).unwrap(), 0);
        assert!(seen(&office, &fresh).is_some());
    }
}
