// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello.example.toml` and the code say the same.

use toml::{Table, Value};

use super::{Config, Mailbox};

const EXAMPLE: &str = include_str!("../../sportello.example.toml");

/// The example with the mailbox at its end taken out of its comments.
fn with_mailbox() -> String {
    let (before, mailbox) = EXAMPLE.split_once("#[[mailboxes]]").unwrap();
    let uncommented = mailbox.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    });
    let uncommented: Vec<&str> = uncommented.collect();
    format!("{before}[[mailboxes]]\n{}", uncommented.join("\n"))
}

/// Every setting with its section, `section.field`.
fn names(prefix: &str, table: &Table, into: &mut Vec<String>) {
    for (key, value) in table {
        let name = format!("{prefix}{key}");
        match value {
            Value::Table(inner) => names(&format!("{name}."), inner, into),
            Value::Array(items) if items.iter().any(Value::is_table) => {
                for (at, item) in items.iter().filter_map(Value::as_table).enumerate() {
                    names(&format!("{name}.{at}."), item, into);
                }
            }
            _ => into.push(name),
        }
    }
}

#[test]
fn the_example_shows_the_defaults() {
    let example: Config = toml::from_str(EXAMPLE).unwrap();
    let shown = Table::try_from(&example).unwrap();
    assert_eq!(shown, Table::try_from(Config::default()).unwrap());
    let with_mailbox: Config = toml::from_str(&with_mailbox()).unwrap();
    let mailbox = Table::try_from(with_mailbox.mailboxes.first().unwrap()).unwrap();
    assert_eq!(mailbox, Table::try_from(Mailbox::default()).unwrap());
}

#[test]
fn every_setting_is_in_the_example_with_its_variable() {
    let config = Config {
        mailboxes: vec![Mailbox::default()],
        ..Config::default()
    };
    let (mut wanted, mut shown) = (Vec::new(), Vec::new());
    names("", &Table::try_from(config).unwrap(), &mut wanted);
    names("", &toml::from_str(&with_mailbox()).unwrap(), &mut shown);
    assert!(wanted.len() > 40);
    assert_eq!(shown, wanted);
    for name in wanted {
        let variable = format!("SPORTELLO_{}", name.replace('.', "__").to_uppercase());
        assert!(EXAMPLE.contains(&variable), "{variable} is not explained");
    }
}
