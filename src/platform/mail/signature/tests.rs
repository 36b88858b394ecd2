// SPDX-License-Identifier: AGPL-3.0-or-later
//! Signatures made by `openssl` with keys that live as long as a test.

use std::path::PathBuf;
use std::process::Command;

use super::*;

const SENDER: &str = "posta-certificata@gestore.example";

/// A provider with an authority of its own, in a folder.
struct Provider {
    folder: tempfile::TempDir,
}

impl Provider {
    fn new(key: &[&str]) -> Self {
        let provider = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let names =
            format!("basicConstraints=CA:FALSE\nsubjectAltName=email:{SENDER}\nextendedKeyUsage=emailProtection\n");
        std::fs::write(provider.path("names"), names).unwrap();
        let fresh = |more: &[&str]| {
            let mut arguments = vec!["req", "-newkey"];
            arguments.extend(key);
            arguments.push("-nodes");
            arguments.extend(more);
            provider.openssl(&arguments);
        };
        fresh(&[
            "-x509",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-subj",
            "/CN=Prova CA",
            "-days",
            "30",
        ]);
        fresh(&["-keyout", "key", "-out", "csr", "-subj", "/CN=Gestore di prova"]);
        provider.openssl(&[
            "x509",
            "-req",
            "-in",
            "csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "30",
            "-extfile",
            "names",
            "-out",
            "pem",
        ]);
        provider
    }

