// SPDX-License-Identifier: AGPL-3.0-or-later
//! Certified mail: envelopes that become tickets, receipts that become the state of a mail of ours, and forgeries.

use super::*;
use crate::platform::mail::outbox::{self, Outbound};
use crate::tickets::Channel;

/// A desk with a mailbox of certified mail beside the ordinary one.
struct Counter {
    desk: Desk,
    ctx: Context,
}

impl Counter {
    fn new() -> Self {
        let desk = Desk::new();
        let pec = Mailbox {
            name: "pec".into(),
            address: "cstpu@pec.cstpu.example".into(),
            pec: true,
            kind: MailboxKind::None,
            ..Mailbox::default()
        };
        let ctx = desk.with(|config| config.mailboxes = vec![Mailbox::default(), pec]);
        Self { desk, ctx }
    }

    fn receive(&self, raw: &[u8]) -> Delivered {
        now(deliver(&self.ctx, "pec", raw.to_vec())).unwrap()
    }

    /// A ticket of Anna and the Message-ID of a mail to her about it.
    fn answered(&self) -> (Ticket, String) {
        let ticket = self.desk.opened_by_anna();
        let id = queued(&self.desk, ticket.id);
        (ticket, id)
    }

    fn mail(&self, ticket: &Ticket) -> Outbound {
        let mails = self.ctx.read(|conn| outbox::of_thread(conn, ticket.id.into())).unwrap();
        mails.into_iter().next().unwrap()
    }

    fn delivery(&self, ticket: &Ticket) -> Option<String> {
        self.mail(ticket).delivery
    }

    fn notices(&self, number: i64) -> Vec<String> {
        use crate::schema::messages;
        let ticket = self.desk.ticket(number).id;
        let read = |conn: &mut _| -> Result<crate::platform::db::sql_types::Json> {
            let newest = messages::table
                .filter(messages::ticket_id.eq(ticket))
                .order(messages::id.desc());
            Ok(newest.select(messages::notices).first(conn)?)
        };
        self.ctx.read(read).unwrap().to().unwrap()
    }
}

/// The envelope in which a letter arrives.
fn envelope(sender: &str, identifier: &str, letter: &str) -> Vec<u8> {
    format!(
        "From: \"Per conto di: {sender}\" <posta-certificata@gestore.example>\nReply-To: {sender}\nTo: cstpu@pec.cstpu.example\n\
         Subject: POSTA CERTIFICATA: Guasto\nMessage-ID: <{identifier}>\nX-Trasporto: posta-certificata\n\
         Content-Type: multipart/mixed; boundary=\"in\"\n\n--in\nContent-Type: text/plain\n\nMessaggio di posta certificata\n\
         --in\nContent-Type: application/xml; name=\"daticert.xml\"\n\n<postacert tipo=\"posta-certificata\" errore=\"nessuno\">\
         <intestazione><mittente>{sender}</mittente></intestazione><dati><identificativo>{identifier}</identificativo></dati>\
         </postacert>\n--in\nContent-Type: message/rfc822; name=\"postacert.eml\"\n\n{letter}\n--in--\n"
    )
    .replace('\n', "\r\n")
    .into_bytes()
}

/// A receipt about the mail with that Message-ID.
fn receipt(kind: &str, about: &str, more: &str) -> Vec<u8> {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    format!(
        "From: posta-certificata@gestore.example\nTo: cstpu@pec.cstpu.example\nSubject: RICEVUTA: [CSTPU #1] Guasto\n\
         Message-ID: <r{number}@gestore.example>\nX-Ricevuta: {kind}\nX-Riferimento-Message-ID: <{about}>\n\
         Content-Type: multipart/mixed; boundary=\"in\"\n\n--in\nContent-Type: text/plain\n\nRicevuta\n--in\n\
         Content-Type: application/xml; name=\"daticert.xml\"\n\n<postacert tipo=\"{kind}\" errore=\"{}\"><intestazione>\
         <mittente>cstpu@pec.cstpu.example</mittente><destinatari tipo=\"certificato\">anna@fano.example</destinatari>\
         <destinatari tipo=\"certificato\">altri@pec.example</destinatari></intestazione><dati>\
         <identificativo>opec2941.20261124100000.1.2@gestore.example</identificativo>{more}</dati></postacert>\n--in--\n",
        if more.contains("errore-esteso") { "altro" } else { "nessuno" }
    )
    .replace('\n', "\r\n")
    .into_bytes()
}

