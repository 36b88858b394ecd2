// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/requests`: what the reader asked for, and for a contact what the whole body asked for.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::links;
use crate::people::{Reader, View};
use crate::platform::clock::Timestamp;
use crate::platform::web::failure::Failure;
use crate::platform::web::paging::Cursor;
use crate::tickets::{RequestPage, RequestRow, RequestScope, requests};

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Line>,
    tabs: Vec<Tab>,
    shows_requester: bool,
    finished: bool,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct Tab {
    label: String,
    url: String,
    current: bool,
}

#[derive(Serialize)]
struct Line {
    number: i64,
    url: String,
    subject: String,
    status: &'static str,
    entity: Option<String>,
    service: Option<String>,
    requester: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Shows a page of the list.
///
/// # Errors
/// Whoever is not signed in is sent to sign in.
pub async fn show(reader: Reader, query: web::Query<HashMap<String, String>>) -> Result<HttpResponse, Failure> {
    let is_contact = !reader.signed_in()?.contact_entities().is_empty();
    let asked = |name: &str| query.get(name).map(String::as_str);
    let scope = match asked("scope") {
        Some("entity") if is_contact => RequestScope::Entity,
        _ => RequestScope::Own,
    };
    let finished = asked("finished") == Some("1");
    let cursor: Option<Cursor> = asked("from").and_then(|from| from.parse().ok());
    let found = reader
        .read(move |conn, reader| {
            let viewer = reader.signed_in()?;
            requests(conn, viewer, scope, finished, cursor.as_ref(), reader.locale)
        })
        .await?;
    let view = View::new("tickets/requests", reader.text("requests-title")).section("requests");
    reader.page(view, &page(&reader, found, scope, finished, is_contact))
}

fn page(reader: &Reader, found: RequestPage, scope: RequestScope, finished: bool, is_contact: bool) -> ListPage {
    let at = |cursor: Option<Cursor>| cursor.map(|cursor| address(scope, finished, &cursor.to_string()));
    ListPage {
        rows: found.rows.into_iter().map(line).collect(),
        tabs: tabs(reader, scope, finished, is_contact),
        shows_requester: scope == RequestScope::Entity,
        finished,
        before: at(found.before),
        after: at(found.after),
    }
}

fn tabs(reader: &Reader, scope: RequestScope, finished: bool, is_contact: bool) -> Vec<Tab> {
    let mut offered = vec![
        ("requests-tab-open", RequestScope::Own, false),
        ("requests-tab-finished", RequestScope::Own, true),
    ];
    if is_contact {
        offered.push(("requests-tab-entity-open", RequestScope::Entity, false));
        offered.push(("requests-tab-entity-finished", RequestScope::Entity, true));
    }
    offered
        .into_iter()
        .map(|(key, of, over)| Tab {
            label: reader.text(key),
            url: address(of, over, ""),
            current: (of, over) == (scope, finished),
        })
        .collect()
}

fn address(scope: RequestScope, finished: bool, from: &str) -> String {
    let scope = match scope {
        RequestScope::Own => "",
        RequestScope::Entity => "entity",
    };
    let finished = if finished { "1" } else { "" };
    let parameters = [("scope", scope), ("finished", finished), ("from", from)];
    links::with_query("/requests", &parameters.map(|(name, value)| (name, value.to_owned())))
}

fn line(row: RequestRow) -> Line {
    Line {
        number: row.number,
        url: links::request(row.number),
        subject: row.subject,
        status: row.status.as_str(),
        entity: row.entity,
        service: row.service,
        requester: row.requester,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
