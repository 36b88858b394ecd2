// SPDX-License-Identifier: AGPL-3.0-or-later
//! What the two lists share: what is asked for in the address, the fields above the list, the tabs, and how mail is.

use std::collections::HashMap;

use serde::Serialize;

use crate::intake::{MailHealth, SEARCHED_DAYS, Sieve, mail_health};
use crate::people::Reader;
use crate::platform::clock::{Timestamp, typed_day};
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::text;
use crate::platform::web::form::Field;
use crate::platform::web::paging::Cursor;
use crate::platform::web::query::with_query;

/// Rows of a page.
const SIZE: usize = 40;

/// Where the mails that came in are listed.
pub(super) const IN: &str = "/desk/mail";
/// Where the mails that go out are listed.
pub(super) const OUT: &str = "/desk/mail/out";

/// What stands in the address, by name.
pub(super) struct Asked {
    path: &'static str,
    values: HashMap<String, String>,
}

impl Asked {
    pub(super) fn new(path: &'static str, values: HashMap<String, String>) -> Self {
        Self { path, values }
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |value| value.trim())
    }

    pub(super) fn sieve(&self) -> Sieve {
        let until = typed_day(self.value("until")).and_then(|day| day.tomorrow().ok());
        Sieve {
            text: text::one_line(self.value("text"), 200),
            since: typed_day(self.value("since")).and_then(Timestamp::rome_midnight),
            until: until.and_then(Timestamp::rome_midnight),
            cursor: self.value("from").parse().ok(),
            size: SIZE,
        }
    }

    /// The same list from another place.
    pub(super) fn from(&self, cursor: Option<Cursor>) -> Option<String> {
        let mut parameters = self.kept();
        parameters.push(("from", cursor?.to_string()));
        Some(with_query(self.path, &parameters))
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        let names = ["text", "fate", "since", "until"];
        names.map(|name| (name, self.value(name).to_owned())).to_vec()
    }
}

/// What stands above either list.
#[derive(Serialize)]
pub(super) struct Above {
    is_out: bool,
    path: &'static str,
    is_filtered: bool,
    text: Field,
    fate: Field,
    fates: Vec<Choice>,
    since: Field,
    until: Field,
    searched_days: i64,
    health: Health,
}

#[derive(Serialize)]
pub(super) struct Choice {
    value: String,
    label: String,
    selected: bool,
}

/// How mail is, each number with the list behind it.
#[derive(Serialize)]
struct Health {
    waiting: i64,
    oldest_waiting: Option<Timestamp>,
    held: i64,
    quarantined: i64,
    queued: i64,
    oldest_queued: Option<Timestamp>,
    dead: i64,
}

impl From<MailHealth> for Health {
    fn from(health: MailHealth) -> Self {
        Self {
            queued: health.queued(),
            waiting: health.waiting,
            oldest_waiting: health.oldest_waiting,
            held: health.held,
            quarantined: health.quarantined,
            oldest_queued: health.outbox.oldest_unsent,
            dead: health.dead,
        }
    }
}

impl Above {
    /// The fields with what was asked for, and the fates among which can be chosen with their names.
    pub(super) fn new(
        conn: &mut Conn,
        reader: &Reader,
        asked: &Asked,
        fates: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let chosen = asked.value("fate");
        let mut choices = vec![Choice {
            value: String::new(),
            label: reader.text("mail-any"),
            selected: chosen.is_empty(),
        }];
        choices.extend(fates.into_iter().map(|(value, label)| Choice {
            selected: value == chosen,
            value,
            label,
        }));
        let typed = |name| Field::preset(name, asked.value(name));
        Ok(Self {
            is_out: asked.path == OUT,
            path: asked.path,
            is_filtered: asked.kept().iter().any(|(_, value)| !value.is_empty()),
            text: typed("text"),
            fate: typed("fate"),
            fates: choices,
            since: day(asked.value("since"), "since"),
            until: day(asked.value("until"), "until"),
            searched_days: SEARCHED_DAYS,
            health: mail_health(conn, reader.now())?.into(),
        })
    }
}

/// A day as a field of a date wants it; what is no day is not there.
fn day(typed: &str, name: &'static str) -> Field {
    Field::preset(name, typed_day(typed).map(|day| day.to_string()).unwrap_or_default())
}