const LETTER: &str = "From: Protocollo <protocollo@fano.example>\nMessage-ID: <opec1@gestore.example>\nSubject: Guasto\n\nNon va la rete.";

#[test]
fn a_certified_mail_is_the_letter_of_who_sent_it_and_gets_no_automatic_answer() {
    let counter = Counter::new();
    let outcome = counter.receive(&envelope("protocollo@fano.example", "opec1@gestore.example", LETTER));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Opened, Some(1)));
    let ticket = counter.desk.ticket(1);
    let message = counter.desk.messages(ticket.id).remove(0);
    assert_eq!(
        (message.author_email.as_str(), message.author_name.as_str()),
        ("protocollo@fano.example", "Protocollo")
    );
    assert_eq!(
        (ticket.subject.as_str(), message.body.as_str()),
        ("Guasto", "Non va la rete.")
    );
    assert_eq!((ticket.channel, message.channel), (Channel::Pec, Channel::Pec));
    assert!(ticket.entity_id.is_some() && !counter.desk.may_answer());
    assert_eq!(counter.notices(1), ["pec-signature-not-checked"]);
    let steps = counter.desk.ledger().remove(0).steps();
    assert!(
        steps
            .iter()
            .any(|step| step.contains("certified mail: posta-certificata; signature not checked")),
        "{steps:?}"
    );
}

#[test]
fn a_certified_mail_from_somebody_unknown_opens_a_ticket_for_nobody_s_body_yet() {
    let counter = Counter::new();
    let outcome = counter.receive(&envelope(
        "studio@pec.professionista.example",
        "opec7@gestore.example",
        "Subject: Istanza\n\nBuongiorno",
    ));
    assert_eq!(outcome.disposition, Disposition::Opened);
    assert!(counter.desk.ticket(1).entity_id.is_none() && !outcome.auto_response_queued);
}

#[test]
fn at_an_ordinary_mailbox_nobody_is_believed_to_be_certified() {
    let counter = Counter::new();
    let forged = envelope("protocollo@fano.example", "opec1@gestore.example", LETTER);
    let outcome = counter.desk.receive(forged);
    assert_ne!(outcome.disposition, Disposition::Receipt);
    let mail = counter.desk.ledger().remove(0);
    assert_eq!(mail.from_address.as_deref(), Some("posta-certificata@gestore.example"));
    assert!(!outcome.auto_response_queued);
    let (ticket, id) = counter.answered();
    counter.desk.receive(receipt("errore-consegna", &id, ""));
    assert_eq!(counter.delivery(&ticket), None);
}

#[test]
fn of_a_forwarded_certified_mail_the_inner_one_stays_an_attachment() {
    let counter = Counter::new();
    let inner = String::from_utf8(envelope(
        "altri@pec.example",
        "opec0@gestore.example",
        "Subject: x\n\ny",
    ))
    .unwrap();
    let inner = inner
        .replace("boundary=\"in\"", "boundary=\"deep\"")
        .replace("--in", "--deep")
        .replace("\r\n", "\n");
    let forward = format!(
        "From: protocollo@fano.example\nSubject: I: Guasto\nContent-Type: multipart/mixed; boundary=\"mid\"\n\n--mid\n\nVi inoltro.\n\
         --mid\nContent-Type: message/rfc822\n\n{inner}\n--mid--\n"
    );
    counter.receive(&envelope("protocollo@fano.example", "opec1@gestore.example", &forward));
    let message = counter.desk.messages(counter.desk.ticket(1).id).remove(0);
    assert_eq!(
        (message.author_email.as_str(), message.body.as_str()),
        ("protocollo@fano.example", "Vi inoltro.")
    );
    assert_eq!(message.files.len(), 1);
}

