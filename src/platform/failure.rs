// SPDX-License-Identifier: AGPL-3.0-or-later
//! The one error type of the program: not found, refused by a rule, or unexpected.
//!
//! Refusals carry the key of a text for the reader; unexpected errors are for the log only. Status codes are known to
//! `platform::web` alone.

/// What most functions return.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the reader may not see it: the two must look the same.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, and this is not for strangers.
    #[error("sign-in needed")]
    SignInNeeded,
    /// The form was not ours, or is too old: its token does not fit.
    #[error("form token does not fit")]
    ForeignForm,
    /// What was sent is larger than the limits.
    #[error("too large")]
    TooLarge,
    /// What was sent is not a form or not of the expected shape.
    #[error("malformed request: {0}")]
    Malformed(String),
    /// A rule of the product says no; the reader is told which and what to do.
    #[error("refused: {}", .0.key)]
    Refused(Refusal),
    /// Too many attempts, or too much at once; try again after so many seconds.
    #[error("busy for {retry_after} seconds")]
    Busy {
        /// Seconds until another try makes sense.
        retry_after: u64,
    },
    /// There is no room for it at this moment, whoever asks; try again after so many seconds.
    #[error("full for {retry_after} seconds")]
    Full {
        /// Seconds until another try makes sense.
        retry_after: u64,
    },
    /// Nobody foresaw it: logged whole, shown only as a reference.
    #[error("{0:#}")]
    Unexpected(anyhow::Error),
}

/// A rule's no: the key of a Fluent text, and what the text needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Key of the text.
    pub key: &'static str,
    /// Named values for the text.
    pub args: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal whose text needs nothing.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds a value for the text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

impl Error {
    /// Wraps an error nobody foresaw.
    pub fn unexpected(error: impl Into<anyhow::Error>) -> Self {
        Self::Unexpected(error.into())
    }

    /// An unexpected error that is only a text.
    pub fn bug(text: impl std::fmt::Display) -> Self {
        Self::Unexpected(anyhow::anyhow!("{text}"))
    }

    /// A refusal whose text needs nothing.
    pub fn refused(key: &'static str) -> Self {
        Self::Refused(Refusal::new(key))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::unexpected(other),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::unexpected(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::unexpected(error)
    }
}
