// SPDX-License-Identifier: AGPL-3.0-or-later
//! Invitations of calendars (RFC 5545) as what they say: what, when, where, who. The file itself stays an attachment.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::platform::i18n::{Locale, text};
use crate::platform::text::one_line;

/// Most appointments of one file that are told.
const MAX_EVENTS: usize = 10;
/// Most people of one appointment that are named.
const MAX_PEOPLE: usize = 20;
/// Longest line that is told.
const MAX_LINE: usize = 300;

/// What the invitations say, in the language of the help desk; `None` when there is none.
pub(super) fn told(calendar: &str) -> Option<String> {
    let mut events = Vec::new();
    let (mut method, mut event) = (String::new(), None::<Event>);
    let mut inner = 0_usize;
    for line in unfolded(calendar) {
        let Some((name, parameters, value)) = property(&line) else {
            continue;
        };
        match (name.as_str(), value.to_ascii_uppercase().as_str(), &mut event) {
            ("BEGIN", "VEVENT", None) if events.len() < MAX_EVENTS => event = Some(Event::default()),
            ("BEGIN", _, Some(_)) => inner += 1,
            ("END", "VEVENT", Some(_)) if inner == 0 => events.extend(event.take()),
            ("END", _, Some(_)) => inner = inner.saturating_sub(1),
            ("METHOD", method_of, None) => method = method_of.to_owned(),
            (_, _, Some(event)) if inner == 0 => event.take(&name, &parameters, value),
            _ => {}
        }
    }
    let told: Vec<String> = events.iter().map(|event| event.told(&method)).collect();
    Some(told.join("\n\n")).filter(|told| !told.is_empty())
}

#[derive(Default)]
struct Event {
    what: String,
    place: String,
    begins: Option<When>,
    ends: Option<When>,
    organiser: String,
    people: Vec<String>,
    is_cancelled: bool,
}

/// A day, or an instant.
#[derive(Clone, Copy, PartialEq)]
enum When {
    Day(Date),
    Instant(DateTime),
}

impl Event {
    fn take(&mut self, name: &str, parameters: &[(String, String)], value: &str) {
        match name {
            "SUMMARY" => self.what = plain(value),
            "LOCATION" => self.place = plain(value),
            "DTSTART" => self.begins = when(parameters, value),
            "DTEND" => self.ends = when(parameters, value),
            "ORGANIZER" => self.organiser = person(parameters, value),
            "ATTENDEE" if self.people.len() < MAX_PEOPLE => self.people.push(person(parameters, value)),
            "STATUS" => self.is_cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
    }

    fn told(&self, method: &str) -> String {
        let title = match method {
            "CANCEL" => "calendar-cancelled",
            "REPLY" => "calendar-answer",
            _ if self.is_cancelled => "calendar-cancelled",
            _ => "calendar-invitation",
        };
        let lines = [
            (title, self.what.clone()),
            ("calendar-when", self.time()),
            ("calendar-where", self.place.clone()),
            ("calendar-organiser", self.organiser.clone()),
            ("calendar-people", self.people.join(", ")),
        ];
        let told = lines
            .iter()
            .enumerate()
            .filter(|(at, (_, value))| *at == 0 || !value.is_empty());
        let told =
            told.map(|(_, (key, value))| format!("{}: {value}", text(Locale::It, key, &[])).trim_end().to_owned());
        told.collect::<Vec<_>>().join("\n")
    }

    fn time(&self) -> String {
        let Some(begins) = self.begins else {
            return String::new();
        };
        let begin = shown(begins);
        match (begins, self.ends) {
            (When::Instant(from), Some(When::Instant(to))) if from.date() == to.date() => {
                format!("{begin} – {}", to.strftime("%H:%M"))
            }
            // The end of a day's appointment is the day after.
            (When::Day(from), Some(When::Day(to))) if to <= from.tomorrow().unwrap_or(from) => begin,
            (When::Day(_), Some(When::Day(to))) => {
                format!("{begin} – {}", shown(When::Day(to.yesterday().unwrap_or(to))))
            }
            (_, Some(to)) if to != begins => format!("{begin} – {}", shown(to)),
            _ => begin,
        }
    }
}

fn shown(when: When) -> String {
    match when {
        When::Day(day) => day.strftime("%d/%m/%Y").to_string(),
        When::Instant(at) => at.strftime("%d/%m/%Y %H:%M").to_string(),
    }
}

/// The lines with their continuations.
fn unfolded(calendar: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in calendar.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Name, parameters and value of a line.
fn property(line: &str) -> Option<(String, Vec<(String, String)>, &str)> {
    let mut quoted = false;
    let colon = line.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    });
    let (head, value) = line.split_at_checked(colon?.0)?;
    let mut parts = head.split(';');
    let name = parts.next()?.trim().to_ascii_uppercase();
    let parameters = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name.trim().to_ascii_uppercase(), value.trim_matches('"').to_owned()))
        .collect();
    Some((name, parameters, value.get(1..)?.trim()))
}

