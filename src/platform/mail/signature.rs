// SPDX-License-Identifier: AGPL-3.0-or-later
//! The signature of a certified mail's provider (S/MIME `multipart/signed`, RFC 8551): valid, invalid, or not checked.
//!
//! Two questions. Is this what was signed: digest and signature over the exact bytes. Who signed: a certificate with the
//! sender's address, certified by one of the authorities that the settings name. Without such authorities anybody may
//! have signed, so a signature that fits is still *not checked*; one that does not fit is always *invalid*.

mod signer;

use std::path::Path;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};

use signer::{Hash, Padding, Signer};

use super::asn1::{self, Value};
use super::parameters::{self, Content};
use super::parse::{Limits, encoded};
use super::tls::SettingsError;
use super::tree::{self, Entity};
use super::{Address, transfer};
use crate::platform::clock::Timestamp;

/// Largest signature that is looked at, in bytes.
const LARGEST: usize = 256 * 1024;
/// Most certificates and most signers that are tried.
const MOST: usize = 16;
/// Extended key usage: protection of mail (RFC 5280 4.2.1.12).
const MAIL_PROTECTION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 4];

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 0x1a];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];

/// What became of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Signed by a provider that our authorities know, and unchanged since.
    Valid,
    /// Changed since it was signed, or signed by somebody else.
    Invalid,
    /// We cannot tell.
    NotChecked,
}

impl Outcome {
    /// The outcome in a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::NotChecked => "not checked",
        }
    }
}

/// The outcome with its reason in English, for the trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The outcome.
    pub outcome: Outcome,
    /// Why.
    pub reason: &'static str,
}

const fn valid(reason: &'static str) -> Verdict {
    let outcome = Outcome::Valid;
    Verdict { outcome, reason }
}

const fn invalid(reason: &'static str) -> Verdict {
    let outcome = Outcome::Invalid;
    Verdict { outcome, reason }
}

const fn not_checked(reason: &'static str) -> Verdict {
    let outcome = Outcome::NotChecked;
    Verdict { outcome, reason }
}

/// The authorities that certify the providers of certified mail.
#[derive(Debug, Clone, Default)]
pub struct Authorities {
    certificates: Vec<CertificateDer<'static>>,
}

impl Authorities {
    /// Reads them from a PEM file; none when no file is named.
    ///
    /// # Errors
    /// When the file cannot be read or holds no certificate.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let certificates = match path.as_os_str().is_empty() {
            true => Vec::new(),
            false => super::tls::authorities(path)?,
        };
        Ok(Self { certificates })
    }
}

/// Checks the signature of a mail, whose sender and date are known.
pub fn verify(
    raw: &[u8],
    sender: Option<&Address>,
    date: Option<Timestamp>,
    limits: &Limits,
    authorities: &Authorities,
) -> Verdict {
    let entities = tree::read(raw, limits, &mut Vec::new());
    let Some(signed) = signed_part(raw, &entities) else {
        return match authorities.certificates.is_empty() {
            true => not_checked("there is no signature"),
            false => invalid("there is no signature"),
        };
    };
    let Some(data) = SignedData::read(&signed.signature) else {
        return invalid("the signature cannot be read");
    };
    match data.signer_of(signed.content) {
        Err(verdict) => verdict,
        Ok(signer) => trust(&signer, &data.certificates, sender, date, authorities),
    }
}

/// What the signature of a mail covers, with the header of that part; `None` when there is no signature.
pub fn signed_content<'a>(raw: &'a [u8], limits: &Limits) -> Option<&'a [u8]> {
    let entities = tree::read(raw, limits, &mut Vec::new());
    signed_part(raw, &entities).map(|signed| signed.content)
}

/// A signed content and its signature.
struct Signed<'a> {
    content: &'a [u8],
    signature: Vec<u8>,
}

/// The outermost `multipart/signed`: the mail itself, or what a mailing list has wrapped.
fn signed_part<'a>(raw: &'a [u8], entities: &[Entity]) -> Option<Signed<'a>> {
    let entity = entities
        .iter()
        .find(|entity| Content::of(entity.field("Content-Type")).kind == "multipart/signed")?;
    let boundary = entity.field("Content-Type").and_then(parameters::boundary)?;
    let signature = entity.children.iter().find_map(|child| {
        let part = entities.get(*child)?;
        let kind = Content::of(part.field("Content-Type")).kind;
        let named = kind == "application/pkcs7-signature" || kind == "application/x-pkcs7-signature";
        let encoding = part
            .field("Content-Transfer-Encoding")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let bytes = encoded(raw, part);
        named.then(|| match encoding.trim() {
            "base64" => transfer::base64(bytes.get(..LARGEST * 2).unwrap_or(bytes)),
            _ => bytes.get(..LARGEST).unwrap_or(bytes).to_vec(),
        })
    })?;
    let content = first_part(encoded(raw, entity), boundary.as_bytes())?;
    Some(Signed { content, signature })
}

