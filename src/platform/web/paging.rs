// SPDX-License-Identifier: AGPL-3.0-or-later
//! Keyset paging: a page is named by the row it begins after, so that it stays right while rows are added.

use std::fmt;
use std::str::FromStr;

use crate::platform::clock::Timestamp;

/// The place between two rows of a list: the sorting value and the id of the row before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Value of the column that sorts: microseconds for instants.
    pub value: i64,
    /// Id of the row, as text.
    pub id: String,
    /// Whether the page lies before this place instead of after it.
    pub backwards: bool,
}

impl Cursor {
    /// The sorting value as an instant.
    pub fn instant(&self) -> Option<Timestamp> {
        Timestamp::from_micros(self.value)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}.{}",
            if self.backwards { "b" } else { "a" },
            self.value,
            self.id
        )
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '.');
        let backwards = match parts.next() {
            Some("a") => false,
            Some("b") => true,
            _ => return Err(()),
        };
        let value = parts.next().and_then(|value| value.parse().ok()).ok_or(())?;
        let id = parts
            .next()
            .filter(|id| !id.is_empty() && id.len() <= 64)
            .ok_or(())?
            .to_owned();
        Ok(Self { value, id, backwards })
    }
}

/// Cuts the extra row that tells whether there is more, and puts a backwards page into reading order. Returns the
/// rows, whether something lies before them, and whether something lies after.
pub fn cut<T>(mut rows: Vec<T>, size: usize, cursor: Option<&Cursor>) -> (Vec<T>, bool, bool) {
    let more = rows.len() > size;
    rows.truncate(size);
    match cursor {
        Some(cursor) if cursor.backwards => {
            rows.reverse();
            (rows, more, true)
        }
        Some(_) => (rows, true, more),
        None => (rows, false, more),
    }
}
