// SPDX-License-Identifier: AGPL-3.0-or-later
//! Everything that can happen, as one enum: the history, the audit, and what other features react to.
//!
//! Events are stored as JSON and are never rewritten, so a variant may gain optional fields but never change meaning.

use serde::{Deserialize, Serialize};

use crate::ids::{
    EntityId, InboundMailId, InvitationId, MessageId, PersonId, PublicationId, ServiceId, TeamId, TicketId,
};
use crate::platform::clock::Timestamp;
use crate::platform::mail::outbox::OutboundMailId;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who signed in, wrote a mail, or followed a link of their own.
    Person(PersonId),
    /// The program by itself: a job, a command, a rule.
    System,
    /// Somebody who is deliberately not known, as when answering a survey.
    Nobody,
}

/// Why a ticket went where it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum RoutingReason {
    /// The mailbox it came to belongs to a service.
    Mailbox {
        /// Name of the mailbox in the configuration.
        mailbox: String,
    },
    /// A word of the catalogue stands in the subject.
    Subject {
        /// The word as the catalogue has it.
        word: String,
    },
    /// A word of the catalogue stands in the text.
    Body {
        /// The word as the catalogue has it.
        word: String,
    },
    /// The requester chose the service.
    Chosen,
    /// A technician decided.
    Technician,
    /// Nothing matched: it waits for a technician.
    Nothing,
}

/// For whom or what a ticket waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// The requester owes an answer.
    Requester,
    /// A supplier or another office owes something.
    ThirdParty,
    /// A date.
    Date,
}

/// A fact, in the past tense. The one place that says what follows from each is `flow::react`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are named for what they hold")]
pub enum Event {
    /// A member body was entered.
    EntityAdded { entity: EntityId },
    /// A person became known.
    PersonAdded { person: PersonId },
    /// A person's password was set.
    PasswordSet { person: PersonId },
    /// A person got a role on the staff.
    RoleGranted { person: PersonId, role: String },
    /// A person was put into a team.
    TeamJoined { person: PersonId, team: TeamId },
    /// A person was found to belong to a body.
    MembershipBegun {
        person: PersonId,
        entity: EntityId,
        role: String,
    },
    /// A browser signed in.
    SignedIn { person: PersonId },
    /// A browser signed out.
    SignedOut { person: PersonId },
    /// A person chose the language of pages and mails.
    LanguageChosen { person: PersonId, locale: String },
    /// A request came in.
    TicketOpened {
        ticket: TicketId,
        message: MessageId,
        /// Chosen by the requester.
        service: Option<ServiceId>,
        /// Name of the mailbox it came to.
        mailbox: Option<String>,
        /// Whether the requester may get an automatic answer.
        may_answer: bool,
    },
    /// A service, and with it a team, was found for a ticket, or none was.
    TicketRouted {
        ticket: TicketId,
        service: Option<ServiceId>,
        team: Option<TeamId>,
        reason: RoutingReason,
    },
    /// The person who works on it changed.
    TicketAssigned {
        ticket: TicketId,
        from: Option<PersonId>,
        to: Option<PersonId>,
    },
    /// A technician gave it to whoever had really asked.
    TicketRequesterChanged {
        ticket: TicketId,
        from: PersonId,
        to: PersonId,
    },
    /// A technician found out for which body it is.
    TicketEntitySet {
        ticket: TicketId,
        from: Option<EntityId>,
        to: EntityId,
    },
    /// A technician moved it to another service.
    TicketReclassified {
        ticket: TicketId,
        from: Option<ServiceId>,
        to: ServiceId,
    },
    /// A technician changed the priority.
    TicketReprioritized { ticket: TicketId, from: String, to: String },
    /// Something was said that the requester sees.
    ReplyPosted {
        ticket: TicketId,
        message: MessageId,
        from_staff: bool,
        /// Whether a person wrote it: what a program wrote triggers no mail.
        by_person: bool,
    },
    /// Something was said that only the staff sees.
    NotePosted { ticket: TicketId, message: MessageId },
    /// Work stopped until somebody or some day.
    TicketWaiting {
        ticket: TicketId,
        waiting_for: WaitingFor,
        until: Option<Timestamp>,
        message: Option<MessageId>,
    },
    /// Work goes on.
    TicketResumed { ticket: TicketId },
    /// A technician solved it and said how.
    TicketResolved {
        ticket: TicketId,
        message: MessageId,
        resolution_no: i32,
    },
    /// It was not solved after all.
    TicketReopened { ticket: TicketId, resolution_no: i32 },
    /// It was solved and nobody objected.
    TicketClosed { ticket: TicketId },
    /// It is not for this help desk.
    TicketRejected { ticket: TicketId, message: MessageId },
    /// It is for this help desk after all.
    TicketRejectionUndone { ticket: TicketId },
    /// The requester took it back.
    TicketCancelled { ticket: TicketId },
    /// It went on in another ticket.
    TicketMerged { ticket: TicketId, into: TicketId },
    /// Another ticket went on in this one.
    TicketAbsorbed { ticket: TicketId, absorbed: TicketId },
    /// A merge was undone; told of both tickets.
    TicketUnmerged { ticket: TicketId, other: TicketId },
    /// A reply came too late and became a new ticket.
    TicketFollowedUp { ticket: TicketId, by: TicketId },
    /// Somebody is told of what happens to the ticket.
    WatcherAdded { ticket: TicketId, person: PersonId },
    /// A mail that came in got its disposition.
    InboundMailSettled {
        mail: InboundMailId,
        ticket: Option<TicketId>,
        disposition: String,
    },
    /// A mail waits for somebody to let it through.
    InboundMailHeld {
        mail: InboundMailId,
        /// Whether its sender may be asked.
        ask: bool,
    },
    /// Somebody let a held mail through.
    InboundMailReleased { mail: InboundMailId },
    /// A technician had a mail read once more.
    InboundMailRetried { mail: InboundMailId },
    /// A mail to somebody about a ticket was given up.
    OutboundMailFailed { ticket: TicketId, mail_kind: String },
    /// A report came about a mail that a server had taken: it is late, or never arrived.
    DeliveryReported {
        ticket: TicketId,
        mail_kind: String,
        /// What became of it: `delayed`, `doubtful`, `failed`.
        delivery: String,
        /// Whether a provider of certified mail says so.
        certified: bool,
    },
    /// A technician had a mail that was given up sent once more.
    OutboundMailQueuedAgain {
        mail: OutboundMailId,
        ticket: Option<TicketId>,
    },
    /// The requester will be asked for an opinion.
    SurveyInvited { ticket: TicketId, invitation: InvitationId },
    /// The requester will not be asked after all.
    SurveyVoided { ticket: TicketId, invitation: InvitationId },
    /// Somebody answered a survey: neither who nor about what.
    SurveyAnswered { period: String },
    /// The person who answered asked to be contacted about the ticket.
    SurveyContactRequested { ticket: TicketId },
    /// The results of a quarter became public.
    ResultsPublished { publication: PublicationId, period: String },
}