/// The first part with its header, exactly: from the line after the first boundary to the line end before the second,
/// which belongs to the boundary (RFC 2046 5.1.1).
fn first_part<'a>(body: &'a [u8], boundary: &[u8]) -> Option<&'a [u8]> {
    let (mut at, mut start) = (0, None);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        let is_boundary = rest.is_some_and(|rest| matches!(rest.trim_ascii_end(), b"" | b"--"));
        match (is_boundary, start) {
            (true, None) => start = Some(at + line.len()),
            (true, Some(start)) => {
                let part = body.get(start..at)?;
                let part = part.strip_suffix(b"\n").unwrap_or(part);
                return Some(part.strip_suffix(b"\r").unwrap_or(part));
            }
            (false, _) => {}
        }
        at += line.len();
    }
    None
}

/// The same with every line ended as mail is on its way; mailboxes of files keep only the LF.
fn canonical(content: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(content.len() + content.len() / 40);
    let mut before = 0;
    for byte in content {
        if *byte == b'\n' && before != b'\r' {
            lines.push(b'\r');
        }
        lines.push(*byte);
        before = *byte;
    }
    lines
}

/// `SignedData` (RFC 5652 5.1), as far as it is needed.
struct SignedData<'a> {
    certificates: Vec<Value<'a>>,
    signers: Vec<Value<'a>>,
}

impl<'a> SignedData<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Value::first(bytes)?.of(asn1::SEQUENCE)?.parts();
        if outer.next()?.of(asn1::OID)?.content != SIGNED_DATA {
            return None;
        }
        let data = outer.next()?.of(0xa0)?.part(asn1::SEQUENCE)?;
        let certificates = data.part(0xa0).into_iter().flat_map(Value::parts);
        // Two sets: the algorithms first, the signers last.
        let signers = data.parts().filter(|part| part.tag == asn1::SET).nth(1)?;
        Some(Self {
            certificates: certificates
                .filter(|part| part.tag == asn1::SEQUENCE)
                .take(MOST)
                .collect(),
            signers: signers.parts().take(MOST).collect(),
        })
    }

    /// The signer whose signature fits the content, or why there is none.
    fn signer_of(&self, content: &[u8]) -> Result<Signer<'a>, Verdict> {
        let canonical = canonical(content);
        let mut why = invalid("nobody signed it");
        for info in &self.signers {
            let Some(info) = SignerInfo::read(*info) else {
                why = invalid("the signature cannot be read");
                continue;
            };
            let Some(hash) = info.hash() else {
                why = not_checked("an algorithm that we do not know");
                continue;
            };
            let Some(signed) = [content, &canonical]
                .into_iter()
                .find(|content| info.covers(content, hash))
            else {
                why = invalid("the mail was changed after it was signed");
                continue;
            };
            let message = info.message(signed);
            let mut known = false;
            for certificate in &self.certificates {
                let Some(signer) = Signer::read(*certificate, info.signed_at()) else {
                    continue;
                };
                match signer.signed(&message, &info.signature, hash, info.padded) {
                    Some(true) => return Ok(signer),
                    Some(false) => known = true,
                    None => {}
                }
            }
            why = match known {
                true => invalid("the signature does not fit"),
                false => not_checked("a kind of key that we do not know, or no certificate"),
            };
        }
        Err(why)
    }
}

/// `SignerInfo` (RFC 5652 5.3).
struct SignerInfo<'a> {
    digest: &'a [u8],
    attributes: Option<Value<'a>>,
    padded: Padding,
    signature: Vec<u8>,
}

impl<'a> SignerInfo<'a> {
    fn read(info: Value<'a>) -> Option<Self> {
        let mut parts = info.of(asn1::SEQUENCE)?.parts().skip(2);
        let digest = parts.next()?.part(asn1::OID)?.content;
        let mut next = parts.next()?;
        let attributes = next.of(0xa0);
        if attributes.is_some() {
            next = parts.next()?;
        }
        let padded = match next.part(asn1::OID)?.content.strip_prefix(signer::RSA.get(..8)?) {
            Some([10]) => Padding::Pss,
            _ => Padding::Pkcs1,
        };
        let signature = parts
            .next()
            .filter(|part| part.tag & 0x1f == asn1::OCTET_STRING)?
            .string();
        Some(Self {
            digest,
            attributes,
            padded,
            signature,
        })
    }

