// SPDX-License-Identifier: AGPL-3.0-or-later
//! The addresses of a field (RFC 5322 3.4), however a mailer writes them: groups, comments, encoded names, missing brackets.

use super::address::Address;
use super::words;

/// The addresses of a field in order, groups flattened. Where there is none that is one, the whole value is tried, and then
/// what it says when it is decoded.
pub(super) fn addresses(value: &str, most: usize) -> Vec<Address> {
    let mut reader = Reader::new(most);
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        if reader.found.len() > most {
            break;
        }
        rest = reader.step(c, rest);
    }
    reader.end();
    if reader.found.is_empty() {
        let decoded = words::decode(value);
        reader
            .found
            .extend(Address::parse(value).or_else(|| Address::parse(&decoded)));
    }
    reader.found
}

/// What a field says of a person whose address it does not give: a name, or a word such as `root`. Empty when nothing.
pub(super) fn name_alone(value: &str) -> String {
    let mut reader = Reader::new(1);
    let mut rest = value.get(..value.floor_char_boundary(MAX_ALONE)).unwrap_or_default();
    while let Some(c) = rest.chars().next().filter(|c| !matches!(c, ',' | ';')) {
        rest = reader.step(c, rest);
    }
    let Entry {
        name, comment, angles, ..
    } = reader.entry;
    // A word without brackets is an address of some machine; then the name stands in the comment, unless the address does.
    let told = match angles.into_iter().next() {
        Some(angle) => [name, comment, angle],
        None if comment.contains('@') => [name, comment, String::new()],
        None => [comment, name, String::new()],
    };
    let told = told.iter().map(|told| words::decode(told.trim()));
    told.map(|told| Address::shown_name(&told))
        .find(|told| !told.is_empty())
        .unwrap_or_default()
}

/// So much of a field is looked at for a name alone.
const MAX_ALONE: usize = 2_000;

struct Reader {
    found: Vec<Address>,
    entry: Entry,
    most: usize,
    closing: Closing,
}

/// What is known of one address so far.
#[derive(Default)]
struct Entry {
    /// Everything outside of brackets and comments, quotes included.
    written: String,
    /// The same without quotes; of an address in brackets, what stands before them.
    name: String,
    comment: String,
    /// What stood between angle brackets.
    angles: Vec<String>,
    /// What stood before a comma that belongs to the name and has no quotes: `Neri, Anna <anna@ente.example>`.
    surname: Option<String>,
    /// Whether a name stood before them: then what follows them belongs to it no more.
    is_named: bool,
}

/// Searches for a closing sign that failed: none can succeed any more, and looking again would be quadratic.
#[derive(Default)]
struct Closing {
    no_quote: bool,
    no_bracket: bool,
    no_comment: bool,
}

impl Reader {
    fn new(most: usize) -> Self {
        Self {
            found: Vec::new(),
            entry: Entry::default(),
            most,
            closing: Closing::default(),
        }
    }

    /// Takes what begins with `c`, and returns what follows.
    fn step<'a>(&mut self, c: char, rest: &'a str) -> &'a str {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '"' => self.quoted(after),
            '(' => self.comment(after),
            '<' => self.angle(after),
            ',' => {
                let unquoted = self.entry.half_a_name();
                self.end();
                self.entry.surname = unquoted;
                after
            }
            ';' => {
                self.end();
                after
            }
            // The name of a group, or of a scheme: it belongs to nobody.
            ':' if self.entry.angles.is_empty() && !self.entry.written.contains('@') => {
                self.entry = Entry::default();
                after
            }
            // Half of the readers take an address with brackets for the name of a group: both are told.
            ':' if !self.entry.angles.is_empty() => {
                self.end();
                after
            }
            '=' => match words::length(rest).and_then(|length| rest.split_at_checked(length)) {
                Some((word, after)) => {
                    self.entry.push(word);
                    after
                }
                None => {
                    self.entry.push("=");
                    after
                }
            },
            // Outside of quotes it has no place, and is still meant as within them.
            '\\' => match after.chars().next().filter(|c| matches!(c, '"' | '(' | ')' | ',')) {
                Some(escaped) => {
                    let (plain, after) = after.split_at_checked(escaped.len_utf8()).unwrap_or((after, ""));
                    self.entry.push(plain);
                    after
                }
                None => {
                    self.entry.push("\\");
                    after
                }
            },
            _ => {
                let end = after
                    .find(['"', '(', '<', ',', ';', ':', '=', '\\'])
                    .map_or(rest.len(), |end| end + c.len_utf8());
                let (plain, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                self.entry.push(plain);
                after
            }
        }
    }

    fn quoted<'a>(&mut self, after: &'a str) -> &'a str {
        let (mut inside, mut escaped) = (String::new(), false);
        if !self.closing.no_quote {
            for (at, c) in after.char_indices() {
                match c {
                    _ if escaped => {
                        inside.push(c);
                        escaped = false;
                    }
                    '\\' => escaped = true,
                    '"' => {
                        let rest = after.get(at + 1..).unwrap_or_default();
                        self.entry.written.push('"');
                        self.entry.written.push_str(&inside);
                        self.entry.written.push('"');
                        if !self.entry.is_named {
                            self.entry.name.push_str(&inside);
                        }
                        return rest;
                    }
                    _ => inside.push(c),
                }
            }
            self.closing.no_quote = true;
        }
        // A quote that is never closed is nothing.
        after
    }

    fn comment<'a>(&mut self, after: &'a str) -> &'a str {
        let (mut depth, mut escaped) = (1_usize, false);
        if !self.closing.no_comment {
            for (at, c) in after.char_indices() {
                match c {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    if !self.entry.comment.is_empty() {
                        self.entry.comment.push(' ');
                    }
                    self.entry.comment.push_str(after.get(..at).unwrap_or_default());
                    return after.get(at + 1..).unwrap_or_default();
                }
            }
            self.closing.no_comment = true;
        }
        self.entry.push("(");
        after
    }

    fn angle<'a>(&mut self, after: &'a str) -> &'a str {
        let closed = after.split_once('>').filter(|_| !self.closing.no_bracket);
        let (inside, rest) = match closed {
            Some(closed) => closed,
            None => {
                self.closing.no_bracket = true;
                let end = after.find([',', ';']).unwrap_or(after.len());
                after.split_at_checked(end).unwrap_or((after, ""))
            }
        };
        // A route before the address (RFC 5322 4.4) is history; a second bracket begins the address anew.
        let inside = inside.rsplit(['<', ':']).next().unwrap_or(inside);
        self.entry.angles.push(without_comments(inside));
        self.entry.is_named = !self.entry.name.trim().is_empty();
        rest.trim_start_matches('>')
    }

    fn end(&mut self) {
        let entry = std::mem::take(&mut self.entry);
        let room = (self.most + 1).saturating_sub(self.found.len());
        self.found.extend(entry.addresses(room));
    }
}

