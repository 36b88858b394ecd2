// SPDX-License-Identifier: AGPL-3.0-or-later
//! The pages of results as everybody and as managers open them.

use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::{App, test, web};

use crate::event::Actor;
use crate::ids::PersonId;
use crate::people::pages::with_reader;
use crate::people::{StaffRole, begin_session, grant_role};
use crate::platform::web::cookies;
use crate::platform::web::room::Room;
use crate::surveys::testing::Town;

const BROWSER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A page as it arrives.
struct Seen {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: String,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

struct Visitor<'t> {
    town: &'t Town,
    session: Option<String>,
}

impl Visitor<'_> {
    async fn open(&self, path: &str) -> Seen {
        self.request(test::TestRequest::get().uri(path)).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let token = cookies::form_token(BROWSER, self.session.as_deref());
        let all: Vec<(&str, &str)> = [("csrf", token.as_str())]
            .into_iter()
            .chain(fields.iter().copied())
            .collect();
        self.request(
            test::TestRequest::post()
                .uri(path)
                .cookie(self.cookie("browser", BROWSER))
                .set_form(all),
        )
        .await
    }

    fn cookie(&self, name: &str, value: &str) -> actix_web::cookie::Cookie<'static> {
        let prefix = if self.town.ctx.config.is_https() { "__Host-" } else { "" };
        actix_web::cookie::Cookie::new(format!("{prefix}{name}"), value.to_owned())
    }

    async fn request(&self, request: test::TestRequest) -> Seen {
        let site = App::new()
            .app_data(web::Data::new(self.town.ctx.clone()))
            .app_data(web::Data::new(Room::for_forms_of(0)))
            .wrap(from_fn(with_reader))
            .route("/results", web::get().to(super::results))
            .route("/results/{period}.csv", web::get().to(super::csv))
            .route("/results/{period}.json", web::get().to(super::json))
            .route("/results/{period}", web::get().to(super::quarter))
            .route("/open-data", web::get().to(super::open_data))
            .route("/manage", web::get().to(super::figures))
            .route("/manage/publications", web::get().to(super::publications))
            .route("/manage/publications", web::post().to(super::publish))
            .route("/manage/publications/{period}", web::get().to(super::preview));
        let site = test::init_service(site).await;
        let request = match &self.session {
            Some(session) => request.cookie(self.cookie("session", session)),
            None => request,
        };
        let request = request.insert_header(("Accept-Language", "it")).to_request();
        let response = test::call_service(&site, request).await;
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        Seen {
            status: response.status(),
            headers: headers.collect(),
            body: String::from_utf8(test::read_body(response).await.to_vec()).unwrap(),
        }
    }
}

fn stranger(town: &Town) -> Visitor<'_> {
    Visitor { town, session: None }
}

fn with_role(town: &Town, role: StaffRole) -> Visitor<'_> {
    let person = town.person();
    let session = town
        .write(Actor::System, move |tx| {
            grant_role(tx, person, role)?;
            begin_session(tx, person)
        })
        .unwrap();
    Visitor {
        town,
        session: Some(session),
    }
}

/// A third quarter with answers enough, seen from October; service A1 stands on too few.
fn after_the_quarter() -> Town {
    let town = Town::with_services(&[3, 1]);
    let people: Vec<PersonId> = (0..6).map(|_| town.person()).collect();
    for (service, count) in [(0, 3), (1, 10), (2, 12), (3, 11)] {
        town.answers(service, count, &people);
    }
    town.travel_to("2026-10-15T08:00:00Z");
    town
}

const KEY: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

