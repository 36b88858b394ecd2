// SPDX-License-Identifier: AGPL-3.0-or-later
//! Invitations of calendars (RFC 5545) as what they say: what, when, where, who, and what was answered. The file itself stays
//! an attachment.

mod lines;
mod when;

use lines::{MAX_LINE, parameter, plain, property, unescaped, unfolded};
use when::{When, Zones};

use crate::platform::i18n::{Locale, text};
use crate::platform::text::{one_line, paragraphs};

/// Most appointments of one file that are told.
const MAX_EVENTS: usize = 10;
/// Most people of one appointment that are named.
const MAX_PEOPLE: usize = 20;
/// Longest description that is told.
const MAX_DESCRIPTION: usize = 20_000;

/// What a calendar says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// The appointments, in the language of the help desk.
    pub(super) events: String,
    /// What their writers wrote about them; mostly the text of the mail once more.
    pub(super) description: String,
}

/// What the invitations say; `None` when there is none.
pub(super) fn told(calendar: &str) -> Option<Told> {
    let lines = unfolded(calendar);
    let zones = Zones::of(&lines);
    let mut events = Vec::new();
    let (mut method, mut event) = (String::new(), None::<Event>);
    let mut inner = 0_usize;
    for line in &lines {
        let Some((name, parameters, value)) = property(line) else {
            continue;
        };
        match (name.as_str(), value.to_ascii_uppercase().as_str(), &mut event) {
            ("BEGIN", "VEVENT", None) if events.len() < MAX_EVENTS => event = Some(Event::default()),
            ("BEGIN", _, Some(_)) => inner += 1,
            ("END", "VEVENT", Some(_)) if inner == 0 => events.extend(event.take().filter(Event::says_something)),
            ("END", _, Some(_)) => inner = inner.saturating_sub(1),
            ("METHOD", method_of, None) => method = method_of.to_owned(),
            (_, _, Some(event)) if inner == 0 => event.take(&name, &parameters, value, &zones),
            _ => {}
        }
    }
    let mut descriptions: Vec<String> = events.iter().map(|event| event.description.clone()).collect();
    descriptions.dedup();
    descriptions.retain(|description| !description.is_empty());
    let told: Vec<String> = events.iter().map(|event| event.told(&method)).collect();
    (!told.is_empty()).then(|| Told {
        events: told.join("\n\n"),
        description: descriptions.join("\n\n"),
    })
}

#[derive(Default)]
struct Event {
    what: String,
    place: String,
    begins: Option<When>,
    ends: Option<When>,
    lasts: Option<String>,
    repeats: String,
    organiser: String,
    people: Vec<Person>,
    description: String,
    is_cancelled: bool,
}

/// Somebody who is invited, and what they answered.
struct Person {
    name: String,
    answer: Option<&'static str>,
}

