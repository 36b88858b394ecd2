// SPDX-License-Identifier: AGPL-3.0-or-later
//! The survey as somebody without an account and without JavaScript goes through it.

use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::{App, test, web};
use diesel::prelude::*;

use super::{show, submit, thanks};
use crate::people::pages::with_reader;
use crate::platform::web::cookies;
use crate::platform::web::room::Room;
use crate::schema::responses;
use crate::surveys::testing::Town;

const BROWSER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// One request in this browser; a form is posted when there is one. Gives the status, where it leads, and the page.
async fn visit(town: &Town, path: &str, form: Option<&[(&str, &str)]>) -> (StatusCode, String, String) {
    let site = App::new()
        .app_data(web::Data::new(town.ctx.clone()))
        .app_data(web::Data::new(Room::for_forms_of(0)))
        .wrap(from_fn(with_reader))
        .route("/survey/{token}", web::get().to(show))
        .route("/survey/{token}", web::post().to(submit))
        .route("/survey/{token}/thanks", web::get().to(thanks));
    let site = test::init_service(site).await;
    let name = if town.ctx.config.is_https() {
        "__Host-browser"
    } else {
        "browser"
    };
    let cookie = actix_web::cookie::Cookie::new(name, BROWSER);
    let request = match form {
        None => test::TestRequest::get(),
        Some(fields) => {
            let token = cookies::form_token(BROWSER, None);
            let all: Vec<(&str, &str)> = [("csrf", token.as_str())]
                .into_iter()
                .chain(fields.iter().copied())
                .collect();
            test::TestRequest::post().set_form(all)
        }
    };
    let request = request
        .uri(path)
        .cookie(cookie)
        .insert_header(("Accept-Language", "it"))
        .to_request();
    let response = test::call_service(&site, request).await;
    let status = response.status();
    let location = response
        .headers()
        .get("location")
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let body = test::read_body(response).await;
    (status, location, String::from_utf8(body.to_vec()).unwrap())
}

fn stored(town: &Town) -> Vec<(i32, Option<String>, String)> {
    town.ctx
        .read(|conn| {
            Ok(responses::table
                .select((responses::score, responses::reason, responses::comment))
                .load(conn)?)
        })
        .unwrap()
}

fn invited() -> (Town, String) {
    let town = Town::with_services(&[1]);
    let person = town.person();
    let path = format!("/survey/{}", town.ask(person, 0).token);
    (town, path)
}

#[actix_web::test]
async fn only_the_last_step_answers_and_what_was_typed_is_still_there() {
    let (town, path) = invited();
    let (status, _, page) = visit(&town, &path, None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Quanto è stato facile usare questo servizio?"));
    let stars = (1..=5).all(|star| page.contains(&format!("data-element=\"feedback-rate-{star}\"")));
    assert!(stars && page.contains("Valuta 1 stella su 5"));
    let (_, _, page) = visit(&town, &path, Some(&[("vote", "2"), ("step", "reasons")])).await;
    assert!(page.contains("Dove hai incontrato le maggiori difficoltà?") && page.contains("Ho avuto problemi tecnici"));
    let chosen = [("vote", "2"), ("reason", "technical"), ("comment", "a \"b\" <c>")];
    let (_, _, page) = visit(&town, &path, Some(&[&chosen[..], &[("step", "details")]].concat())).await;
    assert!(page.contains("feedback-input-text") && page.contains("a &quot;b&quot; &lt;c&gt;"));
    let (_, _, page) = visit(&town, &path, Some(&[&chosen[..], &[("step", "vote")]].concat())).await;
    assert!(page.contains("value=\"2\" checked") && page.contains("a &quot;b&quot; &lt;c&gt;"));
    assert!(stored(&town).is_empty());
    let (status, location, _) = visit(&town, &path, Some(&[&chosen[..], &[("step", "send")]].concat())).await;
    assert_eq!((status, location), (StatusCode::SEE_OTHER, format!("{path}/thanks")));
    assert_eq!(
        stored(&town),
        [(2, Some("technical".to_owned()), "a \"b\" <c>".to_owned())]
    );
    let (_, _, page) = visit(&town, &format!("{path}/thanks"), None).await;
    assert!(page.contains("Grazie, il tuo parere ci aiuterà a migliorare il servizio!"));
}

#[actix_web::test]
async fn a_second_answer_is_told_that_there_is_one_already() {
    let (town, path) = invited();
    let send = [("vote", "5"), ("step", "send")];
    visit(&town, &path, Some(&send)).await;
    let (status, _, page) = visit(&town, &path, Some(&send)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Hai già risposto a questo questionario"));
    let (status, _, page) = visit(&town, &path, None).await;
    assert!(status == StatusCode::OK && page.contains("Hai già risposto a questo questionario"));
    assert_eq!(stored(&town).len(), 1);
}

#[actix_web::test]
async fn without_a_vote_the_first_step_says_what_is_missing() {
    let (town, path) = invited();
    let (status, _, page) = visit(&town, &path, Some(&[("step", "reasons"), ("comment", "resta")])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Scegli da 1 a 5 stelle") && page.contains("href=\"#vote\"") && page.contains("resta"));
}

#[actix_web::test]
async fn a_comment_that_is_too_long_comes_back_whole() {
    let (town, path) = invited();
    let long = "è".repeat(201);
    let form = [("vote", "4"), ("comment", long.as_str()), ("step", "send")];
    let (status, _, page) = visit(&town, &path, Some(&form)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(&long) && page.contains("al massimo 200 caratteri"));
    assert!(stored(&town).is_empty());
}

#[actix_web::test]
async fn a_link_that_leads_nowhere_or_is_too_old_says_so_in_words() {
    let (town, path) = invited();
    let (status, _, page) = visit(&town, "/survey/nonsense", None).await;
    assert!(status == StatusCode::NOT_FOUND && page.contains("Questo link non porta a nessun questionario"));
    let (_, location, _) = visit(&town, &format!("{path}/thanks"), None).await;
    assert_eq!(location, path, "no thanks before an answer");
    town.travel_days(400);
    let (status, _, page) = visit(&town, &path, None).await;
    assert!(status == StatusCode::OK && page.contains("Il tempo per rispondere"));
}
