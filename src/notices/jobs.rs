// SPDX-License-Identifier: AGPL-3.0-or-later
//! The due work of notices: handing over what waits in the outbox.
//!
//! Mails are claimed in one transaction, handed over outside of any, and each outcome is written in another. On two nodes
//! each mail is claimed by one; when that one dies, the claim runs out and somebody else sends the same bytes again.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::config::{self, Config, Security as Protection, Transport};
use crate::context::Context;
use crate::event::{Actor, Event};
use crate::people;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::outbox::{self, Claimed, OutboundMailId};
use crate::platform::mail::{
    Composed, EmlFolder, OutgoingAttachment, Security, SendError, SettingsError, Smtp, SmtpSettings, compose,
    refuses_the_address,
};
use crate::tickets;
use crate::tx::Tx;

/// Mails that are claimed at a time.
const CLAIMED: i64 = 20;
/// Mails on their way at the same moment.
const AT_ONCE: usize = 4;
/// While mails are under way, new ones are looked for at this pace.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// Limit for a step with the mail server.
const STEP: Duration = Duration::from_secs(60);
/// Limit for handing one mail over: less than half of a claim.
const HANDING_OVER: Duration = Duration::from_secs(240);

/// Where mail goes: to a mail server, or into a folder in the demonstration; what answers certified mail, to the server of
/// its mailbox.
pub struct Postman {
    usual: Road,
    by_mailbox: HashMap<String, Road>,
}

enum Road {
    Server(Box<Smtp>),
    Folder(PathBuf),
}

impl Postman {
    /// Checks the settings; nothing is connected yet.
    ///
    /// # Errors
    /// When they are unsafe or unusable.
    pub fn new(config: &Config) -> std::result::Result<Self, SettingsError> {
        let mut by_mailbox = HashMap::new();
        for mailbox in config.mailboxes.iter().filter(|mailbox| mailbox.pec) {
            by_mailbox.insert(mailbox.name.clone(), Road::new(config, &mailbox.smtp)?);
        }
        let usual = Road::new(config, &config.mail.smtp)?;
        Ok(Self { usual, by_mailbox })
    }

    /// Sees whether mail could be handed over: connects to the servers and signs in, or makes the folder.
    ///
    /// # Errors
    /// What keeps it from working.
    pub async fn check(&self) -> std::result::Result<(), SendError> {
        for road in std::iter::once(&self.usual).chain(self.by_mailbox.values()) {
            road.check().await?;
        }
        Ok(())
    }

    async fn hand_over(
        &self,
        id: OutboundMailId,
        via: Option<&str>,
        mail: Composed,
    ) -> std::result::Result<(), SendError> {
        let road = match via {
            None => Some(&self.usual),
            Some(name) => self.by_mailbox.get(name),
        };
        match road {
            Some(road) => road.hand_over(id, mail).await,
            // Never by another road: from there it would be no certified mail.
            None => Err(ours("its mailbox of certified mail is not among the settings")),
        }
    }
}

impl Road {
    fn new(config: &Config, smtp: &config::Smtp) -> std::result::Result<Self, SettingsError> {
        Ok(match config.mail.transport {
            Transport::Folder => Self::Folder(config.mail.folder.clone()),
            Transport::Smtp => Self::Server(Box::new(Smtp::new(&SmtpSettings {
                host: smtp.host.clone(),
                port: smtp.port,
                security: match smtp.security {
                    Protection::Tls => Security::Tls,
                    Protection::Starttls => Security::StartTls,
                    Protection::None => Security::Plain,
                },
                username: smtp.username.clone(),
                password: smtp.password.clone(),
                ca_file: Some(smtp.ca_file.clone()).filter(|path| !path.as_os_str().is_empty()),
                hello_name: host_of(&config.server.base_url).to_owned(),
                timeout: STEP,
            })?)),
        })
    }

