// SPDX-License-Identifier: AGPL-3.0-or-later
//! The words of the catalogue that tell a service.

use diesel::prelude::*;

use crate::ids::{ServiceId, TeamId};
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::schema::{service_keywords, services};

/// A word or phrase that tells a service.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Keyword {
    /// The service.
    pub service: ServiceId,
    /// Who answers for it.
    pub team: TeamId,
    /// The word as the catalogue has it.
    pub word: String,
}

/// Every word, in the order of the services' codes.
///
/// # Errors
/// When the database does not answer.
pub fn keywords(conn: &mut Conn) -> Result<Vec<Keyword>> {
    Ok(service_keywords::table
        .inner_join(services::table)
        .order((services::code, service_keywords::keyword))
        .select((services::id, services::team_id, service_keywords::keyword))
        .load(conn)?)
}