impl Entry {
    fn push(&mut self, plain: &str) {
        self.written.push_str(plain);
        if !self.is_named {
            self.name.push_str(plain);
        }
    }

    /// The words before a comma, when they are no address of their own.
    fn half_a_name(&self) -> Option<String> {
        let words = self.name.trim();
        let alone = self.angles.is_empty() && !self.written.contains(['@', '"']) && self.surname.is_none();
        (alone && !words.is_empty()).then(|| words::decode(words))
    }

    /// The first `most` addresses of the entry, all under its one name.
    fn addresses(self, most: usize) -> Vec<Address> {
        if !self.angles.is_empty() {
            let mut named = words::decode(self.name.trim());
            if let Some(surname) = &self.surname {
                named = format!("{surname}, {named}");
            }
            let named = named.trim_end_matches([',', ' ']).to_owned();
            let name = if named.trim().is_empty() {
                words::decode(self.comment.trim())
            } else {
                named
            };
            // A name may be as long as the field, and is made fit for showing with each address.
            let name = Address::shown_name(&name);
            let found = self.angles.iter().filter_map(|angle| address(&name, angle));
            let found: Vec<Address> = found.take(most).collect();
            if !found.is_empty() {
                return found;
            }
        }
        self.bare(most)
    }

    /// Without brackets: the whole is an address, or the words with an `@` are.
    fn bare(&self, most: usize) -> Vec<Address> {
        let comment = Address::shown_name(&words::decode(self.comment.trim()));
        // In quotes, it was meant for a name; but there is no other address.
        let written = self.written.trim();
        let quoted = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let found = address(&comment, written).or_else(|| address("", quoted?));
        if let Some(found) = found {
            return vec![found];
        }
        // As archives of lists write addresses.
        if let [local, "at", domain] = *self.written.split_whitespace().collect::<Vec<_>>()
            && domain.contains('.')
        {
            return address(&comment, &format!("{local}@{domain}")).into_iter().collect();
        }
        let (addresses, names): (Vec<&str>, Vec<&str>) =
            self.written.split_whitespace().partition(|word| word.contains('@'));
        let name = match addresses.len() {
            1 => words::decode(&names.join(" ")),
            _ => comment,
        };
        let found = addresses.into_iter().filter_map(|word| address(&name, word));
        found.take(most).collect()
    }
}

/// An address in which blanks around the `@` and around dots do not count (RFC 5322 4.4).
fn address(name: &str, written: &str) -> Option<Address> {
    let decoded = words::decode(written.trim());
    let bare = match decoded.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{}", joined(local), joined(domain)),
        None => decoded,
    };
    Address::new(name, &bare)
}

/// Without blanks around dots and at the ends.
fn joined(words: &str) -> String {
    words.split('.').map(str::trim).collect::<Vec<_>>().join(".")
}