    async fn check(&self) -> std::result::Result<(), SendError> {
        match self {
            Self::Server(server) => server.check().await,
            Self::Folder(folder) => EmlFolder::create(folder).map(|_| ()).map_err(ours),
        }
    }

    async fn hand_over(&self, id: OutboundMailId, mail: Composed) -> std::result::Result<(), SendError> {
        match self {
            Self::Server(server) => server.send(&mail.envelope, &mail.bytes).await,
            Self::Folder(folder) => {
                let folder = folder.clone();
                let work = move || EmlFolder::create(&folder)?.write(&id.to_string(), &mail.bytes);
                tokio::task::spawn_blocking(work).await.map_err(ours)?.map_err(ours)
            }
        }
    }
}

/// Hands over every mail whose time has come; says how many were handled. A mail at which the server hangs keeps one place
/// of several: what is queued meanwhile goes out past it.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(ctx: &Context, postman: &Postman) -> Result<usize> {
    let (mut waiting, mut under_way) = (VecDeque::new(), FuturesUnordered::new());
    let (mut handled, mut failure) = (0, None);
    loop {
        if waiting.is_empty() && under_way.len() < AT_ONCE && failure.is_none() {
            waiting.extend(blocking(ctx, claim).await?);
        }
        while under_way.len() < AT_ONCE
            && let Some(mail) = waiting.pop_front()
        {
            under_way.push(send(ctx, postman, mail));
        }
        match tokio::time::timeout(LOOK_AGAIN, under_way.next()).await {
            Ok(Some(Ok(sent))) => handled += usize::from(sent),
            Ok(Some(Err(error))) => failure = Some(error),
            Ok(None) => return failure.map_or(Ok(handled), Err),
            // Nothing came to an end: see whether something new is to go out.
            Err(_) => {}
        }
    }
}

/// Claims what is due. What turned out to be no mail is in the history of its ticket with the same commit.
fn claim(ctx: &Context) -> Result<Vec<Claimed>> {
    loop {
        let now = ctx.now();
        let due = ctx.write(Actor::System, move |tx| {
            let due = outbox::claim(tx.conn(), now, CLAIMED)?;
            for (kind, thread) in &due.given_up {
                tell_of_failure(tx, kind, *thread)?;
            }
            Ok(due)
        })?;
        // Rows that are no mails must not hide the mails behind them.
        if !due.mails.is_empty() || due.given_up.is_empty() {
            return Ok(due.mails);
        }
    }
}

/// Hands one mail over and writes the outcome; says whether it was begun.
async fn send(ctx: &Context, postman: &Postman, claimed: Claimed) -> Result<bool> {
    // A mail that is still under way when its claim runs out would be sent by somebody else as well.
    let left = claimed.leased_until.seconds_since(ctx.now());
    let needed = i64::try_from(HANDING_OVER.as_secs()).map_err(Error::unexpected)?;
    if left <= needed {
        blocking(ctx, move |ctx| {
            let now = ctx.now();
            ctx.write(Actor::System, move |tx| outbox::release(tx.conn(), &claimed, now))
        })
        .await?;
        return Ok(false);
    }
    let outcome = match composed(ctx, &claimed).await? {
        Ok(mail) => {
            let handing = postman.hand_over(claimed.id, claimed.via.as_deref(), mail);
            let late = |_| Err(SendError::Transient("the mail server took too long".to_owned()));
            tokio::time::timeout(HANDING_OVER, handing).await.unwrap_or_else(late)
        }
        Err(error) => Err(error),
    };
    blocking(ctx, move |ctx| settle(ctx, claimed, outcome)).await?;
    Ok(true)
}

