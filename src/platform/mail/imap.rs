// SPDX-License-Identifier: AGPL-3.0-or-later
//! Fetching mail from an IMAP mailbox without changing it: what has been taken is told by the caller's ledger and is
//! marked on the server only afterwards. Every step has a time limit.

use std::path::PathBuf;
use std::time::Duration;

use async_imap::error::{Error, Result as Answer};
use async_imap::extensions::idle::IdleResponse;
use async_imap::{Client, Session};
use futures_util::TryStreamExt;
use tokio::time::timeout;

use super::imap_token::Bearer;
use super::tls::{Road, Security, SettingsError, Wire};

/// A whole mail takes longer to come than an answer.
const TRANSFER: u32 = 5;

/// The mailbox and how to reach it.
#[derive(Debug, Clone)]
pub struct ImapSettings {
    /// Host name, as in its certificate.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection of the connection.
    pub security: Security,
    /// User.
    pub username: String,
    /// Password; not used when there is a file of tokens.
    pub password: String,
    /// File with an OAuth2 access token, which somebody else renews: read anew at each sign-in.
    pub token_file: Option<PathBuf>,
    /// Folder that is read.
    pub folder: String,
    /// Folder to move taken mail to; `None` leaves it where it is, marked as read.
    pub processed_folder: Option<String>,
    /// PEM file of further trusted authorities.
    pub ca_file: Option<PathBuf>,
    /// Limit for connecting and for an answer; a mail may take five times as long.
    pub timeout: Duration,
}

/// What went wrong with a mailbox. Everything but the settings may be tried again, over a new connection.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The settings are unsafe or unusable.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The server refused, or the connection broke.
    #[error("{step}: {reason}")]
    Failed {
        /// What was being done.
        step: &'static str,
        /// What the server or the connection said.
        reason: String,
    },
    /// The server did not answer in time.
    #[error("{step}: no answer within {seconds} s")]
    TimedOut {
        /// What was being done.
        step: &'static str,
        /// The limit.
        seconds: u64,
    },
}

/// An open mailbox. After an error it must be dropped: the connection is in an unknown state.
pub struct Imap {
    session: Session<Wire>,
    uid_validity: u32,
    uid_next: Option<u32>,
    moves: bool,
    tells: bool,
    processed_folder: Option<String>,
    limit: Duration,
}

