// SPDX-License-Identifier: AGPL-3.0-or-later
//! Putting a notice into the outbox, so that it joins the conversation in the recipient's mail program.

use jiff::civil::Date;

use super::MailFate;
use super::audience::{address_for, foreign, is_staff};
use super::letter::{Letter, Notice, Rendered};
use crate::config::Mailbox;
use crate::ids::TicketId;
use crate::people::{Link, Person};
use crate::platform::clock::Timestamp;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::platform::mail::outbox::{self, NewOutbound};
use crate::platform::mail::{Address, Automatic};
use crate::tickets;
use crate::tx::Tx;

/// Queues a notice for a person.
pub(super) fn tell(tx: &mut Tx<'_>, notice: &Notice<'_>, person: &Person) -> Result<()> {
    let Some(to) = address_for(tx, person, notice)? else {
        return Ok(());
    };
    let staff = is_staff(tx, person)?;
    // A survey is answered on its page, and nothing of it leads back to a person.
    let key = (notice.kind != "survey_invitation").then(outbox::new_reply_key);
    let is_theirs = to.is_same_mailbox(&person.email);
    let letter = notice.letter(tx.config(), &person.name, person.locale, staff);
    let letter = match is_theirs {
        true => letter,
        false => letter.for_somebody_else(),
    };
    let Rendered { subject, text, html } = letter.with_key(key.clone()).render(notice.kind)?;
    let thread = Thread::of(tx, notice.ticket.id, &to, staff)?;
    let counter = tx
        .config()
        .pec_mailbox(notice.ticket.mailbox.as_deref())
        .filter(|_| !staff);
    let (from, via) = match counter {
        Some(mailbox) => (certified_sender(tx, mailbox)?, Some(mailbox.name.clone())),
        None => (sender(tx)?, None),
    };
    // Certified mail is answered where it came from.
    let answers_to = key.as_deref().filter(|_| via.is_none());
    let answers_to = answers_to.and_then(|key| answer_address(tx, key));
    let automatic = match notice.origin() {
        Automatic::Generated if notice.kind == "receipt" && thread.in_reply_to.is_some() => Automatic::Replied,
        origin => origin,
    };
    let mail = NewOutbound {
        kind: notice.kind,
        thread: Some(notice.ticket.id.into()),
        // Bounces of what a person wrote come back to the help desk, by the key of the mail where there are such addresses;
        // those of a program's mail must not. Providers of certified mail take nothing without a sender, and their receipts
        // are no bounces.
        envelope_from: (automatic == Automatic::No || via.is_some())
            .then(|| answers_to.clone().unwrap_or_else(|| from.clone())),
        reply_key: key,
        reply_to: answers_to,
        from,
        to,
        subject,
        text,
        html,
        in_reply_to: thread.in_reply_to,
        references: thread.references,
        automatic,
        files: notice.files(),
        secret: notice.is_secret() && is_theirs,
        via,
    };
    let now = tx.now();
    outbox::queue(tx.conn(), &mail, now)?;
    Ok(())
}

/// Queues a sign-in link.
pub(super) fn send_sign_in_link(tx: &mut Tx<'_>, link: &Link, locale: Locale) -> Result<()> {
    let Some(to) = Address::new("", &link.email).and_then(|address| foreign(tx, address)) else {
        return Ok(());
    };
    let letter = Letter::sign_in(tx.config(), &link.token, locale);
    send_alone(tx, "sign_in_link", to, &letter, Automatic::Generated, None)
}

/// Queues the question to somebody unknown whether a mail is theirs.
pub(super) fn ask_unknown(tx: &mut Tx<'_>, to: Address, token: &str, answered: Option<&str>) -> Result<()> {
    let Some(to) = foreign(tx, to) else {
        return Ok(());
    };
    let letter = Letter::held(tx.config(), token);
    send_alone(tx, "held", to, &letter, Automatic::Replied, answered)
}

/// Queues a mail that belongs to no ticket and is nobody's but the recipient's to read. `answered` is the
/// Message-ID of the mail that it answers.
fn send_alone(
    tx: &mut Tx<'_>,
    kind: &'static str,
    to: Address,
    letter: &Letter,
    automatic: Automatic,
    answered: Option<&str>,
) -> Result<()> {
    let Rendered { subject, text, html } = letter.render(kind)?;
    let answered = answered.map(str::to_owned);
    let mail = NewOutbound {
        kind,
        thread: None,
        via: None,
        from: sender(tx)?,
        to,
        subject,
        text,
        html,
        references: answered.iter().cloned().collect(),
        in_reply_to: answered,
        automatic,
        envelope_from: None,
        reply_key: None,
        reply_to: None,
        files: Vec::new(),
        secret: true,
    };
    let now = tx.now();
    outbox::queue(tx.conn(), &mail, now)?;
    Ok(())
}

