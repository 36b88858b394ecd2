// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a value must be beyond its type, each with the words that tell how to put it right.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::{
    Config, DatabaseSettings, Mail, Mailbox, MailboxKind, Organisation, Results, Security, SignIn, Storage, Surveys,
    Transport,
};

/// Everything that is wrong, as `section.field: what is allowed`.
pub(super) fn broken(config: &Config) -> Vec<String> {
    let mut rules = Rules::default();
    rules.server(&config.server.base_url);
    rules.database(&config.database);
    rules.storage(&config.storage);
    rules.sign_in(&config.sign_in);
    rules.mail(&config.mail);
    rules.organisation(&config.organisation);
    rules.surveys(&config.surveys);
    rules.results(&config.results);
    let mut wrong = rules.broken;
    wrong.extend(config.mailboxes.iter().flat_map(broken_mailbox));
    wrong.extend(repeated_names(config));
    wrong
}

/// The rules, and which of them are broken.
#[derive(Default)]
struct Rules {
    broken: Vec<String>,
}

impl Rules {
    fn must(&mut self, holds: bool, text: &str) {
        if !holds {
            self.broken.push(text.to_owned());
        }
    }

    fn within<T: PartialOrd + Display>(&mut self, name: &str, value: T, range: RangeInclusive<T>) {
        let text = format!("{name}: must be between {} and {}", range.start(), range.end());
        self.must(range.contains(&value), &text);
    }

    fn at_least(&mut self, name: &str, value: u32, least: u32) {
        self.must(value >= least, &format!("{name}: must be at least {least}"));
    }

    fn server(&mut self, base_url: &str) {
        self.must(
            base_url.starts_with("https://") || base_url.starts_with("http://"),
            "server.base_url: must begin with https:// or http://",
        );
    }

    fn database(&mut self, database: &DatabaseSettings) {
        self.must(
            !database.url.is_empty(),
            "database.url: must be postgres://… or the path of a SQLite file",
        );
        self.within("database.connections", database.connections, 1..=200);
    }

    fn storage(&mut self, storage: &Storage) {
        self.within("storage.max_file_mb", storage.max_file_mb, 1..=100);
        self.within("storage.max_files", storage.max_files, 1..=50);
        self.within("storage.max_body", storage.max_body, 100..=1_000_000);
    }

    fn sign_in(&mut self, sign_in: &SignIn) {
        self.within("sign_in.link_minutes", sign_in.link_minutes, 1..=1440);
        self.within("sign_in.idle_hours", sign_in.idle_hours, 1..=720);
        self.must(
            (sign_in.idle_hours..=8760).contains(&sign_in.absolute_hours),
            "sign_in.absolute_hours: must be between sign_in.idle_hours and 8760",
        );
        self.within("sign_in.attempts", sign_in.attempts, 1..=1000);
    }

    fn mail(&mut self, mail: &Mail) {
        self.within("mail.poll_seconds", mail.poll_seconds, 1..=3600);
        self.within("mail.max_mail_mb", mail.max_mail_mb, 1..=100);
        for (name, warning, critical) in mail.alarms.pairs() {
            self.must(
                (1..=critical).contains(&warning),
                &format!("mail.alarms.{name}_warning: must be between 1 and mail.alarms.{name}_critical"),
            );
        }
        self.must(
            mail.from_address.contains('@'),
            "mail.from_address: must be a mail address",
        );
        self.must(
            mail.transport != Transport::Smtp || mail.smtp.security != Security::None || is_loopback(&mail.smtp.host),
            "mail.smtp.security: \"none\" is accepted for loopback hosts only; use \"tls\" or \"starttls\"",
        );
    }

    fn organisation(&mut self, organisation: &Organisation) {
        self.must(
            organisation.help_address.contains('@'),
            "organisation.help_address: must be a mail address",
        );
        let prefix = &organisation.reference_prefix;
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        self.must(
            !prefix.is_empty() && prefix.chars().all(allowed),
            "organisation.reference_prefix: must be letters, digits, - and . only",
        );
    }

    fn surveys(&mut self, surveys: &Surveys) {
        self.within("surveys.open_days", surveys.open_days, 1..=365);
    }

    fn results(&mut self, results: &Results) {
        self.at_least("results.threshold", results.threshold, 10);
        self.at_least("results.people", results.people, 5);
        self.at_least("results.internal_threshold", results.internal_threshold, 3);
    }
}

fn broken_mailbox(mailbox: &Mailbox) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, text: &str| {
        if !holds {
            wrong.push(format!("mailboxes ({}).{text}", mailbox.name));
        }
    };
    must(!mailbox.name.is_empty(), "name: must not be empty");
    must(mailbox.address.contains('@'), "address: must be a mail address");
    must(
        (1..=300).contains(&mailbox.answer_seconds),
        "answer_seconds: must be between 1 and 300",
    );
    match mailbox.kind {
        MailboxKind::Imap => must(
            match mailbox.security {
                Security::Tls => true,
                Security::None => is_loopback(&mailbox.host),
                Security::Starttls => false,
            },
            "security: must be \"tls\"; \"none\" is accepted for loopback hosts only",
        ),
        MailboxKind::Maildir => must(
            !mailbox.maildir.as_os_str().is_empty(),
            "maildir: must be the path of a Maildir",
        ),
        MailboxKind::None => {}
    }
    must(
        !mailbox.pec || mailbox.smtp.security != Security::None || is_loopback(&mailbox.smtp.host),
        "smtp.security: \"none\" is accepted for loopback hosts only; use \"tls\" or \"starttls\"",
    );
    wrong
}

fn repeated_names(config: &Config) -> Option<String> {
    let mut names: Vec<&str> = config.mailboxes.iter().map(|mailbox| mailbox.name.as_str()).collect();
    names.sort_unstable();
    let before = names.len();
    names.dedup();
    (names.len() < before).then(|| "mailboxes.name: each mailbox needs a name of its own".to_owned())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