fn plain(value: &str) -> String {
    let plain = value
        .replace("\\n", " ")
        .replace("\\N", " ")
        .replace("\\,", ",")
        .replace("\\;", ";");
    one_line(&plain.replace("\\\\", "\\"), MAX_LINE)
}

fn parameter<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

/// A name, or the address where there is none.
fn person(parameters: &[(String, String)], value: &str) -> String {
    let name = parameter(parameters, "CN").map(plain).filter(|name| !name.is_empty());
    let address = match value.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => value.get(7..).unwrap_or_default(),
        _ => value,
    };
    name.unwrap_or_else(|| one_line(address, MAX_LINE))
}

/// A day, or an instant on the clocks of Rome.
fn when(parameters: &[(String, String)], value: &str) -> Option<When> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i16>().ok());
    let small = |from: usize, to: usize| part(from, to).and_then(|part| i8::try_from(part).ok());
    let day = Date::new(part(0, 4)?, small(4, 6)?, small(6, 8)?).ok()?;
    if digits.len() < 12 {
        return Some(When::Day(day));
    }
    let at = DateTime::new(day.year(), day.month(), day.day(), small(8, 10)?, small(10, 12)?, 0, 0).ok()?;
    let zone = match value.ends_with(['Z', 'z']) {
        true => TimeZone::UTC,
        false => parameter(parameters, "TZID").and_then(zone).unwrap_or_else(rome),
    };
    let instant: Timestamp = zone.to_timestamp(at).ok()?;
    Some(When::Instant(rome().to_datetime(instant)))
}

fn rome() -> TimeZone {
    TimeZone::get("Europe/Rome").unwrap_or(TimeZone::UTC)
}

/// A time zone by the name that calendars or Windows give it; unknown ones are taken for ours.
fn zone(name: &str) -> Option<TimeZone> {
    let name = name.trim_start_matches('/');
    let known = match name {
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
    TimeZone::get(known).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_says_what_when_where_and_who() {
        let calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n\
            SUMMARY;LANGUAGE=it:Riunione\\, sala\r\n  grande\r\nDTSTART;TZID=\"W. Europe Standard Time\":20261124T143000\r\n\
            DTEND:20261124T143000Z\r\nLOCATION:Pesaro\r\nORGANIZER;CN=\"Neri: Anna\":mailto:anna@x.example\r\n\
            ATTENDEE;ROLE=X:MAILTO:b@x.example\r\nATTENDEE;CN=Carlo:mailto:c@x.example\r\nBEGIN:VALARM\r\n\
            SUMMARY:no\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(
            told(calendar).unwrap(),
            "Invito: Riunione, sala grande\nQuando: 24/11/2026 14:30 – 15:30\nDove: Pesaro\nOrganizza: Neri: Anna\n\
             Partecipano: b@x.example, Carlo"
        );
    }

    #[test]
    fn days_and_cancellations_are_told() {
        let calendar = "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Ferie\nDTSTART;VALUE=DATE:20261224\n\
            DTEND;VALUE=DATE:20261227\nEND:VEVENT\n";
        assert_eq!(
            told(calendar).unwrap(),
            "Annullato: Ferie\nQuando: 24/12/2026 – 26/12/2026"
        );
        assert_eq!(told("BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\n"), None);
        assert_eq!(told("ciao"), None);
    }
}
