// SPDX-License-Identifier: AGPL-3.0-or-later
//! Entering the catalogue from a document. What is known by its code stays as it is, because the centre edits the
//! catalogue after the first import; only what is new is added.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::Deserialize;

use super::{Area, Group, Service, ServiceKind, service_by_code};
use crate::ids::{AreaId, GroupId, ServiceId, TeamId};
use crate::people::ensure_team;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::text;
use crate::schema::{areas, service_groups, service_keywords, services};
use crate::tx::Tx;

/// The centre's catalogue, as shipped.
pub const BUNDLED: &str = include_str!("../../data/catalogue.json");

/// The document: `data/catalogue.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The areas in their order.
    pub areas: Vec<AreaDoc>,
}

/// An area of the document, with the team that answers for its services.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the catalogue itself")]
pub struct AreaDoc {
    pub code: String,
    pub name_it: String,
    pub name_en: String,
    pub team: TeamDoc,
    pub groups: Vec<GroupDoc>,
}

/// A team of the document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of a team")]
pub struct TeamDoc {
    pub code: String,
    pub name_it: String,
    pub name_en: String,
}

/// A group of the document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the catalogue itself")]
pub struct GroupDoc {
    pub code: String,
    pub name_it: String,
    pub name_en: String,
    pub services: Vec<ServiceDoc>,
}

/// A service of the document, with the words that tell it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the catalogue itself")]
pub struct ServiceDoc {
    pub code: String,
    pub name_it: String,
    pub name_en: String,
    pub kind: ServiceKind,
    pub confidential: bool,
    pub keywords: Vec<String>,
}

/// Reads the document.
///
/// # Errors
/// When it has another shape; the text says where.
pub fn parse_json(json: &str) -> Result<Catalogue> {
    Ok(serde_json::from_str(json)?)
}

/// Enters the areas, teams, groups and services that are not known yet, and says how many services those were.
///
/// # Errors
/// When a row cannot be written.
pub fn import(tx: &mut Tx<'_>, catalogue: &Catalogue) -> Result<usize> {
    let mut added = 0;
    for (area, position) in catalogue.areas.iter().zip(1..) {
        let team = ensure_team(tx, &area.team.code, &area.team.name_it, &area.team.name_en)?;
        let area_id = ensure_area(tx.conn(), area, position)?;
        for (group, position) in area.groups.iter().zip(1..) {
            let group_id = ensure_group(tx.conn(), group, area_id, position)?;
            for (service, position) in group.services.iter().zip(1..) {
                added += usize::from(ensure_service(tx.conn(), service, group_id, team, position)?);
            }
        }
    }
    Ok(added)
}

fn ensure_area(conn: &mut Conn, doc: &AreaDoc, position: i32) -> Result<AreaId> {
    let known = areas::table
        .filter(areas::code.eq(&doc.code))
        .select(areas::id)
        .first(conn)
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let area = Area {
        id: AreaId::new(),
        code: doc.code.clone(),
        name_it: doc.name_it.clone(),
        name_en: doc.name_en.clone(),
        position,
    };
    diesel::insert_into(areas::table).values(&area).execute(conn)?;
    Ok(area.id)
}

fn ensure_group(conn: &mut Conn, doc: &GroupDoc, area_id: AreaId, position: i32) -> Result<GroupId> {
    let known = service_groups::table
        .filter(service_groups::code.eq(&doc.code))
        .select(service_groups::id)
        .first(conn)
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let group = Group {
        id: GroupId::new(),
        area_id,
        code: doc.code.clone(),
        name_it: doc.name_it.clone(),
        name_en: doc.name_en.clone(),
        position,
    };
    diesel::insert_into(service_groups::table)
        .values(&group)
        .execute(conn)?;
    Ok(group.id)
}

