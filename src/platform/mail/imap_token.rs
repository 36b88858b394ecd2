// SPDX-License-Identifier: AGPL-3.0-or-later
//! Signing in to IMAP with an OAuth2 access token (`XOAUTH2`), which another program renews in a file.

use std::io;
use std::path::Path;

use async_imap::Authenticator;
use serde::Deserialize;

/// A token for one sign-in. It is in no error and in no log.
pub(super) struct Bearer {
    username: String,
    token: String,
    is_told: bool,
    refusal: Option<String>,
}

/// What a server says that does not take a token.
#[derive(Deserialize)]
struct Refusal {
    status: String,
}

impl Bearer {
    /// Reads the token from its file.
    #[allow(
        clippy::disallowed_methods,
        reason = "who signs in to mailboxes reads the token for it"
    )]
    pub(super) async fn read(username: &str, file: &Path) -> io::Result<Self> {
        let (username, path) = (username.to_owned(), file.to_owned());
        let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(path)).await;
        let text = read.map_err(io::Error::other)?;
        let text = text.map_err(|error| io::Error::new(error.kind(), format!("the file of the token: {error}")))?;
        match text.trim() {
            token if token.is_empty() || token.contains(|c: char| c.is_ascii_control() || c == ' ') => Err(
                io::Error::new(io::ErrorKind::InvalidData, "the file of the token holds none"),
            ),
            token => Ok(Self {
                username,
                token: token.to_owned(),
                is_told: false,
                refusal: None,
            }),
        }
    }

    /// The status with which the server refused the token.
    pub(super) fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }
}

impl Authenticator for &mut Bearer {
    type Response = String;

    fn process(&mut self, challenge: &[u8]) -> String {
        if !self.is_told {
            self.is_told = true;
            return format!("user={}\x01auth=Bearer {}\x01\x01", self.username, self.token);
        }
        // What follows can only be the reasons of a refusal; an empty answer lets the server say no.
        let refusal = serde_json::from_slice(challenge).map_or_else(
            |_| "unknown".to_owned(),
            |refusal: Refusal| crate::platform::text::one_line(&refusal.status, 20),
        );
        self.refusal = Some(refusal);
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_token_is_told_once_and_a_refusal_is_answered_with_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "ya29.abc\n").unwrap();
        let mut bearer = Bearer::read("ente@x.example", &file).await.unwrap();
        let mut asked = &mut bearer;
        assert_eq!(
            asked.process(b""),
            "user=ente@x.example\x01auth=Bearer ya29.abc\x01\x01"
        );
        assert_eq!(asked.process(br#"{"status":"401","schemes":"bearer"}"#), "");
        assert_eq!(bearer.refusal(), Some("401"));
    }

    #[tokio::test]
    async fn an_empty_file_is_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "\n").unwrap();
        assert!(Bearer::read("a", &file).await.is_err());
        assert!(Bearer::read("a", &folder.path().join("missing")).await.is_err());
    }
}
