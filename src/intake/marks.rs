// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a mail shows about its sender and about the ticket it means, beside its identifiers: who vouches for it, tricks
//! with names, our keys in its addresses and in what it quotes. Pure.

use crate::config::Config;
use crate::platform::mail::outbox::is_reply_key;
use crate::platform::mail::{Address, Authentication, Notice, ParsedMail, authentication};

/// Most keys that are looked up, of each kind.
const MOST_KEYS: usize = 10;
/// How much of the HTML is looked through, in bytes.
const MOST_HTML: usize = 512 * 1024;
/// The attribute by which our mails carry their key, in HTML.
const ATTRIBUTE: &str = "data-sportello-ref";
/// The word before the key in the text of our mails, in either language and as some programs change it.
const WORDS: [&str; 2] = ["rif", "ref"];
/// Header fields in which servers note for whom a mail was.
const DELIVERED: [&str; 4] = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"];

/// What a mail shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    /// Whether `From` names who wrote. Who else a mail names may be asked, but is nobody's identity.
    pub(super) from_is_usable: bool,
    /// Whether its address stands in `From` for everybody to read: a server that checks senders decodes nothing, and sees
    /// none where only decoding makes one.
    pub(super) from_is_plain: bool,
    /// Whether it looks like meant so: in an archive, `anna at ente.example` is not.
    pub(super) hides_sender: bool,
    /// Whether it names several senders: filters and readers may see different ones.
    pub(super) names_several: bool,
    /// Who vouches for that.
    pub(super) authentication: Authentication,
    /// Whether the name is an address, and another one.
    pub(super) name_is_another_address: bool,
    /// Our keys in the addresses that it was sent to.
    pub(super) reply_keys: Vec<String>,
    /// Our keys in what it quotes.
    pub(super) quoted_keys: Vec<String>,
}

impl Marks {
    /// Looks at a mail. What was in an envelope of certified mail has the header fields that its writer chose.
    pub(super) fn of(mail: &ParsedMail, config: &Config, was_enveloped: bool) -> Self {
        let from_is_plain = mail.from.as_ref().is_none_or(|from| is_plain(mail, from));
        let written = mail.header("From").unwrap_or_default();
        Self {
            from_is_usable: mail.from.is_some(),
            from_is_plain,
            hides_sender: !from_is_plain && (written.contains("=?") || written.contains('@')),
            names_several: mail.notices.contains(&Notice::SeveralFrom),
            authentication: match was_enveloped {
                true => Authentication::Unknown,
                false => authentication(mail, &config.mail.authserv_id),
            },
            name_is_another_address: mail.from.as_ref().is_some_and(is_named_like_another),
            reply_keys: reply_keys(mail, config),
            quoted_keys: quoted_keys(mail),
        }
    }

    /// What a reader should know about the sender.
    pub(super) fn notices(&self) -> impl Iterator<Item = &'static str> {
        let unverified = (self.authentication == Authentication::Failed).then_some("sender-not-verified");
        let misleading = self.name_is_another_address.then_some("name-looks-like-address");
        unverified.into_iter().chain(misleading)
    }
}

/// Whether the address stands in `From` as it is, outside of encoded words (RFC 2047), and its domain not as that of a
/// group. A server that checks senders takes `=?utf-8?q?capo?=@ente.example` for somebody else of that body.
fn is_plain(mail: &ParsedMail, from: &Address) -> bool {
    let written = mail.header("From").unwrap_or_default().to_lowercase();
    let is_group = written.contains(':') && written.trim_end().ends_with(';');
    let is_decoded = written.split_whitespace().collect::<String>().contains("?=@");
    let plain: String = written
        .split("=?")
        .map(|piece| piece.rsplit_once("?=").map_or(piece, |(_, plain)| plain))
        .collect();
    let plain: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    !is_group && !is_decoded && plain.contains(&format!("@{}", from.domain()))
}

/// Whether the name shows an address, and not that of who wrote: a reader may take it for the sender.
fn is_named_like_another(from: &Address) -> bool {
    let shown = from
        .name()
        .split(|c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c));
    shown
        .filter(|word| word.contains(['@', '＠']))
        .any(|word| !from.is_same_mailbox(&word.replace('＠', "@")))
}

/// The keys in addresses of ours like `assistenza+key@`.
fn reply_keys(mail: &ParsedMail, config: &Config) -> Vec<String> {
    let noted = DELIVERED.iter().flat_map(|name| mail.headers(name));
    let noted = noted.take(MOST_KEYS).filter_map(Address::parse);
    let addresses: Vec<Address> = mail.to.iter().chain(&mail.cc).cloned().chain(noted).collect();
    let keys = addresses
        .iter()
        .filter_map(|address| config.reply_key_in(address.address()));
    distinct(keys)
}

