// SPDX-License-Identifier: AGPL-3.0-or-later
//! How a mail came to its disposition: what was looked at and what it said, step by step, for the mail page.

use crate::platform::text;

/// Steps that are kept; an honest mail takes fewer.
const MOST_STEPS: usize = 100;
/// Longest step, in characters.
const LONGEST_STEP: usize = 300;

/// The steps so far, in short English. They are stored with the mail and never go into a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Trace(Vec<String>);

impl Trace {
    /// Goes on from the steps of an earlier look.
    pub(super) fn after(steps: Vec<String>) -> Self {
        Self(steps)
    }

    /// Adds a step.
    pub(super) fn step(&mut self, what: impl AsRef<str>) {
        if self.0.len() < MOST_STEPS {
            self.0.push(text::one_line(what.as_ref(), LONGEST_STEP));
        }
    }

    /// The steps, the first one first.
    pub(super) fn steps(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_one_line_and_there_is_an_end_to_them() {
        let mut trace = Trace::after(vec!["held".to_owned()]);
        trace.step("two\nlines");
        assert_eq!(trace.steps(), ["held", "two lines"]);
        (0..1_000).for_each(|_| trace.step("again"));
        assert_eq!(trace.steps().len(), MOST_STEPS);
    }
}
