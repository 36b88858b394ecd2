// SPDX-License-Identifier: AGPL-3.0-or-later
//! Whose mail a forward passes on: the sender in the first block of header lines that a mail program repeats in its text.

use super::address::Address;

/// How far down the block is looked for, in lines.
const MOST_LINES: usize = 400;
/// Lines of a block among which another header line must stand.
const NEAR: usize = 6;
/// How programs call the sender, in lower case: Italian, English, German, French and Spanish.
const FROM: [&str; 7] = ["from", "da", "von", "de", "mittente", "expéditeur", "remitente"];
/// How they call the lines beside it.
const BESIDE: [&str; 26] = [
    "sent",
    "date",
    "to",
    "subject",
    "cc",
    "inviato",
    "data",
    "a",
    "oggetto",
    "per",
    "gesendet",
    "datum",
    "an",
    "betreff",
    "envoyé",
    "à",
    "objet",
    "enviado",
    "enviado el",
    "fecha",
    "para",
    "asunto",
    "inviato il",
    "destinatario",
    "reply-to",
    "rispondi a",
];

/// The sender whom the text of a forward names.
pub fn original_sender(text: &str) -> Option<Address> {
    let lines: Vec<Option<(String, &str)>> = text.lines().take(MOST_LINES).map(field).collect();
    lines.iter().enumerate().find_map(|(at, line)| {
        let (_, value) = line.as_ref().filter(|(name, _)| FROM.contains(&name.as_str()))?;
        let near = lines.iter().skip(at + 1).take(NEAR).flatten();
        let is_block = near.filter(|(name, _)| BESIDE.contains(&name.as_str())).count() > 0;
        is_block.then(|| sender(value)).flatten()
    })
}

/// A line like `Da: Anna`, also quoted or in bold, as name in lower case and value.
fn field(line: &str) -> Option<(String, &str)> {
    let bare = line.trim_start_matches(|c: char| c.is_whitespace() || "|>*_".contains(c));
    let (name, value) = bare.split_once(':')?;
    let name = name
        .trim_matches(|c: char| c.is_whitespace() || "*_".contains(c))
        .to_lowercase();
    let value = value.trim_matches(|c: char| c.is_whitespace() || "*_".contains(c));
    (name.chars().count() <= 20 && !value.is_empty()).then_some((name, value))
}

/// `Anna <anna@ente.example>`, `Anna [mailto:anna@ente.example]` or the address alone.
fn sender(value: &str) -> Option<Address> {
    let bracketed = value.replace("[mailto:", "<").replace(']', ">");
    Address::parse(&bracketed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sender_of_a_forward_is_found_in_every_language_and_shape() {
        for text in [
            "@fwd\n\n---------- Forwarded message ---------\nDa: Anna Neri <anna@fano.example>\nDate: lun 10 ago\nSubject: vpn\n",
            "@fwd\n-----Messaggio originale-----\nDa: Anna Neri [mailto:anna@fano.example]\nInviato: lunedì\nA: tea\n",
            "> *From:* Anna Neri <anna@fano.example>\n> *Sent:* Monday\n",
            "Von: anna@fano.example\nGesendet: Montag\nAn: tea\n",
            "De : Anna <anna@fano.example>\nEnvoyé : lundi\n",
            "De: Anna <anna@fano.example>\nEnviado el: lunes\n",
        ] {
            let found = original_sender(text).map(|from| from.address().to_owned());
            assert_eq!(found.as_deref(), Some("anna@fano.example"), "{text}");
        }
    }

    #[test]
    fn a_line_that_only_looks_like_one_is_no_sender() {
        assert_eq!(original_sender("Da: anna@fano.example\n\nciao\n"), None);
        assert_eq!(original_sender("Da: domani si cambia\nOggetto: x\n"), None);
    }
}
