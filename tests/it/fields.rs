// SPDX-License-Identifier: AGPL-3.0-or-later
//! The fields of our forms, and what they are called when something is wrong with them.

use std::collections::BTreeSet;

use scraper::{Html, Selector};
use sportello::platform::i18n::{Locale, has};
use sportello::schedule::Job;

use crate::on_both;
use crate::support::World as Town;
use crate::support::html::Page;
use crate::support::town::{ANNA, DAVIDE, ROBERTA};

/// What can be filled in, chosen or pressed by itself in the forms of a page that change something: here leads an error
/// summary. Of a group of buttons, the first has the name of the group.
fn fields_of(page: &Page) -> BTreeSet<String> {
    let fields = Selector::parse(
        "main form[method=post] :is(input:not([type=hidden]), select, textarea, button)[id], main form[method=post] input[type=radio]",
    );
    let document = Html::parse_document(&page.html);
    let names = document.select(fields.as_ref().unwrap()).map(|field| {
        let by_name = matches!(field.attr("type"), Some("radio"));
        field
            .attr(if by_name { "name" } else { "id" })
            .unwrap_or_default()
            .to_owned()
    });
    names.collect()
}

/// The pages of a survey, one after the other.
async fn survey(world: &Town, number: i64) -> Vec<Page> {
    let davide = world.browser_of(DAVIDE);
    let ticket = davide.open(&format!("/desk/tickets/{number}")).await;
    davide
        .send(ticket.form("Segna come risolto").set("resolution", "Fatto."))
        .await
        .must_be(200);
    world.run(Job::SendMail).await;
    world.sink.take();
    world.ctx.clock.advance_seconds(25 * 3_600);
    world.run(Job::SendSurveys).await;
    world.run(Job::SendMail).await;
    let text = world.sink.one_for(ANNA).mail.text;
    let browser = world.browser();
    let vote = browser.open(&crate::journeys::link_in(&text, "/survey/")).await;
    let reasons = browser.send(vote.form("Avanti").tick("Valuta 4 stelle su 5")).await;
    let details = browser.send(reasons.form("Avanti")).await;
    vec![vote, reasons, details]
}

on_both! {
    async fn every_field_of_a_form_has_a_name_for_the_list_of_mistakes_in_both_languages(world: &World) {
        let davide = world.browser_of(DAVIDE);
        let [one, rejected, resolved] = ["Uno", "Due", "Tre"]
            .map(|subject| world.request_for(ANNA, "INF-CON-03", subject, "Non va.").number);
        let ticket = davide.open(&format!("/desk/tickets/{rejected}")).await;
        let mut pages = vec![davide.send(ticket.form("Respingi il ticket").set("reason", "Non è per noi.")).await];
        pages.extend(survey(world, resolved).await);
        // Days have passed meanwhile, and nobody is signed in any more.
        let (anna, davide, roberta) = (world.browser_of(ANNA), world.browser_of(DAVIDE), world.browser_of(ROBERTA));
        for (browser, address) in [
            (&world.browser(), "/sign-in".to_owned()),
            (&anna, "/requests/new".to_owned()),
            (&anna, format!("/requests/{one}")),
            (&davide, "/desk/tickets/new".to_owned()),
            (&davide, format!("/desk/tickets/{one}")),
            (&davide, format!("/desk/tickets/{resolved}")),
            (&roberta, "/manage/publications/2026-Q2".to_owned()),
        ] {
            pages.push(browser.open(&address).await);
        }
        let mut fields = BTreeSet::new();
        for page in &pages {
            let found = fields_of(page);
            assert!(!found.is_empty(), "no field on {} ({})", page.path, page.status);
            fields.extend(found);
        }
        // It leads to the assignee when it is refused.
        fields.remove("take");
        assert!(fields.len() > 20, "{fields:?}");
        let nameless = |locale| fields.iter().filter(move |name| !has(locale, &format!("field-{}", name.replace('_', "-"))));
        for locale in [Locale::It, Locale::En] {
            assert_eq!(nameless(locale).collect::<Vec<_>>(), Vec::<&String>::new(), "{locale:?}");
        }
    }
}
