// SPDX-License-Identifier: AGPL-3.0-or-later
//! What happens in the invented months: which requests, told by whom, and every step of them with its moment. Nothing is
//! written here.

use super::dice::{Dice, in_office_hours};
use super::invented::{Comment, Employee, Invented, Side, Story};
use crate::platform::clock::Timestamp;
use crate::surveys::Quarter;

/// Services that are asked for often enough in a quarter for their figures to be published.
const BUSY: [&str; 6] = [
    "INF-POS-01",
    "INF-CON-03",
    "INF-POS-04",
    "FOR-INF-01",
    "STA-SIS-01",
    "GES-STI-01",
];
/// Answers about each of them in the published quarter, and a few more than the threshold.
const BUSY_CASES: usize = 13;
/// Minutes of the present: what happens in them is told by mail as it would be.
const JUST_NOW: i64 = 90;

/// A request: which story, who asks, who answers.
pub(super) struct Case {
    pub(super) story: usize,
    pub(super) requester: usize,
    pub(super) technician: usize,
    pub(super) survey: Option<Given>,
}

/// An answer to the survey.
pub(super) struct Given {
    pub(super) score: u8,
    pub(super) comment: String,
}

/// Something that is done to a request.
pub(super) enum Deed {
    Open,
    Take,
    Say(Side, String),
    AskRequester(String),
    WaitForThirdParty(String),
    Hold(Timestamp),
    Resolve,
    Reject(String),
    Cancel,
    MergeInto(usize),
    AnswerSurvey,
}

/// Something that happens.
pub(super) enum Happening {
    Deed(usize, Deed),
    /// Invitations whose time has come are sent.
    Invite,
    /// Resolved requests close, held ones wake.
    Night,
    /// A manager publishes a quarter.
    Publish(Quarter),
}

/// Everything that happens, in order.
pub(super) struct Plan {
    pub(super) cases: Vec<Case>,
    pub(super) happenings: Vec<(Timestamp, Happening)>,
}

/// How a request stands in the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    New,
    Open,
    AskRequester,
    ThirdParty,
    Hold,
    Resolved,
    ReopenedAndResolved,
    Rejected,
    Cancelled,
}

/// Whether a moment is so near that mails about it are still worth sending.
pub(super) fn is_just_now(moment: Timestamp, now: Timestamp) -> bool {
    now.seconds_since(moment) < JUST_NOW * 60
}

/// Plans everything from `begin` to `now`.
pub(super) fn plan(invented: &Invented, begin: Timestamp, now: Timestamp) -> Plan {
    let mut planner = Planner {
        invented,
        dice: Dice::new(),
        now,
        plan: Plan {
            cases: Vec::new(),
            happenings: Vec::new(),
        },
    };
    planner.finished_quarter();
    planner.earlier_and_later(begin);
    planner.side_exits(begin);
    planner.merged();
    planner.unfinished();
    planner.nights(begin);
    let mut plan = planner.plan;
    plan.happenings.retain(|(moment, _)| *moment < now);
    // Stable: what is planned for one moment keeps its order.
    plan.happenings.sort_by_key(|(moment, _)| *moment);
    plan
}

struct Planner<'a> {
    invented: &'a Invented,
    dice: Dice,
    now: Timestamp,
    plan: Plan,
}

