// SPDX-License-Identifier: AGPL-3.0-or-later
//! Envelopes and receipts as the providers write them, made up under `.example`.

use super::*;
use crate::platform::mail::{Limits, parse};

/// What a provider says of a mail to a@pec.example and b@mail.example.
fn sheet(kind: &str, error: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><postacert tipo=\"{kind}\" errore=\"{error}\"><intestazione>\
         <mittente>ente@pec.example</mittente><destinatari tipo=\"certificato\">a@pec.example</destinatari>\
         <destinatari tipo=\"esterno\">b@mail.example</destinatari><risposte>ente@pec.example</risposte>\
         <oggetto>Guasto</oggetto></intestazione><dati><gestore-emittente>Gestore</gestore-emittente>\
         <data zona=\"+0100\"><giorno>25/11/2026</giorno><ora>10:00:00</ora></data>\
         <identificativo>opec1.1@gestore.example</identificativo><msgid>&lt;7@ente.example&gt;</msgid>{more}</dati></postacert>"
    )
}

/// A mail of a provider, without its signature: text, data sheet, and what else is given.
fn from_provider(headers: &str, sheet: &str, more: &str) -> ParsedMail {
    let raw = format!(
        "From: posta-certificata@gestore.example\nMessage-ID: <r1@gestore.example>\nMIME-Version: 1.0\n{headers}\
         Content-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=sha-256; boundary=\"out\"\n\n\
         This is an S/MIME signed message\n\n--out\nContent-Type: multipart/mixed; boundary=\"in\"\n\n--in\n\
         Content-Type: text/plain; charset=\"iso-8859-1\"\n\nRicevuta\n\n--in\n\
         Content-Type: application/xml; name=\"daticert.xml\"\nContent-Disposition: inline; filename=\"daticert.xml\"\n\n{sheet}\n\
         {more}--in--\n\n--out\nContent-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\n\
         Content-Transfer-Encoding: base64\n\nMIIB\n--out--\n"
    );
    parse(raw.replace('\n', "\r\n").as_bytes(), &Limits::default()).unwrap()
}

fn envelope(headers: &str, letter: &str) -> ParsedMail {
    let part = format!(
        "--in\nContent-Type: message/rfc822; name=\"postacert.eml\"\nContent-Disposition: inline; filename=\"postacert.eml\"\n\n{letter}\n"
    );
    from_provider(headers, &sheet("posta-certificata", "nessuno", ""), &part)
}

#[test]
fn every_kind_of_receipt_is_told_by_its_header_however_it_is_written() {
    for (headers, kind, last) in [
        ("X-Ricevuta: accettazione\n", PecKind::Accettazione, false),
        ("X-Ricevuta: non-accettazione\n", PecKind::NonAccettazione, true),
        ("X-Ricevuta: presa-in-carico\n", PecKind::PresaInCarico, false),
        ("x-ricevuta: Avvenuta-Consegna\n", PecKind::AvvenutaConsegna, true),
        ("X-RICEVUTA:  errore-consegna ; x\n", PecKind::ErroreConsegna, true),
        (
            "X-Ricevuta: preavviso-errore-consegna\n",
            PecKind::PreavvisoErroreConsegna,
            false,
        ),
        ("X-Ricevuta: rilevazione-virus\n", PecKind::RilevazioneVirus, true),
        ("X-VerificaSicurezza: errore\n", PecKind::RilevazioneVirus, true),
    ] {
        let pec = read(&from_provider(headers, &sheet("qualcosa", "nessuno", ""), "")).unwrap();
        assert_eq!(
            (pec.kind, pec.is_final(), pec.kind.is_receipt()),
            (kind, last, true),
            "{headers}"
        );
    }
}

