// SPDX-License-Identifier: AGPL-3.0-or-later
//! Both ways in: a password for the staff, a link for employees.

use crate::on_both;
use crate::support::town::{ANNA, DAVIDE, ROBERTA};

on_both! {
    async fn a_wrong_password_is_told_and_what_was_typed_stays(world: &World) {
        let browser = world.browser();
        let form = browser.open("/sign-in").await.form_to("/sign-in/password");
        let page = browser.send(form.set("account", DAVIDE).set("password", "un'altra parola lunga")).await;
        page.must_be(422).must_say("Indirizzo o password non corretti");
        assert_eq!(page.attributes("#account", "value"), [DAVIDE]);
        assert_eq!(page.attributes("#password", "value"), [""]);
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
}
