// SPDX-License-Identifier: AGPL-3.0-or-later
//! What kind of mail it is, and whether it may be answered: two questions, because a list is written by people and must
//! not be answered, and an automatic mail still belongs in its ticket.

mod automatic;
mod reports;
mod senders;

pub use senders::may_be_a_person;

use super::address::Address;
use super::bounce::Bounce;
use super::parse::ParsedMail;

/// Who or what wrote a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Somebody.
    Person,
    /// A program: an absence notice, a notification.
    Automatic,
    /// A mail server, about a mail that it could not deliver.
    Bounce,
    /// A mail server, about a mail that it still tries to deliver.
    Delay,
    /// A program that tells that a mail of ours arrived or was read.
    Receipt,
    /// A provider, about a mail of ours that somebody called unwanted.
    FeedbackReport,
    /// Somebody, through a mailing list.
    List,
    /// This help desk itself.
    Own,
}

impl Kind {
    /// The word by which it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Automatic => "automatic",
            Self::Bounce => "bounce",
            Self::Delay => "delay",
            Self::Receipt => "receipt",
            Self::FeedbackReport => "feedback-report",
            Self::List => "list",
            Self::Own => "own",
        }
    }
}

/// What kind of post the mailbox is for. Who may write into it is known only of certified mail, so the provider's header
/// fields are believed only there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// Ordinary mail.
    Ordinary,
    /// Certified mail (PEC).
    Certified,
}

/// The answer, with its reason for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// What kind of mail it is.
    pub kind: Kind,
    /// Whether anything may be sent in answer without a person deciding so.
    pub may_answer: bool,
    /// The fact that decided, in English, for logs and the mail page.
    pub reason: &'static str,
    /// What else can be seen of it, whatever its kind.
    pub signs: Signs,
    /// What a mail server reports, when it is a report on deliveries.
    pub bounce: Option<Bounce>,
}

/// Forms that a mail can have beside its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
    /// A delivery report in the standard form (RFC 3464).
    pub dsn: bool,
    /// A report on what the recipient's program did with the mail (RFC 8098).
    pub mdn: bool,
    /// A complaint in the standard form (RFC 5965).
    pub feedback_report: bool,
    /// It came through a mailing list.
    pub mailing_list: bool,
    /// A program sent it for sure. Of another report nobody knows whether it is one, or somebody who quotes one.
    pub program: bool,
}

/// A fact, the kind of mail that has it, and its name. Whatever has one of them is not answered. The first that holds
/// decides; the surest come first.
type Fact = (fn(&Seen<'_>) -> bool, Kind, &'static str);

/// What the facts look at.
struct Seen<'a> {
    mail: &'a ParsedMail,
    own: &'a [Address],
    post: Post,
}

impl Seen<'_> {
    /// Whether a header field is there and says something.
    fn has(&self, name: &str) -> bool {
        self.mail.header(name).is_some_and(|value| !value.trim().is_empty())
    }

    /// The one receipt that some providers send without `X-Ricevuta`.
    fn tells_of_a_virus(&self) -> bool {
        let word = self.mail.header("X-VerificaSicurezza").map(first_word);
        word.as_deref() == Some("errore") && !self.has("X-Trasporto")
    }
}

/// The reason where no fact holds.
const NO_SIGN: &str = "no sign of an automatic mail";

