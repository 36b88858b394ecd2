// SPDX-License-Identifier: AGPL-3.0-or-later
//! Publishing a quarter: once, after its end, for ever.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::Figures;
use super::figures::Tally;
use super::internal::quarters;
use super::suppression::Threshold;
use crate::config::Config;
use crate::event::Event;
use crate::ids::{PersonId, PublicationId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::db::sql_types::Json;
use crate::platform::failure::{Error, Result};
use crate::platform::secrets;
use crate::schema::publications;
use crate::surveys::Quarter;
use crate::tx::Tx;

/// A published quarter.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// Its id.
    pub id: PublicationId,
    /// When it became public.
    pub published_at: Timestamp,
    /// Who published it; for managers, not for the public.
    pub published_by: PersonId,
    /// The frozen figures, with their period.
    pub figures: Figures,
    /// SHA-256 of the figures as canonical JSON (keys in order, no spaces).
    pub sha256: String,
}

/// What would be published.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The figures as they would be frozen now.
    pub figures: Figures,
    /// How many of them can be seen.
    pub visible: usize,
    /// How many are hidden.
    pub hidden: usize,
    /// Whether the quarter is over.
    pub ended: bool,
    /// Whether it is public already; then the frozen figures count, not these.
    pub published: bool,
}

/// Makes the results of a quarter public and freezes them. The database refuses to change them afterwards.
///
/// # Errors
/// Refused while answers can still come in, and when the quarter is public already.
pub fn publish(tx: &mut Tx<'_>, quarter: Quarter) -> Result<PublicationId> {
    let published_by = tx.person().ok_or(Error::SignInNeeded)?;
    let now = tx.now();
    if !quarter.ended(now) {
        return Err(Error::refused("error-quarter-not-ended"));
    }
    if is_published(tx.conn(), quarter)? {
        return Err(Error::refused("error-already-published"));
    }
    let threshold = Threshold::public(&tx.config().results);
    let figures = Figures::freeze(&Tally::of(tx.conn(), quarter)?, quarter, now.rome_date(), threshold);
    let document = Json::of(&figures)?;
    let row = NewPublication {
        id: PublicationId::new(),
        period: quarter.to_string(),
        published_at: now,
        published_by,
        threshold: i32::try_from(threshold.responses).map_err(Error::unexpected)?,
        sha256: hash(&document)?,
        figures: document,
    };
    diesel::insert_into(publications::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| match error {
            // Somebody else pressed the same button at the same time.
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Error::refused("error-already-published")
            }
            other => other.into(),
        })?;
    tx.record(Event::ResultsPublished {
        publication: row.id,
        period: row.period,
    })?;
    Ok(row.id)
}

/// What publishing this quarter now would show and hide.
///
/// # Errors
/// When the database does not answer.
pub fn preview(conn: &mut Conn, config: &Config, quarter: Quarter, now: Timestamp) -> Result<Preview> {
    let threshold = Threshold::public(&config.results);
    let figures = Figures::freeze(&Tally::of(conn, quarter)?, quarter, now.rome_date(), threshold);
    Ok(Preview {
        visible: figures.visible(),
        hidden: figures.hidden(),
        ended: quarter.ended(now),
        published: is_published(conn, quarter)?,
        figures,
    })
}

/// The quarters that are over, have questions or answers, and are not public yet; the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn publishable(conn: &mut Conn, now: Timestamp) -> Result<Vec<Quarter>> {
    let published: Vec<String> = publications::table.select(publications::period).load(conn)?;
    let mut quarters = quarters(conn)?;
    quarters.retain(|quarter| quarter.ended(now) && !published.contains(&quarter.to_string()));
    Ok(quarters)
}

/// The publication of the newest quarter.
///
/// # Errors
/// When the database does not answer, or what it holds is not what was published.
pub fn latest(conn: &mut Conn) -> Result<Option<Publication>> {
    let row: Option<Row> = publications::table
        .order(publications::period.desc())
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_publication).transpose()
}

/// The publication of a quarter.
///
/// # Errors
/// As [`latest`].
pub fn of_period(conn: &mut Conn, quarter: Quarter) -> Result<Option<Publication>> {
    let row: Option<Row> = publications::table
        .filter(publications::period.eq(quarter.to_string()))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_publication).transpose()
}

/// All publications, the newest quarter first.
///
/// # Errors
/// As [`latest`].
pub fn all(conn: &mut Conn) -> Result<Vec<Publication>> {
    let rows: Vec<Row> = publications::table
        .order(publications::period.desc())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_publication).collect()
}

fn is_published(conn: &mut Conn, quarter: Quarter) -> Result<bool> {
    let count: i64 = publications::table
        .filter(publications::period.eq(quarter.to_string()))
        .count()
        .get_result(conn)?;
    Ok(count > 0)
}

/// PostgreSQL keeps the keys of a document in an order of its own; serde_json writes them sorted, so both databases
/// give the same text.
fn hash(document: &Json) -> Result<String> {
    Ok(secrets::sha256(serde_json::to_string(&document.0)?))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = publications)]
struct Row {
    id: PublicationId,
    published_at: Timestamp,
    published_by: PersonId,
    figures: Json,
    sha256: String,
}

impl Row {
    /// Figures that are not those that were published must not be shown as such.
    fn into_publication(self) -> Result<Publication> {
        if !secrets::same(&hash(&self.figures)?, &self.sha256) {
            return Err(Error::bug(format!("publication {} is not what was published", self.id)));
        }
        let figures: Figures = self.figures.to()?;
        let Self {
            id,
            published_at,
            published_by,
            sha256,
            ..
        } = self;
        Ok(Publication {
            id,
            published_at,
            published_by,
            figures,
            sha256,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = publications, treat_none_as_default_value = false)]
struct NewPublication {
    id: PublicationId,
    period: String,
    published_at: Timestamp,
    published_by: PersonId,
    threshold: i32,
    figures: Json,
    sha256: String,
}
