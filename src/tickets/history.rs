// SPDX-License-Identifier: AGPL-3.0-or-later
//! The history of a ticket, from the events: everything that happened, for staff; changes of state, for requesters.

use std::collections::HashMap;
use std::hash::Hash;

use diesel::prelude::*;

use super::Ticket;
use crate::event::Event;
use crate::ids::{EntityId, PersonId, ServiceId, TeamId, TicketId};
use crate::people::Viewer;
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::Result;
use crate::platform::i18n::Locale;
use crate::schema::{events, persons, tickets};
use crate::{catalog, entities, people};

/// One line of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// Name of the person who did it; absent for the program itself.
    pub actor_name: Option<String>,
    /// What happened.
    pub event: Event,
    /// Names for what the event only identifies, in the reader's language: `from`, `to`, `service`, `team`, `number`.
    pub names: Vec<(&'static str, String)>,
}

impl HistoryEntry {
    /// Whether everybody who sees the ticket is told.
    pub fn is_change_of_state(&self) -> bool {
        is_change_of_state(&self.event)
    }
}

/// What happened to a ticket, oldest first. Everybody but staff sees the changes of state and nothing of notes, mails and
/// surveys. The ticket must have come from [`super::visible_to`].
///
/// # Errors
/// When the database does not answer, or holds an event that this version does not know.
pub fn history(conn: &mut Conn, viewer: &Viewer, ticket: &Ticket, locale: Locale) -> Result<Vec<HistoryEntry>> {
    let rows: Vec<(Timestamp, Option<PersonId>, Json)> = events::table
        .filter(events::ticket_id.eq(ticket.id))
        .order((events::at, events::id))
        .select((events::at, events::person_id, events::data))
        .load(conn)?;
    let mut happened = Vec::with_capacity(rows.len());
    for (at, actor, data) in rows {
        let event: Event = data.to()?;
        if viewer.is_staff() || is_change_of_state(&event) {
            happened.push((at, actor, event));
        }
    }
    let names = Names::of(conn, &happened, locale)?;
    let entry = |(at, actor, event): (Timestamp, Option<PersonId>, Event)| HistoryEntry {
        at,
        actor_name: actor.and_then(|actor| names.persons.get(&actor).cloned()),
        names: names.in_event(&event),
        event,
    };
    Ok(happened.into_iter().map(entry).collect())
}

/// What everybody who sees the ticket is told. That another ticket went on in this one is not among it: its number belongs
/// to somebody else.
fn is_change_of_state(event: &Event) -> bool {
    matches!(
        event,
        Event::TicketOpened { .. }
            | Event::TicketAssigned {
                from: None,
                to: Some(_),
                ..
            }
            | Event::TicketWaiting { .. }
            | Event::TicketResumed { .. }
            | Event::TicketResolved { .. }
            | Event::TicketReopened { .. }
            | Event::TicketClosed { .. }
            | Event::TicketRejected { .. }
            | Event::TicketRejectionUndone { .. }
            | Event::TicketCancelled { .. }
            | Event::TicketMerged { .. }
            | Event::TicketFollowedUp { .. }
    )
}

/// Everything that events only identify, with a few queries for all of them.
struct Names {
    persons: HashMap<PersonId, String>,
    services: HashMap<ServiceId, String>,
    teams: HashMap<TeamId, String>,
    entities: HashMap<EntityId, String>,
    numbers: HashMap<TicketId, String>,
}

