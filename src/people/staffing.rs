// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who works at the centre, and as what.

use diesel::prelude::*;

use super::meeting::known_or_new;
use super::{PasswordHash, Person, StaffRole, join_team, set_password};
use crate::event::Event;
use crate::ids::{PersonId, TeamId};
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::schema::{persons, staff_roles, team_members, teams};
use crate::tx::Tx;

/// Enters somebody of the staff, or gives somebody who is known one more role, more teams, a new password.
///
/// # Errors
/// Refused when the address is none, or belongs to somebody who was deactivated; otherwise when a row cannot be
/// written.
pub fn add_staff(
    tx: &mut Tx<'_>,
    name: &str,
    email: &str,
    role: StaffRole,
    teams: &[TeamId],
    password: Option<&PasswordHash>,
) -> Result<Person> {
    let person = known_or_new(tx, name, email)?;
    if !person.is_active() {
        return Err(Error::refused("error-account-closed"));
    }
    grant_role(tx, person.id, role)?;
    for team in teams {
        join_team(tx, person.id, *team)?;
    }
    if let Some(password) = password {
        set_password(tx, person.id, password)?;
    }
    Ok(person)
}

/// Gives a person a role on the staff; once is enough.
///
/// # Errors
/// When a row cannot be written.
pub fn grant_role(tx: &mut Tx<'_>, person: PersonId, role: StaffRole) -> Result<()> {
    if roles_of(tx.conn(), person)?.contains(&role) {
        return Ok(());
    }
    diesel::insert_into(staff_roles::table)
        .values((staff_roles::person_id.eq(person), staff_roles::role.eq(role)))
        .execute(tx.conn())?;
    tx.record(Event::RoleGranted {
        person,
        role: role.to_string(),
    })
}

/// Everybody who can be given a ticket, by name: active technicians and administrators.
///
/// # Errors
/// When the database does not answer.
pub fn technicians(conn: &mut Conn) -> Result<Vec<Person>> {
    let solving = staff_roles::table
        .filter(staff_roles::role.eq_any([StaffRole::Technician, StaffRole::Admin]))
        .select(staff_roles::person_id);
    Ok(persons::table
        .filter(persons::id.eq_any(solving))
        .filter(persons::deactivated_at.is_null())
        .order((persons::name, persons::id))
        .select(Person::as_select())
        .load(conn)?)
}

/// Somebody who works at the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub person: Person,
    /// As what.
    pub roles: Vec<StaffRole>,
    /// Codes of the teams.
    pub teams: Vec<String>,
}

/// Everybody who works at the centre, by name, except who was deactivated.
///
/// # Errors
/// When the database does not answer.
pub fn staff(conn: &mut Conn) -> Result<Vec<StaffMember>> {
    let working = staff_roles::table.select(staff_roles::person_id);
    let people: Vec<Person> = persons::table
        .filter(persons::id.eq_any(working))
        .filter(persons::deactivated_at.is_null())
        .order((persons::name, persons::id))
        .select(Person::as_select())
        .load(conn)?;
    people
        .into_iter()
        .map(|person| {
            let teams = team_members::table
                .inner_join(teams::table)
                .filter(team_members::person_id.eq(person.id))
                .order(teams::code)
                .select(teams::code)
                .load(conn)?;
            Ok(StaffMember {
                roles: roles_of(conn, person.id)?,
                teams,
                person,
            })
        })
        .collect()
}

/// The roles of a person on the staff.
pub(super) fn roles_of(conn: &mut Conn, person: PersonId) -> Result<Vec<StaffRole>> {
    Ok(staff_roles::table
        .filter(staff_roles::person_id.eq(person))
        .order(staff_roles::role)
        .select(staff_roles::role)
        .load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::{ensure_team, members_of};

    #[test]
    fn adding_staff_twice_changes_nothing_and_a_second_role_adds_to_the_first() {
        let office = Office::new();
        let network = office.write(|tx| ensure_team(tx, "INF", "Reti", "Networks")).unwrap();
        let add =
            move |role| move |tx: &mut Tx<'_>| add_staff(tx, "Ada Bo", "ada@cstpu.example", role, &[network], None);
        let ada = office.write(add(StaffRole::Technician)).unwrap();
        office.write(add(StaffRole::Technician)).unwrap();
        office.write(add(StaffRole::Manager)).unwrap();
        let roles = office.ctx.read(|conn| roles_of(conn, ada.id)).unwrap();
        assert_eq!(roles, [StaffRole::Manager, StaffRole::Technician]);
        assert_eq!(office.ctx.read(|conn| members_of(conn, network)).unwrap(), [ada]);
        assert_eq!((office.events("role_granted"), office.events("team_joined")), (2, 1));
    }

    #[test]
    fn tickets_go_to_technicians_and_administrators_who_are_still_there() {
        let office = Office::new();
        office
            .write(|tx| add_staff(tx, "Ada", "ada@cstpu.example", StaffRole::Technician, &[], None))
            .unwrap();
        office
            .write(|tx| add_staff(tx, "Bea", "bea@cstpu.example", StaffRole::Admin, &[], None))
            .unwrap();
        office
            .write(|tx| add_staff(tx, "Ugo", "ugo@cstpu.example", StaffRole::Manager, &[], None))
            .unwrap();
        let gone = office
            .write(|tx| add_staff(tx, "Eva", "eva@cstpu.example", StaffRole::Technician, &[], None))
            .unwrap();
        let now = office.ctx.now();
        office
            .write(move |tx| {
                Ok(diesel::update(persons::table.filter(persons::id.eq(gone.id)))
                    .set(persons::deactivated_at.eq(now))
                    .execute(tx.conn())?)
            })
            .unwrap();
        let names: Vec<String> = office
            .ctx
            .read(technicians)
            .unwrap()
            .into_iter()
            .map(|person| person.name)
            .collect();
        assert_eq!(names, ["Ada", "Bea"]);
        let back = office.write(|tx| add_staff(tx, "Eva", "eva@cstpu.example", StaffRole::Admin, &[], None));
        assert!(matches!(back, Err(Error::Refused(refusal)) if refusal.key == "error-account-closed"));
    }
}
