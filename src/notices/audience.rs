// SPDX-License-Identifier: AGPL-3.0-or-later
//! Who is written to: each person once, never who did it, nobody who has left, and never ourselves.

use super::letter::Notice;
use crate::ids::PersonId;
use crate::people::{self, Person, Viewer};
use crate::platform::failure::Result;
use crate::platform::mail::Address;
use crate::tickets::{self, Ticket};
use crate::tx::Tx;

/// The mails that answer a request.
const ANSWERS: [&str; 5] = ["receipt", "reply", "resolution", "rejection", "merged"];

/// Requester and watchers, without the author of what they are told.
pub(super) fn on_the_requester_s_side(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    author: Option<PersonId>,
) -> Result<Vec<Person>> {
    let watchers = tickets::watchers_of(tx.conn(), ticket.id)?;
    let people = std::iter::once(ticket.requester_id).chain(watchers);
    let mut people = only(tx, people.filter(|person| Some(*person) != author))?;
    // Whoever gets the requester's mails needs none beside them.
    let today = tx.now().rome_date();
    if people.iter().any(|person| person.id == ticket.requester_id)
        && let Some(there) = tickets::answers_go_to(tx.conn(), ticket, today)?
    {
        people.retain(|person| person.id == ticket.requester_id || !there.is_same_mailbox(&person.email));
    }
    Ok(people)
}

/// Of these, who is on the staff and did not do it.
pub(super) fn at_the_desk(tx: &mut Tx<'_>, people: impl IntoIterator<Item = PersonId>) -> Result<Vec<Person>> {
    let actor = tx.person();
    let mut staff = Vec::new();
    for person in only(tx, people.into_iter().filter(|person| Some(*person) != actor))? {
        if viewer(tx, &person)?.is_staff() {
            staff.push(person);
        }
    }
    Ok(staff)
}

/// Assignee and the managers of the team; the whole team when there are neither.
pub(super) fn who_makes_contact(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<Vec<Person>> {
    let team = match ticket.team_id {
        Some(team) => people::members_of(tx.conn(), team)?,
        None => Vec::new(),
    };
    let mut chosen: Vec<PersonId> = ticket.assignee_id.into_iter().collect();
    for member in &team {
        if viewer(tx, member)?.is_manager() {
            chosen.push(member.id);
        }
    }
    let found = at_the_desk(tx, chosen)?;
    if found.is_empty() {
        return at_the_desk(tx, team.iter().map(|member| member.id));
    }
    Ok(found)
}

/// Those of these people who can be written to, each once.
pub(super) fn only(tx: &mut Tx<'_>, people: impl IntoIterator<Item = PersonId>) -> Result<Vec<Person>> {
    let mut found: Vec<Person> = Vec::new();
    for id in people {
        if found.iter().any(|person| person.id == id) {
            continue;
        }
        let person = people::find(tx.conn(), id)?;
        if person.is_active() && address_of(tx, &person).is_some() {
            found.push(person);
        }
    }
    Ok(found)
}

/// Where to write to a person; `None` when that would be writing to ourselves.
pub(super) fn address_of(tx: &Tx<'_>, person: &Person) -> Option<Address> {
    foreign(tx, Address::new(&person.name, &person.email)?)
}

/// Where to write to a person about a ticket: a requester may want answers elsewhere. What is meant for nobody but the person
/// goes to the own address all the same.
pub(super) fn address_for(tx: &mut Tx<'_>, person: &Person, notice: &Notice<'_>) -> Result<Option<Address>> {
    if notice.ticket.requester_id == person.id && ANSWERS.contains(&notice.kind) {
        let today = tx.now().rome_date();
        if let Some(there) = tickets::answers_go_to(tx.conn(), notice.ticket, today)? {
            return Ok(foreign(tx, there));
        }
    }
    Ok(address_of(tx, person))
}

/// The address, unless it is one of ours.
pub(super) fn foreign(tx: &Tx<'_>, address: Address) -> Option<Address> {
    (!tx.config().is_own_address(address.address())).then_some(address)
}

/// Whether a person works at the centre, which decides where the link leads.
pub(super) fn is_staff(tx: &mut Tx<'_>, person: &Person) -> Result<bool> {
    Ok(viewer(tx, person)?.is_staff())
}

fn viewer(tx: &mut Tx<'_>, person: &Person) -> Result<Viewer> {
    let today = tx.now().rome_date();
    Viewer::load(tx.conn(), person.id, today)
}
