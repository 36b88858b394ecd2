// SPDX-License-Identifier: AGPL-3.0-or-later
//! The data sheet of certified mail (`daticert.xml`, RFC 6109 4.4), read as leniently as its writers need it.
//!
//! Nothing is fetched and nothing expanded: of entities only the five of XML itself and numbered characters are known, a
//! document type is passed over. What is missing stays missing.

use jiff::civil::DateTime;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::address::Address;
use super::{address_list, charset};
use crate::platform::clock::Timestamp;
use crate::platform::text;

/// Largest data sheet that is read, in bytes; real ones have two thousand.
const LARGEST: usize = 512 * 1024;
/// Elements within elements; real ones have four.
const DEEPEST: usize = 16;
/// Longest value, in characters.
const LONGEST: usize = 4_000;
/// Most recipients.
const MOST_RECIPIENTS: usize = 1_000;

/// Somebody for whom a certified mail is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PecRecipient {
    /// The address.
    pub address: String,
    /// Whether it is an address of certified mail: only then its provider confirms the delivery.
    pub certified: bool,
}

/// What a data sheet says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Daticert {
    pub(super) kind: Option<String>,
    pub(super) sender: Option<Address>,
    pub(super) recipients: Vec<PecRecipient>,
    pub(super) subject: Option<String>,
    pub(super) identifier: Option<String>,
    pub(super) message_id: Option<String>,
    pub(super) error: Option<String>,
    pub(super) error_detail: Option<String>,
    pub(super) receipt: Option<String>,
    pub(super) delivered_to: Option<String>,
    pub(super) date: Option<Timestamp>,
}

/// Reads a data sheet; `None` when it is none.
pub(super) fn read(bytes: &[u8]) -> Option<Daticert> {
    let xml = decoded(bytes.get(..LARGEST).unwrap_or(bytes));
    let mut reader = Reader::from_str(&xml);
    let config = reader.config_mut();
    (
        config.check_end_names,
        config.allow_unmatched_ends,
        config.allow_dangling_amp,
    ) = (false, true, true);
    let mut sheet = Sheet::default();
    // What was read before a mistake is worth more than nothing.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) => sheet.begin(&element),
            Event::Empty(element) => {
                sheet.begin(&element);
                sheet.end();
            }
            Event::End(_) => sheet.end(),
            Event::Text(said) => sheet.say(&said.xml10_content()),
            Event::CData(said) => sheet.say(&said.xml10_content()),
            Event::GeneralRef(reference) => sheet.say(&resolved(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    sheet.finish()
}

/// The text, by the encoding that the declaration names.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head: String = bytes.iter().take(200).map(|byte| char::from(*byte)).collect();
    let declaration = head.split_once("?>").map_or("", |(declaration, _)| declaration);
    let label = declaration.split_once("encoding").and_then(|(_, rest)| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        value.split(['"', '\'']).nth(1)
    });
    // Two bytes a character, where the declaration itself cannot be read.
    let wide = match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] | [0, b'<', ..] => Some("utf-16be"),
        _ => None,
    };
    charset::decode(bytes, wide.or(label))
        .0
        .trim_start_matches('\u{feff}')
        .to_owned()
}

/// One of the five entities of XML or a numbered character; of any other nothing.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    match &*reference.xml10_content() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

/// The sheet while it is read.
#[derive(Default)]
struct Sheet {
    is_one: bool,
    open: Vec<(String, Option<String>)>,
    text: String,
    found: Daticert,
    zone: String,
    day: String,
    hour: String,
}

impl Sheet {
    fn begin(&mut self, element: &BytesStart<'_>) {
        self.text.clear();
        let name = element.local_name().as_ref().to_lowercase();
        let kind = attribute(element, "tipo");
        match name.as_str() {
            "postacert" => {
                self.is_one = true;
                self.found.kind.clone_from(&kind);
                self.found.error = attribute(element, "errore");
            }
            "data" => self.zone = attribute(element, "zona").unwrap_or_default(),
            "ricevuta" => self.found.receipt.clone_from(&kind),
            _ => {}
        }
        if self.open.len() < DEEPEST {
            self.open.push((name, kind));
        }
    }

