// SPDX-License-Identifier: AGPL-3.0-or-later
//! From many opinions to public figures that give nobody away.

use serde_json::Value;
use sportello::event::Actor;
use sportello::ids::TicketId;
use sportello::people;
use sportello::schedule::Job;
use sportello::tickets;

use crate::on_both;
use crate::support::World as Town;
use crate::support::town::{DAVIDE, ROBERTA};

const VPN: (&str, &str) = ("INF-CON-03", "Accesso remoto VPN");
const WEBMAIL: (&str, &str) = ("INF-POS-03", "Webmail");
const BACKUP: (&str, &str) = ("INF-CLD-03", "Backup e ripristino");

fn neighbour(number: usize) -> String {
    format!("vicino{number}@comune-fano.example")
}

/// So many requests for a service, of six people in turn, all of them resolved.
fn resolved(world: &Town, service: &str, how_many: usize) {
    let davide = Actor::Person(world.person(DAVIDE));
    for number in 0..how_many {
        let id: TicketId = world
            .request_for(&neighbour(number % 6), service, "Richiesta", "Non va.")
            .id;
        let resolve = move |tx: &mut sportello::tx::Tx<'_>| {
            let version = tickets::find(tx.conn(), id)?.version;
            tickets::resolve(tx, id, version, "Fatto.")
        };
        world.ctx.write(davide, resolve).unwrap();
    }
}

/// Everybody who is asked gives four stars. Mails go out in portions.
async fn answered(world: &Town) -> usize {
    while world.run(Job::SendMail).await > 0 {}
    world.sink.take();
    world.ctx.clock.advance_seconds(25 * 3_600);
    while world.run(Job::SendSurveys).await > 0 {}
    while world.run(Job::SendMail).await > 0 {}
    let mails = world.sink.take();
    let browser = world.browser();
    let mut answers = 0;
    for mail in mails {
        let words = mail.mail.text.split_whitespace();
        let Some(link) = words
            .map(|word| word.trim_matches(['<', '>']))
            .find(|word| word.contains("/survey/"))
        else {
            continue;
        };
        let vote = browser.open(link).await;
        let form = vote.form("Avanti").tick("Valuta 4 stelle su 5").set("step", "send");
        browser.send(form).await.must_be(200).must_say("Grazie");
        answers += 1;
    }
    answers
}

/// Level, code, and invitations and responses when they are shown, of every row of the JSON.
fn rows_of_json(text: &str) -> Vec<(String, Option<(u64, u64)>)> {
    let figures: Value = serde_json::from_str(text).unwrap();
    let shown = |cell: &Value| Some((cell.get("invitations")?.as_u64()?, cell.get("responses")?.as_u64()?));
    let code = |value: &Value| value["code"].as_str().unwrap().to_owned();
    let mut rows = vec![(String::new(), shown(&figures["total"]))];
    for area in figures["areas"].as_array().unwrap() {
        rows.push((code(area), shown(&area["cell"])));
        for service in area["services"].as_array().unwrap() {
            rows.push((code(service), shown(&service["cell"])));
        }
    }
    rows
}

fn rows_of_csv(text: &str) -> Vec<(String, Option<(u64, u64)>)> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let code = match &row[at("level")] {
            "total" => "",
            "area" => &row[at("area_code")],
            _ => &row[at("service_code")],
        };
        let shown = (&row[at("suppressed")] == "0").then(|| {
            (
                row[at("invitations")].parse().unwrap(),
                row[at("responses")].parse().unwrap(),
            )
        });
        (code.to_owned(), shown)
    });
    rows.collect()
}

on_both! {
    async fn a_quarter_is_published_once_after_its_end_and_hides_the_few(world: &World) {
        let meet = |tx: &mut sportello::tx::Tx<'_>| {
            (0..6).try_for_each(|number| people::meet(tx, &format!("Vicino {number}"), &neighbour(number)).map(|_| ()))
        };
        world.ctx.write(Actor::System, meet).unwrap();
        for (service, how_many) in [(VPN, 14), (WEBMAIL, 12), (BACKUP, 3)] {
            resolved(world, service.0, how_many);
        }
        assert_eq!(answered(world).await, 29);

        let early = world.browser_of(ROBERTA).open("/manage/publications/2026-Q3").await;
        early.must_say("Il trimestre non è ancora finito.");
        assert!(early.attributes("form", "action").iter().all(|action| action != "/manage/publications"));
        world.browser().open("/results/2026-Q3").await.must_be(404);

        world.ctx.clock.advance_seconds(60 * 86_400);
        let (roberta, again) = (world.browser_of(ROBERTA), world.browser_of(ROBERTA));
        let index = roberta.open("/manage/publications").await;
        let preview = roberta.follow(&index, "Controlla e pubblica").await;
        preview.must_be(200).must_say(VPN.1);
        let unconfirmed = roberta.send(preview.form_to("/manage/publications")).await;
        unconfirmed.must_be(422).must_say("bisogna confermare");
        let second = again.open("/manage/publications/2026-Q3").await.form_to("/manage/publications");
        let form = unconfirmed.form_to("/manage/publications").tick("L’anteprima è stata controllata");
        roberta.send(form).await.must_be(200).must_say("pubblic");
        let refused = again.send(second.tick("L’anteprima è stata controllata")).await;
        refused.must_be(422).must_say("già pubblic");

        let anybody = world.browser();
        let results = anybody.open("/results").await;
        results.must_be(200);
        assert_eq!(results.all("dl.figures dd").first().map(String::as_str), Some("29"));
        let rows = results.all("table.figures-wide tr");
        let row = |name: &str| rows.iter().find(|row| row.contains(name)).cloned().unwrap_or_default();
        assert!(row(VPN.1).contains("14"), "{rows:#?}");
        // Three answers are too few; and total minus the two others would give them away.
        for (_, name) in [WEBMAIL, BACKUP] {
            assert!(row(name).contains("dato non mostrato") && !row(name).contains("12"), "{rows:#?}");
        }

        let csv = anybody.get("/results/2026-Q3.csv").await.text().await.unwrap();
        let json = anybody.get("/results/2026-Q3.json").await.text().await.unwrap();
        let rows = rows_of_csv(&csv);
        assert_eq!(rows, rows_of_json(&json));
        let shown = |code: &str| rows.iter().find(|(row, _)| row == code).and_then(|(_, shown)| *shown);
        assert_eq!(shown(""), Some((29, 29)));
        assert_eq!((shown(VPN.0), shown(WEBMAIL.0), shown(BACKUP.0)), (Some((14, 14)), None, None));
        for text in [&csv, &json] {
            assert!(!text.contains("vicino") && !text.contains("Davide"), "{text}");
        }
    }
}
