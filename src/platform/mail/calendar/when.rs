// SPDX-License-Identifier: AGPL-3.0-or-later
//! When an appointment is, on the clocks of Rome.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

use super::lines::{parameter, property};
use crate::platform::text::one_line;

/// Most zones and most offsets of one that a calendar may describe.
const MOST: usize = 50;
/// Longest name of a zone that is told.
const MAX_NAME: usize = 60;

/// A day, or an instant.
#[derive(Clone, PartialEq)]
pub(super) enum When {
    Day(Date),
    Instant(DateTime),
    /// What clocks show in a zone that we do not know.
    Elsewhere(DateTime, String),
}

impl When {
    /// As it is written in Italy.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Day(day) => day.strftime("%d/%m/%Y").to_string(),
            Self::Instant(at) => at.strftime("%d/%m/%Y %H:%M").to_string(),
            Self::Elsewhere(at, zone) => format!("{} ({zone})", at.strftime("%d/%m/%Y %H:%M")),
        }
    }

    /// So much later, by a duration such as `PT1H30M`.
    pub(super) fn later(&self, duration: &str) -> Option<Self> {
        let span: Span = duration.trim().parse().ok()?;
        Some(match self {
            Self::Day(day) => Self::Day(day.checked_add(span).ok()?),
            Self::Instant(at) => Self::Instant(at.checked_add(span).ok()?),
            Self::Elsewhere(at, zone) => Self::Elsewhere(at.checked_add(span).ok()?, zone.clone()),
        })
    }
}

/// The zones that a calendar describes, by the names that it gives them.
#[derive(Default)]
pub(super) struct Zones(Vec<Described>);

/// A zone: its name, and by how many minutes its clocks differ from Greenwich, in winter and in summer.
struct Described {
    name: String,
    minutes: Vec<i32>,
}

impl Zones {
    /// Collects them; they may stand before or after the appointments.
    pub(super) fn of(lines: &[String]) -> Self {
        let mut zones = Vec::new();
        let mut open: Option<Described> = None;
        for (name, _, value) in lines.iter().filter_map(|line| property(line)) {
            match (name.as_str(), &mut open) {
                ("BEGIN", _) if value.eq_ignore_ascii_case("VTIMEZONE") => {
                    open = Some(Described {
                        name: String::new(),
                        minutes: Vec::new(),
                    });
                }
                ("END", _) if value.eq_ignore_ascii_case("VTIMEZONE") && zones.len() < MOST => {
                    zones.extend(open.take())
                }
                ("TZID", Some(zone)) => value.clone_into(&mut zone.name),
                ("TZOFFSETTO", Some(zone)) if zone.minutes.len() < MOST => zone.minutes.extend(minutes(value)),
                _ => {}
            }
        }
        Self(zones)
    }

    /// A day, or an instant on the clocks of Rome.
    pub(super) fn when(&self, parameters: &[(String, String)], value: &str) -> Option<When> {
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i16>().ok());
        let small = |from: usize, to: usize| part(from, to).and_then(|part| i8::try_from(part).ok());
        let day = Date::new(part(0, 4)?, small(4, 6)?, small(6, 8)?).ok()?;
        if digits.len() < 12 {
            return Some(When::Day(day));
        }
        let at = DateTime::new(day.year(), day.month(), day.day(), small(8, 10)?, small(10, 12)?, 0, 0).ok()?;
        let named = parameter(parameters, "TZID");
        let zone = match (value.ends_with(['Z', 'z']), named) {
            (true, _) => TimeZone::UTC,
            (false, None) => rome(),
            (false, Some(name)) => match known(name).or_else(|| self.described(name)) {
                Some(zone) => zone,
                None => return Some(When::Elsewhere(at, one_line(name, MAX_NAME))),
            },
        };
        let instant: Timestamp = zone.to_timestamp(at).ok()?;
        Some(When::Instant(rome().to_datetime(instant)))
    }

    /// The zone of that name by its offsets: ours, or one without summer time. Without a description it is taken for ours.
    fn described(&self, name: &str) -> Option<TimeZone> {
        let Some(zone) = self.0.iter().find(|zone| zone.name == name) else {
            return Some(rome());
        };
        let mut minutes = zone.minutes.clone();
        minutes.sort_unstable();
        minutes.dedup();
        match minutes.as_slice() {
            [] | [60, 120] => Some(rome()),
            [only] => Offset::from_seconds(only * 60).ok().map(TimeZone::fixed),
            _ => None,
        }
    }
}

/// `+0130` in minutes.
fn minutes(offset: &str) -> Option<i32> {
    let digits = offset.trim().trim_start_matches(['+', '-']);
    let (hours, minutes) = (
        digits.get(..2)?.parse::<i32>().ok()?,
        digits.get(2..4)?.parse::<i32>().ok()?,
    );
    let sign = if offset.trim().starts_with('-') { -1 } else { 1 };
    Some(sign * (hours * 60 + minutes))
}

fn rome() -> TimeZone {
    TimeZone::get("Europe/Rome").unwrap_or(TimeZone::UTC)
}

/// A time zone by the name that calendars or Windows give it. Some programs put their own before it, with a slash or a line.
fn known(name: &str) -> Option<TimeZone> {
    let windows = match name.trim_start_matches('/') {
        "W. Europe Standard Time"
        | "Central Europe Standard Time"
        | "Romance Standard Time"
        | "Central European Standard Time" => "Europe/Rome",
        "GMT Standard Time" => "Europe/London",
        "UTC" | "Greenwich Standard Time" | "GMT" => "UTC",
        "E. Europe Standard Time" | "FLE Standard Time" | "GTB Standard Time" => "Europe/Athens",
        "Russian Standard Time" => "Europe/Moscow",
        "Eastern Standard Time" => "America/New_York",
        "Central Standard Time" => "America/Chicago",
        "Mountain Standard Time" => "America/Denver",
        "Pacific Standard Time" => "America/Los_Angeles",
        "Tokyo Standard Time" => "Asia/Tokyo",
        "India Standard Time" => "Asia/Kolkata",
        other => other,
    };
    let ends = windows
        .match_indices(['/', '_'])
        .filter_map(|(at, _)| windows.get(at + 1..));
    let mut names = std::iter::once(windows).chain(ends.take(10));
    // A name without a slash, such as "Rome", is of no zone; "UTC" only as a whole.
    names.find_map(|name| {
        let is_whole = name == windows || name.contains('/');
        is_whole.then(|| TimeZone::get(name).ok()).flatten()
    })
}
