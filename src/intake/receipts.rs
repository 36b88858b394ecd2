// SPDX-License-Identifier: AGPL-3.0-or-later
//! Receipts of certified mail: what a provider says became of a mail of ours. They are written beside that mail, open
//! nothing, reopen nothing and are never answered; bad news stands in the history, and somebody is told.

use super::disposition::{Disposition, Settlement};
use super::reading::Incoming;
use super::threading::ticket_of;
use crate::config::Config;
use crate::event::Event;
use crate::people;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::{Locale, text};
use crate::platform::mail::outbox::{self, Delivery, Reported};
use crate::platform::mail::signature::Outcome;
use crate::platform::mail::{Address, Pec, PecKind};
use crate::tickets::{self, Channel, MailView, NewMessage};
use crate::tx::Tx;

/// Writes a receipt down beside the mail that it is about.
pub(super) fn note(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<Settlement> {
    let pec = incoming
        .pec
        .as_ref()
        .ok_or_else(|| Error::bug("a receipt that no provider wrote"))?;
    let kind = pec.kind.as_str();
    let settled = |reason: String| Ok(Settlement::without_ticket(Disposition::Receipt, reason));
    if incoming
        .signature
        .is_some_and(|verdict| verdict.outcome == Outcome::Invalid)
    {
        return settled(format!(
            "not believed, the signature of its provider is invalid ({kind})"
        ));
    }
    let named = possible_ids(pec, tx.config());
    let Some(mail) = outbox::sent_as(tx.conn(), &named)? else {
        return settled(format!("orphan: about no mail that we sent ({kind})"));
    };
    if let Some(identifier) = &pec.identifier {
        outbox::learn_provider_id(tx.conn(), mail.id, identifier)?;
    }
    let ticket = match mail.thread {
        Some(thread) => ticket_of(tx.conn(), thread)?,
        None => None,
    };
    let Some(delivery) = state_of(pec).filter(|_| is_about(pec, &mail)) else {
        let reason = format!("says nothing of the recipient ({kind})");
        return Ok(Settlement {
            ticket,
            ..Settlement::without_ticket(Disposition::Receipt, reason)
        });
    };
    let now = tx.now();
    let is_news = outbox::report(tx.conn(), mail.id, delivery, pec.trouble().as_deref(), now)?;
    if is_news {
        note_address(tx, &mail, pec, delivery)?;
    }
    let mut settlement = Settlement {
        ticket,
        ..Settlement::without_ticket(Disposition::Receipt, format!("the mail counts as {delivery} ({kind})"))
    };
    if let Some(ticket) = ticket.filter(|_| is_news && matches!(delivery, Delivery::Failed | Delivery::Doubtful)) {
        if delivery == Delivery::Failed {
            settlement.message = Some(tickets::note(tx, ticket, bad_news(&mail, pec))?);
        }
        tx.record(Event::DeliveryReported {
            ticket,
            mail_kind: mail.kind,
            delivery: delivery.to_string(),
            certified: true,
        })?;
    }
    Ok(settlement)
}

/// What the receipt says of the address itself: that there is none, or that mail reaches it.
fn note_address(tx: &mut Tx<'_>, mail: &Reported, pec: &Pec, delivery: Delivery) -> Result<()> {
    let detail = pec.error_detail.as_deref().unwrap_or_default();
    let unknown = matches!(pec.error.as_deref(), Some("no-dest" | "no-dominio")) || detail.starts_with("5.1.");
    match delivery {
        Delivery::Delivered => people::mail_reaches(tx, &mail.to),
        Delivery::Failed if unknown => people::mail_fails(tx, &mail.to, &pec.trouble().unwrap_or_default()),
        _ => Ok(()),
    }
}

/// The Message-IDs that the mail of ours may have: as cited, else what stands before the `@` with our own domains, since
/// some providers write another domain behind it.
fn possible_ids(pec: &Pec, config: &Config) -> Vec<String> {
    let Some(reference) = &pec.reference else {
        return Vec::new();
    };
    let mut ids = vec![reference.clone()];
    let local = reference.split('@').next().unwrap_or_default();
    for address in config.own_addresses().filter_map(Address::parse) {
        let id = format!("{local}@{}", address.domain());
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// What a receipt says of the mail; nothing where it is between providers.
fn state_of(pec: &Pec) -> Option<Delivery> {
    match pec.kind {
        PecKind::Accettazione => Some(Delivery::Accepted),
        PecKind::AvvenutaConsegna => Some(Delivery::Delivered),
        PecKind::PreavvisoErroreConsegna if !pec.is_final() => Some(Delivery::Doubtful),
        PecKind::PreavvisoErroreConsegna
        | PecKind::NonAccettazione
        | PecKind::ErroreConsegna
        | PecKind::RilevazioneVirus => Some(Delivery::Failed),
        PecKind::PresaInCarico | PecKind::PostaCertificata | PecKind::Errore => None,
    }
}

/// Whether it is about the recipient of our mail: one that names another of several recipients is not.
fn is_about(pec: &Pec, mail: &Reported) -> bool {
    let same = |address: &str| address.eq_ignore_ascii_case(&mail.to);
    let among_them = pec.recipients.iter().any(|recipient| same(&recipient.address));
    pec.delivered_to.as_deref().is_none_or(|to| same(to) || !among_them)
}

fn bad_news(mail: &Reported, pec: &Pec) -> NewMessage {
    let told = pec.trouble().unwrap_or_else(|| pec.kind.as_str().to_owned());
    let said = text(Locale::It, "intake-pec-undelivered", &[("to", &mail.to)]);
    NewMessage {
        view: MailView::default(),
        body: format!("{said}\n\n{told}"),
        channel: Channel::Pec,
        mail_id: None,
        files: Vec::new(),
        may_answer: false,
        by_person: false,
    }
}
