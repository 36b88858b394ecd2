// SPDX-License-Identifier: AGPL-3.0-or-later
//! The settings of mail: how it leaves, which mailboxes are read, how much of a mail, and how many answers.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::platform::mail::outbox::AnswerLimits;

/// The mail that goes out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Address in `From`.
    pub from_address: String,
    /// Name in `From`.
    pub from_name: String,
    /// How mail leaves: `smtp`, or `folder` for demonstrations.
    pub transport: Transport,
    /// Folder of `.eml` files when the transport is `folder`.
    pub folder: PathBuf,
    /// The mail server when the transport is `smtp`.
    pub smtp: Smtp,
    /// Seconds between two looks at the mailboxes.
    pub poll_seconds: u32,
    /// Largest mail that is read whole, in mebibytes; of a larger one, which is kept, only the beginning.
    pub max_mail_mb: u32,
    /// Name by which our own mail server signs its `Authentication-Results` (RFC 8601); empty believes nobody's.
    pub authserv_id: String,
    /// Days a mail from somebody unknown waits to be released.
    pub hold_days: u32,
    /// How much of a mail is read.
    pub limits: MailLimits,
    /// How many automatic answers leave, whatever the headers say.
    pub brakes: Brakes,
    /// From when on `sportello check` calls for somebody.
    pub alarms: Alarms,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            from_address: "assistenza@cstpu.example".into(),
            from_name: "Assistenza CSTPU".into(),
            transport: Transport::Smtp,
            folder: PathBuf::from("mail/out"),
            smtp: Smtp::default(),
            poll_seconds: 30,
            max_mail_mb: 30,
            authserv_id: String::new(),
            hold_days: 14,
            limits: MailLimits::default(),
            brakes: Brakes::default(),
            alarms: Alarms::default(),
        }
    }
}

/// How much of a mail is read; the rest is left out with a notice, the raw mail is always kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailLimits {
    /// Parts.
    pub parts: usize,
    /// Multiparts within multiparts.
    pub depth: usize,
    /// Header fields of one part.
    pub headers: usize,
    /// Kibibytes of one part's header.
    pub header_kb: usize,
    /// Addresses in each of `To`, `Cc` and `Reply-To`.
    pub addresses: usize,
    /// Identifiers in `References`.
    pub references: usize,
    /// Kibibytes of HTML that are shown as HTML; more is shown as text.
    pub html_kb: usize,
    /// Elements within elements.
    pub tag_depth: usize,
    /// Attributes of one element.
    pub tag_attributes: usize,
    /// Seconds that reading one mail may take.
    pub seconds: u32,
}

impl Default for MailLimits {
    fn default() -> Self {
        Self {
            parts: 1_000,
            depth: 64,
            headers: 1_000,
            header_kb: 256,
            addresses: 500,
            references: 100,
            html_kb: 256,
            tag_depth: 256,
            tag_attributes: 64,
            seconds: 20,
        }
    }
}

/// How many automatic answers leave within an hour: the net under a loop that no header betrays.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brakes {
    /// To one address.
    pub per_sender: u32,
    /// About one ticket.
    pub per_ticket: u32,
    /// To everybody together.
    pub overall: u32,
}

impl Brakes {
    /// The same for the outbox, which counts.
    pub fn answer_limits(&self) -> AnswerLimits {
        AnswerLimits {
            per_address: self.per_sender.into(),
            per_thread: self.per_ticket.into(),
            overall: self.overall.into(),
        }
    }
}

impl Default for Brakes {
    fn default() -> Self {
        Self {
            per_sender: 10,
            per_ticket: 10,
            overall: 500,
        }
    }
}

/// How mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// By a mail server.
    Smtp,
    /// Into a folder of `.eml` files.
    Folder,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after `STARTTLS`, which is required.
    Starttls,
    /// None; accepted for loopback addresses only.
    None,
}

/// A mail server for outgoing mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Smtp {
    /// Host name, as in its certificate.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection of the connection.
    pub security: Security,
    /// User name; empty when the server asks for none.
    pub username: String,
    /// Password.
    pub password: String,
    /// PEM file of a further trusted authority; may be empty.
    pub ca_file: PathBuf,
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            host: "localhost".into(),
            port: 587,
            security: Security::Starttls,
            username: String::new(),
            password: String::new(),
            ca_file: PathBuf::new(),
        }
    }
}