/// Queues the answer to where the mails of a day have gone. It is nobody's but the recipient's to read, so it counts as a secret.
pub(super) fn send_mail_fates(
    tx: &mut Tx<'_>,
    to: &Address,
    day: Date,
    fates: &[MailFate],
    locale: Locale,
    not_since: Timestamp,
) -> Result<bool> {
    let kind = "mail_fates";
    // Folded, so that one mailbox in two spellings is one.
    let Some(to) = Address::new("", &to.folded()).and_then(|to| foreign(tx, to)) else {
        return Ok(false);
    };
    if outbox::was_queued_since(tx.conn(), kind, &to, not_since)? {
        return Ok(false);
    }
    // Who asks for many addresses of one body is braked here: where they ask from may change with each.
    let (overall, hour_ago) = (
        tx.config().mail.brakes.answer_limits().overall,
        tx.now().plus_minutes(-60),
    );
    if outbox::queued_since(tx.conn(), kind, hour_ago)? >= overall {
        tracing::warn!("too many questions for lost mail within an hour: one is not answered");
        return Ok(false);
    }
    let letter = Letter::mail_fates(tx.config(), day, fates, locale);
    send_alone(tx, kind, to, &letter, Automatic::Generated, None)?;
    Ok(true)
}

/// Whether one more automatic answer to a person, about the ticket, would be one too many.
pub(super) fn brake(tx: &mut Tx<'_>, notice: &Notice<'_>, person: &Person) -> Result<Option<outbox::Brake>> {
    let Some(address) = address_for(tx, person, notice)? else {
        return Ok(None);
    };
    let (limits, now) = (tx.config().mail.brakes.answer_limits(), tx.now());
    outbox::brake(tx.conn(), limits, address.address(), Some(notice.ticket.id.into()), now)
}

/// Whether this very transaction tells a person of the ticket by a mail of the kind.
pub(super) fn is_told_already(tx: &mut Tx<'_>, kind: &str, ticket: &tickets::Ticket, person: &Person) -> Result<bool> {
    let now = tx.now();
    let mails = outbox::of_thread(tx.conn(), ticket.id.into())?;
    let same = |mail: &outbox::Outbound| mail.queued_at == now && mail.kind == kind && mail.to == person.email;
    Ok(mails.iter().any(same))
}

fn sender(tx: &Tx<'_>) -> Result<Address> {
    let mail = &tx.config().mail;
    Address::new(&mail.from_name, &mail.from_address).ok_or_else(|| Error::bug("mail.from_address is no address"))
}

/// The address of a mailbox of certified mail: its server takes mail from no other.
fn certified_sender(tx: &Tx<'_>, mailbox: &Mailbox) -> Result<Address> {
    Address::new(&tx.config().mail.from_name, &mailbox.address)
        .ok_or_else(|| Error::bug("the address of a mailbox is none"))
}

/// The address of ours to which the recipient's answers go.
fn answer_address(tx: &Tx<'_>, key: &str) -> Option<Address> {
    let config = tx.config();
    Address::new(&config.mail.from_name, &config.reply_address(key)?)
}

/// Where a mail stands in the conversation.
struct Thread {
    in_reply_to: Option<String>,
    references: Vec<String>,
}

impl Thread {
    /// On the requester's side the mails that came in, then ours to the same person; at the desk only ours, because the
    /// requester's never reached it. It answers the last mail that came in, else our last.
    fn of(tx: &mut Tx<'_>, ticket: TicketId, to: &Address, staff: bool) -> Result<Self> {
        let came_in = match staff {
            true => Vec::new(),
            false => tickets::public_mail_ids(tx.conn(), ticket)?,
        };
        let ours = outbox::of_thread(tx.conn(), ticket.into())?
            .into_iter()
            .filter(|mail| to.is_same_mailbox(&mail.to))
            .map(|mail| mail.message_id);
        let answered = came_in.last().cloned();
        let mut references = came_in;
        references.extend(ours);
        Ok(Self {
            in_reply_to: answered.or_else(|| references.last().cloned()),
            references,
        })
    }
}
