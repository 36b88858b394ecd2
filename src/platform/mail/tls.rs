// SPDX-License-Identifier: AGPL-3.0-or-later
//! Connections to mail servers: protected by TLS, or in clear text to this very machine.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after `STARTTLS`; without it nothing is sent.
    StartTls,
    /// None: to loopback addresses only.
    Plain,
}

/// Settings with which no connection can be safe or possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Clear text to another machine.
    #[error("clear text is allowed to this machine only, not to \"{0}\": use TLS or STARTTLS")]
    PlainToStranger(String),
    /// Neither a host name nor an address.
    #[error("\"{0}\" is not a host name")]
    Host(String),
    /// The file of trusted authorities is not usable.
    #[error("{path}: {reason}")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The TLS library refuses.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// How to reach a server, checked once.
#[derive(Clone)]
pub(super) struct Road {
    host: String,
    port: u16,
    pub(super) security: Security,
    name: ServerName<'static>,
    connector: TlsConnector,
}

impl Road {
    /// Checks the settings and loads the trusted authorities: the system's, and those of the file.
    pub(super) fn new(
        host: &str,
        port: u16,
        security: Security,
        ca_file: Option<&Path>,
    ) -> Result<Self, SettingsError> {
        if security == Security::Plain && !is_loopback(host) {
            return Err(SettingsError::PlainToStranger(host.to_owned()));
        }
        let bare = bare(host);
        let name = ServerName::try_from(bare.to_owned()).map_err(|_| SettingsError::Host(host.to_owned()))?;
        let config = client_config(ca_file)?;
        Ok(Self {
            host: bare.to_owned(),
            port,
            security,
            name,
            connector: TlsConnector::from(Arc::new(config)),
        })
    }

    /// Opens the connection, with TLS at once when that is the way.
    pub(super) async fn open(&self) -> io::Result<Wire> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        // Commands and the end of a mail are small segments; waiting to fill one costs 40 ms a mail.
        stream.set_nodelay(true)?;
        let wire = Wire::Plain(stream);
        if self.security == Security::Tls {
            self.secure(wire).await
        } else {
            Ok(wire)
        }
    }

    /// Starts TLS on an open connection.
    pub(super) async fn secure(&self, wire: Wire) -> io::Result<Wire> {
        match wire {
            Wire::Plain(stream) => {
                let secured = self.connector.connect(self.name.clone(), stream).await?;
                Ok(Wire::Tls(Box::new(secured)))
            }
            secured @ Wire::Tls(_) => Ok(secured),
        }
    }
}

/// An open connection.
#[derive(Debug)]
pub(super) enum Wire {
    /// In clear text.
    Plain(TcpStream),
    /// Within TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Wire {
    pub(super) fn peer(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(stream) => stream.peer_addr(),
            Self::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

/// An IPv6 address may be written in brackets.
fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host)
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || bare(host).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn client_config(ca_file: Option<&Path>) -> Result<ClientConfig, SettingsError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca_file {
        for certificate in authorities(path)? {
            roots.add(certificate).map_err(|error| unusable(path, error))?;
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()));
    let builder = builder
        .with_safe_default_protocol_versions()
        .map_err(|error| SettingsError::Tls(error.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// The certificates of a PEM file; a file without any is a mistake.
pub(super) fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, SettingsError> {
    let certificates = CertificateDer::pem_file_iter(path).map_err(|error| unusable(path, error))?;
    let certificates: Vec<_> = certificates
        .collect::<Result<_, _>>()
        .map_err(|error| unusable(path, error))?;
    if certificates.is_empty() {
        return Err(unusable(path, "no certificate in it"));
    }
    Ok(certificates)
}

fn unusable(path: &Path, reason: impl std::fmt::Display) -> SettingsError {
    SettingsError::CaFile {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_text_is_refused_to_any_other_machine() {
        for host in ["mail.example", "192.0.2.1", "localhost.example", "127.0.0.1.example"] {
            let refused = Road::new(host, 25, Security::Plain, None);
            assert_eq!(refused.err(), Some(SettingsError::PlainToStranger(host.into())));
        }
        for host in ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"] {
            assert!(Road::new(host, 25, Security::Plain, None).is_ok(), "{host}");
        }
    }

    #[test]
    fn a_file_of_authorities_must_hold_certificates() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty.pem");
        let missing = Road::new("mail.example", 465, Security::Tls, Some(&empty));
        assert!(matches!(missing.err(), Some(SettingsError::CaFile { .. })));
    }
}
