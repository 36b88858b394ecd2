// SPDX-License-Identifier: AGPL-3.0-or-later
//! Both ways in: a password for the staff, a link for employees.

use sportello::schedule::Job;

use crate::on_both;
use crate::support::Browser;
use crate::support::html::{Form, Page};
use crate::support::town::{ANNA, DAVIDE, ROBERTA};

/// The secret that every form of a browser carries.
fn csrf_of(form: &Form) -> &str {
    let found = form.values.iter().find(|(name, _)| name == "csrf");
    found.map(|(_, value)| value.as_str()).expect("every form has one")
}

/// Chooses a language at the top of the page.
async fn speak(browser: &Browser, code: &str) -> Page {
    let form = browser.open("/").await.form_to("/language");
    browser.send(form.set("locale", code)).await
}

on_both! {
    async fn a_wrong_password_is_told_and_what_was_typed_stays(world: &World) {
        let browser = world.browser();
        let form = browser.open("/sign-in").await.form_to("/sign-in/password");
        let page = browser.send(form.set("account", DAVIDE).set("password", "un'altra parola lunga")).await;
        page.must_be(422).must_say("Indirizzo o password non corretti");
        assert_eq!(page.attributes("#account", "value"), [DAVIDE]);
        assert_eq!(page.attributes("#password", "value"), [""]);
    }

    async fn a_name_that_no_account_can_have_is_refused_and_fills_no_memory(world: &World) {
        let browser = world.browser();
        let form = browser.open("/sign-in").await.form_to("/sign-in/password");
        let form = form.set("account", &format!("{}@cstpu.example", "a".repeat(300))).set("password", "una parola lunga");
        // More often than anybody may try who is counted.
        for _ in 0..=world.ctx.config.sign_in.attempts {
            browser.send(form.clone()).await.must_be(422).must_say("Indirizzo o password non corretti");
        }
        browser.sign_in(DAVIDE).await;
    }

    async fn an_employee_has_no_password_to_sign_in_with(world: &World) {
        let browser = world.browser();
        let form = browser.open("/sign-in").await.form_to("/sign-in/password");
        let page = browser.send(form.set("account", ANNA).set("password", "una parola lunga e segreta")).await;
        page.must_be(422);
    }

    async fn a_form_from_elsewhere_is_refused(world: &World) {
        let browser = world.browser();
        let form = browser.open("/sign-in").await.form_to("/sign-in/password");
        let form = form.set("account", DAVIDE).set("password", "una parola lunga e segreta").set("csrf", "forged");
        browser.send(form).await.must_be(403);
    }

    async fn who_signs_out_is_out(world: &World) {
        let browser = world.browser_of(ROBERTA);
        let page = browser.open("/").await;
        browser.send(page.form_to("/sign-out")).await;
        let page = browser.open("/").await;
        assert!(page.attributes("form", "action").iter().all(|action| action != "/sign-out"), "still in");
    }

    async fn a_link_lets_in_once_and_only_the_browser_that_asked_for_it(world: &World) {
        let (anna, thief) = (world.browser(), world.browser());
        let form = anna.open("/sign-in?next=/requests").await.form_to("/sign-in/link");
        anna.send(form.set("email", ANNA)).await.must_be(200);
        world.run(Job::SendMail).await;
        let text = world.sink.one_for(ANNA).mail.text;
        let token = text.split("/sign-in/link/").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        let link = format!("/sign-in/link/{token}");

        let elsewhere = thief.open(&link).await;
        assert!(!elsewhere.attributes("form", "action").contains(&link), "another browser may use it");
        let form = thief.open("/sign-in").await.form_to("/sign-in/link");
        thief.post(&link, &[("csrf", csrf_of(&form))]).await.must_be(409);
        assert!(thief.open("/requests").await.path.starts_with("/sign-in"));

        let page = anna.open(&link).await;
        assert!(anna.open("/requests").await.path.starts_with("/sign-in"), "opening the link is not signing in");
        let form = page.form_to(&link);
        let inside = anna.send(form).await;
        inside.must_be(200).must_say("Le mie richieste");
        assert_eq!(inside.path, "/requests");
        anna.post(&link, &[("csrf", csrf_of(&inside.form_to("/sign-out")))]).await.must_be(409);
        assert!(!anna.open(&link).await.attributes("form", "action").contains(&link), "a used link works again");
    }

    async fn whoever_is_unknown_gets_the_same_answer_and_no_link(world: &World) {
        let ask = async |email: &str| {
            let browser = world.browser();
            let form = browser.open("/sign-in").await.form_to("/sign-in/link");
            let page = browser.send(form.set("email", email)).await;
            world.run(Job::SendMail).await;
            (page.status, page.path.clone(), page.text(), world.sink.take().len())
        };
        let (known, unknown) = (ask(ANNA).await, ask("nessuno@altrove.example").await);
        assert_eq!((known.3, unknown.3), (1, 0));
        assert_eq!((known.0, known.1, known.2), (unknown.0, unknown.1, unknown.2));
    }

    async fn the_language_chosen_before_signing_in_stays_and_becomes_the_persons_own(world: &World) {
        let browser = world.browser();
        speak(&browser, "en").await.must_say("Sign in");
        let page = browser.sign_in(DAVIDE).await;
        assert_eq!(page.attributes("html", "lang"), ["en"]);
        let elsewhere = world.browser_of(DAVIDE).open("/desk").await;
        assert_eq!(elsewhere.attributes("html", "lang"), ["en"], "it is not stored");
    }

    async fn who_signs_in_after_somebody_else_in_the_same_browser_reads_their_own_language(world: &World) {
        let browser = world.browser();
        browser.sign_in(DAVIDE).await;
        speak(&browser, "en").await;
        let page = browser.open("/").await;
        let page = browser.send(page.form_to("/sign-out")).await;
        assert_eq!(page.attributes("html", "lang"), ["en"]);
        let page = browser.sign_in(ROBERTA).await;
        assert_eq!(page.attributes("html", "lang"), ["it"]);
    }
}
