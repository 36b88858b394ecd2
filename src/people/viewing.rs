// SPDX-License-Identifier: AGPL-3.0-or-later
//! The reader: everything about a person that decides what may be seen and done.

use diesel::prelude::*;
use jiff::civil::Date;

use super::staffing::roles_of;
use super::{MembershipRole, Person, StaffRole, find, memberships_of};
use crate::entities;
use crate::ids::{EntityId, PersonId, TeamId};
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::schema::team_members;

/// A person with roles, teams and memberships as of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who reads.
    pub person: Person,
    /// What the person does at the centre; empty for employees of member bodies.
    pub roles: Vec<StaffRole>,
    /// The teams the person works in.
    pub teams: Vec<TeamId>,
    /// The bodies the person belongs to, and as what.
    pub memberships: Vec<(EntityId, MembershipRole)>,
}

impl Viewer {
    /// Reads what a person is on a day. Somebody who was deactivated is nobody in particular any more.
    ///
    /// # Errors
    /// `NotFound` when there is no such person.
    pub fn load(conn: &mut Conn, person: PersonId, on: Date) -> Result<Self> {
        let person = find(conn, person)?;
        if !person.is_active() {
            return Ok(Self {
                person,
                roles: Vec::new(),
                teams: Vec::new(),
                memberships: Vec::new(),
            });
        }
        let roles = roles_of(conn, person.id)?;
        let teams = team_members::table
            .filter(team_members::person_id.eq(person.id))
            .order(team_members::team_id)
            .select(team_members::team_id)
            .load(conn)?;
        let memberships = memberships_of(conn, person.id, on)?;
        let memberships = memberships
            .into_iter()
            .map(|membership| (membership.entity, membership.role))
            .collect();
        Ok(Self {
            person,
            roles,
            teams,
            memberships,
        })
    }

    /// Works at the centre.
    pub fn is_staff(&self) -> bool {
        !self.roles.is_empty()
    }

    /// May work on tickets.
    pub fn is_technician(&self) -> bool {
        self.has(StaffRole::Technician) || self.is_admin()
    }

    /// May look at figures and publish results.
    pub fn is_manager(&self) -> bool {
        self.has(StaffRole::Manager) || self.is_admin()
    }

    /// Keeps the installation.
    pub fn is_admin(&self) -> bool {
        self.has(StaffRole::Admin)
    }

    /// Works in the team.
    pub fn is_in_team(&self, team: TeamId) -> bool {
        self.teams.contains(&team)
    }

    /// Speaks for the body.
    pub fn is_contact_of(&self, entity: EntityId) -> bool {
        self.memberships.contains(&(entity, MembershipRole::Contact))
    }

    /// The bodies the person speaks for.
    pub fn contact_entities(&self) -> Vec<EntityId> {
        let contact = self
            .memberships
            .iter()
            .filter(|(_, role)| *role == MembershipRole::Contact);
        contact.map(|(entity, _)| *entity).collect()
    }

    /// The bodies the person belongs to.
    pub fn entity_ids(&self) -> Vec<EntityId> {
        self.memberships.iter().map(|(entity, _)| *entity).collect()
    }

    /// The body for which the person writes: the only one they belong to, else the only one of their mail domain.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn asks_for(&self, conn: &mut Conn) -> Result<Option<EntityId>> {
        match self.entity_ids().as_slice() {
            [only] => return Ok(Some(*only)),
            [] => {}
            _ => return Ok(None),
        }
        match entities::by_domain(conn, self.person.domain())?.as_slice() {
            [only] if self.person.is_active() => Ok(Some(only.id)),
            _ => Ok(None),
        }
    }

    fn has(&self, role: StaffRole) -> bool {
        self.roles.contains(&role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::{add_staff, begin_membership, ensure_team, meet};

    const FANO: &str = "kind,name,istat_code,cadastral_code,ipa_code,province,population,postal_code,domains\n\
        comune,Fano,041013,D488,c_d488,PU,,,comune-fano.example\n\
        comune,Cagli,041007,B352,c_b352,PU,,,comune-cagli.example\n";

    fn viewer(office: &Office, person: PersonId) -> Viewer {
        let today = office.ctx.now().rome_date();
        office.ctx.read(|conn| Viewer::load(conn, person, today)).unwrap()
    }

    #[test]
    fn an_administrator_may_what_technicians_and_managers_may_and_they_not_what_each_other_may() {
        let office = Office::new();
        let team = office.write(|tx| ensure_team(tx, "INF", "Reti", "Networks")).unwrap();
        let rights = |email: &'static str, role| {
            let person = office
                .write(move |tx| add_staff(tx, "", email, role, &[team], None))
                .unwrap();
            let viewer = viewer(&office, person.id);
            assert!(viewer.is_staff() && viewer.is_in_team(team));
            (viewer.is_technician(), viewer.is_manager(), viewer.is_admin())
        };
        assert_eq!(rights("t@cstpu.example", StaffRole::Technician), (true, false, false));
        assert_eq!(rights("m@cstpu.example", StaffRole::Manager), (false, true, false));
        assert_eq!(rights("a@cstpu.example", StaffRole::Admin), (true, true, true));
    }

    #[test]
    fn a_contact_speaks_for_one_body_and_may_be_a_requester_in_another() {
        let office = Office::with_entities(FANO);
        let anna = office.write(|tx| meet(tx, "", "anna@comune-fano.example")).unwrap().id;
        let all = office.ctx.read(crate::entities::all).unwrap();
        let (cagli, fano) = (all[0].id, all[1].id);
        office
            .write(move |tx| begin_membership(tx, anna, cagli, MembershipRole::Contact))
            .unwrap();
        let viewer = viewer(&office, anna);
        assert!(!viewer.is_staff());
        assert!(viewer.is_contact_of(cagli) && !viewer.is_contact_of(fano));
        assert_eq!(viewer.contact_entities(), [cagli]);
        assert_eq!(viewer.entity_ids().len(), 2);
    }
}