#[test]
fn an_envelope_without_a_letter_is_shown_as_it_is_with_a_warning() {
    let counter = Counter::new();
    let raw = String::from_utf8(envelope("protocollo@fano.example", "opec1@gestore.example", "")).unwrap();
    let outcome = counter.receive(raw.as_bytes());
    assert_eq!(outcome.disposition, Disposition::Opened);
    assert!(
        counter.desk.messages(counter.desk.ticket(1).id)[0]
            .body
            .contains("Messaggio di posta certificata")
    );
    assert!(counter.notices(1).contains(&"pec-without-content".to_owned()));
}

#[test]
fn an_anomaly_is_ordinary_mail_from_who_wrote_it() {
    let counter = Counter::new();
    let raw = envelope(
        "chiunque@fano.example",
        "x1@gestore.example",
        "From: Anna Neri <anna@fano.example>\nSubject: Guasto\n\nciao",
    );
    let raw = String::from_utf8(raw)
        .unwrap()
        .replace("X-Trasporto: posta-certificata", "X-Trasporto: errore");
    counter.receive(raw.as_bytes());
    let ticket = counter.desk.ticket(1);
    let message = counter.desk.messages(ticket.id).remove(0);
    assert_eq!(
        (message.author_email.as_str(), ticket.channel),
        ("anna@fano.example", Channel::Email)
    );
    assert!(counter.notices(1).contains(&"pec-not-certified".to_owned()));
}

#[test]
fn receipts_become_the_state_of_our_mail_in_whatever_order_they_come() {
    let counter = Counter::new();
    let (ticket, id) = counter.answered();
    let before = counter.desk.messages(ticket.id).len();
    let outcome = counter.receive(&receipt("accettazione", &id, ""));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Receipt, Some(1)));
    assert_eq!(counter.delivery(&ticket).as_deref(), Some("accepted"));
    let to_another = "<consegna>altri@pec.example</consegna>";
    counter.receive(&receipt("avvenuta-consegna", &id, to_another));
    assert_eq!(
        counter.delivery(&ticket).as_deref(),
        Some("accepted"),
        "somebody else's"
    );
    counter.receive(&receipt("presa-in-carico", &id, ""));
    counter.receive(&receipt(
        "avvenuta-consegna",
        &id,
        "<consegna>Anna@fano.example</consegna>",
    ));
    counter.receive(&receipt("accettazione", &id, ""));
    counter.receive(&receipt("preavviso-errore-consegna", &id, ""));
    assert_eq!(counter.delivery(&ticket).as_deref(), Some("delivered"));
    assert_eq!(counter.desk.messages(ticket.id).len(), before);
    assert_eq!(counter.desk.ticket(1).status, ticket.status);
    assert_eq!(counter.desk.office.events("delivery_reported"), 0);
}

#[test]
fn bad_news_stand_in_the_history_once_and_are_a_note_for_the_staff() {
    let counter = Counter::new();
    let (ticket, id) = counter.answered();
    counter.receive(&receipt("preavviso-errore-consegna", &id, ""));
    assert_eq!(counter.delivery(&ticket).as_deref(), Some("doubtful"));
    assert_eq!(counter.desk.office.events("delivery_reported"), 1);
    let detail = "<errore-esteso>5.1.1 - indirizzo non valido</errore-esteso>";
    let failed = receipt("errore-consegna", &id, detail);
    for _ in 0..2 {
        counter.receive(&failed);
    }
    counter.receive(&receipt("errore-consegna", &id, detail));
    let mail = counter.mail(&ticket);
    assert_eq!(mail.delivery.as_deref(), Some("failed"));
    assert_eq!(
        mail.delivery_detail.as_deref(),
        Some("altro: 5.1.1 - indirizzo non valido")
    );
    assert_eq!(counter.desk.office.events("delivery_reported"), 2);
    let messages = counter.desk.messages(ticket.id);
    assert_eq!((messages.len(), messages[1].kind), (2, MessageKind::Note));
    assert!(messages[1].body.contains("anna@fano.example") && messages[1].body.contains("5.1.1"));
    let failing = |conn: &mut _| {
        let anna = persons::table.filter(persons::email.eq("anna@fano.example"));
        Ok(anna
            .select(persons::mail_failing_since.is_not_null())
            .first::<bool>(conn)?)
    };
    assert!(counter.ctx.read(failing).unwrap(), "the address is no more");
    assert_eq!(counter.desk.ticket(1).status, ticket.status);
}

