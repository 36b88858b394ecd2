// SPDX-License-Identifier: AGPL-3.0-or-later
//! Any bytes, read as a mail of an ordinary mailbox and of one of certified mail. What is told must be fit to be shown, and
//! telling it as JSON must work. A panic that the reading catches by itself is a finding, too.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use sportello::config::Config;
use sportello::intake;

/// Larger inputs only make it slow; what large mails do is tested elsewhere.
const LARGEST: usize = 64 * 1024;

static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if bytes.len() > LARGEST {
        return Corpus::Reject;
    }
    for pec in [false, true] {
        match intake::inspect(bytes, &CONFIG, pec) {
            Ok(inspection) => is_fit_to_be_shown(&inspection),
            Err(error) => assert!(
                bytes.iter().all(u8::is_ascii_whitespace),
                "{error} though there is something"
            ),
        }
    }
    Corpus::Keep
});

fn is_fit_to_be_shown(mail: &intake::Inspection) {
    assert!(!mail.subject.contains(char::is_control));
    assert!(!mail.text.contains(['\0', '\r']));
    for file in &mail.attachments {
        assert!(!file.name.is_empty() && !file.name.starts_with('.'));
        assert!(!file.name.contains(['/', '\\']) && !file.name.contains(char::is_control));
    }
}
