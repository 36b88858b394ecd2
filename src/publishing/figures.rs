// SPDX-License-Identifier: AGPL-3.0-or-later
//! The counts of a quarter, whole, from questions and answers. What of them may be seen is decided elsewhere.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::Cell;
use crate::ids::{AreaId, EntityId, GroupId, PersonId, ServiceId};
use crate::platform::db::Conn;
use crate::platform::failure;
use crate::schema::{areas, entities, invitations, responses, service_groups, services};
use crate::surveys::Quarter;
use crate::text_enum;

text_enum!(
    /// By what figures are told apart.
    Dimension {
        /// By area of the catalogue.
        Area = "area",
        /// By group of the catalogue.
        Group = "group",
        /// By service.
        Service = "service",
        /// By member body.
        Entity = "entity",
    }
);

/// What a row of figures is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Code in the catalogue; for a body its ISTAT code, or nothing.
    pub code: String,
    /// Italian name.
    pub name_it: String,
    /// English name; a body has only one.
    pub name_en: String,
}

impl Label {
    fn new((code, name_it, name_en): (String, String, String)) -> Self {
        Self { code, name_it, name_en }
    }
}

/// The counts of one quarter by service and body, with the catalogue that sums them up.
pub(super) struct Tally {
    leaves: BTreeMap<Leaf, Cell>,
    places: Vec<Place>,
    bodies: Vec<(EntityId, Label)>,
}

/// Questions and answers about a service from people of a body, which may be unknown.
type Leaf = (ServiceId, Option<EntityId>);

struct Place {
    area: (AreaId, Label),
    group: (GroupId, Label),
    service: (ServiceId, Label),
}

/// An area that somebody was asked or said something about, and its services of which the same is true.
pub(super) struct AreaTally {
    pub(super) label: Label,
    pub(super) cell: Cell,
    pub(super) services: Vec<(Label, Cell)>,
}

/// The counts of an area, a group, a service or a body.
pub(super) struct Row {
    pub(super) label: Option<Label>,
    /// The area of a group, the group of a service.
    pub(super) parent: Option<Label>,
    pub(super) cell: Cell,
}

impl Tally {
    /// Counts a quarter: questions by when they were sent, answers by when they were given. Who answered is known
    /// from the questions and never joined with an answer.
    pub(super) fn of(conn: &mut Conn, quarter: Quarter) -> failure::Result<Self> {
        Ok(Self {
            leaves: count(conn, &quarter.to_string())?,
            places: places(conn)?,
            bodies: bodies(conn)?,
        })
    }

    /// All together.
    pub(super) fn total(&self) -> Cell {
        Cell::sum(self.leaves.values())
    }

    /// Areas with their services, in the order of the catalogue.
    pub(super) fn areas(&self) -> Vec<AreaTally> {
        let services = self.sums(|(service, _)| Some(*service));
        let mut areas: Vec<(AreaId, AreaTally)> = Vec::new();
        for place in &self.places {
            let Some(cell) = services.get(&Some(place.service.0)) else {
                continue;
            };
            if areas.last().is_none_or(|(area, _)| *area != place.area.0) {
                let label = place.area.1.clone();
                areas.push((
                    place.area.0,
                    AreaTally {
                        label,
                        cell: Cell::default(),
                        services: Vec::new(),
                    },
                ));
            }
            if let Some((_, area)) = areas.last_mut() {
                area.cell.absorb(cell);
                area.services.push((place.service.1.clone(), cell.clone()));
            }
        }
        areas.into_iter().map(|(_, area)| area).collect()
    }

    /// The rows of one dimension, in the order of the catalogue or of the bodies' names; without a label stands
    /// what came from people whose body is unknown.
    pub(super) fn by(&self, dimension: Dimension) -> Vec<Row> {
        let places = self.places.iter();
        match dimension {
            Dimension::Area => {
                let areas = places.map(|place| (place.area.0, &place.area.1, None));
                self.rows(areas, |leaf| self.place(leaf.0).map(|place| place.area.0))
            }
            Dimension::Group => {
                let groups = places.map(|place| (place.group.0, &place.group.1, Some(&place.area.1)));
                self.rows(groups, |leaf| self.place(leaf.0).map(|place| place.group.0))
            }
            Dimension::Service => {
                let services = places.map(|place| (place.service.0, &place.service.1, Some(&place.group.1)));
                self.rows(services, |leaf| Some(leaf.0))
            }
            Dimension::Entity => self.rows(self.bodies.iter().map(|(id, label)| (*id, label, None)), |leaf| leaf.1),
        }
    }