    fn say(&mut self, said: &str) {
        if self.text.len() < LONGEST * 4 {
            self.text.push_str(said);
        }
    }

    fn end(&mut self) {
        let Some((name, kind)) = self.open.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let line = text::one_line(text.trim(), LONGEST);
        if line.is_empty() || !self.is_one {
            return;
        }
        let found = &mut self.found;
        match name.as_str() {
            "mittente" => found.sender = found.sender.take().or_else(|| Address::parse(&line)),
            "destinatari" => self.recipient(&line, kind.as_deref()),
            "oggetto" => found.subject = Some(line),
            "identificativo" => found.identifier = Some(bare_id(&line)),
            "msgid" => found.message_id = Some(bare_id(&line)),
            "consegna" => found.delivered_to = Address::parse(&line).map(|to| to.address().to_owned()),
            "errore-esteso" => found.error_detail = Some(line),
            "giorno" => self.day = line,
            "ora" => self.hour = line,
            _ => {}
        }
    }

    fn recipient(&mut self, line: &str, kind: Option<&str>) {
        let addresses = address_list::addresses(line, MOST_RECIPIENTS);
        for address in addresses.iter().take(MOST_RECIPIENTS) {
            if self.found.recipients.len() < MOST_RECIPIENTS {
                self.found.recipients.push(PecRecipient {
                    address: address.address().to_owned(),
                    certified: kind.is_none_or(|kind| kind == "certificato"),
                });
            }
        }
    }

    fn finish(mut self) -> Option<Daticert> {
        self.found.date = instant(&self.day, &self.hour, &self.zone);
        self.is_one.then_some(self.found)
    }
}

/// An attribute's value in lower case, when it has one.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .html_attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref().eq_ignore_ascii_case(name))?;
    let value = text::one_line(found.value.trim(), 200).to_lowercase();
    (!value.is_empty()).then_some(value)
}

/// An identifier without the angle brackets around it.
pub(super) fn bare_id(id: &str) -> String {
    let within = id.trim().trim_start_matches('<').trim_end_matches('>');
    within.chars().filter(|c| !c.is_whitespace()).collect()
}

