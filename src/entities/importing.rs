// SPDX-License-Identifier: AGPL-3.0-or-later
//! Entering member bodies from a list. Bodies that are known stay as they are, because the centre edits them after
//! the first import; only new ones are added.

use std::collections::BTreeSet;

use diesel::prelude::*;
use serde::Deserialize;

use super::entity::folded_domain;
use super::{Entity, EntityKind, all};
use crate::event::Event;
use crate::ids::EntityId;
use crate::platform::failure::{Error, Result};
use crate::platform::text;
use crate::schema::{entities, entity_domains};
use crate::tx::Tx;

/// The bodies that the centre serves, as shipped.
pub const BUNDLED: &str = include_str!("../../data/entities.csv");

/// A line of the list; the columns of `data/entities.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityRow {
    /// What sort of body it is.
    pub kind: EntityKind,
    /// Its name; a municipality's without "Comune di".
    pub name: String,
    /// Code of the national statistics institute.
    pub istat_code: Option<String>,
    /// Cadastral code.
    pub cadastral_code: Option<String>,
    /// Code in the index of public administrations.
    pub ipa_code: Option<String>,
    /// Two letters of the province.
    pub province: String,
    /// Inhabitants.
    pub population: Option<i32>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Mail domains, separated by blanks.
    pub domains: String,
}

/// Reads the list.
///
/// # Errors
/// When a line has another shape; the text says which.
pub fn parse_csv(csv: &str) -> Result<Vec<EntityRow>> {
    csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(csv.as_bytes())
        .deserialize()
        .map(|row| row.map_err(Error::unexpected).and_then(checked))
        .collect()
}

/// Enters the bodies that are not known yet, and says how many.
///
/// # Errors
/// When a row cannot be written.
pub fn import(tx: &mut Tx<'_>, rows: &[EntityRow]) -> Result<usize> {
    let mut known = all(tx.conn())?;
    let before = known.len();
    for row in rows {
        if !known.iter().any(|entity| row.is_about(entity)) {
            known.push(add(tx, row)?);
        }
    }
    Ok(known.len() - before)
}

impl EntityRow {
    /// Any code in common makes it the same body, because ISTAT codes change when a municipality changes province.
    /// Names are compared only when there is no code to compare: two municipalities may have the same name.
    fn is_about(&self, entity: &Entity) -> bool {
        let istat = both(self.istat_code.as_deref(), entity.istat_code.as_deref());
        let ipa = both(self.ipa_code.as_deref(), entity.ipa_code.as_deref());
        match (istat, ipa) {
            (None, None) => self.kind == entity.kind && text::fold(&self.name) == text::fold(&entity.name),
            (istat, ipa) => istat == Some(true) || ipa == Some(true),
        }
    }
}

/// Whether both codes are there and the same; IPA codes are written in either case.
fn both(left: Option<&str>, right: Option<&str>) -> Option<bool> {
    left.zip(right).map(|(left, right)| left.eq_ignore_ascii_case(right))
}

fn checked(row: EntityRow) -> Result<EntityRow> {
    if row.name.is_empty() {
        return Err(Error::bug("a member body without a name"));
    }
    match row
        .domains
        .split_whitespace()
        .find(|domain| !folded_domain(domain).contains('.'))
    {
        Some(domain) => Err(Error::bug(format!("{}: {domain} is not a mail domain", row.name))),
        None => Ok(row),
    }
}

fn add(tx: &mut Tx<'_>, row: &EntityRow) -> Result<Entity> {
    let entity = Entity {
        id: EntityId::new(),
        kind: row.kind,
        name: row.name.clone(),
        istat_code: row.istat_code.clone(),
        cadastral_code: row.cadastral_code.clone(),
        ipa_code: row.ipa_code.clone(),
        province: row.province.clone(),
        postal_code: row.postal_code.clone(),
        population: row.population,
        created_at: tx.now(),
    };
    diesel::insert_into(entities::table)
        .values(&entity)
        .execute(tx.conn())?;
    for domain in row
        .domains
        .split_whitespace()
        .map(folded_domain)
        .collect::<BTreeSet<_>>()
    {
        diesel::insert_into(entity_domains::table)
            .values((
                entity_domains::domain.eq(domain),
                entity_domains::entity_id.eq(entity.id),
            ))
            .execute(tx.conn())?;
    }
    tx.record(Event::EntityAdded { entity: entity.id })?;
    Ok(entity)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Office;
    use super::*;
    use crate::event::Actor;

    const HEADER: &str = "kind,name,istat_code,cadastral_code,ipa_code,province,population,postal_code,domains\n";

    fn parsed(lines: &str) -> Vec<EntityRow> {
        parse_csv(&format!("{HEADER}{lines}")).unwrap()
    }

    fn imported(office: &Office, rows: Vec<EntityRow>) -> usize {
        office.ctx.write(Actor::System, move |tx| import(tx, &rows)).unwrap()
    }

    #[test]
    fn the_shipped_list_has_all_bodies_and_importing_it_twice_adds_nothing() {
        let office = Office::new();
        let rows = parse_csv(BUNDLED).unwrap();
        assert!(rows.len() > 50);
        assert_eq!(imported(&office, rows.clone()), rows.len());
        assert_eq!(imported(&office, rows), 0);
    }

    #[test]
    fn empty_columns_are_unknown_facts() {
        let rows = parsed("unione,Unione X,,,,PU,,,\n");
        assert_eq!(
            (&rows[0].istat_code, rows[0].population, rows[0].domains.as_str()),
            (&None, None, "")
        );
    }

    #[test]
    fn a_list_with_an_unknown_kind_or_a_domain_that_is_none_is_not_taken() {
        assert!(parse_csv(&format!("{HEADER}regno,X,,,,PU,,,\n")).is_err());
        assert!(parse_csv(&format!("{HEADER}comune,X,,,,PU,,,localhost\n")).is_err());
        assert!(parse_csv(&format!("{HEADER}comune,,,,,PU,,,\n")).is_err());
    }

    #[test]
    fn a_body_that_changed_province_is_recognised_by_its_other_code() {
        let office = Office::new();
        assert_eq!(
            imported(&office, parsed("comune,Montecopiolo,041033,F450,c_f450,PU,,,\n")),
            1
        );
        assert_eq!(
            imported(&office, parsed("comune,Montecopiolo,099030,F450,C_F450,RN,,,\n")),
            0
        );
    }

    #[test]
    fn two_municipalities_of_one_name_are_two_and_a_body_without_codes_is_known_by_name() {
        let office = Office::new();
        assert_eq!(
            imported(
                &office,
                parsed("comune,Castro,016065,,c_c337,BG,,,\ncomune,Castro,075096,,c_c9,LE,,,\n")
            ),
            2
        );
        assert_eq!(
            imported(
                &office,
                parsed("altro,Ente Parco,,,,PU,,,\naltro,ENTE PARCO,,,,PU,,,\n")
            ),
            1
        );
    }

    #[test]
    fn a_known_body_keeps_what_the_centre_changed() {
        let office = Office::new();
        imported(
            &office,
            parsed("comune,Fano,041013,,c_d488,PU,1,,a.example b.example\n"),
        );
        imported(&office, parsed("comune,Fano,041013,,c_d488,PU,2,,c.example\n"));
        let found = office
            .ctx
            .read(|conn| super::super::by_domain(conn, "c.example"))
            .unwrap();
        assert!(found.is_empty());
        assert_eq!(office.ctx.read(all).unwrap()[0].population, Some(1));
    }
}
