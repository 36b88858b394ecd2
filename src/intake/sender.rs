// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who wrote: for which body, whether they get an automatic answer, and who else is told because they are named.

use super::brakes;
use super::reading::Incoming;
use crate::config::Config;
use crate::entities;
use crate::ids::{EntityId, PersonId};
use crate::people::{self, Person, Viewer};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;

/// Most people who are told because a mail names them.
const MOST_WATCHERS: usize = 10;

/// The body for which somebody writes: the only one they belong to, else the only one of their mail domain.
pub(super) fn entity_of(conn: &mut Conn, writer: &Viewer) -> Result<Option<EntityId>> {
    match writer.entity_ids().as_slice() {
        [only] => return Ok(Some(*only)),
        [] => {}
        _ => return Ok(None),
    }
    match entities::by_domain(conn, writer.person.domain())?.as_slice() {
        [only] if writer.person.is_active() => Ok(Some(only.id)),
        _ => Ok(None),
    }
}

/// Why the writer gets no automatic answer, if so. Strangers get none, so that forged senders cannot be bombed through us.
pub(super) fn silence(
    conn: &mut Conn,
    config: &Config,
    writer: &Viewer,
    incoming: &Incoming,
    now: Timestamp,
) -> Result<Option<String>> {
    if !incoming.may_answer {
        return Ok(Some(incoming.because.to_owned()));
    }
    if !writer.person.is_active() {
        return Ok(Some("the sender was deactivated".to_owned()));
    }
    let known = writer.is_staff() || !writer.memberships.is_empty();
    if !known && entities::by_domain(conn, writer.person.domain())?.is_empty() {
        return Ok(Some("the sender belongs to no member body".to_owned()));
    }
    Ok(brakes::silence(conn, config, &writer.person.email, now)?.map(str::to_owned))
}

/// Who else is told, of those whom the mail names: active people of the same body.
pub(super) fn watchers(
    conn: &mut Conn,
    incoming: &Incoming,
    writer: &Person,
    entity: Option<EntityId>,
    now: Timestamp,
) -> Result<Vec<PersonId>> {
    let Some(entity) = entity else { return Ok(Vec::new()) };
    let mut watchers = Vec::new();
    for address in &incoming.recipients {
        let Some(person) = people::by_email(conn, address.address())? else {
            continue;
        };
        if !person.is_active() || person.id == writer.id || watchers.contains(&person.id) {
            continue;
        }
        let bodies = people::memberships_of(conn, person.id, now.rome_date())?;
        if bodies.iter().any(|membership| membership.entity == entity) {
            watchers.push(person.id);
        }
        if watchers.len() == MOST_WATCHERS {
            break;
        }
    }
    Ok(watchers)
}
