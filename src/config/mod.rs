// SPDX-License-Identifier: AGPL-3.0-or-later
//! The settings of an installation: one TOML file, then `SPORTELLO_*` variables over it, checked before anything starts.
//!
//! Every field is explained in `sportello.example.toml`; a test keeps the two in step.

#[cfg(test)]
mod example_tests;
mod load;
mod mail;
mod rules;

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::platform::mail::outbox::is_reply_key;

pub use load::{ConfigError, load};
pub use mail::{Alarms, Brakes, Mail, MailLimits, Mailbox, MailboxKind, Security, Smtp, Transport};

/// All settings.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who runs this help desk.
    pub organisation: Organisation,
    /// How browsers reach it.
    pub server: Server,
    /// Where the data lives.
    pub database: DatabaseSettings,
    /// Where files live, and how large they may be.
    pub storage: Storage,
    /// Sessions and sign-in.
    pub sign_in: SignIn,
    /// The life of a ticket.
    pub tickets: Tickets,
    /// The mail that goes out.
    pub mail: Mail,
    /// The mail that comes in.
    pub mailboxes: Vec<Mailbox>,
    /// The satisfaction survey.
    pub surveys: Surveys,
    /// What becomes public.
    pub results: Results,
    /// The log.
    pub log: Log,
    /// Whether this is the demonstration: it shows its mailbox to everybody. Never in a file: only `sportello demo` sets it.
    #[serde(skip)]
    pub demo: bool,
}

/// Who runs this help desk; shown on every page and in every mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Organisation {
    /// Short name.
    pub name: String,
    /// Full name.
    pub full_name: String,
    /// The body that the centre belongs to.
    pub owner: String,
    /// Web address of that body.
    pub owner_url: String,
    /// Address that employees write to.
    pub help_address: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Prefix of ticket references in subjects: `CSTPU` makes `[CSTPU #12]`.
    pub reference_prefix: String,
    /// Prefixes of references of former help desks, as in `[rt.cstpu #12]`: answers to old mails still find their ticket.
    pub old_reference_prefixes: Vec<String>,
    /// Accessibility statement on form.agid.gov.it; may be empty.
    pub accessibility_url: String,
    /// Where the source code of this version is (AGPL-3.0 section 13).
    pub source_url: String,
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: "CSTPU".into(),
            full_name: "Centro Servizi Territoriale di Pesaro e Urbino".into(),
            owner: "Provincia di Pesaro e Urbino".into(),
            owner_url: "https://www.provincia.pu.it".into(),
            help_address: "assistenza@cstpu.example".into(),
            phone: String::new(),
            reference_prefix: "CSTPU".into(),
            old_reference_prefixes: Vec::new(),
            accessibility_url: String::new(),
            source_url: "https://example.org/cstpu/sportello".into(),
        }
    }
}

/// How browsers reach it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Address that people see, without a slash at the end; `https://` turns on secure cookies.
    pub base_url: String,
    /// Proxies in front whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Worker threads; 0 means one per core.
    pub workers: usize,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: "http://127.0.0.1:8080".into(),
            trusted_proxies: Vec::new(),
            workers: 0,
        }
    }
}

/// Where the data lives.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `postgres://…`, or the path of a SQLite file.
    pub url: String,
    /// Connections kept for reading (and on PostgreSQL for writing).
    pub connections: u32,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: "sportello.db".into(),
            connections: 8,
        }
    }
}

/// Where files live, and how large they may be.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// Folder of attachments and raw mails.
    pub blobs: PathBuf,
    /// Largest file that can be attached, in mebibytes.
    pub max_file_mb: u32,
    /// Most files with one message.
    pub max_files: u32,
    /// Longest text of a message, in characters.
    pub max_body: usize,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            blobs: PathBuf::from("blobs"),
            max_file_mb: 20,
            max_files: 10,
            max_body: 20_000,
        }
    }
}

/// Sessions and sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignIn {
    /// Minutes a one-time link works.
    pub link_minutes: u32,
    /// Hours without a click after which a session ends.
    pub idle_hours: u32,
    /// Hours after which a session ends in any case.
    pub absolute_hours: u32,
    /// Attempts per address (and ten times as many per network address) in a quarter of an hour.
    pub attempts: u32,
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            link_minutes: 15,
            idle_hours: 8,
            absolute_hours: 72,
            attempts: 10,
        }
    }
}

/// The life of a ticket.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tickets {
    /// Working days after which a resolved ticket closes.
    pub close_after_days: u32,
    /// Days after closing in which an answer reopens; later it becomes a new ticket.
    pub reopen_days: u32,
    /// Days in which a rejection or a merge can be taken back.
    pub undo_days: u32,
}

