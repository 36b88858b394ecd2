// SPDX-License-Identifier: AGPL-3.0-or-later
//! Fills an empty database with the invented town, through the verbs that pages and mails use, at moments of the past.
//! One transaction: a demonstration is there as a whole, or not at all.

use std::collections::BTreeMap;

use super::invented::{self, Invented};
use crate::config::Config;
use crate::event::{Actor, Event};
use crate::ids::{EntityId, TeamId};
use crate::people::{MembershipRole, PasswordHash, add_staff, begin_membership, meet, team_by_code};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::site::DEMO_PASSWORD;
use crate::tx::Tx;
use crate::{catalog, entities};

/// Days that the invented past is long.
const PAST_DAYS: i64 = 275;

/// Everything that is entered, read and hashed before the transaction begins.
pub(super) struct World {
    invented: Invented,
    entities: Vec<entities::EntityRow>,
    catalogue: catalog::Catalogue,
    password: PasswordHash,
}

impl World {
    /// Reads what ships with the program.
    pub(super) fn invent() -> anyhow::Result<Self> {
        Ok(Self {
            invented: invented::read()?,
            entities: entities::parse_csv(entities::BUNDLED)?,
            catalogue: catalog::parse_json(catalog::BUNDLED)?,
            password: PasswordHash::of(DEMO_PASSWORD)?,
        })
    }
}

/// Enters everything.
pub(super) fn fill(conn: &mut Conn, config: &Config, now: Timestamp, world: World) -> Result<()> {
    let begin = now.plus_days(-PAST_DAYS);
    at(conn, config, begin, Actor::System, |tx| found(tx, &world))
}

/// One write at a moment of the past.
fn at<T>(
    conn: &mut Conn,
    config: &Config,
    moment: Timestamp,
    actor: Actor,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let mut tx = Tx::new(conn, actor, moment, config);
    let value = work(&mut tx)?;
    tx.settle(quietly)?;
    Ok(value)
}

/// What follows in the past: no mail, because nobody waits for it any more.
fn quietly(_tx: &mut Tx<'_>, _event: &Event) -> Result<()> {
    Ok(())
}

/// The bodies, the catalogue with its teams, the people.
fn found(tx: &mut Tx<'_>, world: &World) -> Result<()> {
    entities::import(tx, &world.entities)?;
    catalog::import(tx, &world.catalogue)?;
    for member in &world.invented.staff {
        let mut teams = Vec::new();
        for code in &member.teams {
            teams.push(team(tx, code)?);
        }
        for role in member.roles().map_err(Error::unexpected)? {
            add_staff(tx, &member.name, &member.email, role, &teams, Some(&world.password))?;
        }
    }
    let bodies: BTreeMap<String, EntityId> = entities::all(tx.conn())?
        .into_iter()
        .filter_map(|entity| Some((entity.ipa_code?.to_lowercase(), entity.id)))
        .collect();
    for employee in &world.invented.employees {
        let person = meet(tx, &employee.name, &employee.email)?;
        let body = bodies.get(&employee.entity.to_lowercase());
        let body = *body.ok_or_else(|| Error::bug(format!("no body {}", employee.entity)))?;
        let role = if employee.contact {
            MembershipRole::Contact
        } else {
            MembershipRole::Requester
        };
        begin_membership(tx, person.id, body, role)?;
    }
    Ok(())
}

fn team(tx: &mut Tx<'_>, code: &str) -> Result<TeamId> {
    let found = team_by_code(tx.conn(), code)?;
    Ok(found.ok_or_else(|| Error::bug(format!("no team {code}")))?.id)
}
