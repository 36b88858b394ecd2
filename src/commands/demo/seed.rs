// SPDX-License-Identifier: AGPL-3.0-or-later
//! Fills an empty database with the invented town, through the verbs that pages and mails use, at moments of the past.
//! One transaction: a demonstration is there as a whole, or not at all.

use std::collections::BTreeMap;

use super::invented::{self, Invented, Member};
use super::plan::{is_just_now, plan};
use super::playing::{self, Cast, Stage};
use crate::config::Config;
use crate::event::{Actor, Event};
use crate::ids::{EntityId, PersonId};
use crate::people::{MembershipRole, PasswordHash, add_staff, begin_membership, meet, team_by_code};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::site::DEMO_PASSWORD;
use crate::tx::{Reaction, Tx};
use crate::{catalog, entities, flow, surveys};

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

/// Enters everything: first the town, then what happens in it until now.
pub(super) fn fill(conn: &mut Conn, config: &Config, now: Timestamp, world: World) -> Result<()> {
    let begin = now.plus_days(-PAST_DAYS);
    let cast = at(conn, config, begin, Actor::System, quietly, |tx| found(tx, &world))?;
    let plan = plan(&world.invented, begin, now);
    let mut stage = Stage::default();
    for (moment, happening) in &plan.happenings {
        let actor = playing::actor(&cast, &plan.cases, happening);
        let reaction = if is_just_now(*moment, now) {
            flow::react
        } else {
            quietly
        };
        at(conn, config, *moment, actor, reaction, |tx| {
            playing::play(tx, &world.invented, &cast, &plan.cases, &mut stage, happening)
        })?;
    }
    Ok(())
}

/// One write at a moment of the past.
fn at<T>(
    conn: &mut Conn,
    config: &Config,
    moment: Timestamp,
    actor: Actor,
    reaction: Reaction,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let mut tx = Tx::new(conn, actor, moment, config);
    let value = work(&mut tx)?;
    tx.settle(reaction)?;
    Ok(value)
}

/// What follows in the past: everything but mails, because nobody waits for those any more.
fn quietly(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::TicketOpened {
            ticket,
            message,
            service,
            mailbox,
            ..
        } => flow::route(tx, *ticket, *message, *service, mailbox.as_deref()),
        Event::TicketResolved {
            ticket, resolution_no, ..
        } => surveys::schedule(tx, *ticket, *resolution_no),
        Event::TicketReopened { ticket, .. } | Event::TicketMerged { ticket, .. } => surveys::void(tx, *ticket),
        _ => Ok(()),
    }
}

/// The bodies, the catalogue with its teams, the people.
fn found(tx: &mut Tx<'_>, world: &World) -> Result<Cast> {
    entities::import(tx, &world.entities)?;
    catalog::import(tx, &world.catalogue)?;
    let mut staff = Vec::new();
    let mut manager = None;
    for member in &world.invented.staff {
        let person = enter(tx, member, &world.password)?;
        if member.roles.iter().any(|role| role == "manager") {
            manager.get_or_insert(person);
        }
        staff.push(person);
    }
    let bodies: BTreeMap<String, (EntityId, String)> = entities::all(tx.conn())?
        .into_iter()
        .filter_map(|entity| {
            Some((
                entity.ipa_code.clone()?.to_lowercase(),
                (entity.id, entity.public_name()),
            ))
        })
        .collect();
    let mut employees = Vec::new();
    for employee in &world.invented.employees {
        let person = meet(tx, &employee.name, &employee.email)?.id;
        let body = bodies.get(&employee.entity.to_lowercase());
        let (body, name) = body.ok_or_else(|| Error::bug(format!("no body {}", employee.entity)))?;
        let role = if employee.contact {
            MembershipRole::Contact
        } else {
            MembershipRole::Requester
        };
        begin_membership(tx, person, *body, role)?;
        employees.push((person, *body, name.clone()));
    }
    Ok(Cast {
        staff,
        employees,
        manager: manager.ok_or_else(|| Error::bug("the invented centre has no manager"))?,
    })
}

fn enter(tx: &mut Tx<'_>, member: &Member, password: &PasswordHash) -> Result<PersonId> {
    let mut teams = Vec::new();
    for code in &member.teams {
        let team = team_by_code(tx.conn(), code)?;
        teams.push(team.ok_or_else(|| Error::bug(format!("no team {code}")))?.id);
    }
    let mut entered = None;
    for role in member.roles().map_err(Error::unexpected)? {
        entered = Some(add_staff(tx, &member.name, &member.email, role, &teams, Some(password))?.id);
    }
    entered.ok_or_else(|| Error::bug(format!("{} has no role", member.name)))
}
