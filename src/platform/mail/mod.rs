// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mail as a technique: bytes to and from mails, and the ways they travel. It knows nothing of tickets.
//!
//! In: [`Imap`] and [`Maildir`] fetch raw bytes, [`parse()`] reads them, [`classify()`] says what kind of mail it is and
//! whether it may be answered. Out: [`compose()`] makes bytes, [`Smtp`] or the demonstration's [`EmlFolder`] takes them.

mod address;
mod address_list;
mod asn1;
mod authentication;
mod binhex;
mod bounce;
mod calendar;
mod charset;
mod charset_labels;
mod charset_seven_bit;
mod classify;
mod compose;
mod content;
mod dates;
mod daticert;
mod eml_folder;
mod enriched;
mod fields;
mod forwarded;
mod header;
mod header_block;
mod html;
mod imap;
mod imap_token;
mod maildir;
mod naming;
pub mod outbox;
mod parameters;
mod parse;
mod passages;
pub mod pec;
mod pgp;
mod plain;
mod reply;
mod rtf;
pub mod signature;
mod smime;
mod smtp;
mod subject;
mod tls;
mod tnef;
mod transfer;
mod tree;
mod uuencode;
mod words;
mod written;
mod yenc;

pub use address::Address;
pub use authentication::{Authentication, authentication};
pub use bounce::{Bounce, DeliveryAction, Reported, about, refuses_the_address};
pub use classify::{Classification, Kind, Post, Signs, classify, may_be_a_person, reasons};
pub use compose::{
    Automatic, ComposeError, Composed, Envelope, LOOP_HEADER, OutgoingAttachment, OutgoingMail, compose,
};
pub use daticert::PecRecipient;
pub use eml_folder::EmlFolder;
pub use forwarded::original_sender;
pub use header::{readable_subject, sender_in_header, subject_in_header};
pub use html::{CleanHtml, HtmlLimits, clean_html};
pub use imap::{Imap, ImapError, ImapSettings};
pub use maildir::Maildir;
pub use parse::{Limits, Notice, ParsedAttachment, ParsedMail, Unreadable, parse};
pub use pec::{Pec, PecKind};
pub use plain::is_made_of;
pub use reply::{Reply, fold_reply, fold_reply_along};
pub use smtp::{SendError, Smtp, SmtpSettings};
pub use subject::{strip_reply_prefixes, ticket_reference};
pub use tls::{Security, SettingsError};
