// SPDX-License-Identifier: AGPL-3.0-or-later
//! Which figures may be seen, so that nobody can be made out: neither in a figure nor by subtracting figures from
//! each other. Pure: it knows counts, not databases.
//!
//! Figures form a tree in which a parent is the sum of its children. From what is visible an outsider can compute,
//! for each visible parent, the sum of its hidden children, and nothing finer: the descendants of what is hidden are
//! hidden too, so these sums have no service in common and subtracting one from another isolates nobody. It is
//! therefore enough that each visible figure and each such sum stands on enough answers of enough people. The
//! people of a sum are counted, not added: two groups of three may be the same three.

use std::cmp::Reverse;

use super::Cell;
use crate::config::Results;

/// Rule of the product: no setting goes below.
const FEWEST_RESPONSES: u64 = 10;
const FEWEST_PEOPLE: u64 = 5;

/// How much a public figure must stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Threshold {
    pub(super) responses: u64,
    pub(super) people: u64,
}

impl Threshold {
    /// The setting of this installation, never below the rule of the product.
    pub(super) fn public(results: &Results) -> Self {
        Self {
            responses: u64::from(results.threshold).max(FEWEST_RESPONSES),
            people: u64::from(results.people).max(FEWEST_PEOPLE),
        }
    }

    fn is_met_by(self, cell: &Cell) -> bool {
        cell.responses() >= self.responses && cell.people() >= self.people
    }
}

/// A figure and what it is the sum of.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) cell: &'a Cell,
    pub(super) children: Vec<Node<'a>>,
}

/// Whether a figure may be seen, and its children in the same order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) visible: bool,
    pub(super) children: Vec<Verdict>,
}

/// Decides for a whole tree. A hidden figure hides all below it.
pub(super) fn judge(node: &Node<'_>, threshold: Threshold) -> Verdict {
    if !threshold.is_met_by(node.cell) {
        return hidden(node);
    }
    let shown = shown_children(&node.children, threshold);
    let children = node
        .children
        .iter()
        .zip(shown)
        .map(|(child, shown)| if shown { judge(child, threshold) } else { hidden(child) });
    Verdict {
        visible: true,
        children: children.collect(),
    }
}

