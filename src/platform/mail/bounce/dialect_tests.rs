// SPDX-License-Identifier: AGPL-3.0-or-later
//! Reports in words alone: one way of reporting, one short mail. Expected: whom it names, the status, what became of it,
//! whether for good.

use super::*;
use crate::platform::mail::classify::{Kind, Post, classify};
use crate::platform::mail::parse::{Limits, parse};
use DeliveryAction::{Delayed, Failed};

/// A mail without a standard report: what servers wrote before there was one, and many still do.
struct Dialect {
    name: &'static str,
    headers: &'static str,
    text: &'static str,
    recipient: &'static str,
    status: Option<&'static str>,
    action: DeliveryAction,
    hard: bool,
}

const DAEMON: &str = "From: MAILER-DAEMON@mx.example\nSubject: failure notice";
const POSTMASTER: &str = "From: postmaster@mx.example\nSubject: Undeliverable: guasto";

const DIALECTS: [Dialect; 40] = [
    Dialect {
        name: "qmail",
        headers: DAEMON,
        text: "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the \
               following addresses.\n\n<ugo@ente.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line \
               is a copy of the message.\n\nReturn-Path: <noi@cstpu.example>\nMessage-ID: <1@cstpu.example>\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Exim names it in a header field",
        headers: "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: ugo@ente.example\nSubject: Mail \
                  delivery failed: returning message to sender",
        text: "This message was created automatically by mail delivery software.\n\nA message that you sent could not be \
               delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  \
               ugo@ente.example\n    SMTP error from remote mail server after RCPT TO:<ugo@ente.example>:\n    550 5.1.1 User \
               unknown\n\n------ This is a copy of the message, including all the headers. ------\n\nTo: altri@ente.example\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Exim without the field, mailbox full",
        headers: DAEMON,
        text: "This message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n  \
               ugo@ente.example\n    mailbox is full: retry timeout exceeded\n",
        recipient: "ugo@ente.example",
        status: Some("5.2.2"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "Exim says that it is late",
        headers: "From: Mail Delivery System <Mailer-Daemon@mx.example>\nSubject: Warning: message 1x delayed 24 hours",
        text: "This message was created automatically by mail delivery software.\nA message that you sent has not yet been \
               delivered to one or more of its recipients.\n\n  ugo@ente.example\n\nNo action is required on your part. \
               Delivery attempts will continue for some time.\n",
        recipient: "ugo@ente.example",
        status: None,
        action: Delayed,
        hard: false,
    },
    Dialect {
        name: "Postfix without report",
        headers: "From: MAILER-DAEMON@mx.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender",
        text: "This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could not\nbe \
               delivered to one or more recipients.\n\n<ugo@ente.example>: host mx.ente.example[192.0.2.1] said: 550 5.1.1\n    \
               <ugo@ente.example>: Recipient address rejected: User unknown (in reply to RCPT TO command)\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "sendmail",
        headers: "From: Mail Delivery Subsystem <MAILER-DAEMON>\nSubject: Returned mail: see transcript for details",
        text: "The original message was received at Mon, 2 Nov 2026 10:00:00 +0100\nfrom localhost\n\n   ----- The following \
               addresses had permanent fatal errors -----\n<ugo@ente.example>\n    (reason: 550 5.1.1 <ugo@ente.example>... User \
               unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.ente.example.:\n>>> \
               DATA\n<<< 550 5.1.1 <ugo@ente.example>... User unknown\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "old sendmail, transcript only",
        headers: "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\nSubject: Returned mail: User unknown",
        text: "   ----- Transcript of session follows -----\n550 <ugo@ente.example>... User unknown\n\n   ----- Unsent message \
               follows -----\nFrom: noi@cstpu.example\nTo: Altri <altri@ente.example>\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "sendmail says that it is late",
        headers: "From: MAILER-DAEMON@mx.example\nSubject: Warning: could not send message for past 4 hours",
        text: "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU \
               DO NOT NEED TO RESEND YOUR MESSAGE  **\n\n   ----- The following addresses had transient non-fatal errors \
               -----\n<ugo@ente.example>\n\n<ugo@ente.example>... Deferred: Connection refused by mx.ente.example.\n",
        recipient: "ugo@ente.example",
        status: Some("4.4.7"),
        action: Delayed,
        hard: false,
    },
    Dialect {
        name: "Exchange 5.5 and 2003",
        headers: "From: System Administrator <admin@mx.example>\nSubject: Undeliverable: guasto",
        text: "Your message\n\n  To:      Ugo Verdi\n  Subject: guasto\n  Sent:    Mon, 2 Nov 2026 10:00:00 +0100\n\ndid not reach \
               the following recipient(s):\n\nugo@ente.example on Mon, 2 Nov 2026 10:00:02 +0100\n    The recipient name is not \
               recognized\n    MSEXCH:IMS:ENTE:PU:MX 3550 (000B09B6) 550 Unknown recipient\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Exchange Online in English",
        headers: "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@ente.example>\nSubject: \
                  Undeliverable: guasto",
        text: "Delivery has failed to these recipients or groups:\n\nugo@ente.example (ugo@ente.example)\nThe email address you \
               entered couldn't be found. Please check the recipient's email address.\n\nDiagnostic information for \
               administrators:\n\nGenerating server: AM0PR.example\n\nugo@ente.example\nRemote Server returned '550 5.1.10 \
               RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'\n\nOriginal message headers:\n\n\
               Received: from x\nMessage-ID: <2@cstpu.example>\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.10"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Exchange in Italian",
        headers: "From: postmaster@ente.example\nSubject: Non recapitabile: guasto",
        text: "Impossibile recapitare il messaggio ai destinatari o gruppi seguenti:\n\nUgo Verdi (ugo@ente.example)\nImpossibile \
               trovare l'indirizzo di posta elettronica immesso.\n\nInformazioni di diagnostica per gli \
               amministratori:\n\nServer di generazione: mx.ente.example\n\nugo@ente.example\n#550 5.1.1 \
               RESOLVER.ADR.RecipNotFound; not found ##\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Exchange in Italian, full mailbox",
        headers: "From: postmaster@ente.example\nSubject: Recapito non riuscito: guasto",
        text: "Recapito non riuscito per i destinatari o gruppi seguenti:\n\nugo@ente.example\nLa cassetta postale del \
               destinatario è piena. Provare a inviare di nuovo il messaggio.\n",
        recipient: "ugo@ente.example",
        status: Some("5.2.2"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "Gmail",
        headers: "From: Mail Delivery Subsystem <mailer-daemon@posta.example>\nSubject: Delivery Status Notification (Failure)",
        text: "Delivery to the following recipient failed permanently:\n\n     ugo@ente.example\n\nTechnical details of permanent \
               failure:\nThe error that the other server returned was: 550 550 5.1.1 The email account that you tried to reach \
               does not exist (state 13).\n\n----- Original message -----\n\nTo: altri@ente.example\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Gmail in Italian",
        headers: "From: Mail Delivery Subsystem <mailer-daemon@posta.example>\nSubject: Delivery Status Notification (Failure)",
        text: "** Indirizzo non trovato **\n\nIl tuo messaggio non è stato recapitato a ugo@ente.example perché l'indirizzo non è \
               stato trovato o non può ricevere messaggi.\n\nLa risposta è stata:\n\n550 5.1.1 utente sconosciuto\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Yahoo",
        headers: DAEMON,
        text: "Message from  portale.example.\nUnable to deliver message to the following address(es).\n\n<ugo@ente.example>:\nThis \
               user doesn't have a portale.example account (ugo@ente.example) [0]\n\n--- Original message follows.\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Notes",
        headers: "From: Postmaster@mx.example\nSubject: DELIVERY FAILURE: User not listed",
        text: "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nugo@ente.example\n\n------- \
               Returned Message --------\n\nTo: altri@ente.example\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Domino",
        headers: POSTMASTER,
        text: "Your message\n\n  Subject: guasto\n\nwas not delivered to:\n\n  ugo@ente.example\n\nbecause:\n\n  User verdi \
               (ugo@ente.example) not listed in Domino Directory\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "GroupWise",
        headers: POSTMASTER,
        text: "The message that you sent was undeliverable to the following:\n\tugo@ente.example (Mailbox full)\n",
        recipient: "ugo@ente.example",
        status: Some("5.2.2"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "Courier",
        headers: "From: \"Courier mail server at mx.example\" <postmaster@mx.example>\nSubject: NOTICE: mail delivery status.\n\
                  Return-Path: <>",
        text: "This is a delivery status notification from mx.example,\nrunning the Courier mail server.\n\nThe original message \
               was received on Mon, 2 Nov 2026\n\nUNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be \
               delivered:\n\n<ugo@ente.example>:\n    mx.ente.example [192.0.2.1]:\n>>> RCPT TO:<ugo@ente.example>\n<<< 550 5.1.1 \
               No such user\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "James",
        headers: "From: postmaster@mx.example\nSubject: Re: guasto",
        text: "Hi. This is the James mail server at mx.example.\nI'm afraid I wasn't able to deliver your message to the following \
               addresses.\n\nError message below:\n550 - Requested action not taken: no such user here\n\nMessage details:\n  \
               Subject: guasto\n  MAIL FROM: noi@cstpu.example\n  RCPT TO: ugo@ente.example\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "an address in quotes, as GMX writes it",
        headers: DAEMON,
        text: "This message was created automatically by mail delivery software.\n\nThe following address failed:\n\n\
               \"ugo@ente.example\":\nSMTP error from remote server after RCPT command:\nhost: mx.ente.example\n5.1.1 unknown \
               user\n\n--- The header of the original message is following. ---\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "1&1 and a mail that is too large",
        headers: DAEMON,
        text: "This message was created automatically by mail delivery software.\n\nThe following address \
               failed:\n\nugo@ente.example\n\nFor the following reason:\n\nMail size limit exceeded. 552 message too large\n",
        recipient: "ugo@ente.example",
        status: Some("5.3.4"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "MXLogic",
        headers: "From: Mail Delivery System <Mailer-Daemon@mx.example>\nSubject: Mail delivery failed: returning message to sender",
        text: "This message was created automatically by mail delivery software (MXL).\n\nA message that you sent could not be \
               delivered to one or more of its recipients.\n\n<ugo@ente.example>\n  :550 5.1.1 unknown user\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "McAfee gateway",
        headers: POSTMASTER,
        text: "This is the mail gateway.\n\n--- The following addresses had delivery problems ---\n\n<ugo@ente.example>   (User \
               unknown ugo@ente.example)\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "MailMarshal",
        headers: POSTMASTER,
        text: "Your message:\n   From:    noi@cstpu.example\n   Subject: guasto\n\nCould not be delivered because of\n\n550 5.1.1 User \
               unknown\n\nThe following recipients were affected: \n    ugo@ente.example\n\nAdditional Information\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "IMail",
        headers: POSTMASTER,
        text: "Unknown user: ugo@ente.example\n\nOriginal message follows.\n\nTo: altri@ente.example\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "InterScan",
        headers: "From: \"InterScan MSS\" <postmaster@mx.example>\nSubject: Mail could not be delivered",
        text: "****** Message from InterScan Messaging Security Suite ******\n\nSent <<< RCPT TO:<ugo@ente.example>\nReceived >>> \
               550 5.1.1 <ugo@ente.example>... user unknown\n\nUnable to deliver message to <ugo@ente.example>\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "SurfControl",
        headers: POSTMASTER,
        text: "Your message could not be sent.\nA transcript of the attempts to send the message follows.\nAddressed To: \
               ugo@ente.example\n\nMon 2 Nov 2026 10:00:00 +0100\nFailed to send to identified host,\nmx.ente.example: \
               [192.0.2.1], 550 5.7.1 rejected as spam\n",
        recipient: "ugo@ente.example",
        status: Some("5.7.1"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "a Japanese carrier",
        headers: "From: Mail Administrator <postmaster@carrier.example>\nSubject: Mail System Error - Returned Mail",
        text: "This is a notice about the e-mail that you sent.\n\nYour mail sent on: Mon, 2 Nov 2026 10:00:00 +0900\n\nCould not be \
               delivered to: <ugo@carrier.example>\n      As their mailbox is full.\n\nReturned mail\n",
        recipient: "ugo@carrier.example",
        status: Some("5.2.2"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "another Japanese carrier",
        headers: DAEMON,
        text: "The user(s) account is disabled.\n\n<ugo@carrier.example>: 550 user unknown (in reply to RCPT TO command)\n\n\
               ---------------------\n",
        recipient: "ugo@carrier.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Zoho's one line",
        headers: "From: mailer-daemon@mx.example\nSubject: Undelivered Mail Returned to Sender",
        text: "This message was created automatically by mail delivery software.\nA message that you sent could not be delivered to \
               one or more of its recipients.\n\n[Status: Error, Address: <ugo@ente.example>, ResponseCode 550, 5.1.1, User \
               unknown.]\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Amazon SES blocks",
        headers: "From: MAILER-DAEMON@ses.example\nSubject: Delivery Status Notification (Failure)",
        text: "An error occurred while trying to deliver the mail to the following recipients:\nugo@ente.example\n\n554 5.7.1 Message \
               rejected due to policy\n",
        recipient: "ugo@ente.example",
        status: Some("5.7.1"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "Mimecast holds",
        headers: POSTMASTER,
        text: "The message you sent to ugo@ente.example could not be delivered.\nThe reason: 451 Internal resources are temporarily \
               unavailable\n",
        recipient: "ugo@ente.example",
        status: Some("4.4.7"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "Aruba",
        headers: "From: MAILER-DAEMON@smtp.example\nSubject: Mancata consegna del messaggio",
        text: "Non è stato possibile consegnare il messaggio ai seguenti destinatari.\n\n<ugo@ente.example>:\nhost mx.ente.example: 550 \
               utente inesistente\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Libero",
        headers: "From: postmaster@portale.example\nSubject: Errore di consegna",
        text: "Gentile utente,\nil messaggio indirizzato al destinatario: ugo@ente.example\nnon può essere consegnato: casella \
               piena.\n",
        recipient: "ugo@ente.example",
        status: Some("5.2.2"),
        action: Failed,
        hard: false,
    },
    Dialect {
        name: "Tiscali",
        headers: "From: Amministratore di sistema <avvisi@portale.example>\nSubject: Messaggio non recapitato",
        text: "Impossibile recapitare il messaggio.\nDestinatario: ugo@ente.example\nMotivo: destinatario sconosciuto\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "Register.it says that it is late",
        headers: "From: Mail Delivery System <MAILER-DAEMON@smtp.example>\nSubject: Recapito ritardato",
        text: "Il messaggio non è ancora stato recapitato a:\n\n<ugo@ente.example>: connect to mx.ente.example: Connection timed out\n\n\
               Non occorre inviarlo di nuovo.\n",
        recipient: "ugo@ente.example",
        status: Some("4.4.7"),
        action: Delayed,
        hard: false,
    },
    Dialect {
        name: "no such domain",
        headers: DAEMON,
        text: "This is the mail system at host mx.example.\n\n<ugo@enet.example>: Host or domain name not found. Name service error \
               for name=enet.example type=AAAA: Host not found\n",
        recipient: "ugo@enet.example",
        status: Some("5.1.2"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "a German provider",
        headers: "From: Mailer-Daemon <mailer-daemon@mx.example>\nSubject: Zustellung fehlgeschlagen",
        text: "Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger: ugo@ente.example\nGrund: Postfach existiert nicht (550)\n",
        recipient: "ugo@ente.example",
        status: Some("5.1.1"),
        action: Failed,
        hard: true,
    },
    Dialect {
        name: "an IP address is no status",
        headers: DAEMON,
        text: "<ugo@ente.example>: host 5.1.1.9 refused to talk: 550 rejected, 192.0.2.5 is on a blocklist\n",
        recipient: "ugo@ente.example",
        status: Some("5.7.1"),
        action: Failed,
        hard: false,
    },
];

#[test]
fn every_way_in_which_servers_return_mail_is_understood() {
    let mut wrong = Vec::new();
    for dialect in &DIALECTS {
        let raw = format!("{}\nTo: assistenza@cstpu.example\n\n{}", dialect.headers, dialect.text);
        let mail = parse(raw.as_bytes(), &Limits::default()).unwrap();
        let found = classify(&mail, &[], Post::Ordinary);
        let kind = match dialect.action {
            Delayed => Kind::Delay,
            _ => Kind::Bounce,
        };
        let worst = found.bounce.as_ref().and_then(Bounce::worst);
        let told = worst.map(|about| {
            (
                about.address.as_str(),
                about.status.as_deref(),
                about.action,
                about.hard,
            )
        });
        let expected = (dialect.recipient, dialect.status, dialect.action, dialect.hard);
        if found.kind != kind || told != Some(expected) {
            wrong.push(format!(
                "{}: {:?} {told:?} ({})",
                dialect.name, found.kind, found.reason
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
