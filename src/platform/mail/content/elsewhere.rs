// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files that a mail does not bring but names (`message/external-body`, RFC 2046 5.2.3): where they lie. Nothing is fetched.

use crate::platform::i18n::{Locale, text};
use crate::platform::mail::parameters::Content;
use crate::platform::mail::parse::Limits;
use crate::platform::mail::{naming, tree};
use crate::platform::text::one_line;

/// Longest line that is told.
const MAX_LINE: usize = 300;

/// Which file lies where, in the language of the help desk; `None` when the mail does not say.
pub(super) fn told(content: &Content, described: &[u8]) -> Option<String> {
    let said = |name: &str| content.parameter(name).map(|value| one_line(value, MAX_LINE));
    let place = said("url").map(|url| url.split_whitespace().collect()).or_else(|| {
        let parts: Vec<String> = ["site", "server", "directory"].into_iter().filter_map(said).collect();
        let file = said("name").filter(|_| !parts.is_empty() || is_local(content));
        let whole: Vec<String> = parts.into_iter().chain(file).collect();
        Some(whole.join(" ")).filter(|place| !place.is_empty())
    })?;
    let what = described_name(described).or_else(|| said("name")).unwrap_or_default();
    let label = text(Locale::It, "mail-lies-elsewhere", &[]);
    Some(match what.is_empty() || place.ends_with(&what) {
        true => format!("{label}: {place}"),
        false => format!("{label}: {what}, {place}"),
    })
}

fn is_local(content: &Content) -> bool {
    let way = content.parameter("access-type").unwrap_or_default();
    way.eq_ignore_ascii_case("local-file") || way.eq_ignore_ascii_case("afs")
}

/// The name of the file by the header that describes it.
fn described_name(described: &[u8]) -> Option<String> {
    let limits = Limits {
        parts: 1,
        depth: 0,
        ..Limits::default()
    };
    let entities = tree::read(described, &limits, &mut Vec::new());
    let field = |name| Content::of(entities.first().and_then(|part| part.field(name)));
    naming::own(&field("Content-Disposition"), &field("Content-Type"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_not_sent_is_told_with_its_place() {
        let told = |kind: &str, described: &str| told(&Content::of(Some(kind)), described.as_bytes());
        assert_eq!(
            told(
                "message/external-body; access-type=URL; URL=\"https://files.comune.example/\r\n bando.pdf\"",
                "Content-Type: application/pdf; name=\"Bando di gara.pdf\"\r\n\r\n"
            )
            .unwrap(),
            "File non allegato, si trova altrove: Bando di gara.pdf, https://files.comune.example/bando.pdf"
        );
        assert_eq!(
            told(
                "message/external-body; access-type=ANON-FTP; site=ftp.comune.example; directory=atti; name=bando.ps",
                ""
            )
            .unwrap(),
            "File non allegato, si trova altrove: ftp.comune.example atti bando.ps"
        );
        assert_eq!(told("message/external-body; access-type=x; name=a.pdf", ""), None);
    }
}
