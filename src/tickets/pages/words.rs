// SPDX-License-Identifier: AGPL-3.0-or-later
//! What happened, in words: one text per event, chosen here and written in the Fluent files.

use crate::event::{Event, RoutingReason, WaitingFor};
use crate::people::Reader;
use crate::tickets::HistoryEntry;

/// Why a ticket went where it went.
pub(super) fn routing(reader: &Reader, reason: &RoutingReason, team: Option<&str>) -> String {
    let team = team.unwrap_or_default();
    let (key, more) = match reason {
        RoutingReason::Nothing => ("routing-nothing", None),
        _ if team.is_empty() => ("routing-nobody", None),
        RoutingReason::Mailbox { mailbox } => ("routing-mailbox", Some(("mailbox", mailbox))),
        RoutingReason::Subject { word } => ("routing-subject", Some(("word", word))),
        RoutingReason::Body { word } => ("routing-body", Some(("word", word))),
        RoutingReason::Chosen => ("routing-chosen", None),
        RoutingReason::Technician => ("routing-technician", None),
    };
    let mut args = vec![("team", team)];
    args.extend(more.map(|(name, value)| (name, value.as_str())));
    reader.text_with(key, &args)
}

/// One line of the history.
pub(super) fn event(reader: &Reader, entry: &HistoryEntry) -> String {
    let named = |name: &str| named(entry, name);
    let until = waiting_until(&entry.event);
    let priority = |value: &str| reader.text(&format!("priority-{value}"));
    let plain = |key| reader.text(key);
    match &entry.event {
        Event::TicketRouted { reason, team, .. } => routing(reader, reason, team.is_some().then(|| named("team"))),
        Event::TicketReprioritized { from, to, .. } => reader.text_with(
            "history-reprioritized",
            &[("from", &priority(from)), ("to", &priority(to))],
        ),
        Event::TicketWaiting {
            waiting_for: WaitingFor::Date,
            ..
        } => reader.text_with("history-on-hold", &[("until", &until)]),
        Event::TicketAssigned { to: None, .. } => plain("history-unassigned"),
        Event::TicketAssigned { .. } if entry.actor_name.as_deref() == Some(named("to")) => plain("history-taken"),
        other => reader.text_with(
            key(other),
            &[
                ("from", named("from")),
                ("to", named("to")),
                ("number", named("number")),
            ],
        ),
    }
}

/// Whether a person did it. What follows by rule has the actor of its cause, which says nothing to a reader.
pub(super) fn is_done_by_its_actor(event: &Event) -> bool {
    match event {
        Event::TicketRouted { reason, .. } => *reason == RoutingReason::Technician,
        Event::SurveyInvited { .. }
        | Event::SurveyVoided { .. }
        | Event::OutboundMailFailed { .. }
        | Event::DeliveryReported { .. } => false,
        _ => true,
    }
}

fn named<'e>(entry: &'e HistoryEntry, name: &str) -> &'e str {
    let found = entry.names.iter().find(|(known, _)| *known == name);
    found.map_or("", |(_, value)| value.as_str())
}

fn waiting_until(event: &Event) -> String {
    match event {
        Event::TicketWaiting { until: Some(until), .. } => until.in_rome().strftime("%d/%m/%Y").to_string(),
        _ => String::new(),
    }
}

fn key(event: &Event) -> &'static str {
    match event {
        Event::TicketOpened { .. } => "history-opened",
        Event::TicketRouted { .. } => "history-routed",
        Event::TicketAssigned { .. } => "history-assigned",
        Event::TicketRequesterChanged { .. } => "history-requester-changed",
        Event::TicketEntitySet { .. } => "history-entity-set",
        Event::TicketReclassified { .. } => "history-reclassified",
        Event::TicketReprioritized { .. } => "history-reprioritized",
        Event::ReplyPosted { from_staff: true, .. } => "history-staff-replied",
        Event::ReplyPosted { .. } => "history-requester-replied",
        Event::NotePosted { .. } => "history-note",
        Event::TicketWaiting { waiting_for, .. } => match waiting_for {
            WaitingFor::Requester => "history-waiting-requester",
            WaitingFor::ThirdParty => "history-waiting-third-party",
            WaitingFor::Date => "history-on-hold",
        },
        Event::TicketResumed { .. } => "history-resumed",
        Event::TicketResolved { .. } => "history-resolved",
        Event::TicketReopened { .. } => "history-reopened",
        Event::TicketClosed { .. } => "history-closed",
        Event::TicketRejected { .. } => "history-rejected",
        Event::TicketRejectionUndone { .. } => "history-rejection-undone",
        Event::TicketCancelled { .. } => "history-cancelled",
        Event::TicketMerged { .. } => "history-merged",
        Event::TicketAbsorbed { .. } => "history-absorbed",
        Event::TicketUnmerged { .. } => "history-unmerged",
        Event::TicketFollowedUp { .. } => "history-followed-up",
        Event::WatcherAdded { .. } => "history-watcher-added",
        Event::InboundMailSettled { .. } => "history-mail-in",
        Event::OutboundMailFailed { .. } => "history-mail-failed",
        Event::DeliveryReported { delivery, .. } if delivery == "failed" => "history-mail-failed",
        Event::DeliveryReported { delivery, .. } if delivery == "delayed" => "history-mail-delayed",
        Event::DeliveryReported { .. } => "history-mail-late",
        Event::OutboundMailQueuedAgain { .. } => "history-mail-queued-again",
        Event::SurveyInvited { .. } => "history-survey-invited",
        Event::SurveyVoided { .. } => "history-survey-voided",
        Event::SurveyContactRequested { .. } => "history-contact-requested",
        Event::EntityAdded { .. }
        | Event::PersonAdded { .. }
        | Event::PasswordSet { .. }
        | Event::LanguageChosen { .. }
        | Event::RoleGranted { .. }
        | Event::TeamJoined { .. }
        | Event::MembershipBegun { .. }
        | Event::SignedIn { .. }
        | Event::SignedOut { .. }
        | Event::InboundMailHeld { .. }
        | Event::InboundMailReleased { .. }
        | Event::InboundMailRetried { .. }
        | Event::SurveyAnswered { .. }
        | Event::ResultsPublished { .. } => "history-elsewhere",
    }
}
