// SPDX-License-Identifier: AGPL-3.0-or-later
//! A provider of certified mail: it signs envelopes and receipts with a key that lives as long as the tests.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// Where its mail comes from.
pub const ADDRESS: &str = "posta-certificata@gestore.example";

/// A provider and the authority that certifies it.
pub struct Provider {
    folder: tempfile::TempDir,
}

impl Provider {
    /// The provider of all tests.
    pub fn get() -> &'static Self {
        static PROVIDER: OnceLock<Provider> = OnceLock::new();
        PROVIDER.get_or_init(|| {
            let provider = Self {
                folder: tempfile::tempdir().unwrap(),
            };
            provider.certify();
            provider
        })
    }

    /// The file of the authority.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    fn certify(&self) {
        let names =
            format!("basicConstraints=CA:FALSE\nsubjectAltName=email:{ADDRESS}\nextendedKeyUsage=emailProtection\n");
        std::fs::write(self.folder.path().join("names"), names).unwrap();
        let key = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        self.openssl(&format!(
            "{key} -x509 -keyout ca.key -out ca.pem -subj /CN=Prova -days 30"
        ));
        self.openssl(&format!("{key} -keyout key -out csr -subj /CN=Gestore"));
        self.openssl("x509 -req -in csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names -out pem");
    }

    fn openssl(&self, arguments: &str) {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{arguments}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    /// The envelope in which a letter arrives.
    pub fn envelope(&self, sender: &str, identifier: &str, letter: &str) -> Vec<u8> {
        let headers = format!(
            "From: \"Per conto di: {sender}\" <{ADDRESS}>\nReply-To: {sender}\nSubject: POSTA CERTIFICATA: x\n\
             Message-ID: <{identifier}>\nX-Trasporto: posta-certificata"
        );
        let part = format!("--in\nContent-Type: message/rfc822; name=\"postacert.eml\"\n\n{letter}\n");
        self.sealed(&headers, &sheet("posta-certificata", sender, identifier, ""), &part)
    }

    /// A receipt about a mail of ours that went to somebody.
    pub fn receipt(&self, kind: &str, about: &str, to: &str, identifier: &str) -> Vec<u8> {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let headers = format!(
            "From: {ADDRESS}\nSubject: RICEVUTA: x\nMessage-ID: <r{number}@gestore.example>\nX-Ricevuta: {kind}\n\
             X-Riferimento-Message-ID: <{about}>"
        );
        let wrong = match kind {
            "errore-consegna" => "<errore-esteso>5.1.1 - Gestore - indirizzo non valido</errore-esteso>",
            _ => "",
        };
        let more = format!("<consegna>{to}</consegna>{wrong}");
        self.sealed(&headers, &sheet(kind, to, identifier, &more), "")
    }

    /// Text, data sheet and what else is given, signed.
    fn sealed(&self, headers: &str, sheet: &str, part: &str) -> Vec<u8> {
        let content = format!(
            "Content-Type: multipart/mixed; boundary=\"in\"\n\n--in\nContent-Type: text/plain\n\nMessaggio del gestore\n--in\n\
             Content-Type: application/xml; name=\"daticert.xml\"\n\n{sheet}\n{part}--in--\n"
        )
        .replace('\n', "\r\n");
        // Tests run side by side, each with a name of its own for what it signs.
        let name = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "");
        std::fs::write(self.folder.path().join(&name), &content).unwrap();
        self.openssl(&format!(
            "cms -sign -binary -outform DER -in {name} -signer pem -inkey key -out {name}.der"
        ));
        self.openssl(&format!("base64 -in {name}.der -out {name}.b64"));
        let signature = std::fs::read_to_string(self.folder.path().join(format!("{name}.b64"))).unwrap();
        let headers = headers.replace('\n', "\r\n");
        let signature = signature.replace('\n', "\r\n");
        format!(
            "{headers}\r\nTo: cstpu@pec.cstpu.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; \
             protocol=\"application/x-pkcs7-signature\"; micalg=sha-256; boundary=\"out\"\r\n\r\n--out\r\n{content}\r\n--out\r\n\
             Content-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
             {signature}\r\n--out--\r\n"
        )
        .into_bytes()
    }
}

fn sheet(kind: &str, who: &str, identifier: &str, more: &str) -> String {
    let error = if more.contains("errore-esteso") {
        "altro"
    } else {
        "nessuno"
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><postacert tipo=\"{kind}\" errore=\"{error}\"><intestazione>\
         <mittente>{who}</mittente><destinatari tipo=\"certificato\">{who}</destinatari><oggetto>x</oggetto></intestazione><dati>\
         <identificativo>{identifier}</identificativo>{more}</dati></postacert>"
    )
}