impl Default for Tickets {
    fn default() -> Self {
        Self {
            close_after_days: 5,
            reopen_days: 30,
            undo_days: 30,
        }
    }
}

/// The satisfaction survey.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Surveys {
    /// Hours between the resolution and the invitation.
    pub delay_hours: u32,
    /// Days an invitation can be answered.
    pub open_days: u32,
}

impl Default for Surveys {
    fn default() -> Self {
        Self {
            delay_hours: 24,
            open_days: 30,
        }
    }
}

/// What becomes public.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Results {
    /// Fewest responses behind a published figure; at least 10.
    pub threshold: u32,
    /// Fewest different people behind a published figure; at least 5.
    pub people: u32,
    /// Fewest responses behind a figure that managers see; at least 3.
    pub internal_threshold: u32,
}

impl Default for Results {
    fn default() -> Self {
        Self {
            threshold: 10,
            people: 5,
            internal_threshold: 5,
        }
    }
}

/// The log.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `text` or `json`.
    pub format: LogFormat,
    /// Level, or a filter such as `info,sportello=debug`.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            level: "info".into(),
        }
    }
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl Config {
    /// A path of this site as people outside reach it.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.base_url.trim_end_matches('/'))
    }

    /// Whether people reach the site over TLS, which decides the cookies.
    pub fn is_https(&self) -> bool {
        self.server.base_url.starts_with("https://")
    }

    /// The reference of a ticket as it stands in subjects: `[CSTPU #12]`.
    pub fn reference(&self, number: i64) -> String {
        format!("[{} #{number}]", self.organisation.reference_prefix)
    }

    /// The mailbox of that name, when it is one of certified mail.
    pub fn pec_mailbox(&self, name: Option<&str>) -> Option<&Mailbox> {
        let mut mailboxes = self.mailboxes.iter();
        mailboxes.find(|mailbox| mailbox.pec && Some(mailbox.name.as_str()) == name)
    }

    /// The prefixes of references in subjects: ours first, then those of former help desks.
    pub fn reference_prefixes(&self) -> Vec<&str> {
        let old = self.organisation.old_reference_prefixes.iter().map(String::as_str);
        std::iter::once(self.organisation.reference_prefix.as_str())
            .chain(old)
            .collect()
    }

    /// Every address that is ours: mail from these never opens a ticket and is never answered.
    pub fn own_addresses(&self) -> impl Iterator<Item = &str> {
        [self.mail.from_address.as_str(), self.organisation.help_address.as_str()]
            .into_iter()
            .chain(self.mailboxes.iter().map(|mailbox| mailbox.address.as_str()))
    }

    /// Whether an address is one of ours, also with anything behind a plus.
    pub fn is_own_address(&self, address: &str) -> bool {
        let address = address.trim().to_lowercase();
        self.own_addresses().any(|own| own.to_lowercase() == address) || self.behind_plus(&address).is_some()
    }

    /// The key in an address that we gave out for answers: `key` in `assistenza+key@cstpu.example`.
    pub fn reply_key_in(&self, address: &str) -> Option<String> {
        let key = self.behind_plus(&address.trim().to_lowercase())?;
        is_reply_key(&key).then_some(key)
    }

    /// The address that leads an answer back by its key; `None` when no mailbox has such addresses.
    pub fn reply_address(&self, key: &str) -> Option<String> {
        let with_plus = || {
            self.mailboxes
                .iter()
                .filter(|mailbox| mailbox.plus_addressing && !mailbox.pec)
        };
        let usual = with_plus().find(|mailbox| mailbox.address.eq_ignore_ascii_case(&self.mail.from_address));
        let (name, domain) = usual.or_else(|| with_plus().next())?.address.rsplit_once('@')?;
        Some(format!("{name}+{key}@{domain}"))
    }

    /// What stands behind the plus of an address (in lower case) of a mailbox that has such addresses.
    fn behind_plus(&self, address: &str) -> Option<String> {
        let (local, domain) = address.rsplit_once('@')?;
        let with_plus = self.mailboxes.iter().filter(|mailbox| mailbox.plus_addressing);
        with_plus
            .filter_map(|mailbox| {
                let own = mailbox.address.to_lowercase();
                let (own_local, own_domain) = own.rsplit_once('@')?;
                let rest = local.strip_prefix(own_local)?.strip_prefix('+')?;
                (domain == own_domain).then(|| rest.to_owned())
            })
            .next()
    }
}
