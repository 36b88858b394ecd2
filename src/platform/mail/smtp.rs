// SPDX-License-Identifier: AGPL-3.0-or-later
//! Handing mails to the mail server. Connections are kept for the next mail; every step has a time limit; what was not
//! confirmed counts as not sent.
//!
//! The library's pooled transport is not used: it has no time limit after connecting, gives an interrupted connection
//! back to its pool, and waits 40 ms at the end of every mail.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::compose::Envelope;
use super::tls::{Road, Security, SettingsError, Wire};

/// Connections kept for the next mail.
const KEPT: usize = 4;
/// How long a connection is kept; servers close idle ones after some minutes.
const KEPT_FOR: Duration = Duration::from_secs(60);
/// A mail takes longer to hand over than a command.
const TRANSFER: u32 = 5;
/// Answers of servers that refuse us, not the mail: authentication is needed, wrong, too weak, or must be encrypted
/// (RFC 4954 6). Trying again once the settings are right is what helps.
const OURS: [u16; 4] = [530, 534, 535, 538];

/// The server and how to reach it.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
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
    /// PEM file of further trusted authorities.
    pub ca_file: Option<PathBuf>,
    /// By what name this machine greets; empty to greet without one.
    pub hello_name: String,
    /// Limit for connecting and for a command; a transfer may take five times as long.
    pub timeout: Duration,
}

/// Why a mail was not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Try again later: the server or the way to it is ill, or it asked to.
    #[error("{0}")]
    Transient(String),
    /// The server will never take this mail.
    #[error("{0}")]
    Permanent(String),
}

/// A mail server.
pub struct Smtp {
    road: Road,
    start_tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    hello: ClientId,
    limit: Duration,
    kept: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl Smtp {
    /// Checks the settings; nothing is connected yet.
    ///
    /// # Errors
    /// When the settings are unsafe or unusable.
    pub fn new(settings: &SmtpSettings) -> Result<Self, SettingsError> {
        let road = Road::new(
            &settings.host,
            settings.port,
            settings.security,
            settings.ca_file.as_deref(),
        )?;
        let start_tls = match settings.security {
            Security::StartTls => Some(tls_parameters(settings)?),
            Security::Tls | Security::Plain => None,
        };
        let credentials = (!settings.username.is_empty())
            .then(|| Credentials::new(settings.username.clone(), settings.password.clone()));
        let hello = match settings.hello_name.as_str() {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Ok(Self {
            road,
            start_tls,
            credentials,
            hello,
            limit: settings.timeout,
            kept: Mutex::default(),
        })
    }

    /// Hands a mail over, and returns when the server has confirmed it.
    ///
    /// # Errors
    /// See [`SendError`]. After a transient error the server may have taken the mail all the same, when only its
    /// confirmation was lost.
    pub async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), SendError> {
        let written = written(envelope)?;
        let mut connection = match self.kept_connection().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let sent = timeout(self.limit.saturating_mul(TRANSFER), connection.send(&written, bytes)).await;
        // On a time-out or an error the connection is in an unknown state and is dropped with it.
        sent.map_err(|_| no_answer("while a mail was handed over"))?
            .map_err(|error| failure(&error, envelope))?;
        self.keep(connection).await;
        Ok(())
    }

    /// Connects, signs in and says good-bye.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn check(&self) -> Result<(), SendError> {
        let mut connection = self.connect().await?;
        self.within("at good-bye", connection.quit()).await?;
        Ok(())
    }

    /// The most recently used connection that still answers.
    async fn kept_connection(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut connection, since) = self.kept.lock().await.pop()?;
            if since.elapsed() < KEPT_FOR && timeout(self.limit, connection.test_connected()).await == Ok(true) {
                return Some(connection);
            }
        }
    }

    async fn keep(&self, connection: AsyncSmtpConnection) {
        let mut kept = self.kept.lock().await;
        if kept.len() < KEPT && !connection.has_broken() {
            kept.push((connection, Instant::now()));
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let opened = timeout(self.limit, self.road.open())
            .await
            .map_err(|_| no_answer("while connecting"))?;
        let wire = opened.map_err(|error| SendError::Transient(format!("connecting: {error}")))?;
        let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &self.hello);
        let mut connection = self.within("at the greeting", greeting).await?;
        if let Some(parameters) = &self.start_tls {
            self.within("at STARTTLS", connection.starttls(parameters.clone(), &self.hello))
                .await?;
        }
        if let Some(credentials) = &self.credentials {
            self.within(
                "at sign-in",
                connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials),
            )
            .await?;
        }
        Ok(connection)
    }

    /// A step before any mail is spoken of: whatever fails is not the mail's fault.
    async fn within<T>(&self, step: &str, work: impl Future<Output = Result<T, SmtpError>>) -> Result<T, SendError> {
        let done = timeout(self.limit, work).await.map_err(|_| no_answer(step))?;
        done.map_err(|error| SendError::Transient(format!("{step}: {}", told(&error))))
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.peer()
    }
}

fn tls_parameters(settings: &SmtpSettings) -> Result<TlsParameters, SettingsError> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        for certificate in super::tls::authorities(path)? {
            let certificate = Certificate::from_der(certificate.to_vec());
            builder = builder.add_root_certificate(certificate.map_err(|error| SettingsError::Tls(error.to_string()))?);
        }
    }
    builder
        .build_rustls()
        .map_err(|error| SettingsError::Tls(error.to_string()))
}

fn written(envelope: &Envelope) -> Result<lettre::address::Envelope, SendError> {
    let permanent = |error: &dyn std::fmt::Display| SendError::Permanent(format!("address: {error}"));
    let sender = envelope.sender.as_deref().map(str::parse).transpose();
    let recipient = envelope.recipient.parse();
    lettre::address::Envelope::new(
        sender.map_err(|error: lettre::address::AddressError| permanent(&error))?,
        vec![recipient.map_err(|error: lettre::address::AddressError| permanent(&error))?],
    )
    .map_err(|error| permanent(&error))
}

/// What an error in the transfer means for the mail.
fn failure(error: &SmtpError, envelope: &Envelope) -> SendError {
    let code = error.status().map(u16::from);
    let unwritable =
        error.is_client() && !(envelope.recipient.is_ascii() && envelope.sender.iter().all(|sender| sender.is_ascii()));
    let permanent = unwritable || (error.is_permanent() && code.is_some_and(|code| !OURS.contains(&code)));
    if permanent {
        SendError::Permanent(told(error))
    } else {
        SendError::Transient(told(error))
    }
}

fn no_answer(step: &str) -> SendError {
    SendError::Transient(format!("no answer from the server {step}"))
}

/// The error with its causes, on one line.
fn told(error: &SmtpError) -> String {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let text = error.to_string();
        if !told.contains(&text) {
            told.push_str(": ");
            told.push_str(&text);
        }
        cause = error.source();
    }
    crate::platform::text::one_line(&told, 500)
}

#[cfg(test)]
#[path = "smtp_tests.rs"]
mod tests;