#[actix_web::test]
async fn a_manager_sees_the_preview_confirms_and_everybody_reads_the_results() {
    let town = after_the_quarter();
    let (manager, everybody) = (with_role(&town, StaffRole::Manager), stranger(&town));
    let empty = everybody.open("/results").await;
    assert!(empty.status == StatusCode::OK && empty.body.contains("Non è ancora stato pubblicato nessun trimestre"));
    let preview = manager.open("/manage/publications/2026-Q3").await.body;
    assert!(preview.contains("definitiva") && preview.contains("Servizio A3"));
    let hasty = manager
        .post("/manage/publications", &[("period", "2026-Q3"), ("key", KEY)])
        .await;
    assert_eq!(hasty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(hasty.body.contains("href=\"#confirm\""));
    assert_eq!(everybody.open("/results/2026-Q3").await.status, StatusCode::NOT_FOUND);
    let form = [("period", "2026-Q3"), ("key", KEY), ("confirm", "yes")];
    let done = manager.post("/manage/publications", &form).await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/results/2026-Q3")
    );
    let again = manager.post("/manage/publications", &form).await;
    assert_eq!(
        again.status,
        StatusCode::SEE_OTHER,
        "a second click leads to the same page"
    );
    let page = everybody.open("/results/2026-Q3").await.body;
    assert!(page.contains("terzo trimestre 2026") && page.contains("<svg class=\"chart chart-distribution\""));
    assert!(page.contains("5,00") && page.contains("dato non mostrato"));
    let list = manager.open("/manage/publications").await.body;
    assert!(list.contains("href=\"/results/2026-Q3\""));
}

#[actix_web::test]
async fn a_quarter_that_is_not_over_has_no_button_and_is_refused() {
    let town = after_the_quarter();
    let manager = with_role(&town, StaffRole::Manager);
    let preview = manager.open("/manage/publications/2026-Q4").await;
    assert!(preview.status == StatusCode::OK && !preview.body.contains("name=\"confirm\""));
    let form = [("period", "2026-Q4"), ("key", KEY), ("confirm", "yes")];
    let refused = manager.post("/manage/publications", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Il trimestre non è ancora finito"));
}

#[actix_web::test]
async fn downloads_are_for_everybody_and_carry_no_secret_of_a_browser() {
    let town = after_the_quarter();
    let manager = Actor::Person(town.person());
    town.write(manager, |tx| crate::publishing::publish(tx, "2026-Q3".parse().unwrap()))
        .unwrap();
    for (ending, kind) in [("csv", "text/csv"), ("json", "application/json")] {
        let file = stranger(&town).open(&format!("/results/2026-Q3.{ending}")).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.header("content-type").starts_with(kind));
        assert!(file.header("cache-control").starts_with("public") && file.header("set-cookie").is_empty());
        assert!(
            file.header("content-disposition")
                .contains(&format!("2026-Q3.{ending}"))
        );
    }
    assert!(!stranger(&town).open("/results").await.header("set-cookie").is_empty());
    let data = stranger(&town).open("/open-data").await.body;
    assert!(data.contains("href=\"/results/2026-Q3.csv\"") && data.contains("CC-BY-4.0"));
    for nowhere in ["/results/2026-Q2.csv", "/results/latest.json", "/results/2026"] {
        assert_eq!(
            stranger(&town).open(nowhere).await.status,
            StatusCode::NOT_FOUND,
            "{nowhere}"
        );
    }
}

#[actix_web::test]
async fn a_manager_tells_figures_apart_by_every_dimension() {
    let town = after_the_quarter();
    let manager = with_role(&town, StaffRole::Manager);
    for (by, row) in [
        ("area", "Area A"),
        ("group", "Gruppo"),
        ("service", "Servizio A2"),
        ("entity", "Comune di Prova"),
    ] {
        let page = manager.open(&format!("/manage?period=2026-Q3&by={by}")).await;
        assert!(page.status == StatusCode::OK && page.body.contains(row), "{by}");
    }
    assert_eq!(manager.open("/manage").await.status, StatusCode::OK);
    for nonsense in ["/manage?period=yesterday", "/manage?by=technician"] {
        assert_eq!(manager.open(nonsense).await.status, StatusCode::NOT_FOUND);
    }
}

#[actix_web::test]
async fn who_is_not_a_manager_finds_nothing_there() {
    let town = after_the_quarter();
    let technician = with_role(&town, StaffRole::Technician);
    for path in ["/manage", "/manage/publications", "/manage/publications/2026-Q3"] {
        assert_eq!(technician.open(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(stranger(&town).open(path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let form = [("period", "2026-Q3"), ("key", KEY), ("confirm", "yes")];
    let refused = technician.post("/manage/publications", &form).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}
