// SPDX-License-Identifier: AGPL-3.0-or-later
//! Time: the one place that reads the system clock, and the instant type the databases keep exactly.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// An instant in UTC with microsecond precision: what both databases store and give back unchanged.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = crate::platform::db::sql_types::Instant)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// From microseconds since 1970; `None` when outside the years -9999 to 9999.
    pub fn from_micros(micros: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(micros).ok().map(Self)
    }

    /// From whole seconds since 1970; `None` when out of range.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Truncates an instant to microseconds.
    pub fn from_jiff(instant: jiff::Timestamp) -> Self {
        Self::from_micros(instant.as_microsecond()).unwrap_or(Self(jiff::Timestamp::UNIX_EPOCH))
    }

    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// The same instant as jiff's type.
    pub fn as_jiff(self) -> jiff::Timestamp {
        self.0
    }

    /// Later by so many seconds (earlier when negative); stays put at the end of time.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(seconds.saturating_mul(1_000_000))).unwrap_or(self)
    }

    /// Later by so many minutes.
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes.saturating_mul(60))
    }

    /// Later by so many days of 24 hours.
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Whole seconds from `earlier` to this instant.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.micros().saturating_sub(earlier.micros()) / 1_000_000
    }

    /// The calendar day in Italy at this instant.
    pub fn rome_date(self) -> Date {
        self.in_rome().date()
    }

    /// Wall-clock time in Italy (CET or CEST).
    pub fn in_rome(self) -> jiff::ZonedDateTime {
        self.0.to_zoned_datetime(rome())
    }

    /// Midnight in Italy at the start of `date`; `None` for dates out of range.
    pub fn rome_midnight(date: Date) -> Option<Self> {
        date.to_zoned_datetime(rome())
            .ok()
            .map(|z| Self::from_jiff(z.timestamp()))
    }
}

/// A day as browsers send it, or as people write it where the browser has no calendar.
pub fn typed_day(typed: &str) -> Option<Date> {
    let written = || Date::strptime("%d/%m/%Y", typed).ok();
    typed.trim().parse().ok().or_else(written)
}

/// The zone in which people read every time; bundled in the binary, UTC only if the bundle were broken.
fn rome() -> TimeZone {
    TimeZone::get("Europe/Rome").unwrap_or(TimeZone::UTC)
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        jiff::Timestamp::deserialize(deserializer).map(Self::from_jiff)
    }
}

/// What time it is. Tests and the demo move it; production never does.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_micros: Arc<AtomicI64>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// Now, plus whatever the clock was moved by.
    #[allow(clippy::disallowed_methods, reason = "this is the home of the system clock")]
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::from_jiff(jiff::Timestamp::now());
        Timestamp::from_micros(now.micros().saturating_add(self.offset_micros.load(Ordering::Relaxed))).unwrap_or(now)
    }

    /// Moves this clock by so many seconds, for everybody who shares it.
    pub fn advance_seconds(&self, seconds: i64) {
        self.offset_micros
            .fetch_add(seconds.saturating_mul(1_000_000), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_read_as_browsers_send_it_and_as_people_write_it() {
        assert_eq!(typed_day("2026-12-24"), Some(date(2026, 12, 24)));
        assert_eq!(typed_day("24/12/2026"), Some(date(2026, 12, 24)));
        assert_eq!(typed_day("domani"), None);
    }
}