#[test]
fn an_envelope_says_who_wrote_and_holds_the_exact_letter() {
    let letter =
        "From: ente@pec.example\r\nMessage-ID: <opec1.1@gestore.example>\r\nSubject: Guasto\r\n\r\nNon  va.\r\n";
    let mail = envelope(
        "X-Trasporto: posta-certificata\nX-Riferimento-Message-ID: <7@ente.example>\nX-TipoRicevuta: completa\n\
         Subject: POSTA CERTIFICATA: Guasto\nReply-To: altri@pec.example\n",
        &letter.replace("\r\n", "\n"),
    );
    let pec = read(&mail).unwrap();
    assert_eq!(pec.kind, PecKind::PostaCertificata);
    assert_eq!(pec.sender.as_ref().unwrap().address(), "ente@pec.example");
    assert_eq!(
        (pec.subject.as_deref(), pec.receipt.as_deref()),
        (Some("Guasto"), Some("completa"))
    );
    assert_eq!(pec.identifier.as_deref(), Some("opec1.1@gestore.example"));
    assert_eq!(pec.reference.as_deref(), Some("7@ente.example"));
    assert_eq!(pec.recipients.len(), 2);
    assert_eq!((pec.error.as_deref(), pec.trouble()), (None, None));
    assert_eq!(pec.date.unwrap().to_string(), "2026-11-25T09:00:00Z");
    assert_eq!(enclosed(&mail, &pec).unwrap().bytes, letter.as_bytes());
}

#[test]
fn transport_comes_before_receipt_and_a_reference_alone_is_neither() {
    let both = from_provider("X-Ricevuta: accettazione\nX-Trasporto: posta-certificata\n", "", "");
    assert_eq!(read(&both).unwrap().kind, PecKind::PostaCertificata);
    assert_eq!(
        read(&from_provider(
            "X-Riferimento-Message-ID: <7@ente.example>\n",
            &sheet("accettazione", "nessuno", ""),
            ""
        )),
        None
    );
    assert_eq!(
        read(&from_provider(
            "Subject: ACCETTAZIONE: x\n",
            &sheet("accettazione", "nessuno", ""),
            ""
        )),
        None
    );
    assert_eq!(read(&from_provider("X-Ricevuta: altro-che-non-esiste\n", "", "")), None);
}

#[test]
fn without_a_data_sheet_the_headers_of_the_envelope_are_enough() {
    let mut mail = envelope(
        "X-Trasporto: posta-certificata\nSubject: POSTA CERTIFICATA: Guasto\nReply-To: ente@pec.example\n",
        "x",
    );
    mail.attachments.clear();
    let pec = read(&mail).unwrap();
    assert_eq!(pec.sender.unwrap().address(), "ente@pec.example");
    assert_eq!(
        (pec.subject.as_deref(), pec.identifier.as_deref()),
        (Some("Guasto"), Some("r1@gestore.example"))
    );
    let named = "From: \"Per conto di: altro@pec.example\" <posta-certificata@gestore.example>\r\nX-Trasporto: posta-certificata\r\n\r\nx";
    let pec = read(&parse(named.as_bytes(), &Limits::default()).unwrap()).unwrap();
    assert_eq!(pec.sender.unwrap().address(), "altro@pec.example");
}

#[test]
fn an_anomaly_certifies_nothing_even_with_the_data_sheet_of_another_mail_in_it() {
    let part = "--in\nContent-Type: message/rfc822\n\nFrom: chi@mail.example\nSubject: x\n\nciao\n";
    let mail = from_provider(
        "X-Trasporto: errore\nSubject: ANOMALIA MESSAGGIO: x\nReply-To: chi@mail.example\n",
        &sheet("posta-certificata", "nessuno", ""),
        part,
    );
    let pec = read(&mail).unwrap();
    assert_eq!((pec.kind, pec.kind.is_receipt()), (PecKind::Errore, false));
    assert_eq!(pec.sender.as_ref().unwrap().address(), "chi@mail.example");
    assert_eq!(pec.identifier, None);
    assert!(
        enclosed(&mail, &pec)
            .unwrap()
            .bytes
            .starts_with(b"From: chi@mail.example")
    );
}

