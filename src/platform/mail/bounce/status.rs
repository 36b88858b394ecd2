// SPDX-License-Identifier: AGPL-3.0-or-later
//! Codes and words of mail servers: what went wrong, and whether for good. A full mailbox empties, a policy or a filter
//! judges the mail and not the address; only an address that is unknown or closed fails for good.

use super::DeliveryAction;

/// What went wrong, as far as words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// There is no such mailbox, or it was closed.
    Unknown,
    /// There is no such domain.
    Domain,
    /// The mailbox is full.
    Full,
    /// The mail is too large.
    Size,
    /// A filter or a rule turned the mail away.
    Policy,
    /// It went round in circles.
    Loop,
    /// It took too long.
    Expired,
}

/// Words by cause, in lower case; the causes that do not blame the address come first.
const WORDS: [(Cause, &[&str]); 8] = [
    // Whom they blame is the writer, also when they say that he does not exist.
    (
        Cause::Policy,
        &[
            "sender address rejected",
            "sender rejected",
            "sender denied",
            "sender unknown",
            "unknown sender",
            "sender verify",
            "sender verification",
            "sender domain",
            "domain of sender",
            "sender address does not exist",
            "sender address could not be verified",
            "mail from domain",
            "reverse dns",
            "ptr record",
        ],
    ),
    (
        Cause::Loop,
        &[
            "too many hops",
            "mail loop",
            "looping",
            "loop detected",
            "routing loop",
            "hop count exceeded",
        ],
    ),
    (
        Cause::Full,
        &[
            "quota",
            "exceeds allowed size",
            "exceeding the allowed size",
            "space not enough",
            "mailbox size limit",
            "mailbox full",
            "mailbox is full",
            "mailbox was full",
            "mailbox has exceeded",
            "inbox is full",
            "is full",
            "out of storage",
            "storage limit",
            "exceeded storage",
            "no space left",
            "not enough space",
            "insufficient disk",
            "insufficient storage",
            "insufficient system storage",
            "full mailbox",
            "mailfolder is full",
            "casella piena",
            "casella di posta piena",
            "casella postale piena",
            "cassetta postale piena",
            "cassetta postale è piena",
            "casella è piena",
            " è piena",
            " e' piena",
            "spazio esaurito",
            "postfach ist voll",
            "postfach voll",
            "boîte pleine",
            "boîte aux lettres pleine",
            "buzón lleno",
        ],
    ),
    (
        Cause::Size,
        &[
            "message too large",
            "message is too large",
            "message too big",
            "mail too big",
            "too big",
            "message size exceeds",
            "message size limit",
            "mail size limit",
            "size limit exceeded",
            "exceeds maximum",
            "exceeds the maximum",
            "exceeded maximum message size",
            "exceeded the maximum",
            "max message size",
            "maximum message size",
            "maximum incoming message size",
            "message length exceeds",
            "exceeds the size limit",
            "exceeds size limit",
            "messaggio troppo grande",
            "dimensione massima",
            "dimensioni massime",
        ],
    ),
    (
        Cause::Unknown,
        &[
            "user unknown",
            "unknown user",
            "unknown recipient",
            "recipient unknown",
            "unknown address",
            "address unknown",
            "unknown local",
            "unknown mailbox",
            "no such user",
            "no such recipient",
            "no such mailbox",
            "no such address",
            "no such person",
            "no mailbox",
            "no mail box",
            "no account",
            "no such account",
            "not our user",
            "not an active",
            "not listed here",
            "invalid final delivery userid",
            "bad_recipient",
            "bad address",
            "mail-box not found",
            "account not found",
            "account has been closed",
            "account that you tried to reach is disabled",
            "account that you tried to reach is inactive",
            "deactivated",
            "discontinued",
            "mailbox currently suspended",
            "mailbox suspended",
            "mailbox is suspended",
            "account suspended",
            "account is suspended",
            "account has been suspended",
            "user not known",
            "recipient not known",
            "not known at",
            "not known here",
            "no valid recipient",
            "not a valid",
            "not a known",
            "does not exist",
            "doesn't exist",
            "not exist",
            "does not have a",
            "doesn't have a",
            "invalid recipient",
            "invalid mailbox",
            "invalid address",
            "invalid user",
            "bad destination mailbox",
            "bad recipient",
            "mailbox not found",
            "user not found",
            "address not found",
            "recipient not found",
            "recipientnotfound",
            "not found in",
            "wasn't found",
            "couldn't be found",
            "could not be found",
            "can't be found",
            "cannot be found",
            "not listed in",
            "not recognized",
            "not our customer",
            "mailbox unavailable",
            "mailbox is unavailable",
            "mailbox disabled",
            "account disabled",
            "account is disabled",
            "account has been disabled",
            "account is inactive",
            "mailbox is inactive",
            "inactive mailbox",
            "inactive user",
            "no longer",
            "unrouteable address",
            "unroutable address",
            "user doesn't have",
            "user is inactive",
            "unable to find",
            "could not find recipient",
            "recipient address rejected: undeliverable",
            "recipient address rejected: access denied",
            "utente sconosciuto",
            "utente inesistente",
            "destinatario sconosciuto",
            "destinatario inesistente",
            "casella inesistente",
            "casella non esistente",
            "indirizzo inesistente",
            "indirizzo sconosciuto",
            "indirizzo non trovato",
            "indirizzo non valido",
            "non esiste",
            "non è stato trovato",
            "non trovato",
            "disattivat",
            "existiert nicht",
            "unbekannter empfänger",
            "empfänger unbekannt",
            "n'existe pas",
            "destinataire inconnu",
            "no existe",
            "usuario desconocido",
            "no encontrado",
            "n'a pas été trouvé",
            "introuvable",
            "nicht gefunden",
        ],
    ),
    (
        Cause::Domain,
        &[
            "host not found",
            "host unknown",
            "unknown host",
            "host or domain name not found",
            "domain not found",
            "domain name not found",
            "no such domain",
            "couldn't find any host",
            "name service error",
            "name server: .: host not found",
            "nxdomain",
            "name or service not known",
            "no valid mx",
            "no valid hosts",
            "no dns record",
            "could not find a gateway",
            "no route to domain",
            "no mx",
            "dominio inesistente",
            "dominio non trovato",
            "all relevant mx records point to non-existent hosts",
        ],
    ),
    (
        Cause::Policy,
        &[
            "spam",
            "blocked",
            "blacklist",
            "block list",
            "blocklist",
            "black list",
            "listed at",
            "listed by",
            "dnsbl",
            "rbl",
            "reputation",
            "policy",
            "virus",
            "malware",
            "content reject",
            "message rejected",
            "message content rejected",
            "banned",
            "dmarc",
            "dkim",
            "spf",
            "greylist",
            "graylist",
            "rate limit",
            "too many",
            "access denied",
            "relay denied",
            "unable to relay",
            "not a relay",
            "relaying denied",
            "relay access denied",
            "not allowed",
            "not permitted",
            "not accepting mail with",
            "at a rate",
            "too quickly",
            "requires confirmation",
            "unsolicited",
            "bulk mail",
            "junk",
            "prohibited",
            "content filter",
            "not authorized",
            "not accepting mail from",
            "authentication required",
            "bloccato",
            "autorizzazione",
        ],
    ),
    (
        Cause::Expired,
        &[
            "retry time",
            "retry timeout",
            "timed out",
            "timeout",
            "time-out",
            "expired",
            "connection refused",
            "unreachable",
            "not reachable",
            "not responding",
            "no answer from",
            "queue period",
            "in the queue too long",
            "for a long time",
            "maximum delivery attempts",
            "could not be delivered for",
            "too long",
            "temporarily",
            "temporary",
            "try again later",
            "scaduto",
            "temporaneamente",
        ],
    ),
];