impl Event {
    fn take(&mut self, name: &str, parameters: &[(String, String)], value: &str, zones: &Zones) {
        match name {
            "SUMMARY" => self.what = plain(value),
            "LOCATION" => self.place = plain(value),
            "DTSTART" => self.begins = zones.when(parameters, value),
            "DTEND" => self.ends = zones.when(parameters, value),
            "DURATION" => self.lasts = Some(value.to_owned()),
            "RRULE" => self.repeats = repeats(value).unwrap_or_default(),
            "ORGANIZER" => self.organiser = person(parameters, value),
            "ATTENDEE" if self.people.len() < MAX_PEOPLE => self.people.push(Person {
                name: person(parameters, value),
                answer: parameter(parameters, "PARTSTAT").and_then(answer),
            }),
            "DESCRIPTION" => self.description = written(value),
            "STATUS" => self.is_cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
    }

    fn says_something(&self) -> bool {
        let words = [&self.what, &self.place, &self.organiser, &self.description];
        self.begins.is_some() || !self.people.is_empty() || words.iter().any(|words| !words.is_empty())
    }

    fn told(&self, method: &str) -> String {
        let title = match method {
            "CANCEL" => "calendar-cancelled",
            "REPLY" => "calendar-answer",
            "COUNTER" => "calendar-counter",
            _ if self.is_cancelled => "calendar-cancelled",
            _ => "calendar-invitation",
        };
        let answers = matches!(method, "REPLY" | "COUNTER");
        let names = self
            .people
            .iter()
            .map(|person| match person.answer.filter(|_| answers) {
                Some(key) => format!("{} ({})", person.name, text(Locale::It, key, &[])),
                None => person.name.clone(),
            });
        let lines = [
            (title, self.what.clone()),
            ("calendar-when", self.time()),
            ("calendar-repeats", self.repeats.clone()),
            ("calendar-where", self.place.clone()),
            ("calendar-organiser", self.organiser.clone()),
            ("calendar-people", names.collect::<Vec<_>>().join(", ")),
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
        let Some(begins) = &self.begins else {
            return String::new();
        };
        let begin = begins.shown();
        let ends = self.ends.clone().or_else(|| begins.later(self.lasts.as_deref()?));
        match (begins, &ends) {
            (When::Instant(from), Some(When::Instant(to))) if from.date() == to.date() && from != to => {
                format!("{begin} – {}", to.strftime("%H:%M"))
            }
            // The end of a day's appointment is the day after.
            (When::Day(from), Some(When::Day(to))) if *to <= from.tomorrow().unwrap_or(*from) => begin,
            (When::Day(_), Some(When::Day(to))) => {
                format!("{begin} – {}", When::Day(to.yesterday().unwrap_or(*to)).shown())
            }
            (_, Some(to)) if to != begins => format!("{begin} – {}", to.shown()),
            _ => begin,
        }
    }
}

/// What somebody answered, as the key of its text.
fn answer(status: &str) -> Option<&'static str> {
    Some(match status.to_ascii_uppercase().as_str() {
        "ACCEPTED" => "calendar-accepted",
        "DECLINED" => "calendar-declined",
        "TENTATIVE" => "calendar-tentative",
        _ => return None,
    })
}

/// How often it takes place: `FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231`.
fn repeats(rule: &str) -> Option<String> {
    let part = |name: &str| {
        let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
        let found = parts.find(|(known, _)| known.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_ascii_uppercase())
    };
    let key = match part("FREQ")?.as_str() {
        "DAILY" => "calendar-every-day",
        "WEEKLY" => "calendar-every-week",
        "MONTHLY" => "calendar-every-month",
        "YEARLY" => "calendar-every-year",
        _ => return None,
    };
    let interval = part("INTERVAL")
        .and_then(|count| count.parse::<u16>().ok())
        .filter(|count| *count > 0)
        .unwrap_or(1);
    let often = text(Locale::It, key, &[("count", &interval.to_string())]);
    let until = part("UNTIL").and_then(|until| Zones::default().when(&[], until.get(..8)?));
    Some(match until {
        Some(until) => {
            let until = text(Locale::It, "calendar-until", &[("day", &until.shown())]);
            format!("{often}, {until}")
        }
        None => often,
    })
}

/// A text of several lines.
fn written(value: &str) -> String {
    paragraphs(unescaped(value).trim(), MAX_DESCRIPTION)
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
            told(calendar).unwrap().events,
            "Invito: Riunione, sala grande\nQuando: 24/11/2026 14:30 – 15:30\nDove: Pesaro\nOrganizza: Neri: Anna\n\
             Partecipano: b@x.example, Carlo"
        );
    }

    #[test]
    fn days_and_cancellations_are_told() {
        let calendar = "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Ferie\nDTSTART;VALUE=DATE:20261224\n\
            DTEND;VALUE=DATE:20261227\nEND:VEVENT\n";
        assert_eq!(
            told(calendar).unwrap().events,
            "Annullato: Ferie\nQuando: 24/12/2026 – 26/12/2026"
        );
        assert_eq!(told("BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\n"), None);
        assert_eq!(told("ciao"), None);
    }

    fn event(lines: &str) -> String {
        told(&format!("BEGIN:VCALENDAR\n{lines}END:VEVENT\nEND:VCALENDAR\n"))
            .unwrap()
            .events
    }

    #[test]
    fn an_answer_says_what_was_answered() {
        let answer =
            "METHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Riunione\nATTENDEE;PARTSTAT=DECLINED;CN=Carlo:mailto:c@x.example\n";
        assert_eq!(
            event(answer),
            "Risposta all'invito: Riunione\nPartecipano: Carlo (rifiuta)"
        );
        let asked = answer.replace("REPLY", "REQUEST");
        assert!(event(&asked).ends_with("Partecipano: Carlo"));
    }

    #[test]
    fn what_lasts_or_repeats_is_told() {
        assert_eq!(
            event(
                "BEGIN:VEVENT\nSUMMARY:Corso\nDTSTART:20261124T080000Z\nDURATION:PT1H30M\n\
                 RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20261231T230000Z\n"
            ),
            "Invito: Corso\nQuando: 24/11/2026 09:00 – 10:30\nSi ripete: ogni 2 settimane, fino al 31/12/2026"
        );
    }

    #[test]
    fn clocks_of_zones_with_a_name_of_their_own_are_not_taken_for_ours() {
        let zone = |name: &str, offsets: &[&str]| {
            let parts: String = offsets
                .iter()
                .map(|offset| format!("BEGIN:STANDARD\nTZOFFSETTO:{offset}\nEND:STANDARD\n"))
                .collect();
            // The description may stand behind what refers to it.
            event(&format!(
                "BEGIN:VEVENT\nDTSTART;TZID={name}:20261124T080000\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\n\
                 BEGIN:VTIMEZONE\nTZID:{name}\n{parts}END:VTIMEZONE\nBEGIN:VEVENT\n"
            ))
        };
        for (name, offsets, shown) in [
            ("Ufficio", ["+0100", "+0200"].as_slice(), "24/11/2026 08:00"),
            ("Nave", &["-0300"], "24/11/2026 12:00"),
            ("Lontano", &["-0500", "-0400"], "24/11/2026 08:00 (Lontano)"),
            ("Casa_America/New_York", &["-0500", "-0400"], "24/11/2026 14:00"),
            ("/softwarestudio.org/Tzfile/Europe/London", &[], "24/11/2026 09:00"),
        ] {
            assert_eq!(zone(name, offsets), format!("Invito:\nQuando: {shown}"));
        }
    }

    #[test]
    fn a_folder_in_a_description_keeps_its_backslashes() {
        let calendar = "BEGIN:VEVENT\nSUMMARY:Su \\\\\\\\sala\\\\nuova\nDESCRIPTION:C:\\\\note\\nFine\nRRULE:FREQ=DAILY;INTERVAL=0\nEND:VEVENT\n";
        let told = told(calendar).unwrap();
        assert_eq!(told.events, "Invito: Su \\\\sala\\nuova\nSi ripete: ogni giorno");
        assert_eq!(told.description, "C:\\note\nFine");
    }

    #[test]
    fn a_description_is_told_apart_and_an_empty_appointment_not_at_all() {
        let calendar = "BEGIN:VEVENT\nSUMMARY:Riunione\nDESCRIPTION:Ordine del giorno:\\n1\\, bilancio\nEND:VEVENT\nBEGIN:VEVENT\nUID:7\nEND:VEVENT\n";
        let told = told(calendar).unwrap();
        assert_eq!(told.events, "Invito: Riunione");
        assert_eq!(told.description, "Ordine del giorno:\n1, bilancio");
    }
}