impl Planner<'_> {
    /// The quarter that is published: enough answers about the busy services, some about others.
    fn finished_quarter(&mut self) {
        let quarter = Quarter::of(self.now).previous();
        let (Some(first), Some(last)) = (
            Timestamp::rome_midnight(quarter.start()),
            Timestamp::rome_midnight(quarter.end()),
        ) else {
            return;
        };
        // Answers come days later, and count in the quarter in which they are given.
        let last = last.plus_days(-18);
        for code in BUSY {
            let stories = self.stories(|story| story.service == code && !story.resolution.is_empty());
            for _ in 0..BUSY_CASES {
                self.resolved_between(&stories, first, last, 97);
            }
        }
        let others = self.stories(|story| !story.resolution.is_empty() && !BUSY.contains(&story.service.as_str()));
        for _ in 0..28 {
            self.resolved_between(&others, first, last, 75);
        }
        if let Some(after) = Timestamp::rome_midnight(Quarter::of(self.now).start()) {
            let moment = in_office_hours(after.plus_days(6).plus_minutes(9 * 60 + 40));
            self.plan
                .happenings
                .push((moment.min(self.now.plus_minutes(-100)), Happening::Publish(quarter)));
        }
    }

    /// The months around it, up to requests that were resolved in the last days.
    fn earlier_and_later(&mut self, begin: Timestamp) {
        let quarter = Quarter::of(self.now).previous();
        let finishing = self.stories(|story| !story.resolution.is_empty());
        let (Some(first), Some(after)) = (
            Timestamp::rome_midnight(quarter.start()),
            Timestamp::rome_midnight(Quarter::of(self.now).start()),
        ) else {
            return;
        };
        for _ in 0..34 {
            self.resolved_between(&finishing, begin.plus_days(2), first.plus_days(-2), 65);
        }
        for _ in 0..26 {
            self.resolved_between(&finishing, after, self.now.plus_days(-3), 60);
        }
        for _ in 0..5 {
            self.ending_between(
                &finishing,
                begin.plus_days(90),
                self.now.plus_days(-12),
                Ending::ReopenedAndResolved,
                60,
            );
        }
        for hours in [60, 50, 30, 26, 24, 7, 6] {
            let opened = self.now.plus_minutes(-hours * 60);
            self.ending_between(&finishing, opened.plus_minutes(-120), opened, Ending::Resolved, 0);
        }
    }

    fn side_exits(&mut self, begin: Timestamp) {
        let (from, until) = (begin.plus_days(30), self.now.plus_days(-1));
        let strays = self.stories(|story| story.service.is_empty());
        let served = self.stories(|story| !story.service.is_empty());
        for _ in 0..5 {
            self.ending_between(&strays, from, until, Ending::Rejected, 0);
        }
        for _ in 0..4 {
            self.ending_between(&served, from, until, Ending::Cancelled, 0);
        }
    }

    /// Two people of one body tell of the same thing.
    fn merged(&mut self) {
        let stories = self.stories(|story| story.service.starts_with("INF") && !story.resolution.is_empty());
        for days in [40, 12, 4, 1] {
            let opened = in_office_hours(self.now.plus_days(-days - 2).plus_minutes(self.dice.between(0, 120)));
            let Some(&story) = self.dice.pick(&stories) else {
                continue;
            };
            let survivor = self.case(story, false);
            let Some(first) = self.plan.cases.get(survivor) else {
                continue;
            };
            let (technician, colleague) = (first.technician, self.colleague_of(first.requester));
            let absorbed = self.plan.cases.len();
            self.plan.cases.push(Case {
                story,
                requester: colleague,
                technician,
                survey: None,
            });
            self.happens(opened, survivor, Deed::Open);
            self.happens(opened.plus_minutes(12), absorbed, Deed::Open);
            self.happens(opened.plus_minutes(25), survivor, Deed::Take);
            self.happens(opened.plus_minutes(31), absorbed, Deed::MergeInto(survivor));
            self.converse(survivor, opened.plus_minutes(40));
        }
    }

    /// What lies on the desks today.
    fn unfinished(&mut self) {
        let served = self.stories(|story| !story.service.is_empty());
        let waiting = self.stories(|story| story.resolution.is_empty() && !story.service.is_empty());
        let strays = self.stories(|story| story.service.is_empty());
        for days in [1, 2, 3, 4, 5, 6, 8, 9, 11] {
            self.ending_before(&served, days * 24 * 60, Ending::Open);
        }
        for days in [3, 5, 6, 8, 10, 13] {
            self.ending_before(&waiting, days * 24 * 60, Ending::AskRequester);
        }
        for days in [4, 9, 15, 21] {
            self.ending_before(&served, days * 24 * 60, Ending::ThirdParty);
        }
        for days in [6, 14, 20] {
            self.ending_before(&served, days * 24 * 60, Ending::Hold);
        }
        for minutes in [1900, 1300, 400, 340, 260, 190, 150, 118, 64, 37, 21, 8] {
            self.ending_before(&served, minutes, Ending::New);
        }
        for minutes in [1250, 420, 210, 95, 29, 14] {
            self.ending_before(&strays, minutes, Ending::New);
        }
    }

    fn nights(&mut self, begin: Timestamp) {
        let mut moment = in_office_hours(begin.plus_days(1));
        while moment < self.now {
            self.plan.happenings.push((moment, Happening::Night));
            moment = moment.plus_days(1);
        }
    }

    fn resolved_between(&mut self, stories: &[usize], from: Timestamp, until: Timestamp, answers: i64) {
        self.ending_between(stories, from, until, Ending::Resolved, answers);
    }

    fn ending_between(&mut self, stories: &[usize], from: Timestamp, until: Timestamp, ending: Ending, answers: i64) {
        let minutes = until.seconds_since(from).max(0) / 60;
        let opened = in_office_hours(from.plus_minutes(self.dice.between(0, minutes)));
        self.tell(stories, opened, ending, answers);
    }

    fn ending_before(&mut self, stories: &[usize], minutes: i64, ending: Ending) {
        let shift = if minutes < 24 * 60 {
            0
        } else {
            self.dice.between(0, 180)
        };
        self.tell(stories, self.now.plus_minutes(-minutes - shift), ending, 0);
    }

    /// One request from its opening to its ending.
    fn tell(&mut self, stories: &[usize], opened: Timestamp, ending: Ending, answers: i64) {
        let Some(&story) = self.dice.pick(stories) else { return };
        let answered = self.dice.percent(answers);
        let case = self.case(story, answered);
        self.happens(opened, case, Deed::Open);
        let taken = self.dice.later(opened, 6, 150);
        match ending {
            Ending::New => {}
            Ending::Cancelled => self.happens(opened.plus_minutes(5), case, Deed::Cancel),
            Ending::Rejected => self.happens(taken, case, Deed::Reject(REJECTION.into())),
            Ending::Open => {
                self.happens(taken, case, Deed::Take);
                self.lines(case, taken);
            }
            Ending::AskRequester => {
                self.happens(taken, case, Deed::Take);
                let moment = self.dice.later(taken, 5, 60);
                let question = self.first_answer(story).unwrap_or_else(|| QUESTION.into());
                self.happens(moment, case, Deed::AskRequester(question));
            }
            Ending::ThirdParty => {
                self.happens(taken, case, Deed::Take);
                let moment = self.dice.later(taken, 30, 240);
                self.happens(moment, case, Deed::WaitForThirdParty(THIRD_PARTY.into()));
            }
            Ending::Hold => {
                self.happens(taken, case, Deed::Take);
                let until = in_office_hours(self.now.plus_days(self.dice.between(3, 30)));
                let moment = self.dice.later(taken, 30, 240);
                self.happens(moment, case, Deed::Hold(until));
            }
            Ending::Resolved => {
                self.happens(taken, case, Deed::Take);
                let resolved = self.converse(case, taken);
                self.judge(case, resolved);
            }
            Ending::ReopenedAndResolved => {
                self.happens(taken, case, Deed::Take);
                let resolved = self.converse(case, taken);
                let objected = self.dice.later(resolved, 60, 400);
                self.happens(objected, case, Deed::Say(Side::Requester, OBJECTION.into()));
                let again = self.dice.later(objected, 30, 300);
                self.happens(again, case, Deed::Resolve);
                self.plan.happenings.push((again.plus_minutes(3), Happening::Invite));
                self.judge(case, again);
            }
        }
    }

    /// The lines of the story and its resolution; says when it was resolved.
    fn converse(&mut self, case: usize, from: Timestamp) -> Timestamp {
        let said = self.lines(case, from);
        let resolved = self.dice.later(said, 10, 240);
        self.happens(resolved, case, Deed::Resolve);
        self.plan.happenings.push((resolved.plus_minutes(3), Happening::Invite));
        if self.story(case).is_some_and(|story| story.thanks) {
            let thanked = self.dice.later(resolved, 5, 50);
            self.happens(thanked, case, Deed::Say(Side::Requester, THANKS.into()));
        }
        resolved
    }

    fn lines(&mut self, case: usize, from: Timestamp) -> Timestamp {
        let lines: Vec<(Side, String)> = self
            .story(case)
            .map(|story| {
                story
                    .exchange
                    .iter()
                    .map(|line| (line.from, line.text.clone()))
                    .collect()
            })
            .unwrap_or_default();
        let mut moment = from;
        for (side, text) in lines {
            moment = self.dice.later(moment, 8, 170);
            self.happens(moment, case, Deed::Say(side, text));
        }
        moment
    }

    fn judge(&mut self, case: usize, resolved: Timestamp) {
        if self.plan.cases.get(case).is_some_and(|case| case.survey.is_some()) {
            let moment = self.dice.later(resolved, 60, 4000);
            self.happens(moment, case, Deed::AnswerSurvey);
        }
    }

    fn happens(&mut self, moment: Timestamp, case: usize, deed: Deed) {
        self.plan.happenings.push((moment, Happening::Deed(case, deed)));
    }

    /// A new case of a story; the technician is one of the team of its service.
    fn case(&mut self, story: usize, answered: bool) -> usize {
        let requesters = self.invented.employees.len();
        let requester = usize::try_from(self.dice.between(0, i64::try_from(requesters).unwrap_or(1) - 1)).unwrap_or(0);
        let code = self
            .invented
            .stories
            .get(story)
            .map_or("", |story| story.service.as_str());
        let able: Vec<usize> = (0..self.invented.staff.len())
            .filter(|at| {
                self.invented
                    .staff
                    .get(*at)
                    .is_some_and(|member| member.answers_for(code))
            })
            .collect();
        let technician = self.dice.pick(&able).copied().unwrap_or_default();
        let survey = if answered { self.given() } else { None };
        self.plan.cases.push(Case {
            story,
            requester,
            technician,
            survey,
        });
        self.plan.cases.len() - 1
    }

    /// Votes are those of the comments; two of three people write nothing.
    fn given(&mut self) -> Option<Given> {
        let comments: &[Comment] = &self.invented.comments;
        let comment = self.dice.pick(comments)?;
        let writes = self.dice.percent(35);
        Some(Given {
            score: comment.score,
            comment: if writes { comment.text.clone() } else { String::new() },
        })
    }

    fn colleague_of(&self, requester: usize) -> usize {
        let employees: &[Employee] = &self.invented.employees;
        let body = employees.get(requester).map(|employee| employee.entity.as_str());
        let found = employees
            .iter()
            .enumerate()
            .find(|(at, employee)| *at != requester && Some(employee.entity.as_str()) == body);
        found.map_or(requester, |(at, _)| at)
    }

    fn first_answer(&self, story: usize) -> Option<String> {
        let lines = &self.invented.stories.get(story)?.exchange;
        let line = lines.iter().find(|line| line.from == Side::Technician)?;
        Some(line.text.clone())
    }

    fn stories(&self, which: impl Fn(&Story) -> bool) -> Vec<usize> {
        let stories = self.invented.stories.iter().enumerate();
        stories.filter(|(_, story)| which(story)).map(|(at, _)| at).collect()
    }

    fn story(&self, case: usize) -> Option<&Story> {
        self.invented.stories.get(self.plan.cases.get(case)?.story)
    }
}

const REJECTION: &str = "Buongiorno, la richiesta non riguarda i servizi del Centro: per attrezzature e forniture d'ufficio \
    va sentito l'economato del tuo ente. Se invece si tratta di altro, rispondi a questo messaggio con qualche dettaglio.";
const QUESTION: &str = "Buongiorno {first_name}, per procedere serve qualche dettaglio in più: da quale postazione, da quando, \
    e con quale messaggio esatto sullo schermo?\n\n{technician}";
const THIRD_PARTY: &str =
    "Aperta segnalazione al fornitore, che ha preso in carico. Risposta attesa entro la settimana.";
const OBJECTION: &str = "Purtroppo il problema si è ripresentato stamattina, uguale a prima. Potete ricontrollare?";
const THANKS: &str = "Perfetto, grazie mille. Buona giornata";
