// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a ticket is and what may be done with it in which state. No database.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Integer;

use super::calendar::is_within_days;
use crate::event::RoutingReason;
use crate::ids::{EntityId, PersonId, ServiceId, TeamId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::Error;
use crate::schema::tickets;
use crate::text_enum;

text_enum!(
    /// How far a ticket has come.
    Status {
        /// Nobody has taken it yet.
        New = "new",
        /// Somebody works on it.
        Open = "open",
        /// The requester owes an answer.
        WaitingRequester = "waiting_requester",
        /// A supplier or another office owes something.
        WaitingThirdParty = "waiting_third_party",
        /// Put aside until a date.
        OnHold = "on_hold",
        /// Solved, as the technician sees it; the requester may object.
        Resolved = "resolved",
        /// Solved, and nobody objected.
        Closed = "closed",
        /// Not for this help desk.
        Rejected = "rejected",
        /// Taken back by the requester.
        Cancelled = "cancelled",
        /// Goes on in another ticket.
        Merged = "merged",
    }
);

impl Status {
    /// States in which work is still to be done, as the queue shows them first.
    pub const UNFINISHED: &'static [Self] = &[
        Self::New,
        Self::Open,
        Self::WaitingRequester,
        Self::WaitingThirdParty,
        Self::OnHold,
    ];

    /// Whether work is still to be done.
    pub fn is_unfinished(self) -> bool {
        Self::UNFINISHED.contains(&self)
    }

    /// Whether the ticket waits for somebody or some day.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::WaitingRequester | Self::WaitingThirdParty | Self::OnHold)
    }
}

/// How urgent a ticket is; stored as a number so that queues sort by it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = Integer)]
pub enum Priority {
    /// Whenever there is time.
    Low = 1,
    /// The usual.
    Normal = 2,
    /// Before others.
    High = 3,
    /// At once.
    Urgent = 4,
}

impl Priority {
    /// Every value, the least urgent first.
    pub const ALL: &'static [Self] = &[Self::Low, Self::Normal, Self::High, Self::Urgent];

    /// The word in forms, texts and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }

    /// The number that is stored.
    pub fn rank(self) -> i32 {
        self as i32
    }
}

impl std::fmt::Display for Priority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Priority {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|priority| priority.as_str() == text);
        found.copied().ok_or_else(|| format!("unknown priority: {text}"))
    }
}

impl<DB> ToSql<Integer, DB> for Priority
where
    DB: Backend,
    i32: ToSql<Integer, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        match self {
            Self::Low => 1.to_sql(out),
            Self::Normal => 2.to_sql(out),
            Self::High => 3.to_sql(out),
            Self::Urgent => 4.to_sql(out),
        }
    }
}

impl<DB> FromSql<Integer, DB> for Priority
where
    DB: Backend,
    i32: FromSql<Integer, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let rank = i32::from_sql(value)?;
        let found = Self::ALL.iter().find(|priority| priority.rank() == rank);
        found.copied().ok_or_else(|| format!("unknown priority: {rank}").into())
    }
}

text_enum!(
    /// How a ticket or a message came.
    Channel {
        /// By a form of this site.
        Web = "web",
        /// By mail.
        Email = "email",
        /// By certified mail.
        Pec = "pec",
        /// By telephone, written down by a technician.
        Phone = "phone",
        /// In person, written down by a technician.
        InPerson = "in_person",
        /// By a program.
        Api = "api",
    }
);

text_enum!(
    /// Who may read an entry of the conversation.
    MessageKind {
        /// Everybody who may see the ticket.
        Public = "public",
        /// Staff only.
        Note = "note",
        /// Written by the program; everybody who may see the ticket.
        System = "system",
    }
);

