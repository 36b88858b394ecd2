// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails as they come in: of each kind one, and bringing them in by the command that a mail server would call.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Brings in a mail; says what became of it. */
export async function deliver(raw, mailbox = "assistenza") {
  const { SPORTELLO_BINARY: binary, SPORTELLO_SETTINGS: settings } = process.env;
  const started = run(binary, ["mail", "deliver", "--json", "--mailbox", mailbox, "--config", settings, "-"]);
  started.child.stdin.end(raw.replaceAll("\n", "\r\n"));
  return JSON.parse((await started).stdout);
}

/** A mail of text. */
export function letter(from, subject, text, fields = []) {
  const header = [`From: ${from}`, "To: assistenza@cstpu.example", `Subject: ${subject}`, `Date: ${new Date().toUTCString()}`, ...fields];
  return `${header.join("\n")}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}\n`;
}

const PICTURE = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const LONG = "https://portale.comune-pesaro.example/".padEnd(220, "protocollo-informatico/");

/** A mail of Outlook: a wide table, an address that never ends, a picture in it, one from elsewhere, and what it answers. */
export function laidOut(from, subject) {
  const cells = (mark) => `<tr>${Array.from({ length: 9 }, (_, at) => `<${mark}>Colonna${at}senzaspazi</${mark}>`).join("")}</tr>`;
  const html = `<div class="WordSection1"><p class="MsoNormal">Buongiorno, la stampante <b>non stampa</b>. <span style="color:red">Urgente</span></p>
<p><a href="${LONG}">${LONG}</a></p><table border="1">${cells("th")}${cells("td")}</table>
<p><img src="cid:logo@pesaro"><img src="https://altrove.example/foto.jpg" alt="Foto della stampante"></p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>Da:</b> Bruno<br><b>Inviato:</b> ieri<br>
<b>A:</b> Paola<br><b>Oggetto:</b> stampante</p></div><p>Hai scritto al centro?</p><blockquote><pre>${"x".repeat(200)}</pre></blockquote></div>`;
  return `From: ${from}\nTo: assistenza@cstpu.example\nSubject: ${subject}\nMessage-ID: <laid-out@comune-pesaro.example>\nMIME-Version: 1.0
Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n${html}\n--b\nContent-Type: image/gif; name=logo.gif
Content-ID: <logo@pesaro>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\n${PICTURE}\n--b--\n`;
}

/** A certified mail; the signature of its provider is none. */
export function certified(from, subject, text) {
  const sheet = `<?xml version="1.0" encoding="UTF-8"?><postacert tipo="posta-certificata" errore="nessuno"><intestazione><mittente>${from}</mittente>
<destinatari tipo="certificato">cstpu@pec.cstpu.example</destinatari><risposte>${from}</risposte><oggetto>${subject}</oggetto></intestazione>
<dati><gestore-emittente>Gestore</gestore-emittente><data zona="+0100"><giorno>25/11/2026</giorno><ora>10:00:00</ora></data>
<identificativo>opec7@gestore.example</identificativo><msgid>&lt;pec7@gestore.example&gt;</msgid><ricevuta tipo="completa"/></dati></postacert>`;
  return `From: "Per conto di: ${from}" <posta-certificata@gestore.example>\nTo: cstpu@pec.cstpu.example\nSubject: POSTA CERTIFICATA: ${subject}
Message-ID: <opec7@gestore.example>\nReply-To: ${from}\nX-Trasporto: posta-certificata\nMIME-Version: 1.0
Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg=sha-256; boundary="out"\n\n--out
Content-Type: multipart/mixed; boundary="in"\n\n--in\nContent-Type: text/plain\n\nMessaggio di posta certificata\n--in
Content-Type: application/xml; name="daticert.xml"\n\n${sheet}\n--in\nContent-Type: message/rfc822; name="postacert.eml"\n
${letter(from, subject, text)}--in--\n--out\nContent-Type: application/x-pkcs7-signature; name="smime.p7s"
Content-Transfer-Encoding: base64\n\nMIIB\n--out--\n`;
}

/** A mail server gives back a mail of ours. */
export function bounced(to, original) {
  return `From: MAILER-DAEMON@mx.cstpu.example\nTo: assistenza@cstpu.example\nSubject: Undelivered Mail Returned to Sender\nReturn-Path: <>
MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=d\n\n--d\nContent-Type: text/plain\n
I'm sorry to have to inform you that your message could not be delivered.\n--d\nContent-Type: message/delivery-status\n
Reporting-MTA: dns; mx.cstpu.example\n\nFinal-Recipient: rfc822; ${to}\nAction: failed\nStatus: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full: ${"quota".repeat(30)}\n\n--d\nContent-Type: text/rfc822-headers\n\nMessage-ID: ${original}\n--d--\n`;
}
