// SPDX-License-Identifier: AGPL-3.0-or-later
//! Every address of the site, grouped by whom it is for. The test that walks every route as every role reads this table.

use actix_web::{Route, web};

/// Whom an address is for; handlers check it themselves, and a test holds them to this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody, signed in or not.
    Anybody,
    /// Whoever is signed in; what they see there depends on who they are.
    SignedIn,
    /// Who works on tickets.
    Technician,
    /// Who looks at figures and publishes them.
    Manager,
    /// Everybody, in the demonstration only.
    Demo,
}

/// One address.
pub struct Entry {
    /// Whom it is for.
    pub audience: Audience,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The pattern of the address.
    pub path: &'static str,
    route: fn() -> Route,
}

const fn get(audience: Audience, path: &'static str, route: fn() -> Route) -> Entry {
    Entry {
        audience,
        method: "GET",
        path,
        route,
    }
}

const fn post(audience: Audience, path: &'static str, route: fn() -> Route) -> Entry {
    Entry {
        audience,
        method: "POST",
        path,
        route,
    }
}

/// Every address.
pub static TABLE: &[Entry] = &[];

/// Puts every address into the site.
pub fn configure(site: &mut web::ServiceConfig) {
    for entry in TABLE {
        site.route(entry.path, (entry.route)());
    }
}
