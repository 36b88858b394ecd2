// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who vouches for the sender: what our own mail server wrote into `Authentication-Results` (RFC 8601), and nobody else.
//!
//! Anybody can write such a field into a mail. Ours are those at the very top, above every field that the mail already
//! had; the server must take away fields that come in under its own name, as RFC 8601 section 5 asks.

use super::parse::ParsedMail;

/// Most fields of ours that are looked at.
const MOST_FIELDS: usize = 10;
/// Most results in one field that are looked at.
const MOST_RESULTS: usize = 50;

/// What our server says of the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Authentication {
    /// The mail comes from the domain in `From`.
    Passed,
    /// It does not.
    Failed,
    /// Nothing is known: our server said nothing that decides, or it is not asked.
    Unknown,
}

impl Authentication {
    /// The word by which it is shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// What the server of this name says of who wrote the mail; without a name, nothing is believed.
pub fn authentication(mail: &ParsedMail, authserv_id: &str) -> Authentication {
    let own_id = authserv_id.trim();
    let Some(from) = mail.from.as_ref().filter(|_| !own_id.is_empty()) else {
        return Authentication::Unknown;
    };
    let results: Vec<Outcome> = own_fields(mail, own_id)
        .iter()
        .flat_map(|field| results(field))
        .collect();
    verdict(&results, from.domain())
}

/// The fields of ours: from the first one in the mail on, until a hop or somebody else's field lies between.
fn own_fields(mail: &ParsedMail, own_id: &str) -> Vec<String> {
    let mut fields = Vec::new();
    for (name, value) in mail.all_headers() {
        if name.eq_ignore_ascii_case("Authentication-Results") {
            let plain = without_comments(value);
            if !is_by(&plain, own_id) || fields.len() == MOST_FIELDS {
                break;
            }
            fields.push(plain);
        } else if name.eq_ignore_ascii_case("Received") && !fields.is_empty() {
            break;
        }
    }
    fields
}

/// Whether a field begins with that name, which a version may follow.
fn is_by(field: &str, own_id: &str) -> bool {
    let named = field.split(';').next().unwrap_or_default();
    let named = named.split_whitespace().next().unwrap_or_default().trim_matches('"');
    named.eq_ignore_ascii_case(own_id)
}

/// One result: `dkim=pass header.d=ente.example`.
struct Outcome {
    method: String,
    result: String,
    /// The domains for which it stands.
    domains: Vec<String>,
    /// The domain in `From`, as the server read it.
    from: Option<String>,
}

impl Outcome {
    fn is(&self, method: &str, results: &[&str]) -> bool {
        self.method == method && results.contains(&self.result.as_str())
    }

    /// Whether the server read the same `From` as we do: of an odd one it may have checked another domain.
    fn is_about(&self, domain: &str) -> bool {
        self.from.as_deref().is_none_or(|checked| is_aligned(checked, domain))
    }

