// SPDX-License-Identifier: AGPL-3.0-or-later
//! Lets the plan happen, through the verbs that pages, mails and jobs use.

use std::collections::BTreeMap;

use super::invented::{Invented, Side, Story};
use super::plan::{Case, Deed, Happening};
use crate::event::Actor;
use crate::ids::{EntityId, PersonId, TicketId};
use crate::people::Viewer;
use crate::platform::failure::{Error, Result};
use crate::surveys::{self, Answer, Quarter, Reason, Vote};
use crate::tickets::{self, Channel, NewMessage, Opening};
use crate::tx::Tx;
use crate::{catalog, publishing};

/// The mailbox of the demonstration.
const MAILBOX: &str = "assistenza";

/// The people and bodies, as entered, in the order of the file.
pub(super) struct Cast {
    pub(super) staff: Vec<PersonId>,
    pub(super) employees: Vec<(PersonId, EntityId, String)>,
    pub(super) manager: PersonId,
}

/// What has been opened so far, and the survey links that were handed out.
#[derive(Default)]
pub(super) struct Stage {
    opened: BTreeMap<usize, (TicketId, i64)>,
    links: BTreeMap<TicketId, String>,
}

/// What is needed to play a case.
struct Scene<'a> {
    story: &'a Story,
    case: &'a Case,
    requester: PersonId,
    entity: EntityId,
    words: [(&'static str, String); 4],
}

/// Who does it.
pub(super) fn actor(cast: &Cast, cases: &[Case], happening: &Happening) -> Actor {
    let Happening::Deed(case, deed) = happening else {
        return match happening {
            Happening::Publish(_) => Actor::Person(cast.manager),
            Happening::Deed(..) | Happening::Invite | Happening::Night => Actor::System,
        };
    };
    let Some(case) = cases.get(*case) else {
        return Actor::System;
    };
    let person = match deed {
        Deed::AnswerSurvey => None,
        Deed::Open | Deed::Cancel | Deed::Say(Side::Requester, _) => {
            cast.employees.get(case.requester).map(|(person, ..)| *person)
        }
        _ => cast.staff.get(case.technician).copied(),
    };
    person.map_or(Actor::Nobody, Actor::Person)
}

/// Lets one thing happen.
pub(super) fn play(
    tx: &mut Tx<'_>,
    invented: &Invented,
    cast: &Cast,
    cases: &[Case],
    stage: &mut Stage,
    happening: &Happening,
) -> Result<()> {
    match happening {
        Happening::Deed(at, deed) => {
            let case = cases.get(*at).ok_or_else(|| Error::bug("no such case"))?;
            let scene = Scene::of(invented, cast, case)?;
            act(tx, &scene, *at, stage, deed)
        }
        Happening::Invite => invite(tx, stage),
        Happening::Night => tickets::wake_due(tx, 100).and(tickets::close_due(tx, 100)).map(|_| ()),
        Happening::Publish(quarter) => publish(tx, *quarter),
    }
}

fn act(tx: &mut Tx<'_>, scene: &Scene<'_>, at: usize, stage: &mut Stage, deed: &Deed) -> Result<()> {
    if matches!(deed, Deed::Open) {
        let opened = tickets::open(tx, scene.opening()?)?;
        stage.opened.insert(at, (opened.id, opened.number));
        return Ok(());
    }
    let (ticket, _) = stage.ticket(at)?;
    match deed {
        Deed::Open => Ok(()),
        Deed::Take => take(tx, scene, ticket),
        Deed::Say(side, text) => say(tx, scene, ticket, *side, text),
        Deed::AskRequester(text) => {
            tickets::wait_for_requester(tx, ticket, scene.message(text, Side::Technician)?).map(|_| ())
        }
        Deed::WaitForThirdParty(text) => tickets::wait_for_third_party(tx, ticket, text),
        Deed::Hold(until) => tickets::hold_until(tx, ticket, *until),
        Deed::Resolve => {
            let version = tickets::find(tx.conn(), ticket)?.version;
            tickets::resolve(tx, ticket, version, &scene.filled(&scene.story.resolution)).map(|_| ())
        }
        Deed::Reject(text) => {
            let version = tickets::find(tx.conn(), ticket)?.version;
            tickets::reject(tx, ticket, version, text).map(|_| ())
        }
        Deed::Cancel => tickets::cancel(tx, ticket),
        Deed::MergeInto(survivor) => {
            let (_, number) = stage.ticket(*survivor)?;
            let person = tx.person().ok_or(Error::SignInNeeded)?;
            let today = tx.now().rome_date();
            let viewer = Viewer::load(tx.conn(), person, today)?;
            tickets::merge(tx, &viewer, ticket, number)
        }
        Deed::AnswerSurvey => answer(tx, scene, stage.links.get(&ticket)),
    }
}

/// The technician takes it, and puts right what the words of the request could not tell.
fn take(tx: &mut Tx<'_>, scene: &Scene<'_>, ticket: TicketId) -> Result<()> {
    let found = tickets::find(tx.conn(), ticket)?;
    let service = catalog::service_by_code(tx.conn(), &scene.story.service)?;
    if let Some(service) = service.filter(|service| found.service_id != Some(service.id)) {
        tickets::reclassify(tx, ticket, found.version, service.id)?;
    }
    let version = tickets::find(tx.conn(), ticket)?.version;
    tickets::take(tx, ticket, version)?;
    let priority = scene.story.priority().map_err(Error::unexpected)?;
    let taken = tickets::find(tx.conn(), ticket)?;
    if taken.priority == priority {
        return Ok(());
    }
    tickets::reprioritize(tx, ticket, taken.version, priority)
}

fn say(tx: &mut Tx<'_>, scene: &Scene<'_>, ticket: TicketId, side: Side, text: &str) -> Result<()> {
    let message = scene.message(text, side)?;
    match side {
        Side::Requester => tickets::reply_as_requester(tx, ticket, message).map(|_| ()),
        Side::Technician => tickets::reply_as_staff(tx, ticket, message).map(|_| ()),
        Side::Note => tickets::note(tx, ticket, message).map(|_| ()),
    }
}

/// The links are handed out as the job would, without a mail.
fn invite(tx: &mut Tx<'_>, stage: &mut Stage) -> Result<()> {
    let now = tx.now();
    for invitation in surveys::due(tx.conn(), now, 100)? {
        if let Some(sent) = surveys::prepare_sending(tx, invitation)? {
            stage.links.insert(sent.ticket, sent.token);
        }
    }
    Ok(())
}

fn answer(tx: &mut Tx<'_>, scene: &Scene<'_>, link: Option<&String>) -> Result<()> {
    let (Some(given), Some(link)) = (&scene.case.survey, link) else {
        return Ok(());
    };
    let vote = Vote::new(given.score).ok_or_else(|| Error::bug("a vote has one to five stars"))?;
    // Which of the reasons depends on the length of the name: as good as chance, and the same each time.
    let reasons = Reason::for_vote(vote);
    let reason = scene.words.iter().map(|(_, word)| word.len()).sum::<usize>();
    let reason = reasons.get(reason % (reasons.len() + 1)).copied();
    surveys::answer(tx, link, &Answer::new(vote, reason, &given.comment, false)?)
}

fn publish(tx: &mut Tx<'_>, quarter: Quarter) -> Result<()> {
    publishing::publish(tx, quarter).map(|_| ())
}

impl Stage {
    fn ticket(&self, case: usize) -> Result<(TicketId, i64)> {
        self.opened
            .get(&case)
            .copied()
            .ok_or_else(|| Error::bug("a request that was not opened"))
    }
}

impl<'a> Scene<'a> {
    fn of(invented: &'a Invented, cast: &Cast, case: &'a Case) -> Result<Self> {
        let story = invented
            .stories
            .get(case.story)
            .ok_or_else(|| Error::bug("no such story"))?;
        let employee = invented.employees.get(case.requester);
        let who = cast.employees.get(case.requester);
        let technician = invented.staff.get(case.technician);
        let (Some(employee), Some((requester, entity, body)), Some(technician)) = (employee, who, technician) else {
            return Err(Error::bug("nobody plays this part"));
        };
        let first_name = employee.name.split(' ').next().unwrap_or_default();
        Ok(Self {
            story,
            case,
            requester: *requester,
            entity: *entity,
            words: [
                ("{name}", employee.name.clone()),
                ("{first_name}", first_name.to_owned()),
                ("{entity}", body.clone()),
                ("{technician}", technician.name.clone()),
            ],
        })
    }

    fn filled(&self, text: &str) -> String {
        let words = self.words.iter();
        words.fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
    }

    fn opening(&self) -> Result<Opening> {
        let channel = self.story.channel().map_err(Error::unexpected)?;
        Ok(Opening {
            view: crate::tickets::MailView::default(),
            requester: self.requester,
            entity: Some(self.entity),
            subject: self.filled(&self.story.subject),
            body: self.filled(&self.story.body),
            service: None,
            priority: tickets::Priority::Normal,
            channel,
            mailbox: (channel == Channel::Email).then(|| MAILBOX.to_owned()),
            mail_id: None,
            may_answer: true,
            files: Vec::new(),
            watchers: Vec::new(),
            follow_up_of: None,
        })
    }

    fn message(&self, text: &str, side: Side) -> Result<NewMessage> {
        let channel = match side {
            Side::Requester => self.story.channel().map_err(Error::unexpected)?,
            Side::Technician | Side::Note => Channel::Web,
        };
        Ok(NewMessage {
            view: crate::tickets::MailView::default(),
            body: self.filled(text),
            channel,
            mail_id: None,
            files: Vec::new(),
            may_answer: true,
            by_person: true,
        })
    }
}
