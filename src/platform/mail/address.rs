// SPDX-License-Identifier: AGPL-3.0-or-later
//! A mail address that can be shown, compared and written into a header without surprises.

use std::fmt;

use crate::platform::text;

/// Longest display name that is kept, in characters.
const MAX_NAME: usize = 200;
/// Longest address, in bytes (RFC 5321 4.5.3.1.3 allows 254 for a path).
const MAX_ADDRESS: usize = 254;

/// An address with its display name. Neither holds control characters or bidirectional overrides, so both may stand in
/// a header; the domain is in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Address {
    name: String,
    address: String,
}

impl Address {
    /// From a display name (may be empty) and a bare address; `None` when the address is none.
    pub fn new(name: &str, address: &str) -> Option<Self> {
        let (local, domain) = split(&cleaned(address))?;
        Some(Self {
            name: Self::shown_name(name),
            address: format!("{local}@{domain}"),
        })
    }

    /// From what people type or headers hold: `anna@ente.example` or `Anna Neri <anna@ente.example>`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.rsplit_once('<') {
            Some((name, rest)) => Self::new(name, rest.split('>').next().unwrap_or(rest)),
            None => Self::new("", text),
        }
    }

    /// A display name as it is shown: on one line, without quotes around it.
    pub(super) fn shown_name(name: &str) -> String {
        let visible: String = name.chars().filter(|c| !is_invisible(*c)).collect();
        unquoted(&text::one_line(&visible, MAX_NAME)).to_owned()
    }

    /// The same address under that name, where it has none of its own.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        if self.name.is_empty() {
            self.name = Self::shown_name(name);
        }
        self
    }

    /// The display name; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bare address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What follows the last `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What precedes the last `@`.
    pub fn local_part(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The bare address in lower case: the form in which addresses are compared and looked up. RFC 5321 lets local
    /// parts differ by case, but no real server makes two people of it.
    pub fn folded(&self) -> String {
        self.address.to_lowercase()
    }

    /// Whether both are the same mailbox, whatever the names and the case.
    pub fn is_same_mailbox(&self, other: &str) -> bool {
        self.folded() == other.trim().to_lowercase()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => f.write_str(&self.address),
            name => write!(f, "{name} <{}>", self.address),
        }
    }
}

/// A name without the quotes around it. An apostrophe at one end, and quotes around a part of it, belong to it.
fn unquoted(name: &str) -> &str {
    let mut name = name.trim();
    while let Some(inside) = between(name, '"').or_else(|| between(name, '\'')) {
        name = inside.trim();
    }
    if name.matches('"').count() == 1 {
        name = name.trim_matches('"').trim();
    }
    name
}

fn between(name: &str, quote: char) -> Option<&str> {
    name.strip_prefix(quote)?.strip_suffix(quote)
}

/// Characters of no width, which only serve to hide what a name says. Those that join letters and pictures stay.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

/// Without what never belongs to an address: invisible characters, blanks, brackets, a scheme, dots at the end.
fn cleaned(address: &str) -> String {
    let visible: String = address.chars().filter(|c| !text::is_unsafe(*c)).collect();
    let bare = visible.trim().trim_start_matches('<').trim_end_matches('>').trim();
    let bare = match bare.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => bare.get(7..).unwrap_or(bare),
        _ => bare,
    };
    let bare = bare.trim_end_matches(['.', ',', ';']);
    between(bare, '\'').unwrap_or(bare).to_owned()
}

/// Local part and lower-case domain, when both are well formed.
fn split(address: &str) -> Option<(String, String)> {
    let (local, domain) = address.rsplit_once('@')?;
    let bare = |word| between(word, '"').filter(|bare| is_plain(bare)).unwrap_or(word);
    // Quotes that nothing needs make no other address.
    let (local, domain) = (bare(local), bare(domain));
    let domain = domain.trim_end_matches('.').to_lowercase();
    let fits = local.len() + domain.len() < MAX_ADDRESS && is_local_part(local) && is_domain(&domain);
    fits.then(|| (local.to_owned(), domain))
}