#[test]
fn a_failure_tells_whom_it_is_about_and_why() {
    let more = "<ricezione>a@pec.example</ricezione><consegna>A@PEC.example</consegna><errore-esteso>5.1.1 - Gestore - indirizzo non valido</errore-esteso>";
    let mail = from_provider(
        "X-Ricevuta: errore-consegna\nX-Riferimento-Message-ID: <7@ente.example>\n",
        &sheet("errore-consegna", "altro", more),
        "",
    );
    let pec = read(&mail).unwrap();
    assert_eq!(
        pec.trouble().as_deref(),
        Some("altro: 5.1.1 - Gestore - indirizzo non valido")
    );
    assert_eq!(pec.delivered_to.as_deref(), Some("A@pec.example"));
    assert_eq!(enclosed(&mail, &pec), None);
}

#[test]
fn a_warning_is_final_only_where_its_provider_means_it_so() {
    for (detail, last) in [
        ("4.4.1 - tempo superato", false),
        ("5.4.1 - Gestore - dominio irraggiungibile", true),
    ] {
        let more = format!("<errore-esteso>{detail}</errore-esteso>");
        let mail = from_provider(
            "X-Ricevuta: preavviso-errore-consegna\n",
            &sheet("preavviso-errore-consegna", "altro", &more),
            "",
        );
        assert_eq!(read(&mail).unwrap().is_final(), last, "{detail}");
    }
}

#[test]
fn a_mailing_list_around_the_envelope_does_not_hide_it() {
    let raw = "From: posta-certificata@gestore.example\nX-Trasporto: posta-certificata\nSubject: [lista] POSTA CERTIFICATA: Guasto\n\
        Content-Type: multipart/mixed; boundary=list\n\n--list\nContent-Type: multipart/signed; boundary=out\n\n--out\n\
        Content-Type: multipart/mixed; boundary=in\n\n--in\nContent-Type: text/xml; name=DATICERT.XML\n\n<postacert><intestazione>\
        <mittente>ente@pec.example</mittente></intestazione></postacert>\n--in\nContent-Type: application/octet-stream; name=PostaCert.eml\n\n\
        Subject: Guasto\n\nciao\n--in--\n--out--\n--list\nContent-Type: text/plain\n\n-- \nlista\n--list--\n";
    let mail = parse(raw.replace('\n', "\r\n").as_bytes(), &Limits::default()).unwrap();
    let pec = read(&mail).unwrap();
    assert_eq!(pec.sender.as_ref().unwrap().address(), "ente@pec.example");
    assert_eq!(pec.subject.as_deref(), Some("Guasto"));
    assert_eq!(enclosed(&mail, &pec).unwrap().bytes, b"Subject: Guasto\r\n\r\nciao");
}

#[test]
fn of_a_forwarded_certified_mail_only_the_outer_envelope_is_peeled() {
    let inner = "X-Trasporto: posta-certificata\nContent-Type: multipart/mixed; boundary=deep\n\n--deep\n\
        Content-Type: application/xml; name=daticert.xml\n\n<postacert><intestazione><mittente>altri@pec.example</mittente>\
        </intestazione></postacert>\n--deep\nContent-Type: message/rfc822; name=postacert.eml\n\nSubject: interno\n\nx\n--deep--\n";
    let mail = envelope("X-Trasporto: posta-certificata\n", inner);
    let pec = read(&mail).unwrap();
    assert_eq!(pec.sender.as_ref().unwrap().address(), "ente@pec.example");
    let letter = parse(&enclosed(&mail, &pec).unwrap().bytes, &Limits::default()).unwrap();
    assert_eq!(letter.attachments.last().unwrap().filename, "postacert.eml");
}

#[test]
fn headers_that_no_signed_sheet_repeats_are_not_consistent() {
    let told = |headers: &str, sheet: &str| read(&from_provider(headers, sheet, "")).unwrap().is_consistent;
    let transport = sheet("posta-certificata", "nessuno", "");
    assert!(told("X-Trasporto: posta-certificata\n", &transport));
    assert!(!told("X-Trasporto: posta-certificata\n", "no sheet"));
    assert!(!told("X-Ricevuta: errore-consegna\n", "no sheet"));
    assert!(!told("X-Ricevuta: avvenuta-consegna\n", &transport));
    assert!(
        told("X-Trasporto: errore\n", "no sheet"),
        "ordinary mail in an envelope has none"
    );
}
