// SPDX-License-Identifier: AGPL-3.0-or-later
//! The mailboxes: looking for mail, reading its bytes, and marking as taken what is on our disk by then.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::config::{self, Config, MailboxKind};
use crate::platform::failure::{Error, Result};
use crate::platform::mail::{Imap, ImapSettings, Maildir, Security};

/// What a server does that was restored from a backup.
pub(super) const GIVEN_AGAIN: &str =
    "the server gives numbers again that it had given before, as after a restored backup";

/// A mailbox of the settings, with what is remembered about it between two looks.
pub(super) struct Mailbox {
    pub(super) name: String,
    /// Whether the server may tell of new mail by itself.
    pub(super) idle: bool,
    place: Place,
    remembered: Mutex<Remembered>,
}

/// What is remembered about a mailbox: it spares work and words, and nothing is lost with it.
#[derive(Default)]
struct Remembered {
    /// How often reading a mail failed, by its name.
    failures: HashMap<String, u32>,
    /// Mails that are still unmarked and were seen to be the ones that the ledger means.
    compared: HashSet<String>,
    /// What was last said about the numbers of the server.
    renumbered: Option<&'static str>,
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
            idle: settings.idle,
            place,
            remembered: Mutex::default(),
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
        *self.remembered().failures.entry(mail.source_key.clone()).or_default() += 1;
    }

    /// Remembers that a mail is the one that the ledger means.
    pub(super) fn compared(&self, mail: &Waiting) {
        self.remembered().compared.insert(mail.source_key.clone());
    }

    /// Whether a mail is known to be the one that the ledger means.
    pub(super) fn was_compared(&self, mail: &Waiting) -> bool {
        self.remembered().compared.contains(&mail.source_key)
    }

    /// After a connection broke another server may answer, with other mails under the same names.
    pub(super) fn forget_compared(&self) {
        self.remembered().compared.clear();
    }

    /// Says once, for the log, that the server began to number its mails anew.
    pub(super) fn tell_renumbered(&self, how: Option<&'static str>) {
        let mut remembered = self.remembered();
        if let Some(how) = how
            && remembered.renumbered != Some(how)
        {
            tracing::warn!(mailbox = self.name, "{how}: mails are told by their content");
        }
        remembered.renumbered = how.or(remembered.renumbered);
    }

    /// Puts mails that could not be read behind the others, so that one of them never keeps the others waiting.
    pub(super) fn in_turn(&self, mut waiting: Vec<Waiting>) -> Vec<Waiting> {
        let mut remembered = self.remembered();
        let still: HashSet<&String> = waiting.iter().map(|mail| &mail.source_key).collect();
        remembered.failures.retain(|key, _| still.contains(key));
        remembered.compared.retain(|key| still.contains(key));
        waiting.sort_by_key(|mail| remembered.failures.get(&mail.source_key).copied().unwrap_or_default());
        waiting
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
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
        token_file: Some(settings.token_file.clone()).filter(|file| !file.as_os_str().is_empty()),
        folder: settings.folder.clone(),
        processed_folder: Some(settings.processed_folder.clone()).filter(|folder| !folder.is_empty()),
        ca_file: Some(settings.ca_file.clone()).filter(|file| !file.as_os_str().is_empty()),
        timeout: Duration::from_secs(settings.answer_seconds.into()),
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

    /// How the server's numbers contradict those of the mails that were last taken, when they do.
    pub(super) fn renumbered(&self, newest_taken: &[String]) -> Option<&'static str> {
        match self {
            Self::Imap(imap) => renumbered(newest_taken, imap.uid_validity(), imap.uid_next()),
            Self::Maildir(_) => None,
        }
    }

    /// Whether it can be waited for news on it.
    pub(super) fn tells_news(&self) -> bool {
        match self {
            Self::Imap(imap) => imap.tells_news(),
            Self::Maildir(_) => false,
        }
    }

    /// Waits for news, `at_most` so long or until `enough`.
    pub(super) async fn news(self, at_most: Duration, enough: impl Future<Output = ()>) -> Result<Self> {
        match self {
            Self::Imap(imap) => {
                let imap = imap.news(at_most, enough).await.map_err(Error::unexpected)?;
                Ok(Self::Imap(Box::new(imap)))
            }
            Self::Maildir(_) => Ok(self),
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

    /// The first bytes of a mail, `most` of them; `None` when it is gone.
    pub(super) async fn beginning(&mut self, mail: &Waiting, most: usize) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Imap(imap) => imap.fetch_beginning(mail.uid, most).await.map_err(Error::unexpected),
            Self::Maildir(maildir) => {
                let (maildir, name) = (maildir.clone(), mail.source_key.clone());
                blocking(move || Ok(maildir.beginning(&name, most)?)).await
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
    let numbered = names.iter().filter_map(|name| numbers(name));
    numbered.filter(|(of_era, _)| *of_era == era).map(|(_, uid)| uid).max()
}

/// Era and number of a name, when it has them and nothing else.
fn numbers(name: &str) -> Option<(u32, u32)> {
    let (era, uid) = name.split_once(':')?;
    Some((era.parse().ok()?, uid.parse().ok()?))
}

/// How an era and its next number contradict the names of mails that were taken before.
fn renumbered(names: &[String], era: u32, next: Option<u32>) -> Option<&'static str> {
    let mut eras = names.iter().filter_map(|name| numbers(name)).peekable();
    eras.peek()?;
    match highest_uid(names, era) {
        None => Some("the server numbers its mails anew (UIDVALIDITY)"),
        Some(highest) if next.is_some_and(|next| next <= highest) => Some(GIVEN_AGAIN),
        Some(_) => None,
    }
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
    fn numbers_that_begin_anew_or_come_again_are_noticed() {
        let names = ["7:12".to_owned(), "7:9:0a1b".to_owned(), "deliver:x:y".to_owned()];
        assert_eq!(renumbered(&names, 7, Some(13)), None);
        assert_eq!(renumbered(&names, 7, None), None);
        assert!(renumbered(&names, 7, Some(12)).is_some());
        assert!(renumbered(&names, 8, Some(1)).is_some());
        assert_eq!(renumbered(&[], 8, Some(1)), None, "an empty ledger contradicts nothing");
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