impl Event {
    /// The ticket in whose history this stands.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::EntityAdded { .. }
            | Self::PersonAdded { .. }
            | Self::PasswordSet { .. }
            | Self::RoleGranted { .. }
            | Self::TeamJoined { .. }
            | Self::MembershipBegun { .. }
            | Self::SignedIn { .. }
            | Self::SignedOut { .. }
            | Self::LanguageChosen { .. }
            | Self::InboundMailHeld { .. }
            | Self::InboundMailReleased { .. }
            | Self::InboundMailRetried { .. }
            | Self::SurveyAnswered { .. }
            | Self::ResultsPublished { .. } => None,
            Self::InboundMailSettled { ticket, .. } | Self::OutboundMailQueuedAgain { ticket, .. } => *ticket,
            Self::TicketOpened { ticket, .. }
            | Self::TicketRouted { ticket, .. }
            | Self::TicketAssigned { ticket, .. }
            | Self::TicketRequesterChanged { ticket, .. }
            | Self::TicketEntitySet { ticket, .. }
            | Self::TicketReclassified { ticket, .. }
            | Self::TicketReprioritized { ticket, .. }
            | Self::ReplyPosted { ticket, .. }
            | Self::NotePosted { ticket, .. }
            | Self::TicketWaiting { ticket, .. }
            | Self::TicketResumed { ticket }
            | Self::TicketResolved { ticket, .. }
            | Self::TicketReopened { ticket, .. }
            | Self::TicketClosed { ticket }
            | Self::TicketRejected { ticket, .. }
            | Self::TicketRejectionUndone { ticket }
            | Self::TicketCancelled { ticket }
            | Self::TicketMerged { ticket, .. }
            | Self::TicketAbsorbed { ticket, .. }
            | Self::TicketUnmerged { ticket, .. }
            | Self::TicketFollowedUp { ticket, .. }
            | Self::WatcherAdded { ticket, .. }
            | Self::OutboundMailFailed { ticket, .. }
            | Self::DeliveryReported { ticket, .. }
            | Self::SurveyInvited { ticket, .. }
            | Self::SurveyVoided { ticket, .. }
            | Self::SurveyContactRequested { ticket } => Some(*ticket),
        }
    }
}
