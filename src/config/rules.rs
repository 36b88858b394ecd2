// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a value must be beyond its type, each with the words that tell how to put it right.

use super::{Config, Mailbox, MailboxKind, Security, Transport};

/// Everything that is wrong, as `section.field: what is allowed`.
#[allow(clippy::too_many_lines, reason = "a list, one rule after the other")]
pub(super) fn broken(config: &Config) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, text: &str| {
        if !holds {
            wrong.push(text.to_owned());
        }
    };
    let base = &config.server.base_url;
    must(
        base.starts_with("https://") || base.starts_with("http://"),
        "server.base_url: must begin with https:// or http://",
    );
    must(
        !config.database.url.is_empty(),
        "database.url: must be postgres://… or the path of a SQLite file",
    );
    must(
        (1..=200).contains(&config.database.connections),
        "database.connections: must be between 1 and 200",
    );
    must(
        (1..=100).contains(&config.storage.max_file_mb),
        "storage.max_file_mb: must be between 1 and 100",
    );
    must(
        (1..=50).contains(&config.storage.max_files),
        "storage.max_files: must be between 1 and 50",
    );
    must(
        (100..=1_000_000).contains(&config.storage.max_body),
        "storage.max_body: must be between 100 and 1000000",
    );
    must(
        (1..=1440).contains(&config.sign_in.link_minutes),
        "sign_in.link_minutes: must be between 1 and 1440",
    );
    must(
        (1..=720).contains(&config.sign_in.idle_hours),
        "sign_in.idle_hours: must be between 1 and 720",
    );
    must(
        (config.sign_in.idle_hours..=8760).contains(&config.sign_in.absolute_hours),
        "sign_in.absolute_hours: must be between sign_in.idle_hours and 8760",
    );
    must(
        (1..=1000).contains(&config.sign_in.attempts),
        "sign_in.attempts: must be between 1 and 1000",
    );
    must(
        (1..=3600).contains(&config.mail.poll_seconds),
        "mail.poll_seconds: must be between 1 and 3600",
    );
    must(
        (1..=100).contains(&config.mail.max_mail_mb),
        "mail.max_mail_mb: must be between 1 and 100",
    );
    must(
        (1..=365).contains(&config.mail.hold_days),
        "mail.hold_days: must be between 1 and 365",
    );
    // A mail is claimed for 45 seconds; whoever reads it must have given up by then.
    must(
        (1..=30).contains(&config.mail.limits.seconds),
        "mail.limits.seconds: must be between 1 and 30",
    );
    must(
        config.mail.from_address.contains('@'),
        "mail.from_address: must be a mail address",
    );
    must(
        config.organisation.help_address.contains('@'),
        "organisation.help_address: must be a mail address",
    );
    let prefix = &config.organisation.reference_prefix;
    must(
        !prefix.is_empty()
            && prefix
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.'),
        "organisation.reference_prefix: must be letters, digits, - and . only",
    );
    must(
        (1..=365).contains(&config.surveys.open_days),
        "surveys.open_days: must be between 1 and 365",
    );
    must(config.results.threshold >= 10, "results.threshold: must be at least 10");
    must(config.results.people >= 5, "results.people: must be at least 5");
    must(
        config.results.internal_threshold >= 3,
        "results.internal_threshold: must be at least 3",
    );
    if config.mail.transport == Transport::Smtp {
        must(
            config.mail.smtp.security != Security::None || is_loopback(&config.mail.smtp.host),
            "mail.smtp.security: \"none\" is accepted for loopback hosts only; use \"tls\" or \"starttls\"",
        );
    }
    wrong.extend(config.mailboxes.iter().flat_map(broken_mailbox));
    wrong.extend(repeated_names(config));
    wrong
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
