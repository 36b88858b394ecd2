// SPDX-License-Identifier: AGPL-3.0-or-later
//! Tickets: the conversation between a requester and the centre, from opening to closing.
//!
//! One file per ability. `visible_to` and `may_see` are the only doors through which a reader gets at a ticket.

mod answering;
mod attaching;
mod attributing;
mod calendar;
mod changing;
mod closing;
mod conversation;
mod exporting;
mod history;
pub mod jobs;
mod listing;
mod merging;
mod opening;
pub mod pages;
mod queue;
mod replying;
mod requests;
mod resolving;
mod seeing;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod thanks;
mod ticket;
mod turning_down;
mod waiting;
mod working;
mod writing;

pub use answering::{answer_at, answer_no_more_at, answers_go_to, is_answered_at};
pub use attaching::{Attachment, NewFile, attachment_visible_to, attachments_of, sniff};
pub use attributing::{attribute, forwarded_from, may_be_requester};
pub use closing::{close_due, wake_due};
pub use conversation::{MessageView, conversation, every_message, message, message_visible_to, public_mail_ids};
pub use exporting::{Recorded, numbered_after, recorded};
pub use history::{HistoryEntry, history};
pub use listing::numbers_visible_to;
pub use merging::{merge, survivor, unmerge};
pub use opening::{Opened, Opening, open, route};
pub use queue::{QueueFilter, QueuePage, QueueRow, QueueSort, Scope, queue, queue_counts};
pub use replying::{Joined, NewMessage, note, reply_as_requester, reply_as_staff};
pub use requests::{RequestPage, RequestRow, RequestScope, requests};
pub use resolving::{reopen, reopen_by_link, reopening_link, reopening_target, resolve};
pub use seeing::{by_number, find, may_see, visible_to, watch, watchers_of};
pub use ticket::{Channel, MessageKind, Priority, Status, Ticket};
pub use turning_down::{cancel, reject, undo_rejection};
pub use waiting::{hold_until, resume, wait_for_requester, wait_for_third_party};
pub use working::{assign, reclassify, reprioritize, set_entity, take};
pub use writing::MailView;