const FACTS: [Fact; 39] = [
    // Certified mail first: its receipts come from addresses and with subjects that no other test knows.
    (
        |s| s.post == Post::Certified && (s.has("X-Ricevuta") || s.tells_of_a_virus()),
        Kind::Automatic,
        "receipt of certified mail (X-Ricevuta)",
    ),
    (
        |s| senders::has_our_mark(s.mail, s.own),
        Kind::Own,
        "sent by this help desk (loop header)",
    ),
    (
        |s| senders::is_one_of_ours(s.mail, s.own),
        Kind::Own,
        "sent from one of the help desk's own addresses",
    ),
    (
        |s| s.mail.headers("Received").len() > 100,
        Kind::Automatic,
        "more than 100 Received headers",
    ),
    (
        |s| reports::is_feedback(s.mail),
        Kind::FeedbackReport,
        "complaint of a provider (feedback report)",
    ),
    (
        |s| reports::is_refusal(s.mail),
        Kind::Bounce,
        "refusal in the form of a read receipt (RFC 5429)",
    ),
    (
        |s| reports::is_disposition(s.mail),
        Kind::Receipt,
        "read receipt (disposition notification)",
    ),
    (
        |s| reports::is_delivery_status(s.mail),
        Kind::Bounce,
        "delivery report (multipart/report or message/delivery-status)",
    ),
    (|s| s.has("X-Failed-Recipients"), Kind::Bounce, "X-Failed-Recipients"),
    (
        |s| s.mail.header("X-MS-Exchange-Message-Is-Ndr").is_some(),
        Kind::Bounce,
        "X-MS-Exchange-Message-Is-Ndr",
    ),
    (
        |s| reports::is_receipt_by_subject(s.mail),
        Kind::Receipt,
        "subject of a read receipt, sent by a program",
    ),
    (
        |s| senders::is_mailer_daemon(s.mail),
        Kind::Bounce,
        "from mailer-daemon",
    ),
    (
        |s| reports::is_bounce_by_subject(s.mail),
        Kind::Bounce,
        "subject of a bounce, sent by a program",
    ),
    (
        |s| reports::is_bounce_by_text(s.mail),
        Kind::Bounce,
        "words of a mail server that returns a mail",
    ),
    (
        |s| s.mail.content_type() == "multipart/report",
        Kind::Automatic,
        "report (multipart/report)",
    ),
    (
        |s| reports::is_summary(s.mail),
        Kind::Automatic,
        "summary of a provider on mail in our name (DMARC, TLS)",
    ),
    (
        |s| automatic::is_auto_submitted(s.mail),
        Kind::Automatic,
        "Auto-Submitted",
    ),
    (
        |s| automatic::has_header(s.mail),
        Kind::Automatic,
        "header of an automatic answer",
    ),
    (
        |s| automatic::suppresses(s.mail, &["all"]),
        Kind::Automatic,
        "X-Auto-Response-Suppress: All",
    ),
    (
        |s| automatic::has_precedence(s.mail, &["auto_reply", "auto-reply", "autoreply"]),
        Kind::Automatic,
        "Precedence: auto_reply",
    ),
    (
        |s| automatic::has_subject(&s.mail.subject),
        Kind::Automatic,
        "subject of an automatic answer",
    ),
    (
        |s| automatic::has_mailer(s.mail),
        Kind::Automatic,
        "sent by a program that answers by itself (X-Mailer)",
    ),
    (
        |s| senders::has_empty_return_path(s.mail),
        Kind::Automatic,
        "empty Return-Path",
    ),
    (
        |s| s.has("List-Id") || s.has("List-Post"),
        Kind::List,
        "mailing list (List-Id)",
    ),
    (
        |s| automatic::has_precedence(s.mail, &["list"]),
        Kind::List,
        "Precedence: list",
    ),
    (
        |s| s.has("List-Unsubscribe"),
        Kind::List,
        "mailing list (List-Unsubscribe)",
    ),
    (
        |s| is_of_list_program(s),
        Kind::List,
        "mailing list (fields of a list program)",
    ),
    (
        |s| automatic::has_precedence(s.mail, &["bulk", "junk"]),
        Kind::Automatic,
        "Precedence: bulk or junk",
    ),
    (
        |s| senders::is_unattended(s.mail),
        Kind::Automatic,
        "from an address that nobody reads",
    ),
    // From here on a person wrote, and still no program may answer.
    (
        |s| automatic::suppresses(s.mail, &["autoreply"]),
        Kind::Person,
        "asks for no automatic answer (X-Auto-Response-Suppress)",
    ),
    (
        |s| s.mail.from.as_ref().is_some_and(senders::is_of_a_system),
        Kind::Person,
        "from the address of a system, not of a person",
    ),
    (
        |s| automatic::is_from_a_help_desk(s.mail),
        Kind::Person,
        "sent by the program of another help desk",
    ),
    (
        |s| s.has("X-Loop"),
        Kind::Person,
        "passed on by a program that watches for loops (X-Loop)",
    ),
    (
        |s| s.has("X-Trasporto"),
        Kind::Person,
        "envelope of certified mail (X-Trasporto)",
    ),
    (
        |s| s.has("X-Ricevuta"),
        Kind::Person,
        "calls itself a receipt of certified mail, outside certified mail",
    ),
    (
        |s| senders::is_named(s.mail, &["posta-certificata"]),
        Kind::Person,
        "from posta-certificata",
    ),
    (
        |s| senders::answers_reach_nobody(s.mail, s.own),
        Kind::Person,
        "answers would reach nobody but a program",
    ),
    (
        |s| {
            s.mail
                .header("X-Spam-Flag")
                .is_some_and(|flag| flag.trim().eq_ignore_ascii_case("yes"))
        },
        Kind::Person,
        "called spam by a filter (X-Spam-Flag)",
    ),
    (|s| s.mail.from.is_none(), Kind::Person, "no usable sender"),
];

