// SPDX-License-Identifier: AGPL-3.0-or-later
//! Somebody writes or signs in for the first time and becomes known.

use diesel::prelude::*;

use super::person::name_for;
use super::{MembershipRole, Person, begin_membership, by_email};
use crate::entities;
use crate::event::Event;
use crate::ids::{EntityId, PersonId};
use crate::platform::db::OnEither;
use crate::platform::failure::{Error, Result};
use crate::platform::i18n::Locale;
use crate::platform::mail::Address;
use crate::schema::{memberships, persons, staff_roles};
use crate::tx::Tx;

/// The person behind an address: found, or entered with the name (made from the address when that is empty). Whoever
/// never belonged to any body begins to belong to the one that the mail domain tells, when it is exactly one; a
/// membership that was ended does not begin again by itself. A name that is already known does not change, because
/// anybody can write any name into a mail.
///
/// # Errors
/// Refused when the address is none; otherwise when a row cannot be written.
pub fn meet(tx: &mut Tx<'_>, name: &str, email: &str) -> Result<Person> {
    let person = known_or_new(tx, name, email)?;
    if let Some(entity) = entity_to_join(tx, &person)? {
        begin_membership(tx, person.id, entity, MembershipRole::Requester)?;
    }
    Ok(person)
}

/// Finds or enters the person, without asking where they belong.
pub(super) fn known_or_new(tx: &mut Tx<'_>, name: &str, email: &str) -> Result<Person> {
    let address = Address::new(name, email).ok_or_else(|| Error::refused("error-email"))?;
    if let Some(person) = by_email(tx.conn(), address.address())? {
        return Ok(person);
    }
    let person = Person {
        id: PersonId::new(),
        name: name_for(&address),
        email: address.folded(),
        locale: Locale::It,
        created_at: tx.now(),
        deactivated_at: None,
    };
    let entered = diesel::insert_into(persons::table)
        .values(&person)
        .on_conflict_do_nothing();
    if OnEither(entered).execute(tx.conn())? == 0 {
        // Two mails of somebody new at the same moment: the other one was first.
        return by_email(tx.conn(), &person.email)?.ok_or(Error::NotFound);
    }
    tx.record(Event::PersonAdded { person: person.id })?;
    Ok(person)
}

/// Staff is left out: the centre's people may have addresses of the Province, which is itself a member body.
fn entity_to_join(tx: &mut Tx<'_>, person: &Person) -> Result<Option<EntityId>> {
    let conn = tx.conn();
    let belonged: i64 = memberships::table
        .filter(memberships::person_id.eq(person.id))
        .count()
        .get_result(conn)?;
    let roles: i64 = staff_roles::table
        .filter(staff_roles::person_id.eq(person.id))
        .count()
        .get_result(conn)?;
    if belonged > 0 || roles > 0 || !person.is_active() {
        return Ok(None);
    }
    match entities::by_domain(conn, person.domain())?.as_slice() {
        [only] => Ok(Some(only.id)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::{entities_of, memberships_of};

    const TWO: &str = "kind,name,istat_code,cadastral_code,ipa_code,province,population,postal_code,domains\n\
        comune,Fano,041013,D488,c_d488,PU,,,comune.fano.pu.it shared.example\n\
        unione,Unione di Fano,,,,PU,,,shared.example\n";

    fn met(office: &Office, name: &'static str, email: &'static str) -> Person {
        office.write(move |tx| meet(tx, name, email)).unwrap()
    }

    fn bodies(office: &Office, person: &Person) -> Vec<String> {
        let (id, today) = (person.id, office.ctx.now().rome_date());
        let found = office.ctx.read(|conn| entities_of(conn, id, today)).unwrap();
        found.iter().map(entities::Entity::public_name).collect()
    }

    #[test]
    fn an_employee_is_met_once_and_belongs_to_the_body_of_the_domain() {
        let office = Office::with_entities(TWO);
        let anna = met(&office, "Anna Neri", "Anna.Neri@uff.Comune.Fano.pu.it");
        let again = met(&office, "Somebody Else", "anna.neri@uff.comune.fano.pu.it");
        assert_eq!((again.id, again.name.as_str()), (anna.id, "Anna Neri"));
        assert_eq!(anna.email, "anna.neri@uff.comune.fano.pu.it");
        assert_eq!(bodies(&office, &anna), ["Comune di Fano"]);
        assert_eq!(
            (office.events("person_added"), office.events("membership_begun")),
            (1, 1)
        );
    }

    #[test]
    fn a_domain_of_several_bodies_or_of_none_makes_no_membership() {
        let office = Office::with_entities(TWO);
        let shared = met(&office, "", "luca.bo@shared.example");
        let stranger = met(&office, "", "x@elsewhere.example");
        assert!(bodies(&office, &shared).is_empty());
        assert!(bodies(&office, &stranger).is_empty());
        assert_eq!(shared.name, "Luca Bo");
    }

    #[test]
    fn an_ended_membership_does_not_begin_again_by_a_mail() {
        let office = Office::with_entities(TWO);
        let anna = met(&office, "", "anna@comune.fano.pu.it");
        let id = anna.id;
        office
            .write(move |tx| {
                Ok(diesel::update(memberships::table.filter(memberships::person_id.eq(id)))
                    .set(memberships::ends_on.eq("2026-11-24"))
                    .execute(tx.conn())?)
            })
            .unwrap();
        office.ctx.clock.advance_seconds(86_400);
        met(&office, "", "anna@comune.fano.pu.it");
        assert!(bodies(&office, &anna).is_empty());
        let then = "2026-11-24".parse().unwrap();
        assert_eq!(office.ctx.read(|conn| memberships_of(conn, id, then)).unwrap().len(), 1);
    }

    #[test]
    fn what_is_no_address_is_nobody() {
        let office = Office::new();
        assert!(office.write(|tx| meet(tx, "X", "not an address")).is_err());
    }
}
