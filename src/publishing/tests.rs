// SPDX-License-Identifier: AGPL-3.0-or-later
//! From answers to a publication on a real database.

use diesel::prelude::*;

use super::*;
use crate::event::Actor;
use crate::ids::{PersonId, PublicationId};
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Result};
use crate::schema::{events, publications, services};
use crate::surveys::Quarter;
use crate::surveys::testing::{Town, refused};

fn third() -> Quarter {
    "2026-Q3".parse().unwrap()
}

/// Two areas with answers enough for everything but the service A1.
fn town_with_answers() -> Town {
    let town = Town::with_services(&[3, 1, 1]);
    let people: Vec<PersonId> = (0..6).map(|_| town.person()).collect();
    town.answers(0, 3, &people);
    town.answers(1, 10, &people);
    town.answers(2, 12, &people);
    town.answers(3, 11, &people);
    town.ask(people[0], 3);
    town
}

fn publish_as_manager(town: &Town) -> Result<PublicationId> {
    let manager = Actor::Person(town.person());
    town.write(manager, |tx| publish(tx, third()))
}

fn after_the_quarter() -> Town {
    let town = town_with_answers();
    town.travel_to("2026-10-15T08:00:00Z");
    town
}

#[test]
fn a_quarter_is_published_only_when_it_is_over_and_only_once() {
    let town = town_with_answers();
    assert_eq!(refused(publish_as_manager(&town)), "error-quarter-not-ended");
    assert!(
        town.ctx
            .read(|conn| publishable(conn, town.ctx.now()))
            .unwrap()
            .is_empty()
    );
    town.travel_to("2026-10-15T08:00:00Z");
    assert_eq!(
        town.ctx.read(|conn| publishable(conn, town.ctx.now())).unwrap(),
        [third()]
    );
    let id = publish_as_manager(&town).unwrap();
    assert_eq!(refused(publish_as_manager(&town)), "error-already-published");
    assert!(
        town.ctx
            .read(|conn| publishable(conn, town.ctx.now()))
            .unwrap()
            .is_empty()
    );
    assert_eq!(town.ctx.read(latest).unwrap().unwrap().id, id);
    assert_eq!(town.ctx.read(all).unwrap().len(), 1);
    let kinds: Vec<String> = town
        .ctx
        .read(|conn| {
            Ok(events::table
                .select(events::kind)
                .order(events::id.desc())
                .limit(1)
                .load(conn)?)
        })
        .unwrap();
    assert_eq!(kinds, ["results_published"]);
}

#[test]
fn somebody_answers_for_a_publication() {
    let town = after_the_quarter();
    assert!(matches!(
        town.write(Actor::System, |tx| publish(tx, third())),
        Err(Error::SignInNeeded)
    ));
}

#[test]
fn a_publication_shows_what_stands_on_enough_and_hides_the_rest_with_a_sibling() {
    let town = after_the_quarter();
    publish_as_manager(&town).unwrap();
    let figures = town.ctx.read(|conn| of_period(conn, third())).unwrap().unwrap().figures;
    assert_eq!(
        (figures.published_on.to_string(), figures.threshold),
        ("2026-10-15".to_owned(), 10)
    );
    let total = figures.total.clone().unwrap();
    assert_eq!(
        (total.invitations, total.responses, total.rate, total.mean),
        (37, 36, Some(0.973), 5.0)
    );
    assert_eq!(total.distribution, [0, 0, 0, 0, 36]);
    let area = &figures.areas[0];
    assert_eq!(
        (area.code.as_str(), area.name_it.as_str(), area.name_en.as_str()),
        ("A", "Area A", "A")
    );
    let shown: Vec<_> = area
        .services
        .iter()
        .map(|service| (service.code.as_str(), service.cell.as_ref().map(|cell| cell.responses)))
        .collect();
    assert_eq!(shown, [("A1", None), ("A2", None), ("A3", Some(12))]);
    assert_eq!(
        figures.areas.len(),
        2,
        "an area that nobody was asked about is not listed"
    );
    assert_eq!((figures.visible(), figures.hidden()), (5, 2));
}

#[test]
fn the_preview_is_what_will_be_published() {
    let town = after_the_quarter();
    let see = |town: &Town| {
        town.ctx
            .read(|conn| preview(conn, &town.ctx.config, third(), town.ctx.now()))
            .unwrap()
    };
    let before = see(&town);
    assert_eq!(
        (before.visible, before.hidden, before.ended, before.published),
        (5, 2, true, false)
    );
    publish_as_manager(&town).unwrap();
    assert_eq!(town.ctx.read(latest).unwrap().unwrap().figures, before.figures);
    assert!(see(&town).published);
}