/// A dot-atom (RFC 5322 3.2.3, letters of any script), or a quoted string without escapes. Dots in odd places are let
/// through: some providers gave out such addresses.
fn is_local_part(local: &str) -> bool {
    if let Some(quoted) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return !quoted.is_empty() && !quoted.contains(['"', '\\', '<', '>']);
    }
    is_plain(local)
}

fn is_plain(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
}

/// Labels of letters, digits and hyphens joined by dots; or a numeric address in square brackets.
fn is_domain(domain: &str) -> bool {
    if let Some(numeric) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return !numeric.is_empty()
            && numeric
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ':'));
    }
    domain.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_an_address_are_told_apart() {
        let anna = Address::parse("\"Neri, Anna\" <Anna.Neri@Comune.Example>").unwrap();
        assert_eq!(
            (anna.name(), anna.address()),
            ("Neri, Anna", "Anna.Neri@comune.example")
        );
        assert_eq!(anna.domain(), "comune.example");
        assert_eq!(anna.local_part(), "Anna.Neri");
        assert_eq!(anna.to_string(), "Neri, Anna <Anna.Neri@comune.example>");
    }

    #[test]
    fn the_same_mailbox_is_recognised_in_any_case() {
        let anna = Address::new("", "Anna@Comune.Example").unwrap();
        assert!(anna.is_same_mailbox(" ANNA@comune.example"));
        assert_eq!(anna.folded(), "anna@comune.example");
    }

    #[test]
    fn a_name_cannot_carry_a_second_header_or_reverse_the_text() {
        let forged = Address::new("Mario\r\nBcc: altri@x.example\u{202e}\0", "mario@x.example").unwrap();
        assert_eq!(forged.name(), "Mario Bcc: altri@x.example");
    }

    #[test]
    fn dots_brackets_and_invisible_characters_around_an_address_do_not_count() {
        for written in [
            "<a@b.example>",
            "a@b.example.",
            " a@b.example ",
            "mailto:a@b.example",
            "a\u{200e}@b.example\0",
        ] {
            let found = Address::new("", &written.replace('\u{200e}', "\u{202a}"));
            assert_eq!(found.unwrap().address(), "a@b.example", "{written:?}");
        }
    }

    #[test]
    fn quotes_around_a_name_go_and_an_apostrophe_stays() {
        for (written, name) in [
            ("'Anna Neri'", "Anna Neri"),
            ("\"'Anna Neri'\"", "Anna Neri"),
            ("Nicolo' Sanzio'", "Nicolo' Sanzio'"),
            ("'Ndrea Bruno", "'Ndrea Bruno"),
            ("'", "'"),
            ("\"Anna\" del \"Catasto\" qui", "\"Anna\" del \"Catasto\" qui"),
            ("Anna \"la capa\" Neri", "Anna \"la capa\" Neri"),
            ("\"Anna Neri", "Anna Neri"),
            ("An\u{200b}na\u{ad} Neri", "Anna Neri"),
        ] {
            assert_eq!(Address::new(written, "a@b.example").unwrap().name(), name);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in [
            "",
            "@",
            "anna",
            "@b.example",
            "a@",
            "a b@c.example",
            "a@b..example",
            "a@-b.example",
            "a@b c",
            "a<b@c.example",
        ] {
            assert_eq!(Address::new("", wrong), None, "{wrong:?}");
        }
        assert_eq!(Address::new("", &format!("{}@b.example", "a".repeat(300))), None);
    }

    #[test]
    fn a_quoted_local_part_is_an_address() {
        assert_eq!(
            Address::new("", "\"mario rossi\"@b.example").unwrap().address(),
            "\"mario rossi\"@b.example"
        );
        for written in ["\"mario\"@b.example", "mario@\"b.example\""] {
            assert_eq!(Address::new("", written).unwrap().address(), "mario@b.example");
        }
    }
}
