// SPDX-License-Identifier: AGPL-3.0-or-later
//! The parts of an installation that can be in order or not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Finding, Health};
use crate::commands::people::somebody_administers;
use crate::config::{Config, Mailbox, MailboxKind, Transport};
use crate::platform::blobs::BlobStore;
use crate::platform::clock::Clock;
use crate::platform::db::Database;
use crate::platform::mail::signature::Authorities;
use crate::platform::mail::{EmlFolder, Imap, ImapSettings, Maildir, Smtp, SmtpSettings};
use crate::{app, config};

/// A monitoring system gives a plugin ten seconds by default.
const PATIENCE: Duration = Duration::from_secs(8);

/// Whether the database answers, has the form of this version, and somebody administers the installation. A SQLite file
/// that is not there is not made.
pub(super) fn database(config: &Config) -> Vec<Finding> {
    let url = &config.database.url;
    let path = url.strip_prefix("sqlite://").unwrap_or(url);
    if !url.contains("://") && !Path::new(path).exists() {
        return vec![Finding::new(
            "database",
            Health::Critical,
            "there is no such file; `sportello migrate` makes it",
        )];
    }
    let database = match Database::open(url, 1) {
        Ok(database) => database,
        Err(error) => return vec![Finding::new("database", Health::Critical, error.to_string())],
    };
    let engine = database.engine();
    match database.pending_migrations() {
        Ok(pending) if pending.is_empty() => vec![
            Finding::new("database", Health::Ok, format!("{engine} answers")),
            administrators(config),
        ],
        Ok(pending) => vec![Finding::new(
            "database",
            Health::Warning,
            format!("{engine}: {} migrations wait for `sportello migrate`", pending.len()),
        )],
        Err(error) => vec![Finding::new("database", Health::Critical, error.to_string())],
    }
}

fn administrators(config: &Config) -> Finding {
    let found = app::open(config.clone(), Clock::system()).and_then(|ctx| somebody_administers(&ctx));
    match found {
        Ok(true) => Finding::new("administrator", Health::Ok, "there is one"),
        Ok(false) => Finding::new(
            "administrator",
            Health::Warning,
            "there is none; `sportello people add --role admin`",
        ),
        Err(error) => Finding::new("administrator", Health::Critical, format!("{error:#}")),
    }
}

/// Whether stored files can be written and read.
pub(super) fn blobs(config: &Config) -> Finding {
    let folder = &config.storage.blobs;
    let looked = BlobStore::open(folder).and_then(|blobs| blobs.check());
    finding(
        "stored files",
        looked.map(|()| format!("{} can be written", folder.display())),
    )
}

/// Whether mail can come in and go out.
pub(super) fn mail(config: &Config) -> Vec<Finding> {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return vec![Finding::new("mail", Health::Critical, error.to_string())],
    };
    let mut findings = vec![runtime.block_on(outgoing(config, "outgoing mail".to_owned(), &config.mail.smtp))];
    for mailbox in &config.mailboxes {
        findings.push(runtime.block_on(incoming(mailbox)));
        if mailbox.pec {
            let part = format!("certified mail by {}", mailbox.name);
            findings.push(runtime.block_on(outgoing(config, part, &mailbox.smtp)));
            findings.push(authorities(mailbox));
        }
    }
    if config.mailboxes.is_empty() {
        findings.push(Finding::new(
            "mailboxes",
            Health::Warning,
            "none is set up: no mail comes in",
        ));
    }
    findings
}

/// Whether the signatures of providers can be checked.
fn authorities(mailbox: &Mailbox) -> Finding {
    let part = format!("authorities of {}", mailbox.name);
    if mailbox.pec_authorities.as_os_str().is_empty() {
        let said = "none are set (pec_authorities): who signed certified mail is not checked";
        return Finding::new(part, Health::Warning, said);
    }
    finding(
        part,
        Authorities::read(&mailbox.pec_authorities)
            .map(|_| format!("{} can be read", mailbox.pec_authorities.display())),
    )
}

async fn outgoing(config: &Config, part: String, smtp: &config::Smtp) -> Finding {
    match config.mail.transport {
        Transport::Folder => {
            let folder = &config.mail.folder;
            finding(
                part,
                EmlFolder::create(folder).map(|_| format!("into {}", folder.display())),
            )
        }
        Transport::Smtp => {
            let server = match Smtp::new(&smtp_settings(smtp)) {
                Ok(server) => server,
                Err(error) => return Finding::new(part, Health::Critical, error.to_string()),
            };
            finding(part, server.check().await.map(|()| format!("{} answers", smtp.host)))
        }
    }
}

async fn incoming(mailbox: &Mailbox) -> Finding {
    let part = format!("mailbox {}", mailbox.name);
    match mailbox.kind {
        MailboxKind::None => Finding::new(part, Health::Ok, "mail comes by command"),
        MailboxKind::Maildir => {
            let opened = Maildir::open(&mailbox.maildir).and_then(|maildir| maildir.check());
            finding(
                part,
                opened.map(|()| format!("{} can be read", mailbox.maildir.display())),
            )
        }
        MailboxKind::Imap => {
            let answered = Imap::check(&imap_settings(mailbox)).await;
            finding(part, answered.map(|()| format!("{} answers", mailbox.host)))
        }
    }
}

fn finding<E: std::fmt::Display>(part: impl Into<String>, looked: Result<String, E>) -> Finding {
    match looked {
        Ok(text) => Finding::new(part, Health::Ok, text),
        Err(error) => Finding::new(part, Health::Critical, error.to_string()),
    }
}

fn smtp_settings(smtp: &config::Smtp) -> SmtpSettings {
    SmtpSettings {
        host: smtp.host.clone(),
        port: smtp.port,
        security: security(smtp.security),
        username: smtp.username.clone(),
        password: smtp.password.clone(),
        ca_file: some_path(&smtp.ca_file),
        hello_name: String::new(),
        timeout: PATIENCE,
    }
}

fn imap_settings(mailbox: &Mailbox) -> ImapSettings {
    ImapSettings {
        host: mailbox.host.clone(),
        port: mailbox.port,
        security: security(mailbox.security),
        username: mailbox.username.clone(),
        password: mailbox.password.clone(),
        token_file: some_path(&mailbox.token_file),
        folder: mailbox.folder.clone(),
        processed_folder: (!mailbox.processed_folder.is_empty()).then(|| mailbox.processed_folder.clone()),
        ca_file: some_path(&mailbox.ca_file),
        timeout: PATIENCE,
    }
}

fn security(security: config::Security) -> crate::platform::mail::Security {
    use crate::platform::mail::Security;
    match security {
        config::Security::Tls => Security::Tls,
        config::Security::Starttls => Security::StartTls,
        config::Security::None => Security::Plain,
    }
}

fn some_path(path: &Path) -> Option<PathBuf> {
    (!path.as_os_str().is_empty()).then(|| path.to_owned())
}
