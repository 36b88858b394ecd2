// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello check` and the start of the program: what somebody must hear of before mail goes wrong.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use crate::support::program::Installation;
use crate::support::town::ANNA;
use crate::support::{Engine, Letter};

fn run(installation: &Installation, arguments: &[&str], mail: &[u8]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sportello"))
        .args(arguments)
        .arg("--config")
        .arg(installation.settings())
        .env_remove("DATABASE_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that does not begin reads nothing.
    program.stdin.take().unwrap().write_all(mail).unwrap_or_default();
    program.wait_with_output().unwrap()
}

/// What `check` finds of a part: its status and its words.
fn found(installation: &Installation, part: &str) -> (String, String) {
    let said = run(installation, &["check", "--json"], b"");
    let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let findings = said["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["part"] == part);
    let finding = finding.unwrap_or_else(|| panic!("nothing about {part}: {said}"));
    let text = |name: &str| finding[name].as_str().unwrap().to_owned();
    (text("status"), text("text"))
}

fn quarantine_is_reported(engine: Engine) {
    let installation = Installation::on(engine);
    installation.configure("max_mail_mb = 1\n", "");
    let large = Letter::from(ANNA, "Grande", &"Non stampa.\n".repeat(200_000)).bytes();
    assert_eq!(
        found(&installation, "mail in quarantine"),
        ("OK".to_owned(), "0 in 30 days".to_owned())
    );
    let taken = run(&installation, &["mail", "deliver", "-"], &large);
    assert_eq!(taken.status.code(), Some(0));
    assert_eq!(
        found(&installation, "mail in quarantine"),
        ("WARNING".to_owned(), "1 in 30 days".to_owned())
    );
    installation.configure("max_mail_mb = 1\n", "[mail.alarms]\nquarantined_warning = 2\n");
    assert_eq!(found(&installation, "mail in quarantine").0, "OK");
    installation.configure("max_mail_mb = 1\n", "[mail.alarms]\nquarantined_critical = 1\n");
    assert_eq!(found(&installation, "mail in quarantine").0, "CRITICAL");
}

#[test]
fn quarantined_mail_is_reported_from_as_many_on_as_the_settings_say_on_sqlite() {
    quarantine_is_reported(Engine::Sqlite);
}

#[test]
fn quarantined_mail_is_reported_from_as_many_on_as_the_settings_say_on_postgresql() {
    quarantine_is_reported(Engine::Postgres);
}

/// Settings with a mailbox of certified mail.
fn certified(installation: &Installation, authorities: &str) {
    installation.configure(
        "",
        &format!(
            "[[mailboxes]]\nname = \"pec\"\naddress = \"cstpu@pec.cstpu.example\"\npec = true\nkind = \"none\"\n{authorities}\n\
             [mailboxes.smtp]\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\n"
        ),
    );
}

#[test]
fn nothing_begins_while_the_authorities_of_certified_mail_cannot_be_read() {
    let installation = Installation::on_sqlite();
    certified(&installation, "pec_authorities = \"missing.pem\"");
    let (status, _) = found(&installation, "authorities of pec");
    assert_eq!(status, "CRITICAL");
    let mail = Letter::from(ANNA, "Certificata", "Ciao.").bytes();
    for (arguments, code) in [(&["serve"][..], 1), (&["mail", "deliver", "-"], 75)] {
        let refused = run(&installation, arguments, &mail);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(
            said.contains("mailboxes (pec).pec_authorities"),
            "{arguments:?}: {said}"
        );
    }
    certified(&installation, "");
    let (status, text) = found(&installation, "authorities of pec");
    assert_eq!(status, "WARNING");
    assert!(text.contains("is not checked"), "{text}");
    assert_eq!(
        run(&installation, &["mail", "deliver", "-"], &mail).status.code(),
        Some(0)
    );
}
