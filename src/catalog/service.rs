// SPDX-License-Identifier: AGPL-3.0-or-later
//! What an area, a group and a service are. No database.

use diesel::prelude::*;

use crate::ids::{AreaId, GroupId, ServiceId, TeamId};
use crate::platform::i18n::Locale;
use crate::schema::{areas, service_groups, services};
use crate::text_enum;

text_enum!(
    /// How a body comes to use a service.
    ServiceKind {
        /// Part of the base agreement.
        Base = "base",
        /// On demand, by a technical annex of its own.
        OnDemand = "on_demand",
    }
);

/// The top level of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = areas, treat_none_as_default_value = false)]
pub struct Area {
    /// Identifier.
    pub id: AreaId,
    /// Short code, as `INF`.
    pub code: String,
    /// Name in Italian.
    pub name_it: String,
    /// Name in English.
    pub name_en: String,
    /// Place in the catalogue.
    pub position: i32,
}

/// The middle level of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = service_groups, treat_none_as_default_value = false)]
pub struct Group {
    /// Identifier.
    pub id: GroupId,
    /// The area it is part of.
    pub area_id: AreaId,
    /// Short code, as `INF-CON`.
    pub code: String,
    /// Name in Italian.
    pub name_it: String,
    /// Name in English.
    pub name_en: String,
    /// Place in the area.
    pub position: i32,
}

/// What a member body can ask help for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = services, treat_none_as_default_value = false)]
pub struct Service {
    /// Identifier.
    pub id: ServiceId,
    /// The group it is part of.
    pub group_id: GroupId,
    /// Who answers for it.
    pub team_id: TeamId,
    /// Short code, as `INF-CON-03`.
    pub code: String,
    /// Name in Italian.
    pub name_it: String,
    /// Name in English.
    pub name_en: String,
    /// How a body comes to use it.
    pub kind: ServiceKind,
    /// Whether requests about it are seen only by who wrote them and who works on them.
    pub confidential: bool,
    /// Place in the group.
    pub position: i32,
}

macro_rules! named_in_both_languages {
    ($($named:ty),+) => {$(
        impl $named {
            /// The name in a language.
            pub fn name(&self, locale: Locale) -> &str {
                locale.pick(&self.name_it, &self.name_en)
            }
        }
    )+};
}
named_in_both_languages!(Area, Group, Service);
