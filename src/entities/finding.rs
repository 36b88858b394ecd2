// SPDX-License-Identifier: AGPL-3.0-or-later
//! Looking up member bodies: all of them, one, by mail domain, by name for lists.

use diesel::prelude::*;

use super::entity::{domain_and_parents, public_name};
use super::{Entity, EntityKind};
use crate::ids::EntityId;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::schema::{entities, entity_domains};

/// Every member body, by name.
///
/// # Errors
/// When the database does not answer.
pub fn all(conn: &mut Conn) -> Result<Vec<Entity>> {
    Ok(entities::table
        .order((entities::name, entities::id))
        .select(Entity::as_select())
        .load(conn)?)
}

/// One member body.
///
/// # Errors
/// `NotFound` when there is none.
pub fn find(conn: &mut Conn, entity: EntityId) -> Result<Entity> {
    Ok(entities::table
        .filter(entities::id.eq(entity))
        .select(Entity::as_select())
        .first(conn)?)
}

/// The bodies that a mail domain belongs to: those of the domain itself, else of the nearest domain above it. Usually
/// one; several when bodies share a domain.
///
/// # Errors
/// When the database does not answer.
pub fn by_domain(conn: &mut Conn, domain: &str) -> Result<Vec<Entity>> {
    let candidates = domain_and_parents(domain);
    let found: Vec<(String, Entity)> = entity_domains::table
        .inner_join(entities::table)
        .filter(entity_domains::domain.eq_any(candidates))
        .order((entities::name, entities::id))
        .select((entity_domains::domain, Entity::as_select()))
        .load(conn)?;
    let nearest = found.iter().map(|(domain, _)| domain.len()).max();
    Ok(found
        .into_iter()
        .filter(|(domain, _)| Some(domain.len()) == nearest)
        .map(|(_, entity)| entity)
        .collect())
}

/// Every member body as it is called in public, in the order of the plain names, so that Fano stands under F.
///
/// # Errors
/// When the database does not answer.
pub fn names(conn: &mut Conn) -> Result<Vec<(EntityId, String)>> {
    let rows: Vec<(EntityId, EntityKind, String)> = entities::table
        .order((entities::name, entities::id))
        .select((entities::id, entities::kind, entities::name))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, name)| (id, public_name(kind, &name)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Office;
    use super::*;

    const THREE: &str = "kind,name,istat_code,cadastral_code,ipa_code,province,population,postal_code,domains\n\
        comune,Fano,041013,D488,c_d488,PU,60000,61032,comune.fano.pu.it shared.example\n\
        unione,Unione di Fano,,,,PU,,,unione.comune.fano.pu.it shared.example\n\
        comune,Cagli,041007,B352,c_b352,PU,,61043,comune.cagli.pu.it\n";

    fn called(office: &Office, domain: &str) -> Vec<String> {
        let found = office.ctx.read(|conn| by_domain(conn, domain)).unwrap();
        found.iter().map(Entity::public_name).collect()
    }

    #[test]
    fn an_office_below_a_body_s_domain_belongs_to_the_body_whatever_the_case() {
        let office = Office::with_entities(THREE);
        assert_eq!(called(&office, "comune.fano.pu.it"), ["Comune di Fano"]);
        assert_eq!(called(&office, "Uff.Comune.FANO.pu.it"), ["Comune di Fano"]);
    }

    #[test]
    fn a_domain_that_only_looks_alike_belongs_to_nobody() {
        let office = Office::with_entities(THREE);
        assert!(called(&office, "notcomune.fano.pu.it").is_empty());
        assert!(called(&office, "fano.pu.it").is_empty());
        assert!(called(&office, "comune.fano.pu.it.evil.example").is_empty());
    }

    #[test]
    fn the_longest_domain_wins_and_a_shared_one_belongs_to_all_who_share_it() {
        let office = Office::with_entities(THREE);
        assert_eq!(called(&office, "x.unione.comune.fano.pu.it"), ["Unione di Fano"]);
        assert_eq!(called(&office, "shared.example"), ["Comune di Fano", "Unione di Fano"]);
    }

    #[test]
    fn bodies_are_listed_by_their_plain_names() {
        let office = Office::with_entities(THREE);
        let names = office.ctx.read(names).unwrap();
        let names: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["Comune di Cagli", "Comune di Fano", "Unione di Fano"]);
        assert_eq!(office.ctx.read(all).unwrap().len(), 3);
        assert!(office.ctx.read(|conn| find(conn, EntityId::new())).is_err());
    }
}