    fn ec() -> Self {
        Self::new(&["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn openssl(&self, arguments: &[&str]) {
        let done = Command::new("openssl")
            .args(arguments)
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    /// Text signed as a mail.
    fn sign(&self, text: &str, more: &[&str]) -> Vec<u8> {
        std::fs::write(self.path("text"), text.replace('\n', "\r\n")).unwrap();
        let mut arguments = vec![
            "smime", "-sign", "-in", "text", "-signer", "pem", "-inkey", "key", "-out", "eml", "-from", SENDER,
        ];
        arguments.extend(more);
        self.openssl(&arguments);
        std::fs::read(self.path("eml")).unwrap()
    }

    fn authorities(&self) -> Authorities {
        Authorities::read(&self.path("ca.pem")).unwrap()
    }
}

const TEXT: &str = "Content-Type: text/plain; charset=utf-8\n\nPerch\u{e9} non va?\n\nSaluti\n";

fn check(raw: &[u8], authorities: &Authorities) -> (Outcome, &'static str) {
    let now = crate::platform::clock::Clock::system().now();
    let sender = Address::parse(SENDER);
    let verdict = verify(raw, sender.as_ref(), Some(now), &Limits::default(), authorities);
    (verdict.outcome, verdict.reason)
}

#[test]
fn a_mail_signed_by_a_provider_of_the_authorities_is_valid_whatever_the_algorithm() {
    let rsa = Provider::new(&["rsa:2048"]);
    for more in [
        &["-md", "sha256"][..],
        &["-md", "sha1"],
        &["-md", "sha512"],
        &["-noattr"],
    ] {
        let raw = rsa.sign(TEXT, more);
        assert_eq!(check(&raw, &rsa.authorities()).0, Outcome::Valid, "{more:?}");
    }
    let ec = Provider::ec();
    let raw = ec.sign(TEXT, &[]);
    assert_eq!(check(&raw, &ec.authorities()).0, Outcome::Valid);
}

#[test]
fn line_ends_that_a_mailbox_of_files_has_shortened_do_not_matter() {
    let provider = Provider::ec();
    let raw = provider.sign(TEXT, &[]);
    let short = String::from_utf8(raw).unwrap().replace("\r\n", "\n");
    assert_eq!(check(short.as_bytes(), &provider.authorities()).0, Outcome::Valid);
}

#[test]
fn a_mail_that_was_changed_is_invalid_with_and_without_authorities() {
    let provider = Provider::ec();
    let raw = String::from_utf8(provider.sign(TEXT, &[])).unwrap();
    let changed = raw.replace("non va?", "non va.");
    assert_ne!(raw, changed);
    let invalid = (Outcome::Invalid, "the mail was changed after it was signed");
    assert_eq!(check(changed.as_bytes(), &provider.authorities()), invalid);
    assert_eq!(check(changed.as_bytes(), &Authorities::default()), invalid);
}

#[test]
fn without_authorities_a_signature_that_fits_says_nothing() {
    let raw = Provider::ec().sign(TEXT, &[]);
    assert_eq!(check(&raw, &Authorities::default()).0, Outcome::NotChecked);
}

#[test]
fn a_signature_of_somebody_else_is_invalid() {
    let (provider, other) = (Provider::ec(), Provider::ec());
    let raw = provider.sign(TEXT, &[]);
    assert_eq!(check(&raw, &other.authorities()).0, Outcome::Invalid);
    let of_another = verify(
        &raw,
        Address::parse("posta-certificata@altro.example").as_ref(),
        None,
        &Limits::default(),
        &provider.authorities(),
    );
    assert_eq!(of_another, invalid("the certificate belongs to another address"));
}

#[test]
fn a_signature_that_is_cut_or_missing_is_not_taken_for_one() {
    let provider = Provider::ec();
    let raw = String::from_utf8(provider.sign(TEXT, &[])).unwrap();
    let (before, _) = raw.split_once("\nMI").unwrap();
    for broken in [
        format!("{before}\nMIIB\n"),
        raw.replace("\nMI", "\nMJ"),
        before.to_owned(),
    ] {
        assert_eq!(
            check(broken.as_bytes(), &provider.authorities()).0,
            Outcome::Invalid,
            "{broken}"
        );
    }
    let bare = b"From: a@b.example\r\nSubject: x\r\n\r\nx";
    assert_eq!(
        check(bare, &provider.authorities()),
        (Outcome::Invalid, "there is no signature")
    );
    assert_eq!(check(bare, &Authorities::default()).0, Outcome::NotChecked);
}

/// An envelope around a content that was signed apart, in the encoding of the libraries that providers use.
fn by_hand(provider: &Provider, content: &str, boundary: &str) -> String {
    std::fs::write(provider.path("content"), content).unwrap();
    provider.openssl(&[
        "cms", "-sign", "-binary", "-stream", "-indef", "-outform", "DER", "-in", "content", "-signer", "pem",
        "-inkey", "key", "-out", "der",
    ]);
    provider.openssl(&["base64", "-in", "der", "-out", "base64"]);
    let signature = std::fs::read_to_string(provider.path("base64")).unwrap();
    format!(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n\
         {content}\r\n--{boundary}\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--{boundary}--\r\n"
    )
}

#[test]
fn what_is_signed_goes_on_after_the_inner_multipart_has_closed() {
    let provider = Provider::ec();
    let content = "Content-Type: multipart/mixed; boundary=\"in\"\r\n\r\npreambolo\r\n--in\r\n\r\nuno\r\n--in\r\n\r\ndue\r\n--in--\r\nepilogo\r\n";
    let envelope = by_hand(&provider, content, "out");
    let der = std::fs::read(provider.path("der")).unwrap();
    assert_eq!(der.get(..2), Some([0x30, 0x80].as_slice()), "of indefinite length");
    let raw = format!("From: {SENDER}\r\n{envelope}");
    assert_eq!(check(raw.as_bytes(), &provider.authorities()).0, Outcome::Valid);
    let longer = raw.replace("epilogo", "epilogo aggiunto");
    assert_eq!(check(longer.as_bytes(), &provider.authorities()).0, Outcome::Invalid);
}

#[test]
fn a_mailing_list_around_a_signed_mail_leaves_its_signature_whole() {
    let provider = Provider::ec();
    let envelope = by_hand(&provider, "\r\ntesto\r\n", "out");
    let raw = format!(
        "From: {SENDER}\r\nContent-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n{envelope}\r\n--list\r\n\r\nlista\r\n--list--\r\n"
    );
    assert_eq!(check(raw.as_bytes(), &provider.authorities()).0, Outcome::Valid);
}

#[test]
fn a_signature_that_was_tampered_with_breaks_nothing() {
    let provider = Provider::ec();
    let envelope = by_hand(&provider, "\r\ntesto\r\n", "out");
    let (before, _) = envelope.split_once("base64\r\n\r\n").unwrap();
    let der = std::fs::read(provider.path("der")).unwrap();
    let raw = |der: &[u8]| {
        let plain = before.replace("Content-Transfer-Encoding: ", "X: ");
        let mut raw = format!("From: {SENDER}\r\n{plain}binary\r\n\r\n").into_bytes();
        raw.extend_from_slice(der);
        raw.extend_from_slice(b"\r\n--out--\r\n");
        raw
    };
    assert_eq!(check(&raw(&der), &provider.authorities()).0, Outcome::Valid);
    for at in 0..der.len() {
        for value in [0, 0x80, 0xff, der[at] ^ 1] {
            let mut tampered = der.clone();
            tampered[at] = value;
            check(&raw(&tampered), &provider.authorities());
        }
        assert_ne!(check(&raw(&der[..at]), &provider.authorities()).0, Outcome::Valid);
    }
}
