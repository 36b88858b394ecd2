// SPDX-License-Identifier: AGPL-3.0-or-later
//! The mailboxes: looking for mail, reading its bytes, and marking as taken what is on our disk by then.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::config::{self, Config, MailboxKind};
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Imap, ImapSettings, Maildir, Security};

/// Limit for an answer of a mail server.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mailbox of the settings, with what is remembered about it between two looks.
pub(super) struct Mailbox {
    pub(super) name: String,
    place: Place,
    /// How often reading a mail failed, by its name.
    failures: Mutex<HashMap<String, u32>>,
}

enum Place {
    Imap(Box<ImapSettings>),
    Maildir(PathBuf),
}

/// A mail that waits in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Its name in the ledger, which never means another mail.
    pub(super) source_key: String,
    uid: u32,
}

impl Mailbox {
    /// The mailboxes that can be read.
    pub(super) fn all(config: &Config) -> Vec<Self> {
        config.mailboxes.iter().filter_map(Self::new).collect()
    }

    fn new(settings: &config::Mailbox) -> Option<Self> {
        let place = match settings.kind {
            MailboxKind::Imap => Place::Imap(Box::new(imap_settings(settings))),
            MailboxKind::Maildir => Place::Maildir(settings.maildir.clone()),
            MailboxKind::None => return None,
        };
        Some(Self {
            name: settings.name.clone(),
            place,
            failures: Mutex::default(),
        })
    }

    /// Opens the mailbox.
    pub(super) async fn open(&self) -> Result<OpenMailbox> {
        match &self.place {
            Place::Imap(settings) => {
                let imap = Imap::connect(settings).await.map_err(Error::unexpected)?;
                Ok(OpenMailbox::Imap(Box::new(imap)))
            }
            Place::Maildir(folder) => {
                let folder = folder.clone();
                let maildir = blocking(move || Ok(Maildir::open(&folder)?)).await?;
                Ok(OpenMailbox::Maildir(maildir))
            }
        }
    }

    /// Remembers that a mail could not be read.
    pub(super) fn failed(&self, mail: &Waiting) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        *failures.entry(mail.source_key.clone()).or_default() += 1;
    }

    /// Puts mails that could not be read behind the others, so that one of them never keeps the others waiting.
    pub(super) fn in_turn(&self, mut waiting: Vec<Waiting>) -> Vec<Waiting> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|key, _| waiting.iter().any(|mail| mail.source_key == *key));
        waiting.sort_by_key(|mail| failures.get(&mail.source_key).copied().unwrap_or_default());
        waiting
    }
}

fn imap_settings(settings: &config::Mailbox) -> ImapSettings {
    ImapSettings {
        host: settings.host.clone(),
        port: settings.port,
        security: match settings.security {
            config::Security::Tls => Security::Tls,
            config::Security::Starttls => Security::StartTls,
            config::Security::None => Security::Plain,
        },
        username: settings.username.clone(),
        password: settings.password.clone(),
        folder: settings.folder.clone(),
        processed_folder: Some(settings.processed_folder.clone()).filter(|folder| !folder.is_empty()),
        ca_file: Some(settings.ca_file.clone()).filter(|file| !file.as_os_str().is_empty()),
        timeout: PATIENCE,
    }
}

/// A mailbox that is being read. After an error it must be dropped.
pub(super) enum OpenMailbox {
    Imap(Box<Imap>),
    Maildir(Maildir),
}

impl OpenMailbox {
    /// The mails that wait, oldest first; `newest_taken` are the names of those that were last taken.
    pub(super) async fn waiting(&mut self, newest_taken: &[String]) -> Result<Vec<Waiting>> {
        match self {
            Self::Imap(imap) => {
                let era = imap.uid_validity();
                let highest = highest_uid(newest_taken, era);
                let uids = imap.waiting(highest).await.map_err(Error::unexpected)?;
                let named = uids.into_iter().map(|uid| Waiting {
                    source_key: format!("{era}:{uid}"),
                    uid,
                });
                Ok(named.collect())
            }
            Self::Maildir(maildir) => {
                let maildir = maildir.clone();
                let names = blocking(move || Ok(maildir.waiting()?)).await?;
                let named = names.into_iter().map(|source_key| Waiting { source_key, uid: 0 });
                Ok(named.collect())
            }
        }
    }

    /// The bytes of a mail; `None` when it is gone.
    pub(super) async fn fetch(&mut self, mail: &Waiting) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Imap(imap) => imap.fetch_raw(mail.uid).await.map_err(Error::unexpected),
            Self::Maildir(maildir) => {
                let (maildir, name) = (maildir.clone(), mail.source_key.clone());
                blocking(move || Ok(maildir.read(&name)?)).await
            }
        }
    }

    /// Marks mails as taken, which must be in the ledger by now.
    pub(super) async fn mark_taken(&mut self, mails: &[Waiting]) -> Result<()> {
        match self {
            Self::Imap(imap) => {
                let uids: Vec<u32> = mails.iter().map(|mail| mail.uid).collect();
                imap.mark_taken(&uids).await.map_err(Error::unexpected)
            }
            Self::Maildir(maildir) => {
                let (maildir, mails) = (maildir.clone(), mails.to_vec());
                blocking(move || {
                    for mail in &mails {
                        maildir.mark_taken(&mail.source_key)?;
                    }
                    Ok(())
                })
                .await
            }
        }
    }

    /// Leaves the mailbox.
    pub(super) async fn close(self) -> Result<()> {
        match self {
            Self::Imap(imap) => imap.close().await.map_err(Error::unexpected),
            Self::Maildir(_) => Ok(()),
        }
    }
}

/// The highest number among names of this era; numbers of another era mean other mails.
fn highest_uid(names: &[String], era: u32) -> Option<u32> {
    let numbers = names.iter().filter_map(|name| {
        let (of_era, uid) = name.split_once(':')?;
        (of_era.parse() == Ok(era)).then(|| uid.parse().ok()).flatten()
    });
    numbers.max()
}

/// Runs what blocks on a thread that may.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::unexpected)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_another_era_do_not_count() {
        let names = [
            "7:12".to_owned(),
            "8:3".to_owned(),
            "7:9".to_owned(),
            "deliver:x:y".to_owned(),
        ];
        assert_eq!(highest_uid(&names, 7), Some(12));
        assert_eq!(highest_uid(&names, 8), Some(3));
        assert_eq!(highest_uid(&names, 9), None);
    }

    #[test]
    fn a_mail_that_cannot_be_read_lets_the_others_go_first() {
        let settings = config::Mailbox {
            kind: MailboxKind::Maildir,
            ..config::Mailbox::default()
        };
        let mailbox = Mailbox::new(&settings).unwrap();
        let mail = |key: &str| Waiting {
            source_key: key.to_owned(),
            uid: 0,
        };
        mailbox.failed(&mail("a"));
        let turn = mailbox.in_turn(vec![mail("a"), mail("b"), mail("c")]);
        assert_eq!(turn, [mail("b"), mail("c"), mail("a")]);
    }
}
