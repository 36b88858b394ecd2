// SPDX-License-Identifier: AGPL-3.0-or-later
//! The quarter of a year: the finest time that an answer has, and the period of a publication.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::platform::clock::Timestamp;

/// A quarter of a calendar year in Italy, written `2026-Q3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Quarter {
    year: i16,
    number: i8,
}

impl Quarter {
    /// The quarter in which an instant falls, by the calendar in Italy.
    pub fn of(instant: Timestamp) -> Self {
        let date = instant.rome_date();
        Self {
            year: date.year(),
            number: (date.month() - 1) / 3 + 1,
        }
    }

    /// The year, for texts.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Which of the four it is, 1 to 4, for texts.
    pub fn number(self) -> i8 {
        self.number
    }

    /// The first day.
    pub fn start(self) -> Date {
        // Cannot fail: the year has four digits and the month is 1, 4, 7 or 10.
        Date::new(self.year, self.number * 3 - 2, 1).unwrap_or(Date::MIN)
    }

    /// The last day.
    pub fn end(self) -> Date {
        Date::new(self.year, self.number * 3, 1).map_or(Date::MAX, Date::last_of_month)
    }

    /// The quarter before.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.number {
            1 => Self {
                year: self.year - 1,
                number: 4,
            },
            number => Self {
                year: self.year,
                number: number - 1,
            },
        }
    }

    /// Whether the last day is over in Italy: from then on no answer can be added to it.
    pub fn ended(self, now: Timestamp) -> bool {
        Self::of(now) > self
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

/// The text is not a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a quarter: it is written 2026-Q3")]
pub struct NotAQuarter;

impl FromStr for Quarter {
    type Err = NotAQuarter;

    fn from_str(text: &str) -> Result<Self, NotAQuarter> {
        let (year, number) = text.split_once("-Q").ok_or(NotAQuarter)?;
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(number, 1) {
            return Err(NotAQuarter);
        }
        let quarter = Self {
            year: year.parse().map_err(|_| NotAQuarter)?,
            number: number.parse().map_err(|_| NotAQuarter)?,
        };
        // A year without a year before it would have no previous quarter.
        ((1..=4).contains(&quarter.number) && quarter.year > 0)
            .then_some(quarter)
            .ok_or(NotAQuarter)
    }
}

impl TryFrom<String> for Quarter {
    type Error = NotAQuarter;

    fn try_from(text: String) -> Result<Self, NotAQuarter> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_jiff(text.parse().unwrap())
    }

    #[test]
    fn a_quarter_begins_at_midnight_in_italy_and_not_in_greenwich() {
        assert_eq!(Quarter::of(at("2026-06-30T21:59:59Z")).to_string(), "2026-Q2");
        assert_eq!(Quarter::of(at("2026-06-30T22:00:00Z")).to_string(), "2026-Q3");
        assert_eq!(Quarter::of(at("2026-12-31T23:00:00Z")).to_string(), "2027-Q1");
    }

    #[test]
    fn a_quarter_knows_its_days_and_the_one_before() {
        let first: Quarter = "2026-Q1".parse().unwrap();
        assert_eq!(
            (first.start().to_string(), first.end().to_string()),
            ("2026-01-01".into(), "2026-03-31".into())
        );
        assert_eq!(first.previous().to_string(), "2025-Q4");
        assert_eq!(first.previous().end().to_string(), "2025-12-31");
        assert!(first.previous() < first);
    }

    #[test]
    fn a_quarter_has_ended_only_when_its_last_day_is_over() {
        let third: Quarter = "2026-Q3".parse().unwrap();
        assert!(!third.ended(at("2026-09-30T21:59:59Z")));
        assert!(third.ended(at("2026-09-30T22:00:00Z")));
    }

    #[test]
    fn only_the_one_way_of_writing_a_quarter_is_read() {
        for wrong in [
            "", "2026", "2026-Q0", "2026-Q5", "2026-q1", "26-Q1", "2026-Q11", "+026-Q1", "0000-Q1", "2026-Q²",
        ] {
            assert_eq!(wrong.parse::<Quarter>(), Err(NotAQuarter), "{wrong}");
        }
    }
}
