// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who can sign in to the demonstration: some of the invented people, as the sign-in page names them.

use serde::{Deserialize, Serialize};

use crate::platform::failure::{Error, Result};

/// The invented people, as `sportello demo` enters them.
const PEOPLE: &str = include_str!("../../data/demo.toml");

/// How many employees the page names.
const EMPLOYEES: usize = 3;

/// Somebody who can sign in to the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Actor {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Role, for the `role-…` texts.
    pub role: String,
}

#[derive(Deserialize)]
struct Document {
    staff: Vec<Staff>,
    employees: Vec<Employee>,
}

#[derive(Deserialize)]
struct Staff {
    name: String,
    email: String,
    roles: Vec<String>,
}

#[derive(Deserialize)]
struct Employee {
    name: String,
    email: String,
    contact: bool,
}

/// One member of staff of each role: they sign in with the password.
///
/// # Errors
/// When the people of the demonstration cannot be read.
pub(super) fn staff() -> Result<Vec<Actor>> {
    let document = document()?;
    let mut found: Vec<Actor> = Vec::new();
    for person in document.staff {
        let Some(role) = person.roles.into_iter().next() else {
            continue;
        };
        if !found.iter().any(|actor| actor.role == role) {
            found.push(Actor {
                name: person.name,
                email: person.email,
                role,
            });
        }
    }
    Ok(found)
}

/// Some employees of member bodies: they sign in with a link.
///
/// # Errors
/// When the people of the demonstration cannot be read.
pub(super) fn employees() -> Result<Vec<Actor>> {
    let employees = document()?.employees.into_iter().take(EMPLOYEES);
    Ok(employees
        .map(|person| Actor {
            name: person.name,
            email: person.email,
            role: if person.contact { "contact" } else { "requester" }.to_owned(),
        })
        .collect())
}

fn document() -> Result<Document> {
    toml::from_str(PEOPLE).map_err(Error::unexpected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_in_page_names_one_of_each_role_and_some_employees() {
        let roles: Vec<String> = staff().unwrap().into_iter().map(|actor| actor.role).collect();
        assert_eq!(roles, ["technician", "manager", "admin"]);
        let employees = employees().unwrap();
        assert_eq!(employees.len(), EMPLOYEES);
        assert!(employees.iter().any(|actor| actor.role == "requester"));
    }

    #[test]
    fn the_password_of_the_demonstration_is_long_enough_to_be_one() {
        assert!(crate::site::DEMO_PASSWORD.chars().count() >= crate::people::SHORTEST_PASSWORD);
    }
}
