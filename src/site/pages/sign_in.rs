// SPDX-License-Identifier: AGPL-3.0-or-later
//! `GET /sign-in`: one page, two ways in. Its form handlers are in [`super::link`] and [`super::password`].

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::people::{Reader, View, Viewer, begin_session, choose_language, end_session, local_path};
use crate::platform::failure::{Error, Result};
use crate::platform::web::cookies::{self, LanguageChoice, Purpose};
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{Field, FieldError};
use crate::site::DEMO_PASSWORD;
use crate::site::demo::{self, Actor};
use crate::tx::Tx;

/// Where to go on to after signing in.
#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// What the page shows: both forms as they were typed, and what is wrong.
#[derive(Serialize)]
pub(super) struct SignIn {
    pub(super) next: String,
    pub(super) email: Field,
    pub(super) account: Field,
    pub(super) password: Field,
    pub(super) errors: Vec<FieldError>,
    demo: Option<Demo>,
}

#[derive(Serialize)]
struct Demo {
    password: &'static str,
    staff: Vec<Actor>,
    employees: Vec<Actor>,
}

impl SignIn {
    pub(super) fn new(reader: &Reader, next: &str) -> Result<Self> {
        let demo = if reader.ctx.config.demo {
            Some(Demo {
                password: DEMO_PASSWORD,
                staff: demo::staff()?,
                employees: demo::employees()?,
            })
        } else {
            None
        };
        Ok(Self {
            next: local_path(next).to_owned(),
            email: Field::empty("email"),
            account: Field::empty("account"),
            password: Field::empty("password"),
            errors: Vec::new(),
            demo,
        })
    }

    pub(super) fn view(reader: &Reader) -> View {
        View::new("site/sign_in", reader.text("sign-in-title")).section("sign-in")
    }
}

/// Both ways in. Who is signed in already is led on.
///
/// # Errors
/// When the page cannot be made.
pub async fn sign_in(reader: Reader, query: web::Query<Next>) -> std::result::Result<HttpResponse, Failure> {
    if let Some(viewer) = reader.viewer() {
        return Ok(reader.redirect(&way_on(viewer, &query.next)));
    }
    reader.page(SignIn::view(&reader), &SignIn::new(&reader, &query.next)?)
}

/// Where somebody goes who has just signed in: where they wanted to go, else where their work is.
pub(super) fn way_on(viewer: &Viewer, next: &str) -> String {
    match local_path(next) {
        "/" if viewer.is_technician() => "/desk",
        "/" if viewer.is_manager() => "/manage",
        "/" => "/requests",
        next => next,
    }
    .to_owned()
}

/// Signs a person in: a session that was open in this browser ends, and the language just chosen in it becomes theirs. Gives
/// the token of the new session and the way on.
pub(super) fn enter(tx: &mut Tx<'_>, reader: &Reader, person: PersonId, next: &str) -> Result<(String, String)> {
    if let Some(earlier) = reader.session() {
        end_session(tx, earlier)?;
    }
    let token = begin_session(tx, person)?;
    if let Some(locale) = reader.language_to_keep() {
        choose_language(tx, person, locale)?;
    }
    let today = tx.now().rome_date();
    let viewer = Viewer::load(tx.conn(), person, today)?;
    Ok((token, way_on(&viewer, next)))
}

/// Leads on with the cookie of the new session.
pub(super) fn signed_in(reader: &Reader, token: String, location: &str) -> std::result::Result<HttpResponse, Failure> {
    let config = &reader.ctx.config;
    let hours = config.sign_in.absolute_hours;
    let mut response = reader.redirect(location);
    let cookie = cookies::set(Purpose::Session, token, Some(hours), config.is_https());
    response.add_cookie(&cookie).map_err(Error::unexpected)?;
    if let Some(locale) = reader.language_to_keep() {
        let kept = LanguageChoice { locale, is_kept: true };
        response
            .add_cookie(&kept.cookie(config.is_https()))
            .map_err(Error::unexpected)?;
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::{StaffRole, add_staff};

    fn viewer(office: &Office, role: StaffRole) -> Viewer {
        let email = format!("{}@cstpu.example", role.as_str());
        let person = office
            .write(move |tx| add_staff(tx, "Ada", &email, role, &[], None))
            .unwrap();
        let today = office.ctx.now().rome_date();
        office.ctx.read(|conn| Viewer::load(conn, person.id, today)).unwrap()
    }

    #[test]
    fn who_signs_in_arrives_where_the_work_is_or_where_they_wanted_to_go() {
        let office = Office::new();
        let technician = viewer(&office, StaffRole::Technician);
        let manager = viewer(&office, StaffRole::Manager);
        let employee = Viewer {
            roles: Vec::new(),
            ..technician.clone()
        };
        assert_eq!(way_on(&technician, ""), "/desk");
        assert_eq!(way_on(&manager, "/"), "/manage");
        assert_eq!(way_on(&employee, "/"), "/requests");
        assert_eq!(way_on(&manager, "/results?year=2026"), "/results?year=2026");
        assert_eq!(way_on(&employee, "https://elsewhere.example/"), "/requests");
        assert_eq!(way_on(&employee, "//elsewhere.example"), "/requests");
    }
}
