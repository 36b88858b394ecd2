// SPDX-License-Identifier: AGPL-3.0-or-later
//! Teams: groups of technicians who answer for services.

use diesel::prelude::*;

use super::Person;
use crate::event::Event;
use crate::ids::{PersonId, TeamId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::i18n::Locale;
use crate::schema::{persons, team_members, teams as table};
use crate::tx::Tx;

/// A group of technicians who answer for services.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = table)]
pub struct Team {
    /// Identifier.
    pub id: TeamId,
    /// Short code, as in the catalogue.
    pub code: String,
    /// Name in Italian.
    pub name_it: String,
    /// Name in English.
    pub name_en: String,
}

impl Team {
    /// The name in a language.
    pub fn name(&self, locale: Locale) -> &str {
        locale.pick(&self.name_it, &self.name_en)
    }
}

/// Every team, by code.
///
/// # Errors
/// When the database does not answer.
pub fn teams(conn: &mut Conn) -> Result<Vec<Team>> {
    Ok(table::table.order(table::code).select(Team::as_select()).load(conn)?)
}

/// One team.
///
/// # Errors
/// `NotFound` when there is none.
pub fn team(conn: &mut Conn, team: TeamId) -> Result<Team> {
    Ok(table::table
        .filter(table::id.eq(team))
        .select(Team::as_select())
        .first(conn)?)
}

/// The team with this code.
///
/// # Errors
/// When the database does not answer.
pub fn team_by_code(conn: &mut Conn, code: &str) -> Result<Option<Team>> {
    Ok(table::table
        .filter(table::code.eq(code))
        .select(Team::as_select())
        .first(conn)
        .optional()?)
}

/// The active people of a team, by name.
///
/// # Errors
/// When the database does not answer.
pub fn members_of(conn: &mut Conn, team: TeamId) -> Result<Vec<Person>> {
    Ok(persons::table
        .inner_join(team_members::table)
        .filter(team_members::team_id.eq(team))
        .filter(persons::deactivated_at.is_null())
        .order((persons::name, persons::id))
        .select(Person::as_select())
        .load(conn)?)
}

/// The team with this code, made with these names when there is none; one that is there keeps its names.
///
/// # Errors
/// When a row cannot be written.
pub fn ensure_team(tx: &mut Tx<'_>, code: &str, name_it: &str, name_en: &str) -> Result<TeamId> {
    if let Some(team) = team_by_code(tx.conn(), code)? {
        return Ok(team.id);
    }
    let row = NewTeam {
        id: TeamId::new(),
        code,
        name_it,
        name_en,
        created_at: tx.now(),
    };
    diesel::insert_into(table::table).values(&row).execute(tx.conn())?;
    Ok(row.id)
}

/// Puts a person into a team; once is enough.
///
/// # Errors
/// When a row cannot be written.
pub fn join_team(tx: &mut Tx<'_>, person: PersonId, team: TeamId) -> Result<()> {
    let already: i64 = team_members::table
        .filter(team_members::team_id.eq(team))
        .filter(team_members::person_id.eq(person))
        .count()
        .get_result(tx.conn())?;
    if already > 0 {
        return Ok(());
    }
    diesel::insert_into(team_members::table)
        .values((team_members::team_id.eq(team), team_members::person_id.eq(person)))
        .execute(tx.conn())?;
    tx.record(Event::TeamJoined { person, team })
}

#[derive(Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct NewTeam<'a> {
    id: TeamId,
    code: &'a str,
    name_it: &'a str,
    name_en: &'a str,
    created_at: Timestamp,
}
