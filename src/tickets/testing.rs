// SPDX-License-Identifier: AGPL-3.0-or-later
//! A desk for the tests of tickets: two bodies, two services of two teams (one confidential), and people on each side, on a
//! Tuesday in November 2026. Nothing follows from events here.

use std::sync::Arc;

use diesel::prelude::*;

use super::{Channel, NewMessage, Opening, Priority, Ticket, find, open, route};
use crate::catalog::{Area, Group, Service, ServiceKind};
use crate::config::Config;
use crate::context::Context;
use crate::entities;
use crate::event::{Actor, RoutingReason};
use crate::ids::{AreaId, EntityId, GroupId, MessageId, PersonId, ServiceId, TeamId, TicketId};
use crate::people::{MembershipRole, StaffRole, Viewer, add_staff, begin_membership, ensure_team, meet};
use crate::platform::blobs::BlobStore;
use crate::platform::clock::{Clock, Timestamp};
use crate::platform::db::Database;
use crate::platform::failure::{Error, Result};
use crate::schema::{areas, events, messages, service_groups, services, watchers};
use crate::tx::Tx;

const BODIES: &str = "kind,name,istat_code,cadastral_code,ipa_code,province,population,postal_code,domains\n\
    comune,Fano,041013,D488,c_d488,PU,,,fano.example\n\
    comune,Cagli,041007,B352,c_b352,PU,,,cagli.example\n";

/// Everybody and everything, by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Town {
    pub(crate) fano: EntityId,
    pub(crate) cagli: EntityId,
    pub(crate) network: TeamId,
    pub(crate) wages: TeamId,
    /// Service of the network team.
    pub(crate) vpn: ServiceId,
    /// Confidential service of the wages team.
    pub(crate) payroll: ServiceId,
    /// Employee of Fano.
    pub(crate) anna: PersonId,
    /// Employee of Fano.
    pub(crate) berto: PersonId,
    /// Contact of Fano.
    pub(crate) carla: PersonId,
    /// Employee of Cagli.
    pub(crate) dino: PersonId,
    /// Technician of the network team.
    pub(crate) tina: PersonId,
    /// Technician of the wages team.
    pub(crate) piero: PersonId,
    /// Manager in no team.
    pub(crate) mara: PersonId,
    /// Administrator in no team.
    pub(crate) ada: PersonId,
}

pub(crate) struct Desk {
    pub(crate) ctx: Context,
    pub(crate) town: Town,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path().join("desk.db").to_str().unwrap(), 2).unwrap();
        database.migrate().unwrap();
        let blobs = BlobStore::open(folder.path()).unwrap();
        let ctx = Context::new(Arc::new(Config::default()), database, blobs, Clock::system(), |_, _| {
            Ok(())
        });
        let there = Timestamp::from_jiff("2026-11-24T10:00:00+01:00".parse().unwrap());
        ctx.clock.advance_seconds(there.seconds_since(ctx.now()));
        let town = ctx.write(Actor::System, found).unwrap();
        Self {
            ctx,
            town,
            _folder: folder,
        }
    }

    /// A person does something.
    pub(crate) fn by<T: Send + 'static>(
        &self,
        person: PersonId,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        self.ctx.write(Actor::Person(person), work)
    }

    /// The program does something by itself.
    pub(crate) fn itself<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Clone + Send + 'static,
    ) -> Result<T> {
        self.ctx.write(Actor::System, work)
    }

    /// A new ticket of a requester of Fano, routed to the service.
    pub(crate) fn ticket(&self, requester: PersonId, service: Option<ServiceId>) -> Ticket {
        let town = self.town;
        let opening = Opening {
            view: crate::tickets::MailView::default(),
            service,
            ..opening(requester, Some(town.fano), "La VPN non va")
        };
        self.opened(opening)
    }

    /// A new ticket, routed to the service of the opening.
    pub(crate) fn opened(&self, opening: Opening) -> Ticket {
        let town = self.town;
        let id = self
            .by(opening.requester, move |tx| {
                let service = opening.service;
                let opened = open(tx, opening)?;
                let (team, reason) = match service {
                    Some(service) if service == town.payroll => (Some(town.wages), RoutingReason::Chosen),
                    Some(_) => (Some(town.network), RoutingReason::Chosen),
                    None => (None, RoutingReason::Nothing),
                };
                route(tx, opened.id, service, team, reason)?;
                Ok(opened.id)
            })
            .unwrap();
        self.again(id)
    }

    /// The ticket as it is now.
    pub(crate) fn again(&self, ticket: TicketId) -> Ticket {
        self.ctx.read(|conn| find(conn, ticket)).unwrap()
    }

    pub(crate) fn viewer(&self, person: PersonId) -> Viewer {
        let today = self.ctx.now().rome_date();
        self.ctx.read(|conn| Viewer::load(conn, person, today)).unwrap()
    }

    pub(crate) fn days_pass(&self, days: i64) {
        self.ctx.clock.advance_seconds(days * 86_400);
    }

    pub(crate) fn minutes_pass(&self, minutes: i64) {
        self.ctx.clock.advance_seconds(minutes * 60);
    }

    /// The kinds of the ticket's events, in order.
    pub(crate) fn happened(&self, ticket: TicketId) -> Vec<String> {
        self.ctx
            .read(|conn| {
                Ok(events::table
                    .filter(events::ticket_id.eq(ticket))
                    .order(events::id)
                    .select(events::kind)
                    .load(conn)?)
            })
            .unwrap()
    }

    /// Who did the last thing to the ticket.
    pub(crate) fn last_actor(&self, ticket: TicketId) -> Option<PersonId> {
        self.ctx
            .read(|conn| {
                Ok(events::table
                    .filter(events::ticket_id.eq(ticket))
                    .order(events::id.desc())
                    .select(events::person_id)
                    .first(conn)?)
            })
            .unwrap()
    }

    /// The rows of a ticket's messages and watchers as they stand.
    pub(crate) fn belongings(&self, ticket: TicketId) -> (Vec<MessageId>, Vec<(PersonId, Timestamp)>) {
        self.ctx
            .read(|conn| {
                let messages = messages::table
                    .filter(messages::ticket_id.eq(ticket))
                    .order(messages::id)
                    .select(messages::id)
                    .load(conn)?;
                let watchers = watchers::table
                    .filter(watchers::ticket_id.eq(ticket))
                    .order(watchers::person_id)
                    .select((watchers::person_id, watchers::added_at))
                    .load(conn)?;
                Ok((messages, watchers))
            })
            .unwrap()
    }
}