/// The mail with its files, as bytes.
async fn composed(ctx: &Context, claimed: &Claimed) -> Result<std::result::Result<Composed, SendError>> {
    let (mut mail, files) = (claimed.mail.clone(), claimed.files.clone());
    blocking(ctx, move |ctx| {
        for file in files {
            // A stored file that cannot be read is our own trouble; somebody may put it right within five days.
            match ctx.blobs.read(&file.sha256) {
                Ok(bytes) => mail.attachments.push(OutgoingAttachment {
                    filename: file.filename,
                    content_type: file.content_type,
                    bytes,
                }),
                Err(error) => return Ok(Err(SendError::Transient(format!("a stored file: {error}")))),
            }
        }
        Ok(compose(&mail).map_err(|error| SendError::Permanent(error.to_string())))
    })
    .await
}

/// Writes down what became of a mail; one that was given up stands in the history of its ticket.
fn settle(ctx: &Context, claimed: Claimed, outcome: std::result::Result<(), SendError>) -> Result<()> {
    let now = ctx.now();
    let refused = matches!(outcome, Err(SendError::Permanent(_)));
    let (error, next) = match outcome {
        Ok(()) => return ctx.write(Actor::System, move |tx| outbox::mark_sent(tx.conn(), &claimed, now)),
        Err(SendError::Permanent(error)) => (error, None),
        Err(SendError::Transient(error)) => {
            let next = outbox::next_attempt(claimed.queued_at, claimed.attempts + 1, now);
            (error, next)
        }
    };
    let (id, kind) = (claimed.id, claimed.kind.clone());
    if let Some(next) = next {
        tracing::warn!(mail = %id, kind, attempts = claimed.attempts + 1, "a mail was not taken and is tried again");
        return ctx.write(Actor::System, move |tx| {
            outbox::mark_for_retry(tx.conn(), &claimed, next, &error)
        });
    }
    tracing::error!(mail = %id, kind, "a mail was given up");
    let unknown = refused && refuses_the_address(&error);
    ctx.write(Actor::System, move |tx| {
        if !outbox::mark_dead(tx.conn(), &claimed, &error)? {
            return Ok(());
        }
        if unknown {
            people::mail_fails(tx, claimed.mail.to.address(), &error)?;
        }
        if let Some(ticket) = claimed.thread.map(Into::into) {
            tickets::answer_no_more_at(tx, ticket, claimed.mail.to.address())?;
        }
        tell_of_failure(tx, &claimed.kind, claimed.thread)
    })
}

/// Writes into the history of its ticket that a mail was given up; one about no ticket has no history.
fn tell_of_failure(tx: &mut Tx<'_>, kind: &str, thread: Option<uuid::Uuid>) -> Result<()> {
    match thread {
        Some(ticket) => tx.record(Event::OutboundMailFailed {
            ticket: ticket.into(),
            mail_kind: kind.to_owned(),
        }),
        None => Ok(()),
    }
}

async fn blocking<T: Send + 'static>(
    ctx: &Context,
    work: impl FnOnce(&Context) -> Result<T> + Send + 'static,
) -> Result<T> {
    let ctx = ctx.clone();
    tokio::task::spawn_blocking(move || work(&ctx))
        .await
        .map_err(Error::unexpected)?
}

/// Trouble of this machine: trying again may help.
fn ours(error: impl std::fmt::Display) -> SendError {
    SendError::Transient(error.to_string())
}

/// The host of a web address, without its port: by this name we greet mail servers.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.starts_with('[') {
        // An IPv6 address is no name to greet by.
        return "";
    }
    authority.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Postman, host_of};
    use crate::config::{Config, Security, Transport};

    #[test]
    fn clear_text_to_another_machine_is_refused_and_a_folder_needs_no_server() {
        let mut config = Config::default();
        config.mail.smtp.host = "mail.example".into();
        config.mail.smtp.security = Security::None;
        assert!(Postman::new(&config).is_err());
        config.mail.transport = Transport::Folder;
        assert!(Postman::new(&config).is_ok());
    }

    #[test]
    fn we_greet_by_the_host_of_our_web_address() {
        assert_eq!(
            host_of("https://sportello.cstpu.example:8443/x"),
            "sportello.cstpu.example"
        );
        assert_eq!(host_of("http://[::1]:8080"), "");
    }
}
