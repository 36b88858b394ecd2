// SPDX-License-Identifier: AGPL-3.0-or-later
//! What subjects tell: which ticket is meant, and what the subject is without the marks of answers and forwards.

/// Prefixes that mail programs put before the subject of answers and forwards, in lower case.
const PREFIXES: [&str; 24] = [
    "re", "r", "rif", "i", "fwd", "fw", "inoltra", "aw", "wg", "sv", "vs", "antw", "rép", "rep", "ref", "tr", "res",
    "enc", "odp", "pd", "ynt", "回复", "答复", "转发",
];

/// The subject without leading reply and forward marks, as `Re:`, `R: I:`, `AW[2]:` or `Re (3):`.
pub fn strip_reply_prefixes(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some(stripped) = without_prefix(rest) {
        rest = stripped;
    }
    rest
}

fn without_prefix(subject: &str) -> Option<&str> {
    let (mark, rest) = subject.split_once([':', '：'])?;
    let mark = mark.trim_end();
    let word = mark
        .trim_end_matches([']', ')'])
        .trim_end_matches(|c: char| c.is_ascii_digit());
    let word = word.trim_end_matches(['[', '(']).trim_end().to_lowercase();
    let counted =
        word.len() == mark.len() || mark.ends_with([']', ')']) || mark.ends_with(|c: char| c.is_ascii_digit());
    (counted && PREFIXES.contains(&word.as_str())).then(|| rest.trim_start())
}

/// The number in the first `[PREFIX #12]` of a subject, for any of the prefixes, in any case and spacing.
pub fn ticket_reference<P: AsRef<str>>(subject: &str, prefixes: &[P]) -> Option<i64> {
    subject.split('[').skip(1).find_map(|rest| {
        let (inside, _) = rest.split_once(']')?;
        let (prefix, number) = inside.split_once('#')?;
        let known = prefixes
            .iter()
            .any(|known| prefix.trim().to_lowercase() == known.as_ref().trim().to_lowercase());
        let digits = number.trim();
        let plain = known && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain
            .then(|| digits.parse().ok())
            .flatten()
            .filter(|number| *number > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_answers_and_forwards_come_off_in_every_language_and_number() {
        for marked in [
            "Re: Guasto",
            "R: I: Guasto",
            "RIF: guasto",
            "AW: WG: Guasto",
            "Re[2]: Guasto",
            "RE (3): Guasto",
            "Fwd:Guasto",
            "  re :  Guasto",
            "Re: R: RE: Guasto",
            "回复：Guasto",
            "SV: Guasto",
            "Rép : Guasto",
        ] {
            assert_eq!(strip_reply_prefixes(marked).to_lowercase(), "guasto", "{marked:?}");
        }
    }

    #[test]
    fn words_of_the_subject_are_not_marks() {
        for subject in ["Regione: guasto", "Ri: guasto", "10: 20", "VPN: non va", "Re", ""] {
            assert_eq!(strip_reply_prefixes(subject), subject);
        }
    }

    #[test]
    fn a_ticket_is_found_under_every_accepted_prefix() {
        let prefixes = ["CSTPU", "Provincia PU"];
        assert_eq!(ticket_reference("Re: [CSTPU #12] Guasto", &prefixes), Some(12));
        assert_eq!(ticket_reference("R: [lista] [cstpu#7] x", &prefixes), Some(7));
        assert_eq!(ticket_reference("[Provincia PU # 345] x", &prefixes), Some(345));
    }

    #[test]
    fn other_brackets_are_no_reference() {
        for subject in [
            "[ALTRI #12]",
            "[CSTPU 12]",
            "[CSTPU #]",
            "[CSTPU #-3]",
            "[CSTPU #1e3]",
            "[CSTPU #99999999999999999999]",
            "CSTPU #12",
            "[CSTPU #0]",
            "[CSTPU #12",
        ] {
            assert_eq!(ticket_reference(subject, &["CSTPU"]), None, "{subject}");
        }
    }
}