    fn place(&self, service: ServiceId) -> Option<&Place> {
        self.places.iter().find(|place| place.service.0 == service)
    }

    fn rows<'a, K: Ord>(
        &self,
        labels: impl Iterator<Item = (K, &'a Label, Option<&'a Label>)>,
        key: impl Fn(&Leaf) -> Option<K>,
    ) -> Vec<Row> {
        let mut sums = self.sums(key);
        let unlabelled = sums.remove(&None).map(|cell| Row {
            label: None,
            parent: None,
            cell,
        });
        // A label met again (the area of the next service) finds its sum already taken.
        let mut rows: Vec<Row> = labels
            .filter_map(|(key, label, parent)| {
                let cell = sums.remove(&Some(key))?;
                Some(Row {
                    label: Some(label.clone()),
                    parent: parent.cloned(),
                    cell,
                })
            })
            .collect();
        rows.extend(unlabelled);
        rows
    }

    fn sums<K: Ord>(&self, key: impl Fn(&Leaf) -> Option<K>) -> BTreeMap<Option<K>, Cell> {
        let mut sums: BTreeMap<Option<K>, Cell> = BTreeMap::new();
        for (leaf, cell) in &self.leaves {
            sums.entry(key(leaf)).or_default().absorb(cell);
        }
        sums
    }
}

fn count(conn: &mut Conn, period: &str) -> failure::Result<BTreeMap<Leaf, Cell>> {
    let mut leaves: BTreeMap<Leaf, Cell> = BTreeMap::new();
    let sent: Vec<(ServiceId, Option<EntityId>, i64)> = invitations::table
        .filter(invitations::sent_period.eq(period))
        .group_by((invitations::service_id, invitations::entity_id))
        .select((invitations::service_id, invitations::entity_id, count_star()))
        .load(conn)?;
    for (service, entity, count) in sent {
        leaves.entry((service, entity)).or_default().invitations += count.unsigned_abs();
    }
    let given: Vec<(ServiceId, Option<EntityId>, i32, i64)> = responses::table
        .filter(responses::period.eq(period))
        .group_by((responses::service_id, responses::entity_id, responses::score))
        .select((
            responses::service_id,
            responses::entity_id,
            responses::score,
            count_star(),
        ))
        .load(conn)?;
    for (service, entity, score, count) in given {
        let cell = leaves.entry((service, entity)).or_default();
        let slot = usize::try_from(score - 1)
            .ok()
            .and_then(|at| cell.distribution.get_mut(at));
        if let Some(votes) = slot {
            *votes += count.unsigned_abs();
        }
    }
    let people: Vec<(ServiceId, Option<EntityId>, PersonId)> = invitations::table
        .filter(invitations::answer_period.eq(period))
        .select((invitations::service_id, invitations::entity_id, invitations::person_id))
        .distinct()
        .load(conn)?;
    for (service, entity, person) in people {
        leaves.entry((service, entity)).or_default().people.insert(person);
    }
    Ok(leaves)
}

fn places(conn: &mut Conn) -> failure::Result<Vec<Place>> {
    type Named<K> = (K, (String, String, String));
    let rows: Vec<(Named<AreaId>, Named<GroupId>, Named<ServiceId>)> = services::table
        .inner_join(service_groups::table.inner_join(areas::table))
        .order((
            (areas::position, areas::code),
            (service_groups::position, service_groups::code),
            (services::position, services::code),
        ))
        .select((
            (areas::id, (areas::code, areas::name_it, areas::name_en)),
            (
                service_groups::id,
                (service_groups::code, service_groups::name_it, service_groups::name_en),
            ),
            (services::id, (services::code, services::name_it, services::name_en)),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(area, group, service)| Place {
            area: (area.0, Label::new(area.1)),
            group: (group.0, Label::new(group.1)),
            service: (service.0, Label::new(service.1)),
        })
        .collect())
}

fn bodies(conn: &mut Conn) -> failure::Result<Vec<(EntityId, Label)>> {
    let rows: Vec<(EntityId, Option<String>, String)> = entities::table
        .order(entities::name)
        .select((entities::id, entities::istat_code, entities::name))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, code, name)| {
            (
                id,
                Label {
                    code: code.unwrap_or_default(),
                    name_it: name.clone(),
                    name_en: name,
                },
            )
        })
        .collect())
}
