// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/desk`: the technicians' queue.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::choices::{self, Choice, ChoiceGroup};
use super::links;
use crate::catalog;
use crate::entities;
use crate::people::{Reader, View, teams, technicians};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::platform::text;
use crate::platform::web::failure::Failure;
use crate::platform::web::form::Field;
use crate::platform::web::paging::Cursor;
use crate::tickets::{Priority, QueueFilter, QueueRow, QueueSort, Scope, Status, queue, queue_counts};

/// Rows of a page.
const SIZE: usize = 40;

/// What stands in the address, by name.
type Asked = HashMap<String, String>;

#[derive(Serialize)]
struct QueuePage {
    tabs: Vec<Tab>,
    scope: &'static str,
    sort: &'static str,
    is_filtered: bool,
    clear: String,
    text: Field,
    state: Select,
    priority: Select,
    team: Select,
    service: Select,
    entity: Select,
    assignee: Select,
    columns: Vec<Column>,
    rows: Vec<Line>,
    before: Option<String>,
    after: Option<String>,
}

/// A select of the filter.
#[derive(Serialize)]
struct Select {
    field: Field,
    options: Vec<Choice>,
    groups: Vec<ChoiceGroup>,
}

#[derive(Serialize)]
struct Tab {
    label: String,
    url: String,
    has_count: bool,
    count: Option<i64>,
    current: bool,
}

#[derive(Serialize)]
struct Column {
    label: String,
    url: Option<String>,
    sorted: bool,
}

#[derive(Serialize)]
struct Line {
    number: i64,
    url: String,
    subject: String,
    status: &'static str,
    priority: &'static str,
    confidential: bool,
    entity: Option<String>,
    service: Option<String>,
    requester: String,
    assignee: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Shows a page of the queue.
///
/// # Errors
/// `NotFound` for whoever does not work on tickets.
pub async fn show(
    reader: Reader,
    query: web::Query<HashMap<String, String>>,
) -> std::result::Result<HttpResponse, Failure> {
    reader.technician()?;
    let asked = query.into_inner();
    let page = reader.read(move |conn, reader| load(conn, reader, &asked)).await?;
    reader.page(
        View::new("tickets/queue", reader.text("queue-title")).section("desk"),
        &page,
    )
}

fn load(conn: &mut Conn, reader: &Reader, asked: &Asked) -> Result<QueuePage> {
    let viewer = reader.technician()?;
    let filter = filter(conn, asked)?;
    let found = queue(conn, viewer, &filter, reader.locale)?;
    let counts = queue_counts(conn, viewer)?;
    let at = |cursor: Option<Cursor>| cursor.map(|cursor| address(asked, "from", &cursor.to_string()));
    let bare = asked
        .keys()
        .filter(|key| !matches!(key.as_str(), "scope" | "sort" | "from"));
    let is_filtered = bare.into_iter().any(|key| !value(asked, key).is_empty());
    Ok(QueuePage {
        tabs: tabs(reader, asked, filter.scope, &counts),
        scope: filter.scope.as_str(),
        sort: filter.sort.as_str(),
        is_filtered,
        clear: links::with_query("/desk", &[("scope", filter.scope.as_str().to_owned())]),
        text: Field::preset("text", filter.text.clone()),
        state: states(reader, asked),
        priority: priorities(reader, asked),
        team: teams_select(conn, reader, asked)?,
        service: Select {
            field: Field::empty("service"),
            options: any(reader, asked, "service"),
            groups: choices::services(&catalog::tree(conn, reader.locale)?, value(asked, "service")),
        },
        entity: entities_select(conn, reader, asked)?,
        assignee: assignees(conn, reader, asked)?,
        columns: columns(reader, asked, filter.sort),
        rows: found.rows.into_iter().map(line).collect(),
        before: at(found.before),
        after: at(found.after),
    })
}

fn value<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.get(name).map_or("", |value| value.trim())
}

fn filter(conn: &mut Conn, asked: &Asked) -> Result<QueueFilter> {
    let service = catalog::service_by_code(conn, value(asked, "service"))?;
    Ok(QueueFilter {
        scope: value(asked, "scope").parse().unwrap_or(Scope::Unfinished),
        status: value(asked, "state").parse().ok(),
        priority: value(asked, "priority").parse().ok(),
        team: value(asked, "team").parse().ok(),
        service: service.map(|service| service.id),
        entity: value(asked, "entity").parse().ok(),
        assignee: value(asked, "assignee").parse().ok(),
        text: text::one_line(value(asked, "text"), 200),
        sort: value(asked, "sort").parse().unwrap_or(QueueSort::Activity),
        cursor: value(asked, "from").parse().ok(),
        size: SIZE,
    })
}

