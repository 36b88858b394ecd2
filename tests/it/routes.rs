// SPDX-License-Identifier: AGPL-3.0-or-later
//! Every address of the table as everybody: nobody gets further than the table says, and nothing breaks.

use sportello::routes::{Audience, Entry, TABLE};

use crate::on_both;
use crate::support::Browser;
use crate::support::town::{ANNA, BRUNO, CARLA, DAVIDE, MARTA, ROBERTA};

/// Who walks, and what the table lets them see.
const WALKERS: &[(&str, Option<&str>)] = &[
    ("a stranger", None),
    ("a requester", Some(ANNA)),
    ("a contact", Some(BRUNO)),
    ("a technician", Some(DAVIDE)),
    ("a manager", Some(ROBERTA)),
    ("an administrator", Some(MARTA)),
];

on_both! {
    async fn nobody_gets_further_than_the_table_of_addresses_says(world: &World) {
        assert!(TABLE.len() > 10, "the table is empty");
        let mut wrong = Vec::new();
        for (who, email) in WALKERS {
            let browser = match email {
                Some(email) => Browser::that_stays(&world.base).signed_in_as(world, email),
                None => Browser::that_stays(&world.base),
            };
            for entry in TABLE {
                let (status, location) = visit(&browser, entry).await;
                if !fits(entry, *email, status, &location) {
                    wrong.push(format!("{who}: {} {} -> {status} {location}", entry.method, entry.path));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn a_foreign_request_looks_like_one_that_does_not_exist(world: &World) {
        let foreign = world.request_of(CARLA, "Stampante ferma", "Non stampa.").number;
        let paths = TABLE.iter().filter(|entry| entry.method == "GET" && entry.path.contains("{number}"));
        for entry in paths {
            for email in [ANNA, BRUNO] {
                let browser = world.browser_of(email);
                let theirs = browser.open(&entry.path.replace("{number}", &foreign.to_string())).await;
                let nobodys = browser.open(&entry.path.replace("{number}", "987654")).await;
                theirs.must_be(404).must_not_say("Stampante");
                assert_eq!((theirs.status, theirs.text()), (nobodys.status, nobodys.text()), "{}", entry.path);
            }
        }
    }

    async fn an_unknown_address_is_a_page_that_says_so(world: &World) {
        let page = world.browser().open("/niente").await;
        page.must_be(404);
        assert!(!page.heading().is_empty());
    }

    async fn every_page_forbids_what_it_does_not_need(world: &World) {
        let answer = world.browser().get("/").await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'") || policy.contains("default-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    }
}

async fn visit(browser: &Browser, entry: &Entry) -> (u16, String) {
    let path = entry
        .path
        .replace("{number}", "987654")
        .replace("{id}", "018f0000-0000-7000-8000-000000000000")
        .replace("{token}", &"0".repeat(64))
        .replace("{period}", "2019-q1")
        .replace("{digest}", "0")
        .replace("{name}", "none.css");
    assert!(!path.contains('{'), "the walk does not know what to put into {path}");
    let answer = match entry.method {
        "GET" => browser.get(&path).await,
        _ => browser.post_raw(&path, &[("csrf", "wrong")]).await,
    };
    let location = answer
        .headers()
        .get("location")
        .map(|place| place.to_str().unwrap().to_owned());
    (answer.status().as_u16(), location.unwrap_or_default())
}

/// Whether an answer is one that this reader may get there.
fn fits(entry: &Entry, email: Option<&str>, status: u16, location: &str) -> bool {
    let refused_form = entry.method == "POST" && matches!(status, 400 | 403);
    let to_sign_in = status == 303 && location.starts_with("/sign-in");
    let answered = matches!(status, 200 | 404 | 409 | 410 | 422) || (matches!(status, 302 | 303 | 307) && !to_sign_in);
    let role = match email {
        None => 0,
        Some(DAVIDE) => 2,
        Some(ROBERTA) => 3,
        Some(MARTA) => 4,
        Some(_) => 1,
    };
    match (entry.audience, role) {
        (Audience::Demo, _) => status == 404 || refused_form,
        // Who is signed in is led on from the sign-in page.
        (Audience::Anybody, _) => answered || refused_form || status == 503,
        (_, 0) => to_sign_in || refused_form,
        (Audience::SignedIn, _) => answered || refused_form,
        (Audience::Technician, 1) | (Audience::Manager, 1 | 2) => status == 404 || refused_form,
        // Whether a manager sees the desk and an administrator the figures is for the pages to say.
        (Audience::Technician | Audience::Manager, _) => answered || refused_form,
    }
}

#[test]
fn a_page_for_staff_shown_to_a_requester_would_be_noticed() {
    let for_staff = TABLE
        .iter()
        .find(|entry| matches!(entry.audience, Audience::Technician | Audience::Manager));
    if let Some(entry) = for_staff {
        assert!(!fits(entry, Some(ANNA), 200, ""));
        assert!(!fits(entry, None, 200, ""));
        assert!(!fits(entry, Some(MARTA), 500, ""));
    }
}