    /// Passed for the domain in `From`, or for one above or below it.
    fn vouches_for(&self, domain: &str) -> bool {
        (self.is("dkim", &["pass"]) || self.is("spf", &["pass"]))
            && self.domains.iter().any(|vouched| is_aligned(vouched, domain))
    }
}

fn verdict(results: &[Outcome], domain: &str) -> Authentication {
    // Several results that contradict each other are no vouching.
    if results.iter().any(|result| result.is("dmarc", &["fail"])) {
        return Authentication::Failed;
    }
    if results
        .iter()
        .any(|result| result.is("dmarc", &["pass"]) && result.is_about(domain))
    {
        return Authentication::Passed;
    }
    if results.iter().any(|result| result.vouches_for(domain)) {
        return Authentication::Passed;
    }
    let refused = |result: &Outcome| {
        result.is("spf", &["fail", "softfail", "hardfail"]) || result.is("dkim", &["fail", "policy", "permerror"])
    };
    match results.iter().any(refused) {
        true => Authentication::Failed,
        false => Authentication::Unknown,
    }
}

/// The same domain, or one above the other; a top-level domain is above everybody and vouches for nobody.
fn is_aligned(vouched: &str, domain: &str) -> bool {
    let below = |lower: &str, upper: &str| {
        upper.contains('.') && lower.strip_suffix(upper).is_some_and(|rest| rest.ends_with('.'))
    };
    vouched == domain || below(vouched, domain) || below(domain, vouched)
}

fn results(field: &str) -> Vec<Outcome> {
    field.split(';').skip(1).take(MOST_RESULTS).filter_map(result).collect()
}

fn result(text: &str) -> Option<Outcome> {
    let joined = text.to_ascii_lowercase().replace(" =", "=").replace("= ", "=");
    let mut words = joined.split_whitespace();
    let (method, result) = words.next()?.split_once('=')?;
    let method = method.split('/').next().unwrap_or(method);
    let mut outcome = Outcome {
        method: method.to_owned(),
        result: result.to_owned(),
        domains: Vec::new(),
        from: None,
    };
    for (property, value) in words.filter_map(|word| word.split_once('=')) {
        match (property, domain_in(value)) {
            ("header.d" | "header.i" | "smtp.mailfrom" | "smtp.mfrom" | "smtp.from", Some(domain)) => {
                outcome.domains.push(domain);
            }
            ("header.from", domain) => outcome.from = domain,
            _ => {}
        }
    }
    Some(outcome)
}

/// The domain of a domain or an address.
fn domain_in(value: &str) -> Option<String> {
    let value = value.trim_matches(['"', '<', '>']);
    let domain = value.rsplit_once('@').map_or(value, |(_, domain)| domain);
    Some(domain.trim_end_matches('.').to_owned()).filter(|domain| !domain.is_empty())
}

/// The value on one line and without its comments, which may hold anything; what is quoted stays, with its signs made
/// harmless.
fn without_comments(value: &str) -> String {
    let mut plain = String::with_capacity(value.len().min(4_096));
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in value.chars() {
        if escaped {
            escaped = false;
            if depth == 0 {
                plain.push('_');
            }
            continue;
        }
        match c {
            '\\' if depth > 0 || quoted => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            c if quoted && (c == ';' || c == '=' || c.is_whitespace()) => plain.push('_'),
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::mail::{Limits, parse};

    fn said(headers: &str) -> Authentication {
        let raw = format!("{headers}From: Tea <tea@cstpu.example>\nSubject: a\n\nciao\n").replace('\n', "\r\n");
        authentication(&parse(raw.as_bytes(), &Limits::default()).unwrap(), "mx.cstpu.example")
    }

    #[test]
    fn dmarc_decides_where_it_was_checked() {
        use Authentication::{Failed, Passed, Unknown};
        for (results, expected) in [
            ("dmarc=pass (p=reject) header.from=cstpu.example", Passed),
            ("dkim=pass header.d=evil.example; dmarc=fail (p=none)", Failed),
            (
                "spf=pass smtp.mailfrom=evil.example;\n dmarc=fail header.from=cstpu.example",
                Failed,
            ),
            ("dmarc=fail; dmarc=pass", Failed),
            ("DMARC = Pass", Passed),
            ("dmarc=pass header.from=mail.cstpu.example", Passed),
            ("dmarc=pass header.from=evil.example", Unknown),
            ("dmarc=pass header.from=evil.example; spf=fail", Failed),
        ] {
            let field = format!("Authentication-Results: mx.cstpu.example; {results}\n");
            assert_eq!(said(&field), expected, "{results}");
        }
    }

    #[test]
    fn without_dmarc_a_signature_or_a_path_of_the_same_domain_vouches_and_none_is_a_failure() {
        use Authentication::{Failed, Passed, Unknown};
        for (results, expected) in [
            ("dkim=pass header.d=cstpu.example", Passed),
            ("dkim=pass header.i=@mail.cstpu.example", Passed),
            ("spf=pass smtp.mailfrom=tea@cstpu.example; dkim=none", Passed),
            (
                "spf=fail smtp.mailfrom=cstpu.example; dkim=fail header.d=cstpu.example",
                Failed,
            ),
            ("spf=softfail; dkim=none", Failed),
            ("dkim=pass header.d=evil.example; spf=fail", Failed),
            ("dkim=pass header.d=example", Unknown),
            ("dkim=pass header.d=notcstpu.example", Unknown),
            ("spf=pass smtp.mailfrom=evil.example; dkim=none; dmarc=none", Unknown),
            ("none", Unknown),
        ] {
            let field = format!("Authentication-Results: mx.cstpu.example 1; {results}\n");
            assert_eq!(said(&field), expected, "{results}");
        }
    }

    #[test]
    fn what_somebody_else_says_is_not_believed() {
        for field in [
            "Authentication-Results: mx.evil.example; dmarc=pass\n",
            "Authentication-Results: mx.cstpu.example.evil.example; dmarc=pass\n",
            "Authentication-Results: \"mx.cstpu.example; x\"; dmarc=pass\n",
            "Authentication-Results: (mx.cstpu.example;) evil.example; dmarc=pass\n",
            "X-Authentication-Results: mx.cstpu.example; dmarc=pass\n",
            "ARC-Authentication-Results: i=1; mx.cstpu.example; dmarc=pass\n",
            "",
        ] {
            assert_eq!(said(field), Authentication::Unknown, "{field}");
        }
    }

    #[test]
    fn a_forged_field_of_ours_lies_below_a_hop_or_below_somebody_else_s() {
        let forged = "Authentication-Results: mx.cstpu.example; dmarc=pass\n";
        let ours = "Authentication-Results: mx.cstpu.example; spf=fail; dkim=none\n";
        let hop = "Received: from evil.example by mx.cstpu.example\n";
        assert_eq!(said(&format!("{ours}{hop}{forged}")), Authentication::Failed);
        let foreign = "Authentication-Results: mx.evil.example; dmarc=pass\n";
        assert_eq!(said(&format!("{foreign}{forged}")), Authentication::Unknown);
        let more = "Authentication-Results: mx.cstpu.example; dkim=pass header.d=cstpu.example\n";
        assert_eq!(
            said(&format!("{ours}{more}{hop}")),
            Authentication::Passed,
            "two fields of one server"
        );
    }

    #[test]
    fn comments_and_quotes_say_nothing() {
        let field = "Authentication-Results: mx.cstpu.example; spf=fail (; dmarc=pass) reason=\"a; dmarc=pass\"\n";
        assert_eq!(said(field), Authentication::Failed);
        let nested = "Authentication-Results: mx.cstpu.example; (a (b; dmarc=pass) \\) ; dmarc=pass) dmarc=fail\n";
        assert_eq!(said(nested), Authentication::Failed);
    }

    #[test]
    fn without_a_name_nobody_is_believed() {
        let raw = b"Authentication-Results: ; dmarc=pass\r\nFrom: a@b.example\r\n\r\nciao\r\n";
        let mail = parse(raw, &Limits::default()).unwrap();
        assert_eq!(authentication(&mail, " "), Authentication::Unknown);
    }
}
