// SPDX-License-Identifier: AGPL-3.0-or-later
//! Publications as data for everybody: CSV by RFC 4180 and JSON, both straight from the frozen figures.

use serde::Serialize;

use super::{Figures, PublishedCell};
use crate::platform::failure::{Error, Result};

/// The licence of published data, as AgID's guidelines on open data ask (requirement 20).
pub const LICENCE: &str = "CC-BY-4.0";
/// Where its text is.
pub const LICENCE_URL: &str = "https://creativecommons.org/licenses/by/4.0/";

/// The columns; programs of others rely on them, so new ones are only added at the end.
const HEADER: [&str; 16] = [
    "period",
    "level",
    "area_code",
    "area",
    "service_code",
    "service",
    "invitations",
    "responses",
    "rate",
    "mean",
    "votes_1",
    "votes_2",
    "votes_3",
    "votes_4",
    "votes_5",
    "suppressed",
];

/// One table in UTF-8: a header line, then the total, each area and each of its services, with Italian names. Numbers
/// have a decimal point; a hidden row has no numbers and `suppressed` 1.
///
/// # Errors
/// Never in practice: writing to memory does not fail.
pub fn to_csv(figures: &Figures) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let mut write = |record: Vec<String>| writer.write_record(record).map_err(Error::unexpected);
    write(HEADER.map(str::to_owned).to_vec())?;
    let period = figures.period.to_string();
    write(record(&period, ["total", "", "", "", ""], figures.total.as_ref()))?;
    for area in &figures.areas {
        write(record(
            &period,
            ["area", &area.code, &area.name_it, "", ""],
            area.cell.as_ref(),
        ))?;
        for service in &area.services {
            let place = ["service", &area.code, &area.name_it, &service.code, &service.name_it];
            write(record(&period, place, service.cell.as_ref()))?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Error::unexpected(error.into_error()))
}

/// The frozen figures as they are, with the licence: `licence`, `licence_url`, `period`, `published_on`, `threshold`,
/// `people_threshold`, `total`, and `areas` with their `services`; a hidden figure is `null`.
///
/// # Errors
/// Never in practice: the figures have no keys but text.
pub fn to_json(figures: &Figures) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Licensed<'a> {
        licence: &'static str,
        licence_url: &'static str,
        #[serde(flatten)]
        figures: &'a Figures,
    }
    Ok(serde_json::to_vec_pretty(&Licensed {
        licence: LICENCE,
        licence_url: LICENCE_URL,
        figures,
    })?)
}

fn record(period: &str, place: [&str; 5], cell: Option<&PublishedCell>) -> Vec<String> {
    let mut record = vec![period.to_owned()];
    record.extend(place.map(defused));
    match cell {
        Some(cell) => {
            record.extend([cell.invitations.to_string(), cell.responses.to_string()]);
            record.push(cell.rate.map(|rate| format!("{rate:.3}")).unwrap_or_default());
            record.push(format!("{:.2}", cell.mean));
            record.extend(cell.distribution.map(|votes| votes.to_string()));
            record.push("0".into());
        }
        None => {
            record.extend((0..9).map(|_| String::new()));
            record.push("1".into());
        }
    }
    record
}

/// Spreadsheets run a cell that begins like a formula; an apostrophe makes it text.
fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publishing::{AreaFigures, ServiceFigures};

    fn figures() -> Figures {
        let cell = PublishedCell {
            invitations: 40,
            responses: 12,
            rate: Some(0.3),
            mean: 4.25,
            distribution: [0, 1, 1, 4, 6],
        };
        Figures {
            period: "2026-Q3".parse().unwrap(),
            published_on: jiff::civil::date(2026, 10, 15),
            threshold: 10,
            people_threshold: 5,
            total: Some(cell.clone()),
            areas: vec![AreaFigures {
                code: "INF".into(),
                name_it: "Informatica, reti e \"innovazione\"".into(),
                name_en: "IT".into(),
                cell: Some(cell),
                services: vec![ServiceFigures {
                    code: "INF-01".into(),
                    name_it: "=HYPERLINK(1)".into(),
                    name_en: "Link".into(),
                    cell: None,
                }],
            }],
        }
    }

    #[test]
    fn the_csv_follows_rfc_4180_and_hidden_rows_have_no_numbers() {
        let text = String::from_utf8(to_csv(&figures()).unwrap()).unwrap();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(
            lines,
            [
                "period,level,area_code,area,service_code,service,invitations,responses,rate,mean,votes_1,votes_2,votes_3,votes_4,votes_5,suppressed",
                "2026-Q3,total,,,,,40,12,0.300,4.25,0,1,1,4,6,0",
                "2026-Q3,area,INF,\"Informatica, reti e \"\"innovazione\"\"\",,,40,12,0.300,4.25,0,1,1,4,6,0",
                "2026-Q3,service,INF,\"Informatica, reti e \"\"innovazione\"\"\",INF-01,'=HYPERLINK(1),,,,,,,,,,1",
                "",
            ]
        );
    }

    #[test]
    fn the_json_says_its_licence_and_reads_back_as_the_same_figures() {
        let json = to_json(&figures()).unwrap();
        let document: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(document["licence"], "CC-BY-4.0");
        assert_eq!(document["period"], "2026-Q3");
        assert_eq!(document["published_on"], "2026-10-15");
        assert!(document["areas"][0]["services"][0]["cell"].is_null());
        assert_eq!(serde_json::from_slice::<Figures>(&json).unwrap(), figures());
    }
}
