// SPDX-License-Identifier: AGPL-3.0-or-later
//! The small town that every test knows: the real catalogue and bodies, and a handful of invented people.

use sportello::context::Context;
use sportello::event::Actor;
use sportello::people::{MembershipRole, PasswordHash, StaffRole, begin_membership, meet, set_password, team_by_code};
use sportello::{catalog, entities, people};

/// Anna works for the municipality of Fano.
pub const ANNA: &str = "anna.neri@comune-fano.example";
/// Bruno is the contact of Fano: he sees the requests of the whole body.
pub const BRUNO: &str = "bruno.conti@comune-fano.example";
/// Carla works for the municipality of Pesaro.
pub const CARLA: &str = "carla.serra@comune-pesaro.example";
/// Davide is a technician of the team for networks.
pub const DAVIDE: &str = "davide.fabbri@cstpu.example";
/// Elena is a technician of the team for administrative software.
pub const ELENA: &str = "elena.sartori@cstpu.example";
/// Roberta is a manager.
pub const ROBERTA: &str = "roberta.pierini@cstpu.example";
/// Marta is an administrator.
pub const MARTA: &str = "marta.costantini@cstpu.example";
/// Everybody on the staff has the same password.
pub const PASSWORD: &str = "una parola lunga e segreta";

/// Founds the town in an empty, migrated database.
pub fn found(ctx: &Context) {
    let bodies = entities::parse_csv(entities::BUNDLED).unwrap();
    let catalogue = catalog::parse_json(catalog::BUNDLED).unwrap();
    let password = PasswordHash::of(PASSWORD).unwrap();
    ctx.write(Actor::System, move |tx| {
        entities::import(tx, &bodies)?;
        catalog::import(tx, &catalogue)?;
        for (name, email) in [("Anna Neri", ANNA), ("Bruno Conti", BRUNO), ("Carla Serra", CARLA)] {
            meet(tx, name, email)?;
        }
        let (fano, bruno) = (
            entities::by_domain(tx.conn(), "comune-fano.example")?.remove(0),
            people::by_email(tx.conn(), BRUNO)?.expect("Bruno is there"),
        );
        begin_membership(tx, bruno.id, fano.id, MembershipRole::Contact)?;
        let staff = [
            ("Davide Fabbri", DAVIDE, StaffRole::Technician, Some("INF")),
            ("Elena Sartori", ELENA, StaffRole::Technician, Some("GES")),
            ("Roberta Pierini", ROBERTA, StaffRole::Manager, None),
            ("Marta Costantini", MARTA, StaffRole::Admin, None),
        ];
        for (name, email, role, team) in staff {
            let team = match team {
                Some(code) => team_by_code(tx.conn(), code)?.map(|team| team.id),
                None => None,
            };
            let person = people::add_staff(tx, name, email, role, team.as_slice(), None)?;
            set_password(tx, person.id, &password)?;
        }
        Ok(())
    })
    .unwrap();
}
