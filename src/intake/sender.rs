// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who wrote: for which body, whether they get an automatic answer, and who else is told because they are named.

use super::InboundMail;
use super::brakes;
use super::reading::Incoming;
use super::trace::Trace;
use crate::config::Config;
use crate::entities;
use crate::ids::{EntityId, PersonId, TicketId};
use crate::people::{self, Person, Viewer};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::mail::{Address, Authentication, Kind};
use crate::tickets;
use crate::tx::Tx;

/// Most people who are told because a mail names them.
const MOST_WATCHERS: usize = 10;
/// Most recipients of a mail that are looked up.
const MOST_LOOKED_AT: usize = 50;

/// Whether who wrote is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// Somebody we know, or of a member body, or who wrote by certified mail; or somebody let the mail through.
    LetIn,
    /// We ourselves.
    Ours,
    /// Nobody we know, or nobody that can be believed.
    Held {
        /// Why, in English.
        why: &'static str,
        /// Whether the sender may be asked.
        ask: bool,
    },
}

/// Whether who wrote is let in, before anything is entered about them. `From` alone tells who it is.
pub(super) fn standing(
    tx: &mut Tx<'_>,
    mail: &InboundMail,
    incoming: &Incoming,
    sender: &Address,
    trace: &mut Trace,
) -> Result<Standing> {
    trace.step(format!(
        "sender's authentication: {}",
        incoming.marks.authentication.as_str()
    ));
    if tx.config().is_own_address(sender.address()) {
        return Ok(Standing::Ours);
    }
    if mail.released_at.is_some() {
        trace.step("somebody let it through");
        return Ok(Standing::LetIn);
    }
    if let Some(why) = unbelievable(incoming) {
        return Ok(Standing::Held { why, ask: false });
    }
    let failed = incoming.marks.authentication == Authentication::Failed;
    if let Some(person) = people::by_email(tx.conn(), sender.address())? {
        trace.step("the sender is known");
        let today = tx.now().rome_date();
        if failed && Viewer::load(tx.conn(), person.id, today)?.is_staff() {
            let why = "the sender is on the staff, but our mail server says that the mail does not come from there";
            return Ok(Standing::Held { why, ask: false });
        }
        return Ok(Standing::LetIn);
    }
    if incoming.certified {
        trace.step("the sender wrote by certified mail");
        return Ok(Standing::LetIn);
    }
    if !entities::by_domain(tx.conn(), sender.domain())?.is_empty() {
        trace.step("the sender's domain belongs to a member body");
        return Ok(Standing::LetIn);
    }
    Ok(Standing::Held {
        why: "the sender is unknown and belongs to no member body",
        // Asking whoever a forger names would be one more mail that they never wanted.
        ask: incoming.may_answer && incoming.kind == Kind::Person && !failed,
    })
}

/// Why nobody can tell who wrote, if so. Who wrote certified mail is told by its provider.
fn unbelievable(incoming: &Incoming) -> Option<&'static str> {
    match &incoming.marks {
        _ if incoming.certified => None,
        marks if !marks.from_is_usable => Some("From names nobody, and what other fields say is nobody's identity"),
        marks if !marks.from_is_plain => Some("From hides the address of its sender: others read another, or none"),
        marks if marks.names_several => Some("several senders are named, and it is not clear who wrote"),
        _ => None,
    }
}

/// Why the writer gets no automatic answer, if so. Strangers get none, so that forged senders cannot be bombed through us.
pub(super) fn silence(
    conn: &mut Conn,
    config: &Config,
    writer: &Viewer,
    incoming: &Incoming,
    now: Timestamp,
) -> Result<Option<String>> {
    if !incoming.may_answer {
        return Ok(Some(incoming.because.to_owned()));
    }
    if !writer.person.is_active() {
        return Ok(Some("the sender was deactivated".to_owned()));
    }
    if incoming.marks.authentication == Authentication::Failed {
        return Ok(Some(
            "our mail server says that the mail does not come from its sender".to_owned(),
        ));
    }
    Ok(brakes::silence(conn, config, &writer.person.email, now)?.map(str::to_owned))
}

/// Who else is told, of those whom the mail names: active people of the same body, and new ones by the domain of the body,
/// who become known now. Never a stranger, and never more in all than there is room for. `joined` is the ticket that has
/// watchers already.
pub(super) fn watchers(
    tx: &mut Tx<'_>,
    incoming: &Incoming,
    writer: &Person,
    entity: Option<EntityId>,
    joined: Option<TicketId>,
) -> Result<Vec<PersonId>> {
    let (Some(entity), true) = (entity, incoming.marks.authentication != Authentication::Failed) else {
        return Ok(Vec::new());
    };
    let already = match joined {
        Some(ticket) => tickets::watchers_of(tx.conn(), ticket)?,
        None => Vec::new(),
    };
    let mut watchers: Vec<PersonId> = Vec::new();
    for address in incoming.recipients.iter().take(MOST_LOOKED_AT) {
        if already.len() + watchers.len() >= MOST_WATCHERS {
            break;
        }
        let Some(person) = colleague(tx, address, entity)? else {
            continue;
        };
        if person != writer.id && !already.contains(&person) && !watchers.contains(&person) {
            watchers.push(person);
        }
    }
    Ok(watchers)
}

/// The person of a body behind an address. Whoever is new is called by the address, because who wrote the mail could call
/// them anything.
fn colleague(tx: &mut Tx<'_>, address: &Address, entity: EntityId) -> Result<Option<PersonId>> {
    if !belongs(tx, address, entity)? {
        return Ok(None);
    }
    match people::by_email(tx.conn(), address.address())? {
        Some(person) => Ok(Some(person.id)),
        None => Ok(Some(people::meet(tx, "", address.address())?.id)),
    }
}

/// Whether an address is somebody's of a body, and none of ours.
pub(super) fn belongs(tx: &mut Tx<'_>, address: &Address, entity: EntityId) -> Result<bool> {
    if tx.config().is_own_address(address.address()) {
        return Ok(false);
    }
    let today = tx.now().rome_date();
    people::is_of_body(tx.conn(), address, entity, today)
}
