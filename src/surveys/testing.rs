// SPDX-License-Identifier: AGPL-3.0-or-later
//! A very small town for the tests of surveys and publications: a catalogue, a body, and people who answer.

use std::sync::Arc;

use diesel::prelude::*;

use super::{Answer, InvitationState, ToSend, Vote, answer, prepare_sending, schedule};
use crate::config::Config;
use crate::context::Context;
use crate::event::{Actor, Event};
use crate::ids::{AreaId, EntityId, GroupId, InvitationId, MessageId, PersonId, ServiceId, TeamId, TicketId};
use crate::platform::blobs::BlobStore;
use crate::platform::clock::{Clock, Timestamp};
use crate::platform::db::Database;
use crate::platform::failure::{Error, Result};
use crate::schema::{areas, entities, invitations, persons, service_groups, services, teams, tickets};
use crate::tx::Tx;

pub(crate) struct Town {
    pub(crate) ctx: Context,
    pub(crate) services: Vec<ServiceId>,
    pub(crate) entity: EntityId,
    _folder: tempfile::TempDir,
}

impl Town {
    /// Areas A, B, … with one group each and so many services A1, A2, …, on a day in August 2026.
    pub(crate) fn with_services(areas: &[usize]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path().join("town.db").to_str().unwrap(), 2).unwrap();
        database.migrate().unwrap();
        let blobs = BlobStore::open(folder.path()).unwrap();
        let ctx = Context::new(Arc::new(Config::default()), database, blobs, Clock::system(), |_, _| {
            Ok(())
        });
        let entity = EntityId::new();
        let areas = areas.to_vec();
        let services = ctx.write(Actor::System, move |tx| found(tx, entity, &areas)).unwrap();
        let town = Self {
            ctx,
            services,
            entity,
            _folder: folder,
        };
        town.travel_to("2026-08-10T10:00:00Z");
        town
    }

    pub(crate) fn travel_to(&self, instant: &str) {
        let there = Timestamp::from_jiff(instant.parse().unwrap());
        self.ctx.clock.advance_seconds(there.seconds_since(self.ctx.now()));
    }

    pub(crate) fn travel_days(&self, days: i64) {
        self.ctx.clock.advance_seconds(days * 86_400);
    }

    pub(crate) fn person(&self) -> PersonId {
        let id = PersonId::new();
        let row = (
            persons::id.eq(id),
            persons::name.eq("Ada Prova"),
            persons::email.eq(format!("{id}@comune.example")),
            persons::locale.eq("it"),
            persons::created_at.eq(self.ctx.now()),
        );
        self.write(Actor::System, move |tx| {
            Ok(diesel::insert_into(persons::table).values(row).execute(tx.conn())?)
        })
        .unwrap();
        id
    }

    pub(crate) fn ticket(&self, requester: PersonId, service: Option<ServiceId>) -> TicketId {
        self.opened(requester, service, true)
    }

    /// One that came by a mail which must not be answered automatically.
    pub(crate) fn ticket_of_a_machine(&self, requester: PersonId, service: Option<ServiceId>) -> TicketId {
        self.opened(requester, service, false)
    }

    fn opened(&self, requester: PersonId, service: Option<ServiceId>, may_answer: bool) -> TicketId {
        let (id, now, entity) = (TicketId::new(), self.ctx.now(), self.entity);
        self.write(Actor::Person(requester), move |tx| {
            let number = crate::platform::db::next_in_series(tx.conn(), "ticket")?;
            diesel::insert_into(tickets::table)
                .values((
                    (
                        tickets::id.eq(id),
                        tickets::number.eq(number),
                        tickets::subject.eq("Prova"),
                    ),
                    (
                        tickets::entity_id.eq(entity),
                        tickets::service_id.eq(service),
                        tickets::requester_id.eq(requester),
                    ),
                    (
                        tickets::status.eq("resolved"),
                        tickets::priority.eq(2),
                        tickets::channel.eq("web"),
                    ),
                    (
                        tickets::confidential.eq(false),
                        tickets::version.eq(1_i64),
                        tickets::reopened_count.eq(0),
                    ),
                    (tickets::created_at.eq(now), tickets::updated_at.eq(now)),
                ))
                .execute(tx.conn())?;
            tx.record(Event::TicketOpened {
                ticket: id,
                message: MessageId::new(),
                service,
                mailbox: None,
                may_answer,
            })
        })
        .unwrap();
        id
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        self.ctx.write(actor, work)
    }

    /// A technician resolves it.
    pub(crate) fn resolve(&self, ticket: TicketId, resolution_no: i32) {
        let technician = Actor::Person(self.person());
        self.write(technician, move |tx| schedule(tx, ticket, resolution_no))
            .unwrap();
    }

    pub(crate) fn state(&self, ticket: TicketId) -> Vec<(InvitationId, InvitationState)> {
        self.ctx
            .read(|conn| {
                Ok(invitations::table
                    .filter(invitations::ticket_id.eq(ticket))
                    .order(invitations::resolution_no)
                    .select((invitations::id, invitations::state))
                    .load(conn)?)
            })
            .unwrap()
    }

    /// The last invitation about it is mailed now.
    pub(crate) fn send(&self, ticket: TicketId) -> Option<ToSend> {
        let (invitation, _) = *self.state(ticket).last().unwrap();
        self.write(Actor::System, move |tx| prepare_sending(tx, invitation))
            .unwrap()
    }

    /// A person is asked about a service.
    pub(crate) fn ask(&self, person: PersonId, service: usize) -> ToSend {
        let ticket = self.ticket(person, Some(self.services[service]));
        self.resolve(ticket, 1);
        self.send(ticket).unwrap()
    }

    pub(crate) fn answer(&self, token: &str, stars: u8) -> Result<()> {
        self.answer_with(token, Answer::new(Vote::new(stars).unwrap(), None, "", false).unwrap())
    }

    pub(crate) fn answer_with(&self, token: &str, given: Answer) -> Result<()> {
        let token = token.to_owned();
        self.write(Actor::Nobody, move |tx| answer(tx, &token, &given))
    }

    /// So many answers of five stars about a service from the first people in turn.
    pub(crate) fn answers(&self, service: usize, count: usize, people: &[PersonId]) {
        for person in people.iter().cycle().take(count) {
            self.answer(&self.ask(*person, service).token, 5).unwrap();
        }
    }
}

