// SPDX-License-Identifier: AGPL-3.0-or-later
//! The question and the answer: what may be chosen, and what goes with what. No database.

use crate::ids::ServiceId;
use crate::platform::failure::{self, Refusal};
use crate::platform::text;
use crate::text_enum;

/// Longest comment in characters, as the official form has it.
pub const MOST_COMMENT: usize = 200;

text_enum!(
    /// How far an invitation has come.
    InvitationState {
        /// Waits until some time after the resolution.
        Scheduled = "scheduled",
        /// The mail is on its way or arrived.
        Sent = "sent",
        /// It was used.
        Answered = "answered",
        /// The request was reopened, so there is nothing to judge yet.
        Voided = "voided",
    }
);

text_enum!(
    /// The closed list that follows the vote: five difficulties or five merits.
    Reason {
        /// The indications were not clear.
        Unclear = "unclear",
        /// The indications were not complete.
        Incomplete = "incomplete",
        /// One could not tell whether one was on the right way.
        Lost = "lost",
        /// There were technical problems.
        Technical = "technical",
        /// Another difficulty.
        Other = "other",
        /// The indications were clear.
        Clear = "clear",
        /// The indications were complete.
        Complete = "complete",
        /// One could always tell that one was on the right way.
        Sure = "sure",
        /// There were no technical problems.
        NoProblems = "no_problems",
        /// Another merit.
        OtherPositive = "other_positive",
    }
);

impl Reason {
    const DIFFICULTIES: &'static [Self] = &[
        Self::Unclear,
        Self::Incomplete,
        Self::Lost,
        Self::Technical,
        Self::Other,
    ];
    const MERITS: &'static [Self] = &[
        Self::Clear,
        Self::Complete,
        Self::Sure,
        Self::NoProblems,
        Self::OtherPositive,
    ];

    /// What may be chosen after this vote: difficulties up to three stars, merits from four.
    pub fn for_vote(vote: Vote) -> &'static [Self] {
        if vote.is_positive() {
            Self::MERITS
        } else {
            Self::DIFFICULTIES
        }
    }
}

/// One to five stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vote(u8);

impl Vote {
    /// So many stars; `None` when there are not one to five.
    pub fn new(stars: u8) -> Option<Self> {
        (1..=5).contains(&stars).then_some(Self(stars))
    }

    /// How many stars.
    pub fn stars(self) -> u8 {
        self.0
    }

    /// Whether the official form asks what was liked (four and five stars) and not what was difficult.
    pub fn is_positive(self) -> bool {
        self.0 >= 4
    }
}

/// A valid answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    vote: Vote,
    reason: Option<Reason>,
    comment: String,
    contact: bool,
}

impl Answer {
    /// Puts an answer together; `contact` gives up anonymity, because the ticket is then kept with it.
    ///
    /// # Errors
    /// Refused when the reason does not belong to the vote, or the comment is too long.
    pub fn new(vote: Vote, reason: Option<Reason>, comment: &str, contact: bool) -> failure::Result<Self> {
        if reason.is_some_and(|reason| !Reason::for_vote(vote).contains(&reason)) {
            return Err(Refusal::new("error-survey-reason").into());
        }
        // Browsers count a line end as one character and send two.
        let comment = text::paragraphs(comment.trim(), usize::MAX);
        if comment.chars().count() > MOST_COMMENT {
            return Err(Refusal::new("error-survey-comment").with("max", MOST_COMMENT).into());
        }
        Ok(Self {
            vote,
            reason,
            comment,
            contact,
        })
    }

    /// The stars.
    pub fn vote(&self) -> Vote {
        self.vote
    }

    /// The difficulty or merit that was chosen.
    pub fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// What was written; may be empty.
    pub fn comment(&self) -> &str {
        &self.comment
    }

    /// Whether the person asked to be contacted.
    pub fn contact(&self) -> bool {
        self.contact
    }
}

/// What stands behind a survey link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// What can be done with it.
    pub state: SurveyState,
    /// What it is about; nothing when the link is unknown.
    pub about: Option<About>,
}

/// What can be done with a survey link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurveyState {
    /// It can be answered.
    Open,
    /// It was answered.
    Answered,
    /// Its time is over.
    Expired,
    /// The request was reopened.
    Voided,
    /// There is no such link.
    Unknown,
}

/// What a survey is about. For a confidential service a page shows only the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The number of the request.
    pub ticket_number: i64,
    /// The service that was given.
    pub service: ServiceId,
    /// Its Italian name.
    pub service_name_it: String,
    /// Its English name.
    pub service_name_en: String,
    /// Whether the service is confidential.
    pub confidential: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::failure::Error;

    fn vote(stars: u8) -> Vote {
        Vote::new(stars).unwrap()
    }

    fn key(answer: failure::Result<Answer>) -> &'static str {
        match answer {
            Err(Error::Refused(refusal)) => refusal.key,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn there_are_one_to_five_stars() {
        assert_eq!(
            (0..=6).filter_map(Vote::new).map(Vote::stars).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5]
        );
    }

    #[test]
    fn up_to_three_stars_ask_for_difficulties_and_from_four_for_merits() {
        assert!(
            Reason::for_vote(vote(3)).contains(&Reason::Unclear) && !Reason::for_vote(vote(3)).contains(&Reason::Clear)
        );
        assert!(
            Reason::for_vote(vote(4)).contains(&Reason::Clear) && !Reason::for_vote(vote(4)).contains(&Reason::Unclear)
        );
        assert_eq!(
            Reason::for_vote(vote(1)).len() + Reason::for_vote(vote(5)).len(),
            Reason::ALL.len()
        );
    }

    #[test]
    fn a_reason_that_does_not_belong_to_the_vote_is_refused() {
        assert_eq!(
            key(Answer::new(vote(5), Some(Reason::Technical), "", false)),
            "error-survey-reason"
        );
        assert!(Answer::new(vote(2), Some(Reason::Technical), "", false).is_ok());
    }

    #[test]
    fn a_comment_has_at_most_two_hundred_characters_counted_as_the_browser_does() {
        assert!(Answer::new(vote(3), None, &"è\r\n".repeat(100), false).is_ok());
        assert_eq!(
            key(Answer::new(vote(3), None, &"è".repeat(201), false)),
            "error-survey-comment"
        );
    }
}