/// What words tell of the cause.
pub(super) fn cause(said: &str) -> Option<Cause> {
    let said = folded(said);
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| said.contains(word)))
        .map(|(cause, _)| *cause)
}

/// Whether words of a cause are among what was said, also when another one counts.
fn mentions(cause: Cause, said: &str) -> bool {
    let said = folded(said);
    let of_it = WORDS.iter().filter(|(known, _)| *known == cause);
    of_it
        .flat_map(|(_, words)| words.iter())
        .any(|word| said.contains(word))
}

fn folded(said: &str) -> String {
    said.to_lowercase().replace('\u{2019}', "'")
}

/// The code that a cause has where the server told none.
pub(super) fn code_of(cause: Cause) -> &'static str {
    match cause {
        Cause::Unknown => "5.1.1",
        Cause::Domain => "5.1.2",
        Cause::Full => "5.2.2",
        Cause::Size => "5.3.4",
        Cause::Policy => "5.7.1",
        Cause::Loop => "5.4.6",
        Cause::Expired => "4.4.7",
    }
}

/// Whether the address is done for.
pub(super) fn is_hard(action: DeliveryAction, status: Option<&str>, said: &str) -> bool {
    if action != DeliveryAction::Failed {
        return false;
    }
    let cause = cause(said);
    let blames_address = matches!(cause, Some(Cause::Unknown | Cause::Domain));
    let mut numbers = status.unwrap_or_default().split('.');
    let (class, subject, detail) = (numbers.next(), numbers.next(), numbers.next());
    match (class, subject, detail) {
        (Some("4" | "2"), ..)
        | (Some("5"), Some("1"), Some("7" | "8"))
        | (Some("5"), Some("2"), Some("2" | "3"))
        | (Some("5"), Some("4"), Some("5" | "6" | "7")) => false,
        // Codes that say it: only words that contradict them count more.
        (Some("5"), Some("1"), Some("1" | "2" | "3" | "6" | "10")) => {
            !matches!(cause, Some(Cause::Full | Cause::Size | Cause::Loop))
        }
        (Some("5"), Some("1"), _) | (Some("5"), Some("2"), Some("1")) | (Some("5"), Some("4"), Some("4")) => {
            blames_address || cause.is_none()
        }
        // Some servers call an unknown mailbox a matter of rules; others say why their rules do not like the mail.
        (Some("5"), Some("7"), _) => blames_address && !mentions(Cause::Policy, said),
        // All else only says that it failed.
        _ => blames_address,
    }
}