/// Whether the service is new.
fn ensure_service(
    conn: &mut Conn,
    doc: &ServiceDoc,
    group_id: GroupId,
    team_id: TeamId,
    position: i32,
) -> Result<bool> {
    if service_by_code(conn, &doc.code)?.is_some() {
        return Ok(false);
    }
    let service = Service {
        id: ServiceId::new(),
        group_id,
        team_id,
        code: doc.code.clone(),
        name_it: doc.name_it.clone(),
        name_en: doc.name_en.clone(),
        kind: doc.kind,
        confidential: doc.confidential,
        position,
    };
    diesel::insert_into(services::table).values(&service).execute(conn)?;
    for word in distinct(&doc.keywords) {
        diesel::insert_into(service_keywords::table)
            .values((
                service_keywords::service_id.eq(service.id),
                service_keywords::keyword.eq(word),
            ))
            .execute(conn)?;
    }
    Ok(true)
}

/// The words as they stand in the catalogue, because people read them as the reason of a routing; of two that sound
/// the same without case and accents, the first.
fn distinct(words: &[String]) -> Vec<&str> {
    let mut by_sound = BTreeMap::new();
    for word in words {
        by_sound.entry(text::fold(word)).or_insert(word.trim());
    }
    by_sound
        .into_iter()
        .filter(|(folded, _)| !folded.is_empty())
        .map(|(_, word)| word)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{keywords, tree};
    use crate::entities::testing::Office;
    use crate::people::teams;
    use crate::platform::i18n::Locale;

    #[test]
    fn the_shipped_catalogue_is_entered_whole_and_importing_it_twice_adds_nothing() {
        let office = Office::new();
        let catalogue = parse_json(BUNDLED).unwrap();
        let services: usize = catalogue
            .areas
            .iter()
            .flat_map(|a| &a.groups)
            .map(|g| g.services.len())
            .sum();
        let again = catalogue.clone();
        assert_eq!(office.write(move |tx| import(tx, &catalogue)).unwrap(), services);
        assert_eq!(office.write(move |tx| import(tx, &again)).unwrap(), 0);
        assert_eq!(office.ctx.read(|conn| tree(conn, Locale::It)).unwrap().len(), 4);
        assert_eq!(office.ctx.read(teams).unwrap().len(), 4);
    }

    #[test]
    fn every_word_of_the_shipped_catalogue_tells_one_service() {
        let catalogue = parse_json(BUNDLED).unwrap();
        let services = catalogue.areas.iter().flat_map(|a| &a.groups).flat_map(|g| &g.services);
        let mut folded: Vec<String> = services
            .flat_map(|s| &s.keywords)
            .map(|word| text::fold(word))
            .collect();
        folded.sort();
        let twice: Vec<_> = folded.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
        assert!(folded.iter().all(|word| !word.is_empty()));
    }

    #[test]
    fn words_are_kept_as_written_and_only_once_whatever_case_and_accents() {
        let office = Office::new();
        let catalogue = parse_json(
            r#"{"areas":[{"code":"A","name_it":"a","name_en":"a","team":{"code":"T","name_it":"t","name_en":"t"},
            "groups":[{"code":"G","name_it":"g","name_en":"g","services":[{"code":"S","name_it":"s","name_en":"s",
            "kind":"on_demand","confidential":true,"keywords":["Connettività","connettivita","VPN", "!"]}]}]}]}"#,
        )
        .unwrap();
        office.write(move |tx| import(tx, &catalogue)).unwrap();
        let words: Vec<String> = office
            .ctx
            .read(keywords)
            .unwrap()
            .into_iter()
            .map(|keyword| keyword.word)
            .collect();
        assert_eq!(words, ["Connettività", "VPN"]);
        let service = office.ctx.read(|conn| service_by_code(conn, "S")).unwrap().unwrap();
        assert_eq!((service.kind, service.confidential), (ServiceKind::OnDemand, true));
    }

    #[test]
    fn a_document_of_another_shape_is_not_taken() {
        assert!(parse_json(r#"{"areas":[{"code":"A"}]}"#).is_err());
        assert!(parse_json(r#"{"areas":[],"zones":[]}"#).is_err());
    }
}
