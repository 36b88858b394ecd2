// SPDX-License-Identifier: AGPL-3.0-or-later
//! Looking at the catalogue: the whole tree, one service, names for lists.

use diesel::prelude::*;

use super::{Area, Group, Service, ServiceKind};
use crate::ids::{AreaId, GroupId, ServiceId, TeamId};
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::i18n::Locale;
use crate::platform::text::is_unsafe;
use crate::schema::{areas, service_groups, services};

/// An area with its groups, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaView {
    /// Identifier.
    pub id: AreaId,
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its groups in their order.
    pub groups: Vec<GroupView>,
}

/// A group with its services, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupView {
    /// Identifier.
    pub id: GroupId,
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its services in their order.
    pub services: Vec<ServiceView>,
}

/// A service, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceView {
    /// Identifier.
    pub id: ServiceId,
    /// Who answers for it.
    pub team: TeamId,
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// How a body comes to use it.
    pub kind: ServiceKind,
    /// Whether requests about it are seen only by who wrote them and who works on them.
    pub confidential: bool,
}

/// The whole catalogue in its order.
///
/// # Errors
/// When the database does not answer.
pub fn tree(conn: &mut Conn, locale: Locale) -> Result<Vec<AreaView>> {
    let areas = areas::table
        .order((areas::position, areas::code))
        .select(Area::as_select())
        .load(conn)?;
    let groups: Vec<Group> = service_groups::table
        .order((service_groups::position, service_groups::code))
        .select(Group::as_select())
        .load(conn)?;
    let services: Vec<Service> = services::table
        .order((services::position, services::code))
        .select(Service::as_select())
        .load(conn)?;
    Ok(areas
        .into_iter()
        .map(|area| area_view(&area, &groups, &services, locale))
        .collect())
}

/// One service.
///
/// # Errors
/// `NotFound` when there is none.
pub fn service(conn: &mut Conn, service: ServiceId) -> Result<Service> {
    Ok(services::table
        .filter(services::id.eq(service))
        .select(Service::as_select())
        .first(conn)?)
}

/// The service with this code.
///
/// # Errors
/// When the database does not answer.
pub fn service_by_code(conn: &mut Conn, code: &str) -> Result<Option<Service>> {
    // PostgreSQL takes no NUL in a text, and codes come from addresses and forms.
    if code.contains(is_unsafe) {
        return Ok(None);
    }
    Ok(services::table
        .filter(services::code.eq(code))
        .select(Service::as_select())
        .first(conn)
        .optional()?)
}

/// Every service by name in a language, in the order of the catalogue.
///
/// # Errors
/// When the database does not answer.
pub fn service_names(conn: &mut Conn, locale: Locale) -> Result<Vec<(ServiceId, String)>> {
    let groups = tree(conn, locale)?.into_iter().flat_map(|area| area.groups);
    Ok(groups
        .flat_map(|group| group.services)
        .map(|service| (service.id, service.name))
        .collect())
}

fn area_view(area: &Area, groups: &[Group], services: &[Service], locale: Locale) -> AreaView {
    let own = groups.iter().filter(|group| group.area_id == area.id);
    AreaView {
        id: area.id,
        code: area.code.clone(),
        name: area.name(locale).to_owned(),
        groups: own.map(|group| group_view(group, services, locale)).collect(),
    }
}

fn group_view(group: &Group, services: &[Service], locale: Locale) -> GroupView {
    let own = services.iter().filter(|service| service.group_id == group.id);
    GroupView {
        id: group.id,
        code: group.code.clone(),
        name: group.name(locale).to_owned(),
        services: own.map(|service| service_view(service, locale)).collect(),
    }
}

fn service_view(service: &Service, locale: Locale) -> ServiceView {
    ServiceView {
        id: service.id,
        team: service.team_id,
        code: service.code.clone(),
        name: service.name(locale).to_owned(),
        kind: service.kind,
        confidential: service.confidential,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{BUNDLED, import, parse_json};
    use crate::entities::testing::Office;

    fn office() -> Office {
        let office = Office::new();
        let catalogue = parse_json(BUNDLED).unwrap();
        office.write(move |tx| import(tx, &catalogue)).unwrap();
        office
    }

    #[test]
    fn the_tree_follows_the_document_in_the_reader_s_language() {
        let office = office();
        let italian = office.ctx.read(|conn| tree(conn, Locale::It)).unwrap();
        let english = office.ctx.read(|conn| tree(conn, Locale::En)).unwrap();
        let document = parse_json(BUNDLED).unwrap();
        let codes = |areas: &[AreaView]| -> Vec<String> {
            areas
                .iter()
                .flat_map(|a| &a.groups)
                .flat_map(|g| &g.services)
                .map(|s| s.code.clone())
                .collect()
        };
        let expected: Vec<String> = document
            .areas
            .iter()
            .flat_map(|a| &a.groups)
            .flat_map(|g| &g.services)
            .map(|s| s.code.clone())
            .collect();
        assert_eq!(codes(&italian), expected);
        assert_eq!(italian[0].name, document.areas[0].name_it);
        assert_eq!(english[0].name, document.areas[0].name_en);
        let names = office.ctx.read(|conn| service_names(conn, Locale::En)).unwrap();
        assert_eq!(names.len(), expected.len());
        assert_eq!(names[0].1, english[0].groups[0].services[0].name);
    }

    #[test]
    fn a_service_is_found_by_code_and_by_id() {
        let office = office();
        let vpn = office
            .ctx
            .read(|conn| service_by_code(conn, "INF-CON-03"))
            .unwrap()
            .unwrap();
        assert_eq!(office.ctx.read(|conn| service(conn, vpn.id)).unwrap(), vpn);
        for unknown in ["NO", "", "INF-CON-03\0"] {
            assert!(
                office
                    .ctx
                    .read(|conn| service_by_code(conn, unknown))
                    .unwrap()
                    .is_none()
            );
        }
        assert!(office.ctx.read(|conn| service(conn, ServiceId::new())).is_err());
    }
}
