// SPDX-License-Identifier: AGPL-3.0-or-later
//! A write in progress: one transaction, one actor, one instant, and the events that happened in it.

use std::collections::VecDeque;

use diesel::prelude::*;

use crate::config::Config;
use crate::event::{Actor, Event};
use crate::ids::{EventId, PersonId, TicketId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Result};
use crate::schema::events;

/// What follows from an event: may write rows, never touches the network.
pub type Reaction = fn(&mut Tx<'_>, &Event) -> Result<()>;

/// An event that leads back to itself would never end; no honest chain of cause and effect is this long.
const LONGEST_CHAIN: usize = 20;

/// The transaction that verbs write through.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    actor: Actor,
    now: Timestamp,
    config: &'c Config,
    /// Events whose reactions are still to run, each with the length of the chain that led to it.
    pending: VecDeque<(usize, Event)>,
    chain: usize,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: &'c mut Conn, actor: Actor, now: Timestamp, config: &'c Config) -> Self {
        Self {
            conn,
            actor,
            now,
            config,
            pending: VecDeque::new(),
            chain: 0,
        }
    }

    /// The connection, for statements and for reads that must see this transaction's changes.
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// Who is doing this.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The person who is doing this, when it is one.
    pub fn person(&self) -> Option<PersonId> {
        match self.actor {
            Actor::Person(person) => Some(person),
            Actor::System | Actor::Nobody => None,
        }
    }

    /// From here on this is who does it: whoever comes by the link in a mail is known only once the link was read.
    pub(crate) fn acts(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// The one instant of everything in this transaction.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The settings of this installation.
    pub fn config(&self) -> &'c Config {
        self.config
    }

    /// Writes the event into the history and keeps it for the reactions that run before the commit.
    ///
    /// # Errors
    /// When the row cannot be written.
    pub fn record(&mut self, event: Event) -> Result<()> {
        let document = Json::of(&event)?;
        let kind = document
            .0
            .get("kind")
            .and_then(|kind| kind.as_str())
            .unwrap_or_default()
            .to_owned();
        diesel::insert_into(events::table)
            .values(EventRow {
                id: EventId::new(),
                at: self.now,
                actor: match self.actor {
                    Actor::Person(_) => "person",
                    Actor::System => "system",
                    Actor::Nobody => "nobody",
                },
                person_id: self.person(),
                ticket_id: event.ticket(),
                kind,
                data: document,
            })
            .execute(self.conn)?;
        self.pending.push_back((self.chain + 1, event));
        Ok(())
    }

    /// Lets everything follow that follows, until no event is left.
    pub(crate) fn settle(&mut self, react: Reaction) -> Result<()> {
        while let Some((chain, event)) = self.pending.pop_front() {
            if chain > LONGEST_CHAIN {
                return Err(Error::bug("events keep leading to events"));
            }
            self.chain = chain;
            react(self, &event)?;
        }
        self.chain = 0;
        Ok(())
    }
}

#[derive(Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct EventRow {
    id: EventId,
    at: Timestamp,
    actor: &'static str,
    person_id: Option<PersonId>,
    ticket_id: Option<TicketId>,
    kind: String,
    data: Json,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;

    fn happened() -> Event {
        Event::SurveyAnswered {
            period: "2026-Q3".into(),
        }
    }

    #[test]
    fn a_write_may_record_as_many_events_as_it_has_to_say() {
        let office = Office::new();
        let wrote = office.write(|tx| (0..1_000).try_for_each(|_| tx.record(happened())));
        assert!(wrote.is_ok());
        assert_eq!(office.events("survey_answered"), 1_000);
    }

    #[test]
    fn an_event_that_leads_back_to_itself_ends_in_an_error_and_leaves_nothing() {
        let office = Office::reacting(|tx, _| tx.record(happened()));
        assert!(matches!(
            office.write(|tx| tx.record(happened())),
            Err(Error::Unexpected(_))
        ));
        assert_eq!(office.events("survey_answered"), 0);
    }
}
