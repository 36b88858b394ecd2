// SPDX-License-Identifier: AGPL-3.0-or-later
//! What the sender tells: a mail server, an address that nobody reads, ourselves.

use crate::platform::mail::Address;
use crate::platform::mail::compose::LOOP_HEADER;
use crate::platform::mail::parse::ParsedMail;

/// Whether it has the mark of our mails, with one of our own domains: those of another help desk with this program are
/// no mail of ours.
pub(super) fn has_our_mark(mail: &ParsedMail, own: &[Address]) -> bool {
    let marks = mail.headers(LOOP_HEADER);
    marks
        .iter()
        .any(|mark| own.iter().any(|known| known.domain().eq_ignore_ascii_case(mark.trim())))
}

/// Whether it comes from one of our own addresses.
pub(super) fn is_one_of_ours(mail: &ParsedMail, own: &[Address]) -> bool {
    mail.from.as_ref().is_some_and(|from| is_ours(from, own))
}

fn is_ours(address: &Address, own: &[Address]) -> bool {
    own.iter().any(|known| known.is_same_mailbox(address.address()))
}

/// Whether the sender's local part is one of the names, whatever follows a plus.
pub(super) fn is_named(mail: &ParsedMail, names: &[&str]) -> bool {
    mail.from.as_ref().is_some_and(|from| is_one_of(from, names))
}

fn is_one_of(address: &Address, names: &[&str]) -> bool {
    let local = address.local_part().to_lowercase();
    let base = local.split('+').next().unwrap_or_default();
    names.contains(&base)
}

/// The programs that return mail write their name in many ways, also where an address should stand.
pub(super) fn is_mailer_daemon(mail: &ParsedMail) -> bool {
    const NAMES: [&str; 6] = [
        "mailer-daemon",
        "mail-daemon",
        "mailer_daemon",
        "mailerdaemon",
        "mailer daemon",
        "mail delivery subsystem",
    ];
    let written = mail.header("From").unwrap_or_default().to_lowercase();
    let local = mail.from.as_ref().map(|from| from.local_part().to_lowercase());
    match local {
        // A name that anybody can choose is not enough beside an address that is another's.
        Some(local) => NAMES.iter().any(|name| local.starts_with(name)),
        None => NAMES.iter().any(|name| written.contains(name)),
    }
}

/// Senders that are a program that carries mail, and nobody's name.
pub(super) fn is_a_mail_program(mail: &ParsedMail) -> bool {
    is_named(
        mail,
        &[
            "mdaemon",
            "double-bounce",
            "ndr",
            "mta",
            "mailer",
            "mail.delivery.system",
            "post_master",
            "post-master",
        ],
    )
}

/// Senders that speak for a mail system: they return mail, but not only that.
pub(super) fn speaks_for_a_mail_system(mail: &ParsedMail) -> bool {
    const LOCALS: [&str; 13] = [
        "ndr",
        "postmaster",
        "post_master",
        "post-master",
        "mailmaster",
        "mailadmin",
        "mail-admin",
        "mdaemon",
        "double-bounce",
        "bounce",
        "bounces",
        "mta",
        "mailer",
    ];
    const NAMES: [&str; 14] = [
        "mail delivery",
        "mailer-daemon",
        "mailer daemon",
        "mail administrator",
        "system administrator",
        "systemadministrator",
        "amministratore",
        "administrateur",
        "administrador",
        "postmaster",
        "microsoft exchange",
        "microsoft outlook",
        "internet mail delivery",
        "mail system",
    ];
    let written = mail.header("From").unwrap_or_default().to_lowercase();
    // Exchange Online signs its reports with an address that begins like this and goes on with a number.
    let exchange = mail
        .from
        .as_ref()
        .is_some_and(|from| from.local_part().to_lowercase().starts_with("microsoftexchange"));
    exchange || is_named(mail, &LOCALS) || NAMES.iter().any(|name| written.contains(name))
}

/// Whether the envelope named nobody: what only reports and automatic answers may do (RFC 5321 4.5.5).
pub(super) fn has_empty_return_path(mail: &ParsedMail) -> bool {
    mail.header("Return-Path").is_some_and(|path| {
        let path = path.trim().to_lowercase();
        matches!(
            path.as_str(),
            "<>" | "" | "< >" | "<mailer-daemon>" | "mailer-daemon" | "<#@[]>"
        )
    })
}

/// Addresses that send and do not read, with anything around a sign: `noreply+12`, `no-reply-it`.
pub(super) fn is_unattended(mail: &ParsedMail) -> bool {
    mail.from.as_ref().is_some_and(is_read_by_nobody)
}

fn is_read_by_nobody(address: &Address) -> bool {
    const NAMES: [&str; 14] = [
        "noreply",
        "no-reply",
        "no_reply",
        "no.reply",
        "noreplay",
        "norispondere",
        "donotreply",
        "do-not-reply",
        "do_not_reply",
        "do.not.reply",
        "non-rispondere",
        "nonrispondere",
        "non_rispondere",
        "non.rispondere",
    ];
    const PROGRAMS: [&str; 8] = [
        "autoresponder",
        "autoreply",
        "auto-reply",
        "bounce",
        "bounces",
        "mailer-daemon",
        "notifications",
        "mailerdaemon",
    ];
    let local = address.local_part().to_lowercase();
    let base = local.split('+').next().unwrap_or_default();
    let unattended = NAMES.iter().any(|name| local.starts_with(name) || base.ends_with(name));
    unattended || is_one_of(address, &PROGRAMS)
}

/// Addresses of a system, behind which somebody may sit: an answer by program would go to a program, or to whoever keeps it.
pub(super) fn is_of_a_system(address: &Address) -> bool {
    is_one_of(
        address,
        &[
            "postmaster",
            "abuse",
            "root",
            "daemon",
            "nobody",
            "hostmaster",
            "webmaster",
        ],
    )
}

/// Whether an address may be one person's: not one that nobody reads, not one that speaks for a list.
pub fn may_be_a_person(address: &Address) -> bool {
    const LISTS: [&str; 9] = [
        "list",
        "lista",
        "listserv",
        "majordomo",
        "mailman",
        "sympa",
        "tutti",
        "all",
        "everybody",
    ];
    const BEGINNINGS: [&str; 2] = ["owner-", "list-"];
    const ENDS: [&str; 6] = ["-request", "-owner", "-bounces", "-list", "-lista", "-l"];
    let local = address.local_part().to_lowercase();
    let is_list = is_one_of(address, &LISTS)
        || BEGINNINGS.iter().any(|beginning| local.starts_with(beginning))
        || ENDS.iter().any(|end| local.ends_with(end));
    !is_list && !is_read_by_nobody(address) && !is_of_a_system(address)
}

/// Whether an answer would come back to ourselves or reach nobody, by where `Reply-To` wants it; or whether the sender is a
/// machine by its number (`ugo@[127.0.0.1]`), to which our mail server would be sent on a stranger's word.
pub(super) fn answers_reach_nobody(mail: &ParsedMail, own: &[Address]) -> bool {
    let wanted = &mail.reply_to;
    if mail.from.as_ref().is_some_and(|from| from.domain().starts_with('[')) {
        return true;
    }
    !wanted.is_empty()
        && wanted
            .iter()
            .all(|address| is_ours(address, own) || is_read_by_nobody(address) || is_of_a_system(address))
}