/// The same page with one thing changed, from its beginning unless that is what changes.
fn address(asked: &Asked, changed: &str, to: &str) -> String {
    let names = [
        "scope", "text", "state", "priority", "team", "service", "entity", "assignee", "sort", "from",
    ];
    let parameters = names.map(|name| {
        let kept = if name == "from" { "" } else { value(asked, name) };
        (name, if name == changed { to } else { kept }.to_owned())
    });
    links::with_query("/desk", &parameters)
}

fn tabs(reader: &Reader, asked: &Asked, current: Scope, counts: &[(Scope, i64)]) -> Vec<Tab> {
    let tab = |scope: &Scope| {
        let count = counts.iter().find(|(of, _)| of == scope).map(|(_, count)| *count);
        Tab {
            label: reader.text(&format!("queue-scope-{scope}")),
            url: address(asked, "scope", scope.as_str()),
            has_count: count.is_some(),
            count,
            current: *scope == current,
        }
    };
    Scope::ALL.iter().map(tab).collect()
}

fn columns(reader: &Reader, asked: &Asked, current: QueueSort) -> Vec<Column> {
    let column = |key: &str, sort: Option<QueueSort>| Column {
        label: reader.text(key),
        url: sort.map(|sort| address(asked, "sort", sort.as_str())),
        sorted: sort == Some(current),
    };
    vec![
        column("request-number", Some(QueueSort::Number)),
        column("request-subject", None),
        column("request-entity", None),
        column("request-service", None),
        column("request-requester", None),
        column("ticket-priority", Some(QueueSort::Priority)),
        column("request-state", None),
        column("ticket-assignee", None),
        column("ticket-age", Some(QueueSort::Age)),
        column("request-updated", Some(QueueSort::Activity)),
    ]
}

fn any(reader: &Reader, asked: &Asked, name: &str) -> Vec<Choice> {
    vec![Choice::new("", reader.text("queue-any"), value(asked, name))]
}

fn states(reader: &Reader, asked: &Asked) -> Select {
    let chosen = value(asked, "state");
    let mut options = any(reader, asked, "state");
    options.extend(Status::ALL.iter().map(|status| {
        let key = format!("ticket-state-{status}").replace('_', "-");
        Choice::new(status, reader.text(&key), chosen)
    }));
    plain("state", options)
}

fn priorities(reader: &Reader, asked: &Asked) -> Select {
    let mut options = any(reader, asked, "priority");
    options.extend(choices::priorities(reader, value(asked, "priority")));
    plain("priority", options)
}

fn teams_select(conn: &mut Conn, reader: &Reader, asked: &Asked) -> Result<Select> {
    let mut options = any(reader, asked, "team");
    let chosen = value(asked, "team");
    let teams = teams(conn)?;
    options.extend(
        teams
            .iter()
            .map(|team| Choice::new(team.id, team.name(reader.locale), chosen)),
    );
    Ok(plain("team", options))
}

fn entities_select(conn: &mut Conn, reader: &Reader, asked: &Asked) -> Result<Select> {
    let mut options = any(reader, asked, "entity");
    let chosen = value(asked, "entity");
    let names = entities::names(conn)?;
    options.extend(names.into_iter().map(|(id, name)| Choice::new(id, name, chosen)));
    Ok(plain("entity", options))
}

fn assignees(conn: &mut Conn, reader: &Reader, asked: &Asked) -> Result<Select> {
    let mut options = any(reader, asked, "assignee");
    let chosen = value(asked, "assignee");
    let people = technicians(conn)?;
    options.extend(
        people
            .into_iter()
            .map(|person| Choice::new(person.id, person.name, chosen)),
    );
    Ok(plain("assignee", options))
}

fn plain(name: &'static str, options: Vec<Choice>) -> Select {
    Select {
        field: Field::empty(name),
        options,
        groups: Vec::new(),
    }
}

fn line(row: QueueRow) -> Line {
    Line {
        number: row.number,
        url: links::desk_ticket(row.number),
        subject: row.subject,
        status: row.status.as_str(),
        priority: Priority::as_str(row.priority),
        confidential: row.confidential,
        entity: row.entity,
        service: row.service,
        requester: row.requester,
        assignee: row.assignee,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
