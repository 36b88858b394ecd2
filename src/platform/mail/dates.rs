// SPDX-License-Identifier: AGPL-3.0-or-later
//! When a mail says that it was written (RFC 5322 3.3), however a mailer or a program writes dates.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::platform::clock::Timestamp;

/// Longest value that is read; honest ones have forty characters.
const MAX_DATE: usize = 200;

/// The instant; `None` when day, month or year cannot be found. Without a zone it is UTC.
pub(super) fn read(value: &str) -> Option<Timestamp> {
    let plain = without_comments(value.get(..value.floor_char_boundary(MAX_DATE))?);
    // As programs write it.
    if let Ok(instant) = plain.trim().to_ascii_uppercase().parse::<jiff::Timestamp>() {
        return Some(Timestamp::from_jiff(instant));
    }
    let mut found = Found::default();
    for (at, word) in joined(&plain)
        .split([' ', '\t', ','])
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        found.take(word, at == 0);
    }
    found.instant()
}

/// The value in lower case without what stands in brackets.
fn without_comments(value: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain.to_lowercase()
}

/// Without blanks around colons, which old mail may have.
fn joined(plain: &str) -> String {
    let pieces: Vec<&str> = plain.split(':').collect();
    let last = pieces.len().saturating_sub(1);
    let trimmed = pieces.iter().enumerate().map(|(at, piece)| match (at, at == last) {
        (0, true) => *piece,
        (0, false) => piece.trim_end(),
        (_, true) => piece.trim_start(),
        _ => piece.trim(),
    });
    trimmed.collect::<Vec<_>>().join(":")
}

#[derive(Default)]
struct Found {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    time: Option<(i8, i8, i8)>,
    /// Seconds east of Greenwich.
    zone: Option<i32>,
    /// What a clock of twelve hours adds: `Some(12)` in the afternoon.
    afternoon: Option<i8>,
}

impl Found {
    fn take(&mut self, word: &str, first: bool) {
        let digit = word.starts_with(|c: char| c.is_ascii_digit());
        if digit && (word.contains(':') || word.matches('.').count() == 2) && self.time.is_none() {
            self.take_time(word);
        } else if digit && word.contains(['-', '/']) {
            self.take_day(word);
        } else if digit {
            self.take_number(word);
        } else if word.starts_with(['+', '-']) {
            self.zone = self.zone.or_else(|| offset(word));
        } else if self.month.is_none() && (!first || is_english(word)) && month(word).is_some() {
            self.month = month(word);
        } else if self.time.is_some() {
            self.afternoon = self.afternoon.or_else(|| afternoon(word));
            self.zone = self.zone.or_else(|| named_zone(word));
        }
    }

    /// `14:30`, `14:30:00+0100`, `14.30.00`.
    fn take_time(&mut self, word: &str) {
        let end = word
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'))
            .unwrap_or(word.len());
        let (clock, zone) = word.split_at_checked(end).unwrap_or((word, ""));
        let mut parts = clock.split([':', '.']).map(|part| part.parse::<i8>().ok());
        let (hour, minute) = (parts.next().flatten(), parts.next().flatten());
        let second = parts.next().flatten().unwrap_or(0);
        self.time = hour.zip(minute).map(|(hour, minute)| (hour, minute, second.min(59)));
        self.afternoon = afternoon(zone);
        self.zone = offset(zone).or_else(|| named_zone(zone)).or(self.zone);
    }

    /// `02-Jun-25`, `2025-06-02`, `24/11/2026`, `2025-06-02T14:30:00`.
    fn take_day(&mut self, word: &str) {
        let (date, time) = word.split_once('t').unwrap_or((word, ""));
        let mut parts = date.split(['-', '/']);
        let (Some(first), Some(second), Some(third)) = (parts.next(), parts.next(), parts.next()) else {
            return;
        };
        let (day, year) = if first.len() == 4 {
            (third, first)
        } else {
            (first, third)
        };
        self.day = day.parse().ok();
        self.month = month(second).or_else(|| second.parse().ok());
        self.year = full_year(year);
        if !time.is_empty() {
            self.take_time(time);
        }
    }

    fn take_number(&mut self, word: &str) {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        if self.day.is_none() && digits.len() <= 2 {
            self.day = digits.parse().ok();
        } else if self.month.is_none() && self.year.is_none() && digits.len() <= 2 {
            // Weekday and month had letters that did not survive, or there was no name of a month at all.
            self.month = digits.parse().ok().filter(|month| (1..=12).contains(month));
        } else if self.year.is_none() {
            self.year = full_year(digits);
        }
    }

    fn instant(self) -> Option<Timestamp> {
        let day = Date::new(self.year?, self.month?, self.day?).ok()?;
        let (hour, minute, second) = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + afternoon,
            _ => hour,
        };
        let (day, hour) = if hour == 24 {
            (day.tomorrow().ok()?, 0)
        } else {
            (day, hour)
        };
        let at = DateTime::new(day.year(), day.month(), day.day(), hour, minute, second, 0).ok()?;
        let zone = Offset::from_seconds(self.zone.unwrap_or_default()).unwrap_or(Offset::UTC);
        Some(Timestamp::from_jiff(zone.to_timestamp(at).ok()?))
    }
}