/// What a new ticket begins with.
pub(crate) fn opening(requester: PersonId, entity: Option<EntityId>, subject: &str) -> Opening {
    Opening {
        view: crate::tickets::MailView::default(),
        requester,
        entity,
        subject: subject.to_owned(),
        body: "Buongiorno, non riesco a lavorare.".to_owned(),
        service: None,
        priority: Priority::Normal,
        channel: Channel::Web,
        mailbox: None,
        mail_id: None,
        may_answer: true,
        files: Vec::new(),
        watchers: Vec::new(),
        follow_up_of: None,
    }
}

/// A message as a person writes it.
pub(crate) fn said(body: &str) -> NewMessage {
    NewMessage {
        view: crate::tickets::MailView::default(),
        body: body.to_owned(),
        channel: Channel::Email,
        mail_id: None,
        files: Vec::new(),
        may_answer: true,
        by_person: true,
    }
}

/// The key of the refusal.
pub(crate) fn refused<T>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.key,
        Err(other) => panic!("not refused but failed: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

fn found(tx: &mut Tx<'_>) -> Result<Town> {
    entities::import(tx, &entities::parse_csv(BODIES).unwrap())?;
    let bodies = entities::all(tx.conn())?;
    let (cagli, fano) = (&bodies[0], &bodies[1]);
    let network = ensure_team(tx, "NET", "Reti", "Networks")?;
    let wages = ensure_team(tx, "PAY", "Paghe", "Payroll")?;
    let (vpn, payroll) = catalogue(tx, network, wages)?;
    let carla = meet(tx, "Carla Contatto", "carla@fano.example")?.id;
    begin_membership(tx, carla, fano.id, MembershipRole::Contact)?;
    Ok(Town {
        fano: fano.id,
        cagli: cagli.id,
        network,
        wages,
        vpn,
        payroll,
        anna: meet(tx, "Anna Neri", "anna@fano.example")?.id,
        berto: meet(tx, "Berto Rossi", "berto@fano.example")?.id,
        carla,
        dino: meet(tx, "Dino Bo", "dino@cagli.example")?.id,
        tina: staff(tx, "Tina", StaffRole::Technician, &[network])?,
        piero: staff(tx, "Piero", StaffRole::Technician, &[wages])?,
        mara: staff(tx, "Mara", StaffRole::Manager, &[])?,
        ada: staff(tx, "Ada", StaffRole::Admin, &[])?,
    })
}

fn staff(tx: &mut Tx<'_>, name: &str, role: StaffRole, teams: &[TeamId]) -> Result<PersonId> {
    let email = format!("{}@cstpu.example", name.to_lowercase());
    Ok(add_staff(tx, name, &email, role, teams, None)?.id)
}

fn catalogue(tx: &mut Tx<'_>, network: TeamId, wages: TeamId) -> Result<(ServiceId, ServiceId)> {
    let (area, group) = (AreaId::new(), GroupId::new());
    let (name_it, name_en) = ("Informatica".to_owned(), "Information technology".to_owned());
    diesel::insert_into(areas::table)
        .values(&Area {
            id: area,
            code: "INF".to_owned(),
            name_it: name_it.clone(),
            name_en: name_en.clone(),
            position: 0,
        })
        .execute(tx.conn())?;
    diesel::insert_into(service_groups::table)
        .values(&Group {
            id: group,
            area_id: area,
            code: "INF-A".to_owned(),
            name_it,
            name_en,
            position: 0,
        })
        .execute(tx.conn())?;
    let mut enter = |code: &str, name_it: &str, name_en: &str, team_id, confidential| -> Result<ServiceId> {
        let service = Service {
            id: ServiceId::new(),
            group_id: group,
            team_id,
            code: code.to_owned(),
            name_it: name_it.to_owned(),
            name_en: name_en.to_owned(),
            kind: ServiceKind::Base,
            confidential,
            position: 0,
        };
        diesel::insert_into(services::table)
            .values(&service)
            .execute(tx.conn())?;
        Ok(service.id)
    };
    let vpn = enter("INF-A-01", "Accesso remoto", "Remote access", network, false)?;
    let payroll = enter("INF-A-02", "Stipendi", "Payroll", wages, true)?;
    Ok((vpn, payroll))
}
