// SPDX-License-Identifier: AGPL-3.0-or-later
//! Histories of delivery: letters of conversations come, come again and come in any order. Each letter is one message, and
//! stands in the ticket of the letter that it answers, when that came before.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use sportello::intake::{self, Delivered, Disposition};
use sportello::schema::messages;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::cases;
use crate::on_both;
use crate::support::town::ANNA;
use crate::support::{Letter, World};

/// A conversation, and the order in which its letters come.
#[derive(Debug, Clone)]
struct History {
    /// For each letter but the first, which earlier one it answers; none begins anew.
    answers: Vec<Option<usize>>,
    /// The letters in the order of their coming; some come several times.
    arrivals: Vec<usize>,
}

fn history() -> impl Strategy<Value = History> {
    let answers = (1..6_usize).prop_flat_map(|letters| {
        (0..letters)
            .map(|letter| {
                proptest::option::weighted(0.8, 0..letter.max(1)).prop_map(move |to| to.filter(|_| letter > 0))
            })
            .collect::<Vec<_>>()
    });
    answers.prop_flat_map(|answers| {
        let arrivals = proptest::collection::vec(0..answers.len(), 1..12);
        arrivals.prop_map(move |arrivals| History {
            answers: answers.clone(),
            arrivals,
        })
    })
}

fn letters(history: &History) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for (number, answered) in history.answers.iter().enumerate() {
        let text = format!("Lettera numero {number}.");
        let letter = Letter::from(ANNA, "Guasto alla stampante", &text);
        letters.push(match answered {
            Some(answered) => {
                let id = format!("<{}>", letters[*answered].id());
                letter.header("In-Reply-To", &id).header("References", &id)
            }
            None => letter,
        });
    }
    letters
}

/// Plays a history and holds each step against what must come of it.
async fn play(world: &World, history: &History) -> Result<(), TestCaseError> {
    let letters = letters(history);
    let before = messages_of(world);
    let mut known: HashMap<usize, Delivered> = HashMap::new();
    for number in &history.arrivals {
        let fate = intake::deliver(&world.ctx, "assistenza", letters[*number].bytes())
            .await
            .unwrap();
        if let Some(first) = known.get(number) {
            prop_assert_eq!(fate.disposition, Disposition::Duplicate);
            prop_assert_eq!((fate.ticket, fate.auto_response_queued), (first.ticket, false));
            continue;
        }
        prop_assert!(fate.message.is_some(), "{:?}", fate);
        let answered = history.answers[*number].and_then(|answered| known.get(&answered));
        match answered {
            Some(answered) => prop_assert_eq!((fate.disposition, fate.ticket), (Disposition::Replied, answered.ticket)),
            None => prop_assert_eq!(fate.disposition, Disposition::Opened),
        }
        known.insert(*number, fate);
    }
    prop_assert_eq!(messages_of(world) - before, known.len() as i64);
    Ok(())
}

fn messages_of(world: &World) -> i64 {
    let counted = world
        .ctx
        .read(|conn| Ok(messages::table.select(count_star()).first(conn)?));
    counted.unwrap()
}

on_both! {
    async fn in_every_order_of_delivery_each_letter_is_one_message_in_its_conversation(world: &World) {
        let runtime = Handle::current();
        let mut runner = TestRunner::new(cases(12));
        let played = block_in_place(|| runner.run(&history(), |history| runtime.block_on(play(world, &history))));
        played.unwrap();
    }
}