#[test]
fn the_database_refuses_to_change_or_remove_a_publication() {
    let town = after_the_quarter();
    publish_as_manager(&town).unwrap();
    let before = town.ctx.read(latest).unwrap();
    let changed = town.write(Actor::System, |tx| {
        Ok(diesel::update(publications::table)
            .set(publications::threshold.eq(1))
            .execute(tx.conn())?)
    });
    assert!(matches!(changed, Err(Error::Unexpected(_))));
    let removed = town.write(Actor::System, |tx| {
        Ok(diesel::delete(publications::table).execute(tx.conn())?)
    });
    assert!(matches!(removed, Err(Error::Unexpected(_))));
    assert_eq!(town.ctx.read(latest).unwrap(), before);
}

#[test]
fn a_publication_stays_as_it_was_when_the_catalogue_and_the_answers_go_on() {
    let town = after_the_quarter();
    publish_as_manager(&town).unwrap();
    let before = town.ctx.read(latest).unwrap().unwrap();
    town.answers(0, 12, &[town.person()]);
    town.write(Actor::System, |tx| {
        Ok(diesel::update(services::table)
            .set(services::name_it.eq("Altro nome"))
            .execute(tx.conn())?)
    })
    .unwrap();
    assert_eq!(town.ctx.read(latest).unwrap().unwrap(), before);
}

#[test]
fn figures_whose_seal_does_not_fit_are_not_shown() {
    let town = after_the_quarter();
    publish_as_manager(&town).unwrap();
    let genuine = town.ctx.read(latest).unwrap().unwrap();
    town.write(Actor::System, move |tx| {
        let mut forged = genuine.figures;
        forged.period = third().previous();
        let row = (
            (
                publications::id.eq(PublicationId::new()),
                publications::period.eq(forged.period.to_string()),
            ),
            (
                publications::published_at.eq(tx.now()),
                publications::published_by.eq(genuine.published_by),
            ),
            (
                publications::threshold.eq(10),
                publications::figures.eq(Json::of(&forged)?),
            ),
            publications::sha256.eq(genuine.sha256),
        );
        Ok(diesel::insert_into(publications::table)
            .values(row)
            .execute(tx.conn())?)
    })
    .unwrap();
    assert!(town.ctx.read(|conn| of_period(conn, third().previous())).is_err());
    assert!(town.ctx.read(|conn| of_period(conn, third())).is_ok());
}

#[test]
fn a_late_answer_counts_in_its_own_quarter_and_the_question_in_the_one_before() {
    let town = Town::with_services(&[1]);
    let person = town.person();
    let (early, late) = (town.ask(person, 0), town.ask(person, 0));
    town.answer(&early.token, 1).unwrap();
    town.travel_to("2026-09-08T10:00:00Z");
    let later = town.ask(person, 0);
    town.travel_to("2026-10-02T10:00:00Z");
    town.answer(&later.token, 5).unwrap();
    assert_eq!(refused(town.answer(&late.token, 5)), "error-survey-expired");
    let mut config = (*town.ctx.config).clone();
    config.results.internal_threshold = 1;
    let of = |quarter: &str| {
        let quarter = quarter.parse().unwrap();
        let figures = town
            .ctx
            .read(|conn| internal_figures(conn, &config, quarter, Dimension::Service))
            .unwrap();
        let cell = figures.total.unwrap();
        (cell.invitations, cell.distribution, cell.people(), cell.rate())
    };
    assert_eq!(of("2026-Q3"), (3, [1, 0, 0, 0, 0], 1, Some(0.333)));
    assert_eq!(of("2026-Q4"), (0, [0, 0, 0, 0, 1], 1, None));
    let quarters: Vec<String> = town
        .ctx
        .read(quarters)
        .unwrap()
        .iter()
        .map(Quarter::to_string)
        .collect();
    assert_eq!(quarters, ["2026-Q4", "2026-Q3"]);
}

#[test]
fn managers_see_every_dimension_above_their_own_threshold() {
    let town = town_with_answers();
    let rows = |dimension| {
        let figures = town
            .ctx
            .read(|conn| internal_figures(conn, &town.ctx.config, third(), dimension))
            .unwrap();
        assert_eq!(figures.total.unwrap().responses(), 36);
        let row = |row: InternalRow| (row.label.unwrap().name_it, row.cell.map(|cell| cell.responses()));
        figures.rows.into_iter().map(row).collect::<Vec<_>>()
    };
    let named = |rows: &[(&str, Option<u64>)]| {
        rows.iter()
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        rows(Dimension::Area),
        named(&[("Area A", Some(25)), ("Area B", Some(11))])
    );
    assert_eq!(
        rows(Dimension::Group),
        named(&[("Gruppo", Some(25)), ("Gruppo", Some(11))])
    );
    let services = [
        ("Servizio A1", None),
        ("Servizio A2", Some(10)),
        ("Servizio A3", Some(12)),
        ("Servizio B1", Some(11)),
    ];
    assert_eq!(rows(Dimension::Service), named(&services));
    let figures = town
        .ctx
        .read(|conn| internal_figures(conn, &town.ctx.config, third(), Dimension::Service))
        .unwrap();
    assert_eq!(figures.rows[0].parent.as_ref().unwrap().name_it, "Gruppo");
    assert_eq!(rows(Dimension::Entity), named(&[("Comune di Prova", Some(36))]));
}
