// SPDX-License-Identifier: AGPL-3.0-or-later
//! Italian certified mail (PEC, RFC 6109): which envelope or receipt a mail is, and what its data sheet says.
//!
//! Only the provider's own headers decide, `X-Trasporto` before `X-Ricevuta`; never the subject, nor that there is a data
//! sheet. Anybody can write those headers into a mail to an ordinary mailbox: whether they are believed is for the caller.

use super::address::Address;
use super::daticert::{self, Daticert, PecRecipient};
use super::parse::{ParsedAttachment, ParsedMail};
use crate::platform::clock::Timestamp;

/// What a mail of a provider is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PecKind {
    /// The envelope in which a certified mail arrives.
    PostaCertificata,
    /// Ordinary mail, passed on in an envelope that certifies nothing (`X-Trasporto: errore`).
    Errore,
    /// The sender's provider took a mail of ours.
    Accettazione,
    /// The sender's provider refused a mail of ours.
    NonAccettazione,
    /// The recipient's provider has it; said between providers.
    PresaInCarico,
    /// It lies in the recipient's mailbox.
    AvvenutaConsegna,
    /// It could not be delivered.
    ErroreConsegna,
    /// It has not been delivered for twelve or twenty-four hours.
    PreavvisoErroreConsegna,
    /// A virus was found in it.
    RilevazioneVirus,
}

const RECEIPTS: [PecKind; 7] = [
    PecKind::Accettazione,
    PecKind::NonAccettazione,
    PecKind::PresaInCarico,
    PecKind::AvvenutaConsegna,
    PecKind::ErroreConsegna,
    PecKind::PreavvisoErroreConsegna,
    PecKind::RilevazioneVirus,
];

impl PecKind {
    /// The word in the header of its provider.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PostaCertificata => "posta-certificata",
            Self::Errore => "errore",
            Self::Accettazione => "accettazione",
            Self::NonAccettazione => "non-accettazione",
            Self::PresaInCarico => "presa-in-carico",
            Self::AvvenutaConsegna => "avvenuta-consegna",
            Self::ErroreConsegna => "errore-consegna",
            Self::PreavvisoErroreConsegna => "preavviso-errore-consegna",
            Self::RilevazioneVirus => "rilevazione-virus",
        }
    }

    fn of_receipt(value: &str) -> Option<Self> {
        RECEIPTS.into_iter().find(|kind| kind.as_str() == value)
    }

    /// Whether it tells what became of a mail, and is not one.
    pub fn is_receipt(self) -> bool {
        !matches!(self, Self::PostaCertificata | Self::Errore)
    }
}

/// What a provider says of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pec {
    /// What it is.
    pub kind: PecKind,
    /// Who wrote the certified mail; of a receipt, whoever wrote the mail that it is about.
    pub sender: Option<Address>,
    /// For whom it was.
    pub recipients: Vec<PecRecipient>,
    /// Its subject.
    pub subject: Option<String>,
    /// The identifier that its provider gave it, by which answers refer to it.
    pub identifier: Option<String>,
    /// The Message-ID that its writer's program gave it, without brackets.
    pub reference: Option<String>,
    /// What went wrong: `no-dest`, `no-dominio`, `virus`, `altro`.
    pub error: Option<String>,
    /// The same in the provider's words.
    pub error_detail: Option<String>,
    /// How much of the original comes with the receipt: `completa`, `breve`, `sintetica`.
    pub receipt: Option<String>,
    /// The recipient that the receipt is about.
    pub delivered_to: Option<String>,
    /// When the provider took it, or delivered it.
    pub date: Option<Timestamp>,
    /// Whether the data sheet says what the headers say; only the sheet is signed.
    pub is_consistent: bool,
}

impl Pec {
    /// Whether nothing more will come of the mail that it is about: some providers send a warning for good.
    pub fn is_final(&self) -> bool {
        match self.kind {
            PecKind::PreavvisoErroreConsegna => {
                let detail = self.error_detail.as_deref().unwrap_or_default();
                detail.trim_start().starts_with("5.4.1")
            }
            kind => !matches!(kind, PecKind::Accettazione | PecKind::PresaInCarico),
        }
    }

    /// What went wrong, on one line, for whoever has to do something about it.
    pub fn trouble(&self) -> Option<String> {
        match (&self.error, &self.error_detail) {
            (Some(error), Some(detail)) => Some(format!("{error}: {detail}")),
            (error, detail) => error.clone().or_else(|| detail.clone()),
        }
    }
}

/// What the mail is to certified mail; `None` when it is ordinary.
pub fn read(mail: &ParsedMail) -> Option<Pec> {
    let kind = kind(mail)?;
    // Ordinary mail in an envelope may carry the data sheet of another mail: that is its own matter.
    let sheet = (kind != PecKind::Errore).then(|| sheet(mail)).flatten();
    Some(told(mail, kind, sheet.unwrap_or_default()))
}

