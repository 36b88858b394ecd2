// SPDX-License-Identifier: AGPL-3.0-or-later
//! The mails of `tests/it/mail`, one oddity a file: what a reader is told of each, and what becomes of each when it is
//! delivered. What must come of a mail stands beside it; `tests/it/mail/README.md` says how.

mod delivering;
mod expecting;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sportello::config::Config;
use sportello::intake;

use self::expecting::differences;

/// Fewer files than this mean that some got lost.
const FEWEST: usize = 200;

/// A mail of the folder.
pub(crate) struct Specimen {
    /// Its name, without extension: what is odd about it.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

impl Specimen {
    /// Whether it is to be read as a mail of a mailbox of certified mail.
    pub(crate) fn is_certified(&self) -> bool {
        self.name.starts_with("pec-")
    }

    /// What `sportello mail inspect --json` says of it.
    pub(crate) fn inspected(&self) -> Value {
        match intake::inspect(&self.bytes, &Config::default(), self.is_certified()) {
            Ok(inspection) => serde_json::to_value(inspection).unwrap(),
            Err(error) => serde_json::json!({ "error": error.to_string() }),
        }
    }
}

/// All mails of the folder, by name.
pub(crate) fn specimens() -> Vec<Specimen> {
    let names = names_with("eml");
    names
        .into_iter()
        .map(|name| Specimen {
            bytes: std::fs::read(folder().join(format!("{name}.eml"))).unwrap(),
            name,
        })
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mail")
}

fn names_with(extension: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_mail_of_the_collection_says_what_must_come_of_it_and_the_other_way_round() {
    let (mails, expectations) = (names_with("eml"), names_with("json"));
    let lonely: Vec<_> = mails.symmetric_difference(&expectations).collect();
    assert!(lonely.is_empty(), "without their other half: {lonely:?}");
    assert!(mails.len() >= FEWEST, "only {} mails", mails.len());
}

#[test]
fn of_every_mail_of_the_collection_a_program_is_told_what_a_person_would_have_read() {
    let mut wrong = Vec::new();
    for specimen in specimens() {
        let file = folder().join(format!("{}.json", specimen.name));
        let expected: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let found = differences(&expected, &specimen.inspected());
        if !found.is_empty() {
            wrong.push(format!("{}\n    {}", specimen.name, found.join("\n    ")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} mails are misread:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
