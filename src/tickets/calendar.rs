// SPDX-License-Identifier: AGPL-3.0-or-later
//! The calendar of the office: working days are Monday to Friday without the Italian national holidays; terms in days end
//! with the whole last day, in Italy. No database, no clock.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use crate::platform::clock::Timestamp;

/// Holidays on the same day every year, as month and day (law 260 of 1949 and later ones).
const FIXED: &[(i8, i8)] = &[
    (1, 1),
    (1, 6),
    (4, 25),
    (5, 1),
    (6, 2),
    (8, 15),
    (11, 1),
    (12, 8),
    (12, 25),
    (12, 26),
];

/// Saint Francis, a holiday again from this year (law 151 of 2025).
const SAINT_FRANCIS: (i16, i8, i8) = (2026, 10, 4);

/// Whether a term of so many days is still running: until the end of its last day.
pub(super) fn is_within_days(since: Timestamp, days: u32, now: Timestamp) -> bool {
    now.rome_date() <= since.rome_date().saturating_add(i64::from(days).days())
}

/// Whether so many working days have passed since an instant: at the same time of day, so many working days later.
pub(super) fn working_days_have_passed(since: Timestamp, days: u32, now: Timestamp) -> bool {
    let since = since.in_rome().datetime();
    match later(since.date(), days) {
        Some(day) => now.in_rome().datetime() >= day.to_datetime(since.time()),
        None => false,
    }
}

/// The day that comes so many working days after a day; `None` at the end of time.
fn later(mut day: Date, days: u32) -> Option<Date> {
    for _ in 0..days {
        day = day.tomorrow().ok()?;
        while !is_working(day) {
            day = day.tomorrow().ok()?;
        }
    }
    Some(day)
}

fn is_working(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

fn is_holiday(day: Date) -> bool {
    let (since, month, of_month) = SAINT_FRANCIS;
    FIXED.contains(&(day.month(), day.day()))
        || (day.year() >= since && (day.month(), day.day()) == (month, of_month))
        || day.yesterday().ok() == Some(easter(day.year()))
}

/// Easter Sunday of a year, by the anonymous Gregorian computus (Meeus, Jones, Butcher).
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let golden = y % 19;
    let (century, of_century) = (y / 100, y % 100);
    let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late + 114;
    // Between 22 March and 25 April for every year; the first of March stands in for what cannot happen.
    let found = i8::try_from(days / 31).ok().zip(i8::try_from(days % 31 + 1).ok());
    found
        .and_then(|(month, of_month)| Date::new(year, month, of_month).ok())
        .unwrap_or_else(|| date(year, 3, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_jiff(text.parse().unwrap())
    }

    #[test]
    fn easter_falls_where_the_church_says() {
        for (year, month, day) in [
            (1961, 4, 2),
            (2000, 4, 23),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn weekends_and_national_holidays_are_free() {
        for free in [
            date(2026, 4, 6),
            date(2026, 6, 2),
            date(2026, 11, 28),
            date(2026, 12, 8),
            date(2027, 10, 4),
            date(2030, 1, 1),
        ] {
            assert!(!is_working(free), "{free}");
        }
        for worked in [
            date(2026, 4, 7),
            date(2026, 4, 3),
            date(2026, 11, 25),
            date(2024, 10, 4),
        ] {
            assert!(is_working(worked), "{worked}");
        }
    }

    #[test]
    fn five_working_days_over_a_holiday_and_a_weekend_end_at_the_same_hour() {
        let resolved = at("2026-12-03T16:00:00+01:00");
        assert!(!working_days_have_passed(resolved, 5, at("2026-12-11T15:59:59+01:00")));
        assert!(working_days_have_passed(resolved, 5, at("2026-12-11T16:00:00+01:00")));
        assert!(working_days_have_passed(resolved, 0, resolved));
    }

    #[test]
    fn a_term_in_days_lasts_until_midnight_in_italy() {
        let closed = at("2026-11-24T08:00:00+01:00");
        assert!(is_within_days(closed, 30, at("2026-12-24T23:59:59+01:00")));
        assert!(!is_within_days(closed, 30, at("2026-12-25T00:00:00+01:00")));
    }

    #[test]
    fn the_hour_is_that_of_the_wall_clock_when_summer_time_begins() {
        let resolved = at("2026-03-27T10:00:00+01:00");
        assert!(!working_days_have_passed(resolved, 1, at("2026-03-30T09:59:59+02:00")));
        assert!(working_days_have_passed(resolved, 1, at("2026-03-30T10:00:00+02:00")));
    }
}