impl Names {
    fn of(conn: &mut Conn, happened: &[(Timestamp, Option<PersonId>, Event)], locale: Locale) -> Result<Self> {
        let mut wanted = Wanted::default();
        for (_, actor, event) in happened {
            wanted.persons.extend(actor);
            wanted.add(event);
        }
        let people: Vec<(PersonId, String)> = persons::table
            .filter(persons::id.eq_any(wanted.persons))
            .select((persons::id, persons::name))
            .load(conn)?;
        let numbers: Vec<(TicketId, i64)> = tickets::table
            .filter(tickets::id.eq_any(wanted.tickets))
            .select((tickets::id, tickets::number))
            .load(conn)?;
        let services = when(wanted.services, || catalog::service_names(conn, locale))?;
        let teams = when(wanted.teams, || people::teams(conn))?;
        let entities = when(wanted.entities, || entities::names(conn))?;
        Ok(Self {
            persons: people.into_iter().collect(),
            services: services.into_iter().collect(),
            teams: teams
                .into_iter()
                .map(|team| (team.id, team.name(locale).to_owned()))
                .collect(),
            entities: entities.into_iter().collect(),
            numbers: numbers
                .into_iter()
                .map(|(id, number)| (id, number.to_string()))
                .collect(),
        })
    }

    fn in_event(&self, event: &Event) -> Vec<(&'static str, String)> {
        let named = match event {
            Event::TicketOpened { service, .. } => vec![("service", known(&self.services, *service))],
            Event::TicketRouted { service, team, .. } => vec![
                ("service", known(&self.services, *service)),
                ("team", known(&self.teams, *team)),
            ],
            Event::TicketAssigned { from, to, .. } => {
                vec![("from", known(&self.persons, *from)), ("to", known(&self.persons, *to))]
            }
            Event::TicketRequesterChanged { from, to, .. } => vec![
                ("from", known(&self.persons, Some(*from))),
                ("to", known(&self.persons, Some(*to))),
            ],
            Event::TicketEntitySet { from, to, .. } => vec![
                ("from", known(&self.entities, *from)),
                ("to", known(&self.entities, Some(*to))),
            ],
            Event::TicketReclassified { from, to, .. } => vec![
                ("from", known(&self.services, *from)),
                ("to", known(&self.services, Some(*to))),
            ],
            Event::WatcherAdded { person, .. } => vec![("to", known(&self.persons, Some(*person)))],
            other => vec![("number", known(&self.numbers, other_ticket(other)))],
        };
        named
            .into_iter()
            .filter_map(|(place, name)| name.map(|name| (place, name)))
            .collect()
    }
}

/// Ids whose names are needed; of the small tables only whether any is.
#[derive(Default)]
struct Wanted {
    persons: Vec<PersonId>,
    tickets: Vec<TicketId>,
    services: bool,
    teams: bool,
    entities: bool,
}

impl Wanted {
    fn add(&mut self, event: &Event) {
        match event {
            Event::TicketAssigned { from, to, .. } => self.persons.extend(from.iter().chain(to)),
            Event::TicketRequesterChanged { from, to, .. } => self.persons.extend([from, to]),
            Event::WatcherAdded { person, .. } => self.persons.push(*person),
            Event::TicketOpened { service, .. } => self.services |= service.is_some(),
            Event::TicketRouted { service, team, .. } => {
                self.services |= service.is_some();
                self.teams |= team.is_some();
            }
            Event::TicketReclassified { .. } => self.services = true,
            Event::TicketEntitySet { .. } => self.entities = true,
            other => self.tickets.extend(other_ticket(other)),
        }
    }
}

/// The other ticket of an event about two.
fn other_ticket(event: &Event) -> Option<TicketId> {
    match event {
        Event::TicketMerged { into: other, .. }
        | Event::TicketAbsorbed { absorbed: other, .. }
        | Event::TicketUnmerged { other, .. }
        | Event::TicketFollowedUp { by: other, .. } => Some(*other),
        _ => None,
    }
}

fn when<T>(wanted: bool, load: impl FnOnce() -> Result<Vec<T>>) -> Result<Vec<T>> {
    if wanted { load() } else { Ok(Vec::new()) }
}

fn known<Id: Eq + Hash>(names: &HashMap<Id, String>, id: Option<Id>) -> Option<String> {
    id.and_then(|id| names.get(&id).cloned())
}
