// SPDX-License-Identifier: AGPL-3.0-or-later
//! An answer on its way through the steps of the form: what was chosen and typed so far, and which step comes now.

use crate::platform::failure::{self, Error, Refusal};
use crate::platform::web::form::Submitted;
use crate::surveys::{Answer, Reason, Vote};

/// What was chosen and typed so far; nothing of it is stored.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) vote: Option<Vote>,
    pub(super) reason: Option<Reason>,
    pub(super) comment: String,
    pub(super) contact: bool,
}

/// A step of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// One to five stars.
    Vote,
    /// What was difficult, or what was liked.
    Reasons,
    /// A few words, and whether to be contacted.
    Details,
}

impl Step {
    pub(super) fn template(self) -> &'static str {
        match self {
            Self::Vote => "surveys/vote",
            Self::Reasons => "surveys/reasons",
            Self::Details => "surveys/details",
        }
    }
}

impl Draft {
    /// Reads what travelled along. A reason that no longer goes with a changed vote is dropped.
    pub(super) fn read(form: &Submitted) -> Self {
        let vote = form.value("vote").parse().ok().and_then(Vote::new);
        let reason = form.value("reason").parse().ok();
        Self {
            vote,
            reason: reason.filter(|reason| vote.is_some_and(|vote| Reason::for_vote(vote).contains(reason))),
            comment: form.value("comment").to_owned(),
            contact: form.value("contact") == "yes",
        }
    }

    /// What may be chosen after the vote.
    pub(super) fn reasons(&self) -> &'static [Reason] {
        self.vote.map_or(&[], Reason::for_vote)
    }

    /// The step that a button asks for; none when it asks to send. Nothing goes on without a vote.
    pub(super) fn asked_for(&self, button: &str) -> Result<Option<Step>, Refusal> {
        if button == "vote" {
            return Ok(Some(Step::Vote));
        }
        if self.vote.is_none() {
            return Err(Refusal::new("error-survey-vote"));
        }
        Ok(match button {
            "send" => None,
            "details" => Some(Step::Details),
            _ => Some(Step::Reasons),
        })
    }

    /// The answer that this makes.
    pub(super) fn answer(&self) -> failure::Result<Answer> {
        let vote = self.vote.ok_or_else(|| Error::refused("error-survey-vote"))?;
        Answer::new(vote, self.reason, &self.comment, self.contact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(stars: u8) -> Draft {
        Draft {
            vote: Vote::new(stars),
            ..Draft::default()
        }
    }

    #[test]
    fn nothing_goes_on_without_a_vote() {
        for button in ["reasons", "details", "send", ""] {
            assert_eq!(draft(0).asked_for(button).unwrap_err().key, "error-survey-vote");
        }
        assert_eq!(draft(0).asked_for("vote"), Ok(Some(Step::Vote)));
    }

    #[test]
    fn only_the_button_that_sends_sends() {
        assert_eq!(draft(4).asked_for("send"), Ok(None));
        for (button, step) in [
            ("vote", Step::Vote),
            ("reasons", Step::Reasons),
            ("details", Step::Details),
            ("", Step::Reasons),
            ("unheard-of", Step::Reasons),
        ] {
            assert_eq!(draft(4).asked_for(button), Ok(Some(step)), "{button}");
        }
    }

    #[test]
    fn the_reasons_follow_the_vote() {
        assert!(draft(2).reasons().contains(&Reason::Unclear));
        assert!(draft(5).reasons().contains(&Reason::Clear));
        assert!(draft(0).reasons().is_empty());
    }
}
