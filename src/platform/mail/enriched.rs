// SPDX-License-Identifier: AGPL-3.0-or-later
//! `text/enriched` and `text/richtext` (RFC 1896, RFC 1341) as plain text: marks go, lines are filled.

/// The text a reader would see. A single line end is a blank, more of them are one less.
pub(super) fn read(text: &str) -> String {
    let unified = text.replace("\r\n", "\n");
    let (mut out, mut rest) = (String::with_capacity(unified.len()), unified.as_str());
    let (mut verbatim, mut parameter) = (false, false);
    while let Some((before, after)) = rest.split_once('<') {
        push(&mut out, before, verbatim, parameter);
        // Two brackets are one that is meant.
        if let Some(after) = after.strip_prefix('<') {
            push(&mut out, "<", true, parameter);
            rest = after;
            continue;
        }
        let Some((mark, after)) = after.split_once('>') else {
            push(&mut out, "<", true, parameter);
            push(&mut out, after, verbatim, parameter);
            rest = "";
            break;
        };
        match mark.to_ascii_lowercase().as_str() {
            "nofill" | "verbatim" => verbatim = true,
            "/nofill" | "/verbatim" => verbatim = false,
            "param" | "comment" => parameter = true,
            "/param" | "/comment" => parameter = false,
            "nl" | "np" | "paragraph" | "/paragraph" => out.push('\n'),
            "lt" => out.push('<'),
            _ => {}
        }
        rest = after;
    }
    push(&mut out, rest, verbatim, parameter);
    out
}

fn push(out: &mut String, text: &str, verbatim: bool, parameter: bool) {
    if parameter {
        return;
    }
    if verbatim {
        out.push_str(text);
        return;
    }
    let mut ends = 0_usize;
    for c in text.chars() {
        match (c, ends) {
            ('\n', _) => ends += 1,
            (c, 0) => out.push(c),
            (c, count) => {
                fill(out, count);
                out.push(c);
                ends = 0;
            }
        }
    }
    fill(out, ends);
}

fn fill(out: &mut String, ends: usize) {
    match ends {
        0 => {}
        1 => out.push(' '),
        more => (1..more).for_each(|_| out.push('\n')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_lines_are_filled() {
        assert_eq!(
            read("<bold>Buongiorno</bold>,\nnon va\n\n<color><param>red</param>niente</color> <<3\n"),
            "Buongiorno, non va\nniente <3 "
        );
        assert_eq!(read("<nofill>a\nb</nofill>"), "a\nb");
        assert_eq!(read("a <b"), "a <b");
    }
}