/// `14/09/2026`, `09:31:07` and `+0200`; without a zone it is Italian winter time.
fn instant(day: &str, hour: &str, zone: &str) -> Option<Timestamp> {
    let mut day = day
        .split(['/', '-', '.'])
        .map(|number| number.trim().parse::<i16>().ok());
    let (date, month, year) = (day.next()??, day.next()??, day.next()??);
    let mut hour = hour.split([':', '.']).map(|number| number.trim().parse::<i8>().ok());
    let (hours, minutes, seconds) = (hour.next()??, hour.next()??, hour.next().flatten().unwrap_or(0));
    let local = DateTime::new(
        year,
        i8::try_from(month).ok()?,
        i8::try_from(date).ok()?,
        hours,
        minutes,
        seconds,
        0,
    );
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let (ahead, sign) = match digits.parse::<i64>() {
        Ok(number) => (
            number / 100 * 3600 + number % 100 * 60,
            if zone.contains('-') { -1 } else { 1 },
        ),
        Err(_) => (3600, 1),
    };
    let utc = local.ok()?.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some(Timestamp::from_jiff(utc).plus_seconds(-sign * ahead))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<postacert tipo=\"accettazione\" errore=\"nessuno\">\n\
        <intestazione><mittente>uff@pec.ente.example</mittente><destinatari tipo=\"certificato\">a@pec.example</destinatari>\
        <destinatari tipo=\"esterno\">b@mail.example</destinatari><risposte>uff@pec.ente.example</risposte>\
        <oggetto>Caff&#232; &amp; perch\u{e9}</oggetto></intestazione><dati><gestore-emittente>G S.p.A.</gestore-emittente>\
        <data zona=\"+0200\"><giorno>14/09/2026</giorno><ora>09:31:07</ora></data>\
        <identificativo>opec1.2@gestore.example</identificativo><msgid>&lt;7@ente.example&gt;</msgid>\
        <ricevuta tipo=\"Completa\"/></dati></postacert>";

    #[test]
    fn every_field_is_found() {
        let sheet = read(SHEET.as_bytes()).unwrap();
        assert_eq!(sheet.sender.unwrap().address(), "uff@pec.ente.example");
        let recipients: Vec<(&str, bool)> = sheet
            .recipients
            .iter()
            .map(|r| (r.address.as_str(), r.certified))
            .collect();
        assert_eq!(recipients, [("a@pec.example", true), ("b@mail.example", false)]);
        assert_eq!(sheet.subject.as_deref(), Some("Caff\u{e8} & perch\u{e9}"));
        assert_eq!(sheet.identifier.as_deref(), Some("opec1.2@gestore.example"));
        assert_eq!(sheet.message_id.as_deref(), Some("7@ente.example"));
        assert_eq!(sheet.error.as_deref(), Some("nessuno"));
        assert_eq!(sheet.receipt.as_deref(), Some("completa"));
        assert_eq!(sheet.date.unwrap().to_string(), "2026-09-14T07:31:07Z");
    }

    #[test]
    fn the_declared_encoding_is_believed() {
        let text = SHEET.replace("UTF-8", "ISO-8859-1");
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        assert_eq!(
            read(&latin).unwrap().subject.as_deref(),
            Some("Caff\u{e8} & perch\u{e9}")
        );
        let wide: Vec<u8> = SHEET
            .replace("UTF-8", "UTF-16")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            read(&wide).unwrap().subject.as_deref(),
            Some("Caff\u{e8} & perch\u{e9}")
        );
    }

    #[test]
    fn cdata_prefixes_and_other_ways_to_write_are_understood() {
        let sheet = "<pc:postacert xmlns:pc='x' tipo='errore-consegna' errore='altro'><pc:intestazione>\
            <pc:oggetto><![CDATA[a < b & c]]></pc:oggetto></pc:intestazione><dati><consegna> Ufficio &lt;a@PEC.example&gt;</consegna>\
            <errore-esteso><![CDATA[5.1.1 - Gestore - indirizzo non valido]]></errore-esteso></dati></pc:postacert>";
        let sheet = read(sheet.as_bytes()).unwrap();
        assert_eq!(sheet.subject.as_deref(), Some("a < b & c"));
        assert_eq!(sheet.delivered_to.as_deref(), Some("a@pec.example"));
        assert_eq!(sheet.error.as_deref(), Some("altro"));
        assert_eq!(
            sheet.error_detail.as_deref(),
            Some("5.1.1 - Gestore - indirizzo non valido")
        );
        assert_eq!((sheet.sender, sheet.date), (None, None));
    }

    #[test]
    fn entities_of_its_own_are_neither_fetched_nor_expanded() {
        let bomb = "<!DOCTYPE postacert [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
            <postacert tipo=\"accettazione\"><intestazione><oggetto>uno &b;&x; due</oggetto></intestazione></postacert>";
        assert_eq!(read(bomb.as_bytes()).unwrap().subject.as_deref(), Some("uno due"));
    }

    #[test]
    fn what_stands_before_a_mistake_is_kept_and_what_is_no_sheet_is_none() {
        let cut = SHEET.split("<msgid>").next().unwrap();
        assert_eq!(
            read(cut.as_bytes()).unwrap().identifier.as_deref(),
            Some("opec1.2@gestore.example")
        );
        assert_eq!(read(b"<html><oggetto>x</oggetto></html>"), None);
        assert_eq!(read(b"\x00\xff<<<&&"), None);
        let deep = format!("{}<postacert>", "<a>".repeat(100_000));
        assert!(read(deep.as_bytes()).is_some());
    }
}
