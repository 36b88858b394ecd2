// SPDX-License-Identifier: AGPL-3.0-or-later
//! OpenPGP written into text (RFC 9580 6.2): whether something is encrypted, or only signed. Nothing is decrypted here.

use super::transfer;

const MESSAGE: &str = "-----BEGIN PGP MESSAGE-----";

/// Whether an encrypted message is written in the text. A signed one is packed in the same way, but anybody can read it.
pub(super) fn is_encrypted(text: &str) -> bool {
    text.split(MESSAGE).skip(1).any(|armour| {
        let begin = begin(armour).as_bytes();
        let packet = transfer::base64(begin.get(..4).unwrap_or_default());
        packet.first().is_some_and(|byte| is_of_encryption(*byte))
    })
}

/// The first word that is neither the rest of the mark nor one of the fields that may stand under it.
fn begin(armour: &str) -> &str {
    let lines = armour.lines().take(20);
    let body = lines
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.contains(": "));
    body.and_then(|line| line.split_whitespace().next()).unwrap_or_default()
}

/// Whether a packet with that first byte is a key for a recipient or what it opens: tags 1, 3, 9, 18 and 20.
fn is_of_encryption(byte: u8) -> bool {
    let tag = match byte {
        0xc0.. => byte & 0x3f,
        0x80.. => byte >> 2 & 0x0f,
        _ => return false,
    };
    matches!(tag, 1 | 3 | 9 | 18 | 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_is_told_from_what_is_only_signed() {
        let text = |begin: &str| {
            format!("Ciao\n-----BEGIN PGP MESSAGE-----\nVersion: 1\n\n{begin}\n-----END PGP MESSAGE-----\n")
        };
        for encrypted in ["hQIMA1U9QmLaS63y", "wV4DR2b2udXyHrYS", "0ukBpwpl", "jA0EBwMC"] {
            assert!(is_encrypted(&text(encrypted)), "{encrypted}");
        }
        // Compressed, signed, and nothing at all.
        for open in ["owGdk31MlVUc", "kA0DAAoWAAAA", "asdf", "", "-"] {
            assert!(!is_encrypted(&text(open)), "{open}");
        }
        assert!(
            is_encrypted("-----BEGIN PGP MESSAGE----- hE4DR2b2 udXy"),
            "in one line of HTML"
        );
        assert!(!is_encrypted(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nhQIMA1U9QmLa"
        ));
    }
}