/// A mailbox that is read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mailbox {
    /// Name in figures, history and `--mailbox`.
    pub name: String,
    /// Its address: mail from here is our own.
    pub address: String,
    /// Code of the service that everything sent here is about; empty to route by words.
    pub service: String,
    /// Whether it is a mailbox of certified mail (PEC): only there envelopes and receipts are believed, and answers to what
    /// came through it leave through it.
    pub pec: bool,
    /// Whether mail to `name+anything@domain` arrives here too: then each recipient answers to an address of their own.
    pub plus_addressing: bool,
    /// Where it is: `imap`, `maildir`, or `none` when mail is only delivered by command.
    pub kind: MailboxKind,
    /// Folder of the Maildir.
    pub maildir: PathBuf,
    /// IMAP host, as in its certificate.
    pub host: String,
    /// IMAP port.
    pub port: u16,
    /// Protection of the connection.
    pub security: Security,
    /// IMAP user.
    pub username: String,
    /// IMAP password.
    pub password: String,
    /// File with an OAuth2 access token, read anew at each sign-in: then `XOAUTH2` is used in place of the password.
    pub token_file: PathBuf,
    /// Whether the server tells of new mail by itself (IMAP IDLE, RFC 2177); it is looked at every `poll_seconds` anyway.
    pub idle: bool,
    /// Seconds that an answer of the server may take; a mail may take five times as long.
    pub answer_seconds: u32,
    /// IMAP folder.
    pub folder: String,
    /// IMAP folder to move taken mail to; empty leaves it where it is.
    pub processed_folder: String,
    /// PEM file of a further trusted authority; may be empty.
    pub ca_file: PathBuf,
    /// PEM file of the authorities that certify the signatures of PEC providers; without it signatures are not checked.
    pub pec_authorities: PathBuf,
    /// The mail server through which answers leave, for a PEC mailbox.
    pub smtp: Smtp,
}

impl Default for Mailbox {
    fn default() -> Self {
        Self {
            name: "assistenza".into(),
            address: "assistenza@cstpu.example".into(),
            service: String::new(),
            pec: false,
            plus_addressing: false,
            kind: MailboxKind::Imap,
            maildir: PathBuf::new(),
            host: "localhost".into(),
            port: 993,
            security: Security::Tls,
            username: String::new(),
            password: String::new(),
            token_file: PathBuf::new(),
            idle: true,
            answer_seconds: 30,
            folder: "INBOX".into(),
            processed_folder: String::new(),
            ca_file: PathBuf::new(),
            pec_authorities: PathBuf::new(),
            smtp: Smtp::default(),
        }
    }
}

/// From when on `sportello check` warns of mail that does not move, and from when on it is critical.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Alarms {
    /// Minutes that the oldest mail waits to be read: warning.
    pub unread_warning: u32,
    /// The same, critical.
    pub unread_critical: u32,
    /// Minutes that the oldest mail that is due waits to be handed over: warning.
    pub due_warning: u32,
    /// The same, critical.
    pub due_critical: u32,
    /// Hours that the oldest mail is being sent: warning.
    pub unsent_warning: u32,
    /// The same, critical.
    pub unsent_critical: u32,
    /// Mails in quarantine within 30 days: warning.
    pub quarantined_warning: u32,
    /// The same, critical.
    pub quarantined_critical: u32,
    /// Mails that were given up within 30 days: warning.
    pub dead_warning: u32,
    /// The same, critical.
    pub dead_critical: u32,
    /// Mails that are held: warning.
    pub held_warning: u32,
    /// The same, critical.
    pub held_critical: u32,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            unread_warning: 15,
            unread_critical: 60,
            due_warning: 15,
            due_critical: 60,
            unsent_warning: 24,
            unsent_critical: 96,
            quarantined_warning: 1,
            quarantined_critical: 20,
            dead_warning: 1,
            dead_critical: 20,
            held_warning: 25,
            held_critical: 200,
        }
    }
}

impl Alarms {
    /// Each pair with the name of its settings.
    pub fn pairs(&self) -> [(&'static str, u32, u32); 6] {
        [
            ("unread", self.unread_warning, self.unread_critical),
            ("due", self.due_warning, self.due_critical),
            ("unsent", self.unsent_warning, self.unsent_critical),
            ("quarantined", self.quarantined_warning, self.quarantined_critical),
            ("dead", self.dead_warning, self.dead_critical),
            ("held", self.held_warning, self.held_critical),
        ]
    }
}

/// Where a mailbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailboxKind {
    /// On an IMAP server.
    Imap,
    /// In a folder of this machine.
    Maildir,
    /// Nowhere: `sportello mail deliver` brings the mail.
    None,
}