/// A year of four digits; two or three count from 1900 or 2000 (RFC 5322 4.3).
fn full_year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    Some(match digits.len() {
        1 | 2 if year < 50 => year + 2000,
        1..=3 => year + 1900,
        _ => year,
    })
}

/// The month of a name: English first, then those of our neighbours.
fn month(word: &str) -> Option<i8> {
    const NAMES: [&[&str]; 12] = [
        &["jan", "gen", "ene"],
        &["feb", "fév", "fev"],
        &["mar", "mär", "mrz"],
        &["apr", "avr", "abr"],
        &["may", "mag", "mai"],
        &["jun", "giu", "juin"],
        &["jul", "lug", "juil"],
        &["aug", "ago", "aoû", "aou"],
        &["sep", "set"],
        &["oct", "ott", "okt"],
        &["nov"],
        &["dec", "dic", "dez", "déc"],
    ];
    let at = NAMES
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    i8::try_from(at + 1).ok()
}

/// Whether a first word can only be a month: elsewhere "mar" and "mag" begin days of the week.
fn is_english(word: &str) -> bool {
    word != "mar" && !word.starts_with("mart") && !word.starts_with("mard")
}

/// `+0200`, `+02:00`, `+2`.
fn offset(word: &str) -> Option<i32> {
    let sign = match word.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        3 | 4 => digits.split_at_checked(digits.len() - 2)?,
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 3600 + minutes * 60))
}

/// The hours that `AM` and `PM` add.
fn afternoon(word: &str) -> Option<i8> {
    match word.trim_end_matches('.') {
        "am" | "a.m" => Some(0),
        "pm" | "p.m" => Some(12),
        _ => None,
    }
}

/// Zones by name; one of a single letter, and any other, says nothing (RFC 5322 4.3).
fn named_zone(word: &str) -> Option<i32> {
    for name in ["gmt", "utc", "ut"] {
        if let Some(rest) = word.strip_prefix(name) {
            return Some(offset(rest).unwrap_or(0));
        }
    }
    let minutes = match word {
        "z" | "wet" => 0,
        "cet" | "met" | "mez" | "bst" | "west" => 60,
        "cest" | "mest" | "mesz" | "eet" => 120,
        "eest" | "msk" => 180,
        "msd" => 240,
        "hkt" | "sgt" | "awst" => 480,
        "jst" | "kst" => 540,
        "aest" => 600,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        "ndt" => -150,
        "brt" | "adt" => -180,
        "nst" => -210,
        "edt" | "ast" => -240,
        "est" | "cdt" => -300,
        "cst" | "mdt" => -360,
        "mst" | "pdt" => -420,
        "pst" | "akdt" => -480,
        "akst" => -540,
        "hst" => -600,
        _ => return None,
    };
    Some(minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_is_read_in_every_way_of_writing_it() {
        for written in [
            "Tue, 24 Nov 2026 14:30:00 +0100",
            "24 Nov 2026 13:30:00 GMT",
            "Tue, 24 Nov 2026 14:30:00 +0100 (CET)",
            "Tue, 24 Nov 2026 13:30:00 UT",
            "Tue, 24 Nov 26 08:30:00 EST",
            "Tue, 24 Nov 126 14:30 +0100",
            "2026-11-24T13:30:00Z",
            "2026-11-24 13:30:00",
            "2026-11-24T14:30:00+01:00",
            "Tue,24 Nov 2026 14:30:00 +0100",
            "Tue Nov 24 13:30:00 2026",
            "Tue Nov 24 14:30:00 CET 2026",
            "Tuesday, 24-Nov-26 13:30:00 GMT",
            "Tue, 24 November 2026 14.30.00 +01:00",
            "Tue, 24 Nov 2026 14:30:00 GMT+0100",
            "mar, 24 novembre 2026 14:30:00 +0100",
            "24/11/2026 14:30 +1",
            "24 Nov 2026 14(qui): 30 : 00 +0100",
            "Tue, 24 Nov 2026 14:30:00+0100",
            "Tue 24 Nov 2026 02:30:00 PM CET",
            "Tue, 24 Nov 2026 01:30:00PM GMT",
            "Tue, 24 Nov 2026 10:00:00 NST",
            "Tue, 24 Nov 2026 22:30:00 KST",
            "??, 24 11 2026 13:30:00",
        ] {
            let micros = read(written).map(|at| at.micros());
            assert_eq!(micros, Some(1_795_527_000_000_000), "{written}");
        }
    }

    #[test]
    fn leap_seconds_and_the_hour_24_are_instants() {
        assert_eq!(
            read("Mon, 23 Nov 2026 24:00:00 +0000"),
            read("Tue, 24 Nov 2026 00:00:00 +0000")
        );
        assert_eq!(read("24 Nov 2026 13:30:60 GMT"), read("24 Nov 2026 13:30:59 GMT"));
        assert_eq!(read("21 Nov 97 09:55:06 -0600"), read("1997-11-21T15:55:06Z"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for wrong in [
            "",
            "ieri",
            "99 Foo 9999",
            "Tue, 99 Nov 2026 99:30:00 +0100",
            "((((",
            "1:2:3",
            "31 Feb 2026",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(read(&":".repeat(100_000)), None);
    }
}