/// Classifies a mail; `own` are the addresses at which the help desk receives and from which it sends.
pub fn classify(mail: &ParsedMail, own: &[Address], post: Post) -> Classification {
    let seen = Seen { mail, own, post };
    let found = FACTS.iter().find(|(holds, ..)| holds(&seen));
    let (kind, reason) = found.map_or((Kind::Person, NO_SIGN), |(_, kind, reason)| (*kind, *reason));
    let bounce = (kind == Kind::Bounce).then(|| Bounce::read(mail));
    Classification {
        kind: bounce.as_ref().map_or(kind, Bounce::kind),
        may_answer: found.is_none(),
        reason,
        signs: Signs {
            dsn: reports::is_delivery_status(mail),
            mdn: reports::is_disposition(mail),
            feedback_report: reports::is_feedback(mail),
            mailing_list: is_list(&seen),
            program: reports::is_surely_from_a_program(mail),
        },
        bounce,
    }
}

/// Every reason that [`classify`] can give.
pub fn reasons() -> impl Iterator<Item = &'static str> {
    let facts = FACTS.iter().map(|(.., reason)| *reason);
    facts.chain([NO_SIGN])
}

fn is_list(seen: &Seen<'_>) -> bool {
    const NAMES: [&str; 7] = [
        "List-Id",
        "List-Post",
        "List-Unsubscribe",
        "List-Help",
        "List-Subscribe",
        "List-Archive",
        "X-Mailman-Version",
    ];
    NAMES.iter().any(|name| seen.has(name))
        || automatic::has_precedence(seen.mail, &["list"])
        || is_of_list_program(seen)
}

/// Fields that list programs wrote before there was a standard, and some still write.
fn is_of_list_program(seen: &Seen<'_>) -> bool {
    const NAMES: [&str; 10] = [
        "X-MLServer",
        "Mailing-List",
        "X-Mailing-List",
        "X-BeenThere",
        "X-Mailman-Version",
        "X-ML-Name",
        "X-Listar-Version",
        "X-Ecartis-Version",
        "X-Sympa-To",
        "X-Listprocessor-Version",
    ];
    let named = NAMES.iter().any(|name| seen.has(name));
    let ezmlm = seen
        .mail
        .headers("Delivered-To")
        .iter()
        .any(|value| value.trim().to_ascii_lowercase().starts_with("mailing list "));
    // Majordomo says no more than this.
    let owner = seen.mail.header("Sender").is_some_and(|sender| {
        sender
            .trim()
            .trim_start_matches('<')
            .to_ascii_lowercase()
            .starts_with("owner-")
    });
    named || ezmlm || (owner && automatic::has_precedence(seen.mail, &["bulk"]))
}

/// The first word of a value, without comments and parameters, in lower case.
fn first_word(value: &str) -> String {
    let mut rest = value.trim();
    // RFC 3834 lets a comment stand before the word.
    while let Some((_, after)) = rest.strip_prefix('(').and_then(|comment| comment.split_once(')')) {
        rest = after.trim_start();
    }
    let word = rest
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | ','))
        .next();
    word.unwrap_or_default().trim_matches('"').to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
