// SPDX-License-Identifier: AGPL-3.0-or-later
//! The queue: pages, orders, filters, words.

use crate::platform::i18n::Locale;
use crate::tickets::testing::{Desk, opening};
use crate::tickets::{
    Opening, Priority, QueueFilter, QueuePage, QueueSort, Scope, Status, queue, queue_counts, reject, take,
};

fn filter(sort: QueueSort) -> QueueFilter {
    QueueFilter {
        scope: Scope::Unfinished,
        status: None,
        priority: None,
        team: None,
        service: None,
        entity: None,
        assignee: None,
        text: String::new(),
        sort,
        cursor: None,
        size: 4,
    }
}

fn page(desk: &Desk, filter: &QueueFilter) -> QueuePage {
    let viewer = desk.viewer(desk.town.tina);
    desk.ctx.read(|conn| queue(conn, &viewer, filter, Locale::It)).unwrap()
}

fn numbers(page: &QueuePage) -> Vec<i64> {
    page.rows.iter().map(|row| row.number).collect()
}

/// Eleven tickets; several share an instant and a priority, so that the order has to decide.
fn eleven(desk: &Desk) {
    for at in 0..11 {
        if at % 3 == 0 {
            desk.minutes_pass(7);
        }
        let priority = Priority::ALL[at % 4];
        desk.opened(Opening {
            view: crate::tickets::MailView::default(),
            priority,
            ..opening(desk.town.anna, Some(desk.town.fano), &format!("Numero {at}"))
        });
    }
}

#[test]
fn in_every_order_pages_go_forth_and_back_without_a_gap_or_a_double() {
    let desk = Desk::new();
    eleven(&desk);
    for sort in QueueSort::ALL {
        let whole = page(
            &desk,
            &QueueFilter {
                size: 50,
                ..filter(*sort)
            },
        );
        assert_eq!((whole.rows.len(), &whole.before, &whole.after), (11, &None, &None));
        let mut pages = vec![page(&desk, &filter(*sort))];
        while let Some(cursor) = pages.last().unwrap().after.clone() {
            pages.push(page(
                &desk,
                &QueueFilter {
                    cursor: Some(cursor),
                    ..filter(*sort)
                },
            ));
        }
        let forth: Vec<i64> = pages.iter().flat_map(numbers).collect();
        assert_eq!(forth, numbers(&whole), "{sort}");
        assert_eq!(pages.len(), 3);
        let mut back = pages.pop().unwrap();
        while let Some(cursor) = back.before.clone() {
            back = page(
                &desk,
                &QueueFilter {
                    cursor: Some(cursor),
                    ..filter(*sort)
                },
            );
            assert_eq!(numbers(&back), numbers(&pages.pop().unwrap()), "{sort}");
        }
        assert!(pages.is_empty());
    }
}

#[test]
fn each_order_is_what_it_says() {
    let desk = Desk::new();
    eleven(&desk);
    let rows = |sort| {
        page(
            &desk,
            &QueueFilter {
                size: 50,
                ..filter(sort)
            },
        )
        .rows
    };
    let falling = |values: Vec<i64>| values.windows(2).all(|pair| pair[0] >= pair[1]);
    assert!(falling(
        rows(QueueSort::Activity)
            .iter()
            .map(|row| row.updated_at.micros())
            .collect()
    ));
    assert!(falling(
        rows(QueueSort::Age)
            .iter()
            .map(|row| -row.created_at.micros())
            .collect()
    ));
    assert!(falling(rows(QueueSort::Number).iter().map(|row| row.number).collect()));
    let urgent = rows(QueueSort::Priority);
    assert!(falling(
        urgent.iter().map(|row| i64::from(row.priority.rank())).collect()
    ));
    assert!(
        urgent
            .windows(2)
            .all(|pair| pair[0].priority != pair[1].priority || pair[0].created_at <= pair[1].created_at)
    );
}

#[test]
fn a_cursor_that_is_none_shows_the_first_page() {
    let desk = Desk::new();
    eleven(&desk);
    for sort in [QueueSort::Activity, QueueSort::Age, QueueSort::Priority] {
        let broken = QueueFilter {
            cursor: "a.5.nonsense".parse().ok(),
            ..filter(sort)
        };
        assert_eq!(numbers(&page(&desk, &broken)), numbers(&page(&desk, &filter(sort))));
    }
}