fn kind(mail: &ParsedMail) -> Option<PecKind> {
    let value = |name: &str| mail.header(name).map(word).filter(|word| !word.is_empty());
    match value("X-Trasporto").as_deref() {
        Some("posta-certificata") => return Some(PecKind::PostaCertificata),
        Some("errore") => return Some(PecKind::Errore),
        _ => {}
    }
    let receipt = value("X-Ricevuta").and_then(|word| PecKind::of_receipt(&word));
    let unsafe_mail = value("X-VerificaSicurezza").is_some_and(|word| word == "errore");
    receipt.or_else(|| unsafe_mail.then_some(PecKind::RilevazioneVirus))
}

/// The first word of a header's value, in lower case.
fn word(value: &str) -> String {
    let word = value.trim().split(|c: char| c.is_whitespace() || c == ';').next();
    word.unwrap_or_default().trim_matches('"').to_ascii_lowercase()
}

/// The data sheet of the envelope: the first one, since the mail within is not looked into.
fn sheet(mail: &ParsedMail) -> Option<Daticert> {
    let named = |file: &&ParsedAttachment| file.filename.to_ascii_lowercase().ends_with("daticert.xml");
    let xml = |file: &&ParsedAttachment| matches!(file.content_type.as_str(), "application/xml" | "text/xml");
    let files = || mail.attachments.iter();
    let candidates = files().filter(named).chain(files().filter(xml));
    candidates.take(4).find_map(|file| daticert::read(&file.bytes))
}

fn told(mail: &ParsedMail, kind: PecKind, sheet: Daticert) -> Pec {
    let travels = !kind.is_receipt();
    let answers_to = mail.reply_to.first().filter(|_| travels).cloned();
    let reference = mail.header("X-Riferimento-Message-ID").map(daticert::bare_id);
    // Without a sheet nothing that was signed says what the headers say; ordinary mail in an envelope has none.
    let is_consistent = (kind == PecKind::Errore || sheet.kind.as_deref() == Some(kind.as_str()))
        && same_mail(reference.as_deref(), sheet.message_id.as_deref());
    let own_id = mail.message_id.clone().filter(|_| kind == PecKind::PostaCertificata);
    Pec {
        kind,
        sender: sheet
            .sender
            .or(answers_to)
            .or_else(|| on_behalf_of(mail).filter(|_| travels)),
        recipients: sheet.recipients,
        subject: sheet
            .subject
            .or_else(|| Some(bare_subject(&mail.subject)).filter(|subject| !subject.is_empty())),
        identifier: sheet.identifier.or(own_id),
        reference: reference.filter(|id| !id.is_empty()).or(sheet.message_id),
        error: sheet.error.filter(|error| error != "nessuno"),
        error_detail: sheet.error_detail,
        receipt: sheet.receipt.or_else(|| mail.header("X-TipoRicevuta").map(word)),
        delivered_to: sheet.delivered_to,
        date: sheet.date.or(mail.date),
        is_consistent,
    }
}

/// Whether both are identifiers of one mail, as far as both are there: some providers write another domain.
fn same_mail(header: Option<&str>, sheet: Option<&str>) -> bool {
    let local = |id: &str| id.split('@').next().unwrap_or_default().to_lowercase();
    match (header, sheet) {
        (Some(header), Some(sheet)) => local(header) == local(sheet),
        _ => true,
    }
}

/// Who is named in `"Per conto di: ente@pec.example" <posta-certificata@gestore.example>`.
fn on_behalf_of(mail: &ParsedMail) -> Option<Address> {
    let (_, named) = mail.from.as_ref()?.name().rsplit_once(": ")?;
    Address::parse(named.trim())
}

/// What providers put before the subject of the mail, the longest first.
const PREFIXES: [&str; 9] = [
    "AVVISO DI MANCATA CONSEGNA PER SUPERAMENTO TEMPO MASSIMO: ",
    "AVVISO DI NON ACCETTAZIONE: ",
    "AVVISO DI MANCATA CONSEGNA: ",
    "PROBLEMA DI SICUREZZA: ",
    "ANOMALIA MESSAGGIO: ",
    "POSTA CERTIFICATA: ",
    "PRESA IN CARICO: ",
    "ACCETTAZIONE: ",
    "CONSEGNA: ",
];

fn bare_subject(subject: &str) -> String {
    let found = PREFIXES.iter().find_map(|prefix| {
        // What a mailing list puts before it stays behind.
        let at = subject.find(prefix)?;
        subject.get(at + prefix.len()..)
    });
    found.unwrap_or(subject).trim().to_owned()
}

/// The mail in an envelope: exactly its bytes. `None` for receipts, and for an envelope without a mail.
pub fn enclosed<'a>(mail: &'a ParsedMail, pec: &Pec) -> Option<&'a ParsedAttachment> {
    if pec.kind.is_receipt() {
        return None;
    }
    let mut files = mail.attachments.iter();
    let named = |file: &&ParsedAttachment| file.filename.eq_ignore_ascii_case("postacert.eml");
    files
        .clone()
        .find(named)
        .or_else(|| files.find(|file| file.content_type == "message/rfc822"))
}

#[cfg(test)]
#[path = "pec_tests.rs"]
mod tests;
