// SPDX-License-Identifier: AGPL-3.0-or-later
//! Which bodies a person belongs to, since when and as what. History stays: a change of role ends one membership and
//! begins another.

use diesel::prelude::*;
use jiff::civil::Date;

use super::{MembershipRole, by_email};
use crate::entities::{self, Entity};
use crate::event::Event;
use crate::ids::{EntityId, PersonId};
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::Address;
use crate::schema::{entities as bodies, memberships};
use crate::tx::Tx;

/// A person belongs to a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub person: PersonId,
    /// To which body.
    pub entity: EntityId,
    /// As what.
    pub role: MembershipRole,
    /// First day.
    pub starts_on: Date,
    /// Last day, when it is known.
    pub ends_on: Option<Date>,
}

/// The memberships of a person on a day.
///
/// # Errors
/// When the database does not answer.
pub fn memberships_of(conn: &mut Conn, person: PersonId, on: Date) -> Result<Vec<Membership>> {
    let day = on.to_string();
    let rows: Vec<MembershipRow> = memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(memberships::starts_on.le(day.clone()))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .order((memberships::entity_id, memberships::starts_on))
        .select(MembershipRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Membership::try_from).collect()
}

/// Whether an address is somebody's of a body on a day: of an active person with a membership, or of nobody known, by its
/// domain.
///
/// # Errors
/// When the database does not answer.
pub fn is_of_body(conn: &mut Conn, address: &Address, entity: EntityId, on: Date) -> Result<bool> {
    if let Some(person) = by_email(conn, address.address())? {
        let bodies = memberships_of(conn, person.id, on)?;
        let is_of_it = bodies.iter().any(|membership| membership.entity == entity);
        return Ok(is_of_it && person.is_active());
    }
    let of_domain = entities::by_domain(conn, address.domain())?;
    Ok(matches!(of_domain.as_slice(), [only] if only.id == entity))
}

/// The bodies a person belongs to on a day, by name.
///
/// # Errors
/// When the database does not answer.
pub fn entities_of(conn: &mut Conn, person: PersonId, on: Date) -> Result<Vec<Entity>> {
    let ids: Vec<EntityId> = memberships_of(conn, person, on)?
        .into_iter()
        .map(|membership| membership.entity)
        .collect();
    Ok(bodies::table
        .filter(bodies::id.eq_any(ids))
        .order((bodies::name, bodies::id))
        .select(Entity::as_select())
        .load(conn)?)
}

/// From today on the person belongs to the body in this role. Nothing happens when it is so already; another role of
/// the same person in the same body ends.
///
/// # Errors
/// When a row cannot be written.
pub fn begin_membership(tx: &mut Tx<'_>, person: PersonId, entity: EntityId, role: MembershipRole) -> Result<()> {
    let today = tx.now().rome_date();
    let current = memberships_of(tx.conn(), person, today)?
        .into_iter()
        .find(|membership| membership.entity == entity);
    match current {
        Some(current) if current.role == role => return Ok(()),
        Some(current) if current.starts_on == today => change_role(tx, &current, role)?,
        Some(current) => {
            end_yesterday(tx, &current, today)?;
            insert(tx, person, entity, role, today)?;
        }
        None => insert(tx, person, entity, role, today)?,
    }
    tx.record(Event::MembershipBegun {
        person,
        entity,
        role: role.to_string(),
    })
}

fn insert(tx: &mut Tx<'_>, person_id: PersonId, entity_id: EntityId, role: MembershipRole, today: Date) -> Result<()> {
    let row = MembershipRow {
        person_id,
        entity_id,
        role,
        starts_on: today.to_string(),
        ends_on: None,
    };
    diesel::insert_into(memberships::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(())
}

fn change_role(tx: &mut Tx<'_>, current: &Membership, role: MembershipRole) -> Result<()> {
    diesel::update(
        memberships::table
            .filter(memberships::person_id.eq(current.person))
            .filter(memberships::entity_id.eq(current.entity))
            .filter(memberships::starts_on.eq(current.starts_on.to_string())),
    )
    .set(memberships::role.eq(role))
    .execute(tx.conn())?;
    Ok(())
}

fn end_yesterday(tx: &mut Tx<'_>, current: &Membership, today: Date) -> Result<()> {
    let yesterday = today.yesterday().map_err(Error::unexpected)?;
    diesel::update(
        memberships::table
            .filter(memberships::person_id.eq(current.person))
            .filter(memberships::entity_id.eq(current.entity))
            .filter(memberships::starts_on.eq(current.starts_on.to_string())),
    )
    .set(memberships::ends_on.eq(yesterday.to_string()))
    .execute(tx.conn())?;
    Ok(())
}

/// Days are stored as `2026-11-24`, which sorts as text in both databases.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships, treat_none_as_default_value = false)]
struct MembershipRow {
    person_id: PersonId,
    entity_id: EntityId,
    role: MembershipRole,
    starts_on: String,
    ends_on: Option<String>,
}

impl TryFrom<MembershipRow> for Membership {
    type Error = Error;

    fn try_from(row: MembershipRow) -> Result<Self> {
        Ok(Self {
            person: row.person_id,
            entity: row.entity_id,
            role: row.role,
            starts_on: row.starts_on.parse().map_err(Error::unexpected)?,
            ends_on: row
                .ends_on
                .map(|day| day.parse())
                .transpose()
                .map_err(Error::unexpected)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::meet;

    const FANO: &str = "kind,name,istat_code,cadastral_code,ipa_code,province,population,postal_code,domains\n\
        comune,Fano,041013,D488,c_d488,PU,,,comune-fano.example\n";

    fn town() -> (Office, PersonId, EntityId) {
        let office = Office::with_entities(FANO);
        let anna = office.write(|tx| meet(tx, "Anna", "anna@comune-fano.example")).unwrap();
        let fano = office.ctx.read(crate::entities::all).unwrap()[0].id;
        (office, anna.id, fano)
    }

    fn on(office: &Office, person: PersonId, day: &str) -> Vec<MembershipRole> {
        let day = day.parse().unwrap();
        let found = office.ctx.read(|conn| memberships_of(conn, person, day)).unwrap();
        found.iter().map(|membership| membership.role).collect()
    }

    #[test]
    fn a_new_role_begins_today_and_the_old_one_stays_in_the_history() {
        let (office, anna, fano) = town();
        office.ctx.clock.advance_seconds(10 * 86_400);
        office
            .write(move |tx| begin_membership(tx, anna, fano, MembershipRole::Contact))
            .unwrap();
        assert_eq!(on(&office, anna, "2026-11-23"), []);
        assert_eq!(on(&office, anna, "2026-12-03"), [MembershipRole::Requester]);
        assert_eq!(on(&office, anna, "2026-12-04"), [MembershipRole::Contact]);
    }

    #[test]
    fn a_role_changed_on_its_first_day_is_simply_another_role() {
        let (office, anna, fano) = town();
        office
            .write(move |tx| begin_membership(tx, anna, fano, MembershipRole::Contact))
            .unwrap();
        office
            .write(move |tx| begin_membership(tx, anna, fano, MembershipRole::Contact))
            .unwrap();
        assert_eq!(on(&office, anna, "2026-11-24"), [MembershipRole::Contact]);
        assert_eq!(office.events("membership_begun"), 2);
    }
}