/// A request and where it stands.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = tickets)]
pub struct Ticket {
    /// Identifier.
    pub id: TicketId,
    /// The number people quote.
    pub number: i64,
    /// One line.
    pub subject: String,
    /// The body the requester asks for; absent until somebody finds out.
    pub entity_id: Option<EntityId>,
    /// What it is about; absent while it waits in triage.
    pub service_id: Option<ServiceId>,
    /// Who answers for it; absent while it waits in triage.
    pub team_id: Option<TeamId>,
    /// Who asked.
    pub requester_id: PersonId,
    /// Who works on it.
    pub assignee_id: Option<PersonId>,
    /// How far it has come.
    pub status: Status,
    /// How urgent it is.
    pub priority: Priority,
    /// How it came.
    pub channel: Channel,
    /// Whether only requester, watchers and team may see it.
    pub confidential: bool,
    /// Why it went where it went; a [`RoutingReason`].
    pub routing: Option<Json>,
    /// Grows with each change, so that a form that shows an older state is noticed.
    pub version: i64,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
    /// When the staff first answered.
    pub first_reply_at: Option<Timestamp>,
    /// When it was last resolved; absent after a reopening.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Until when it is put aside.
    pub on_hold_until: Option<Timestamp>,
    /// How often it was reopened.
    pub reopened_count: i32,
    /// The closed ticket that this one goes on from.
    pub follow_up_of: Option<TicketId>,
    /// The ticket in which this one goes on.
    pub merged_into: Option<TicketId>,
    /// Name of the mailbox by which it came.
    pub mailbox: Option<String>,
    /// Where the mail that opened it asked for answers, when that is not the requester's own address.
    pub reply_to: Option<String>,
    /// Whether that was safe, so that answers go there; [`super::answers_go_to`] says whether they still do.
    pub reply_to_used: bool,
}

impl Ticket {
    /// Why it went where it went.
    pub fn routing_reason(&self) -> Option<RoutingReason> {
        self.routing.as_ref().and_then(|reason| reason.to().ok())
    }

    /// Which resolution the next or current one is: 1 before any reopening.
    pub fn resolution_no(&self) -> i32 {
        self.reopened_count + 1
    }

    /// Refuses what can only be done while there is work to do.
    pub(super) fn must_be_unfinished(&self) -> Result<(), Error> {
        if self.status.is_unfinished() {
            Ok(())
        } else {
            Err(Error::refused("error-ticket-finished"))
        }
    }

    /// Somebody took it: nothing is new any more.
    pub(super) fn begin_work(&mut self) {
        if self.status == Status::New {
            self.status = Status::Open;
        }
    }

    /// The staff answered in public; the first answer is remembered.
    pub(super) fn answered(&mut self, now: Timestamp) {
        self.first_reply_at.get_or_insert(now);
    }

    /// It stops until somebody answers or a day comes.
    pub(super) fn wait(&mut self, waiting: Status, until: Option<Timestamp>) {
        self.status = waiting;
        self.on_hold_until = until;
    }

    /// Work goes on.
    pub(super) fn go_on(&mut self) {
        self.status = Status::Open;
        self.on_hold_until = None;
    }

    /// It is solved.
    pub(super) fn solved(&mut self, now: Timestamp) {
        self.status = Status::Resolved;
        self.resolved_at = Some(now);
        self.on_hold_until = None;
    }

    /// It was not solved after all; says which resolution that was.
    pub(super) fn unsolved(&mut self) -> i32 {
        let resolution = self.resolution_no();
        self.status = Status::Open;
        self.resolved_at = None;
        self.closed_at = None;
        self.reopened_count += 1;
        resolution
    }

    /// Whether the requester may still say that it was not solved.
    pub(super) fn can_be_reopened_by_requester(&self, now: Timestamp, days: u32) -> bool {
        match self.status {
            Status::Resolved => true,
            Status::Closed => self.closed_at.is_some_and(|closed| is_within_days(closed, days, now)),
            _ => false,
        }
    }

    /// What an answer of the requester does to it.
    pub(super) fn effect_of_answer(&self, now: Timestamp, reopen_days: u32) -> AnswerEffect {
        match self.status {
            Status::New | Status::Open => AnswerEffect::None,
            Status::WaitingRequester | Status::WaitingThirdParty | Status::OnHold => AnswerEffect::Resumes,
            Status::Resolved | Status::Closed if self.can_be_reopened_by_requester(now, reopen_days) => {
                AnswerEffect::Reopens
            }
            Status::Resolved | Status::Closed | Status::Rejected | Status::Cancelled | Status::Merged => {
                AnswerEffect::OpensAnother
            }
        }
    }
}

/// What follows when the requester says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerEffect {
    /// It is one more entry.
    None,
    /// A ticket that waited is in work again.
    Resumes,
    /// It was not solved after all.
    Reopens,
    /// It is over: a new ticket goes on from it.
    OpensAnother,
}