#[test]
fn tickets_are_found_by_number_and_by_words_without_accents() {
    let desk = Desk::new();
    let town = desk.town;
    let first = desk.opened(opening(town.anna, None, "Perché la VPN è lenta?"));
    let second = desk.opened(opening(town.anna, None, "Stampante al 100% occupata"));
    let found = |text: &str| {
        numbers(&page(
            &desk,
            &QueueFilter {
                text: text.to_owned(),
                ..filter(QueueSort::Number)
            },
        ))
    };
    assert_eq!(found("perche lènta"), [first.number]);
    assert_eq!(found("VPN stampante"), Vec::<i64>::new());
    assert_eq!(found(&format!("[CSTPU #{}]", second.number)), [second.number]);
    assert_eq!(found(&second.number.to_string()), [second.number]);
    assert_eq!(
        found("%"),
        [second.number, first.number],
        "nothing to look for is everything"
    );
    assert_eq!(found("_"), [second.number, first.number]);
}

/// Tina has taken the first, the second waits in triage, the third was turned down.
fn three(desk: &Desk) -> [i64; 3] {
    let town = desk.town;
    let taken = desk.ticket(town.anna, Some(town.vpn));
    let (id, version) = (taken.id, taken.version);
    desk.by(town.tina, move |tx| take(tx, id, version)).unwrap();
    let triage = desk.ticket(town.berto, None);
    let gone = desk.ticket(town.anna, Some(town.vpn));
    let (id, version) = (gone.id, gone.version);
    desk.by(town.ada, move |tx| reject(tx, id, version, "No")).unwrap();
    [taken.number, triage.number, gone.number]
}

/// What is shown of everything after it was narrowed so.
fn only(desk: &Desk, narrow: impl FnOnce(&mut QueueFilter)) -> Vec<i64> {
    let mut narrowed = QueueFilter {
        scope: Scope::All,
        ..filter(QueueSort::Number)
    };
    narrow(&mut narrowed);
    numbers(&page(desk, &narrowed))
}

#[test]
fn each_view_of_the_queue_shows_and_counts_its_own() {
    let desk = Desk::new();
    let [taken, triage, gone] = three(&desk);
    let of = |scope| only(&desk, |filter| filter.scope = scope);
    assert_eq!(of(Scope::Mine), [taken]);
    assert_eq!(of(Scope::Unassigned), [triage]);
    assert_eq!(of(Scope::Triage), [triage]);
    assert_eq!(of(Scope::Finished), [gone]);
    let viewer = desk.viewer(desk.town.tina);
    let counts = desk.ctx.read(|conn| queue_counts(conn, &viewer)).unwrap();
    let expected = [
        (Scope::Unfinished, 2),
        (Scope::Mine, 1),
        (Scope::Unassigned, 1),
        (Scope::Triage, 1),
    ];
    assert_eq!(counts, expected);
}

#[test]
fn each_filter_narrows_the_queue() {
    let desk = Desk::new();
    let town = desk.town;
    let [taken, _, gone] = three(&desk);
    let nothing: [i64; 0] = [];
    assert_eq!(only(&desk, |filter| filter.status = Some(Status::Open)), [taken]);
    assert_eq!(only(&desk, |filter| filter.team = Some(town.wages)), nothing);
    assert_eq!(only(&desk, |filter| filter.service = Some(town.vpn)), [gone, taken]);
    assert_eq!(only(&desk, |filter| filter.entity = Some(town.cagli)), nothing);
    assert_eq!(only(&desk, |filter| filter.assignee = Some(town.tina)), [taken]);
    assert_eq!(only(&desk, |filter| filter.priority = Some(Priority::High)), nothing);
}

#[test]
fn rows_carry_the_names() {
    let desk = Desk::new();
    three(&desk);
    let mine = QueueFilter {
        scope: Scope::Mine,
        ..filter(QueueSort::Number)
    };
    let row = page(&desk, &mine).rows.remove(0);
    assert_eq!(row.entity.as_deref(), Some("Comune di Fano"));
    assert_eq!(row.service.as_deref(), Some("Accesso remoto"));
    assert_eq!(
        (row.requester.as_str(), row.assignee.as_deref()),
        ("Anna Neri", Some("Tina"))
    );
}
