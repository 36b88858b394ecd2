// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a member body is, and which domains a mail domain belongs to. No database.

use diesel::prelude::*;

use crate::ids::EntityId;
use crate::platform::clock::Timestamp;
use crate::schema::entities;
use crate::text_enum;

text_enum!(
    /// What sort of body it is.
    EntityKind {
        /// A municipality.
        Comune = "comune",
        /// A mountain union.
        UnioneMontana = "unione_montana",
        /// A union of municipalities.
        Unione = "unione",
        /// The Province.
        Provincia = "provincia",
        /// Any other body of the territory.
        Altro = "altro",
    }
);

/// A member body.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = entities, treat_none_as_default_value = false)]
pub struct Entity {
    /// Identifier.
    pub id: EntityId,
    /// What sort of body it is.
    pub kind: EntityKind,
    /// Its name; a municipality's without "Comune di".
    pub name: String,
    /// Code of the national statistics institute, of municipalities only.
    pub istat_code: Option<String>,
    /// Cadastral code, of municipalities only.
    pub cadastral_code: Option<String>,
    /// Code in the index of public administrations (IPA).
    pub ipa_code: Option<String>,
    /// Two letters of the province.
    pub province: String,
    /// Postal code, the first when there are several.
    pub postal_code: Option<String>,
    /// Inhabitants.
    pub population: Option<i32>,
    /// When it was entered.
    pub created_at: Timestamp,
}

impl Entity {
    /// As the body is called in public: `Comune di Fano`, `Unione Montana del Montefeltro`.
    pub fn public_name(&self) -> String {
        public_name(self.kind, &self.name)
    }
}

/// See [`Entity::public_name`].
pub(super) fn public_name(kind: EntityKind, name: &str) -> String {
    match kind {
        EntityKind::Comune => format!("Comune di {name}"),
        EntityKind::UnioneMontana | EntityKind::Unione | EntityKind::Provincia | EntityKind::Altro => name.to_owned(),
    }
}

/// A domain as it is stored and compared: lower case, without blanks around it or a dot at its end.
pub(super) fn folded_domain(domain: &str) -> String {
    domain.trim().trim_end_matches('.').to_lowercase()
}

/// The domain and its parents, the longest first. A single label is nobody's: `it` does not make a body of Italy.
pub(super) fn domain_and_parents(domain: &str) -> Vec<String> {
    let folded = folded_domain(domain);
    let mut rest = folded.as_str();
    let mut found = Vec::new();
    while let Some((_, parent)) = rest.split_once('.') {
        found.push(rest.to_owned());
        rest = parent;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_below_a_domain_leads_to_every_domain_above_it_but_not_to_the_country() {
        assert_eq!(
            domain_and_parents("Uff.Comune.Fano.PU.it."),
            ["uff.comune.fano.pu.it", "comune.fano.pu.it", "fano.pu.it", "pu.it"]
        );
        assert!(domain_and_parents("it").is_empty());
        assert!(domain_and_parents("").is_empty());
    }

    #[test]
    fn a_municipality_is_called_by_its_full_name_in_public_and_a_union_by_its_own() {
        assert_eq!(public_name(EntityKind::Comune, "Fano"), "Comune di Fano");
        assert_eq!(
            public_name(EntityKind::Unione, "Unione Pian del Bruscolo"),
            "Unione Pian del Bruscolo"
        );
    }
}
