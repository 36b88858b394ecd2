// SPDX-License-Identifier: AGPL-3.0-or-later
//! What a mailbox of certified mail (PEC) adds to a reading: envelopes are opened, receipts are recognised, signatures are
//! checked. At any other mailbox nobody's word for it is taken. Pure, but for the file of authorities.

use crate::config::{Config, Mailbox};
use crate::platform::mail::signature::{self, Authorities, Outcome, Verdict};
use crate::platform::mail::{Address, Limits, Notice, ParsedMail, Pec, PecKind, Post, parse, pec};

/// Where a mail came to, as far as certified mail is concerned.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counter<'a> {
    /// An ordinary mailbox.
    Ordinary,
    /// A mailbox of certified mail; with its settings, when there are some.
    Certified(Option<&'a Mailbox>),
}

impl<'a> Counter<'a> {
    /// The mailbox of that name.
    pub(super) fn of(config: &'a Config, name: &str) -> Self {
        match config.mailboxes.iter().find(|mailbox| mailbox.name == name) {
            Some(mailbox) if mailbox.pec => Self::Certified(Some(mailbox)),
            _ => Self::Ordinary,
        }
    }

    /// Some mailbox of certified mail, when `pec` says so.
    pub(super) fn any(config: &'a Config, pec: bool) -> Self {
        match pec {
            true => Self::Certified(config.mailboxes.iter().find(|mailbox| mailbox.pec)),
            false => Self::Ordinary,
        }
    }
}

/// A mail out of its envelope.
pub(super) struct Opened {
    /// What somebody wrote: the mail in the envelope, or the mail itself.
    pub(super) letter: ParsedMail,
    /// What the provider says; `None` for ordinary mail.
    pub(super) pec: Option<Pec>,
    /// What the signature of the provider is worth.
    pub(super) signature: Option<Verdict>,
}

impl Opened {
    /// Whether it is a certified mail, not a receipt and not an ordinary one in an envelope.
    pub(super) fn is_certified(&self) -> bool {
        self.is(PecKind::PostaCertificata)
    }

    /// Whether it is a receipt.
    pub(super) fn is_receipt(&self) -> bool {
        self.pec.as_ref().is_some_and(|pec| pec.kind.is_receipt())
    }

    /// Whether the provider's signature does not fit: then nothing that the envelope says is certain.
    pub(super) fn is_forged(&self) -> bool {
        self.signature
            .is_some_and(|verdict| verdict.outcome == Outcome::Invalid)
    }

    /// Who wrote a certified mail: whom the provider names, by the name that they give themselves.
    pub(super) fn writer(&self) -> Option<Address> {
        if !self.is_certified() {
            return None;
        }
        let from = self.letter.from.as_ref();
        match self.pec.as_ref().and_then(|pec| pec.sender.as_ref()) {
            Some(sender) => {
                let name = from
                    .filter(|from| from.is_same_mailbox(sender.address()))
                    .map_or("", Address::name);
                Address::new(name, sender.address())
            }
            None => from.cloned(),
        }
    }

    /// How the mail itself is to be classified: only a receipt is still what its provider wrote.
    pub(super) fn post(&self) -> Post {
        match self.is_receipt() {
            true => Post::Certified,
            false => Post::Ordinary,
        }
    }

    /// What a reader should know: of the reading, and what the signature of a certified mail is worth (an invalid one is
    /// among the former).
    pub(super) fn notices(&self) -> Vec<String> {
        let vouched = match self
            .signature
            .filter(|_| self.is_certified())
            .map(|verdict| verdict.outcome)
        {
            Some(Outcome::Valid) => Some("pec-signature-valid"),
            Some(Outcome::NotChecked) => Some("pec-signature-not-checked"),
            Some(Outcome::Invalid) | None => None,
        };
        let notices = self.letter.notices.iter().map(ToString::to_string);
        notices.chain(vouched.map(str::to_owned)).collect()
    }

    fn is(&self, kind: PecKind) -> bool {
        self.pec.as_ref().is_some_and(|pec| pec.kind == kind)
    }
}

/// Opens the outer envelope, and only that: a certified mail that somebody forwards stays an attachment.
pub(super) fn open(raw: &[u8], mut mail: ParsedMail, counter: Counter<'_>, limits: &Limits) -> Opened {
    let claims = pec::read(&mail).is_some();
    if claims && matches!(counter, Counter::Certified(_)) {
        without_what_is_not_signed(raw, &mut mail, limits);
    }
    let pec = pec::read(&mail);
    let (Some(pec), Counter::Certified(mailbox)) = (&pec, counter) else {
        if pec.is_some() {
            mail.notices.push(Notice::PecNotBelieved);
        }
        return Opened {
            letter: mail,
            pec: None,
            signature: None,
        };
    };
    let verdict = verdict(raw, &mail, pec, mailbox, limits);
    let outer = mail.notices.clone();
    let mut letter = match pec::enclosed(&mail, pec).map(|file| parse(&file.bytes, limits)) {
        Some(Ok(letter)) => letter,
        None if pec.kind.is_receipt() => mail,
        Some(Err(_)) | None => {
            mail.notices.push(Notice::PecWithoutContent);
            mail
        }
    };
    if letter.subject.is_empty() {
        letter.subject = pec.subject.clone().unwrap_or_default();
    }
    let notice = match (pec.kind, verdict.outcome) {
        (_, Outcome::Invalid) => Some(Notice::PecSignatureInvalid),
        (PecKind::Errore, _) => Some(Notice::PecNotCertified),
        _ => None,
    };
    // What was left out of the envelope is missing in the letter, too.
    for notice in outer.into_iter().chain(notice) {
        if !letter.notices.contains(&notice) {
            letter.notices.push(notice);
        }
    }
    Opened {
        letter,
        pec: Some(pec.clone()),
        signature: Some(verdict),
    }
}

/// Leaves only the files that the signature covers: a data sheet or a letter that somebody put beside them would be taken
/// for what the provider said.
fn without_what_is_not_signed(raw: &[u8], mail: &mut ParsedMail, limits: &Limits) {
    if let Some(Ok(signed)) = signature::signed_content(raw, limits).map(|content| parse(content, limits)) {
        mail.attachments = signed.attachments;
    }
}

fn verdict(raw: &[u8], mail: &ParsedMail, pec: &Pec, mailbox: Option<&Mailbox>, limits: &Limits) -> Verdict {
    let file = mailbox.map(|mailbox| mailbox.pec_authorities.as_path());
    let authorities = match file.map_or_else(|| Ok(Authorities::default()), Authorities::read) {
        Ok(authorities) => authorities,
        Err(error) => {
            // The program does not start without it: it was there, and is not any more.
            tracing::error!(%error, "the authorities of certified mail cannot be read: a signature was not checked");
            return told(Outcome::NotChecked, "the file of authorities cannot be read");
        }
    };
    let verdict = signature::verify(raw, mail.from.as_ref(), pec.date, limits, &authorities);
    match verdict.outcome {
        // The headers are not signed: a genuine sheet can be sent again under others.
        Outcome::Valid if !pec.is_consistent => told(Outcome::Invalid, "the headers say other than what was signed"),
        _ => verdict,
    }
}

fn told(outcome: Outcome, reason: &'static str) -> Verdict {
    Verdict { outcome, reason }
}
