// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who signed: what of a certificate matters, and whether its key made a signature.

use ring::{digest, signature};

use crate::platform::clock::Timestamp;
use crate::platform::mail::asn1::{self, Value};
use crate::platform::mail::charset;

pub(super) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const P384: &[u8] = &[0x2b, 0x81, 4, 0, 0x22];
const EMAIL_IN_NAME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 0x1d, 0x11];

/// Digests that we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn of(self, bytes: &[u8]) -> digest::Digest {
        digest::digest(
            match self {
                Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
                Self::Sha256 => &digest::SHA256,
                Self::Sha384 => &digest::SHA384,
                Self::Sha512 => &digest::SHA512,
            },
            bytes,
        )
    }
}

/// How RSA pads what it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Padding {
    Pkcs1,
    Pss,
}

/// Who signed: what of their certificate matters.
pub(super) struct Signer<'a> {
    pub(super) certificate: &'a [u8],
    key_kind: &'a [u8],
    curve: Option<&'a [u8]>,
    key: &'a [u8],
    pub(super) addresses: Vec<String>,
    pub(super) signed_at: Option<Timestamp>,
}

impl<'a> Signer<'a> {
    pub(super) fn read(certificate: Value<'a>, signed_at: Option<Timestamp>) -> Option<Self> {
        let about = certificate.parts().next()?.of(asn1::SEQUENCE)?;
        // Version (when given), serial number, algorithm, issuer, validity, subject, key.
        let mut parts = about.parts().skip_while(|part| part.tag != asn1::INTEGER).skip(4);
        let (subject, key) = (parts.next()?, parts.next()?);
        let algorithm = key.part(asn1::SEQUENCE)?;
        let mut names = algorithm.parts();
        let kind = names.next()?.of(asn1::OID)?.content;
        Some(Self {
            certificate: certificate.whole,
            key_kind: kind,
            curve: names
                .next()
                .and_then(|curve| curve.of(asn1::OID))
                .map(|curve| curve.content),
            key: key.part(asn1::BIT_STRING)?.content.strip_prefix(&[0])?,
            addresses: addresses(subject, parts.find(|part| part.tag == 0xa3)),
            signed_at,
        })
    }

    /// Whether this key made the signature; `None` for keys that we do not know.
    pub(super) fn signed(&self, message: &[u8], made: &[u8], hash: Hash, padded: Padding) -> Option<bool> {
        let algorithm: &dyn signature::VerificationAlgorithm = match (self.key_kind, self.curve, padded, hash) {
            (RSA, _, Padding::Pkcs1, Hash::Sha1) => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            (RSA, _, Padding::Pkcs1, Hash::Sha256) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            (RSA, _, Padding::Pkcs1, Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (RSA, _, Padding::Pkcs1, Hash::Sha512) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            (RSA, _, Padding::Pss, Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
            (RSA, _, Padding::Pss, Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
            (RSA, _, Padding::Pss, Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
            (EC, Some(P256), _, Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
            (EC, Some(P256), _, Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
            (EC, Some(P384), _, Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
            (EC, Some(P384), _, Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
            _ => return None,
        };
        let key = signature::UnparsedPublicKey::new(algorithm, self.key);
        Some(key.verify(message, made).is_ok())
    }
}

/// The mail addresses of a certificate: among its alternative names, or in the subject of older ones.
fn addresses(subject: Value<'_>, extensions: Option<Value<'_>>) -> Vec<String> {
    let text = |value: Value<'_>| charset::repair(value.content, None).to_lowercase();
    let in_name = subject.parts().flat_map(Value::parts).filter_map(|attribute| {
        let mut parts = attribute.parts();
        (parts.next()?.content == EMAIL_IN_NAME).then(|| parts.next().map(text))?
    });
    let extensions = extensions.into_iter().flat_map(Value::parts).flat_map(Value::parts);
    let named = extensions.filter_map(|extension| {
        let mut parts = extension.parts();
        let is_names = parts.next()?.content == ALTERNATIVE_NAMES;
        parts.find(|part| part.tag == asn1::OCTET_STRING).filter(|_| is_names)
    });
    let names = named
        .filter_map(|value| Value::first(value.content))
        .flat_map(Value::parts);
    names.filter(|name| name.tag == 0x81).map(text).chain(in_name).collect()
}
