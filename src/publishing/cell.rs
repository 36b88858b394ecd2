// SPDX-License-Identifier: AGPL-3.0-or-later
//! What is counted for one service, one area, one body, or all: questions, votes, and how many different people.

use std::collections::BTreeSet;

use crate::ids::PersonId;

/// The counts of one row of figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Questions sent in the quarter.
    pub invitations: u64,
    /// How often one to five stars were given in the quarter.
    pub distribution: [u64; 5],
    /// Who answered, only to be counted: nobody's vote can be told.
    pub(super) people: BTreeSet<PersonId>,
}

impl Cell {
    /// Answers given in the quarter.
    pub fn responses(&self) -> u64 {
        self.distribution.iter().sum()
    }

    /// How many different people gave them.
    pub fn people(&self) -> u64 {
        self.people.len() as u64
    }

    /// Answers for each question, to three decimals. An answer counts in its own quarter, so late answers may
    /// outnumber the questions of a quarter: then a rate would mean nothing, and there is none.
    pub fn rate(&self) -> Option<f64> {
        let responses = self.responses();
        (self.invitations > 0 && responses <= self.invitations)
            .then(|| (1000.0 * responses as f64 / self.invitations as f64).round() / 1000.0)
    }

    /// Mean of the stars, to two decimals.
    pub fn mean(&self) -> Option<f64> {
        let responses = self.responses();
        let stars: u64 = self
            .distribution
            .iter()
            .zip(1..)
            .map(|(votes, stars)| votes * stars)
            .sum();
        (responses > 0).then(|| (100.0 * stars as f64 / responses as f64).round() / 100.0)
    }

    /// Takes the counts of another one in; whoever answered in both is one person.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.invitations += other.invitations;
        self.distribution
            .iter_mut()
            .zip(other.distribution)
            .for_each(|(mine, theirs)| *mine += theirs);
        self.people.extend(&other.people);
    }

    /// The counts of several taken together.
    pub(super) fn sum<'a>(cells: impl IntoIterator<Item = &'a Self>) -> Self {
        cells.into_iter().fold(Self::default(), |mut sum, cell| {
            sum.absorb(cell);
            sum
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_and_the_rate_are_rounded_and_absent_without_a_base() {
        let cell = Cell {
            invitations: 9,
            distribution: [1, 0, 0, 0, 2],
            people: BTreeSet::new(),
        };
        assert_eq!(
            (cell.responses(), cell.mean(), cell.rate()),
            (3, Some(3.67), Some(0.333))
        );
        assert_eq!((Cell::default().mean(), Cell::default().rate()), (None, None));
    }

    #[test]
    fn late_answers_may_outnumber_the_questions_and_then_there_is_no_rate() {
        let cell = Cell {
            invitations: 2,
            distribution: [0, 0, 0, 0, 3],
            people: BTreeSet::new(),
        };
        assert_eq!(cell.rate(), None);
    }

    #[test]
    fn who_answered_about_two_services_is_one_person_of_the_area() {
        let person = PersonId::new();
        let one = Cell {
            invitations: 1,
            distribution: [0, 0, 0, 0, 1],
            people: [person].into(),
        };
        assert_eq!(Cell::sum([&one, &one.clone()]).people(), 1);
    }
}