/// The first enhanced status code in a text, as `5.1.1`: three numbers that are no part of a longer row, as an IP address is.
pub(super) fn enhanced(said: &str) -> Option<String> {
    said.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .map(|word| word.trim_end_matches('.'))
        .find(|word| is_enhanced(word))
        .map(str::to_owned)
}

fn is_enhanced(word: &str) -> bool {
    let numbers: Vec<&str> = word.split('.').collect();
    let [class, subject, detail] = numbers.as_slice() else {
        return false;
    };
    matches!(*class, "2" | "4" | "5") && [subject, detail].iter().all(|number| (1..=3).contains(&number.len()))
}

/// The class of the first SMTP reply code in a text: a word of three digits that begins with 4 or 5.
pub(super) fn reply_code(said: &str) -> Option<char> {
    said.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .find(|word| word.len() == 3 && word.starts_with(['4', '5']) && word.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|code| code.chars().next())
}

/// The status of a report without a code of its own, from what the server said: its code, else that of the cause.
pub(super) fn told(said: &str) -> Option<String> {
    if let Some(code) = enhanced(said) {
        return Some(code);
    }
    match (cause(said), reply_code(said)) {
        (Some(cause), Some(class)) => {
            let code = code_of(cause);
            Some(format!("{class}{}", code.get(1..).unwrap_or_default()))
        }
        (Some(cause), None) => Some(code_of(cause).to_owned()),
        (None, Some(class)) => Some(format!("{class}.0.0")),
        (None, None) => None,
    }
}