    fn hash(&self) -> Option<Hash> {
        Some(match self.digest {
            SHA1 => Hash::Sha1,
            SHA256 => Hash::Sha256,
            SHA384 => Hash::Sha384,
            SHA512 => Hash::Sha512,
            _ => return None,
        })
    }

    /// The only value of a signed attribute.
    fn attribute(&self, name: &[u8]) -> Option<Value<'a>> {
        let mut attributes = self.attributes?.parts();
        let found = attributes.find(|attribute| attribute.part(asn1::OID).is_some_and(|oid| oid.content == name))?;
        found.part(asn1::SET)?.parts().next()
    }

    /// Whether the content is the one whose digest was signed; without signed attributes the signature itself says so.
    fn covers(&self, content: &[u8], hash: Hash) -> bool {
        match (self.attributes, self.attribute(MESSAGE_DIGEST)) {
            (Some(_), Some(digest)) => digest.string() == hash.of(content).as_ref(),
            (Some(_), None) => false,
            (None, _) => true,
        }
    }

    /// What the signature is over: the attributes as a set, else the content.
    fn message(&self, content: &[u8]) -> Vec<u8> {
        match self.attributes {
            Some(attributes) => attributes.retagged(asn1::SET),
            None => canonical(content),
        }
    }

    fn signed_at(&self) -> Option<Timestamp> {
        let time = self.attribute(SIGNING_TIME)?;
        let digits: String = time.content.iter().map(|byte| char::from(*byte)).collect();
        let digits = match (time.tag, digits.get(..2)?) {
            (0x17, year) if year < "50" => format!("20{digits}"),
            (0x17, _) => format!("19{digits}"),
            _ => digits,
        };
        let (day, hour) = digits.strip_suffix('Z')?.split_at_checked(8)?;
        let written = format!(
            "{}-{}-{}T{}:{}:{}Z",
            day.get(..4)?,
            day.get(4..6)?,
            day.get(6..)?,
            hour.get(..2)?,
            hour.get(2..4)?,
            hour.get(4..6)?
        );
        written.parse().ok().map(Timestamp::from_jiff)
    }
}

/// Whether the signer is a provider that our authorities know, and the one that the mail comes from.
fn trust(
    signer: &Signer<'_>,
    others: &[Value<'_>],
    sender: Option<&Address>,
    date: Option<Timestamp>,
    authorities: &Authorities,
) -> Verdict {
    if authorities.certificates.is_empty() {
        return not_checked("the signature fits, but no authorities are set to say who made it");
    }
    let is_sender = |address: &String| sender.is_some_and(|sender| sender.is_same_mailbox(address));
    if !signer.addresses.is_empty() && !signer.addresses.iter().any(is_sender) {
        return invalid("the certificate belongs to another address");
    }
    let Some(time) = signer.signed_at.or(date).and_then(unix_time) else {
        return not_checked("the signature fits, but nothing says when it was made");
    };
    if authorities
        .certificates
        .iter()
        .any(|known| known.as_ref() == signer.certificate)
    {
        return valid("signed by a certificate of the settings");
    }
    match certified(signer, others, time, authorities) {
        true => valid("signed by a provider that the authorities certify"),
        false => invalid("signed by somebody whom no authority of the settings certifies"),
    }
}

fn certified(signer: &Signer<'_>, others: &[Value<'_>], time: UnixTime, authorities: &Authorities) -> bool {
    let certificate = CertificateDer::from(signer.certificate);
    let anchors: Vec<_> = authorities
        .certificates
        .iter()
        .filter_map(|certificate| webpki::anchor_from_trusted_cert(certificate).ok())
        .collect();
    let between: Vec<CertificateDer<'_>> = others.iter().map(|other| CertificateDer::from(other.whole)).collect();
    let Ok(end) = webpki::EndEntityCert::try_from(&certificate) else {
        return false;
    };
    let usage = webpki::KeyUsage::required_if_present(MAIL_PROTECTION);
    end.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &anchors,
        &between,
        time,
        usage,
        None,
        None,
    )
    .is_ok()
}

fn unix_time(at: Timestamp) -> Option<UnixTime> {
    let seconds = u64::try_from(at.micros() / 1_000_000).ok()?;
    Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests;