#[test]
fn refused_and_infected_mail_failed_too() {
    for kind in ["non-accettazione", "rilevazione-virus"] {
        let counter = Counter::new();
        let (ticket, id) = counter.answered();
        counter.receive(&receipt(kind, &id, ""));
        assert_eq!(counter.delivery(&ticket).as_deref(), Some("failed"), "{kind}");
    }
}

#[test]
fn a_receipt_finds_our_mail_when_the_provider_wrote_another_domain() {
    let counter = Counter::new();
    let (ticket, id) = counter.answered();
    let local = id.split('@').next().unwrap();
    counter.receive(&receipt("accettazione", &format!("{local}@relay.gestore.example"), ""));
    assert_eq!(counter.delivery(&ticket).as_deref(), Some("accepted"));
}

#[test]
fn a_receipt_about_a_mail_that_we_did_not_send_is_kept_apart() {
    let counter = Counter::new();
    let outcome = counter.receive(&receipt("avvenuta-consegna", "7@altri.example", ""));
    assert_eq!((outcome.disposition, outcome.ticket), (Disposition::Receipt, None));
    assert!(outcome.reason.contains("orphan"), "{}", outcome.reason);
}

#[test]
fn an_answer_by_certified_mail_joins_by_the_identifier_that_the_provider_gave_ours() {
    let counter = Counter::new();
    let (ticket, id) = counter.answered();
    counter.receive(&receipt("accettazione", &id, ""));
    for (at, cited) in [
        "opec2941.20261124100000.1.2@gestore.example",
        "opec2941.20261124100000.1.2@altro.example",
    ]
    .iter()
    .enumerate()
    {
        let letter = format!("From: anna@fano.example\nSubject: Re: altro\nIn-Reply-To: <{cited}>\n\nEcco ({at}).");
        let outcome = counter.receive(&envelope(
            "anna@fano.example",
            &format!("opec9{at}@gestore.example"),
            &letter,
        ));
        assert_eq!(
            (outcome.disposition, outcome.ticket),
            (Disposition::Replied, Some(ticket.number)),
            "{cited}"
        );
    }
    let stranger =
        "From: x@altri.example\nSubject: Re\nIn-Reply-To: <opec2941.20261124100000.1.2@gestore.example>\n\nDimmi.";
    let outcome = counter.receive(&envelope("x@altri.example", "opec99@gestore.example", stranger));
    assert_eq!(
        outcome.disposition,
        Disposition::Opened,
        "knowing an identifier is not enough"
    );
}

#[test]
fn what_a_broken_signature_covers_neither_joins_a_ticket_nor_changes_the_state_of_a_mail() {
    let counter = Counter::new();
    let (ticket, id) = counter.answered();
    let signed = |raw: Vec<u8>| {
        let raw = String::from_utf8(raw)
            .unwrap()
            .replace("Content-Type: multipart/mixed; boundary=\"in\"", "CONTENT");
        let (head, body) = raw.split_once("CONTENT").unwrap();
        format!(
            "{head}Content-Type: multipart/signed; boundary=\"out\"\r\n\r\n--out\r\nContent-Type: multipart/mixed; boundary=\"in\"{body}\r\n\
             --out\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--out--\r\n"
        )
    };
    counter.receive(signed(receipt("errore-consegna", &id, "")).as_bytes());
    assert_eq!(counter.delivery(&ticket), None);
    let letter = format!("From: anna@fano.example\nSubject: Re: Guasto\nIn-Reply-To: <{id}>\n\nEcco.");
    let outcome = counter.receive(signed(envelope("anna@fano.example", "opec5@gestore.example", &letter)).as_bytes());
    assert_eq!(outcome.disposition, Disposition::Opened);
    assert!(counter.notices(2).contains(&"pec-signature-invalid".to_owned()));
}
