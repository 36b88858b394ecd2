// SPDX-License-Identifier: AGPL-3.0-or-later
//! Identifiers: one type per table, so that a person can never be taken for a ticket.

use crate::unique_id;

unique_id!(/// A member body.
    EntityId);
unique_id!(/// Anybody who writes, answers or manages.
    PersonId);
unique_id!(/// A group of technicians who answer for services.
    TeamId);
unique_id!(/// The top level of the catalogue.
    AreaId);
unique_id!(/// The middle level of the catalogue.
    GroupId);
unique_id!(/// What a member body can ask help for.
    ServiceId);
unique_id!(/// A request and all that was said about it.
    TicketId);
unique_id!(/// One entry of a conversation.
    MessageId);
unique_id!(/// A file that came with a message.
    AttachmentId);
unique_id!(/// A merge of one ticket into another.
    MergeId);
unique_id!(/// A mail that came in.
    InboundMailId);
unique_id!(/// An invitation to the satisfaction survey.
    InvitationId);
unique_id!(/// An answer to the satisfaction survey; made with [`ResponseId::random`].
    ResponseId);
unique_id!(/// An immutable snapshot of results.
    PublicationId);
unique_id!(/// A fact of the history.
    EventId);
unique_id!(/// A signed-in browser.
    SessionId);
unique_id!(/// A one-time sign-in link.
    SignInLinkId);