pub(crate) fn refused<T>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.key,
        Err(other) => panic!("not refused but failed: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

fn found(tx: &mut Tx<'_>, entity: EntityId, sizes: &[usize]) -> Result<Vec<ServiceId>> {
    let (team, now) = (TeamId::new(), tx.now());
    let body = (
        entities::id.eq(entity),
        entities::kind.eq("municipality"),
        entities::name.eq("Comune di Prova"),
    );
    diesel::insert_into(entities::table)
        .values((body, entities::province.eq("PU"), entities::created_at.eq(now)))
        .execute(tx.conn())?;
    diesel::insert_into(teams::table)
        .values((
            teams::id.eq(team),
            teams::code.eq("T"),
            teams::name_it.eq("T"),
            teams::name_en.eq("T"),
            teams::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    let mut made = Vec::new();
    for ((letter, size), at) in ('A'..).zip(sizes).zip(0..) {
        let code = letter.to_string();
        let group = found_area(tx, &code, at)?;
        for number in 1..=*size {
            made.push(found_service(tx, team, group, &code, number)?);
        }
    }
    Ok(made)
}

/// An area with one group of services.
fn found_area(tx: &mut Tx<'_>, code: &str, at: i32) -> Result<GroupId> {
    let (area, group) = (AreaId::new(), GroupId::new());
    diesel::insert_into(areas::table)
        .values((
            areas::id.eq(area),
            areas::code.eq(code),
            areas::name_it.eq(format!("Area {code}")),
            areas::name_en.eq(code),
            areas::position.eq(at),
        ))
        .execute(tx.conn())?;
    let names = (
        service_groups::name_it.eq("Gruppo"),
        service_groups::name_en.eq("Group"),
    );
    diesel::insert_into(service_groups::table)
        .values((
            service_groups::id.eq(group),
            service_groups::area_id.eq(area),
            service_groups::code.eq(code),
            names,
            service_groups::position.eq(0),
        ))
        .execute(tx.conn())?;
    Ok(group)
}

fn found_service(tx: &mut Tx<'_>, team: TeamId, group: GroupId, area: &str, number: usize) -> Result<ServiceId> {
    let (service, code) = (ServiceId::new(), format!("{area}{number}"));
    let names = (
        services::name_it.eq(format!("Servizio {code}")),
        services::name_en.eq(format!("Service {code}")),
    );
    let place = (
        services::group_id.eq(group),
        services::team_id.eq(team),
        services::position.eq(i32::try_from(number).unwrap()),
    );
    diesel::insert_into(services::table)
        .values((
            services::id.eq(service),
            services::code.eq(code),
            names,
            place,
            services::kind.eq("base"),
            services::confidential.eq(false),
        ))
        .execute(tx.conn())?;
    Ok(service)
}