/// The children that stand on enough; if those that do not could be isolated, the smallest of the others joins them.
/// One is always enough, because it meets the threshold by itself; and when there is none to join, the hidden ones
/// are the whole parent, which meets it.
fn shown_children(children: &[Node<'_>], threshold: Threshold) -> Vec<bool> {
    let mut shown: Vec<bool> = children.iter().map(|child| threshold.is_met_by(child.cell)).collect();
    let rest = Cell::sum(
        children
            .iter()
            .zip(&shown)
            .filter(|(_, shown)| !**shown)
            .map(|(child, _)| child.cell),
    );
    // A rest in which nobody answered gives nobody away.
    if rest.responses() > 0 && !threshold.is_met_by(&rest) {
        let smallest = children
            .iter()
            .zip(&mut shown)
            .enumerate()
            .filter(|(_, (_, shown))| **shown);
        // Of equals the last in the catalogue, so that the outcome does not depend on chance.
        let smallest = smallest.min_by_key(|(at, (child, _))| (child.cell.responses(), Reverse(*at)));
        if let Some((_, (_, shown))) = smallest {
            *shown = false;
        }
    }
    shown
}

fn hidden(node: &Node<'_>) -> Verdict {
    Verdict {
        visible: false,
        children: node.children.iter().map(hidden).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;

    const THRESHOLD: Threshold = Threshold {
        responses: 10,
        people: 5,
    };

    /// Numbers that are the same in every run (Knuth's constants).
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % end
        }
    }

    fn town(size: usize) -> Vec<PersonId> {
        (0..size).map(|_| PersonId::new()).collect()
    }

    fn cell(responses: u64, people: &[PersonId]) -> Cell {
        Cell {
            invitations: responses,
            distribution: [0, 0, 0, 0, responses],
            people: people.iter().copied().collect(),
        }
    }

    /// A total of areas of services, summed from the services.
    struct Tree {
        total: Cell,
        areas: Vec<(Cell, Vec<Cell>)>,
    }

    impl Tree {
        fn of(areas: Vec<Vec<Cell>>) -> Self {
            let areas: Vec<_> = areas
                .into_iter()
                .map(|services| (Cell::sum(&services), services))
                .collect();
            Self {
                total: Cell::sum(areas.iter().map(|(area, _)| area)),
                areas,
            }
        }

        fn verdict(&self) -> Verdict {
            let areas = self.areas.iter().map(|(cell, services)| Node {
                cell,
                children: services
                    .iter()
                    .map(|cell| Node {
                        cell,
                        children: Vec::new(),
                    })
                    .collect(),
            });
            judge(
                &Node {
                    cell: &self.total,
                    children: areas.collect(),
                },
                THRESHOLD,
            )
        }

        fn services(&self) -> Vec<&Cell> {
            self.areas.iter().flat_map(|(_, services)| services).collect()
        }

        /// Each visible figure as the set of services it is the sum of.
        fn published(&self) -> Vec<Vec<i32>> {
            let verdict = self.verdict();
            let width = self.services().len();
            let sum_of = |from: usize, to: usize| {
                (0..width)
                    .map(|at| i32::from(at >= from && at < to))
                    .collect::<Vec<_>>()
            };
            let mut published = Vec::new();
            if verdict.visible {
                published.push(sum_of(0, width));
            }
            let mut at = 0;
            for ((_, services), area) in self.areas.iter().zip(&verdict.children) {
                if area.visible {
                    published.push(sum_of(at, at + services.len()));
                }
                for service in &area.children {
                    if service.visible {
                        published.push(sum_of(at, at + 1));
                    }
                    at += 1;
                }
            }
            published
        }

        fn assert_that_nobody_is_isolated(&self) {
            for group in isolated(&self.published()) {
                let cells = self.services();
                let sum = Cell::sum(
                    cells
                        .iter()
                        .zip(&group)
                        .filter(|(_, taken)| **taken == 1)
                        .map(|(cell, _)| *cell),
                );
                assert!(
                    sum.responses() == 0 || THRESHOLD.is_met_by(&sum),
                    "{group:?} isolates {} answers of {} people",
                    sum.responses(),
                    sum.people()
                );
            }
        }
    }

    /// Every group of services whose sum an outsider can get by adding and subtracting published figures.
    fn isolated(published: &[Vec<i32>]) -> Vec<Vec<i32>> {
        let width = published.first().map_or(0, Vec::len);
        let mut sums = std::collections::BTreeSet::from([vec![0; width]]);
        for figure in published {
            for before in sums.clone() {
                for sign in [-1, 1] {
                    sums.insert(before.iter().zip(figure).map(|(sum, part)| sum + sign * part).collect());
                }
            }
        }
        sums.into_iter()
            .filter(|sum| sum.iter().all(|times| (0..=1).contains(times)) && sum.contains(&1))
            .collect()
    }

    fn random_tree(dice: &mut Dice, town: &[PersonId]) -> Tree {
        let areas = 1 + dice.below(3);
        Tree::of(
            (0..areas)
                .map(|_| {
                    let services = 1 + dice.below(3);
                    (0..services)
                        .map(|_| {
                            let responses = if dice.below(4) == 0 { 0 } else { dice.below(24) };
                            // Few people answer much, so that groups overlap and the count of people matters.
                            let pool = 1 + dice.below(town.len() as u64) as usize;
                            let people: Vec<_> =
                                (0..responses).map(|_| town[dice.below(pool as u64) as usize]).collect();
                            cell(responses, &people)
                        })
                        .collect()
                })
                .collect(),
        )
    }

    #[test]
    fn no_sum_that_an_outsider_can_compute_stands_on_too_few() {
        let (mut dice, town) = (Dice(2026), town(9));
        let mut seen = 0;
        for _ in 0..1_000 {
            let tree = random_tree(&mut dice, &town);
            tree.assert_that_nobody_is_isolated();
            seen += tree.published().len();
        }
        assert!(seen > 1_000, "hiding everything would pass too: {seen} figures seen");
    }

    #[test]
    fn hiding_only_what_is_small_would_give_it_away_and_the_tests_above_would_see_it() {
        let naive = [vec![1, 1, 1], vec![1, 0, 0], vec![0, 0, 1]];
        assert!(
            isolated(&naive).contains(&vec![0, 1, 0]),
            "the total minus the two large services is the small one"
        );
        let people = town(6);
        let tree = Tree::of(vec![vec![cell(30, &people), cell(3, &people), cell(20, &people)]]);
        assert!(!isolated(&tree.published()).contains(&vec![0, 1, 0]));
    }

    #[test]
    fn one_small_service_takes_the_smallest_of_its_siblings_with_it() {
        let people = town(6);
        let verdict = Tree::of(vec![vec![cell(30, &people), cell(3, &people), cell(20, &people)]]).verdict();
        let shown: Vec<bool> = verdict.children[0]
            .children
            .iter()
            .map(|service| service.visible)
            .collect();
        assert_eq!(shown, [true, false, false]);
    }

    #[test]
    fn small_services_that_together_are_enough_take_nobody_with_them() {
        let people = town(12);
        let verdict = Tree::of(vec![vec![
            cell(6, &people[..6]),
            cell(6, &people[6..]),
            cell(10, &people),
        ]])
        .verdict();
        let shown: Vec<bool> = verdict.children[0]
            .children
            .iter()
            .map(|service| service.visible)
            .collect();
        assert_eq!(shown, [false, false, true]);
    }

    #[test]
    fn two_small_groups_of_the_same_people_are_not_more_people() {
        let people = town(6);
        let same = cell(6, &people[..3]);
        let verdict = Tree::of(vec![vec![same.clone(), same, cell(10, &people)]]).verdict();
        assert!(verdict.children[0].children.iter().all(|service| !service.visible));
    }

    #[test]
    fn a_small_area_hides_its_services_and_a_sibling_with_all_of_its_own() {
        let people = town(6);
        let tree = Tree::of(vec![
            vec![cell(4, &people)],
            vec![cell(12, &people)],
            vec![cell(40, &people)],
        ]);
        let verdict = tree.verdict();
        let shown: Vec<_> = verdict
            .children
            .iter()
            .map(|area| (area.visible, area.children[0].visible))
            .collect();
        assert_eq!(shown, [(false, false), (false, false), (true, true)]);
    }

    #[test]
    fn many_answers_of_few_people_are_hidden() {
        let people = town(4);
        assert!(!Tree::of(vec![vec![cell(50, &people)]]).verdict().visible);
    }

    #[test]
    fn a_total_that_is_too_small_hides_everything() {
        let people = town(9);
        assert!(
            Tree::of(vec![vec![cell(9, &people)], vec![cell(0, &[])]])
                .published()
                .is_empty()
        );
    }

    #[test]
    fn a_service_about_which_nobody_answered_is_hidden_and_hides_no_other() {
        let people = town(6);
        let verdict = Tree::of(vec![vec![cell(0, &[]), cell(12, &people), cell(15, &people)]]).verdict();
        let shown: Vec<bool> = verdict.children[0]
            .children
            .iter()
            .map(|service| service.visible)
            .collect();
        assert_eq!(shown, [false, true, true]);
    }

    #[test]
    fn settings_cannot_go_below_the_rule_of_the_product() {
        let lax = Results {
            threshold: 1,
            people: 1,
            internal_threshold: 1,
        };
        assert_eq!(Threshold::public(&lax), THRESHOLD);
    }
}