/// An address without the remarks in it.
fn without_comments(inside: &str) -> String {
    let (mut depth, mut plain) = (0_usize, String::with_capacity(inside.len()));
    for c in inside.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    // Brackets that do not close are no remark.
    if depth == 0 { plain } else { inside.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Vec<String> {
        addresses(value, 500).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn addresses_are_found_however_they_are_written() {
        for (written, found) in [
            (
                "a@x.example, B <b@x.example>",
                ["a@x.example", "B <b@x.example>"].as_slice(),
            ),
            ("\"Neri, Anna\" <a@x.example>", &["Neri, Anna <a@x.example>"]),
            ("Neri Anna <a@x.example>,", &["Neri Anna <a@x.example>"]),
            ("Neri, Anna <a@x.example>", &["Neri, Anna <a@x.example>"]),
            ("Neri, <a@x.example>", &["Neri <a@x.example>"]),
            (
                "a@x.example, Anna <b@x.example>",
                &["a@x.example", "Anna <b@x.example>"],
            ),
            ("'a@x.example'", &["a@x.example"]),
            ("=?utf-8?Q?Neri,_Anna?= <a@x.example>", &["Neri, Anna <a@x.example>"]),
            ("\"=?utf-8?Q?Andr=C3=A9?=\" <a@x.example>", &["André <a@x.example>"]),
            ("a@x.example (Anna Neri)", &["Anna Neri <a@x.example>"]),
            ("Anna Neri a@x.example", &["Anna Neri <a@x.example>"]),
            (
                "Ufficio: a@x.example, b@x.example;, c@x.example",
                &["a@x.example", "b@x.example", "c@x.example"],
            ),
            ("undisclosed-recipients:;", &[]),
            ("a@x.example; b@x.example", &["a@x.example", "b@x.example"]),
            ("a@x.example b@x.example", &["a@x.example", "b@x.example"]),
            ("<a@x.example> <b@x.example>", &["a@x.example", "b@x.example"]),
            ("Anna <<a@x.example>>", &["Anna <a@x.example>"]),
            ("Anna <a@x.example", &["Anna <a@x.example>"]),
            ("\"Anna\" <a@x.example>.", &["Anna <a@x.example>"]),
            ("<a@x.example> Anna", &["Anna <a@x.example>"]),
            ("Anna < a @ x.example >", &["Anna <a@x.example>"]),
            ("anna . neri @ x . example", &["anna.neri@x.example"]),
            ("Anna <(qui)a(la)@(di)x.example>", &["Anna <a@x.example>"]),
            ("a@x.example (Anna) (sede)", &["Anna sede <a@x.example>"]),
            ("<a@x.example>:<b@x.example>", &["a@x.example", "b@x.example"]),
            ("\"A\" <a@x.example>: b@x.example", &["A <a@x.example>", "b@x.example"]),
            ("<@relay.example,@due.example:a@x.example>", &["a@x.example"]),
            ("\"mario rossi\"@x.example", &["\"mario rossi\"@x.example"]),
            (
                "Anna \"la capa\" Neri <a@x.example>",
                &["Anna la capa Neri <a@x.example>"],
            ),
            ("\"Anna <a@x.example>", &["Anna <a@x.example>"]),
            ("\"a@x.example\" <b@y.example>", &["a@x.example <b@y.example>"]),
            ("a@[192.168.1.1]", &["a@[192.168.1.1]"]),
            ("=?utf-8?Q?Anna_=3Ca=40x.example=3E?=", &["Anna <a@x.example>"]),
            ("mailto:a@x.example", &["a@x.example"]),
            ("Anna \\(sede\\) <a@x.example>", &["Anna (sede) <a@x.example>"]),
            ("Neri\\, Anna <a@x.example>", &["Neri, Anna <a@x.example>"]),
            ("UFFICIO\\anna <a@x.example>", &["UFFICIO\\anna <a@x.example>"]),
            ("anna at x.example (Anna Neri)", &["Anna Neri <anna@x.example>"]),
            ("Anna at home", &[]),
            ("\"a@x.example\" <>", &["a@x.example"]),
            ("Anna", &[]),
            ("", &[]),
        ] {
            assert_eq!(read(written), found, "{written}");
        }
    }

    #[test]
    fn a_name_is_told_although_its_address_is_none() {
        for (written, name) in [
            ("root", "root"),
            ("MAILER-DAEMON (Servizio posta)", "Servizio posta"),
            ("Servizio posta <>", "Servizio posta"),
            ("\"Neri, Anna\" <anna>", "Neri, Anna"),
            ("<anna neri>", "anna neri"),
            ("=?iso-8859-1?Q?Nicol=F2?= <>", "Nicolò"),
            ("(Anna) <>", "Anna"),
            ("<>", ""),
            ("", ""),
        ] {
            assert_eq!(name_alone(written), name, "{written}");
        }
    }

    #[test]
    fn hostile_lists_are_read_in_one_pass() {
        for piece in ["\"", "(", "<", "<a@b", "=?", ":", "a@b.c,", "(\"", "(((", "\\", "\\("] {
            assert!(addresses(&piece.repeat(100_000), 500).len() <= 501, "{piece}");
        }
        for name in ["a".repeat(100_000), format!("({})", "a".repeat(100_000))] {
            for piece in ["<a@b.it>", " a@b.it"] {
                let written = format!("{name} {}", piece.repeat(20_000));
                assert!(addresses(&written, 500).len() <= 501, "{piece}");
            }
        }
    }
}