fn quoted_keys(mail: &ParsedMail) -> Vec<String> {
    let html = mail.html.as_deref().unwrap_or_default();
    let html = html.get(..html.floor_char_boundary(MOST_HTML)).unwrap_or_default();
    let in_attributes = html.split(ATTRIBUTE).skip(1).filter_map(|rest| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        value.split(|c: char| !c.is_ascii_alphanumeric()).next()
    });
    let mut keys = distinct(
        in_attributes
            .filter(|key| is_reply_key(key))
            .map(str::to_ascii_lowercase),
    );
    for key in keys_in_text(&mail.text) {
        if keys.len() < MOST_KEYS && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Keys behind our word, each on one line with it, whatever signs of quoting stand before.
fn keys_in_text(text: &str) -> Vec<String> {
    let behind = text.lines().filter_map(|line| {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || "|>*_".contains(c));
        let (word, rest) = line.split_once(['.', ':'])?;
        let known = WORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
        let key = rest
            .split(|c: char| c.is_whitespace() || "*_".contains(c))
            .find(|part| !part.is_empty())?;
        (known && is_reply_key(key)).then(|| key.to_ascii_lowercase())
    });
    distinct(behind)
}

fn distinct(keys: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for key in keys {
        if !found.contains(&key) {
            found.push(key);
        }
        if found.len() == MOST_KEYS {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Mailbox;
    use crate::platform::mail::{Limits, parse};

    const KEY: &str = "abcdefghijklmnopqrstuvwx23";
    const OTHER: &str = "zyxwvutsrqponmlkjihgfedc76";

    fn marks(raw: &str) -> Marks {
        let config = Config {
            mailboxes: vec![Mailbox {
                plus_addressing: true,
                ..Mailbox::default()
            }],
            ..Config::default()
        };
        let mail = parse(raw.replace('\n', "\r\n").as_bytes(), &Limits::default()).unwrap();
        Marks::of(&mail, &config, false)
    }

    #[test]
    fn a_key_in_an_address_of_ours_is_found_in_any_case_and_a_foreign_one_is_not() {
        let found = marks(&format!(
            "From: a@b.example\nTo: Assistenza+{}@CSTPU.example, assistenza+{OTHER}@evil.example\n\
             Delivered-To: assistenza+{OTHER}@cstpu.example\nSubject: a\n\nciao\n",
            KEY.to_uppercase()
        ));
        assert_eq!(found.reply_keys, [KEY, OTHER]);
        let none = marks("From: a@b.example\nTo: assistenza+12@cstpu.example\nSubject: a\n\nciao\n");
        assert_eq!(none.reply_keys, Vec::<String>::new());
    }

    #[test]
    fn a_key_in_what_is_quoted_is_found_in_text_and_in_html() {
        let text = marks(&format!(
            "From: a@b.example\nSubject: a\n\nGrazie\n\n> > Rif. {KEY}\n> Rif. 12\n> altro {OTHER}\n"
        ));
        assert_eq!(text.quoted_keys, [KEY]);
        let html = marks(&format!(
            "From: a@b.example\nSubject: a\nContent-Type: text/html\n\n<p>Ok</p><div data-sportello-ref=3D\n</div>\
             <div class=x data-sportello-ref = '{}'><p>x</p></div>\n",
            KEY.to_uppercase()
        ));
        assert_eq!(html.quoted_keys, [KEY]);
    }

    #[test]
    fn an_address_that_only_decoding_makes_is_nobodys_identity() {
        let is_plain = |from: &str| marks(&format!("From: {from}\nSubject: a\n\nciao\n")).from_is_plain;
        for hidden in [
            "=?utf-8?q?tea=40cstpu.example?=",
            "=?utf-8?q?=3Ctea=40cstpu.example=3E?=",
            "=?utf-8?b?VGVhIDx0ZWFAY3N0cHUuZXhhbXBsZT4=?=",
            "Centro: tea@cstpu.example;",
            "=?utf-8?q?tea?=@cstpu.example",
            "Tea <=?utf-8?q?tea?= @cstpu.example>",
        ] {
            assert!(!is_plain(hidden), "{hidden}");
        }
        let archived = marks("From: tea at cstpu.example (Tea)\nSubject: a\n\nciao\n");
        assert!(!archived.from_is_plain && !archived.hides_sender);
        for honest in [
            "tea@cstpu.example",
            "Tea <tea @ cstpu.example>",
            "=?utf-8?q?Tea_F?= <tea@CSTPU.example>",
            "=?utf-8?q?Tea?= =?utf-8?q?_F?= <tea@cstpu.example>;",
            "Ufficio: Tea <tea@cstpu.example>",
            "\"=?utf-8?q?Tea?=\" tea@cstpu.example",
        ] {
            assert!(is_plain(honest), "{honest}");
        }
    }

    #[test]
    fn a_name_that_shows_another_address_is_told_and_one_s_own_is_not() {
        let tells = |from: &str| {
            let found = marks(&format!("From: {from}\nSubject: a\n\nciao\n"));
            found.notices().collect::<Vec<_>>()
        };
        for misleading in [
            "\"tea@cstpu.example\" <eva@evil.example>",
            "\"Tea <tea@cstpu.example>\" <eva@evil.example>",
            "=?utf-8?q?tea=40cstpu.example=3E=0A?= <eva@evil.example>",
            "=?utf-8?q?tea=40cstpu.example=00?= <eva@evil.example>",
        ] {
            assert_eq!(tells(misleading), ["name-looks-like-address"], "{misleading}");
        }
        for honest in [
            "eva@evil.example",
            "\"Eva@Evil.example\" <eva@evil.example>",
            "Eva <eva@evil.example>",
        ] {
            assert_eq!(tells(honest), Vec::<&str>::new(), "{honest}");
        }
    }
}