impl Imap {
    /// Connects, signs in and opens the folder.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn connect(settings: &ImapSettings) -> Result<Self, ImapError> {
        let road = Road::new(
            &settings.host,
            settings.port,
            settings.security,
            settings.ca_file.as_deref(),
        )?;
        let limit = settings.timeout;
        let mut session = within(limit, "signing in", sign_in(&road, settings)).await?;
        let capabilities = within(limit, "asking for capabilities", session.capabilities()).await?;
        if let Some(folder) = &settings.processed_folder {
            within(
                limit,
                "making the folder of taken mail",
                ensure_folder(&mut session, folder),
            )
            .await?;
        }
        let opened = within(limit, "opening the folder", session.select(&settings.folder)).await?;
        let uid_validity = opened.uid_validity.ok_or_else(|| ImapError::Failed {
            step: "opening the folder",
            reason: "the server has no lasting message numbers (UIDVALIDITY)".to_owned(),
        })?;
        Ok(Self {
            session,
            uid_validity,
            uid_next: opened.uid_next,
            moves: capabilities.has_str("MOVE"),
            tells: capabilities.has_str("IDLE"),
            processed_folder: settings.processed_folder.clone(),
            limit,
        })
    }

    /// Connects, opens the folder and says good-bye.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn check(settings: &ImapSettings) -> Result<(), ImapError> {
        Self::connect(settings).await?.close().await
    }

    /// The era of the folder's message numbers: numbers of another era mean other messages (RFC 9051 2.3.1.1).
    pub fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    /// The number that the next message was to get when the folder was opened, where the server says it.
    pub fn uid_next(&self) -> Option<u32> {
        self.uid_next
    }

    /// Whether the server tells of new messages by itself (RFC 2177).
    pub fn tells_news(&self) -> bool {
        self.tells
    }

    /// Waits until the server tells of something, `at_most` so long, or until `enough`. The connection is given back for
    /// the next look.
    ///
    /// # Errors
    /// What went wrong; also when the server is gone without a word.
    pub async fn news(mut self, at_most: Duration, enough: impl Future<Output = ()>) -> Result<Self, ImapError> {
        let mut idle = self.session.idle();
        within(self.limit, "asking for news", idle.init()).await?;
        let told = {
            let (told, _interrupt) = idle.wait_with_timeout(at_most);
            tokio::select! {
                told = timeout(at_most, told) => told.unwrap_or(Ok(IdleResponse::Timeout)),
                () = enough => Ok(IdleResponse::Timeout),
            }
        };
        let step = "waiting for news";
        match told {
            Err(error) => return Err(failed(step, &error)),
            // Nobody interrupts: so does the library tell that the connection has ended.
            Ok(IdleResponse::ManualInterrupt) => return Err(failed(step, &Error::ConnectionLost)),
            Ok(IdleResponse::Timeout | IdleResponse::NewData(_)) => {}
        }
        self.session = within(self.limit, "ending the wait for news", idle.done()).await?;
        Ok(self)
    }

    /// Numbers of the messages that may wait to be taken, oldest first: unread ones, and all above `highest_taken`, which
    /// somebody may have read meanwhile. The caller's ledger says which of them it has.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn waiting(&mut self, highest_taken: Option<u32>) -> Result<Vec<u32>, ImapError> {
        let step = "looking for mail";
        // Without a command the server may not tell of new messages (RFC 3501 7).
        within(self.limit, step, self.session.noop()).await?;
        // One list, because it may be long and the line bad. `n:*` would include the last message, even one below `n`.
        let query = match highest_taken {
            Some(highest) => format!("UNDELETED OR UNSEEN UID {}:{}", highest.saturating_add(1), u32::MAX),
            None => "UNDELETED UNSEEN".to_owned(),
        };
        let found = within(self.limit, step, self.session.uid_search(query)).await?;
        let mut uids: Vec<u32> = found.into_iter().collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// The bytes of a message, which stays unread; `None` when it is gone.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn fetch_raw(&mut self, uid: u32) -> Result<Option<Vec<u8>>, ImapError> {
        let limit = self.limit.saturating_mul(TRANSFER);
        self.fetch(limit, "fetching a mail", uid, "(UID BODY.PEEK[])").await
    }

    /// The first bytes of a message, `most` of them, which stays unread; `None` when it is gone.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn fetch_beginning(&mut self, uid: u32, most: usize) -> Result<Option<Vec<u8>>, ImapError> {
        let query = format!("(UID BODY.PEEK[]<0.{most}>)");
        self.fetch(self.limit, "comparing a mail", uid, &query).await
    }

    async fn fetch(
        &mut self,
        limit: Duration,
        step: &'static str,
        uid: u32,
        query: &str,
    ) -> Result<Option<Vec<u8>>, ImapError> {
        let session = &mut self.session;
        within(limit, step, async move {
            let mut answers = session.uid_fetch(uid.to_string(), query).await?;
            let mut bytes = None;
            while let Some(answer) = answers.try_next().await? {
                if answer.uid == Some(uid) {
                    bytes = answer.body().map(<[u8]>::to_vec).or(bytes);
                }
            }
            Ok(bytes)
        })
        .await
    }

    /// Marks messages as taken, which must be on our disk by now: read, and moved away when the settings say so.
    ///
    /// # Errors
    /// What went wrong; they can be marked again.
    pub async fn mark_taken(&mut self, uids: &[u32]) -> Result<(), ImapError> {
        let set = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        if set.is_empty() {
            return Ok(());
        }
        self.store(&set, "+FLAGS.SILENT (\\Seen)").await?;
        let Some(folder) = self.processed_folder.clone() else {
            return Ok(());
        };
        if self.moves {
            return within(self.limit, "moving taken mail", self.session.uid_mv(&set, &folder)).await;
        }
        within(self.limit, "copying taken mail", self.session.uid_copy(&set, &folder)).await?;
        self.store(&set, "+FLAGS.SILENT (\\Deleted)").await
    }

    /// Says good-bye.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn close(mut self) -> Result<(), ImapError> {
        within(self.limit, "signing out", self.session.logout()).await
    }

    async fn store(&mut self, set: &str, change: &str) -> Result<(), ImapError> {
        let session = &mut self.session;
        within(self.limit, "marking mail", async move {
            let answers = session.uid_store(set, change).await?;
            answers.try_collect::<Vec<_>>().await.map(drop)
        })
        .await
    }
}

/// From nothing to a signed-in session.
async fn sign_in(road: &Road, settings: &ImapSettings) -> Answer<Session<Wire>> {
    let mut client = Client::new(road.open().await?);
    client.read_response().await?.ok_or(Error::ConnectionLost)?;
    if road.security == Security::StartTls {
        client.run_command_and_check_ok("STARTTLS", None).await?;
        // What the server sent before TLS is thrown away with the old client: it may not be the server's.
        client = Client::new(road.secure(client.into_inner()).await?);
    }
    let Some(file) = &settings.token_file else {
        let session = client.login(&settings.username, &settings.password).await;
        return session.map_err(|(error, _)| error);
    };
    let mut bearer = Bearer::read(&settings.username, file).await?;
    let session = client.authenticate("XOAUTH2", &mut bearer).await;
    session.map_err(|(error, _)| match bearer.refusal() {
        Some(status) => Error::No(format!("the server refuses the token of the file: status {status}")),
        None => error,
    })
}

async fn ensure_folder(session: &mut Session<Wire>, folder: &str) -> Answer<()> {
    match session.status(folder, "(UIDVALIDITY)").await {
        Ok(_) => Ok(()),
        Err(Error::No(_)) => session.create(folder).await,
        Err(error) => Err(error),
    }
}

async fn within<T>(limit: Duration, step: &'static str, work: impl Future<Output = Answer<T>>) -> Result<T, ImapError> {
    match timeout(limit, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(failed(step, &error)),
        Err(_) => Err(ImapError::TimedOut {
            step,
            seconds: limit.as_secs(),
        }),
    }
}

fn failed(step: &'static str, error: &Error) -> ImapError {
    ImapError::Failed {
        step,
        reason: told(error),
    }
}

/// The error in one line of bearable length: a parse error repeats all that was received.
fn told(error: &Error) -> String {
    crate::platform::text::one_line(&error.to_string(), 300)
}

#[cfg(test)]
#[path = "imap_tests.rs"]
mod tests;
